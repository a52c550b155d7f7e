package capture

import (
	"encoding/binary"
	"errors"
	"iter"
	"strconv"
)

// A Task is a task entry as a reader sees it. Its slices lie in the entry.
type Task struct {
	Status    Status
	Timed     bool
	Generated bool // there is a map of generated values
	Child     bool // it is a model's forward call within another one's
	Site      uint32
	Workflow  uint32
	ID        uint64
	Parent    uint64 // 0: none, or an extra
	Start     int64  // nanoseconds of the session's clock
	End       int64

	// An iteration's number in its loop, counted from 1: ID is its group's then. 0: none.
	Iteration       uint64
	ParentIteration uint64

	Used, GeneratedBytes          []byte // msgpack keys and values, without the map's head
	UsedEntries, GeneratedEntries int    // entries in the two
	extras                        []byte
}

// ByHand says of a task that the program has put it together itself: Workflow.Begun does not count it.
func (t *Task) ByHand() bool { return t.ID>>48 == customIDs }

var errTask = errors.New("malformed task in spool")

// ParseTask reads an entry of kind KindTask.
func ParseTask(b []byte) (t Task, err error) {
	if len(b) < taskSize {
		return t, errTask
	}
	used, generated := uint64(binary.LittleEndian.Uint32(b[16:])), uint64(binary.LittleEndian.Uint32(b[20:]))
	if used+generated > uint64(len(b)-taskSize) {
		return t, errTask
	}
	values := b[taskSize:]
	return Task{
		Status:           Status(b[0]),
		Timed:            b[1]&timed != 0,
		Generated:        b[1]&hasGenerated != 0,
		Child:            b[1]&childForward != 0,
		Site:             binary.LittleEndian.Uint32(b[4:]),
		Workflow:         binary.LittleEndian.Uint32(b[8:]),
		ID:               binary.LittleEndian.Uint64(b[24:]),
		Parent:           binary.LittleEndian.Uint64(b[32:]),
		Start:            int64(binary.LittleEndian.Uint64(b[40:])),
		End:              int64(binary.LittleEndian.Uint64(b[48:])),
		Iteration:        binary.LittleEndian.Uint64(b[56:]),
		ParentIteration:  binary.LittleEndian.Uint64(b[64:]),
		UsedEntries:      int(binary.LittleEndian.Uint16(b[12:])),
		GeneratedEntries: int(binary.LittleEndian.Uint16(b[14:])),
		Used:             values[:used],
		GeneratedBytes:   values[used : used+generated],
		extras:           values[used+generated:],
	}, nil
}

// Extras are the fields that only some records have.
func (t *Task) Extras() iter.Seq2[Extra, []byte] {
	return func(yield func(Extra, []byte) bool) {
		for b := t.extras; len(b) >= 5; {
			n := uint64(binary.LittleEndian.Uint32(b[1:]))
			if n > uint64(len(b)-5) || !yield(Extra(b[0]), b[5:5+n]) {
				return
			}
			b = b[5+n:]
		}
	}
}

const (
	hexDigits = "0123456789abcdef"
	idSize    = 32 // of a task's id, without an iteration's number
)

// AppendID appends a task's id: 32 hexadecimal digits, and behind those of its group an iteration's number, from 0.
func AppendID(b []byte, prefix, id, iteration uint64) []byte {
	var digits [idSize]byte
	for i := idSize/2 - 1; i >= 0; i-- {
		digits[i], digits[i+idSize/2] = hexDigits[prefix&15], hexDigits[id&15]
		prefix, id = prefix>>4, id>>4
	}
	b = append(b, digits[:]...)
	if iteration > 0 {
		b = strconv.AppendUint(b, iteration-1, 10)
	}
	return b
}
