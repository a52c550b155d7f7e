//go:build unix

package faults

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
	"unsafe"

	flowcept "github.com/flowcept/flowcept-go/runtime"
	"github.com/flowcept/flowcept-go/runtime/capture"
)

// asProducer is set in the environment of a captured program: to a name, and a file in which it counts its calls.
const asProducer = "FLOWCEPT_TEST_PRODUCER"

var site = capture.Site{Activity: "fault"}

// fault is the captured function, as flowcept-gen would write it.
func fault(producer string, n int) {
	if capture.On() {
		var fc capture.Record
		fc.Begin(&site)
		fc.String("producer", producer)
		fc.Int("n", n)
		fc.Generated()
		fc.Int("y", 2*n)
		fc.End()
	}
}

// An answer is a line that the program says when it has done what it was told.
type answer struct {
	Calls uint64
	Nanos int64 // that the order took
	Err   string
	Stats flowcept.Counters
}

// produce is the captured program. Each line that it reads is an order: so many calls; run, calls without end, some
// thousands a second; stop, with a time to wait.
func produce(name, counters string) error {
	calls := mapped(counters)
	wf, err := flowcept.Start(context.Background(), flowcept.WorkflowName(name))
	if err != nil {
		return err
	}
	out := json.NewEncoder(os.Stdout)
	out.Encode(answer{})
	running := func() {}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		var a answer
		start := time.Now()
		switch order, value, _ := strings.Cut(in.Text(), " "); order {
		case "run":
			running = runCalls(name, calls)
		case "stop":
			running()
			patience, err := time.ParseDuration(value)
			if err != nil {
				return err
			}
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			if err := wf.Stop(ctx); err != nil {
				a.Err = err.Error()
			}
			cancel()
		default:
			var n int
			if _, err := fmt.Sscan(order, &n); err != nil {
				return err
			}
			call(name, calls, n)
		}
		a.Calls, a.Nanos, a.Stats = calls.Load(), int64(time.Since(start)), flowcept.Stats()
		if err := out.Encode(a); err != nil {
			return err
		}
	}
	return nil
}

// runCalls makes some thousand calls a second until halt is called.
func runCalls(name string, calls *atomic.Uint64) (halt func()) {
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for tick := time.NewTicker(time.Millisecond); ; {
			select {
			case <-tick.C:
				call(name, calls, 3)
			case <-stop:
				tick.Stop()
				return
			}
		}
	}()
	return func() { close(stop); <-stopped }
}

func call(name string, calls *atomic.Uint64, n int) {
	for range n {
		fault(name, int(calls.Load()))
		calls.Add(1)
	}
}

// mapped is a counter that outlives the process.
func mapped(path string) *atomic.Uint64 {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	mem, err := syscall.Mmap(int(f.Fd()), 0, 8, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		panic(err)
	}
	return (*atomic.Uint64)(unsafe.Pointer(&mem[0]))
}

// A producer is a captured program that runs.
type producer struct {
	name    string
	cmd     *exec.Cmd
	in      io.WriteCloser
	answers *json.Decoder
	calls   *atomic.Uint64 // that have returned
}

// newProducer starts a captured program with the settings of an environment.
func (e *environment) newProducer(t testing.TB, name string) *producer {
	t.Helper()
	counters := filepath.Join(t.TempDir(), "calls")
	if err := os.WriteFile(counters, make([]byte, 8), 0o600); err != nil {
		t.Fatal(err)
	}
	p := &producer{name: name, cmd: exec.Command(os.Args[0]), calls: mapped(counters)}
	p.cmd.Env, p.cmd.Dir = append(e.variables(), asProducer+"="+name+" "+counters), e.dir
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	p.answers = json.NewDecoder(out)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	e.producers = append(e.producers, p)
	p.answer(t)
	return p
}

func (p *producer) answer(t testing.TB) (a answer) {
	t.Helper()
	if err := p.answers.Decode(&a); err != nil {
		t.Fatalf("%s: %v", p.name, err)
	}
	return a
}

// order has the program do something, and waits until it has.
func (p *producer) order(t testing.TB, order string) answer {
	t.Helper()
	p.tell(t, order)
	return p.answer(t)
}

func (p *producer) tell(t testing.TB, order string) {
	t.Helper()
	if _, err := fmt.Fprintln(p.in, order); err != nil {
		t.Fatalf("%s: %v", p.name, err)
	}
}

// awaits waits until so many more calls have returned.
func (p *producer) awaits(t testing.TB, n uint64) {
	t.Helper()
	want := p.calls.Load() + n
	eventually(t, fmt.Sprintf("the program makes %d calls", n), func() error {
		if got := p.calls.Load(); got < want {
			return fmt.Errorf("got %d, want %d", got, want)
		}
		return nil
	})
}

// stop has the program stop its workflow and end; nothing may be left to deliver.
func (p *producer) stop(t testing.TB) {
	t.Helper()
	if a := p.order(t, "stop 2m"); a.Err != "" || a.Stats.Dropped > 0 || a.Stats.Spooled > 0 {
		t.Errorf("%s: stop: got %q and %+v, want all delivered", p.name, a.Err, a.Stats)
	}
	p.in.Close()
	p.cmd.Wait()
}

func (p *producer) kill() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}
