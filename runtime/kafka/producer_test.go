package kafka

import (
	"context"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

func TestMessagesArriveInOrderUnderOneKey(t *testing.T) {
	c := newCluster(t, kfake.SeedTopics(7, topic))
	c.ControlKey(int16(kmsg.Produce), func(r kmsg.Request) (kmsg.Response, error, bool) {
		if acks := r.(*kmsg.ProduceRequest).Acks; acks != -1 {
			t.Errorf("got a request with acks=%d, want -1, all", acks)
		}
		return nil, nil, false
	})
	p := newProducer(t, c.ListenAddrs())
	for from := 0; from < 10000; from += 2500 {
		if err := p.Publish(t.Context(), batchOf(from, from+2500)); err != nil {
			t.Fatal(err)
		}
	}
	before := time.Now().Add(-time.Minute)
	for _, r := range wantNumbers(t, c, 10000) {
		if string(r.Key) != "host-1" || len(r.Headers) != 0 || r.Timestamp.Before(before) || r.Timestamp.After(time.Now()) {
			t.Fatalf("got key %q, headers %v, time %v of %q, want host-1, none, now", r.Key, r.Headers, r.Timestamp, r.Value)
		}
	}
}

func TestAnEmptyBatchIsAccepted(t *testing.T) {
	p := newProducer(t, []string{"127.0.0.1:1"})
	if err := p.Publish(t.Context(), &prov.Batch{}); err != nil {
		t.Error(err)
	}
}

// Keys go to the partitions to which other clients, Java's among them, send them.
func TestKeysSpreadAsWithOtherClients(t *testing.T) {
	c := newCluster(t, kfake.SeedTopics(7, topic))
	other, err := kgo.NewClient(kgo.SeedBrokers(c.ListenAddrs()...), kgo.DefaultProduceTopic(topic))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	used := map[int]bool{}
	for _, key := range []string{"a", "node0123-4711", "node0124-4711", "ü", "a-very-long-host-name.example.org-12345", "5", "6"} {
		p := newProducer(t, c.ListenAddrs(), func(c *Config) { c.Key = key })
		if err := p.Publish(t.Context(), batchOf(0, 1)); err != nil {
			t.Fatal(err)
		}
		r, err := other.ProduceSync(t.Context(), &kgo.Record{Key: []byte(key)}).First()
		if err != nil {
			t.Fatal(err)
		}
		if p.partition != int(r.Partition) {
			t.Errorf("key %q: got partition %d, want %d", key, p.partition, r.Partition)
		}
		used[p.partition] = true
	}
	if len(used) < 3 {
		t.Errorf("got all keys in the partitions %v, want them spread", used)
	}
}

func TestTheTopicIsCreated(t *testing.T) {
	for _, tt := range []struct {
		name       string
		partitions int
		want       int
	}{
		{"with the brokers' number of partitions", 0, 4},
		{"with a number of its own", 6, 6},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newCluster(t, kfake.DefaultNumPartitions(4))
			p := newProducer(t, c.ListenAddrs(), func(c *Config) { c.Partitions = tt.partitions })
			if err := p.Publish(t.Context(), batchOf(0, 10)); err != nil {
				t.Fatal(err)
			}
			if got := len(c.PartitionInfos(topic)); got != tt.want {
				t.Errorf("got %d partitions, want %d", got, tt.want)
			}
			wantNumbers(t, c, 10)
		})
	}
}

func TestATopicThatCannotBeCreatedIsNamed(t *testing.T) {
	c := newCluster(t)
	c.ControlKey(int16(kmsg.CreateTopics), func(req kmsg.Request) (kmsg.Response, error, bool) {
		c.KeepControl()
		resp := req.ResponseKind().(*kmsg.CreateTopicsResponse)
		resp.Topics = []kmsg.CreateTopicsResponseTopic{{Topic: topic, ErrorCode: 29}}
		return resp, nil, true
	})
	err := newProducer(t, c.ListenAddrs()).Publish(t.Context(), batchOf(0, 1))
	const want = "topic interception does not exist and cannot be created"
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want … %s …", err, want)
	}
}

// Another process may create it at the same moment.
func TestATopicThatSomebodyElseHasCreatedIsFine(t *testing.T) {
	c := newCluster(t)
	c.ControlKey(int16(kmsg.CreateTopics), func(req kmsg.Request) (kmsg.Response, error, bool) {
		go c.CreateTopic(topic, 2, nil)
		resp := req.ResponseKind().(*kmsg.CreateTopicsResponse)
		resp.Topics = []kmsg.CreateTopicsResponseTopic{{Topic: topic, ErrorCode: 36}}
		return resp, nil, true
	})
	publish(t, newProducer(t, c.ListenAddrs()), batchOf(0, 10))
	wantNumbers(t, c, 10)
	if got := len(c.PartitionInfos(topic)); got != 2 {
		t.Errorf("got %d partitions, want those of who was first, 2", got)
	}
}

func TestSequenceNumbersStartAnewBeforeTheyOverflow(t *testing.T) {
	c := newCluster(t, kfake.SeedTopics(1, topic))
	p := newProducer(t, c.ListenAddrs())
	if err := p.Publish(t.Context(), batchOf(0, 10)); err != nil {
		t.Fatal(err)
	}
	first := p.id.producer
	p.id.sequence = math.MaxInt32 - 9
	if err := p.Publish(t.Context(), batchOf(10, 20)); err != nil {
		t.Fatal(err)
	}
	if p.id.producer == first || p.id.sequence != 10 {
		t.Errorf("got id %d and sequence number %d, want another id than %d, and 10", p.id.producer, p.id.sequence, first)
	}
	wantNumbers(t, c, 20)
}

func TestNothingIsPublishedAfterClose(t *testing.T) {
	c := newCluster(t, kfake.SeedTopics(1, topic))
	p := newProducer(t, c.ListenAddrs())
	publish(t, p, batchOf(0, 5))
	for range 2 {
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Publish(t.Context(), batchOf(5, 6)); err == nil {
		t.Error("Publish after Close returned nil, want an error")
	}
	wantNumbers(t, c, 5)
	for deadline := time.Now().Add(10 * time.Second); ; {
		stacks := make([]byte, 1<<20)
		stacks = stacks[:runtime.Stack(stacks, true)]
		if !slices.ContainsFunc(strings.Split(string(stacks), "\n\n"), func(s string) bool { return strings.Contains(s, "segmentio/kafka-go") }) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("goroutines stay after Close:\n%s", stacks)
		}
		runtime.Gosched()
	}
}

func TestPublishEndsWithItsContext(t *testing.T) {
	c := newCluster(t, kfake.SeedTopics(1, topic))
	p := newProducer(t, c.ListenAddrs())
	publish(t, p, batchOf(0, 5))
	ctx, cancel := context.WithCancel(t.Context())
	c.ControlKey(int16(kmsg.Produce), func(kmsg.Request) (kmsg.Response, error, bool) {
		cancel()
		return nil, nil, true // no answer, ever
	})
	b := batchOf(5, 10)
	err := p.Publish(ctx, b)
	if err == nil || ctx.Err() == nil {
		t.Fatalf("Publish without an answer returned %v", err)
	}
	publish(t, p, b)
	wantNumbers(t, c, 10)
}
