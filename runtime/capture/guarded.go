package capture

import (
	"encoding"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"unsafe"
)

// The methods of the program's own values are called here, and only here. One that panics is counted in MethodPanics,
// and the value is written in its instance form. One that blocks blocks the program's call. What they call is not captured:
// it would not run without capture, and might lead here again, without an end.

// guard calls f, which calls a method, and reports whether it returned. Where f would be called by such a method in turn
// there is no call being captured, and f is not called.
func guard(f func()) (ok bool) {
	n, prev, ok := hush()
	if !ok {
		return false
	}
	defer n.loud(prev)
	return attempt(f)
}

// attempt calls f and reports whether it returned.
func attempt(f func()) (ok bool) {
	defer func() {
		if !ok {
			_ = recover()
			MethodPanics.Add(1)
		}
	}()
	f()
	return true
}

// Text writes what x.MarshalText returns; its error as the value where it fails.
func (v *Value) Text(x encoding.TextMarshaler) {
	if isNil(x) {
		v.Nil()
		return
	}
	if text, ok := textOf(x); ok {
		v.String(text)
		return
	}
	v.Instance(typeName(x), x)
}

func textOf(x encoding.TextMarshaler) (text string, ok bool) {
	ok = guard(func() {
		b, err := x.MarshalText()
		if err != nil {
			b = []byte(err.Error())
		}
		text = string(b)
	})
	return text, ok
}

// Error writes the message of x.
func (v *Value) Error(x error) {
	if isNil(x) {
		v.Nil()
		return
	}
	v.String(errorText(x))
}

// ErrorText is the message of err as a record holds it.
func ErrorText(err error) string { return errorText(err) }

// Printed is what a program has printed as a record holds it: cut where the record would outgrow a message.
func Printed(text string) string { return tidy(text, ampleBytes) }

// PanicText describes the value of a panic as a record does.
func PanicText(p any) string { return panicText(p) }

// errorText is the message of err, or its instance form.
func errorText(err error) (text string) {
	if !guard(func() { text = err.Error() }) {
		text = instanceText(err)
	}
	return tidy(text, DefaultMaxString)
}

// panicText describes the value of a panic: an error by its message, a scalar as it is, and everything else, which may be
// in others' hands by now, by its instance form.
func panicText(p any) string {
	if p == nil {
		return "panic: nil"
	}
	text := ""
	switch x := reflect.ValueOf(p); x.Kind() {
	case reflect.Bool:
		text = strconv.FormatBool(x.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		text = formatInt(x.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		text = formatUint(x.Uint())
	case reflect.Float32, reflect.Float64:
		text = fmt.Sprint(x.Float())
	case reflect.Complex64, reflect.Complex128:
		text = fmt.Sprint(x.Complex())
	case reflect.String:
		text = x.String()
	default:
		text = instanceText(p)
	}
	if err, ok := p.(error); ok {
		text = errorText(err)
	}
	return tidy("panic: "+text, DefaultMaxString)
}

// Own writes what x.FlowceptValue returns.
func (v *Value) Own(x interface{ FlowceptValue() any }) {
	v.substitute(x, func() any { return x.FlowceptValue() })
}

// Dict writes what x.ToFlowceptDict returns.
func (v *Value) Dict(x interface{ ToFlowceptDict() map[string]any }) {
	v.substitute(x, func() any { return x.ToFlowceptDict() })
}

// substitute writes what value returns in place of x. It counts as a level of depth, for the case that it leads back
// to x.
func (v *Value) substitute(x any, value func() any) {
	if isNil(x) {
		v.Nil()
		return
	}
	r := v.rec()
	if int(r.depth) >= r.limits().MaxDepth {
		v.Instance(typeName(x), x)
		return
	}
	var y any
	if !guard(func() { y = value() }) {
		v.Instance(typeName(x), x)
		return
	}
	r.depth++
	v.Any(y)
	r.depth--
}

// Dims writes the shape of a matrix with elements of type dtype.
func (v *Value) Dims(x interface{ Dims() (r, c int) }, dtype string) {
	if isNil(x) {
		v.Nil()
		return
	}
	var rows, cols int
	if !guard(func() { rows, cols = x.Dims() }) {
		v.Instance(typeName(x), x)
		return
	}
	v.shape([]int{rows, cols}, dtype)
}

// Shape writes the shape of a tensor with elements of type dtype.
func (v *Value) Shape(x interface{ Shape() []int }, dtype string) {
	if isNil(x) {
		v.Nil()
		return
	}
	var shape []int
	if !guard(func() { shape = x.Shape() }) {
		v.Instance(typeName(x), x)
		return
	}
	v.shape(shape, dtype)
}

// shape writes {"shape", "dtype", "len"}; dtype is left out where it is not known.
func (v *Value) shape(shape []int, dtype string) {
	r := v.rec()
	entries := 3
	if dtype == "" {
		entries = 2
	}
	b := appendMapHead(r.room(64+len(dtype)+len(shape)*maxNumber), entries)
	b = appendListHead(appendString(b, "shape"), len(shape))
	size := int64(1)
	for _, n := range shape {
		b = appendInt(b, int64(n))
		size *= int64(n)
	}
	if dtype != "" {
		b = appendString(appendString(b, "dtype"), dtype)
	}
	r.n = len(appendInt(appendString(b, "len"), size))
}

// Instance writes "<typ>_instance_id_<n>" for x, with the same n for the same pointer; null for one that is nil.
func (v *Value) Instance(typ string, x any) {
	if isNil(x) {
		v.Nil()
		return
	}
	v.instance(typ, addressOf(hidden(x)))
}

// addressOf is the pointer that x is or holds, 0 where it is none.
func addressOf(x any) uintptr { return pointerOf(reflect.ValueOf(x)) }

func instanceText(x any) string {
	return typeName(x) + "_instance_id_" + strconv.FormatUint(uint64(addressOf(x)), 10)
}

// typeName is the name of x's type without its package: Conn for *net.Conn. Types without a name, and unsafe.Pointer, are
// written as go/types writes them, which is what generated code has.
func typeName(x any) string {
	t := reflect.TypeOf(x)
	if t == nil {
		return "nil"
	}
	return nameOf(t)
}

func nameOf(t reflect.Type) string {
	for t.Kind() == reflect.Pointer && t.Name() == "" {
		t = t.Elem()
	}
	switch {
	case t == unsafePointer:
		return t.String()
	case t.Name() != "":
		return t.Name()
	}
	if known, ok := typeNames.Load(t); ok {
		return known.(string)
	}
	name := asSource.Replace(t.String())
	typeNames.Store(t, name)
	return name
}

var typeNames sync.Map // reflect.Type → string; of types without a name

var unsafePointer = reflect.TypeFor[unsafe.Pointer]()

// asSource takes out the spaces by which reflect's way of writing a type differs from go/types'.
var asSource = strings.NewReplacer(
	"interface {}", "any", "struct {}", "struct{}", "interface { ", "interface{", "struct { ", "struct{", " }", "}")

// isNil says whether x is nil or holds a nil pointer, map, slice, func or channel.
func isNil(x any) bool {
	if x == nil {
		return true
	}
	switch rv := reflect.ValueOf(x); rv.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer, reflect.Slice, reflect.Interface:
		return rv.IsNil()
	}
	return false
}

func formatInt(x int64) string   { return strconv.FormatInt(x, 10) }
func formatUint(x uint64) string { return strconv.FormatUint(x, 10) }

// keyText is the text of a map's key.
func keyText(key encoding.TextMarshaler) string {
	if isNil(key) {
		return "null"
	}
	text, ok := textOf(key)
	if !ok {
		text = instanceText(key)
	}
	return text
}
