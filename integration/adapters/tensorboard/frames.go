package tensorboard

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
)

// A file is an event file, and how far it has been read: records of a length (u64), its checksum (u32), the data and its
// checksum (u32), little-endian.
type file struct {
	path   string
	offset int64
	broken bool
}

const (
	frameHead = 12
	frameTail = 4
	maxRecord = 256 << 20
)

// read hands out the records that are complete and were not handed out before. What is behind a record that was damaged
// cannot be found, and is not looked for again.
func (f *file) read(each func(record []byte) error) error {
	if f.broken {
		return nil
	}
	in, err := os.Open(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer in.Close()
	var head [frameHead]byte
	for {
		if n, err := in.ReadAt(head[:], f.offset); n < frameHead {
			return unlessEnd(err)
		}
		size := binary.LittleEndian.Uint64(head[:])
		if masked(head[:8]) != binary.LittleEndian.Uint32(head[8:]) || size > maxRecord {
			f.broken = true
			return fmt.Errorf("%s: the record at byte %d is damaged; what follows is left out", f.path, f.offset)
		}
		data := make([]byte, size+frameTail)
		if n, err := in.ReadAt(data, f.offset+frameHead); n < len(data) {
			return unlessEnd(err) // it is still being written
		}
		if masked(data[:size]) != binary.LittleEndian.Uint32(data[size:]) {
			f.broken = true
			return fmt.Errorf("%s: the record at byte %d is damaged; what follows is left out", f.path, f.offset)
		}
		f.offset += frameHead + int64(len(data))
		if err := each(data[:size]); err != nil {
			return fmt.Errorf("%s: %w", f.path, err)
		}
	}
}

func unlessEnd(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// masked is the checksum as TFRecord files have it.
func masked(b []byte) uint32 {
	sum := crc32.Checksum(b, castagnoli)
	return (sum>>15 | sum<<17) + 0xa282ead8
}
