package telemetry

import (
	"errors"
	"os"
	"slices"
	"strconv"

	"github.com/flowcept/flowcept-go/runtime/telemetry/internal/nvml"
	"github.com/tinylib/msgp/msgp"
)

// gpuMetrics are the numbers that Flowcept records of an NVIDIA device, under its names.
var gpuMetrics = []struct {
	name string
	read func(nvml.Device) (uint64, error)
}{
	{"used", nvml.Device.Memory},
	{"temperature", nvml.Device.Temperature},
	{"power", nvml.Device.Power},
}

// gpuTexts are what never changes about a device.
var gpuTexts = []struct {
	name string
	read func(nvml.Device) (string, error)
}{
	{"name", nvml.Device.Name},
	{"id", nvml.Device.UUID},
}

// gpuBlock is the gpu block: each visible NVIDIA device's chosen metrics. The
// library is opened by the first reading, for that may take seconds.
type gpuBlock struct {
	chosen  []string
	open    func() (*nvml.Library, error)
	opened  bool
	lib     *nvml.Library
	devices []gpuDevice
}

type gpuDevice struct {
	nvml.Device
	key     string
	texts   []byte   // a map of the chosen texts
	numbers []uint64 // one a metric
	known   []bool   // whether the last reading has it
	never   []bool   // not chosen, or the device does not measure it
}

// read returns an error where a device fails. That there is none to open is
// returned once, for it will not change.
func (g *gpuBlock) read() error {
	if !g.opened {
		g.opened = true
		if err := g.find(); err != nil {
			return &absent{err}
		}
	}
	var failed error
	for i := range g.devices {
		if err := g.devices[i].read(); err != nil {
			failed = err
		}
	}
	return failed
}

// absent is the error of a thing that is not there, which is no failure.
type absent struct{ error }

func (a *absent) Unwrap() error { return a.error }

func (g *gpuBlock) find() error {
	lib, err := g.open()
	if err != nil {
		return err
	}
	g.lib = lib
	devices, err := lib.Visible(os.Getenv("CUDA_VISIBLE_DEVICES"))
	if err != nil {
		return err
	}
	if len(devices) == 0 {
		return errors.New("no NVIDIA device is visible")
	}
	for _, d := range devices {
		g.devices = append(g.devices, g.newDevice(d))
	}
	return nil
}

func (g *gpuBlock) newDevice(d nvml.Device) gpuDevice {
	n := len(gpuMetrics)
	device := gpuDevice{
		Device:  d,
		key:     "gpu_" + strconv.Itoa(d.Index),
		numbers: make([]uint64, n), known: make([]bool, n), never: make([]bool, n),
	}
	for i, m := range gpuMetrics {
		device.never[i] = !slices.Contains(g.chosen, m.name)
	}
	b, at := openMap(nil)
	for _, t := range gpuTexts {
		if !slices.Contains(g.chosen, t.name) {
			continue
		}
		if text, err := t.read(d); err == nil {
			b = msgp.AppendString(appendKey(b, at, t.name), text)
		}
	}
	device.texts = b
	return device
}

func (d *gpuDevice) read() (failed error) {
	for i, m := range gpuMetrics {
		if d.never[i] {
			continue
		}
		n, err := m.read(d.Device)
		d.numbers[i], d.known[i] = n, err == nil
		switch {
		case nvml.NotSupported(err):
			d.never[i] = true
		case err != nil:
			failed = err
		}
	}
	return failed
}

func (g *gpuBlock) close() {
	if g.lib != nil {
		g.lib.Close()
	}
}

func (g *gpuBlock) append(b []byte) []byte {
	b = msgp.AppendMapHeader(b, uint32(len(g.devices)))
	for i := range g.devices {
		b = g.devices[i].append(b)
	}
	return b
}

func (d *gpuDevice) append(b []byte) []byte {
	b = msgp.AppendString(b, d.key)
	at := len(b)
	b = append(b, d.texts...)
	for i, m := range gpuMetrics {
		if d.known[i] {
			b = appendCount(b, at, m.name, d.numbers[i])
		}
	}
	return b
}
