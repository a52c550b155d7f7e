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

// together is how many bytes of dead letters go into one request, less than the brokers' default of max.message.bytes.
const together = 512 << 10

// bury brings dead letters to their topic. It fails only when it has to give up.
func (s *Sink) bury(dead []deadLetter) error {
	for len(dead) > 0 {
		n, size := 1, dead[0].size()
		for ; n < len(dead); n++ {
			if size += dead[n].size(); size > together {
				break
			}
		}
		err := s.retry(s.working, retryDeadLetters, func(ctx context.Context) error { return s.cluster.bury(ctx, dead[:n]) })
		if err != nil {
			return err
		}
		s.metrics.dead.Add(float64(n))
		for _, d := range dead[:n] {
			s.opt.Logger.Warn("dead letter", "topic", d.message.Topic, "partition", d.message.Partition, "offset", d.message.Offset, "reason", d.reason)
		}
		dead = dead[n:]
	}
	return nil
}

// bury appends dead letters to their topic, which is made when it is not there. One that is too large is cut.
func (c *cluster) bury(ctx context.Context, dead []deadLetter) error {
	var records []kafkago.Record
	for i := range dead {
		records = append(records, dead[i].record(dead[i].message.Value))
	}
	topic, value := c.deadLetters(), dead[0].message.Value
	for {
		err := c.produce(ctx, topic, 0, records...)
		switch {
		case errors.Is(err, kafkago.UnknownTopicOrPartition):
			if made := c.create(ctx, topic, 1, -1, c.maxMessage(ctx)...); made != nil {
				return made
			}
			return err
		case !errors.Is(err, kafkago.MessageSizeTooLarge) && !errors.Is(err, kafkago.RecordListTooLarge):
			return err
		case len(dead) > 1:
			for i := range dead {
				if err := c.bury(ctx, dead[i:i+1]); err != nil {
					return err
				}
			}
			return nil
		case len(value) == 0:
			return err
		}
		value = value[:len(value)/2]
		records = []kafkago.Record{dead[0].record(value)}
	}
}

// maxMessage is the setting that has the topic of dead letters take what the topic does, with the headers; none where the
// brokers do not tell.
func (c *cluster) maxMessage(ctx context.Context) []kafkago.ConfigEntry {
	const name, headers = "max.message.bytes", 64 << 10
	answer, err := c.client.DescribeConfigs(ctx, &kafkago.DescribeConfigsRequest{Resources: []kafkago.DescribeConfigRequestResource{
		{ResourceType: kafkago.ResourceTypeTopic, ResourceName: c.topic, ConfigNames: []string{name}},
	}})
	if err != nil {
		return nil
	}
	for _, r := range answer.Resources {
		for _, e := range r.ConfigEntries {
			if n, err := strconv.Atoi(e.ConfigValue); err == nil && e.ConfigName == name {
				return []kafkago.ConfigEntry{{ConfigName: name, ConfigValue: strconv.Itoa(n + headers)}}
			}
		}
	}
	return nil
}

// size is what the letter takes, about.
func (d *deadLetter) size() int { return len(d.message.Key) + len(d.message.Value) + maxReason + 200 }

func (d *deadLetter) record(value []byte) kafkago.Record {
	return record(d.message.Key, value, d.headers(len(value) < len(d.message.Value)))
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

func record(key, value []byte, headers []kafkago.Header) kafkago.Record {
	r := kafkago.Record{Value: kafkago.NewBytes(value), Headers: headers}
	if key != nil {
		r.Key = kafkago.NewBytes(key)
	}
	return r
}

// produce appends messages and waits until all replicas in sync have them.
func (c *cluster) produce(ctx context.Context, topic string, partition int, records ...kafkago.Record) error {
	if _, err := c.partitions(ctx, topic); err != nil {
		return err
	}
	answer, err := c.client.Produce(ctx, &kafkago.ProduceRequest{
		Topic: topic, Partition: partition, RequiredAcks: kafkago.RequireAll, Records: kafkago.NewRecordReader(records...),
		Compression: kafkago.Gzip, // as in the topic that they come from, where the size that counts is that as sent
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
