package capture

import (
	"encoding/binary"
	"sync"
)

// maxKept is the size over which a pooled buffer is given up after use.
const maxKept = 64 << 10

// An overflow holds a record's values when they exceed the inline buffer.
type overflow struct{ b []byte }

var overflows = sync.Pool{New: func() any { return &overflow{make([]byte, 0, 4*inline)} }}

// An oddment holds what few records have.
type oddment struct {
	extras []byte
	path   []step // pointers being followed, outermost first

	handling bool // values go to the handler first
	handler  func(map[string]any) map[string]any
	put      map[string]any // values for it
}

var oddments = sync.Pool{New: func() any { return new(oddment) }}

// room returns the values written so far with space for n more bytes behind them, so that appending does not
// reallocate. The caller sets r.n to the new length.
func (r *Record) room(n int) []byte {
	if r.over == nil && r.n+n <= inline {
		return r.buf[:r.n]
	}
	return r.grow(n)
}

func (r *Record) grow(n int) []byte {
	if r.over == nil {
		r.over = overflows.Get().(*overflow)
		r.over.b = append(r.over.b[:0], r.buf[:r.n]...)
	}
	b := r.over.b[:r.n]
	if cap(b)-r.n < n {
		b = append(make([]byte, 0, 2*(r.n+n)), b...)
		r.over.b = b
	}
	return b
}

// values are the bytes written so far.
func (r *Record) values() []byte {
	if r.over == nil {
		return r.buf[:r.n]
	}
	return r.over.b[:r.n]
}

func (r *Record) odd() *oddment {
	if r.oddment == nil {
		r.oddment = oddments.Get().(*oddment)
	}
	return r.oddment
}

// extra adds a field that only some records have.
func (r *Record) extra(code Extra, text string) {
	o := r.odd()
	o.extras = append(o.extras, byte(code))
	o.extras = binary.LittleEndian.AppendUint32(o.extras, uint32(len(text)))
	o.extras = append(o.extras, text...)
	r.extraNum++
}

// release gives the pooled buffers back.
func (r *Record) release() {
	if o := r.over; o != nil {
		r.over = nil
		if cap(o.b) <= maxKept {
			overflows.Put(o)
		}
	}
	if o := r.oddment; o != nil {
		r.oddment = nil
		if cap(o.extras) <= maxKept {
			*o = oddment{extras: o.extras[:0], path: o.path[:0]}
			oddments.Put(o)
		}
	}
}
