package curate_test

import (
	"fmt"
	"testing"

	"github.com/flowcept/flowcept-go/integration/sink/curate"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// BenchmarkMessages decodes, curates and merges what a sink without a database does with a message: tasks as captured
// calls send them, one in ten repeated. The metric messages/s is of one core.
func BenchmarkMessages(b *testing.B) {
	const n = 2000
	var messages [][]byte
	for i := range n {
		task := prov.Task{
			TaskID: fmt.Sprintf("9f3a61c0b1d24e55-%08x", i-i%10/9), ActivityID: "train_step", WorkflowID: "b3fccd4c-2ab7-481b-8160-a74aea47feba",
			CampaignID: "1c3a45fc-3e9e-4db3-8c5d-5669a6938a1f", StartedAt: 1795444973.57, EndedAt: 1795444973.58,
			Status: prov.StatusFinished, Hostname: "host.example",
			Used:      prov.Raw("\x83\xa1x\x07\xa2lr\xcb?\xb9\x99\x99\x99\x99\x99\x9a\xa4name\xa5adam!"),
			Generated: prov.Raw("\x81\xa4loss\xcb?\xd0\x00\x00\x00\x00\x00\x00"),
		}
		messages = append(messages, task.AppendMsgpack(nil))
	}
	b.ReportAllocs()
	docs := make(map[string]map[string]any, n)
	for i := 0; b.Loop(); i++ {
		if i%n == 0 {
			clear(docs)
		}
		d, err := curate.Message(messages[i%n], curate.Place{})
		if err != nil {
			b.Fatal(err)
		}
		if into, ok := docs[d.ID]; ok {
			curate.Merge(d.Kind, into, d.Fields)
		} else {
			docs[d.ID] = d.Fields
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}
