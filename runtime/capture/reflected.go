package capture

import "reflect"

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

// element writes a value found at run time or inside another one.
func (v *Value) element(x reflect.Value) {
	switch x.Kind() {
	case reflect.Interface, reflect.Pointer, reflect.Map, reflect.Slice, reflect.Func, reflect.Chan, reflect.UnsafePointer:
		if x.IsNil() {
			v.Nil()
			return
		}
	}
	if x.Kind() != reflect.Interface {
		v.dynamic(x)
	} else if x.CanInterface() {
		v.Any(x.Interface())
	} else {
		v.element(x.Elem())
	}
}

// pointerOf is the pointer that x is, 0 where it is none, or where reflect refuses
// it: C libraries keep integers in pointers to incomplete types.
func pointerOf(x reflect.Value) (p uintptr) {
	switch x.Kind() {
	case reflect.Pointer:
		defer func() {
			if recover() != nil {
				p = 0
			}
		}()
		return x.Pointer()
	case reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer, reflect.Slice:
		return x.Pointer()
	}
	return 0
}

func (v *Value) reflectedList(x reflect.Value) {
	t := x.Type()
	if x.Kind() == reflect.Slice {
		if t.Elem() == reflect.TypeFor[byte]() {
			v.Bytes(x.Bytes())
			return
		}
		if !isBasic(t.Elem().Kind()) {
			if !v.Follow(nameOf(t), x.UnsafePointer()) {
				return
			}
			defer v.Close()
		}
	}
	n := v.List(listName(t), x.Len())
	if n < 0 {
		return
	}
	for i := range n {
		v.element(x.Index(i))
	}
	v.Close()
}

// listName is the name of a list's type in its instance form. Where a typed method takes the elements, it is that method's.
func listName(t reflect.Type) string {
	switch t.Elem() {
	case reflect.TypeFor[bool](), reflect.TypeFor[int](), reflect.TypeFor[float32](), reflect.TypeFor[float64](), reflect.TypeFor[string]():
		return "[]" + t.Elem().Name()
	}
	return nameOf(t)
}

func (v *Value) reflectedPointer(x reflect.Value) {
	if p := pointerOf(x); p == 0 {
		v.instance(nameOf(x.Type()), p)
	} else if v.Follow(nameOf(x.Type()), x.UnsafePointer()) {
		v.element(x.Elem())
		v.Close()
	}
}

func (v *Value) reflectedStruct(x reflect.Value) {
	fields := shapeOf(x.Type()).fields
	n := len(fields)
	for _, f := range fields {
		if !f.there(x) {
			n--
		}
	}
	if !v.Struct(nameOf(x.Type()), n) {
		return
	}
	for _, f := range fields {
		if f.there(x) {
			v.Key(f.name)
			v.element(x.FieldByIndex(f.index))
		}
	}
	v.Close()
}
