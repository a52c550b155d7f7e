//go:build thirdparty

package thirdparty

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
)

func TestModules(t *testing.T) {
	gen := filepath.Join(t.TempDir(), "flowcept-gen")
	must(t, "../..", "go", "build", "-o", gen, "./cmd/flowcept-gen")
	broker := newBroker(t)
	only := strings.FieldsFunc(os.Getenv("MODULES"), func(r rune) bool { return r == ',' || r == ' ' })
	exempt := table(t, "exempt.txt")
	for _, row := range table(t, "modules.txt") {
		name := row[0]
		if len(only) > 0 && !slices.Contains(only, name) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			dir, packages := filepath.Join(t.TempDir(), "module"), row[2:]
			fetch(t, row[1], dir)
			before := modFiles(t, dir)
			start := time.Now()
			want := run(t, command(dir, "go"), packages)
			plain := time.Since(start)
			published := broker.batches.Load()
			captured := command(dir, gen, "-all", "go")
			captured.Env = append(captured.Env, "FLOWCEPT_SETTINGS_PATH="+broker.settings(t))
			t.Logf("the plain run took %v", plain.Round(time.Second))
			start = time.Now()
			got := run(t, captured, packages)
			t.Logf("the captured run took %v", time.Since(start).Round(time.Second))
			if n := broker.batches.Load() - published; n == 0 {
				t.Error("nothing was captured")
			}
			compare(t, name, want, got, exempt)
			if after := modFiles(t, dir); after != before {
				t.Errorf("go.mod and go.sum were\n%s\nand are\n%s", before, after)
			}
			copied := filepath.Join(t.TempDir(), "copy")
			must(t, dir, gen, "-all", "-o", copied)
			must(t, copied, "go", slices.Concat([]string{"test", "-vet=off", "-run=^$"}, packages)...)
		})
	}
}

// A broker takes records and forgets them: some of these tests make more than a disk holds.
type broker struct {
	address string
	batches atomic.Int64 // that it has been sent
}

func newBroker(t *testing.T) *broker {
	t.Helper()
	c, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, "interception"), kfake.BlackholeProduce())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	b := &broker{address: c.ListenAddrs()[0]}
	c.ControlKey(int16(kmsg.Produce), func(kmsg.Request) (kmsg.Response, error, bool) {
		c.KeepControl()
		b.batches.Add(1)
		return nil, nil, false
	})
	return b
}

// settings is a file of settings that send to b what small spools have room for.
func (b *broker) settings(t *testing.T) string {
	t.Helper()
	host, port, err := net.SplitHostPort(b.address)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	yaml := fmt.Sprintf("project: {db_flush_mode: online}\nmq: {enabled: true, type: kafka, host: %s, port: %s}\ngo:\n  spool: {dir: %q, max_bytes: %d}\n",
		host, port, filepath.Join(dir, "spool"), 64<<20)
	path := filepath.Join(dir, "settings.yaml")
	if err := os.WriteFile(path, []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// modFiles are a module's go.mod and go.sum.
func modFiles(t *testing.T, dir string) string {
	t.Helper()
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile(filepath.Join(dir, "go.sum"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return string(mod) + string(sum)
}

// fetch puts a module's files where they can be written to. A path that begins
// with std/ is a package of the standard library, made a module.
func fetch(t *testing.T, module, dir string) {
	var from string
	if pkg, ok := strings.CutPrefix(module, "std/"); ok {
		from = filepath.Join(strings.TrimSpace(string(must(t, ".", "go", "env", "GOROOT"))), "src", pkg)
	} else {
		var info struct{ Dir string }
		if err := json.Unmarshal(must(t, t.TempDir(), "go", "mod", "download", "-json", module), &info); err != nil {
			t.Fatal(err)
		}
		from = info.Dir
	}
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	must(t, ".", "chmod", "-R", "u+w", dir)
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); errors.Is(err, os.ErrNotExist) {
		must(t, dir, "go", "mod", "init", "example.com/"+strings.TrimPrefix(module, "std/"))
	}
}

func command(dir, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=", "GOTOOLCHAIN=local")
	return cmd
}

func must(t *testing.T, dir, name string, args ...string) []byte {
	t.Helper()
	var stderr bytes.Buffer
	cmd := command(dir, name, args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, stderr.String())
	}
	return out
}

// An outcome is how a test, or a package ("import/path"), ended, and what it said.
type outcome struct {
	action string // pass, fail or skip
	output strings.Builder
}

// run runs a module's tests by cmd, which is to be given what stands behind "go", and returns their outcomes by package:Test.
func run(t *testing.T, cmd *exec.Cmd, packages []string) map[string]*outcome {
	cmd.Args = slices.Concat(cmd.Args, []string{"test", "-json", "-count=1", "-timeout=30m"}, packages)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output() // fails when a test does
	outcomes := map[string]*outcome{}
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var e struct{ Action, Package, ImportPath, Test, Output string }
		if err := dec.Decode(&e); err != nil {
			t.Fatalf("%s: %v\n%s", cmd, err, stderr.String())
		}
		key := e.Package + e.ImportPath
		if e.Test != "" {
			key += ":" + e.Test
		}
		o := outcomes[key]
		if o == nil {
			o = &outcome{}
			outcomes[key] = o
		}
		switch e.Action {
		case "pass", "fail", "skip", "build-fail":
			o.action = e.Action
		case "output", "build-output":
			o.output.WriteString(e.Output)
		}
	}
	for key, o := range outcomes {
		if o.action == "pass" && strings.Contains(key, ":") {
			return outcomes
		}
	}
	t.Fatalf("%s: %v: no test passed\n%s%s", cmd, err, out, stderr.String())
	return nil
}

// compare reports each test that ends differently. A package fails with its tests,
// so that packages count only where no test of theirs does.
func compare(t *testing.T, module string, want, got map[string]*outcome, exempt [][]string) {
	allowed := map[string]bool{}
	for _, row := range exempt {
		if row[0] == module {
			allowed[row[1]] = false
		}
	}
	compared := 0
	differs := map[string]bool{}
	unended := map[string]int{} // tests of packages whose process has ended without them
	for _, key := range sortedKeys(want, got) {
		w, g := want[key], got[key]
		if w == nil {
			w = &outcome{}
		}
		if g == nil {
			g = &outcome{}
		}
		if w.action == "" && g.action == "" {
			continue
		}
		compared++
		if w.action == g.action {
			continue
		}
		pkg, test, isTest := strings.Cut(key, ":")
		if !isTest && (differs[key] || unended[key] > 0) {
			continue
		}
		if p := got[pkg]; isTest && g.action == "" && p != nil && p.action != "pass" {
			unended[pkg]++
			continue
		}
		differs[pkg] = true
		name := key
		if isTest {
			name = pkg + ":" + first(test)
		}
		if _, ok := allowed[name]; ok {
			allowed[name] = true
			continue
		}
		t.Errorf("%s: got %q, want %q as in the plain run\n%s", key, g.action, w.action, tail(g.output.String()))
	}
	for pkg, n := range unended {
		t.Errorf("%s: %d of its tests did not end as in the plain run, because its process did\n%s", pkg, n, tail(got[pkg].output.String()))
	}
	for name, used := range allowed {
		if !used {
			t.Logf("%s is in exempt.txt and did not differ", name)
		}
	}
	t.Logf("%d tests and packages end as they do plainly, %d exempt", compared, len(allowed))
}

// first is a test's name without its subtest.
func first(test string) string {
	name, _, _ := strings.Cut(test, "/")
	return name
}

// sortedKeys puts tests before the packages they are in.
func sortedKeys(maps ...map[string]*outcome) []string {
	var keys []string
	for _, m := range maps {
		for k := range m {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b string) int {
		if x, y := strings.Contains(a, ":"), strings.Contains(b, ":"); x != y {
			if x {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(keys)
}

func tail(text string) string {
	const most = 3000
	if len(text) > most {
		text = "…" + text[len(text)-most:]
	}
	return text
}

// table reads a file of words, without comments.
func table(t *testing.T, name string) [][]string {
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); len(words) > 1 && words[0] != "#" {
			rows = append(rows, words)
		}
	}
	return rows
}
