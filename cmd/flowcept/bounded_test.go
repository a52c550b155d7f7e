//go:build unix

package main

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/flowcept/flowcept-go/runtime/jsonl"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// most is how much memory each command may take, in bytes, however many records there are.
const most = 128 << 20

// The file has as many records as FLOWCEPT_RECORDS says; make report sets it to a million.
func TestMemoryIsBounded(t *testing.T) {
	records := 60_000
	if text := os.Getenv("FLOWCEPT_RECORDS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		records = n
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "records.jsonl")
	size := writeRecords(t, file, records)
	t.Logf("%d records, every tenth with telemetry, %d MB", records, size>>20)
	binary := filepath.Join(dir, "flowcept")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	for _, args := range [][]string{{"report"}, {"report", "-md"}, {"report", "-html"}, {"validate"}} {
		cmd := exec.Command(binary, append(args, file)...)
		began := time.Now()
		out, err := cmd.Output()
		took := time.Since(began)
		if err != nil || args[0] == "report" && len(out) < 1000 || args[0] == "validate" && len(out) > 0 {
			t.Errorf("%v: got %v and %d bytes, beginning with %.200q", args, err, len(out), out)
			continue
		}
		rss := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
		if runtime.GOOS != "darwin" {
			rss <<= 10
		}
		if rss > most {
			t.Errorf("%v took %d MB for %d records, want at most %d", args, rss>>20, records, most>>20)
		}
		t.Logf("%-16v %5.1f s, %3d MB of memory, %d KB printed", args, took.Seconds(), rss>>20, len(out)>>10)
	}
}

// writeRecords writes tasks of twenty activities, all of them different in ids and values, in a tree of which each has twenty
// below it.
func writeRecords(t *testing.T, path string, n int) (size int64) {
	t.Helper()
	// As a program's own, with the telemetry that it would have.
	var telemetry any
	for r, err := range jsonl.Read("../../testdata/wire/ex_telemetry.offline.jsonl") {
		if err != nil {
			t.Fatal(err)
		}
		if at := r[prov.KeyTelemetryAtEnd]; at != nil {
			telemetry = at
		}
	}
	if telemetry == nil {
		t.Fatal("got no telemetry")
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	start := 1795474433.0
	for i := range n {
		at := start + float64(i)/1000
		r := map[string]any{
			"type": "task", "activity_id": fmt.Sprint("activity-", i%20), "task_id": fmt.Sprintf("%032x", i), "workflow_id": "w", "campaign_id": "c",
			"parent_task_id": fmt.Sprintf("%032x", i/20+1), "status": "FINISHED", "hostname": fmt.Sprint("node-", i%64), "started_at": at,
			"ended_at": at + math.Abs(math.Sin(float64(i))), "used": map[string]any{"i": i, "path": fmt.Sprintf("/data/%d/input.csv", i), "rate": 1 / float64(i+1)},
			"generated": map[string]any{"loss": math.Sqrt(float64(i))},
		}
		if i == 1 {
			delete(r, "parent_task_id") // the root of all
		}
		if i%997 == 0 {
			r["status"], r["stderr"] = "ERROR", fmt.Sprintf("input %d: no such file", i)
			delete(r, "generated")
		}
		if i%10 == 0 {
			r[prov.KeyTelemetryAtStart], r[prov.KeyTelemetryAtEnd] = telemetry, telemetry
		}
		line, err := recordJSON(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(line); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return info.Size()
}
