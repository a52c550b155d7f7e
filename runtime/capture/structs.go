package capture

import (
	"reflect"
	"slices"
	"strings"
	"sync"
)

// A structField is a field as it is recorded.
type structField struct {
	name   string
	index  []int
	tagged bool
	within bool // it lies in the struct itself, not in what an embedded pointer leads to
}

// there says whether x has the field: it has none of those of an embedded pointer that is nil.
func (f *structField) there(x reflect.Value) bool {
	if len(f.index) == 1 {
		return true
	}
	_, err := x.FieldByIndexErr(f.index)
	return err == nil
}

// A structShape is what is recorded of every value of a struct type.
type structShape struct {
	name   string
	locks  bool // it holds a lock, and is recorded in its instance form
	fields []structField
	within int // number of the fields that lie in the struct itself
}

var structs sync.Map // reflect.Type → *structShape

// shapeOf has the fields of t that are recorded, as encoding/json would choose and name them: exported ones, by
// their json tag or else their name, those of embedded structs among them; where a name occurs more than once the
// shallowest field has it, then the tagged one, else nobody. An embedded type with a form of its own is one field.
func shapeOf(t reflect.Type) *structShape {
	if known, ok := structs.Load(t); ok {
		return known.(*structShape)
	}
	s := &structShape{name: nameOf(t), locks: holdsLock(t)}
	var all []structField
	collectFields(t, nil, map[reflect.Type]bool{}, &all)
	for _, f := range all {
		if !dominant(f, all) {
			continue
		}
		if f.within = within(t, f.index); f.within {
			s.within++
		}
		s.fields = append(s.fields, f)
	}
	structs.Store(t, s)
	return s
}

func collectFields(t reflect.Type, at []int, within map[reflect.Type]bool, all *[]structField) {
	if within[t] {
		return
	}
	within[t] = true
	defer delete(within, t)
	for i := range t.NumField() {
		f := t.Field(i)
		name, tagged := jsonName(f)
		index := append(slices.Clone(at), i)
		if f.Anonymous && !tagged {
			e := f.Type
			if e.Kind() == reflect.Pointer {
				e = e.Elem()
			}
			if e.Kind() == reflect.Struct && mannerOf(f.Type).form == byKind {
				collectFields(e, index, within, all)
				continue
			}
		}
		if f.IsExported() && name != "" {
			*all = append(*all, structField{name: name, index: index, tagged: tagged})
		}
	}
}

// within tells whether a field of t lies in it by value.
func within(t reflect.Type, index []int) bool {
	for _, n := range index {
		if t.Kind() == reflect.Pointer {
			return false
		}
		t = t.Field(n).Type
	}
	return true
}

// jsonName is the name of a field in its record, "" if it is left out.
func jsonName(f reflect.StructField) (name string, tagged bool) {
	tag := f.Tag.Get("json")
	if tag == "-" {
		return "", true
	}
	if name, _, _ = strings.Cut(tag, ","); name != "" {
		return name, true
	}
	return f.Name, false
}

// dominant says whether f is the field that has its name among all.
func dominant(f structField, all []structField) bool {
	for _, g := range all {
		if g.name != f.name || slices.Equal(g.index, f.index) {
			continue
		}
		if len(g.index) < len(f.index) {
			return false
		}
		if len(g.index) == len(f.index) && (g.tagged || !f.tagged) {
			return false
		}
	}
	return true
}
