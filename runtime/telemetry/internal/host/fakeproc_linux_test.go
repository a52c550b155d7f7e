package host

import (
	"os"
	"path/filepath"
	"testing"
)

// fakeProc is what a small machine's /proc says; the partition sda1 is in sda's numbers.
var fakeProc = map[string]string{
	"stat": `cpu  1000 20 300 40000 50 6 70 8 90 1
cpu0 600 10 200 20000 20 3 30 4 40 1
cpu1 400 10 100 20000 30 3 40 4 50 0
intr 12345 1 2 3
`,
	"cpuinfo": "processor\t: 0\ncpu MHz\t\t: 2400.500\n\nprocessor\t: 1\ncpu MHz\t\t: 2600.500\n",
	"meminfo": `MemTotal:        1000000 kB
MemFree:          400000 kB
MemAvailable:     750000 kB
Buffers:           10000 kB
Cached:           300000 kB
SwapCached:            0 kB
Active:           200000 kB
Inactive:         150000 kB
SwapTotal:        200000 kB
SwapFree:         150000 kB
Shmem:              5000 kB
Slab:              60000 kB
SReclaimable:      40000 kB
HugePages_Total:       0
`,
	"vmstat": "nr_free_pages 100\npgpgin 7\npswpin 3\npswpout 5\n",
	"diskstats": `   8       0 sda 100 10 2000 30 50 5 4000 60 0 80 90 0 0 0 0 0 0
   8       1 sda1 90 9 1800 29 40 4 3800 59 0 79 88 0 0 0 0 0 0
   7       0 loop0 1 0 8 2 0 0 0 0 0 3 2
`,
	"net/dev": `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 1000 10 0 0 0 0 0 0 1000 10 0 0 0 0 0 0
  eth0:2000 20 1 2 0 0 0 0 3000 30 3 4 0 0 0 0
`,
	"self/stat":  "42 (a ) b) S 1 42 42 0 -1 4194560 1 2 3 4 50 60 7 8 20 0 9 0 100 200 300 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 250 0 0",
	"self/statm": "5000 300 100 2 0 400 0\n",
	"self/io":    "rchar: 11\nwchar: 22\nsyscr: 33\nsyscw: 44\nread_bytes: 55\nwrite_bytes: 66\ncancelled_write_bytes: 77\n",
	"self/fd/0":  "",
}

// writeProc writes fakeProc into a directory, but for what changes says instead;
// an empty text there leaves the file out. It returns the directories of /proc and /sys.
func writeProc(t *testing.T, changes map[string]string) (proc, sys string) {
	t.Helper()
	proc, sys = t.TempDir(), t.TempDir()
	for name, text := range fakeProc {
		if other, changed := changes[name]; changed {
			if other == "" {
				continue
			}
			text = other
		}
		path := filepath.Join(proc, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, disk := range []string{"sda", "loop0"} {
		if err := os.MkdirAll(filepath.Join(sys, "block", disk), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return proc, sys
}

// openFake returns a Machine that reads fakeProc with the changes.
func openFake(t *testing.T, changes map[string]string) *Machine {
	t.Helper()
	proc, sys := writeProc(t, changes)
	m := openMachine(proc, sys, nil)
	t.Cleanup(m.Close)
	return m
}
