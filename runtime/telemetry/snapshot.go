package telemetry

import "math"

// snapshot is what one sampling left, encoded. It is never changed once published.
type snapshot struct {
	entries uint8   // how many blocks
	blocks  []byte  // their keys and values, but for the process block
	process []byte  // a map of what was sampled of the process
	ioWait  float64 // of the process, seconds; NaN where not known
}

// block is one that is encoded whole at each sampling.
type block struct {
	key    string
	append func([]byte) []byte
}

// encode appends the blocks that are not empty to buf, and returns them as a
// snapshot with memory of its own, and buf for the next time.
func encode(buf []byte, blocks []block, process *processBlock) (*snapshot, []byte) {
	b, at := openMap(buf[:0])
	for _, block := range blocks {
		before := len(b)
		b = appendKey(b, at, block.key)
		value := len(b)
		b = block.append(b)
		if len(b) == value+1 { // nothing but the header of an empty map
			b = b[:before]
			b[at]--
		}
	}
	snap := &snapshot{entries: b[at] & 0x0f, ioWait: math.NaN()}
	end := len(b)
	if process != nil {
		b = process.append(b)
		snap.ioWait = process.ioWait()
	}
	own := append([]byte(nil), b[1:]...)
	snap.blocks, snap.process = own[:end-1], own[end-1:]
	return snap, b
}
