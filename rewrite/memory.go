package rewrite

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/flowcept/flowcept-go/rewrite/internal/edit"
	"github.com/flowcept/flowcept-go/rewrite/internal/load"
)

// A memory keeps, from run to run, what there is to do in packages. What it is asked by is all that decides that: this
// program, the options, the package's files, the siblings that they have and the export data of what it imports.
type memory struct {
	dir  string
	salt string

	mu    sync.Mutex
	found []*outcome
}

// openMemory is nil where there is none.
func openMemory(o Options, mode mode) *memory {
	self, err := os.Executable()
	if o.Cache == "" || err != nil {
		return nil
	}
	info, err := os.Stat(self)
	if err != nil {
		return nil
	}
	salt := fmt.Sprint(self, info.Size(), info.ModTime().UnixNano(), runtime.Version(), o.Version, mode.name, o.All, o.Tests, o.Func, o.Flags,
		os.Getenv("GOOS"), os.Getenv("GOARCH"))
	m := &memory{dir: o.Cache, salt: salt}
	m.trim()
	return m
}

// key is the name of the file for a package.
func (m *memory) key(id *load.Identity) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q %q\n", m.salt, id.ID, id.GoVersion, id.Sizes)
	for _, f := range id.Files {
		fmt.Fprintf(h, "%q %d\n", f.Path, len(f.Text))
		h.Write(f.Text)
		sibling, err := readSibling(load.SiblingOf(f.Path))
		fmt.Fprintf(h, "%+v %v\n", sibling, err)
	}
	fmt.Fprintf(h, "%q\n", id.Imports)
	return filepath.Join(m.dir, hex.EncodeToString(h.Sum(nil)[:16]))
}

// known tells whether it is known what there is to do in a package, and takes that over.
func (m *memory) known(id *load.Identity) bool {
	path := m.key(id)
	text, err := os.ReadFile(path)
	if err != nil {
		return false
	}
	var list []*outcome
	if err := gob.NewDecoder(bytes.NewReader(text)).Decode(&list); err != nil {
		return false
	}
	sources := map[string][]byte{}
	for _, f := range id.Files {
		sources[f.Path] = f.Text
	}
	for _, o := range list {
		if o.src = sources[o.Path]; o.src == nil || !within(o.Edits, len(o.src)) {
			return false
		}
	}
	now := time.Now()
	_ = os.Chtimes(path, now, now) // else it is made again, some time
	m.mu.Lock()
	defer m.mu.Unlock()
	m.found = append(m.found, list...)
	return true
}

// within tells whether edits can be made in a text of n bytes.
func within(edits []edit.Edit, n int) bool {
	at := 0
	for _, e := range edits {
		if e.Pos < at || e.End < e.Pos || e.End > n {
			return false
		}
		at = e.End
	}
	return true
}

// recalled is what was known.
func (m *memory) recalled() []*outcome {
	if m == nil {
		return nil
	}
	return m.found
}

// remember keeps what there is to do in a package. Where it cannot, that is found out again.
func (m *memory) remember(id *load.Identity, list []*outcome) {
	if m == nil || id == nil {
		return
	}
	var b bytes.Buffer
	if gob.NewEncoder(&b).Encode(list) != nil || os.MkdirAll(m.dir, 0o777) != nil {
		return
	}
	f, err := os.CreateTemp(m.dir, ".new-*")
	if err != nil {
		return
	}
	_, err = f.Write(b.Bytes())
	if closed := f.Close(); err != nil || closed != nil || os.Rename(f.Name(), m.key(id)) != nil {
		os.Remove(f.Name())
	}
}

// What has not been asked for in a week is forgotten; that is looked for once a day.
const (
	rememberFor = 7 * 24 * time.Hour
	trimEvery   = 24 * time.Hour
)

func (m *memory) trim() {
	stamp := filepath.Join(m.dir, "trimmed")
	info, err := os.Stat(stamp)
	if err == nil && time.Since(info.ModTime()) < trimEvery {
		return
	}
	if os.MkdirAll(m.dir, 0o777) != nil || os.WriteFile(stamp, nil, 0o666) != nil {
		return
	}
	entries, _ := os.ReadDir(m.dir)
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > rememberFor {
			os.Remove(filepath.Join(m.dir, e.Name()))
		}
	}
}
