// Package deploy holds no code: its test keeps the deployment files in step with the sink. What they are for checks them
// in the module in check.
package deploy

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/flowcept/flowcept-go/integration/sink"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// build builds the sink as the container file does, into an empty directory.
func build(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "flowcept-sink")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, "github.com/flowcept/flowcept-go/cmd/flowcept-sink")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return path
}

// A static build runs from a directory with nothing else in it, without any environment, as in a container from scratch.
func TestStaticBuildRunsFromAnEmptyDirectory(t *testing.T) {
	sink := build(t)
	if runtime.GOOS == "linux" {
		if out, err := exec.Command("ldd", sink).CombinedOutput(); err == nil && !strings.Contains(string(out), "not a dynamic") {
			t.Errorf("ldd says %s, want a static program", out)
		}
	}
	for _, c := range []struct {
		args   string
		env    []string
		status int
		want   string
	}{
		{"--help", []string{}, 0, "usage: flowcept-sink COMMAND"},
		{"run --help", []string{}, 0, "-listen"},
		{"run", []string{}, 1, "databases.mongodb.enabled"},
		{"ping", []string{}, 1, "mq.enabled"},
		{"ping -timeout 5s", []string{"MQ_ENABLED=true", "MQ_HOST=127.0.0.1", "MQ_PORT=1", "MONGO_ENABLED=true", "MONGO_URI=mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100"}, 1, "refused"},
		{"recover", []string{"DB_FLUSH_MODE=online", "MQ_ENABLED=true", "MQ_HOST=127.0.0.1"}, 0, "0 records of 0 spools"},
	} {
		cmd := exec.Command(sink, strings.Fields(c.args)...)
		cmd.Dir, cmd.Env = filepath.Dir(sink), c.env
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		if got := cmd.ProcessState.ExitCode(); got != c.status || !strings.Contains(string(out), c.want) {
			t.Errorf("%s: got status %d and %q, want %d and %q", c.args, got, out, c.status, c.want)
		}
	}
	if left, _ := os.ReadDir(filepath.Dir(sink)); len(left) != 1 {
		t.Errorf("got %v beside the program, want nothing", left)
	}
}

func TestSystemdUnit(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("needs systemd-analyze")
	}
	unit, err := os.ReadFile("systemd/flowcept-sink.service")
	if err != nil {
		t.Fatal(err)
	}
	// The program is looked for where the unit says.
	there := bytes.ReplaceAll(unit, []byte("/usr/local/bin/flowcept-sink"), []byte(build(t)))
	path := filepath.Join(t.TempDir(), "flowcept-sink.service")
	if err := os.WriteFile(path, there, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(analyze, "verify", "--man=no", path).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("systemd-analyze verify: %v: %s", err, out)
	}
}

// The settings, the commands and the flags that the files and the page name are those of the sink.
func TestSettingsAndFlags(t *testing.T) {
	s, err := settings.Load("settings.yaml", func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	if brokers, err := s.MQ.Brokers(); err != nil || len(brokers) != 3 || !s.MQ.Enabled || !s.MongoDB.Enabled {
		t.Errorf("got %v, %v, want three brokers and a database", brokers, err)
	}
	sink := build(t)
	help, err := exec.Command(sink, "run", "-help").Output()
	if err != nil {
		t.Fatal(err)
	}
	flag := regexp.MustCompile("(?:^|[ `\"])--?([a-z][a-z-]+)")
	for _, file := range []string{"kubernetes/deployment.yaml", "systemd/flowcept-sink.service", "container/Containerfile"} {
		for line := range strings.SplitSeq(read(t, file), "\n") {
			if !regexp.MustCompile(`ExecStart|^ +- -|^CMD`).MatchString(line) {
				continue
			}
			for _, m := range flag.FindAllStringSubmatch(line, -1) {
				if !strings.Contains(string(help), "\n  -"+m[1]) {
					t.Errorf("%s names -%s, which run does not have", file, m[1])
				}
			}
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Every metric that the rules and the page name is there, before anything has happened to count.
func TestMetricsThatAreNamedExist(t *testing.T) {
	served := metrics(t)
	name := regexp.MustCompile(`\b(?:flowcept_sink|process)_[a-z_]+\b`)
	for _, file := range []string{"prometheus/rules.yaml", "README.md"} {
		names := name.FindAllString(read(t, file), -1)
		if len(names) == 0 {
			t.Errorf("%s names no metric", file)
		}
		slices.Sort(names)
		for _, n := range slices.Compact(names) {
			if !regexp.MustCompile(`(?m)^` + n + `(_bucket)?[{ ]`).MatchString(served) {
				t.Errorf("%s names %s, which /metrics does not serve", file, n)
			}
		}
	}
	for _, n := range name.FindAllString(served, -1) {
		if strings.HasPrefix(n, "flowcept_sink") && !strings.Contains(read(t, "README.md"), regexp.MustCompile(`_(bucket|sum|count)$`).ReplaceAllString(n, "")) {
			t.Errorf("the page does not name %s", n)
		}
	}
}

// metrics are what a sink serves that has a broker and no database.
func metrics(t *testing.T) string {
	t.Helper()
	broker, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, "interception"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(broker.Close)
	host, port, err := net.SplitHostPort(broker.ListenAddrs()[0])
	if err != nil {
		t.Fatal(err)
	}
	s := settings.Default()
	s.MQ.Enabled, s.MQ.Host, s.MQ.Channel = true, host, "interception"
	s.MQ.Port, _ = strconv.Atoi(port)
	s.MongoDB.Enabled, s.MongoDB.URI = true, "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100"
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	k, err := sink.Start(t.Context(), s, sink.Options{Listen: address})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := k.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	}()
	for deadline := time.Now().Add(time.Minute); ; {
		r, err := http.Get("http://" + address + "/metrics")
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "flowcept_sink_lag_messages{") { // it has asked the broker
			return string(text)
		}
		if time.Now().After(deadline) {
			t.Fatal("no lag within a minute")
		}
	}
}
