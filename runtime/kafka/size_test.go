package kafka

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// noise is a message of n bytes that does not compress.
func noise(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rand.Uint32())
	}
	return b
}

func limited(bytes string) kfake.Opt {
	return kfake.BrokerConfigs(map[string]string{"message.max.bytes": bytes})
}

func wantMessages(t *testing.T, c *kfake.Cluster, want [][]byte) {
	t.Helper()
	got := read(t, c)
	if len(got) != len(want) {
		t.Fatalf("got %d messages, want %d", len(got), len(want))
	}
	for i := range want {
		if !bytes.Equal(got[i].Value, want[i]) {
			t.Fatalf("message %d is not the one of %d bytes that was published at that place", i, len(want[i]))
		}
	}
}

func TestABatchIsSplitByWhatTheBrokerTakes(t *testing.T) {
	for _, limit := range []string{"50000", "1048588", "100000000"} {
		t.Run(limit, func(t *testing.T) {
			c := newCluster(t, kfake.SeedTopics(1, topic), limited(limit))
			p := newProducer(t, c.ListenAddrs(), func(c *Config) {
				c.Invalid = func(_ []byte, err error) { t.Error(err) }
			})
			var all [][]byte
			for range 3 {
				var msgs [][]byte
				for range 600 {
					msgs = append(msgs, noise(1+rand.IntN(20000)))
				}
				if failed := publish(t, p, batchWith(msgs...)); len(failed) > 0 {
					t.Fatalf("got %v, want no error", failed)
				}
				all = append(all, msgs...)
			}
			wantMessages(t, c, all)
		})
	}
}

func TestAMessageThatIsTooLargeIsReportedAndPassedOver(t *testing.T) {
	c := newCluster(t, kfake.SeedTopics(1, topic), limited("100000"))
	huge := noise(100000)
	var refused [][]byte
	var reasons []error
	p := newProducer(t, c.ListenAddrs(), func(c *Config) {
		c.Invalid = func(msg []byte, err error) {
			refused, reasons = append(refused, bytes.Clone(msg)), append(reasons, err)
		}
	})
	var small, msgs [][]byte
	for i := range 1000 {
		if i == 0 || i == 700 || i == 701 || i == 999 {
			msgs = append(msgs, huge)
		}
		small = append(small, noise(100))
		msgs = append(msgs, small[i])
	}
	msgs = append(msgs, huge)
	produced := c.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Observe: true, Count: -1})
	if failed := publish(t, p, batchWith(msgs...)); len(failed) > 0 {
		t.Fatalf("got %v, want no error", failed)
	}
	wantMessages(t, c, small)
	if len(refused) != 5 {
		t.Fatalf("heard of %d messages, want 5", len(refused))
	}
	want := fmt.Sprintf("kafka: %s: message of 100000 bytes: ", strings.Join(c.ListenAddrs(), ","))
	for i := range refused {
		if !bytes.Equal(refused[i], huge) || !strings.HasPrefix(reasons[i].Error(), want) || !tooLarge(reasons[i]) {
			t.Errorf("heard of %d bytes: %v, want %s…", len(refused[i]), reasons[i], want)
		}
	}
	if produced.Hits() > 60 {
		t.Errorf("needed %d requests for 5 messages of 1005 that are too large", produced.Hits())
	}
}

// The request that is refused has been sent before, and it is not known what became of it.
func TestARequestOfUnknownFateCanBeSplit(t *testing.T) {
	c := newCluster(t, kfake.SeedTopics(1, topic))
	p := newProducer(t, c.ListenAddrs())
	publish(t, p, batchOf(0, 10))
	b := batchOf(10, 30)
	c.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Err: kerr.NotEnoughReplicas})
	if err := p.Publish(t.Context(), b); err == nil {
		t.Fatal("Publish with too few replicas returned nil")
	}
	c.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Err: kerr.MessageTooLarge})
	if failed := publish(t, p, b); len(failed) > 0 {
		t.Errorf("got %v, want no error", failed)
	}
	wantNumbers(t, c, 30)
}

// What is large and compresses well fits.
func TestALargeMessageThatCompressesArrives(t *testing.T) {
	c := newCluster(t, kfake.SeedTopics(1, topic), limited("100000"))
	msg := bytes.Repeat([]byte("provenance "), 50000)
	p := newProducer(t, c.ListenAddrs())
	if failed := publish(t, p, batchWith(msg, msg)); len(failed) > 0 {
		t.Fatalf("got %v, want no error", failed)
	}
	wantMessages(t, c, [][]byte{msg, msg})
}

func TestWithoutInvalidAMessageThatIsTooLargeIsAnError(t *testing.T) {
	c := newCluster(t, kfake.SeedTopics(1, topic), limited("100000"))
	p := newProducer(t, c.ListenAddrs())
	first := noise(10)
	b := batchWith(first, noise(200000), noise(10))
	for range 2 {
		if err := p.Publish(t.Context(), b); !tooLarge(err) {
			t.Fatalf("got %v, want the broker's refusal", err)
		}
	}
	wantMessages(t, c, [][]byte{first})
}

// A broker cuts the connection at a request that is larger than it reads.
func TestAMessageThatNoBrokerReadsIsNotSent(t *testing.T) {
	c := newCluster(t, kfake.SeedTopics(1, topic), limited("1000000000"))
	heard := 0
	p := newProducer(t, c.ListenAddrs(), func(c *Config) {
		c.Invalid = func([]byte, error) { heard++ }
	})
	small := noise(10)
	publish(t, p, batchWith(noise(socketBytes), small))
	if heard != 1 {
		t.Errorf("heard of %d messages, want 1", heard)
	}
	wantMessages(t, c, [][]byte{small})
}
