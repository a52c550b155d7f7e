package host

import (
	"bytes"
	"io"
	"os"
	"slices"
	"strconv"

	"golang.org/x/sys/unix"
)

// Process takes from /proc/self/stat what stands there alone: the time spent
// waiting for disks, and the threads where [Own] does not know them.
func (m *Machine) Process(p *Sampled) error {
	p.IOWait, p.Threads = -1, -1
	text, err := m.read(&m.selfstat)
	if err != nil {
		return err
	}
	end := bytes.LastIndexByte(text, ')') // the command's name may hold anything
	if end < 0 {
		return m.selfstat.strange()
	}
	const threads, blockIO = 20, 42 // fields as proc(5) counts them; the one after the name is 3
	rest := text[end+1:]
	for field := 3; field <= blockIO; field++ {
		var word []byte
		word, rest = nextWord(rest)
		n, ok := number(word)
		if !ok {
			continue
		}
		switch field {
		case threads:
			p.Threads = int(n)
		case blockIO:
			p.IOWait = float64(n) / userHZ
		}
	}
	if p.IOWait < 0 {
		return m.selfstat.strange()
	}
	return nil
}

// Descriptors counts the process's open files by asking each descriptor what it
// is; /proc/net, which psutil reads, lists the connections of every process.
func (m *Machine) Descriptors(p *Sampled) error {
	p.Descriptors, p.Connections, p.Files = -1, -1, -1
	dir := &m.descriptors
	if dir.file == nil {
		f, err := os.Open(dir.path)
		if err != nil {
			return err
		}
		dir.file = f
	}
	if _, err := dir.file.Seek(0, io.SeekStart); err != nil {
		dir.close()
		return err
	}
	names, err := dir.file.Readdirnames(-1)
	if err != nil {
		dir.close()
		return err
	}
	ours := m.held()
	p.Descriptors, p.Connections, p.Files = 0, 0, 0
	for _, name := range names {
		fd, err := strconv.Atoi(name)
		if err != nil || slices.Contains(ours, fd) {
			continue
		}
		p.Descriptors++
		mode, links, err := describe(fd)
		if err != nil {
			continue // closed since it was listed
		}
		switch mode & unix.S_IFMT {
		case unix.S_IFREG:
			if links > 0 { // psutil leaves deleted files out
				p.Files++
			}
		case unix.S_IFSOCK:
			if connection(fd) {
				p.Connections++
			}
		}
	}
	return nil
}

// held lists the descriptors that this package keeps open.
func (m *Machine) held() []int {
	var fds []int
	for _, f := range m.files() {
		fds = append(fds, f.fd())
	}
	if m.own != nil {
		for _, f := range m.own.files() {
			if f != nil {
				fds = append(fds, int(f.Fd()))
			}
		}
	}
	return fds
}

// describe returns a descriptor's file mode and link count. It does not let a
// network file system ask its server, which may be slow to answer or gone.
func describe(fd int) (mode uint32, links uint64, err error) {
	var st unix.Statx_t
	err = unix.Statx(fd, "", unix.AT_EMPTY_PATH|unix.AT_STATX_DONT_SYNC, unix.STATX_TYPE|unix.STATX_NLINK, &st)
	if err == nil {
		return uint32(st.Mode), uint64(st.Nlink), nil
	}
	if err == unix.EBADF {
		return 0, 0, err
	}
	var old unix.Stat_t // kernels before 4.11 and some sandboxes have no statx
	if err := unix.Fstat(fd, &old); err != nil {
		return 0, 0, err
	}
	return uint32(old.Mode), uint64(old.Nlink), nil
}

// connection reports whether fd is a TCP or UDP socket with a local port; one
// without is in none of the tables that psutil reads.
func connection(fd int) bool {
	kind, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TYPE)
	if err != nil || kind != unix.SOCK_STREAM && kind != unix.SOCK_DGRAM {
		return false
	}
	address, err := unix.Getsockname(fd)
	if err != nil {
		return false
	}
	switch a := address.(type) {
	case *unix.SockaddrInet4:
		return a.Port != 0
	case *unix.SockaddrInet6:
		return a.Port != 0
	}
	return false
}
