package telemetry

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/flowcept/flowcept-go/runtime/telemetry/internal/host"
	"github.com/shirou/gopsutil/v4/process"
	"github.com/tinylib/msgp/msgp"
)

// processBlock is what of the process block is sampled or never changes; the rest
// is read at each call (own.go).
type processBlock struct {
	pid        int
	executable string
	command    []string

	sampled host.Sampled
	threads bool // whether sampled's thread count is needed

	percent   float64
	spent     float64 // seconds of CPU, by the last sample
	spentWhen time.Time
}

func newProcessBlock(ctx context.Context, own *host.Own) *processBlock {
	p := &processBlock{pid: os.Getpid(), threads: !own.Threads()}
	p.executable, _ = os.Executable()
	of := process.Process{Pid: int32(p.pid)}
	command, err := of.CmdlineSliceWithContext(ctx)
	if err != nil || len(command) == 0 {
		command = os.Args
	}
	p.command = shorten(command)
	return p
}

// maxCommand is how many bytes of the command line go into each record.
const maxCommand = 4096

// shorten returns as many of the arguments as fit, then how many there are.
func shorten(arguments []string) []string {
	size := 0
	for i, a := range arguments {
		if size += len(a); size > maxCommand {
			return append(arguments[:i:i], fmt.Sprintf("…(%d arguments)", len(arguments)))
		}
	}
	return arguments
}

func (p *processBlock) read(m *host.Machine) error { return m.Process(&p.sampled) }

func (p *processBlock) readDescriptors(m *host.Machine) error { return m.Descriptors(&p.sampled) }

// readPercent takes the CPU time since the last sample as a percentage of the
// time that passed. Above 100: more than one processor was in use.
func (p *processBlock) readPercent(own *host.Own) error {
	var r host.Reading
	own.Read(&r)
	if r.Times.Keys == nil {
		p.percent, p.spentWhen = 0, time.Time{}
		return errors.New("the CPU times cannot be read")
	}
	now, spent := time.Now(), r.Times.Values[0]+r.Times.Values[1]
	if passed := now.Sub(p.spentWhen).Seconds(); !p.spentWhen.IsZero() && passed > 0 {
		p.percent = host.Round(max(0, spent-p.spent) / passed * 100)
	}
	p.spent, p.spentWhen = spent, now
	return nil
}

// append appends a map of what p knows of the process.
func (p *processBlock) append(b []byte) []byte {
	b, at := openMap(b)
	b = appendCount(b, at, "pid", uint64(p.pid))
	b = appendMeasure(b, at, "cpu_percent", p.percent)
	if p.executable != "" {
		b = msgp.AppendString(appendKey(b, at, "executable"), p.executable)
	}
	b = msgp.AppendArrayHeader(appendKey(b, at, "cmd_line"), uint32(len(p.command)))
	for _, argument := range p.command {
		b = msgp.AppendString(b, argument)
	}
	for _, n := range []struct {
		key   string
		value int
	}{
		{"num_open_file_descriptors", p.sampled.Descriptors},
		{"num_connections", p.sampled.Connections},
		{"num_open_files", p.sampled.Files},
	} {
		if n.value >= 0 {
			b = appendCount(b, at, n.key, uint64(n.value))
		}
	}
	if p.threads && p.sampled.Threads >= 0 {
		b = appendCount(b, at, "num_threads", uint64(p.sampled.Threads))
	}
	return b
}

// ioWait is the seconds spent waiting for disks, NaN where not known.
func (p *processBlock) ioWait() float64 {
	if p.sampled.IOWait < 0 {
		return math.NaN()
	}
	return p.sampled.IOWait
}
