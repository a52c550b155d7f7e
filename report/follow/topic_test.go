package follow

import (
	"context"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/flowcept/flowcept-go/runtime/kafka"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

func TestTopicFollowsATopicThatAppears(t *testing.T) {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.DefaultNumPartitions(3))
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cfg := kafka.Config{Brokers: cluster.ListenAddrs(), Topic: "interception", Key: "p"}
	producer, err := kafka.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer producer.Close()
	publish := func(ids ...string) {
		var batch prov.Batch
		for _, id := range ids {
			batch.Append(func(b []byte) []byte { return (&prov.Task{TaskID: id, ActivityID: "a"}).AppendMsgpack(b) })
		}
		if err := producer.Publish(ctx, &batch); err != nil {
			t.Errorf("publish %v: %v", ids, err)
		}
	}
	records, err := Topic(ctx, cfg, false)
	if err != nil {
		t.Fatal(err)
	}
	pull, stop := iter.Pull2(records)
	defer stop()
	if got := next(t, pull); got != "error" {
		t.Fatalf("got %s of a topic that is not there, want an error that says so", got)
	}
	publish("1", "2")
	got := []string{next(t, pull), next(t, pull)}
	publish("3")
	got = append(got, next(t, pull))
	if want := []string{"1", "2", "3"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	cancel()
	if _, err, ok := pull(); ok {
		t.Errorf("got more, with error %v, after the context ended", err)
	}
}
