package prov

import "iter"

// Batch is many messages in one buffer, in order. The zero value is empty and
// ready. It is not safe for concurrent use.
type Batch struct {
	buf  []byte
	ends []int // where each message ends
}

// Append adds the message that f appends to its argument, and none if f
// appends nothing. A record's AppendMsgpack is such an f.
func (b *Batch) Append(f func(b []byte) []byte) {
	buf := f(b.buf)
	if len(buf) <= len(b.buf) {
		return
	}
	b.buf = buf
	b.ends = append(b.ends, len(buf))
}

// Len is the number of messages.
func (b *Batch) Len() int { return len(b.ends) }

// Size is the messages' length in bytes, all together.
func (b *Batch) Size() int { return len(b.buf) }

// All yields the messages. They are parts of the batch's buffer: not to be
// changed, and gone with Reset.
func (b *Batch) All() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		start := 0
		for _, end := range b.ends {
			if !yield(b.buf[start:end:end]) {
				return
			}
			start = end
		}
	}
}

// Reset empties the batch and keeps its memory.
func (b *Batch) Reset() {
	b.buf = b.buf[:0]
	b.ends = b.ends[:0]
}
