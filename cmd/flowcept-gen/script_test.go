package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// writeModule makes dir a module that requires what flowcept-go does, and takes
// that from root.
func writeModule(dir, root, path, goVersion string) error {
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return err
	}
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		return err
	}
	_, requires, _ := strings.Cut(string(mod), "\nrequire (")
	text := fmt.Sprintf("module %s\n\ngo %s\n\nrequire github.com/flowcept/flowcept-go v0.0.0\n\nreplace github.com/flowcept/flowcept-go => %s\n\nrequire (%s",
		path, goVersion, root, requires)
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(text), 0o666); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "go.sum"), sum, 0o666)
}

// module PATH GOVERSION makes the current directory another module.
func module(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(writeModule(ts.MkAbs("."), ts.Getenv("ROOT"), args[0], args[1]))
}

// status CODE ARG… runs flowcept-gen and checks its exit status.
func status(ts *testscript.TestScript, neg bool, args []string) {
	err := ts.Exec("flowcept-gen", args[1:]...)
	code := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if fmt.Sprint(code) != args[0] {
		ts.Fatalf("flowcept-gen %s: got exit status %d, want %s", strings.Join(args[1:], " "), code, args[0])
	}
}

// crlf FILE… gives files line ends of CR and LF.
func crlf(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		path := ts.MkAbs(name)
		text, err := os.ReadFile(path)
		ts.Check(err)
		ts.Check(os.WriteFile(path, bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n")), 0o666))
	}
}

// mtimes set|same FILE… sets the times of files back, or checks that nobody has
// written to them since.
func mtimes(ts *testscript.TestScript, neg bool, args []string) {
	past := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	for _, name := range args[1:] {
		path := ts.MkAbs(name)
		if args[0] == "set" {
			ts.Check(os.Chtimes(path, past, past))
			continue
		}
		info, err := os.Stat(path)
		ts.Check(err)
		if !info.ModTime().Equal(past) {
			ts.Fatalf("%s has been written to", name)
		}
	}
}

// records FILE writes to FILE what flowcept_buffer.jsonl says, a line a record,
// without what differs from run to run, and removes it.
func records(ts *testscript.TestScript, neg bool, args []string) {
	list := buffer(ts)
	activity, groups := map[any]any{}, map[string]int{}
	names := map[any]any{}
	for _, r := range list {
		activity[r["task_id"]] = r["activity_id"]
		names[r["workflow_id"]] = r["name"]
	}
	var out strings.Builder
	for _, r := range list {
		if r["type"] == "workflow" && r["status"] == "RUNNING" {
			continue // the closing record says it all again
		}
		if parent, ok := r["parent_task_id"]; ok {
			r["parent"] = activity[parent]
		}
		if parent, ok := r["parent_workflow_id"]; ok && names[parent] != nil {
			r["parent_workflow_id"] = names[parent]
		}
		if group := fmt.Sprint(r["group_id"]); r["subtype"] == "iteration" && len(group) == 32 {
			if groups[group] == 0 {
				groups[group] = len(groups) + 1
			}
			r["group_id"] = fmt.Sprint("loop ", groups[group])
		}
		fmt.Fprintln(&out, line(r))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(out.String()), 0o666))
	ts.Check(os.Remove(ts.MkAbs("flowcept_buffer.jsonl")))
}

// sites FILE writes to FILE where the workflow says its activities are.
func sites(ts *testscript.TestScript, neg bool, args []string) {
	var lines []string
	for _, r := range buffer(ts) {
		meta, _ := r["custom_metadata"].(map[string]any)
		activities, _ := meta["activities"].(map[string]any)
		for name, a := range activities {
			at := a.(map[string]any)
			lines = append(lines, fmt.Sprintf("%s %v %v:%v\n", name, at["func"], at["file"], at["line"]))
		}
	}
	slices.Sort(lines)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Join(lines, "")), 0o666))
}

// buffer is what flowcept_buffer.jsonl holds.
func buffer(ts *testscript.TestScript) []map[string]any {
	f, err := os.Open(ts.MkAbs("flowcept_buffer.jsonl"))
	ts.Check(err)
	defer f.Close()
	var list []map[string]any
	for sc := bufio.NewScanner(f); sc.Scan(); {
		var r map[string]any
		ts.Check(json.Unmarshal(sc.Bytes(), &r))
		list = append(list, r)
	}
	return list
}

var instance = regexp.MustCompile(`_instance_id_[1-9]\d*`)

// line is a record as "name status key=value …".
func line(r map[string]any) string {
	name := fmt.Sprint(r["activity_id"])
	if r["type"] == "workflow" {
		name = fmt.Sprintf("workflow %v", r["name"])
	}
	if r["type"] == "agent" {
		return fmt.Sprintf("agent %v name=%v", r["agent_id"], r["name"])
	}
	if _, timed := r["ended_at"]; !timed {
		name += " (untimed)"
	}
	if meta, ok := r["custom_metadata"].(map[string]any); ok && r["type"] == "workflow" {
		delete(meta, "activities")
		if len(meta) == 0 {
			delete(r, "custom_metadata")
		}
	}
	text := fmt.Sprintf("%s %v", name, r["status"])
	var keys []string
	for k := range r {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		switch k {
		case "activity_id", "name", "status", "type", "task_id", "parent_task_id", "workflow_id", "campaign_id", "hostname",
			"started_at", "ended_at", "interceptor_ids", "utc_timestamp", "user", "sys_name", "flowcept_version",
			"flowcept_settings", "conf", "extra_metadata", "code_repository", "login_name", "node_name":
			continue
		}
		value, _ := json.Marshal(r[k])
		text += fmt.Sprintf(" %s=%s", k, instance.ReplaceAll(value, []byte("_instance_id_N")))
	}
	return text
}
