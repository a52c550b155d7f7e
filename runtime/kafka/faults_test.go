package kafka

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
)

func TestABrokerMayComeLater(t *testing.T) {
	port := unusedPort(t)
	addr := fmt.Sprintf("127.0.0.1:%d", port)
	p := newProducer(t, []string{addr})
	b := batchOf(0, 100)
	var texts []string
	for range 3 {
		err := p.Publish(t.Context(), b)
		if err == nil {
			t.Fatal("Publish without a broker returned nil")
		}
		texts = append(texts, err.Error())
	}
	if want := "kafka: " + addr + ": cannot connect: "; !strings.HasPrefix(texts[0], want) || texts[1] != texts[0] || texts[2] != texts[0] {
		t.Errorf("got %q, want three times the same, beginning with %q", texts, want)
	}
	c := newCluster(t, kfake.Ports(port))
	publish(t, p, b)
	publish(t, p, batchOf(100, 200))
	wantNumbers(t, c, 200)
}

func TestABrokerThatDoesNotAnswerIsGivenUp(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0") // accepts, and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p := newProducer(t, []string{l.Addr().String()}, func(c *Config) {
		c.DialTimeout, c.RequestTimeout = 100*time.Millisecond, 200*time.Millisecond
	})
	err = p.Publish(t.Context(), batchOf(0, 1))
	if want := "no answer within 200ms"; err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v, want … %s", err, want)
	}
}

func TestABrokerMayStopAndComeBack(t *testing.T) {
	port, dir := unusedPort(t), t.TempDir()
	start := func() *kfake.Cluster {
		return newCluster(t, kfake.Ports(port), kfake.DataDir(dir), kfake.SyncWrites())
	}
	c := start()
	p := newProducer(t, c.ListenAddrs())
	n := 0
	for range 3 {
		for range 5 {
			publish(t, p, batchOf(n, n+50))
			n += 50
		}
		c.Close()
		b := batchOf(n, n+50)
		n += 50
		if err := p.Publish(t.Context(), b); err == nil {
			t.Fatal("Publish without a broker returned nil")
		}
		c = start()
		publish(t, p, b)
	}
	wantNumbers(t, c, n)
}

// A broker closes connections that have been idle. That is nothing to report.
func TestAConnectionThatEndedWhileIdleIsReplaced(t *testing.T) {
	var brokers deaf
	c := newCluster(t, kfake.SeedTopics(1, topic), kfake.ListenFn(brokers.listen))
	p := newProducer(t, c.ListenAddrs())
	publish(t, p, batchOf(0, 10))
	brokers.answers.Store(1)
	if failed := publish(t, p, batchOf(10, 20)); len(failed) > 0 {
		t.Errorf("got %v, want no error", failed)
	}
	wantNumbers(t, c, 20)
}

// The messages are appended, and the producer does not hear of it.
func TestALostAcknowledgementMakesNoDuplicate(t *testing.T) {
	for _, lose := range []struct {
		name string
		ack  func(*kfake.Cluster, *deaf)
	}{
		{"connection ends", func(_ *kfake.Cluster, d *deaf) { d.answers.Store(1) }},
		{"timeout among the replicas", func(c *kfake.Cluster, _ *deaf) {
			c.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Err: kerr.RequestTimedOut, Count: 2})
		}},
		{"too few replicas after append", func(c *kfake.Cluster, _ *deaf) {
			c.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Err: kerr.NotEnoughReplicasAfterAppend, Count: 2})
		}},
	} {
		t.Run(lose.name, func(t *testing.T) {
			var brokers deaf
			c := newCluster(t, kfake.NumBrokers(1), kfake.SeedTopics(1, topic), kfake.ListenFn(brokers.listen))
			p := newProducer(t, c.ListenAddrs())
			publish(t, p, batchOf(0, 10))
			for from := 10; from < 60; from += 10 {
				lose.ack(c, &brokers)
				publish(t, p, batchOf(from, from+10))
			}
			wantNumbers(t, c, 60)
		})
	}
}

// What follows a batch that was given up after its messages had been sent must not be taken for its repetition.
func TestAnotherBatchAfterALostAcknowledgementIsNoRepetition(t *testing.T) {
	c := newCluster(t, kfake.SeedTopics(1, topic))
	p := newProducer(t, c.ListenAddrs())
	publish(t, p, batchOf(0, 10))
	c.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Err: kerr.RequestTimedOut})
	if err := p.Publish(t.Context(), batchOf(10, 20)); err == nil {
		t.Fatal("Publish without an acknowledgement returned nil")
	}
	publish(t, p, batchOf(20, 30))
	wantNumbers(t, c, 30)
}

// A batch of several requests, one of which fails for a while.
func TestWhatIsAcknowledgedIsNotSentAgain(t *testing.T) {
	c := newCluster(t, kfake.SeedTopics(1, topic))
	p := newProducer(t, c.ListenAddrs())
	publish(t, p, batchOf(0, 10))
	p.most = 10
	b := batchOf(10, 100) // requests of 10, 20, 40 and 20
	requests := map[kmsg.Request]bool{}
	fault := c.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Err: kerr.TopicAuthorizationFailed, Count: -1, When: func(r kmsg.Request) bool {
		requests[r] = true
		return len(requests) > 2
	}})
	for range 3 {
		if err := p.Publish(t.Context(), b); err == nil {
			t.Fatal("Publish that may not write returned nil")
		}
		if p.at.done != 30 {
			t.Fatalf("got %d messages done, want 30", p.at.done)
		}
	}
	fault.Remove()
	publish(t, p, b)
	wantNumbers(t, c, 100)
}

func TestErrorsOfAClusterThatSettlesAreNotReported(t *testing.T) {
	for _, e := range []*kerr.Error{
		kerr.NotLeaderForPartition, kerr.UnknownTopicOrPartition, kerr.LeaderNotAvailable, kerr.KafkaStorageError,
		kerr.UnknownProducerID, kerr.OutOfOrderSequenceNumber, kerr.InvalidProducerEpoch,
	} {
		t.Run(e.Message, func(t *testing.T) {
			c := newCluster(t, kfake.SeedTopics(3, topic))
			p := newProducer(t, c.ListenAddrs())
			publish(t, p, batchOf(0, 10))
			fault := c.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Err: e, Count: 3})
			if failed := publish(t, p, batchOf(10, 20)); len(failed) > 0 {
				t.Errorf("got %v, want no error", failed)
			}
			if fault.Hits() != 3 {
				t.Errorf("got %d requests refused, want 3", fault.Hits())
			}
			wantNumbers(t, c, 20)
		})
	}
}

func TestAnErrorThatLastsIsReturned(t *testing.T) {
	c := newCluster(t, kfake.SeedTopics(3, topic))
	p := newProducer(t, c.ListenAddrs())
	fault := c.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Err: kerr.NotLeaderForPartition, Count: -1})
	b := batchOf(0, 10)
	if err := p.Publish(t.Context(), b); err == nil {
		t.Fatal("Publish without a leader returned nil")
	}
	fault.Remove()
	publish(t, p, b)
	wantNumbers(t, c, 10)
}

func TestLeadersMayMove(t *testing.T) {
	c := newCluster(t, kfake.NumBrokers(3), kfake.SeedTopics(2, topic))
	p := newProducer(t, c.ListenAddrs())
	for n := range 12 {
		if failed := publish(t, p, batchOf(n*10, n*10+10)); len(failed) > 0 {
			t.Errorf("got %v, want no error", failed)
		}
		if err := c.MoveTopicPartition(topic, int32(p.partition), int32(n%3)); err != nil {
			t.Fatal(err)
		}
	}
	wantNumbers(t, c, 120)
}

// Some brokers grant no producer ids.
func TestWithoutAProducerIDMessagesArriveTheSame(t *testing.T) {
	c := newCluster(t, kfake.SeedTopics(1, topic))
	asked := c.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.InitProducerID}, TopLevel: true, Err: kerr.ClusterAuthorizationFailed, Count: -1})
	p := newProducer(t, c.ListenAddrs())
	for from := 0; from < 50; from += 10 {
		if failed := publish(t, p, batchOf(from, from+10)); len(failed) > 0 {
			t.Errorf("got %v, want no error", failed)
		}
	}
	for _, r := range wantNumbers(t, c, 50) {
		if r.ProducerID != -1 || r.ProducerEpoch != -1 {
			t.Fatalf("got id %d and epoch %d, want none", r.ProducerID, r.ProducerEpoch)
		}
	}
	if asked.Hits() != 1 {
		t.Errorf("asked %d times for an id, want once", asked.Hits())
	}
}

// Partitions that are added later do not tear a process's records apart.
func TestTheKeyStaysInItsPartition(t *testing.T) {
	c := newCluster(t, kfake.NumBrokers(1), kfake.SeedTopics(1, topic))
	p := newProducer(t, c.ListenAddrs())
	publish(t, p, batchOf(0, 10))
	p.disconnect()
	addPartitions(t, c, 9)
	publish(t, p, batchOf(10, 20))
	for _, r := range wantNumbers(t, c, 20) {
		if r.Partition != 0 {
			t.Fatalf("got %q in partition %d, want 0", r.Value, r.Partition)
		}
	}
}

// Everything at once: acknowledgements lost, leaders moved, requests refused, at random.
func TestNothingIsLostOrRepeatedAmidFaults(t *testing.T) {
	var brokers deaf
	c := newCluster(t, kfake.NumBrokers(3), kfake.SeedTopics(2, topic), kfake.ListenFn(brokers.listen))
	p := newProducer(t, c.ListenAddrs())
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for n := 0; ctx.Err() == nil; n++ {
			switch n % 4 {
			case 0:
				brokers.answers.Add(1)
			case 1:
				_ = c.MoveTopicPartition(topic, int32(n/4%2), int32(n/8%3))
			case 2:
				c.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Err: kerr.RequestTimedOut})
			case 3:
				c.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Err: kerr.NotEnoughReplicas})
			}
			select {
			case <-time.After(7 * time.Millisecond): // the pace of the faults
			case <-ctx.Done():
			}
		}
	}()
	const n = 30000
	failed := 0
	for from := 0; from < n; from += 300 {
		failed += len(publish(t, p, batchOf(from, from+300)))
	}
	cancel()
	<-done
	brokers.answers.Store(0)
	wantNumbers(t, c, n)
	if failed == 0 {
		t.Error("no Publish failed: the test has tested nothing")
	}
}
