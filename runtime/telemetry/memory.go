package telemetry

import "github.com/flowcept/flowcept-go/runtime/telemetry/internal/host"

// memoryBlock is the memory block: the machine's memory and swap.
type memoryBlock struct {
	virtual, swap, activity []host.Field
}

func (m *memoryBlock) read(h *host.Machine) (err error) {
	m.virtual, m.swap, err = h.Memory(m.virtual[:0], m.swap[:0])
	return err
}

func (m *memoryBlock) readSwapActivity(h *host.Machine) (err error) {
	m.activity, err = h.SwapActivity(m.activity[:0])
	return err
}

func (m *memoryBlock) append(b []byte) []byte {
	b, at := openMap(b)
	if len(m.virtual) > 0 {
		b = appendFields(appendKey(b, at, "virtual"), m.virtual)
	}
	if len(m.swap) > 0 {
		b = appendFields(appendKey(b, at, "swap"), m.swap, m.activity)
	}
	return b
}
