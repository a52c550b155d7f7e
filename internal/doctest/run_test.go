package doctest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"

	"github.com/flowcept/flowcept-go/internal/services"
)

// A story is what becomes of a page's directory, block after block.
type story struct {
	compile func(*testing.T, block)
	dir     string
	said    string // what the commands last run have printed
}

// keep writes a block to the file that its page says it is.
func (s *story) keep(t *testing.T, b block) {
	t.Helper()
	if name := b.notes["file"]; name != "" {
		path := filepath.Join(s.dir, filepath.FromSlash(name))
		fail(t, os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(b.text), 0o666))
	}
}

// shell runs a block, or checks what it names.
func (s *story) shell(t *testing.T, b block) {
	if where, ok := b.notes["run in"]; ok {
		s.run(t, where, b.notes["first"]+"\n"+b.text)
		return
	}
	(&shellCheck{t: t, page: b.page, dir: filepath.Dir(b.page)}).block(b.text)
}

// prelude stands for what is not at hand where tests run: the published repository, and a network, which go mod tidy
// needs to see what tests of dependencies require.
const prelude = `set -euo pipefail
git() {
	[[ "$1 $2" == "clone https://github.com/flowcept/flowcept-go" ]] || { echo "git $*: not known here" >&2; return 1; }
	ln -s "$ROOT" "${3:-flowcept-go}"
}
go() {
	if [[ "$*" == "mod tidy" ]]; then
		GOPROXY=off command go mod tidy 2>/dev/null && return
		command go mod edit $REQUIRE
		cp "$ROOT/go.sum" go.sum
	else
		command go "$@"
	fi
}
`

func (s *story) run(t *testing.T, where, commands string) {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil || runtime.GOOS == "windows" {
		services.Missing(t, "bash")
	}
	dir := filepath.Join(s.dir, filepath.FromSlash(where))
	fail(t, os.MkdirAll(dir, 0o777))
	cmd := exec.Command(bash, "-c", prelude+commands)
	cmd.Dir = dir
	cmd.Env = s.env(t)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v of\n%s\n%s", err, commands, out)
	}
	s.said = string(out)
}

// env is that of somebody new: an empty home directory, no settings. What go has in its caches stays.
func (s *story) env(t *testing.T) []string {
	t.Helper()
	return append(newcomer(t, s.dir), "ROOT="+root(t), "REQUIRE="+requirements(t), "GOBIN="+filepath.Join(s.dir, "bin"),
		"PATH="+filepath.Join(s.dir, "bin")+string(filepath.ListSeparator)+os.Getenv("PATH"))
}

// newcomer is an environment with another home.
func newcomer(t *testing.T, home string) []string {
	t.Helper()
	env := append(os.Environ(), "HOME="+home, "XDG_CACHE_HOME="+filepath.Join(home, ".cache"), "LocalAppData="+home, "GOWORK=off")
	for _, name := range []string{"GOCACHE", "GOPATH", "GOMODCACHE", "GOFLAGS", "GOPROXY", "GOTOOLCHAIN"} {
		value, err := exec.Command("go", "env", name).Output()
		fail(t, err)
		env = append(env, name+"="+strings.TrimSpace(string(value)))
	}
	return env
}

// requirements are this module's, as flags of go mod edit.
func requirements(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root(t), "go.mod"))
	fail(t, err)
	mod, err := modfile.Parse("go.mod", text, nil)
	fail(t, err)
	var flags strings.Builder
	for _, r := range mod.Require {
		fmt.Fprintf(&flags, "-require=%s@%s ", r.Mod.Path, r.Mod.Version)
	}
	return flags.String()
}
