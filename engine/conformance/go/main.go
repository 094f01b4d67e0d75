// sarama and franz-go: (sarama|franz) BOOTSTRAP TOPIC. Prints a line for each check.
// franz BOOTSTRAP TOPIC write COUNT prints `acked VALUE` for each record; read prints values until it is ended.
package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"
)

// What the two libraries do alike.
type library interface {
	produce(topic string, first, count int) error
	// member reads in the group until the context ends; owned tells how many partitions it has.
	member(ctx context.Context, group, topic string, got func(string), owned func(int)) error
}

func main() {
	name, bootstrap, topic := os.Args[1], os.Args[2], os.Args[3]
	if len(os.Args) > 4 {
		stream(os.Args[4], franzLibrary{bootstrap}, topic)
		return
	}
	libraries := map[string]library{"sarama": saramaLibrary{bootstrap}, "franz": franzLibrary{bootstrap}}
	lib := libraries[name]
	say("produce", lib.produce(topic, 0, 100))
	say("consume in a group of two", read(lib, topic, 2, 0, 100))
	if err := lib.produce(topic, 100, 20); err != nil {
		say("commit and resume", err)
		return
	}
	say("commit and resume", read(lib, topic, 1, 100, 20))
}

func say(name string, problem error) {
	if problem == nil {
		fmt.Println("ok " + name)
	} else {
		fmt.Printf("not ok %s: %v\n", name, problem)
	}
}

func read(lib library, topic string, members, first, count int) error {
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	var lock sync.Mutex
	var wait sync.WaitGroup
	got, owned, extra := map[string]bool{}, map[int]int{}, 0
	for m := 0; m < members; m++ {
		wait.Add(1)
		go func(m int) {
			defer wait.Done()
			err := lib.member(ctx, "group-"+topic, topic, func(value string) {
				lock.Lock()
				defer lock.Unlock()
				got[value] = true
			}, func(count int) {
				lock.Lock()
				defer lock.Unlock()
				owned[m] = count
			})
			if err != nil && ctx.Err() == nil {
				fmt.Fprintln(os.Stderr, err)
			}
		}(m)
	}
	shared := func() bool {
		for m := 0; m < members; m++ {
			if owned[m] == 0 {
				return false
			}
		}
		return true
	}
	everShared := false
	for ctx.Err() == nil && extra < 5 {
		time.Sleep(100 * time.Millisecond)
		lock.Lock()
		everShared = everShared || shared()
		if len(got) >= count && everShared {
			extra++
		}
		lock.Unlock()
	}
	cancel()
	wait.Wait()
	for i := first; i < first+count; i++ {
		if !got[fmt.Sprintf("v%d", i)] {
			return fmt.Errorf("v%d of %d is missing, %d are there", i, count, len(got))
		}
	}
	if len(got) != count {
		return fmt.Errorf("%d values, not %d", len(got), count)
	}
	if !everShared {
		return fmt.Errorf("partitions were not shared: %v", owned)
	}
	return nil
}
