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
	"annotations":       {},
	"runtime/spool":     {},
	"runtime/capture":   {"runtime/spool"},
	"runtime/prov":      {"github.com/tinylib/msgp", "github.com/philhofer/fwd"},
	"runtime/jsonl":     {"runtime/prov", "github.com/tinylib/msgp", "github.com/philhofer/fwd", "golang.org/x/sys"},
	"runtime/kafka":     {"runtime/prov", "github.com/segmentio/kafka-go", "github.com/klauspost/compress", "github.com/pierrec/lz4", "github.com/xdg-go", "golang.org/x/text", "github.com/tinylib/msgp", "github.com/philhofer/fwd"},
	"runtime/publish":   {"runtime/capture", "runtime/spool", "runtime/prov", "github.com/tinylib/msgp", "github.com/philhofer/fwd"},
	"runtime/settings":  {"go.yaml.in/yaml"},
	"runtime/telemetry": {"github.com/tinylib/msgp", "github.com/philhofer/fwd", "github.com/shirou/gopsutil", "github.com/ebitengine/purego", "golang.org/x/sys", "github.com/tklauser", "github.com/yusufpapurcu/wmi", "github.com/go-ole/go-ole", "github.com/power-devops/perfstat", "github.com/lufia/plan9stats"},
	"rewrite":           {"annotations", "github.com/rogpeppe/go-internal", "golang.org/x/tools", "golang.org/x/mod", "golang.org/x/sync"},
}

func TestPackagesDependOnNothingElse(t *testing.T) {
	for pkg, may := range allowed {
		out, err := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", module+pkg+"/...").Output()
		if err != nil {
			t.Errorf("go list -deps %s: %v", pkg, err)
			continue
		}
		for _, dep := range strings.Fields(string(out)) {
			dep = strings.TrimPrefix(dep, module)
			within := func(root string) bool { return dep == root || strings.HasPrefix(dep, root+"/") }
			if !within(pkg) && !slices.ContainsFunc(may, within) {
				t.Errorf("%s depends on %s, and may only on %v", pkg, dep, may)
			}
		}
	}
}
