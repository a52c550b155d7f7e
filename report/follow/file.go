package follow

import (
	"context"
	"io"
	"iter"
	"os"
	"time"

	"github.com/flowcept/flowcept-go/runtime/jsonl"
)

// interval is how often a file is looked at.
const interval = 200 * time.Millisecond

// File yields the records of a file and then those that are appended to it, until the context ends. It waits for a file that is
// not there yet, and takes one that was emptied or replaced from its beginning. With onlyNew, what is in the file already is
// passed over. A line that is no record is yielded as an error, and reading goes on behind it.
func File(ctx context.Context, path string, onlyNew bool) iter.Seq2[map[string]any, error] {
	g := &growing{ctx: ctx, path: path, onlyNew: onlyNew}
	return func(yield func(map[string]any, error) bool) {
		defer g.close()
		for r, err := range jsonl.NewReader(g, path).All() {
			if ctx.Err() != nil && err != nil || !yield(r, err) { // half a line at the end is no error yet
				return
			}
		}
	}
}

// growing is a file whose end is the context's.
type growing struct {
	ctx     context.Context
	path    string
	onlyNew bool
	file    *os.File
	at      int64
	cut     bool // the line that was being read is not going on
	inLine  bool
}

func (g *growing) Read(b []byte) (int, error) {
	for {
		if g.cut {
			g.cut = false
			if g.inLine {
				g.inLine = false
				return copy(b, "\n"), nil
			}
		}
		if g.file == nil {
			if err := g.open(); err != nil {
				return 0, err
			}
		}
		if g.file != nil {
			n, err := g.file.Read(b)
			if n > 0 {
				g.at += int64(n)
				g.inLine = b[n-1] != '\n'
				return n, nil
			}
			if err != nil && err != io.EOF {
				return 0, err
			}
		}
		select {
		case <-g.ctx.Done():
			return 0, io.EOF
		case <-time.After(interval):
		}
		g.look()
	}
}

// open leaves file nil where there is none yet.
func (g *growing) open() error {
	f, err := os.Open(g.path)
	if os.IsNotExist(err) {
		g.onlyNew = false // all that will be in it is new
		return nil
	}
	if err != nil {
		return err
	}
	g.file, g.at = f, 0
	if g.onlyNew {
		g.onlyNew = false
		g.at, err = f.Seek(0, io.SeekEnd)
	}
	return err
}

// look closes a file that is another than that at the path, or shorter than what was read of it.
func (g *growing) look() {
	if g.file == nil {
		return
	}
	now, err := os.Stat(g.path)
	if err != nil {
		return // between a rename and the new file; the old one may still grow
	}
	old, err := g.file.Stat()
	if err == nil && os.SameFile(now, old) && now.Size() >= g.at {
		return
	}
	g.close()
	g.cut = true
}

func (g *growing) close() {
	if g.file != nil {
		g.file.Close()
		g.file = nil
	}
}
