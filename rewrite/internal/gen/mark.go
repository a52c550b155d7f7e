package gen

import (
	"maps"
)

// Mark returns a function that takes back what has been generated since, when a
// function turns out not to be instrumentable after a part of it was.
func (f *File) Mark() (undo func()) {
	edits, decls, added := len(f.edits), f.decls.Len(), len(f.imports.added)
	names := maps.Clone(f.imports.names)
	return func() {
		f.edits = f.edits[:edits]
		f.decls.Truncate(decls)
		f.imports.added, f.imports.names = f.imports.added[:added], names
	}
}
