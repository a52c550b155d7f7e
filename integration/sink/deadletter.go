package sink

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	kafkago "github.com/segmentio/kafka-go"
)

// Headers of a dead letter.
const (
	HeaderReason    = "flowcept-reason"
	HeaderTopic     = "flowcept-topic"
	HeaderPartition = "flowcept-partition"
	HeaderOffset    = "flowcept-offset"
	HeaderTruncated = "flowcept-truncated" // the length in bytes that the message had
)

const maxReason = 1000 // bytes

type deadLetter struct {
	message *kafkago.Message
	reason  string
}

// bury appends a dead letter to its topic, which is made when it is not there.
func (c *cluster) bury(ctx context.Context, d *deadLetter) error {
	topic, value := c.deadLetters(), d.message.Value
	for {
		err := c.produce(ctx, topic, 0, d.message.Key, value, d.headers(len(value) < len(d.message.Value)))
		switch {
		case errors.Is(err, kafkago.UnknownTopicOrPartition):
			if made := c.create(ctx, topic, 1, -1); made != nil {
				return made
			}
			return err
		case (errors.Is(err, kafkago.MessageSizeTooLarge) || errors.Is(err, kafkago.RecordListTooLarge)) && len(value) > 0:
			value = value[:len(value)/2]
		default:
			return err
		}
	}
}

func (d *deadLetter) headers(truncated bool) []kafkago.Header {
	m, reason := d.message, d.reason
	if len(reason) > maxReason {
		reason = reason[:maxReason]
	}
	h := []kafkago.Header{
		{Key: HeaderReason, Value: []byte(reason)},
		{Key: HeaderTopic, Value: []byte(m.Topic)},
		{Key: HeaderPartition, Value: []byte(strconv.Itoa(m.Partition))},
		{Key: HeaderOffset, Value: []byte(strconv.FormatInt(m.Offset, 10))},
	}
	if truncated {
		h = append(h, kafkago.Header{Key: HeaderTruncated, Value: []byte(strconv.Itoa(len(m.Value)))})
	}
	return h
}

// produce appends one message and waits until all replicas in sync have it.
func (c *cluster) produce(ctx context.Context, topic string, partition int, key, value []byte, headers []kafkago.Header) error {
	if _, err := c.partitions(ctx, topic); err != nil {
		return err
	}
	record := kafkago.Record{Value: kafkago.NewBytes(value), Headers: headers}
	if key != nil {
		record.Key = kafkago.NewBytes(key)
	}
	answer, err := c.client.Produce(ctx, &kafkago.ProduceRequest{
		Topic: topic, Partition: partition, RequiredAcks: kafkago.RequireAll, Records: kafkago.NewRecordReader(record),
	})
	if err == nil {
		err = answer.Error
	}
	if err != nil {
		return fmt.Errorf("kafka: topic %s: %w", topic, err)
	}
	for _, err := range answer.RecordErrors {
		return fmt.Errorf("kafka: topic %s: %w", topic, err)
	}
	return nil
}
