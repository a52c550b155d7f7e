package mqtt_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	mochi "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"github.com/flowcept/flowcept-go/integration/adapters/mqtt"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

func options(t *testing.T, port int) mqtt.Options {
	return mqtt.Options{
		Host: "127.0.0.1", Port: port, Queues: []string{"lab/#"}, QoS: 2, ClientID: "c",
		Tracked:   mqtt.Tracked{"activity_id": {Name: "id"}},
		StatePath: filepath.Join(t.TempDir(), "state"),
	}
}

func message(i int) string { return fmt.Sprintf(`{"id": "m%02d"}`, i) }

func messages(from, to int) []string {
	var names []string
	for i := from; i < to; i++ {
		names = append(names, fmt.Sprintf("m%02d", i))
	}
	return names
}

// What is published while nobody observes is recorded on the next start, and what was recorded is not recorded again.
func TestMessagesWaitForTheNextStart(t *testing.T) {
	b, port := broker(t, "127.0.0.1:0")
	o := options(t, port)
	for start := range 3 {
		w := observe(t, o, subscribed(b, "c", "lab/a"), nil)
		for i := range 5 {
			publish(t, b, "lab/a", message(10*start+i))
		}
		n := 5
		if start > 0 {
			n = 10
		}
		got := activities(w.stop(n))
		want := messages(10*start, 10*start+5)
		if start > 0 {
			want = append(messages(10*start-5, 10*start), want...)
		}
		if !slices.Equal(got, want) {
			t.Errorf("start %d: got %v, want %v", start, got, want)
		}
		eventually(t, "disconnected", func() bool { c, ok := b.Clients.Get("c"); return ok && c.Closed() })
		for i := 5; i < 10; i++ {
			publish(t, b, "lab/a", message(10*start+i))
		}
	}
}

// Two messages that are alike are two tasks.
func TestAlikeIsNotTheSame(t *testing.T) {
	b, port := broker(t, "127.0.0.1:0")
	for qos := range 3 {
		o := options(t, port)
		o.QoS, o.ClientID = qos, fmt.Sprint("c", qos)
		w := observe(t, o, subscribed(b, o.ClientID, "lab/a"), nil)
		publish(t, b, "lab/a", message(1))
		publish(t, b, "lab/a", message(1))
		tasks := w.stop(2)
		if len(tasks) != 2 || tasks[0].TaskID == tasks[1].TaskID {
			t.Errorf("QoS %d: got %d tasks, ids %q and %q, want two", qos, len(tasks), tasks[0].TaskID, tasks[1].TaskID)
		}
	}
}

// A connection that breaks between the record and its acknowledgement makes the broker deliver the message again.
func TestALostAcknowledgementRepeatsNothing(t *testing.T) {
	for qos := 1; qos <= 2; qos++ {
		t.Run(fmt.Sprint("QoS ", qos), func(t *testing.T) {
			b, port := broker(t, "127.0.0.1:0")
			o := options(t, port)
			o.QoS = qos
			var n atomic.Int32
			w := observe(t, o, subscribed(b, "c", "lab/a"), func(*prov.Task) error {
				if n.Add(1)%4 == 0 {
					if c, ok := b.Clients.Get("c"); ok {
						c.Stop(errors.New("broken by the test"))
					}
				}
				return nil
			})
			for i := range 20 {
				publish(t, b, "lab/a", message(i))
			}
			w.wait(20)
			eventually(t, "all acknowledged", func() bool { c, ok := b.Clients.Get("c"); return ok && !c.Closed() && c.State.Inflight.Len() == 0 })
			if got, want := activities(w.stop(20)), messages(0, 20); !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

// A message whose record was not taken is not acknowledged: it comes again after the process has gone, under its id where
// the record may have been taken all the same.
func TestARecordThatWasNotTakenComesAgain(t *testing.T) {
	b, port := broker(t, "127.0.0.1:0")
	o := options(t, port)
	tried := make(chan string, 10)
	w := observe(t, o, subscribed(b, "c", "lab/a"), func(task *prov.Task) error {
		tried <- task.TaskID
		return errors.New("full")
	})
	publish(t, b, "lab/a", message(1))
	<-tried
	last := ""
	if tasks := w.stop(0); len(tasks) != 0 {
		t.Fatalf("got %v taken, want none", activities(tasks))
	}
	close(tried)
	for last = range tried {
	}
	again := observe(t, o, nil, nil).stop(1)
	if len(again) != 1 || again[0].ActivityID != "m01" || last != "" && again[0].TaskID != last {
		t.Errorf("got %v with id %s, want m01 with id %s", activities(again), again[0].TaskID, last)
	}
}

// What a broker has retained is recorded once, though a session that is new to the broker gets it again.
func TestRetainedOnce(t *testing.T) {
	b, port := broker(t, "127.0.0.1:0")
	o := options(t, port)
	retain := func(i int) {
		if err := b.Publish(fmt.Sprint("lab/", i), []byte(message(i)), true, 1); err != nil {
			t.Fatal(err)
		}
	}
	retain(1)
	if got, want := activities(observe(t, o, nil, nil).stop(1)), messages(1, 2); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	b.Close()
	b, _ = broker(t, fmt.Sprint("127.0.0.1:", port)) // knows no sessions
	retain(1)
	retain(2)
	if got, want := activities(observe(t, o, nil, nil).stop(1)), messages(2, 3); !slices.Equal(got, want) {
		t.Errorf("from a broker that knows no sessions: got %v, want %v", got, want)
	}
}

// The broker may come later, and go.
func TestABrokerThatComesAndGoes(t *testing.T) {
	b, port := broker(t, "127.0.0.1:0")
	b.Close()
	w := observe(t, options(t, port), nil, nil)
	for i := range 3 {
		b, _ = broker(t, fmt.Sprint("127.0.0.1:", port))
		eventually(t, "subscribed", subscribed(b, "c", "lab/a"))
		publish(t, b, "lab/a", message(i))
		w.wait(i + 1)
		b.Close()
	}
	if got, want := activities(w.stop(3)), messages(0, 3); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if len(w.errors) == 0 {
		t.Error("OnError heard nothing of a broker that was away")
	}
}

// A session follows the topics that are asked for.
func TestTopicsThatChange(t *testing.T) {
	b, port := broker(t, "127.0.0.1:0")
	o := options(t, port)
	observe(t, o, subscribed(b, "c", "lab/a"), nil).stop(0)
	o.Queues = []string{"hall/#"}
	w := observe(t, o, subscribed(b, "c", "hall/a"), nil)
	publish(t, b, "lab/a", message(1))
	publish(t, b, "hall/a", message(2))
	if got, want := activities(w.stop(1)), messages(2, 3); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A slow broker says that a topic is subscribed when the adapter has gone.
type slow struct {
	mochi.HookBase
	asked, gone chan struct{}
	once        sync.Once
}

func (s *slow) Provides(b byte) bool { return b == mochi.OnSubscribed }

func (s *slow) OnSubscribed(*mochi.Client, packets.Packet, []byte) {
	s.once.Do(func() { close(s.asked); <-s.gone })
}

// A topic that the adapter has not heard to be subscribed is one of the session's all the same, and given up when it is not
// wanted any more.
func TestTopicsThatChangeWhileTheBrokerIsSlow(t *testing.T) {
	b, port := broker(t, "127.0.0.1:0")
	hook := &slow{asked: make(chan struct{}), gone: make(chan struct{})}
	if err := b.AddHook(hook, nil); err != nil {
		t.Fatal(err)
	}
	o := options(t, port)
	w := observe(t, o, nil, nil)
	<-hook.asked
	w.stop(0)
	close(hook.gone)
	o.Queues = []string{"hall/#"}
	w = observe(t, o, subscribed(b, "c", "hall/a"), nil)
	publish(t, b, "lab/a", message(1))
	publish(t, b, "hall/a", message(2))
	if got, want := activities(w.stop(1)), messages(2, 3); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Without a client_id and a state file the session ends with the process.
func TestAPassingSession(t *testing.T) {
	b, port := broker(t, "127.0.0.1:0")
	o := options(t, port)
	o.ClientID, o.StatePath = "", ""
	w := observe(t, o, func() bool { return len(b.Topics.Subscribers("lab/a").Subscriptions) == 1 }, nil)
	w.stop(0)
	eventually(t, "forgotten", func() bool { return len(b.Topics.Subscribers("lab/a").Subscriptions) == 0 })
}
