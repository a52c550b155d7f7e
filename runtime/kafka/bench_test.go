package kafka

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/segmentio/kafka-go/compress"
	"github.com/segmentio/kafka-go/compress/lz4"
	"github.com/segmentio/kafka-go/compress/snappy"
	"github.com/segmentio/kafka-go/compress/zstd"
	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// tasks fills a batch with n records as a program leaves them: two functions, ids that count, values that vary.
func tasks(b *prov.Batch, n int) {
	const at = 1.7e9
	prefix := hex.EncodeToString([]byte("process1"))
	for i := range n {
		used := prov.OpenMap(nil)
		used.Float("x", rand.Float64())
		used.Float("n", float64(i))
		used.String("mode", "fast")
		generated := prov.OpenMap(nil)
		generated.Float("y", rand.Float64())
		task := prov.Task{
			ActivityID: "multiply", TaskID: fmt.Sprintf("%s%016x", prefix, i), Used: used.Close(), Generated: generated.Close(),
			WorkflowID: "0c3c2b4e-5b39-4f8e-9d56-0b5a2f3f6a10", CampaignID: "b6f0f0f5-46f3-4c8b-8a54-60f5b0f5a3c1",
			StartedAt: at + float64(i)*1.3e-6, EndedAt: at + float64(i)*1.3e-6 + rand.Float64()*1e-6,
			Status: prov.StatusFinished, Hostname: "node0123.cluster",
		}
		if i%3 == 0 {
			task.ActivityID, task.ParentTaskID = "step", fmt.Sprintf("%s%016x", prefix, i/3)
		}
		b.Append(task.AppendMsgpack)
	}
}

func BenchmarkEncode(b *testing.B) {
	var batch prov.Batch
	tasks(&batch, 3000)
	var msgs [][]byte
	for msg := range batch.All() {
		msgs = append(msgs, msg)
	}
	for _, c := range []struct {
		name  string
		codec compress.Codec
	}{
		{"none", nil},
		{"snappy", &snappy.Codec{}},
		{"snappyFaster", &snappy.Codec{Compression: snappy.FasterCompression}},
		{"lz4", &lz4.Codec{}},
		{"zstd1", &zstd.Codec{Level: 1}},
		{"zstd3", &zstd.Codec{Level: 3}},
	} {
		b.Run(c.name, func(b *testing.B) {
			e := encoder{key: []byte("node0123-4711"), codec: c.codec}
			size := 0
			for b.Loop() {
				size = len(e.encode(msgs, stamp{1, 0, 0}, time.Unix(1, 0)))
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(msgs)), "ns/record")
			b.ReportMetric(float64(size)/float64(len(msgs)), "B/record")
			b.ReportMetric(float64(batch.Size())/float64(len(msgs)), "raw-B/record")
		})
	}
}

// BenchmarkPublish is the way from a batch to its acknowledgement, by a broker in this process that stores nothing.
func BenchmarkPublish(b *testing.B) {
	c := newCluster(b, kfake.NumBrokers(1), kfake.SeedTopics(1, topic), kfake.BlackholeProduce())
	p := newProducer(b, c.ListenAddrs())
	var batch prov.Batch
	tasks(&batch, 3000)
	for b.Loop() {
		if err := p.Publish(b.Context(), &batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*float64(batch.Len())/b.Elapsed().Seconds(), "records/s")
}
