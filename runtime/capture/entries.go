package capture

import (
	"reflect"
	"slices"
	"strconv"
)

// What stands directly in the map that is open: the fields of a struct, the entries of a map, flags. Their names, unlike
// those of parameters and results, may be known at run time only.
//
// Where names are given they are pairs: a name, and the one it is recorded under instead, "" to leave it out.

// Entries says whether the n entries of the map m are to follow, each behind its Entry. False: they are too many, or too
// much for the record, and the form of a map too large, {"len": n, "head": {…}}, is written already: under key, or, where
// that is empty, in place of the entries.
func (r *Record) Entries(key string, m any, n int, names ...string) bool {
	if n <= r.limits().MaxElements && (n == 0 || !r.tooMuch()) {
		return true
	}
	r.headOf(key, reflect.ValueOf(m), names)
	return false
}

// Entry adds an entry's name; one value must follow. Where something else has the name already, it is written with _2
// behind it.
func (r *Record) Entry(name string) *Value {
	return r.Field(free(tidy(name, r.limits().MaxString), r.has))
}

// free is name, or name with the first number behind it that makes it free.
func free(name string, taken func(string) bool) string {
	for key, n := name, 2; ; n++ {
		if !taken(key) {
			return key
		}
		key = name + "_" + strconv.Itoa(n)
	}
}

// Inline adds the fields or entries of what only run time knows: a struct's, a map's with text for keys, those of what
// FlowceptValue or ToFlowceptDict returns or a pointer leads to. Anything else but nil stands under key.
func (r *Record) Inline(key string, x any, names ...string) {
	v := reflect.ValueOf(x)
	for range r.limits().MaxDepth {
		if !v.IsValid() {
			return
		}
		m := mannerOf(v.Type())
		switch speaks := m.form == byOwn || m.form == byDict; {
		case speaks && !m.byAddr && v.CanInterface() && !isNil(v.Interface()):
			if y, ok := substituteOf(v.Interface()); ok {
				v = reflect.ValueOf(y)
				continue
			}
			r.entry(key, v)
		case m.form != byKind:
			r.entry(key, v)
		case v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface:
			v = v.Elem()
			continue
		case v.Kind() == reflect.Struct:
			r.inlineStruct(v, names)
		case v.Kind() == reflect.Map && !v.IsNil():
			r.inlineMap(key, v, names)
		case v.Kind() != reflect.Map:
			r.entry(key, v)
		}
		return
	}
}

// entry adds one entry, to the record or to what the handler gets.
func (r *Record) entry(name string, x reflect.Value) {
	if !r.handling() {
		r.Entry(name).element(x)
	} else if x.CanInterface() {
		r.putEntry(name, x.Interface())
	}
}

// substituteOf is what x says it is to be recorded as; false where the method panics.
func substituteOf(x any) (y any, ok bool) {
	ok = guard(func() {
		switch x := x.(type) {
		case owner:
			y = x.FlowceptValue()
		case dicter:
			y = x.ToFlowceptDict()
		}
	})
	return y, ok
}

func (r *Record) inlineStruct(x reflect.Value, names []string) {
	for _, f := range shapeOf(x.Type()).fields {
		if name, ok := nameFor(f.name, names); ok && f.there(x) {
			r.entry(name, x.FieldByIndex(f.index))
		}
	}
}

func (r *Record) inlineMap(key string, x reflect.Value, names []string) {
	entries, ok := firstEntries(x, x.Len())
	switch {
	case !ok:
		r.entry(key, x)
		return
	case !r.handling() && (len(entries) > r.limits().MaxElements || r.tooMuch()):
		r.headOf(key, x, names)
		return
	}
	for _, e := range entries {
		if name, ok := nameFor(e.key.text, names); ok {
			r.entry(name, e.value)
		}
	}
}

// headOf writes the form of a map that is too large.
func (r *Record) headOf(key string, x reflect.Value, names []string) {
	out := 0 // entries that are left out
	for i := 0; i < len(names); i += 2 {
		name := reflect.ValueOf(names[i])
		if t := x.Type().Key(); names[i+1] == "" && name.CanConvert(t) && x.MapIndex(name.Convert(t)).IsValid() {
			out++
		}
	}
	entries, ok := firstEntries(x, min(x.Len(), headElements+out))
	entries = slices.DeleteFunc(entries, func(e mapEntry) bool { _, ok := nameFor(e.key.text, names); return !ok })
	entries = entries[:min(len(entries), headElements)]
	if !ok || r.tooMuch() {
		entries = nil
	}
	var v *Value
	if key != "" {
		v = r.Entry(key)
		v.length(x.Len()-out, 2)
		v.Key("head")
	} else {
		r.Entry("len").Int(x.Len() - out)
		v = r.Entry("head")
	}
	r.depth++
	r.n = len(appendMapHead(r.room(maxHead), len(entries)))
	for _, e := range entries {
		name, _ := nameFor(e.key.text, names)
		v.Key(name)
		v.element(e.value)
	}
	r.depth--
}

// nameFor is what an entry is recorded under; false if it is left out.
func nameFor(name string, names []string) (as string, ok bool) {
	for i := 0; i < len(names); i += 2 {
		if names[i] == name {
			return names[i+1], names[i+1] != ""
		}
	}
	return name, true
}

// Flag adds the value of a command-line flag, a flag.Value: what its Get returns, else its text.
func (r *Record) Flag(name string, x interface{ String() string }) {
	if y := flagValue(x); r.handling() {
		r.putEntry(name, y)
	} else {
		r.Entry(name).Any(y)
	}
}

func flagValue(x interface{ String() string }) (value any) {
	ok := guard(func() {
		if getter, ok := x.(interface{ Get() any }); ok {
			value = getter.Get()
		} else {
			value = x.String()
		}
	})
	if !ok {
		value = instanceText(x)
	}
	return value
}
