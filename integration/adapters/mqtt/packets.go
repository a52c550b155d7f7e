package mqtt

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// packets remembers, for each packet identifier, the message that was handled last under it. A broker delivers a message
// whose acknowledgement it has not seen again, under the same identifier and marked as a duplicate.
//
// The file is a table of 65536 slots of 32 bytes, the first of which, as no packet has the identifier 0, is the heading:
// magic, and the hash of the session's name, so that the table of another session is not taken for this one's. Each slot is written
// at once and lies within a page: a process that is killed leaves it as it was or as it is to be.
type packets struct {
	client string
	salt   string // of the task_ids; another for each table
	last   uint64 // number of the message handled last
	file   *os.File
	memory map[uint16]slot // where there is no file
}

// A slot is one message: its number, counted from 1, what is known of it, and the beginning of its hash.
type slot struct {
	number uint64
	state  byte
	hash   [slotSize - 9]byte
}

const (
	slotSize = 32
	slots    = 1 << 16

	taken   = 1 // its record may have been written
	emitted = 2 // its record is written
)

// window is how many messages may be unacknowledged at once: a slot whose message lies further back belongs to an
// earlier use of the packet identifier. Brokers keep a few dozen under way.
const window = 1 << 12

var magic = []byte("flowcept mqtt 1\n")

func openPackets(path, client string) (*packets, error) {
	p := &packets{client: client, memory: map[uint16]slot{}}
	if path == "" {
		p.salt = rand.Text()
		return p, nil
	}
	if err := p.open(path); err != nil {
		return nil, fmt.Errorf("adapter's state: %w", err)
	}
	return p, nil
}

func (p *packets) open(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	p.file = f
	if err := p.load(); err != nil {
		f.Close()
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// load reads the table, or begins one where there is none, or that of another session.
func (p *packets) load() error {
	name := sha256.Sum256([]byte(p.client))
	heading := append(append([]byte{}, magic...), name[:8]...)
	table := make([]byte, slotSize*slots)
	n, err := io.ReadFull(p.file, table)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	if n < slotSize || string(table[:len(heading)]) != string(heading) {
		if err := p.file.Truncate(0); err != nil {
			return err
		}
		salt := make([]byte, slotSize-len(heading))
		rand.Read(salt) // never fails
		p.salt = hex.EncodeToString(salt)
		_, err := p.file.WriteAt(append(heading, salt...), 0)
		return err
	}
	p.salt = hex.EncodeToString(table[len(heading):slotSize])
	for at := slotSize; at+slotSize <= n; at += slotSize {
		p.last = max(p.last, binary.LittleEndian.Uint64(table[at:]))
	}
	return nil
}

func (p *packets) get(id uint16) (s slot, err error) {
	if p.file == nil {
		return p.memory[id], nil
	}
	var b [slotSize]byte
	if _, err := p.file.ReadAt(b[:], int64(id)*slotSize); err != nil && !errors.Is(err, io.EOF) {
		return s, fmt.Errorf("adapter's state: %w", err)
	}
	s.number, s.state = binary.LittleEndian.Uint64(b[:]), b[8]
	copy(s.hash[:], b[9:])
	return s, nil
}

func (p *packets) put(id uint16, s slot) error {
	if p.file == nil {
		p.memory[id] = s
		return nil
	}
	var b [slotSize]byte
	binary.LittleEndian.PutUint64(b[:], s.number)
	b[8] = s.state
	copy(b[9:], s.hash[:])
	if _, err := p.file.WriteAt(b[:], int64(id)*slotSize); err != nil {
		return fmt.Errorf("adapter's state: %w", err)
	}
	return nil
}

// take finds the slot of a message that has come, and whether its record is written already.
func (p *packets) take(id uint16, duplicate bool, topic string, body []byte) (s slot, done bool, err error) {
	var hash [slotSize - 9]byte
	copy(hash[:], digest(topic, body))
	if duplicate {
		s, err = p.get(id)
		if err != nil || s.state != 0 && s.hash == hash && s.number+window > p.last {
			return s, s.state == emitted, err
		}
	}
	p.last++
	s = slot{number: p.last, state: taken, hash: hash}
	return s, false, p.put(id, s)
}

// done says that the record of a slot's message is written.
func (p *packets) done(id uint16, s slot) error {
	s.state = emitted
	return p.put(id, s)
}

// taskID is that of a slot's message, the same each time that it comes.
func (p *packets) taskID(s slot) string {
	return fmt.Sprintf("%s-%s-%d", p.client, p.salt, s.number)
}

func (p *packets) close() {
	if p.file != nil {
		p.file.Close()
	}
}

// digest is the hash of a message.
func digest(topic string, body []byte) []byte {
	h := sha256.New()
	io.WriteString(h, topic)
	h.Write([]byte{0})
	h.Write(body)
	return h.Sum(nil)
}
