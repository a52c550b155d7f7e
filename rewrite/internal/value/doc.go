// Package value decides from a static type how its values are recorded. It is
// the table of value rules at generate time; runtime/capture has the same table
// for what only run time knows.
//
// # Files
//
//	form.go, shallow.go                       the rules: deep and shallow
//	method.go, key.go, lock.go                methods, keys of maps, types that are never followed
//	field.go, reach.go                        fields of structs, and how code reaches them
//	recursive.go, typeparam.go, typename.go   types that contain themselves, those of generic code, their names
package value
