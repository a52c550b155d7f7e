package load

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/flowcept/flowcept-go/rewrite/internal/constraint"
)

// Config says what to load.
type Config struct {
	Dir      string // the working directory; empty is the process's
	Env      []string
	Patterns []string
	Flags    []string          // of the go command
	Replaced map[string]string // files that stand for others, as with -overlay
	Imported bool              // packages of the main module, or modules, that are imported are looked at as well,
	With     []string          // and so are those of these modules

	All   bool // files without annotations are looked at as well,
	Tests bool // and so are test files

	NoTests bool // test files are none of the packages'
	Leave   bool // what the go command cannot build is left to it, and so are its complaints

	// Known tells of a package that what there is to do in it is known: then it is read no further.
	Known func(*Identity) bool
}

// deepMode asks for what type-checking needs, shallowMode for the names of files.
const (
	shallowMode = packages.NeedName | packages.NeedFiles | packages.NeedModule | packages.NeedForTest
	deepMode    = shallowMode | packages.NeedImports | packages.NeedDeps | packages.NeedExportFile | packages.NeedTypesSizes
)

// list asks the go command.
func list(ctx context.Context, cfg Config, mode packages.LoadMode) ([]*packages.Package, error) {
	pc := &packages.Config{Context: ctx, Mode: mode, Dir: cfg.Dir, Env: cfg.Env, BuildFlags: cfg.Flags, Tests: !cfg.NoTests}
	pkgs, err := packages.Load(pc, cfg.Patterns...)
	if err != nil {
		return nil, complaint(err)
	}
	if len(pkgs) == 0 {
		return nil, nothing(ctx, cfg)
	}
	if !slices.ContainsFunc(pkgs, hasSibling) {
		return pkgs, nil
	}
	// GOFLAGS has the tag, and what was listed is siblings in place of sources.
	tags, err := otherTags(ctx, cfg)
	if err != nil {
		return nil, err
	}
	pc.BuildFlags = append(slices.Clone(cfg.Flags), "-tags="+tags)
	return packages.Load(pc, cfg.Patterns...)
}

// nothing is why there are no packages, nil where the patterns just match none. Outside of a module package packages says
// nothing, and gives nothing.
func nothing(ctx context.Context, cfg Config) error {
	cmd := exec.CommandContext(ctx, "go", append(append([]string{"list"}, cfg.Flags...), cfg.Patterns...)...)
	cmd.Dir, cmd.Env = cfg.Dir, cfg.Env
	_, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return errors.New(strings.TrimSpace(string(exit.Stderr)))
	}
	return err
}

// complaint is an error of the go command in its own words.
func complaint(err error) error {
	if _, words, ok := strings.Cut(err.Error(), ": stderr: "); ok && strings.HasPrefix(err.Error(), "err: ") {
		return errors.New(strings.TrimSpace(words))
	}
	return err
}

// hasSibling tells whether the build takes a sibling.
func hasSibling(p *packages.Package) bool {
	return slices.ContainsFunc(p.GoFiles, IsSibling)
}

// IsSibling tells by its name whether a file is an instrumented sibling.
func IsSibling(path string) bool {
	return SourceOf(path) != ""
}

// SourceOf is the file that a sibling is made from, by its name: calc.go for
// calc.flowcept.go; empty for other names.
func SourceOf(path string) string {
	if stem, ok := strings.CutSuffix(path, ".flowcept_test.go"); ok {
		return stem + "_test.go"
	}
	if stem, ok := strings.CutSuffix(path, ".flowcept.go"); ok {
		return stem + ".go"
	}
	return ""
}

// SiblingOf is the name of a file's sibling. The infix keeps what the go command
// reads from names: GOOS, GOARCH and _test.
func SiblingOf(path string) string {
	if stem, ok := strings.CutSuffix(path, "_test.go"); ok {
		return stem + ".flowcept_test.go"
	}
	return strings.TrimSuffix(path, ".go") + ".flowcept.go"
}

// otherTags are the tags in GOFLAGS but ours.
func otherTags(ctx context.Context, cfg Config) (string, error) {
	cmd := exec.CommandContext(ctx, "go", "env", "GOFLAGS")
	cmd.Dir, cmd.Env = cfg.Dir, cfg.Env
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go env GOFLAGS: %w", err)
	}
	var tags []string
	flags := append(strings.Fields(string(out)), cfg.Flags...)
	for i, flag := range flags {
		flag = strings.TrimLeft(strings.Trim(flag, `'"`), "-")
		value, ok := strings.CutPrefix(flag, "tags=")
		if flag == "tags" && i+1 < len(flags) {
			value, ok = flags[i+1], true
		}
		if ok {
			tags = strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
		}
	}
	tags = slices.DeleteFunc(tags, func(t string) bool { return t == constraint.Tag })
	return strings.Join(tags, ","), nil
}

// A Dir is a directory with packages that were asked for.
type Dir struct {
	Path    string // absolute
	PkgPath string
	GoFiles map[string]bool // absolute paths of the files in this build configuration, tests included
}

// Dirs lists the directories of the packages asked for, without a look at what is
// in the files.
func Dirs(ctx context.Context, cfg Config) ([]*Dir, []Diagnostic, error) {
	pkgs, err := list(ctx, cfg, shallowMode)
	if err != nil {
		return nil, nil, err
	}
	var diags []Diagnostic
	for _, p := range pkgs {
		if p.Dir == "" || len(p.GoFiles)+len(p.IgnoredFiles) == 0 {
			diags = append(diags, listErrors(cfg, p)...)
		}
	}
	return dirs(pkgs), diags, nil
}

func dirs(pkgs []*packages.Package) []*Dir {
	var list []*Dir
	byPath := map[string]*Dir{}
	for _, p := range pkgs {
		if isTestMain(p) {
			continue
		}
		path := dirOf(p)
		if path == "" {
			continue
		}
		d := byPath[path]
		if d == nil {
			d = &Dir{Path: path, PkgPath: p.PkgPath, GoFiles: map[string]bool{}}
			byPath[path] = d
			list = append(list, d)
		}
		if len(p.PkgPath) < len(d.PkgPath) {
			d.PkgPath = p.PkgPath // p rather than p_test
		}
		for _, f := range p.GoFiles {
			if filepath.Dir(f) == path {
				d.GoFiles[f] = true
			}
		}
	}
	return list
}

// isTestMain tells whether a package is the generated main of a test, whose only
// file is in the build cache.
func isTestMain(p *packages.Package) bool {
	return strings.HasSuffix(p.ID, ".test") &&
		!slices.ContainsFunc(p.GoFiles, func(f string) bool { return filepath.Dir(f) == p.Dir })
}

func dirOf(p *packages.Package) string {
	if p.Dir != "" {
		return p.Dir
	}
	for _, f := range slices.Concat(p.GoFiles, p.IgnoredFiles) {
		return filepath.Dir(f)
	}
	return ""
}

// workDir is the directory that relative paths are relative to.
func (cfg Config) workDir() string {
	if cfg.Dir != "" {
		return cfg.Dir
	}
	dir, _ := os.Getwd()
	return dir
}
