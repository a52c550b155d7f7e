package capture

import (
	"encoding"
	"reflect"
	"sync"
	"time"
)

// What the generator decides from a value's static type is decided here from its dynamic one, and with the same result.

// A manner is how the values of a type are recorded where that is not by its kind.
type manner struct {
	form   form
	byAddr bool   // the method is the pointer type's
	dtype  string // of the elements, with dims and shape
}

type form uint8

const (
	byKind form = iota
	byOwn
	byDict
	byInstance
	byTime
	byDuration
	byError
	byText
	byDims
	byShape
	byTensor // a method Shape whose result is of a type of its own
)

type (
	owner  interface{ FlowceptValue() any }
	dicter interface{ ToFlowceptDict() map[string]any }
	matrix interface{ Dims() (r, c int) }
	tensor interface{ Shape() []int }
)

var methods = [...]struct {
	form  form
	iface reflect.Type
}{
	byOwn:   {byOwn, reflect.TypeFor[owner]()},
	byDict:  {byDict, reflect.TypeFor[dicter]()},
	byError: {byError, reflect.TypeFor[error]()},
	byText:  {byText, reflect.TypeFor[encoding.TextMarshaler]()},
	byDims:  {byDims, reflect.TypeFor[matrix]()},
	byShape: {byShape, reflect.TypeFor[tensor]()},
}

var manners sync.Map // reflect.Type → manner

func mannerOf(t reflect.Type) manner {
	if known, ok := manners.Load(t); ok {
		return known.(manner)
	}
	m := decide(t)
	manners.Store(t, m)
	return m
}

// decide is the table of value rules (see the package's documentation), where a type's methods come before its kind.
func decide(t reflect.Type) manner {
	if m, ok := methodOf(t, byOwn, byDict); ok {
		return m
	}
	if holdsLock(t) || t.Kind() == reflect.Pointer && holdsLock(t.Elem()) {
		return manner{form: byInstance}
	}
	switch t {
	case reflect.TypeFor[time.Time]():
		return manner{form: byTime}
	case reflect.TypeFor[time.Duration]():
		return manner{form: byDuration}
	}
	if m, ok := methodOf(t, byError, byText); ok {
		return m
	}
	if isBasic(t.Kind()) {
		return manner{}
	}
	m, _ := methodOf(t, byDims, byShape)
	switch {
	case m.form != byKind:
		m.dtype = elementType(t)
	case measureOf(t) != nil:
		m.form = byTensor
	case t.Kind() != reflect.Interface && measureOf(reflect.PointerTo(t)) != nil:
		m = manner{form: byTensor, byAddr: true}
	}
	return m
}

func isBasic(k reflect.Kind) bool {
	return k <= reflect.Complex128 || k == reflect.String || k == reflect.UnsafePointer
}

// methodOf finds the first of the forms whose method values of t have, or would have if they had an address.
func methodOf(t reflect.Type, forms ...form) (manner, bool) {
	for _, f := range forms {
		if t.Implements(methods[f].iface) {
			return manner{form: f}, true
		}
		if t.Kind() != reflect.Interface && reflect.PointerTo(t).Implements(methods[f].iface) {
			return manner{form: f, byAddr: true}, true
		}
	}
	return manner{}, false
}

// elementType is the type of a matrix's or tensor's elements, as its method At shows it, or, where it is a slice or an
// array of numbers itself, theirs.
func elementType(t reflect.Type) string {
	withMethods := t
	if t.Kind() != reflect.Pointer && t.Kind() != reflect.Interface {
		withMethods = reflect.PointerTo(t)
	}
	m, ok := withMethods.MethodByName("At")
	if ok && m.Type.NumOut() > 0 && m.Type.Out(0).Kind() != reflect.Interface {
		return m.Type.Out(0).String()
	}
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
		t = t.Elem()
	}
	if isBasic(t.Kind()) {
		return t.Kind().String()
	}
	return ""
}

// dynamic writes a value that is not nil by its type.
func (v *Value) dynamic(x reflect.Value) {
	m := mannerOf(x.Type())
	switch {
	case m.form == byKind || !x.CanInterface():
		v.reflected(x)
		return
	case m.form == byInstance:
		v.instance(nameOf(x.Type()), pointerOf(x))
		return
	case m.byAddr:
		x = addressed(x)
	}
	switch m.form {
	case byOwn:
		v.Own(x.Interface().(owner))
	case byDict:
		v.Dict(x.Interface().(dicter))
	case byTime:
		v.Time(x.Interface().(time.Time))
	case byDuration:
		v.Duration(time.Duration(x.Int()))
	case byError:
		v.Error(x.Interface().(error))
	case byText:
		v.Text(x.Interface().(encoding.TextMarshaler))
	case byDims:
		v.Dims(x.Interface().(matrix), m.dtype)
	case byShape:
		v.Shape(x.Interface().(tensor), m.dtype)
	case byTensor:
		if shape, dtype, ok := tensorOf(x); ok {
			v.shape(shape, dtype)
			return
		}
		v.instance(nameOf(x.Type()), pointerOf(x))
	}
}

// addressed is a pointer to x, or to a copy of it.
func addressed(x reflect.Value) reflect.Value {
	if x.CanAddr() {
		return x.Addr()
	}
	p := reflect.New(x.Type())
	p.Elem().Set(x)
	return p
}

var locks sync.Map // reflect.Type → bool

// holdsLock says whether t is or contains, by value, a struct of sync or sync/atomic.
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
