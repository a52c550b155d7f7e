package kafka

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

const topic = "interception"

// newCluster starts brokers in this process.
func newCluster(t testing.TB, opts ...kfake.Opt) *kfake.Cluster {
	t.Helper()
	c, err := kfake.NewCluster(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// newProducer opens a producer for the cluster at addrs.
func newProducer(t testing.TB, addrs []string, with ...func(*Config)) *Producer {
	t.Helper()
	cfg := Config{Brokers: addrs, Topic: topic, Key: "host-1"}
	for _, f := range with {
		f(&cfg)
	}
	p, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// batchOf is a batch of messages that say their numbers, from and up to but not including to.
func batchOf(from, to int) *prov.Batch {
	var b prov.Batch
	for i := from; i < to; i++ {
		b.Append(func(b []byte) []byte { return fmt.Appendf(b, "message %d", i) })
	}
	return &b
}

func batchWith(msgs ...[]byte) *prov.Batch {
	var b prov.Batch
	for _, msg := range msgs {
		b.Append(func(b []byte) []byte { return append(b, msg...) })
	}
	return &b
}

// publish publishes until the batch is accepted, as the publisher does, and returns the errors on the way.
func publish(t testing.TB, p *Producer, b *prov.Batch) (failed []error) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; {
		err := p.Publish(t.Context(), b)
		if err == nil {
			return failed
		}
		if failed = append(failed, err); time.Now().After(deadline) {
			t.Fatalf("not accepted within a minute: %v", err)
		}
		<-time.After(5 * time.Millisecond) // the publisher's pause
	}
}

// wantNumbers checks that the topic holds the messages 0 to n-1, each once and in order.
func wantNumbers(t testing.TB, c *kfake.Cluster, n int) []*kgo.Record {
	t.Helper()
	all := read(t, c)
	for i, r := range all {
		if want := "message " + strconv.Itoa(i); string(r.Value) != want {
			t.Fatalf("got %q at place %d of %d, want %q", r.Value, i, len(all), want)
		}
	}
	if len(all) != n {
		t.Fatalf("got %d messages, want %d", len(all), n)
	}
	return all
}

// read returns all records of the topic, partition by partition.
func read(t testing.TB, c *kfake.Cluster, opts ...kgo.Opt) []*kgo.Record {
	t.Helper()
	total, starts := int64(0), map[int32]kgo.Offset{}
	for _, p := range c.PartitionInfos(topic) {
		total += p.HighWatermark
		starts[p.Partition] = kgo.NewOffset().At(0)
	}
	client, err := kgo.NewClient(append(opts, kgo.SeedBrokers(c.ListenAddrs()...), kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{topic: starts}))...)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	parts, n := make([][]*kgo.Record, len(starts)), int64(0)
	for n < total {
		fetches := client.PollFetches(ctx)
		if err := fetches.Err(); err != nil {
			t.Fatalf("got %d records of %d, then: %v", n, total, err)
		}
		for _, r := range fetches.Records() {
			parts[r.Partition] = append(parts[r.Partition], r)
			n++
		}
	}
	var all []*kgo.Record
	for _, records := range parts {
		all = append(all, records...)
	}
	return all
}

// unusedPort is one that nothing listens at.
func unusedPort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// deaf makes brokers that lose their next answers: the connection ends instead.
type deaf struct{ answers atomic.Int32 }

func (d *deaf) listen(network, address string) (net.Listener, error) {
	l, err := net.Listen(network, address)
	return deafListener{l, d}, err
}

type deafListener struct {
	net.Listener
	*deaf
}

func (l deafListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return deafConn{c, l.deaf}, err
}

type deafConn struct {
	net.Conn
	*deaf
}

func (c deafConn) Write(b []byte) (int, error) {
	if c.answers.Load() > 0 && c.answers.Add(-1) >= 0 {
		c.Conn.Close()
	}
	return c.Conn.Write(b)
}

func addPartitions(t testing.TB, c *kfake.Cluster, n int) {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(c.ListenAddrs()...))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	req := kmsg.NewPtrCreatePartitionsRequest()
	add := kmsg.NewCreatePartitionsRequestTopic()
	add.Topic, add.Count = topic, int32(n)
	req.Topics = append(req.Topics, add)
	resp, err := req.RequestWith(t.Context(), client)
	if err == nil {
		err = kerr.ErrorForCode(resp.Topics[0].ErrorCode)
	}
	if err != nil {
		t.Fatal(err)
	}
}
