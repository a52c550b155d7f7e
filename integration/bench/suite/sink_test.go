//go:build flowcept

package suite

import (
	"context"
	"fmt"
	"maps"
	"os"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/flowcept/flowcept-go/integration/sink/curate"
	"github.com/flowcept/flowcept-go/integration/sink/store"
	"github.com/flowcept/flowcept-go/runtime/kafka"
	"github.com/flowcept/flowcept-go/runtime/prov"
	"github.com/flowcept/flowcept-go/runtime/publish"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// topic is the transport to a broker in this process that stores nothing; what the broker does counts as well.
func topic(b *testing.B) publish.Transport {
	c, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, "bench"), kfake.BlackholeProduce())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(c.Close)
	p, err := kafka.Open(kafka.Config{Brokers: c.ListenAddrs(), Topic: "bench", Key: "bench"})
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// sinkBatch is how many messages the sink's benchmarks take at a time.
const sinkBatch = 1000

var rounds int // so that no two have the same ids

// messages are n records of calls as they stand in the topic.
func messages(n int) (all [][]byte) {
	rounds++
	for i := range n {
		t := prov.Task{
			TaskID: fmt.Sprintf("9f3a61c0-%08x-%08x", rounds, i), ActivityID: "train_step", WorkflowID: "b3fccd4c-2ab7-481b-8160-a74aea47feba",
			CampaignID: "1c3a45fc-3e9e-4db3-8c5d-5669a6938a1f", StartedAt: 1795444973.57, EndedAt: 1795444973.58,
			Status: prov.StatusFinished, Hostname: "host.example",
			Used:      prov.Raw("\x83\xa1x\x07\xa2lr\xcb?\xb9\x99\x99\x99\x99\x99\x9a\xa4name\xa4adam"),
			Generated: prov.Raw("\x81\xa4loss\xcb?\xd0\x00\x00\x00\x00\x00\x00"),
		}
		all = append(all, t.AppendMsgpack(nil))
	}
	return all
}

// documents are what the sink makes of messages.
func documents(b *testing.B, all [][]byte) (docs []*curate.Document) {
	for i, msg := range all {
		d, err := curate.Message(msg, curate.Place{Topic: "bench", Offset: int64(i)})
		if err != nil {
			b.Fatal(err)
		}
		docs = append(docs, &d)
	}
	return docs
}

// batches calls do with messages until there were b.N, while the clock runs.
func batches(b *testing.B, do func([][]byte)) {
	b.ReportAllocs()
	b.ResetTimer()
	for left := b.N; left > 0; left -= sinkBatch {
		b.StopTimer()
		all := messages(min(left, sinkBatch))
		b.StartTimer()
		do(all)
	}
}

// BenchmarkSink is what a message costs the sink, with a database and without, and what the same documents cost when
// nothing is done but to write them.
func BenchmarkSink(b *testing.B) {
	b.Run("decoded_curated_merged", func(b *testing.B) {
		batches(b, func(all [][]byte) {
			merged := make(map[string]map[string]any, len(all))
			for _, d := range append(documents(b, all), documents(b, all[:len(all)/10])...) {
				if into := merged[d.ID]; into != nil {
					curate.Merge(d.Kind, into, d.Fields)
				} else {
					merged[d.ID] = d.Fields
				}
			}
		})
	})
	if os.Getenv("MONGODB_URI") == "" {
		return
	}
	b.Run("database", func(b *testing.B) {
		db, s := database(b)
		if err := s.CreateIndexes(b.Context()); err != nil {
			b.Fatal(err)
		}
		batches(b, func(all [][]byte) {
			if refused, err := s.Write(b.Context(), documents(b, all)); err != nil || refused[0] != nil {
				b.Fatal(refused[0], err)
			}
		})
		counted(b, db)
	})
	b.Run("raw_upserts", func(b *testing.B) {
		db, s := database(b)
		if err := s.CreateIndexes(b.Context()); err != nil {
			b.Fatal(err)
		}
		batches(b, func(all [][]byte) {
			b.StopTimer()
			var models []mongo.WriteModel
			for _, d := range documents(b, all) {
				set := bson.M(maps.Clone(d.Fields))
				for _, time := range []string{prov.KeyStartedAt, prov.KeyEndedAt} {
					set[time] = bson.DateTime(set[time].(curate.Date))
				}
				models = append(models, mongo.NewUpdateOneModel().SetFilter(bson.M{"_id": d.ID}).SetUpdate(bson.M{"$set": set}).SetUpsert(true))
			}
			b.StartTimer()
			if _, err := db.Collection("tasks").BulkWrite(b.Context(), models, options.BulkWrite().SetOrdered(false)); err != nil {
				b.Fatal(err)
			}
		})
		counted(b, db)
	})
}

// database is one of the benchmark's own.
func database(b *testing.B) (*mongo.Database, *store.Store) {
	uri := os.Getenv("MONGODB_URI")
	name := fmt.Sprintf("flowcept_bench_%d", time.Now().UnixNano())
	s, err := store.Open(&settings.MongoDB{Enabled: true, URI: settings.URI(uri), DB: name, CreateCollectionIndex: true})
	if err != nil {
		b.Fatal(err)
	}
	client, err := mongo.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		b.Fatal(err)
	}
	db := client.Database(name)
	b.Cleanup(func() {
		ctx := context.WithoutCancel(b.Context())
		_ = db.Drop(ctx)
		_ = client.Disconnect(ctx)
		_ = s.Close(ctx)
	})
	return db, s
}

// counted looks for documents that are missing.
func counted(b *testing.B, db *mongo.Database) {
	b.StopTimer()
	if n, err := db.Collection("tasks").CountDocuments(b.Context(), bson.M{}); err != nil || n != int64(b.N) {
		b.Fatalf("got %d documents, %v, want %d", n, err, b.N)
	}
}
