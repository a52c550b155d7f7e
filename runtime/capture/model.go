package capture

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
)

// What a call that runs on a goroutine says about the forward calls of models in it.
type modelState uint8

const (
	noModel    modelState = iota
	aloneModel            // a model runs, and its parts are not recorded
	wholeModel            // a model runs, and each model in it is recorded
)

// BeginModel is Begin for a model's forward call. One within another model's is of subtype child_forward, and recorded only
// where the outermost of them has Children.
func (r *Record) BeginModel(t *Site) { r.BeginModelContext(t, nil) }

// BeginModelContext is BeginModel where a task that ctx carries is the parent.
func (r *Record) BeginModelContext(t *Site, ctx context.Context) {
	outer := noModel
	up := carried(ctx)
	if !up.isTask() {
		up = nodeOf(getLabels())
	}
	if up != nil && !up.wf.stopped.Load() {
		outer = up.model
	}
	if outer == aloneModel {
		return
	}
	r.BeginContext(t, ctx)
	r.child = outer == wholeModel
	if r.node != nil && !r.child {
		if r.node.model = aloneModel; t.Flags&Children != 0 {
			r.node.model = wholeModel
		}
	}
}

// Profiling says whether the model that this is a call of has not been profiled in this workflow yet.
func (r *Record) Profiling() bool {
	if r.wf == nil {
		return false
	}
	now := uint64(r.wf.s.serial)<<32 | uint64(r.wf.number)
	return r.site.profiled.Load() != now && r.site.profiled.Swap(now) != now
}

// Profile sends a workflow record of the model's own: how many parameters it has, in which layers. It follows what the
// model holds by reflection, once.
func (r *Record) Profile(model any) {
	if r.wf == nil {
		return
	}
	var profile map[string]any
	if !attempt(func() { profile = modelProfile(model) }) {
		return
	}
	encoded := AppendWhole(nil, profile)
	s := r.wf.s
	now := s.now()
	b := binary.LittleEndian.AppendUint32(nil, r.wf.number)
	b = binary.LittleEndian.AppendUint64(b, uint64(now))
	b = appendFields(b, randomUUID(), r.site.Activity, string(encoded))
	c := s.Spool.Claim(KindModel, now, len(b))
	if !c.OK() {
		return
	}
	copy(c.Buf, b)
	s.messages.Add(1)
	c.Commit()
}

// A ModelInfo is what an entry of kind KindModel says.
type ModelInfo struct {
	ID, Name string
	Profile  []byte // a msgpack map
	Workflow uint32 // that the model was profiled in
	At       int64  // nanoseconds of the session's clock
}

// ParseModel reads an entry of kind KindModel.
func ParseModel(b []byte) (m ModelInfo, err error) {
	if len(b) < 12 {
		return m, errDefinition
	}
	parts, err := cutFields(b[12:], 3)
	if err != nil {
		return m, err
	}
	return ModelInfo{parts[0], parts[1], []byte(parts[2]), binary.LittleEndian.Uint32(b), int64(binary.LittleEndian.Uint64(b[4:]))}, nil
}

// randomUUID is a UUID of version 4.
func randomUUID() string {
	a, b := rand.Uint64()&^(0xf<<12)|4<<12, rand.Uint64()&^(3<<62)|2<<62
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", a>>32, a>>16&0xffff, a&0xffff, b>>48, b&(1<<48-1))
}

// Guarded records what value returns under the key, and nothing where it panics, which is counted.
func (r *Record) Guarded(key string, value func() any) {
	if r.wf == nil {
		return
	}
	var x any
	if guard(func() { x = value() }) {
		r.Field(key).Any(x)
	}
}
