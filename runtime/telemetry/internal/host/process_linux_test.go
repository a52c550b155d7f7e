package host

import (
	"net"
	"os"
	"path/filepath"
	"testing"
)

func TestStatOfProcess(t *testing.T) {
	var p Sampled
	if err := openFake(t, nil).Process(&p); err != nil {
		t.Fatalf("Process: %v", err)
	}
	if p.Threads != 9 || p.IOWait != 2.5 {
		t.Errorf("threads %d, iowait %v; want 9, 2.5", p.Threads, p.IOWait)
	}
}

// TestDescriptors opens a file, a deleted file, a pipe, listeners and sockets
// that are no connections, and looks at what is counted.
func TestDescriptors(t *testing.T) {
	own := OpenOwn()
	m := OpenMachine(own)
	defer m.Close()
	read := func() (p Sampled) {
		t.Helper()
		if err := m.Descriptors(&p); err != nil {
			t.Fatalf("Descriptors: %v", err)
		}
		return p
	}
	read() // opens what m itself needs
	before := read()
	changed := func(what string, descriptors, connections, files int) {
		t.Helper()
		now := read()
		got := [3]int{now.Descriptors - before.Descriptors, now.Connections - before.Connections, now.Files - before.Files}
		if want := [3]int{descriptors, connections, files}; got != want {
			t.Errorf("%s changed descriptors, connections, files by %v, want %v", what, got, want)
		}
		before = now
	}

	f, err := os.Create(filepath.Join(t.TempDir(), "f"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	changed("an open file", 1, 0, 1)

	os.Remove(f.Name())
	changed("deleting it", 0, 0, -1)

	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	changed("a pipe", 2, 0, 0)

	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Skipf("no TCP on 127.0.0.1: %v", err)
	}
	defer tcp.Close()
	first := read()
	if got := first.Connections - before.Connections; got != 1 {
		t.Errorf("a TCP listener changed the connections by %d, want 1", got)
	}
	before = first // the first use of the network may also have opened an epoll descriptor

	unix, err := net.Listen("unix", filepath.Join(t.TempDir(), "s"))
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close()
	changed("a Unix socket", 1, 0, 0)
}

// TestOwnDescriptorsAreNotCounted opens a second Machine, whose files the first
// one counts, and then asks it about itself.
func TestOwnDescriptorsAreNotCounted(t *testing.T) {
	own := OpenOwn()
	m := OpenMachine(own)
	defer m.Close()
	var before, after Sampled
	if err := m.Descriptors(&before); err != nil {
		t.Fatalf("Process: %v", err)
	}
	if _, _, err := m.Memory(nil, nil); err != nil { // opens two more files
		t.Fatalf("Memory: %v", err)
	}
	if err := m.Descriptors(&after); err != nil {
		t.Fatalf("Process: %v", err)
	}
	if after.Descriptors != before.Descriptors || after.Files != before.Files {
		t.Errorf("descriptors %d, files %d after opening files of its own; before %d, %d",
			after.Descriptors, after.Files, before.Descriptors, before.Files)
	}
}
