// Package arrows holds no code: its test keeps the packages from importing one another in directions that they should
// not.
package arrows

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/flowcept/flowcept-go/"

// allowed says what each package, with those below it, may depend on besides itself and the standard library, directly
// or not. A package that is not listed may depend on anything. std is for a package that must burden nobody's go.mod.
var allowed = map[string][]string{
	"annotations":             {},
	"runtime/spool":           {},
	"runtime/capture":         {"runtime/spool"},
	"runtime/prov":            {"github.com/tinylib/msgp", "github.com/philhofer/fwd"},
	"runtime/jsonl":           {"runtime/prov", "github.com/tinylib/msgp", "github.com/philhofer/fwd", "golang.org/x/sys"},
	"runtime/kafka":           {"runtime/prov", "github.com/segmentio/kafka-go", "github.com/klauspost/compress", "github.com/pierrec/lz4", "github.com/xdg-go", "golang.org/x/text", "github.com/tinylib/msgp", "github.com/philhofer/fwd"},
	"runtime/publish":         {"runtime/capture", "runtime/spool", "runtime/prov", "github.com/tinylib/msgp", "github.com/philhofer/fwd"},
	"runtime/settings":        {"go.yaml.in/yaml"},
	"runtime/telemetry":       {"github.com/tinylib/msgp", "github.com/philhofer/fwd", "github.com/shirou/gopsutil", "github.com/ebitengine/purego", "golang.org/x/sys", "github.com/tklauser", "github.com/yusufpapurcu/wmi", "github.com/go-ole/go-ole", "github.com/power-devops/perfstat", "github.com/lufia/plan9stats"},
	"integration/sink/curate": {"runtime/prov", "github.com/tinylib/msgp", "github.com/philhofer/fwd"},
	"rewrite":                 {"annotations", "github.com/flowcept/flowcept-go" /* its own source */, "github.com/rogpeppe/go-internal", "golang.org/x/tools", "golang.org/x/mod", "golang.org/x/sync"},
}

// allowedHere is what packages that may depend on any other module may depend on of this one.
var allowedHere = map[string][]string{
	"integration/sink":     {"runtime/kafka", "runtime/prov", "runtime/settings"},
	"integration/persist":  {"integration/sink", "internal/persistence", "runtime/kafka", "runtime/prov", "runtime/settings"},
	"internal/persistence": {"runtime/settings"},
	"internal/observing":   {"runtime/prov", "runtime/settings"},
	"cmd/flowcept-sink":    {"integration/sink", "runtime", "internal/persistence", "internal/observing"},
}

// refused is what packages must not depend on: what only the sink needs stays out of the programs that capture, and what
// only the tool needs out of both.
var refused = map[string][]string{
	"runtime":           {"integration", "rewrite", "annotations", "go.mongodb.org", "modernc.org", "github.com/prometheus", "golang.org/x/tools"},
	"integration/sink":  {"github.com/shirou/gopsutil", "golang.org/x/tools"},
	"cmd/flowcept-sink": {"rewrite", "annotations", "golang.org/x/tools"},
	"cmd/flowcept-gen":  {"integration", "go.mongodb.org", "github.com/prometheus"},
	"cmd/flowcept-vet":  {"integration", "runtime", "go.mongodb.org", "github.com/segmentio"},
}

func TestPackagesDependOnNothingElse(t *testing.T) {
	for pkg, may := range allowed {
		for _, dep := range dependencies(t, pkg) {
			if !within(dep, pkg) && !withinAny(dep, may) {
				t.Errorf("%s depends on %s, and may only on %v", pkg, dep, may)
			}
		}
	}
	for pkg, may := range allowedHere {
		for _, dep := range dependencies(t, pkg) {
			if ofThisModule(dep) && !within(dep, pkg) && !withinAny(dep, may) {
				t.Errorf("%s depends on %s, and of this module may only on %v", pkg, dep, may)
			}
		}
	}
	for pkg, not := range refused {
		for _, dep := range dependencies(t, pkg) {
			if withinAny(dep, not) {
				t.Errorf("%s depends on %s, and must not", pkg, dep)
			}
		}
	}
}

// dependencies are the packages outside of the standard library that a package, with those below it, depends on. Those
// of this module are without its path.
func dependencies(t *testing.T, pkg string) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", module+pkg+"/...").Output()
	if err != nil {
		t.Errorf("go list -deps %s: %v", pkg, err)
	}
	deps := strings.Fields(string(out))
	for i := range deps {
		deps[i] = strings.TrimPrefix(deps[i], module)
	}
	return deps
}

// ofThisModule says whether a dependency is: the path of another module begins with a domain.
func ofThisModule(dep string) bool {
	first, _, _ := strings.Cut(dep, "/")
	return !strings.Contains(first, ".")
}

func within(dep, root string) bool { return dep == root || strings.HasPrefix(dep, root+"/") }

func withinAny(dep string, roots []string) bool {
	return slices.ContainsFunc(roots, func(root string) bool { return within(dep, root) })
}
