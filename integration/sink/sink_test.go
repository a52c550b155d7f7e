package sink_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	kafkago "github.com/segmentio/kafka-go"
	"github.com/tinylib/msgp/msgp"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/flowcept/flowcept-go/integration/sink"
	"github.com/flowcept/flowcept-go/internal/services"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

type m = map[string]any

// onBrokers runs a test with a broker in this process and with Apache Kafka. Each has a topic of so many partitions, or
// none yet where that is 0.
func onBrokers(t *testing.T, partitions int, test func(t *testing.T, s *settings.Settings)) {
	t.Run("in process", func(t *testing.T) {
		const topic = "interception"
		opts := []kfake.Opt{kfake.NumBrokers(1)}
		if partitions > 0 {
			opts = append(opts, kfake.SeedTopics(int32(partitions), topic))
		}
		c, err := kfake.NewCluster(opts...)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		test(t, reach(t, c.ListenAddrs()[0], topic))
	})
	t.Run("Apache Kafka", func(t *testing.T) {
		address, topic := services.Topic(t, partitions)
		test(t, reach(t, address, topic))
	})
}

// reach are settings that name a topic.
func reach(t *testing.T, address, topic string) *settings.Settings {
	t.Helper()
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	s := settings.Default()
	s.MQ.Enabled, s.MQ.Type, s.MQ.Host, s.MQ.Channel = true, "kafka", host, topic
	if s.MQ.Port, err = strconv.Atoi(port); err != nil {
		t.Fatal(err)
	}
	return s
}

// database has s name a database of the test's own.
func database(t *testing.T, s *settings.Settings) *mongo.Database {
	t.Helper()
	uri := services.MongoDB(t)
	s.MongoDB = settings.MongoDB{
		Enabled: true, URI: settings.URI(uri), CreateCollectionIndex: true, DB: fmt.Sprintf("flowcept_test_%d", time.Now().UnixNano()),
	}
	client, err := mongo.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		t.Fatal(err)
	}
	db := client.Database(s.MongoDB.DB)
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		if err := db.Drop(ctx); err != nil {
			t.Error(err)
		}
		_ = client.Disconnect(ctx)
	})
	return db
}

func pack(t *testing.T, v any) []byte {
	t.Helper()
	b, err := msgp.AppendIntf(nil, v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func produce(t *testing.T, s *settings.Settings, values ...[]byte) {
	t.Helper()
	brokers, err := s.MQ.Brokers()
	if err != nil {
		t.Fatal(err)
	}
	client, err := kgo.NewClient(kgo.SeedBrokers(brokers...), kgo.ProducerBatchMaxBytes(8<<20))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	var records []*kgo.Record
	for i, v := range values {
		records = append(records, &kgo.Record{Topic: s.MQ.Channel, Key: []byte(strconv.Itoa(i % 7)), Value: v})
	}
	if err := client.ProduceSync(t.Context(), records...).FirstErr(); err != nil {
		t.Fatal(err)
	}
}

func start(t *testing.T, s *settings.Settings, opt sink.Options) *sink.Sink {
	t.Helper()
	k, err := sink.Start(t.Context(), s, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := k.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return k
}

func drained(t *testing.T, k *sink.Sink) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := k.Drained(ctx); err != nil {
		t.Fatal(err)
	}
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() error) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(time.Minute); ; <-tick.C {
		err := holds()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("not within a minute: %s: %v", what, err)
		}
	}
}

func TestTasksAndWorkflowsArriveOnceFromTwoSinks(t *testing.T) {
	onBrokers(t, 3, tasksAndWorkflowsArriveOnceFromTwoSinks)
}

func tasksAndWorkflowsArriveOnceFromTwoSinks(t *testing.T, s *settings.Settings) {
	db := database(t, s)
	const n = 2000
	var values [][]byte
	for i := range n {
		values = append(values, pack(t, m{"type": "task", "task_id": strconv.Itoa(i), "activity_id": "a", "status": "FINISHED", "used": m{"i": i}}))
		if i%10 == 0 {
			values = append(values, values[i/2])
		}
	}
	for i, status := range []string{"RUNNING", "FINISHED"} {
		values = append(values, pack(t, m{"type": "workflow", "workflow_id": "w", "status": status, "interceptor_ids": []any{"1"}, "started_at": float64(i)}))
	}
	produce(t, s, values...)
	a, b := start(t, s, sink.Options{BatchMessages: 300}), start(t, s, sink.Options{BatchMessages: 300})
	drained(t, a)
	drained(t, b)
	if got, err := db.Collection("tasks").CountDocuments(t.Context(), bson.M{"finished": true}); err != nil || got != n {
		t.Errorf("got %d tasks, %v; want %d", got, err, n)
	}
	var w bson.M
	if err := db.Collection("workflows").FindOne(t.Context(), bson.M{"workflow_id": "w"}).Decode(&w); err != nil || w["status"] != "FINISHED" || w["started_at"] != 0.0 {
		t.Errorf("got workflow %v, %v; want it FINISHED and started at 0", w, err)
	}
}

func TestTopicThatIsMadeAgainIsReadFromItsStart(t *testing.T) {
	onBrokers(t, 1, topicThatIsMadeAgainIsReadFromItsStart)
}

func topicThatIsMadeAgainIsReadFromItsStart(t *testing.T, s *settings.Settings) {
	db := database(t, s)
	tasks := func(prefix string, n int) (values [][]byte) {
		for i := range n {
			values = append(values, pack(t, m{"type": "task", "task_id": prefix + strconv.Itoa(i), "status": "FINISHED"}))
		}
		return values
	}
	k := start(t, s, sink.Options{})
	produce(t, s, tasks("old", 500)...)
	drained(t, k)
	brokers, err := s.MQ.Brokers()
	if err != nil {
		t.Fatal(err)
	}
	admin := &kafkago.Client{Addr: kafkago.TCP(brokers...), Timeout: 10 * time.Second, Transport: &kafkago.Transport{}}
	deleted, err := admin.DeleteTopics(t.Context(), &kafkago.DeleteTopicsRequest{Topics: []string{s.MQ.Channel}})
	if err != nil || deleted.Errors[s.MQ.Channel] != nil {
		t.Fatal(err, deleted)
	}
	again := kafkago.TopicConfig{Topic: s.MQ.Channel, NumPartitions: 1, ReplicationFactor: 1}
	eventually(t, "the topic can be made again", func() error {
		created, err := admin.CreateTopics(t.Context(), &kafkago.CreateTopicsRequest{Topics: []kafkago.TopicConfig{again}})
		if err == nil {
			err = created.Errors[s.MQ.Channel]
		}
		return err
	})
	produce(t, s, tasks("new", 50)...)
	eventually(t, "the sink has the 500 tasks of the topic that was deleted and the 50 of the new one", func() error {
		got, err := db.Collection("tasks").CountDocuments(t.Context(), bson.M{"finished": true})
		if err == nil && got != 550 {
			err = fmt.Errorf("got %d", got)
		}
		return err
	})
	produce(t, s, tasks("more", 50)...)
	drained(t, k)
	if got, err := db.Collection("tasks").CountDocuments(t.Context(), bson.M{"finished": true}); err != nil || got != 600 {
		t.Errorf("got %d tasks, %v; want 600", got, err)
	}
}

func TestDeadLettersStopNothingAndAreReplayed(t *testing.T) {
	onBrokers(t, 1, deadLettersStopNothingAndAreReplayed)
}

func deadLettersStopNothingAndAreReplayed(t *testing.T, s *settings.Settings) {
	db := database(t, s)
	k := start(t, s, sink.Options{})
	poison := [][]byte{[]byte("no msgpack"), pack(t, m{"task_id": "a", "used": m{"x\x00": 1}})}
	produce(t, s, poison[0], pack(t, m{"task_id": "a", "used": m{"y": 1}}), poison[1], pack(t, m{"type": "flowcept_control", "info": "mq_flush_complete"}))
	drained(t, k)
	if got, err := db.Collection("tasks").CountDocuments(t.Context(), bson.M{"used.y": 1}); err != nil || got != 1 {
		t.Errorf("got %d tasks, %v; want 1", got, err)
	}
	letters := func() (got []sink.DeadLetter) {
		t.Helper()
		if err := sink.DeadLetters(t.Context(), s, func(d sink.DeadLetter) error { got = append(got, d); return nil }); err != nil {
			t.Fatal(err)
		}
		return got
	}
	got := letters()
	if len(got) != 2 {
		t.Fatalf("got %d dead letters, want 2: %+v", len(got), got)
	}
	for i, d := range got {
		if want := fmt.Sprintf("%s/0/%d", s.MQ.Channel, 2*i); string(d.Value) != string(poison[i]) || d.From != want || d.Reason == "" || d.Truncated {
			t.Errorf("got %+v, want %q from %s with a reason", d, poison[i], want)
		}
	}
	for _, want := range []int{2, 2} { // each becomes a dead letter again, and only that is replayed the next time
		n, err := sink.Replay(t.Context(), s, false, t.Output())
		if err != nil || n != want {
			t.Fatalf("replayed %d, %v; want %d", n, err, want)
		}
		drained(t, k)
	}
	if got := letters(); len(got) != 6 {
		t.Errorf("got %d dead letters, want 6", len(got))
	}
}

// A dead letter that is as large as the topic's own limit allows is not cut.
func TestLargeDeadLetterIsKeptWhole(t *testing.T) { onBrokers(t, 0, largeDeadLetterIsKeptWhole) }

func largeDeadLetterIsKeptWhole(t *testing.T, s *settings.Settings) {
	database(t, s)
	s.MQ.Channel += "-large"
	createLarge(t, s)
	poison := make([]byte, 3<<20) // whose first byte is the map's that msgpack does not have
	for i := range poison {
		poison[i] = byte(rand.Int())
	}
	poison[0] = 0xc1
	k := start(t, s, sink.Options{})
	produce(t, s, []byte("one"), poison, []byte("two"))
	drained(t, k)
	var got [][]byte
	err := sink.DeadLetters(t.Context(), s, func(d sink.DeadLetter) error {
		if d.Truncated {
			t.Errorf("got a letter of %d bytes that was cut", len(d.Value))
		}
		got = append(got, d.Value)
		return nil
	})
	if err != nil || len(got) != 3 || !slices.ContainsFunc(got, func(v []byte) bool { return bytes.Equal(v, poison) }) {
		t.Errorf("got %d letters, %v; want 3 and among them the one of %d bytes", len(got), err, len(poison))
	}
}

// createLarge makes the topic, with room for messages of 4 MiB.
func createLarge(t *testing.T, s *settings.Settings) {
	t.Helper()
	brokers, err := s.MQ.Brokers()
	if err != nil {
		t.Fatal(err)
	}
	admin := &kafkago.Client{Addr: kafkago.TCP(brokers...), Timeout: 10 * time.Second, Transport: &kafkago.Transport{}}
	created, err := admin.CreateTopics(t.Context(), &kafkago.CreateTopicsRequest{Topics: []kafkago.TopicConfig{{
		Topic: s.MQ.Channel, NumPartitions: 1, ReplicationFactor: 1,
		ConfigEntries: []kafkago.ConfigEntry{{ConfigName: "max.message.bytes", ConfigValue: "4194304"}},
	}}})
	if err == nil {
		err = created.Errors[s.MQ.Channel]
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A message that would be much larger in memory than it is, and could not be stored, is not decoded.
func TestWhatExplodesIsNotDecoded(t *testing.T) { onBrokers(t, 0, whatExplodesIsNotDecoded) }

func whatExplodesIsNotDecoded(t *testing.T, s *settings.Settings) {
	db := database(t, s)
	s.MQ.Channel += "-large"
	createLarge(t, s)
	const n = 4_000_000
	bomb := append([]byte("\x82\xa7task_id\xa4bomb\xa4used\xdd"), byte(n>>24), byte(n>>16&0xff), byte(n>>8&0xff), byte(n&0xff))
	bomb = append(bomb, bytes.Repeat([]byte{0x80}, n)...)
	produce(t, s, bomb, pack(t, m{"task_id": "good"}))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	drained(t, start(t, s, sink.Options{}))
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 40*n {
		t.Errorf("got %d MB allocated for a message of %d MB", got>>20, len(bomb)>>20)
	}
	if got, err := db.Collection("tasks").CountDocuments(t.Context(), bson.M{}); err != nil || got != 1 {
		t.Errorf("got %d tasks, %v; want the good one", got, err)
	}
	letters := 0
	err := sink.DeadLetters(t.Context(), s, func(d sink.DeadLetter) error {
		letters++
		if !bytes.Equal(d.Value, bomb) || !strings.Contains(d.Reason, "bytes, more than the database's") {
			t.Errorf("got a letter of %d bytes: %s", len(d.Value), d.Reason)
		}
		return nil
	})
	if err != nil || letters != 1 {
		t.Errorf("got %d letters, %v; want 1", letters, err)
	}
}

func TestReadyWhenAllIsThere(t *testing.T) { onBrokers(t, 0, readyWhenAllIsThere) }

func readyWhenAllIsThere(t *testing.T, s *settings.Settings) {
	database(t, s)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	start(t, s, sink.Options{CreateTopic: true, Partitions: 2, ReplicationFactor: 1, Listen: address})
	get := func(path string) int {
		r, err := http.Get("http://" + address + path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		return r.StatusCode
	}
	for deadline := time.Now().Add(time.Minute); get("/readyz") != http.StatusOK; {
		if time.Now().After(deadline) {
			t.Fatal("not ready within a minute")
		}
	}
	for _, path := range []string{"/healthz", "/metrics"} {
		if got := get(path); got != http.StatusOK {
			t.Errorf("%s: got %d, want 200", path, got)
		}
	}
}

// TestStopWithoutBrokersOrDatabaseEnds needs neither.
func TestStopWithoutBrokersOrDatabaseEnds(t *testing.T) {
	s := settings.Default()
	s.MQ.Enabled, s.MQ.Host, s.MQ.Port = true, "127.0.0.1", 1
	s.MongoDB.Enabled, s.MongoDB.URI = true, "mongodb://127.0.0.1:1"
	k, err := sink.Start(t.Context(), s, sink.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := k.Drained(ctx); err == nil {
		t.Error("Drained: got no error without a broker")
	}
	if err := k.Stop(t.Context()); err != nil {
		t.Errorf("Stop: %v", err)
	}
}

func TestStartSaysWhatIsMissing(t *testing.T) {
	s := settings.Default()
	if _, err := sink.Start(t.Context(), s, sink.Options{}); err == nil {
		t.Error("without a database: got no error")
	}
	s.MongoDB.Enabled = true
	if _, err := sink.Start(t.Context(), s, sink.Options{}); err == nil {
		t.Error("without a topic: got no error")
	}
	s.MQ.Enabled, s.MongoDB.URI = true, "mongodb://user:secret@host:notaport"
	if _, err := sink.Start(t.Context(), s, sink.Options{}); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("with a wrong address: got %v, want an error without the password", err)
	}
}
