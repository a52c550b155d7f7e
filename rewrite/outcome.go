package rewrite

import (
	"context"

	"github.com/flowcept/flowcept-go/rewrite/internal/edit"
	"github.com/flowcept/flowcept-go/rewrite/internal/load"
)

// An outcome is what there is to do in a file.
type outcome struct {
	Path      string
	Annotated bool        // it has, or holds, something that stands in a sibling
	Done      Done        // without functions: nothing to speak of
	Edits     []edit.Edit // for an overlay; nil for none
	Text      []byte      // of the copy or the sibling; nil for none

	src []byte
}

// A mode is one way to write what is instrumented.
type mode struct {
	name     string
	siblings bool // what is written must do for other build configurations
	print    func(*file) error
}

// instrument does what there is to do in the packages' files. Of a package in which nothing has changed since it was
// done last, that is recalled: it is neither parsed nor checked. Nothing may be written while there are diagnostics.
func (o Options) instrument(ctx context.Context, cfg load.Config, m mode) (*load.Result, []*outcome, error) {
	memory := openMemory(o, m)
	if memory != nil {
		cfg.Known = memory.known
	}
	loaded, err := load.Load(ctx, cfg)
	if err != nil {
		return nil, nil, err
	}
	files := o.files(loaded, m.siblings)
	if err := each(files, m.print); err != nil {
		return nil, nil, err
	}
	fresh := map[*load.Package][]*outcome{}
	for _, f := range files {
		loaded.Diagnostics = append(loaded.Diagnostics, f.diags...)
		fresh[f.pkg] = append(fresh[f.pkg], f.outcome())
	}
	loaded.Diagnostics = load.Sort(loaded.Diagnostics)
	list := memory.recalled()
	for _, pkg := range loaded.Packages {
		list = append(list, fresh[pkg]...)
		if len(loaded.Diagnostics) == 0 && !pkg.Broken {
			memory.remember(pkg.Identity, fresh[pkg])
		}
	}
	return loaded, list, nil
}

func (f *file) outcome() *outcome {
	f.done.File = f.Path
	return &outcome{
		Path: f.Path, Annotated: f.Annotated() || len(f.done.Functions) > 0 || f.holds,
		Done: f.done, Edits: f.edits, Text: f.text, src: f.Src,
	}
}

// add lists what is done in a file, if there is anything to say of it.
func (r *Result) add(d Done) {
	if len(d.Functions)+len(d.LeftOut) > 0 {
		r.Done = append(r.Done, d)
	}
}
