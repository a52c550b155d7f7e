package rewrite

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/flowcept/flowcept-go/rewrite/internal/load"
	"github.com/flowcept/flowcept-go/rewrite/internal/slim"
)

// Options say what to do.
type Options struct {
	Dir      string   // the working directory; empty is the process's
	Env      []string // of the go command; nil is the process's
	Patterns []string // packages; empty is "."
	Version  string   // of the tool, for the headers of siblings
	Flags    []string // of the go command, that say which files are built

	Replaced map[string]string // files that are read in the place of others, as with -overlay
	With     []string          // PlanOverlay: modules of which packages that are imported are instrumented as well
	Cache    string            // directory for what is known of packages; empty: there is none

	NoTests bool // PlanOverlay: nothing is tested

	All   bool           // every function is instrumented, annotated or not
	Func  *regexp.Regexp // with All: only those without a directive whose name matches; nil: each
	Tests bool           // with All: those in test files as well
}

// A Result is what Generate or Clean found. Nothing is written while it has
// diagnostics.
type Result struct {
	Diagnostics []Diagnostic
	Changes     []Change // by path
	Notes       []Note   // by path
	Done        []Done   // the files that are, or stay, instrumented
}

// A Note is something about a file that the user may want to know.
type Note struct{ Path, Text string }

// A Diagnostic is one problem, where the user finds it.
type Diagnostic = load.Diagnostic

// Done is an instrumented file.
type Done struct {
	File, Sibling string
	Functions     []string // Mul, Net.Step
	LeftOut       []string // functions that All cannot instrument, each with the reason
}

// Generate plans the siblings of the packages, and the removal of those that have
// lost their annotations.
func Generate(ctx context.Context, opts Options) (*Result, error) {
	loaded, list, err := opts.instrument(ctx, opts.config(), mode{name: "siblings", siblings: true, print: (*file).besides})
	if err != nil {
		return nil, err
	}
	if len(loaded.Diagnostics) > 0 {
		return &Result{Diagnostics: loaded.Diagnostics}, nil
	}
	r := &Result{}
	annotated := map[string]bool{}
	for _, f := range list {
		annotated[f.Path] = f.Annotated
		if err := r.compare(f); err != nil {
			return nil, err
		}
	}
	for _, dir := range loaded.Dirs {
		if err := r.sweep(dir, annotated, opts.All); err != nil {
			return nil, err
		}
	}
	r.sort()
	return r, nil
}

// files are those of the packages that could be read, on their way to siblings or
// to something else.
func (o Options) files(loaded *load.Result, siblings bool) []*file {
	var files []*file
	for _, pkg := range loaded.Packages {
		if pkg.Broken || pkg.Types == nil || o.All && linked(pkg.PkgPath) {
			continue
		}
		var own []*file
		for _, f := range pkg.Files {
			own = append(own, &file{fset: loaded.Fset, pkg: pkg, File: f, opts: o})
		}
		files = append(files, o.shelve(pkg, own, siblings)...)
	}
	return files
}

// linked tells whether a package is one that capture itself is made of, which cannot capture.
func linked(pkgPath string) bool {
	path, ok := strings.CutPrefix(pkgPath, slim.Module+"/runtime")
	return ok && (path == "" || path[0] == '/')
}

// Clean plans the removal of all siblings of the packages, and of the constraints
// that came with them.
func Clean(ctx context.Context, opts Options) (*Result, error) {
	dirs, diags, err := load.Dirs(ctx, opts.config())
	if err != nil {
		return nil, err
	}
	r := &Result{Diagnostics: load.Sort(diags)}
	for _, dir := range dirs {
		if err := r.clean(dir); err != nil {
			return nil, err
		}
	}
	r.sort()
	return r, nil
}

func (o Options) config() load.Config {
	patterns := o.Patterns
	if len(patterns) == 0 {
		patterns = []string{"."}
	}
	return load.Config{Dir: o.Dir, Env: o.Env, Patterns: patterns, Flags: o.Flags, Replaced: o.Replaced, With: o.With, All: o.All, Tests: o.Tests, NoTests: o.NoTests}
}

func (r *Result) sort() {
	slices.SortFunc(r.Changes, func(a, b Change) int { return cmp.Compare(a.Path, b.Path) })
	slices.SortFunc(r.Done, func(a, b Done) int { return cmp.Compare(a.File, b.File) })
	slices.SortFunc(r.Notes, func(a, b Note) int { return cmp.Compare(a.Path, b.Path) })
}
