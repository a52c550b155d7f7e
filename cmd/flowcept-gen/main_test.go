package main

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the goldens of testdata/script")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"flowcept-gen": func() { os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// Each script says in its first line what it shows. A script that brings no go.mod
// is module example.com/m and finds flowcept-go in this repository.
func TestScripts(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	env := goEnv(t, "GOCACHE", "GOMODCACHE", "GOPATH")
	testscript.Run(t, testscript.Params{
		Dir:                filepath.Join(root, "testdata", "script"),
		UpdateScripts:      *update,
		RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars, env...)
			e.Vars = append(e.Vars, "ROOT="+root, "GOFLAGS=-mod=mod", "GOPROXY=off", "GOTOOLCHAIN=local",
				"FLOWCEPT_SETTINGS_PATH=", "GOTELEMETRY=off", "XDG_CACHE_HOME="+filepath.Join(e.WorkDir, ".cache"))
			if _, err := os.Stat(filepath.Join(e.WorkDir, "go.mod")); err == nil {
				return nil
			}
			return writeModule(e.WorkDir, root, "example.com/m", "1.26")
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"records": records,
			"sites":   sites,
			"module":  module,
			"crlf":    crlf,
			"mtimes":  mtimes,
			"status":  status,
		},
	})
}

// goEnv is part of this process's go env, as assignments.
func goEnv(t *testing.T, names ...string) []string {
	out, err := exec.Command("go", append([]string{"env"}, names...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	var env []string
	for i, value := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		env = append(env, names[i]+"="+value)
	}
	return env
}
