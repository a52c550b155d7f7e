package host

import (
	"fmt"
	"io"
	"os"
)

// procFile is a file of /proc or /sys that stays open between readings.
type procFile struct {
	path string
	file *os.File
}

// read returns the file's whole text, in buf where it fits. After an error the
// file is opened anew the next time.
func (p *procFile) read(buf []byte) ([]byte, error) {
	if p.file == nil {
		f, err := os.Open(p.path)
		if err != nil {
			return buf[:0], err
		}
		p.file = f
	}
	buf = buf[:cap(buf)]
	for n := 0; ; {
		if n == len(buf) {
			buf = append(buf, make([]byte, max(4096, len(buf)))...)
		}
		k, err := p.file.ReadAt(buf[n:], int64(n))
		n += k
		if err == io.EOF {
			return buf[:n], nil
		}
		if err != nil {
			p.close()
			return buf[:0], err
		}
	}
}

// fd is the file's descriptor, -1 while it is closed.
func (p *procFile) fd() int {
	if p.file == nil {
		return -1
	}
	return int(p.file.Fd())
}

func (p *procFile) close() {
	if p.file != nil {
		p.file.Close()
		p.file = nil
	}
}

// strange is the error of a file that reads well but is not in the format it should be.
func (p *procFile) strange() error { return fmt.Errorf("%s: unknown format", p.path) }
