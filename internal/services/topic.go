package services

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// Topic is a broker, and a name for a topic of the test's own. With partitions above 0 the topic exists; in any case it is
// deleted at the end of the test.
func Topic(t testing.TB, partitions int) (bootstrap, topic string) {
	t.Helper()
	bootstrap = Kafka(t)
	topic = fmt.Sprintf("flowcept_test_%d", time.Now().UnixNano())
	client, err := kgo.NewClient(kgo.SeedBrokers(bootstrap))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		req := kmsg.NewPtrDeleteTopicsRequest()
		req.TopicNames = []string{topic}
		name := kmsg.NewDeleteTopicsRequestTopic()
		name.Topic = &topic
		req.Topics = append(req.Topics, name)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
		defer cancel()
		_, _ = req.RequestWith(ctx, client) // a test may have taken the broker away
		client.Close()
	})
	if partitions == 0 {
		return bootstrap, topic
	}
	req := kmsg.NewPtrCreateTopicsRequest()
	created := kmsg.NewCreateTopicsRequestTopic()
	created.Topic, created.NumPartitions, created.ReplicationFactor = topic, int32(partitions), 1
	req.Topics = append(req.Topics, created)
	resp, err := req.RequestWith(t.Context(), client)
	if err == nil {
		err = kerr.ErrorForCode(resp.Topics[0].ErrorCode)
	}
	if err != nil {
		t.Fatalf("create topic %s at %s: %v", topic, bootstrap, err)
	}
	return bootstrap, topic
}

// Records reads the first n records of a topic.
func Records(t testing.TB, bootstrap, topic string, n int) []*kgo.Record {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(bootstrap), kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var all []*kgo.Record
	for len(all) < n {
		fetches := client.PollFetches(ctx)
		if err := fetches.Err(); err != nil {
			t.Fatalf("got %d records of %d in %s, then: %v", len(all), n, topic, err)
		}
		all = append(all, fetches.Records()...)
	}
	return all
}

// Count is how many messages have been written to a topic.
func Count(t testing.TB, bootstrap, topic string) (n int) {
	t.Helper()
	transport := new(kafka.Transport) // the default one remembers a broker's topics for a while
	defer transport.CloseIdleConnections()
	client := &kafka.Client{Addr: kafka.TCP(bootstrap), Transport: transport}
	meta, err := client.Metadata(t.Context(), &kafka.MetadataRequest{Topics: []string{topic}})
	if err != nil {
		t.Fatal(err)
	}
	var ends []kafka.OffsetRequest
	for _, p := range meta.Topics[0].Partitions {
		ends = append(ends, kafka.LastOffsetOf(p.ID))
	}
	resp, err := client.ListOffsets(t.Context(), &kafka.ListOffsetsRequest{Topics: map[string][]kafka.OffsetRequest{topic: ends}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range resp.Topics[topic] {
		n += int(p.LastOffset)
	}
	return n
}
