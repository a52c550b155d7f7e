package flowcept_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	flowcept "github.com/flowcept/flowcept-go/runtime"
	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

const topic = "interception"

// online sets the process to publish to a broker on a port of this machine, at which nothing listens yet.
func online(t testing.TB) (port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port = l.Addr().(*net.TCPAddr).Port
	dir := t.TempDir()
	t.Chdir(dir)
	for key, value := range map[string]string{
		"XDG_CACHE_HOME": filepath.Join(dir, "cache"), "HOME": dir,
		"DB_FLUSH_MODE": "online", "MQ_ENABLED": "true", "MQ_TYPE": "kafka",
		"MQ_HOST": "127.0.0.1", "MQ_PORT": strconv.Itoa(port),
	} {
		t.Setenv(key, value)
	}
	return port
}

func startBroker(t testing.TB, port int, opts ...kfake.Opt) *kfake.Cluster {
	t.Helper()
	c, err := kfake.NewCluster(append(opts, kfake.Ports(port), kfake.DefaultNumPartitions(3))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// consume returns the records of the topic, partition by partition.
func consume(t testing.TB, c *kfake.Cluster) (all []map[string]any) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, p := range c.PartitionInfos(topic) {
		start := map[string]map[int32]kgo.Offset{topic: {p.Partition: kgo.NewOffset().At(0)}}
		client, err := kgo.NewClient(kgo.SeedBrokers(c.ListenAddrs()...), kgo.ConsumePartitions(start))
		if err != nil {
			t.Fatal(err)
		}
		for n := int64(0); n < p.HighWatermark; {
			fetches := client.PollFetches(ctx)
			if err := fetches.Err(); err != nil {
				t.Fatalf("got %d records of %d of partition %d, then: %v", n, p.HighWatermark, p.Partition, err)
			}
			for _, r := range fetches.Records() {
				record, err := prov.Decode(r.Value)
				if err != nil {
					t.Fatalf("message %d of partition %d: %v", r.Offset, p.Partition, err)
				}
				all = append(all, record)
				n++
			}
		}
		client.Close()
	}
	return all
}

var siteOnline = capture.Site{Activity: "online"}

func onlineCall(worker, i int) {
	if capture.On() {
		var fc capture.Record
		fc.Begin(&siteOnline)
		fc.Int("worker", worker)
		fc.Int("i", i)
		fc.Generated()
		fc.Int("y", 2*i)
		fc.End()
	}
}

func callsOf(t testing.TB, records []map[string]any, workers int) (next []int64) {
	t.Helper()
	next = make([]int64, workers)
	for _, r := range records {
		if r["activity_id"] != "online" {
			continue
		}
		used := r["used"].(map[string]any)
		worker, i := used["worker"].(int64), used["i"].(int64)
		if i != next[worker] {
			t.Fatalf("goroutine %d: got the record of call %d, want that of %d", worker, i, next[worker])
		}
		next[worker]++
	}
	return next
}

func TestOnlineEveryRecordArrivesInItsGoroutinesOrder(t *testing.T) {
	c := startBroker(t, online(t))
	flowcept.OnError(func(err error) { t.Error(err) })
	t.Cleanup(func() { flowcept.OnError(nil) })
	const workers, calls = 4, 25000
	err := flowcept.Run(t.Context(), func(context.Context) error {
		var wg sync.WaitGroup
		for worker := range workers {
			wg.Go(func() {
				for i := range calls {
					onlineCall(worker, i)
				}
			})
		}
		wg.Wait()
		return nil
	}, flowcept.WorkflowName("online"))
	if err != nil {
		t.Fatal(err)
	}
	records := consume(t, c)
	for worker, n := range callsOf(t, records, workers) {
		if n != calls {
			t.Errorf("goroutine %d: got %d records, want %d", worker, n, calls)
		}
	}
	if want := workers*calls + 2; len(records) != want {
		t.Errorf("got %d records, want %d", len(records), want)
	}
	if first, last := records[0], records[len(records)-1]; first["status"] != "RUNNING" || last["status"] != "FINISHED" || last["type"] != "workflow" {
		t.Errorf("got %v first and %v last, want the workflow's records around its tasks", first, last)
	}
}

// Stop gives up when its context ends, says where the records are, and the next start delivers them.
func TestOnlineWithoutABrokerTheNextStartDelivers(t *testing.T) {
	port := online(t)
	const calls = 1000
	w, err := flowcept.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range calls {
		onlineCall(0, i)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	err = w.Stop(ctx)
	if want := fmt.Sprintf("%d records not delivered, kept in ", calls+2); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("Stop without a broker returned %v, want … %s …", err, want)
	}

	c := startBroker(t, port)
	before := flowcept.Stats()
	if err := flowcept.Run(t.Context(), func(context.Context) error { return nil }); err != nil {
		t.Fatal(err)
	}
	records := consume(t, c)
	if got := flowcept.Stats().Recovered - before.Recovered; got != calls+2 {
		t.Errorf("got %d records recovered, want %d", got, calls+2)
	}
	if len(records) != calls+4 {
		t.Errorf("got %d records, want %d", len(records), calls+4)
	}
	if got := callsOf(t, records, 1)[0]; got != calls {
		t.Errorf("got the records of %d calls, want %d", got, calls)
	}
}

func TestOnlineARecordThatIsTooLargeIsCountedAsDropped(t *testing.T) {
	c := startBroker(t, online(t), kfake.BrokerConfigs(map[string]string{"message.max.bytes": "4000"}))
	var heard []error
	flowcept.OnError(func(err error) { heard = append(heard, err) })
	t.Cleanup(func() { flowcept.OnError(nil) })
	before := flowcept.Stats()
	err := flowcept.Run(t.Context(), func(ctx context.Context) error {
		flowcept.NewTask(ctx, "small").End()
		noise := make([]byte, 10000)
		for i := range noise {
			noise[i] = byte('a' + rand.IntN(26))
		}
		flowcept.NewTask(ctx, "large", flowcept.Stdout(string(noise))).End()
		flowcept.NewTask(ctx, "small").End()
		return nil
	}, flowcept.SaveWorkflow(false))
	if err != nil {
		t.Fatal(err)
	}
	var activities []any
	for _, r := range consume(t, c) {
		activities = append(activities, r["activity_id"])
	}
	if got := fmt.Sprint(activities); got != "[small small]" {
		t.Errorf("got the records of %s, want [small small]", got)
	}
	after := flowcept.Stats()
	if got := after.Dropped - before.Dropped; got != 1 {
		t.Errorf("got %d records dropped, want 1", got)
	}
	if got := after.Acknowledged - before.Acknowledged; got != 2 {
		t.Errorf("got %d records acknowledged, want 2", got)
	}
	if len(heard) != 1 || !strings.Contains(heard[0].Error(), "message of ") {
		t.Errorf("heard of %v, want the one message that is too large", heard)
	}
}

// With a file asked for as well, everything is in both, once, though the broker comes late.
func TestOnlineWithAFileBeside(t *testing.T) {
	port := online(t)
	t.Setenv("DUMP_BUFFER", "true")
	wf, err := flowcept.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		flowcept.NewTask(t.Context(), "a").Send()
	}
	broker := startBroker(t, port)
	if err := wf.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	for where, got := range map[string]records{"topic": asRecords(consume(t, broker)), "file": written(t, "")} {
		if tasks, workflows := len(got.tasks()), len(got.workflows()); tasks != 100 || workflows != 2 {
			t.Errorf("%s: got %d tasks and %d records of workflows, want 100 and 2", where, tasks, workflows)
		}
	}
}

func asRecords(messages []map[string]any) (all records) {
	for _, m := range messages {
		all = append(all, m)
	}
	return all
}
