package capture

import (
	"reflect"
	"sync"
)

// Tensor writes what goes into a model or comes out of it: of a matrix, a tensor and a slice of numbers the shape, of a list
// of them a list, and of everything else what Any writes. Unlike there, a tensor that holds a lock is asked for its shape.
//
// A tensor is what has a method Dims or Shape, the latter with a result of kind []int, or a struct with a field Dimensions
// of that kind.
func (v *Value) Tensor(x any) {
	t := reflect.ValueOf(x)
	if isNil(x) || !t.IsValid() {
		v.Nil()
		return
	}
	if shape, dtype, ok := tensorOf(t); ok {
		v.shape(shape, dtype)
		return
	}
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface {
		if t = t.Elem(); !t.IsValid() {
			v.Nil()
			return
		}
	}
	if t.Kind() == reflect.Slice && t.IsNil() || t.Kind() != reflect.Slice && t.Kind() != reflect.Array || !holdsTensors(t) {
		v.Any(x)
		return
	}
	n := v.List(typeName(x), t.Len())
	for i := range n {
		v.Tensor(t.Index(i).Interface())
	}
	if n >= 0 {
		v.Close()
	}
}

// holdsTensors tells whether the first element of a list is one.
func holdsTensors(list reflect.Value) bool {
	if list.Len() == 0 {
		return false
	}
	first := list.Index(0)
	if !first.CanInterface() {
		return false
	}
	_, _, ok := tensorOf(first)
	return ok
}

// tensorOf is the shape of a tensor and the type of its elements, as far as that is known.
func tensorOf(x reflect.Value) (shape []int, dtype string, ok bool) {
	for x.Kind() == reflect.Interface {
		x = x.Elem()
	}
	if !x.IsValid() || x.Kind() == reflect.Pointer && x.IsNil() {
		return nil, "", false
	}
	if shape, dtype, ok = numbersOf(x); ok || !x.CanInterface() {
		return shape, dtype, ok
	}
	how := measureOf(x.Type())
	if how == nil {
		return nil, "", false
	}
	ok = guard(func() { shape, dtype = how(x) })
	return shape, dtype, ok
}

// numbersOf is the shape of a slice or an array of numbers, or of one of equally long ones.
func numbersOf(x reflect.Value) (shape []int, dtype string, ok bool) {
	t := x.Type()
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
		n := 0
		if x.IsValid() {
			n = x.Len()
		}
		shape = append(shape, n)
		if n > 0 {
			x = x.Index(0)
		} else {
			x = reflect.Value{}
		}
		t = t.Elem()
	}
	return shape, t.Kind().String(), len(shape) > 0 && isNumber(t.Kind()) && t.Kind() != reflect.Uint8
}

func isNumber(k reflect.Kind) bool {
	return reflect.Int <= k && k <= reflect.Complex128 && k != reflect.Uintptr
}

// A measure asks a tensor for its shape.
type measure func(x reflect.Value) (shape []int, dtype string)

var measures sync.Map // reflect.Type → measure

func measureOf(t reflect.Type) measure {
	if known, ok := measures.Load(t); ok {
		return known.(measure)
	}
	m := decideMeasure(t)
	measures.Store(t, m)
	return m
}

var ints = reflect.TypeFor[[]int]()

func decideMeasure(t reflect.Type) measure {
	if t.Implements(methods[byDims].iface) {
		dtype := elementType(t)
		return func(x reflect.Value) ([]int, string) {
			r, c := x.Interface().(matrix).Dims()
			return []int{r, c}, dtype
		}
	}
	shape, ok := t.MethodByName("Shape")
	if !ok || shape.Type.NumIn() != 1 || shape.Type.NumOut() != 1 {
		return nil
	}
	out := shape.Type.Out(0)
	if out.ConvertibleTo(ints) && out.Kind() == reflect.Slice {
		return func(x reflect.Value) ([]int, string) {
			return x.Method(shape.Index).Call(nil)[0].Convert(ints).Interface().([]int), elementsOf(x)
		}
	}
	if out.Kind() != reflect.Struct {
		return nil
	}
	dims, ok := out.FieldByName("Dimensions")
	if !ok || !dims.IsExported() || dims.Type != ints {
		return nil
	}
	return func(x reflect.Value) ([]int, string) {
		s := x.Method(shape.Index).Call(nil)[0]
		dtype := ""
		if d := s.FieldByName("DType"); d.IsValid() && d.CanInterface() {
			dtype = nameOfElements(d)
		}
		return s.FieldByIndex(dims.Index).Interface().([]int), dtype
	}
}

// elementsOf is the type of a tensor's elements: what its method Dtype or DType says, else At.
func elementsOf(x reflect.Value) string {
	for _, name := range []string{"Dtype", "DType"} {
		if m := x.MethodByName(name); m.IsValid() && m.Type().NumIn() == 0 && m.Type().NumOut() == 1 {
			if d := nameOfElements(m.Call(nil)[0]); d != "" {
				return d
			}
		}
	}
	return elementType(x.Type())
}

// nameOfElements is what a type of elements calls itself.
func nameOfElements(d reflect.Value) string {
	if s, ok := d.Interface().(interface{ String() string }); ok {
		return s.String()
	}
	return ""
}
