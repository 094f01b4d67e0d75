package main

import (
	"context"
	"fmt"
	"time"

	"github.com/IBM/sarama"
)

type saramaLibrary struct{ bootstrap string }

func saramaConfig() *sarama.Config {
	config := sarama.NewConfig()
	config.Version = sarama.V2_8_0_0
	config.Producer.Return.Successes = true
	config.Producer.RequiredAcks = sarama.WaitForAll
	config.Producer.Idempotent = true
	config.Net.MaxOpenRequests = 1
	config.Producer.Compression = sarama.CompressionSnappy
	config.Consumer.Offsets.Initial = sarama.OffsetOldest
	return config
}

func (lib saramaLibrary) produce(topic string, first, count int) error {
	producer, err := sarama.NewSyncProducer([]string{lib.bootstrap}, saramaConfig())
	if err != nil {
		return err
	}
	defer producer.Close()
	for i := first; i < first+count; i++ {
		message := &sarama.ProducerMessage{Topic: topic, Key: sarama.StringEncoder(fmt.Sprintf("k%d", i)), Value: sarama.StringEncoder(fmt.Sprintf("v%d", i))}
		if _, _, err := producer.SendMessage(message); err != nil {
			return err
		}
	}
	return nil
}

type saramaHandler struct {
	got   func(string)
	owned func(int)
}

func (h saramaHandler) Setup(session sarama.ConsumerGroupSession) error {
	count := 0
	for _, partitions := range session.Claims() {
		count += len(partitions)
	}
	h.owned(count)
	return nil
}

func (h saramaHandler) Cleanup(sarama.ConsumerGroupSession) error { return nil }

func (h saramaHandler) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for {
		select {
		case message, open := <-claim.Messages():
			if !open {
				return nil
			}
			h.got(string(message.Value))
			session.MarkMessage(message, "")
			session.Commit()
		case <-session.Context().Done():
			return nil
		}
	}
}

func (lib saramaLibrary) member(ctx context.Context, group, topic string, got func(string), owned func(int)) error {
	consumer, err := sarama.NewConsumerGroup([]string{lib.bootstrap}, group, saramaConfig())
	if err != nil {
		return err
	}
	defer consumer.Close()
	for ctx.Err() == nil {
		if err := consumer.Consume(ctx, []string{topic}, saramaHandler{got, owned}); err != nil {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
	return nil
}
