//go:build unix

package faults

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
)

var (
	scratch      string // directory of the run
	environments int    // made so far
)

// program is the sink's command.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(scratch, "flowcept-sink")
	out, err := exec.Command("go", "build", "-o", path, "github.com/flowcept/flowcept-go/cmd/flowcept-sink").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, out)
	}
	return path, err
})

func TestMain(m *testing.M) {
	if args := strings.Fields(os.Getenv(asProducer)); len(args) == 2 {
		if err := produce(args[0], args[1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	var err error
	if scratch, err = os.MkdirTemp("", "flowcept-faults-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(scratch)
	defer func() {
		if theBroker != nil {
			theBroker.kill()
		}
	}()
	return m.Run()
}

// An environment is the settings of one test: a topic, a group and a database of its own.
type environment struct {
	dir       string
	topic     string
	uri       string // of the database's server
	db        string
	producers []*producer
}

// newEnvironment writes settings for the broker at an address and a database at another.
func newEnvironment(t testing.TB, brokers, database string, more ...string) *environment {
	t.Helper()
	environments++
	name := fmt.Sprint(regexp.MustCompile(`\W`).ReplaceAllString(t.Name(), "_"), environments)
	e := &environment{dir: t.TempDir(), topic: name, uri: database, db: "flowcept_" + name}
	yaml := fmt.Sprintf("project: {db_flush_mode: online, enrich_messages: false}\n"+
		"mq: {enabled: true, type: kafka, host: %q, channel: %s, group_id: %s, insertion_buffer_time_secs: 0.1%s}\n"+
		"databases: {mongodb: {enabled: true, uri: %q, db: %s, create_collection_index: true}}\n",
		brokers, e.topic, e.topic, strings.Join(more, ""), database, e.db)
	if err := os.WriteFile(filepath.Join(e.dir, "settings.yaml"), []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	return e
}

// append adds to the settings.
func (e *environment) append(t testing.TB, yaml string) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(e.dir, "settings.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(yaml); err != nil {
		t.Fatal(err)
	}
}

func (e *environment) variables() []string {
	var all []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "MQ_") && !strings.HasPrefix(v, "MONGO_") && !strings.HasPrefix(v, "FLOWCEPT") {
			all = append(all, v)
		}
	}
	return append(all, "FLOWCEPT_SETTINGS_PATH="+filepath.Join(e.dir, "settings.yaml"), "XDG_CACHE_HOME="+filepath.Join(e.dir, "cache"), "HOME="+e.dir)
}

// sink is the sink's command, with the settings of the environment.
func (e *environment) sink(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	cmd.Env, cmd.Dir = e.variables(), e.dir
	return cmd
}

// command runs the sink's command to its end.
func (e *environment) command(t testing.TB, args ...string) string {
	t.Helper()
	out, err := e.sink(t, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("flowcept-sink %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// A sinkProcess is a sink that runs.
type sinkProcess struct {
	cmd    *exec.Cmd
	listen string
	log    lockedBuffer
}

// A lockedBuffer takes what a process says while the test looks at it.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// newSink starts a sink, and waits until it serves its metrics.
func (e *environment) newSink(t testing.TB, flags ...string) *sinkProcess {
	t.Helper()
	s := &sinkProcess{listen: fmt.Sprint("127.0.0.1:", freePorts(t, 1)[0])}
	s.cmd = e.sink(t, append([]string{"run", "-listen", s.listen, "-stop-timeout", "30s", "-v"}, flags...)...)
	s.cmd.Stderr = &s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	eventually(t, "the sink serves its metrics", func() error { _, err := s.get("/healthz"); return err })
	return s
}

func (s *sinkProcess) get(path string) (string, error) {
	r, err := http.Get("http://" + s.listen + path)
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", r.Status, text)
	}
	return string(text), err
}

// metric is the sum of a metric's values, 0 where the sink cannot be asked.
func (s *sinkProcess) metric(name string) (sum float64) {
	text, err := s.get("/metrics")
	if err != nil {
		return 0
	}
	for _, m := range regexp.MustCompile(`(?m)^`+name+`(?:\{.*\})? (\S+)$`).FindAllStringSubmatch(text, -1) {
		v, _ := strconv.ParseFloat(m[1], 64)
		sum += v
	}
	return sum
}

// written is the metric of messages that a sink has written.
const written = "flowcept_sink_messages_total"

// awaits waits until the sink has written so many messages more.
func (s *sinkProcess) awaits(t testing.TB, n int) {
	t.Helper()
	want := s.metric(written) + float64(n)
	eventually(t, fmt.Sprintf("the sink writes %d messages", n), func() error {
		if got := s.metric(written); got < want {
			return fmt.Errorf("got %v, want %v; log: %s", got, want, s.log.String())
		}
		return nil
	})
}

// stop ends the sink as a supervisor does; it has to end well.
func (s *sinkProcess) stop(t testing.TB) {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("the sink ended with %v: %s", err, s.log.String())
	}
}

func (s *sinkProcess) kill() {
	s.cmd.Process.Kill()
	s.cmd.Wait()
}
