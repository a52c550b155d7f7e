package kafka

import (
	"fmt"
	"sync"
	"testing"

	"github.com/flowcept/flowcept-go/internal/services"
)

// What the other tests find with a broker in this process holds for Apache Kafka as well: the topic is created, what is too
// large is told and passed over, and each key's messages are there once and in order.
func TestABrokerOfApacheKafka(t *testing.T) {
	bootstrap, topic := services.Topic(t, 0)
	const producers, batches, size = 4, 8, 500
	huge := noise(2 << 20) // above message.max.bytes
	var wg sync.WaitGroup
	for i := range producers {
		p := newProducer(t, []string{bootstrap}, func(c *Config) {
			c.Topic, c.Key, c.Partitions = topic, fmt.Sprintf("process-%d", i), 3
			c.Invalid = func(msg []byte, err error) {
				if len(msg) != len(huge) || !tooLarge(err) {
					t.Errorf("heard of %d bytes: %v, want only of the %d that are too many", len(msg), err, len(huge))
				}
			}
		})
		wg.Go(func() {
			for from := 0; from < batches*size; from += size {
				b := batchOf(from, from+size)
				if from == size {
					b.Append(func(b []byte) []byte { return append(b, huge...) })
				}
				publish(t, p, b)
			}
		})
	}
	wg.Wait()
	next := map[string]int{}
	for _, r := range services.Records(t, bootstrap, topic, producers*batches*size) {
		key := string(r.Key)
		if want := fmt.Sprintf("message %d", next[key]); string(r.Value) != want {
			t.Fatalf("key %s: got %q, want %q", key, r.Value, want)
		}
		next[key]++
	}
}

// The broker recognises messages that it has, when they come again because their acknowledgement was lost.
func TestABrokerOfApacheKafkaRecognisesRepetitions(t *testing.T) {
	bootstrap, topic := services.Topic(t, 1)
	p := newProducer(t, []string{bootstrap}, func(c *Config) { c.Topic = topic })
	for from := 0; from < 30; from += 10 {
		publish(t, p, batchOf(from, from+10))
		p.id.sequence -= 10
		publish(t, p, batchOf(from, from+10))
	}
	publish(t, p, batchOf(30, 31))
	for i, r := range services.Records(t, bootstrap, topic, 31) {
		if want := fmt.Sprintf("message %d", i); string(r.Value) != want || r.Offset != int64(i) {
			t.Fatalf("got %q at offset %d, want %q at %d", r.Value, r.Offset, want, i)
		}
	}
}
