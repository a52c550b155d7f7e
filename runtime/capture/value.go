package capture

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A Value takes one value of a record, without its key: a field that Field has named, an element of a list, an entry
// of a map behind its key.
type Value Record

func (v *Value) rec() *Record { return (*Record)(v) }

// limits are those of the session.
func (r *Record) limits() *Limits {
	if r.wf == nil {
		return &defaultLimits
	}
	return &r.wf.s.limits
}

// Nil writes null.
func (v *Value) Nil() {
	r := v.rec()
	r.n = len(appendNil(r.room(1)))
}

// Bool writes x.
func (v *Value) Bool(x bool) {
	r := v.rec()
	r.n = len(appendBool(r.room(1), x))
}

// Int writes x.
func (v *Value) Int(x int) { v.Int64(int64(x)) }

// Int64 writes x.
func (v *Value) Int64(x int64) {
	r := v.rec()
	r.n = len(appendInt(r.room(maxNumber), x))
}

// Uint64 writes x, unsigned however large.
func (v *Value) Uint64(x uint64) {
	r := v.rec()
	r.n = len(appendUint(r.room(maxNumber), x))
}

// Float64 writes x, NaN and infinities included.
func (v *Value) Float64(x float64) {
	r := v.rec()
	r.n = len(appendFloat64(r.room(maxNumber), x))
}

// Float32 writes x in single precision.
func (v *Value) Float32(x float32) {
	r := v.rec()
	r.n = len(appendFloat32(r.room(maxNumber), x))
}

// Complex writes x as {"real", "imag"}.
func (v *Value) Complex(x complex128) {
	r := v.rec()
	b := appendMapHead(r.room(32), 2)
	b = appendFloat64(appendString(b, "real"), real(x))
	r.n = len(appendFloat64(appendString(b, "imag"), imag(x)))
}

// String writes x, cut at the limit at a character's boundary, with invalid UTF-8 replaced.
func (v *Value) String(x string) {
	r := v.rec()
	limit := r.limits().MaxString
	if r.n > ampleBytes && r.tooMuch() {
		limit = min(limit, shortText)
	}
	if len(x) > limit || !utf8.ValidString(x) {
		x = tidy(x, limit)
	}
	r.n = len(appendString(r.room(len(x)+maxHead), x))
}

// tidy cuts x at limit bytes and says behind it how long it was, and replaces what is not UTF-8.
func tidy(x string, limit int) string {
	whole := len(x)
	if whole > limit {
		cut := limit
		for cut > 0 && cut > limit-utf8.UTFMax && !utf8.RuneStart(x[cut]) {
			cut--
		}
		x = x[:cut]
	}
	x = strings.ToValidUTF8(x, "\uFFFD")
	if whole > limit {
		x += "…(" + strconv.Itoa(whole) + " bytes)"
	}
	return x
}

// Bytes writes what the settings say of x: its length, with its hash, or x itself.
func (v *Value) Bytes(x []byte) {
	if x == nil {
		v.Nil()
		return
	}
	r := v.rec()
	switch r.limits().Bytes {
	case BytesRaw:
		r.n = len(append(appendBinHead(r.room(len(x)+maxHead), len(x)), x...))
	case BytesHash:
		sum := sha256.Sum256(x)
		b := appendMapHead(r.room(100), 2)
		b = appendInt(appendString(b, "len"), int64(len(x)))
		b = appendStringHead(appendString(b, "sha256"), 2*len(sum))
		r.n = len(hex.AppendEncode(b, sum[:]))
	default:
		v.length(len(x), 1)
	}
}

// length opens a map of n entries whose first is the length of something, and writes that.
func (v *Value) length(of, n int) {
	r := v.rec()
	b := appendMapHead(r.room(2*maxHead+4+maxNumber), n)
	r.n = len(appendInt(appendString(b, "len"), int64(of)))
}

// Time writes x as RFC 3339 with nanoseconds.
func (v *Value) Time(x time.Time) {
	r := v.rec()
	b := r.room(64)
	head := len(b)
	b = x.AppendFormat(append(b, 0xd9, 0), time.RFC3339Nano)
	b[head+1] = byte(len(b) - head - 2)
	r.n = len(b)
}

// Duration writes x in seconds.
func (v *Value) Duration(x time.Duration) { v.Float64(x.Seconds()) }

// Bools writes a list.
func (v *Value) Bools(x []bool) {
	if n := v.list(x == nil, "[]bool", len(x)); n >= 0 {
		for _, e := range x[:n] {
			v.Bool(e)
		}
		v.Close()
	}
}

// Ints writes a list.
func (v *Value) Ints(x []int) {
	if n := v.list(x == nil, "[]int", len(x)); n >= 0 {
		for _, e := range x[:n] {
			v.Int64(int64(e))
		}
		v.Close()
	}
}

// Float64s writes a list.
func (v *Value) Float64s(x []float64) {
	if n := v.list(x == nil, "[]float64", len(x)); n >= 0 {
		r := v.rec()
		b := r.room(n * maxNumber)
		for _, e := range x[:n] {
			b = appendFloat64(b, e)
		}
		r.n = len(b)
		v.Close()
	}
}

// Float32s writes a list.
func (v *Value) Float32s(x []float32) {
	if n := v.list(x == nil, "[]float32", len(x)); n >= 0 {
		for _, e := range x[:n] {
			v.Float32(e)
		}
		v.Close()
	}
}

// Strings writes a list.
func (v *Value) Strings(x []string) {
	if n := v.list(x == nil, "[]string", len(x)); n >= 0 {
		for _, e := range x[:n] {
			v.String(e)
		}
		v.Close()
	}
}

// list is List, but null for a nil slice: then there is nothing to close either.
func (v *Value) list(isNil bool, typ string, n int) int {
	if isNil {
		v.Nil()
		return -1
	}
	return v.List(typ, n)
}

// instance writes "<typ>_instance_id_<n>".
func (v *Value) instance(typ string, n uintptr) {
	r := v.rec()
	b := r.room(len(typ) + 48)
	var num [20]byte
	digits := strconv.AppendUint(num[:0], uint64(n), 10)
	b = appendStringHead(b, len(typ)+len("_instance_id_")+len(digits))
	b = append(append(b, typ...), "_instance_id_"...)
	r.n = len(append(b, digits...))
}
