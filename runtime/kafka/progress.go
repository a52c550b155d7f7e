package kafka

import (
	"hash/maphash"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// progress is how far the batch has come that is being published, or whose
// publishing has failed.
type progress struct {
	batch  uint64 // says which batch it is; 0: none has failed
	done   int    // messages that are acknowledged, or refused for good
	unsure int    // messages behind them that were sent, and whose answer is unknown
}

var seed = maphash.MakeSeed()

// identify tells batches apart.
func identify(b *prov.Batch) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for msg := range b.All() {
		maphash.WriteComparable(&h, len(msg))
		h.Write(msg)
	}
	return h.Sum64() | 1
}

// resume takes up a batch where it was left, or a new one at its start.
func (p *Producer) resume(b *prov.Batch) {
	p.messages = p.messages[:0]
	for msg := range b.All() {
		p.messages = append(p.messages, msg)
	}
	if p.at.batch != 0 && p.at.batch == identify(b) {
		return
	}
	if p.at.unsure > 0 {
		p.id = anonymous // its next sequence number may be used up
	}
	p.at = progress{}
}
