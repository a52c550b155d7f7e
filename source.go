// Package source holds the source of the capture package, which flowcept-gen gives
// to instrumented modules that do not require flowcept-go. It needs nothing but
// the standard library.
package source

import "embed"

// Files are runtime/capture and runtime/spool, tests among them, by their paths in
// this module.
//
//go:embed runtime/capture/*.go runtime/capture/*.s runtime/spool/*.go
var Files embed.FS
