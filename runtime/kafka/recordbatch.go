package kafka

import (
	"encoding/binary"
	"hash/crc32"
	"io"
	"time"

	"github.com/segmentio/kafka-go/compress"
)

// A record batch, version 2, as Kafka's protocol guide describes it. Offsets in
// its header:
const (
	atLength          = 8
	atLeaderEpoch     = 12
	atMagic           = 16
	atCRC             = 17
	atAttributes      = 21
	atLastOffsetDelta = 23
	atFirstTimestamp  = 27
	atMaxTimestamp    = 35
	atProducerID      = 43
	atProducerEpoch   = 51
	atBaseSequence    = 53
	atCount           = 57
	headerSize        = 61
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// recordOverhead is the most that a record takes up besides its key and value.
const recordOverhead = 1 + 1 + 4*binary.MaxVarintLen32

// stamp identifies a batch to the broker.
type stamp struct {
	producer int64
	epoch    int16
	sequence int32 // of the first message
}

const none = -1

// anonymous is the stamp of a batch that the broker cannot recognise.
var anonymous = stamp{none, none, none}

// encoder makes record batches of messages with one key.
type encoder struct {
	key     []byte
	codec   compress.Codec
	records []byte // uncompressed
	batch   []byte
}

// encode returns msgs as a record batch, valid until the next call.
func (e *encoder) encode(msgs [][]byte, s stamp, now time.Time) []byte {
	e.records = e.records[:0]
	for i, msg := range msgs {
		e.records = e.appendRecord(e.records, i, msg)
	}
	if e.batch == nil {
		e.batch = make([]byte, 0, headerSize+len(e.records)/2)
	}
	e.batch = append(e.batch[:0], make([]byte, headerSize)...)
	attributes := e.compress()

	b, last := e.batch, uint32(len(msgs)-1)
	milli := uint64(now.UnixMilli())
	binary.BigEndian.PutUint32(b[atLength:], uint32(len(b)-atLeaderEpoch))
	binary.BigEndian.PutUint32(b[atLeaderEpoch:], 0xffffffff) // the broker knows it
	b[atMagic] = 2
	binary.BigEndian.PutUint16(b[atAttributes:], uint16(attributes))
	binary.BigEndian.PutUint32(b[atLastOffsetDelta:], last)
	binary.BigEndian.PutUint64(b[atFirstTimestamp:], milli)
	binary.BigEndian.PutUint64(b[atMaxTimestamp:], milli)
	binary.BigEndian.PutUint64(b[atProducerID:], uint64(s.producer))
	binary.BigEndian.PutUint16(b[atProducerEpoch:], uint16(s.epoch))
	binary.BigEndian.PutUint32(b[atBaseSequence:], uint32(s.sequence))
	binary.BigEndian.PutUint32(b[atCount:], last+1)
	binary.BigEndian.PutUint32(b[atCRC:], crc32.Checksum(b[atAttributes:], castagnoli))
	return b
}

// appendRecord appends the i-th record of a batch.
func (e *encoder) appendRecord(b []byte, i int, msg []byte) []byte {
	size := 1 + 1 + varintSize(i) + varintSize(len(e.key)) + len(e.key) + varintSize(len(msg)) + len(msg) + 1
	b = binary.AppendVarint(b, int64(size))
	b = append(b, 0, 0) // attributes; time since the batch's
	b = binary.AppendVarint(b, int64(i))
	b = binary.AppendVarint(b, int64(len(e.key)))
	b = append(b, e.key...)
	b = binary.AppendVarint(b, int64(len(msg)))
	b = append(b, msg...)
	return append(b, 0) // headers
}

func varintSize(n int) int {
	size := 1
	for u := uint(n) << 1; u >= 0x80; u >>= 7 {
		size++
	}
	return size
}

// compress appends the records to the batch, compressed where that makes them
// smaller, and returns the attribute that says so.
func (e *encoder) compress() (attribute int8) {
	if e.codec != nil {
		w := e.codec.NewWriter((*appender)(&e.batch))
		_, err := w.Write(e.records)
		if cerr := w.Close(); err == nil && cerr == nil && len(e.batch)-headerSize < len(e.records) {
			return e.codec.Code()
		}
		e.batch = e.batch[:headerSize]
	}
	e.batch = append(e.batch, e.records...)
	return 0
}

type appender []byte

var _ io.Writer = (*appender)(nil)

func (a *appender) Write(p []byte) (int, error) {
	*a = append(*a, p...)
	return len(p), nil
}
