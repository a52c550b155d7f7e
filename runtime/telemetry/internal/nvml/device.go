package nvml

import (
	"bytes"
	"fmt"
)

// Device is one GPU, or one MIG instance of a GPU.
type Device struct {
	// Index is the device's place in the driver's own order, which is CUDA's
	// under CUDA_DEVICE_ORDER=PCI_BUS_ID; a MIG instance's, its place in
	// CUDA_VISIBLE_DEVICES.
	Index  int
	lib    *Library
	handle uintptr
}

// All returns the machine's devices that this process may use.
func (l *Library) All() ([]Device, error) {
	var n uint32
	if err := l.check("nvmlDeviceGetCount_v2", l.f.count(&n)); err != nil {
		return nil, err
	}
	devices := make([]Device, 0, n)
	var failed error
	for i := range n {
		d := Device{Index: int(i), lib: l}
		if err := l.check("nvmlDeviceGetHandleByIndex_v2", l.f.byIndex(i, &d.handle)); err != nil {
			failed = fmt.Errorf("device %d: %w", i, err) // another user's, or broken
			continue
		}
		devices = append(devices, d)
	}
	if len(devices) == 0 {
		return nil, failed
	}
	return devices, nil
}

// Memory returns the device memory in use, in bytes, by all processes together.
func (d Device) Memory() (uint64, error) {
	var m memory
	err := d.lib.check("nvmlDeviceGetMemoryInfo", d.lib.f.memory(d.handle, &m))
	return m.used, err
}

// Temperature returns the GPU die's temperature in °C.
func (d Device) Temperature() (uint64, error) {
	const gpuSensor = 0 // NVML_TEMPERATURE_GPU
	var degrees uint32
	err := d.lib.check("nvmlDeviceGetTemperature", d.lib.f.temperature(d.handle, gpuSensor, &degrees))
	return uint64(degrees), err
}

// Power returns the board's power draw in milliwatts.
func (d Device) Power() (uint64, error) {
	var milliwatts uint32
	err := d.lib.check("nvmlDeviceGetPowerUsage", d.lib.f.power(d.handle, &milliwatts))
	return uint64(milliwatts), err
}

// Name returns the product name, such as "NVIDIA H200".
func (d Device) Name() (string, error) {
	return d.text("nvmlDeviceGetName", d.lib.f.name)
}

// UUID returns the device's identity, such as "GPU-b1028956-…", which it keeps for life.
func (d Device) UUID() (string, error) {
	return d.text("nvmlDeviceGetUUID", d.lib.f.uuid)
}

func (d Device) text(function string, get func(uintptr, *byte, uint32) int32) (string, error) {
	var text [96]byte // NVML_DEVICE_NAME_V2_BUFFER_SIZE, NVML_DEVICE_UUID_V2_BUFFER_SIZE
	if err := d.lib.check(function, get(d.handle, &text[0], uint32(len(text)))); err != nil {
		return "", err
	}
	s, _, _ := bytes.Cut(text[:], []byte{0})
	return string(s), nil
}
