package host

import (
	"bytes"
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

// nextLine cuts the first line off text.
func nextLine(text []byte) (line, rest []byte) {
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		return text[:i], text[i+1:]
	}
	return text, nil
}

// nextWord cuts the first word off line; blanks and tabs separate words.
func nextWord(line []byte) (word, rest []byte) {
	start := 0
	for start < len(line) && blank(line[start]) {
		start++
	}
	end := start
	for end < len(line) && !blank(line[end]) {
		end++
	}
	return line[start:end], line[end:]
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }

// nextNumber cuts the first word off line, where that is a decimal number.
func nextNumber(line []byte) (n uint64, rest []byte, ok bool) {
	word, rest := nextWord(line)
	n, ok = number(word)
	return n, rest, ok
}

// number reads a decimal number of at most 20 digits. strconv would need a string.
func number(word []byte) (n uint64, ok bool) {
	if len(word) == 0 || len(word) > 20 {
		return 0, false
	}
	for _, c := range word {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	return n, true
}

// numbers reads the numbers that line begins with into dst and says how many there were.
func numbers(line []byte, dst []uint64) int {
	for i := range dst {
		n, rest, ok := nextNumber(line)
		if !ok {
			return i
		}
		dst[i], line = n, rest
	}
	return len(dst)
}
