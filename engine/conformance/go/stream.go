package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// stream writes numbered records at a steady pace, or reads in a group, while brokers die.
func stream(what string, lib franzLibrary, topic string) {
	if what == "read" {
		got := func(value string) { fmt.Println(value) }
		if err := lib.member(context.Background(), "group-"+topic, topic, got, func(int) {}); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		return
	}
	count, _ := strconv.Atoi(os.Args[5])
	client, err := kgo.NewClient(kgo.SeedBrokers(strings.Split(lib.bootstrap, ",")...), kgo.RecordDeliveryTimeout(time.Minute))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for i := 0; i < count; i++ {
		record := &kgo.Record{Topic: topic, Value: []byte(fmt.Sprintf("v%d", i))}
		client.Produce(context.Background(), record, func(record *kgo.Record, err error) {
			if err == nil {
				fmt.Printf("acked %s\n", record.Value)
			}
		})
		time.Sleep(8 * time.Millisecond)
	}
	client.Flush(context.Background())
	client.Close()
}
