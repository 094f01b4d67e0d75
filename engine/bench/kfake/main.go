// kfake for the benchmarks: franz-go's in-memory fake of a Kafka cluster, one broker on the given port until it is killed.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"strconv"

	"github.com/twmb/franz-go/pkg/kfake"
)

func main() {
	port, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.Ports(port), kfake.DefaultNumPartitions(1))
	if err != nil {
		panic(err)
	}
	defer cluster.Close()
	fmt.Printf("ready 127.0.0.1:%d\n", port)
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt)
	<-stop
}
