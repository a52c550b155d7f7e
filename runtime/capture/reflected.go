package capture

import (
	"reflect"
	"sync"
)

// reflected writes a value by its kind. Its type has no method that says how.
func (v *Value) reflected(x reflect.Value) {
	switch x.Kind() {
	case reflect.Bool:
		v.Bool(x.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.Int64(x.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		v.Uint64(x.Uint())
	case reflect.Float32:
		v.Float32(float32(x.Float()))
	case reflect.Float64:
		v.Float64(x.Float())
	case reflect.Complex64, reflect.Complex128:
		v.Complex(x.Complex())
	case reflect.String:
		v.String(x.String())
	case reflect.Slice, reflect.Array:
		v.reflectedList(x)
	case reflect.Map:
		v.reflectedMap(x)
	case reflect.Struct:
		v.reflectedStruct(x)
	case reflect.Pointer:
		v.reflectedPointer(x)
	case reflect.Interface:
		v.element(x)
	default:
		v.instance(nameOf(x.Type()), pointerOf(x))
	}
}

// element writes a value found inside another one. Methods are tried where reflection may call them.
func (v *Value) element(x reflect.Value) {
	switch x.Kind() {
	case reflect.Interface, reflect.Pointer, reflect.Map, reflect.Slice, reflect.Func, reflect.Chan:
		if x.IsNil() {
			v.Nil()
			return
		}
	}
	if holdsLock(x.Type()) {
		v.instance(nameOf(x.Type()), pointerOf(x))
		return
	}
	if !x.CanInterface() {
		v.reflected(x)
		return
	}
	if x.CanAddr() && x.Kind() != reflect.Pointer && v.byMethod(x.Addr().Interface()) {
		return
	}
	v.Any(x.Interface())
}

func pointerOf(x reflect.Value) uintptr {
	switch x.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer, reflect.Slice:
		return x.Pointer()
	}
	if x.CanAddr() {
		return x.Addr().Pointer()
	}
	return 0
}

func (v *Value) reflectedList(x reflect.Value) {
	if x.Kind() == reflect.Slice {
		if x.IsNil() {
			v.Nil()
			return
		}
		if x.Type().Elem().Kind() == reflect.Uint8 {
			v.Bytes(x.Bytes())
			return
		}
		if !v.Follow(nameOf(x.Type()), x.UnsafePointer()) {
			return
		}
		defer v.Close()
	}
	n := v.List(nameOf(x.Type()), x.Len())
	if n < 0 {
		return
	}
	for i := range n {
		v.element(x.Index(i))
	}
	v.Close()
}

func (v *Value) reflectedPointer(x reflect.Value) {
	if x.IsNil() {
		v.Nil()
		return
	}
	if holdsLock(x.Type().Elem()) {
		v.instance(nameOf(x.Type()), x.Pointer())
		return
	}
	if v.Follow(nameOf(x.Type()), x.UnsafePointer()) {
		v.element(x.Elem())
		v.Close()
	}
}

func (v *Value) reflectedStruct(x reflect.Value) {
	t := x.Type()
	if holdsLock(t) {
		v.instance(nameOf(t), pointerOf(x))
		return
	}
	fields := structFields(t)
	if !v.Struct(nameOf(t), len(fields)) {
		return
	}
	for _, f := range fields {
		v.Key(f.name)
		if e, err := x.FieldByIndexErr(f.index); err == nil {
			v.element(e)
		} else {
			v.Nil() // of a nil embedded pointer
		}
	}
	v.Close()
}

var locks sync.Map // reflect.Type → bool

// holdsLock says whether t is or contains, by value, a type of sync or sync/atomic.
func holdsLock(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Array:
		return holdsLock(t.Elem())
	case reflect.Struct:
	default:
		return false
	}
	if known, ok := locks.Load(t); ok {
		return known.(bool)
	}
	found := t.PkgPath() == "sync" || t.PkgPath() == "sync/atomic"
	for i := 0; i < t.NumField() && !found; i++ {
		found = holdsLock(t.Field(i).Type)
	}
	locks.Store(t, found)
	return found
}
