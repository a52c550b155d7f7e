package capture

import (
	"reflect"
	"time"
)

// Shallow writes what x holds by itself: scalars, strings, the fields and elements of structs and arrays, the lengths of
// slices. What it leads to (through pointers, maps, channels, functions) stands in its instance form. No method is called, so that
// this is safe whatever other goroutines do and hold.
func (v *Value) Shallow(x any) { v.shallow(reflect.ValueOf(hidden(x))) }

// ShallowDynamic writes what an interface holds if that is a scalar, else its instance form.
func (v *Value) ShallowDynamic(x any) {
	switch x := x.(type) {
	case nil:
		v.Nil()
	case string:
		v.String(x)
	case int:
		v.Int(x)
	default:
		v.shallowDynamic(reflect.ValueOf(hidden(x)))
	}
}

// Length writes {"len": n} for a slice of n elements, null for one that is nil.
func (v *Value) Length(n int, isNil bool) {
	if isNil {
		v.Nil()
		return
	}
	v.length(n, 1)
}

func (v *Value) shallowDynamic(x reflect.Value) {
	switch k := x.Kind(); {
	case k == reflect.Invalid:
		v.Nil()
	case isBasic(k) && k != reflect.UnsafePointer, x.Type() == reflect.TypeFor[time.Time]():
		v.shallow(x)
	case k == reflect.Slice && x.IsNil(), pointerOf(x) == 0 && k != reflect.Struct && k != reflect.Array && k != reflect.Slice:
		v.Nil()
	default:
		v.instance(nameOf(x.Type()), pointerOf(x))
	}
}

func (v *Value) shallow(x reflect.Value) {
	switch x.Kind() {
	case reflect.Invalid:
		v.Nil()
	case reflect.Interface:
		v.shallowDynamic(x.Elem())
	case reflect.Slice:
		v.Length(x.Len(), x.IsNil())
	case reflect.Array:
		v.shallowArray(x)
	case reflect.Struct:
		v.shallowStruct(x)
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		if x.IsNil() {
			v.Nil()
			return
		}
		v.instance(nameOf(x.Type()), pointerOf(x))
	default:
		if x.Type() == reflect.TypeFor[time.Duration]() {
			v.Duration(time.Duration(x.Int()))
			return
		}
		v.reflected(x)
	}
}

func (v *Value) shallowArray(x reflect.Value) {
	if holdsLock(x.Type()) {
		v.instance(nameOf(x.Type()), 0)
		return
	}
	if x.Type().Elem() == reflect.TypeFor[byte]() {
		v.length(x.Len(), 1)
		return
	}
	n := v.List(nameOf(x.Type()), x.Len())
	if n < 0 {
		return
	}
	for i := range n {
		v.shallow(x.Index(i))
	}
	v.Close()
}

// shallowStruct writes the fields that lie in the struct itself: what an embedded pointer leads to is left out.
func (v *Value) shallowStruct(x reflect.Value) {
	t := x.Type()
	if t == reflect.TypeFor[time.Time]() && x.CanInterface() {
		v.Time(x.Interface().(time.Time))
		return
	}
	shape := shapeOf(t)
	if shape.locks {
		v.instance(shape.name, 0)
		return
	}
	if !v.Struct(shape.name, shape.within) {
		return
	}
	for i := range shape.fields {
		if f := &shape.fields[i]; f.within {
			v.Key(f.name)
			v.shallow(x.FieldByIndex(f.index))
		}
	}
	v.Close()
}
