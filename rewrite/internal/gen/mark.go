package gen

import (
	"maps"
)

// Mark returns a function that takes back what has been generated since, when a
// function turns out not to be instrumentable after a part of it was.
func (f *File) Mark() (undo func()) {
	edits, sites, decls, added := len(f.edits), len(f.sites), f.decls.Len(), len(f.imports.added)
	names, given := maps.Clone(f.imports.names), maps.Clone(f.given)
	return func() {
		f.edits, f.sites = f.edits[:edits], f.sites[:sites]
		f.decls.Truncate(decls)
		f.imports.added, f.imports.names = f.imports.added[:added], names
		f.given = given
	}
}
