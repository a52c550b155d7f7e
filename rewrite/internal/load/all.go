package load

import (
	"slices"
	"strings"
)

// wantsAll tells whether the functions of a file are wanted, annotated or not.
func (cfg Config) wantsAll(path string) bool {
	return cfg.All && (cfg.Tests || !strings.HasSuffix(path, "_test.go"))
}

// Annotated tells whether a file has annotations to act on.
func (f *File) Annotated() bool {
	a := f.Annotations
	return len(a.Funcs)+len(a.Literals)+len(a.Loops)+len(a.Models) > 0
}

// dropIgnored leaves only what is annotated of a package that is to be ignored.
func (u *unit) dropIgnored() {
	if !u.ignored {
		return
	}
	u.files = slices.DeleteFunc(u.files, func(f *File) bool { return !f.Annotated() })
	for _, f := range u.files {
		f.All = false
	}
	u.annotated = len(u.files) > 0
}
