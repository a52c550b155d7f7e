package capture

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"unsafe"
)

// maxLayers is how many layers of a model are described one by one.
const maxLayers = 256

// modelProfile describes a model: its parameters, which are the tensors and slices of floating-point numbers that it holds,
// by the layers that hold them. A layer is a struct that holds some directly.
func modelProfile(model any) map[string]any {
	p := profiler{seen: map[unsafe.Pointer]bool{}}
	x := reflect.ValueOf(model)
	p.follow(x, "", 0)
	profile := map[string]any{"params": p.params, "n_layers": len(p.layers)}
	if p.sized {
		profile["bytes"] = p.bytes
	}
	layers := []any{}
	for _, l := range p.layers[:min(len(p.layers), maxLayers)] {
		layers = append(layers, map[string]any{"name": l.name, "type": l.typ, "params": l.params, "tensors": l.tensors})
	}
	profile["layers"] = layers
	return map[string]any{"model_profile": profile}
}

type profiler struct {
	params, bytes int64
	sized         bool
	layers        []*layer
	seen          map[unsafe.Pointer]bool
}

type layer struct {
	name, typ string
	params    int64
	tensors   map[string]any
}

// follow describes what x holds. A parameter that is reached twice counts once.
func (p *profiler) follow(x reflect.Value, path string, depth int) {
	for x.Kind() == reflect.Pointer || x.Kind() == reflect.Interface {
		if x.IsNil() {
			return
		}
		if x.Kind() == reflect.Pointer {
			if p.seen[x.UnsafePointer()] {
				return
			}
			p.seen[x.UnsafePointer()] = true
		}
		x = x.Elem()
	}
	if depth > 16 {
		return
	}
	switch x.Kind() {
	case reflect.Struct:
		p.fields(x, path, depth)
	case reflect.Slice, reflect.Array:
		switch x.Type().Elem().Kind() {
		case reflect.Struct, reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map:
			for i := range x.Len() {
				p.follow(x.Index(i), fmt.Sprintf("%s[%d]", path, i), depth+1)
			}
		}
	case reflect.Map:
		if x.Type().Key().Kind() == reflect.String {
			keys := map[string]reflect.Value{}
			for _, k := range x.MapKeys() {
				keys[k.String()] = k
			}
			for _, k := range slices.Sorted(maps.Keys(keys)) {
				p.follow(x.MapIndex(keys[k]), path+"["+k+"]", depth+1)
			}
		}
	}
}

func (p *profiler) fields(x reflect.Value, path string, depth int) {
	var own *layer
	for i := range x.NumField() {
		f := x.Type().Field(i)
		field := open(x.Field(i))
		name := f.Name
		shape, dtype, ok := p.parameter(field)
		if !ok {
			if path != "" {
				name = path + "." + name
			}
			p.follow(field, name, depth+1)
			continue
		}
		if own == nil {
			own = &layer{name: path, typ: x.Type().Name(), tensors: map[string]any{}}
			p.layers = append(p.layers, own)
		}
		own.params += p.count(shape, dtype)
		described := map[string]any{"shape": shape, "len": size(shape)}
		if dtype != "" {
			described["dtype"] = dtype
		}
		own.tensors[name] = described
	}
}

// parameter is the shape of a field that is a tensor, or a slice of floating-point numbers, seen for the first time.
func (p *profiler) parameter(x reflect.Value) (shape []int, dtype string, ok bool) {
	if shape, dtype, ok = tensorOf(x); size(shape) == 0 {
		return nil, "", false
	}
	if !ok || x.Kind() != reflect.Slice && x.Kind() != reflect.Array {
		if ok && x.Kind() == reflect.Pointer {
			ok = !p.seen[x.UnsafePointer()]
			p.seen[x.UnsafePointer()] = true
		}
		return shape, dtype, ok
	}
	switch dtype {
	case "float32", "float64", "complex64", "complex128":
		return shape, dtype, true
	}
	return nil, "", false
}

// count adds a parameter to the whole.
func (p *profiler) count(shape []int, dtype string) int64 {
	n := size(shape)
	p.params += n
	bytes := map[string]int64{"float32": 4, "float64": 8, "complex64": 8, "complex128": 16}[dtype]
	p.sized = bytes > 0 && (p.sized || p.params == n)
	p.bytes += n * bytes
	return n
}

func size(shape []int) int64 {
	n := int64(1)
	for _, d := range shape {
		n *= int64(d)
	}
	return n
}

// open is a field whose methods may be called though it is not exported, where that can be had.
func open(x reflect.Value) reflect.Value {
	if x.CanInterface() || !x.CanAddr() {
		return x
	}
	return reflect.NewAt(x.Type(), unsafe.Pointer(x.UnsafeAddr())).Elem()
}
