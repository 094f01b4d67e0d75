package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/twmb/franz-go/pkg/kgo"
)

type franzLibrary struct{ bootstrap string }

func (lib franzLibrary) produce(topic string, first, count int) error {
	client, err := kgo.NewClient(kgo.SeedBrokers(strings.Split(lib.bootstrap, ",")...), kgo.AllowAutoTopicCreation(), kgo.ProducerBatchCompression(kgo.Lz4Compression()))
	if err != nil {
		return err
	}
	defer client.Close()
	for i := first; i < first+count; i++ {
		record := &kgo.Record{Topic: topic, Key: []byte(fmt.Sprintf("k%d", i)), Value: []byte(fmt.Sprintf("v%d", i))}
		client.Produce(context.Background(), record, nil)
	}
	return client.Flush(context.Background())
}

func (lib franzLibrary) member(ctx context.Context, group, topic string, got func(string), owned func(int)) error {
	count := 0
	assigned := func(_ context.Context, _ *kgo.Client, partitions map[string][]int32) {
		count += len(partitions[topic])
		owned(count)
	}
	revoked := func(_ context.Context, _ *kgo.Client, partitions map[string][]int32) {
		count -= len(partitions[topic])
		owned(count)
	}
	client, err := kgo.NewClient(
		kgo.SeedBrokers(strings.Split(lib.bootstrap, ",")...), kgo.ConsumerGroup(group), kgo.ConsumeTopics(topic),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.DisableAutoCommit(),
		kgo.OnPartitionsAssigned(assigned), kgo.OnPartitionsRevoked(revoked),
	)
	if err != nil {
		return err
	}
	defer client.Close()
	for ctx.Err() == nil {
		fetches := client.PollFetches(ctx)
		fetches.EachRecord(func(record *kgo.Record) { got(string(record.Value)) })
		if fetches.NumRecords() > 0 {
			if err := client.CommitUncommittedOffsets(ctx); err != nil && ctx.Err() == nil {
				return err
			}
		}
	}
	return nil
}
