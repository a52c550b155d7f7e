package value

import (
	"go/types"
	"reflect"
	"slices"
	"strings"
)

// A Field is one recorded field of a struct.
type Field struct {
	Name string       // its key
	Path []*types.Var // from the struct to the field, through embedded structs
}

// Var is the field itself.
func (f Field) Var() *types.Var { return f.Path[len(f.Path)-1] }

// Fields are the recorded fields of a struct, as encoding/json chooses and names
// them: exported ones, by their json tag or else their name, those of embedded
// structs among them; where a name occurs more than once the shallowest field
// has it, then the tagged one, else nobody. An embedded type with a form of its
// own is one field.
func Fields(s *types.Struct) []Field {
	c := collector{within: map[types.Type]bool{}}
	c.collect(s, nil)
	var fields []Field
	for _, f := range c.all {
		if c.dominant(f) {
			fields = append(fields, f.Field)
		}
	}
	return fields
}

type candidate struct {
	Field
	tagged bool
}

type collector struct {
	all    []candidate
	within map[types.Type]bool // embedded types being collected
}

func (c *collector) collect(s *types.Struct, at []*types.Var) {
	for i := range s.NumFields() {
		f := s.Field(i)
		name, tagged := jsonName(f, s.Tag(i))
		path := append(slices.Clone(at), f)
		if e := deref(types.Unalias(f.Type())); f.Embedded() && !tagged && isStruct(e) && !speaksForItself(f.Type()) {
			if !c.within[e] {
				c.within[e] = true
				c.collect(e.Underlying().(*types.Struct), path)
				delete(c.within, e)
			}
			continue
		}
		if f.Exported() && name != "" {
			c.all = append(c.all, candidate{Field{name, path}, tagged})
		}
	}
}

// dominant tells whether f is the field that has its name among all.
func (c *collector) dominant(f candidate) bool {
	for _, g := range c.all {
		switch {
		case g.Name != f.Name || slices.Equal(g.Path, f.Path):
		case len(g.Path) < len(f.Path):
			return false
		case len(g.Path) == len(f.Path) && (g.tagged || !f.tagged):
			return false
		}
	}
	return true
}

// jsonName is the name of a field in its record, empty if it is left out.
func jsonName(f *types.Var, tag string) (name string, tagged bool) {
	value := reflect.StructTag(tag).Get("json")
	if value == "-" {
		return "", true
	}
	if name, _, _ = strings.Cut(value, ","); name != "" {
		return name, true
	}
	return f.Name(), false
}

func isStruct(t types.Type) bool {
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

// speaksForItself tells whether a type is recorded as one value rather than by
// its fields.
func speaksForItself(t types.Type) bool {
	switch Of(t).Form {
	case Struct, Pointer, Any:
		return false
	}
	return true
}
