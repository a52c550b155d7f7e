package sink

import (
	"context"
	"errors"
	"fmt"

	kafkago "github.com/segmentio/kafka-go"

	"github.com/flowcept/flowcept-go/runtime/settings"
)

// A cluster is the brokers, seen by one topic and one group.
type cluster struct {
	client    *kafkago.Client
	transport *kafkago.Transport
	dialer    *kafkago.Dialer
	brokers   []string
	topic     string
	group     string
}

// connect reads the files that the settings name, and connects to nothing yet.
func connect(s *settings.Settings) (*cluster, error) {
	if err := s.CheckTransport("the sink reads the topic"); err != nil {
		return nil, err
	}
	cfg, err := transport(&s.MQ)
	if err != nil {
		return nil, fmt.Errorf("mq: %w", err)
	}
	c := &cluster{brokers: cfg.Brokers, topic: cfg.Topic, group: group(&s.MQ)}
	if c.client, c.transport, err = cfg.Client(); err != nil {
		return nil, err
	}
	if c.dialer, err = cfg.Dialer(); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *cluster) close() { c.transport.CloseIdleConnections() }

// deadLetters is the topic's topic of dead letters.
func (c *cluster) deadLetters() string { return c.topic + ".dlq" }

// partitions are those of a topic; UnknownTopicOrPartition when there is none.
func (c *cluster) partitions(ctx context.Context, topic string) ([]int, error) {
	meta, err := c.client.Metadata(ctx, &kafkago.MetadataRequest{Topics: []string{topic}})
	if err != nil {
		return nil, fmt.Errorf("kafka: %w", err)
	}
	var all []int
	for _, t := range meta.Topics {
		if t.Name != topic {
			continue
		}
		if t.Error != nil {
			return nil, fmt.Errorf("kafka: topic %s: %w", topic, t.Error)
		}
		for _, p := range t.Partitions {
			all = append(all, p.ID)
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("kafka: topic %s: %w", topic, kafkago.UnknownTopicOrPartition)
	}
	return all, nil
}

func (c *cluster) create(ctx context.Context, topic string, partitions, replication int, entries ...kafkago.ConfigEntry) error {
	answer, err := c.client.CreateTopics(ctx, &kafkago.CreateTopicsRequest{Topics: []kafkago.TopicConfig{{
		Topic: topic, NumPartitions: partitions, ReplicationFactor: replication, ConfigEntries: entries,
	}}})
	if err == nil {
		err = answer.Errors[topic]
	}
	if err != nil && !errors.Is(err, kafkago.TopicAlreadyExists) {
		return fmt.Errorf("kafka: topic %s cannot be created: %w", topic, err)
	}
	return nil
}

// span is what a partition holds: offsets from first up to but not including end.
type span struct{ first, end int64 }

func (c *cluster) spans(ctx context.Context, topic string) (map[int]span, error) {
	partitions, err := c.partitions(ctx, topic)
	if err != nil {
		return nil, err
	}
	var ask []kafkago.OffsetRequest
	for _, p := range partitions {
		ask = append(ask, kafkago.FirstOffsetOf(p), kafkago.LastOffsetOf(p))
	}
	answer, err := c.client.ListOffsets(ctx, &kafkago.ListOffsetsRequest{Topics: map[string][]kafkago.OffsetRequest{topic: ask}})
	if err != nil {
		return nil, fmt.Errorf("kafka: %w", err)
	}
	all := map[int]span{}
	for _, p := range answer.Topics[topic] {
		if p.Error != nil {
			return nil, fmt.Errorf("kafka: topic %s: %w", topic, p.Error)
		}
		all[p.Partition] = span{p.FirstOffset, p.LastOffset}
	}
	if len(all) < len(partitions) {
		return nil, fmt.Errorf("kafka: topic %s: the ends of %d partitions, want %d", topic, len(all), len(partitions))
	}
	return all, nil
}

// committed are the offsets that the group reads next; -1 for a partition of which it has read nothing.
func (c *cluster) committed(ctx context.Context, spans map[int]span) (map[int]int64, error) {
	var partitions []int
	for p := range spans {
		partitions = append(partitions, p)
	}
	answer, err := c.client.OffsetFetch(ctx, &kafkago.OffsetFetchRequest{GroupID: c.group, Topics: map[string][]int{c.topic: partitions}})
	if err == nil {
		err = answer.Error
	}
	if errors.Is(err, kafkago.GroupIdNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("kafka: group %s: %w", c.group, err)
	}
	all := map[int]int64{}
	for _, p := range answer.Topics[c.topic] {
		if p.Error != nil && !errors.Is(p.Error, kafkago.GroupIdNotFound) {
			return nil, fmt.Errorf("kafka: group %s: %w", c.group, p.Error)
		}
		all[p.Partition] = p.CommittedOffset
	}
	return all, nil
}

// left is the number of messages of each partition that the group has not committed.
func (c *cluster) left(ctx context.Context, spans map[int]span) (map[int]int64, error) {
	committed, err := c.committed(ctx, spans)
	if err != nil {
		return nil, err
	}
	return behind(spans, committed), nil
}

func behind(spans map[int]span, committed map[int]int64) map[int]int64 {
	left := map[int]int64{}
	for p, s := range spans {
		next, ok := committed[p]
		if !ok {
			next = -1
		}
		left[p] = max(0, s.end-max(next, s.first))
	}
	return left
}
