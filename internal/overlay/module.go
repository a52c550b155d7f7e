package overlay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/flowcept/flowcept-go/rewrite"
)

// A module is the one around the working directory, or the workspace.
type module struct {
	root    string   // its directory; of a workspace that of go.work; empty where there is neither
	file    string   // what stands for go.mod; empty in a workspace
	work    string   // go.work; empty for none
	members []string // the directories of the workspace's modules, or root
	knows   bool     // a member requires flowcept-go, or is it
	vendors bool     // it has a vendor directory in use

	cache   string // of modules
	goflags string
	version string // of the go command
}

// findModule asks the go command.
func findModule(ctx context.Context, dir string, a *Args) (*module, error) {
	cmd := exec.CommandContext(ctx, "go", "env", "-json", "GOMOD", "GOWORK", "GOFLAGS", "GOMODCACHE", "GOVERSION", "GO111MODULE")
	cmd.Dir = dir
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w: %s", err, strings.TrimSpace(complaint.String()))
	}
	var env struct{ GOMOD, GOWORK, GOFLAGS, GOMODCACHE, GOVERSION, GO111MODULE string }
	if err := json.Unmarshal(out, &env); err != nil {
		return nil, err
	}
	m := &module{work: env.GOWORK, cache: env.GOMODCACHE, goflags: env.GOFLAGS, version: env.GOVERSION}
	a.defaults(env.GOFLAGS)
	switch {
	case env.GO111MODULE == "off":
		return nil, errors.New("GO111MODULE=off: there are no modules to instrument")
	case m.work == "off":
		m.work = ""
	}
	if m.work != "" {
		m.root = filepath.Dir(m.work)
		if err := m.readWork(); err != nil {
			return nil, err
		}
	} else if env.GOMOD != "" && env.GOMOD != os.DevNull {
		m.root = filepath.Dir(env.GOMOD)
		m.file = env.GOMOD
		if a.modfile != "" {
			m.file = in(dir, a.modfile)
		}
		m.members = []string{m.root}
	}
	for _, member := range m.members {
		file := filepath.Join(member, "go.mod")
		if m.work == "" {
			file = m.file
		}
		mod, err := readMod(file)
		if err != nil {
			return nil, err
		}
		m.knows = m.knows || knows(mod)
	}
	m.vendors, err = m.usesVendor(a.mod)
	return m, err
}

// readMod reads a go.mod file.
func readMod(file string) (*modfile.File, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return modfile.Parse(file, text, nil)
}

// knows tells whether a module can import flowcept-go as it is.
func knows(mod *modfile.File) bool {
	return mod.Module != nil && mod.Module.Mod.Path == rewrite.SlimModule ||
		slices.ContainsFunc(mod.Require, func(r *modfile.Require) bool { return r.Mod.Path == rewrite.SlimModule })
}

// readWork finds the workspace's modules.
func (m *module) readWork() error {
	work, err := parseWork(m.work)
	if err != nil {
		return err
	}
	for _, u := range work.Use {
		m.members = append(m.members, in(m.root, filepath.FromSlash(u.Path)))
	}
	return nil
}

func parseWork(file string) (*modfile.WorkFile, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return modfile.ParseWork(file, text, nil)
}

// usesVendor tells whether packages come from the vendor directory: if the flag says so, or nothing else and the language
// version is one that does it by itself.
func (m *module) usesVendor(mod string) (bool, error) {
	if m.root == "" || mod != "" && mod != "vendor" {
		return false, nil
	}
	if _, err := os.Stat(filepath.Join(m.root, "vendor", "modules.txt")); err != nil {
		return false, nil
	}
	if mod == "vendor" {
		return true, nil
	}
	var line *modfile.Go
	since := []int{1, 14}
	if m.work != "" {
		work, err := parseWork(m.work)
		if err != nil {
			return false, err
		}
		line, since = work.Go, []int{1, 22}
	} else {
		file, err := readMod(m.file)
		if err != nil {
			return false, err
		}
		line = file.Go
	}
	if line == nil {
		return false, nil
	}
	var major, minor int
	fmt.Sscanf(line.Version, "%d.%d", &major, &minor)
	return slices.Compare([]int{major, minor}, since) >= 0, nil
}
