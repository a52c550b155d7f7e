package capture

import (
	"maps"
	"slices"
)

// A handler filters what is recorded. For a site that has one, generated code collects the values with Put, Inline and
// Flag instead of recording them, and then calls Handled: once for the used values, once for the generated ones.

// Handler sets the handler, and comes before the values. Where there is none to be had, a nil one, nothing is recorded.
func (r *Record) Handler(h func(map[string]any) map[string]any) {
	if r.wf != nil {
		o := r.odd()
		o.handler, o.handling = h, true
	}
}

// handling says whether values are collected rather than recorded.
func (r *Record) handling() bool { return r.oddment != nil && r.oddment.handling }

// Put adds a value that the handler gets.
func (r *Record) Put(key string, x any) {
	if r.wf == nil {
		return
	}
	o := r.odd()
	if o.put == nil {
		o.put = map[string]any{}
	}
	o.put[key] = x
}

func (r *Record) putEntry(name string, x any) {
	if r.wf == nil {
		return
	}
	put := r.odd().put
	r.Put(free(name, func(key string) bool { _, taken := put[key]; return taken }), x)
}

// Handled records what the handler returns for the values that were put. Where it returns nil, or panics, nothing is
// recorded: what it was to hide stays hidden.
func (r *Record) Handled() { r.handled((*Value).Any) }

// HandledShallow is Handled for the shallow form.
func (r *Record) HandledShallow() { r.handled((*Value).Shallow) }

func (r *Record) handled(record func(v *Value, x any)) {
	if r.wf == nil {
		return
	}
	o := r.odd()
	put := o.put
	if put == nil {
		put = map[string]any{}
	}
	o.put = nil
	var out map[string]any
	guard(func() { out = o.handler(put) })
	if out == nil {
		if r.phase == recordingGenerated {
			r.phase = recordingNothing
		}
		return
	}
	for _, key := range slices.Sorted(maps.Keys(out)) {
		record(r.Entry(key), out[key])
	}
}
