package mlflow_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/flowcept/flowcept-go/integration/adapters/mlflow"
	"github.com/flowcept/flowcept-go/internal/services"
	flowcept "github.com/flowcept/flowcept-go/runtime"
)

var script, _ = filepath.Abs("testdata/runs.py")

// python runs the script with MLflow, and returns what it prints.
func python(t *testing.T, interpreter string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(interpreter, append([]string{script}, args...)...)
	cmd.Env = append(os.Environ(), "MLFLOW_ALLOW_FILE_STORE=true")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("runs.py %v: %v\n%s", args, err, &stderr)
	}
	return out
}

// What MLflow writes while it is observed arrives once, and says what Flowcept for Python's adapter says of it.
func TestMLflowWritesWhatIsObserved(t *testing.T) {
	interpreter := services.MLflow(t)
	isolated(t)
	artifacts := t.TempDir()
	python(t, interpreter, "log", "sqlite:///mlflow.db", artifacts, "deleted") // before: until it is deleted, a run is one that has ended
	tasks, count := observe(t, func() {
		python(t, interpreter, "log", "sqlite:///mlflow.db", artifacts, "finished", "failed", "nested", "joined", "modelled", "open_run")
	})
	if count["task"] != 6 {
		t.Fatalf("got %d tasks, want 6: %v", count["task"], tasks)
	}
	wantModel(t, tasks["modelled"]["task_id"])
	if count["object"] == 0 {
		t.Error("got no object of the artifact")
	}
	lines := bufio.NewScanner(bytes.NewReader(python(t, interpreter, "python", "mlflow.db")))
	compared := 0
	for lines.Scan() {
		var theirs map[string]any
		if err := json.Unmarshal(lines.Bytes(), &theirs); err != nil {
			continue // the interceptor's own words
		}
		for name, ours := range tasks {
			if ours["task_id"] != theirs["task_id"] {
				continue
			}
			compared++
			if !reflect.DeepEqual(ours["used"], theirs["used"]) {
				t.Errorf("%s: got used %v, Flowcept for Python has %v", name, ours["used"], theirs["used"])
			}
			generated, _ := theirs["generated"].(map[string]any)
			for key, want := range generated {
				if key == "loss" {
					continue // of several points it takes any one, we the last
				}
				if got := ours["generated"].(map[string]any)[key]; fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("%s: got generated %s %v, Flowcept for Python has %v", name, key, got, want)
				}
			}
		}
	}
	if compared < 3 {
		t.Errorf("compared %d runs with what Flowcept for Python makes of them, want at least 3", compared)
	}
}

// tracking is a tracking server, started and killed at will.
type tracking struct {
	t           *testing.T
	interpreter string
	dir, port   string
	cmd         *exec.Cmd
}

func (s *tracking) address() string { return "http://127.0.0.1:" + s.port }

func (s *tracking) start() {
	s.t.Helper()
	s.cmd = exec.Command(s.interpreter, "-m", "mlflow", "server", "--backend-store-uri", "sqlite:///"+filepath.Join(s.dir, "server.db"),
		"--artifacts-destination", filepath.Join(s.dir, "artifacts"), "--host", "127.0.0.1", "--port", s.port, "--workers", "1")
	s.cmd.Dir = s.dir
	log, err := os.Create(filepath.Join(s.dir, "server.log"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer log.Close()
	s.cmd.Stdout, s.cmd.Stderr = log, log
	ownGroup(s.cmd)
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	for deadline := time.Now().Add(90 * time.Second); ; {
		if r, err := http.Get(s.address() + "/health"); err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return
			}
		}
		if time.Now().After(deadline) {
			text, _ := os.ReadFile(log.Name())
			s.t.Fatalf("the tracking server did not start:\n%s", text)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func (s *tracking) kill() {
	if s.cmd == nil {
		return
	}
	killGroup(s.cmd)
	s.cmd.Wait()
	s.cmd = nil
}

// A tracking server that is not there yet, goes away and comes back: each run arrives once.
func TestATrackingServerGoesAwayAndComesBack(t *testing.T) {
	interpreter := services.MLflow(t)
	isolated(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	l.Close()
	s := &tracking{t: t, interpreter: interpreter, dir: t.TempDir(), port: port}
	defer s.kill()
	a, err := mlflow.New(mlflow.Options{TrackingURI: s.address(), Interval: 50 * time.Millisecond,
		OnError: func(err error) { t.Logf("the adapter says %v", err) }})
	if err != nil {
		t.Fatal(err)
	}
	wf, err := flowcept.Start(t.Context(), flowcept.Observe(a))
	if err != nil {
		t.Fatal(err)
	}
	s.start()
	python(t, interpreter, "log", s.address(), "mlflow-artifacts:/1", "finished", "failed")
	arrive(t, 2)
	s.kill()
	s.start()
	python(t, interpreter, "log", s.address(), "mlflow-artifacts:/1", "nested", "modelled")
	arrive(t, 5)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := wf.Stop(ctx); err != nil {
		t.Fatal(err)
	}
	ids := map[any]int{}
	for _, r := range file(t) {
		ids[r["task_id"]]++
		if r["custom_metadata"].(map[string]any)["run_name"] == "modelled" {
			wantModel(t, r["task_id"])
		}
	}
	for id, n := range ids {
		if n != 1 {
			t.Errorf("got %d records of run %v, want 1", n, id)
		}
	}
	if len(ids) != 5 {
		t.Errorf("got %d runs, want 5", len(ids))
	}
}

// arrive waits until n tasks are in the file.
func arrive(t *testing.T, n int) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); len(file(t)) < n; {
		if time.Now().After(deadline) {
			t.Fatalf("got %d tasks, want %d", len(file(t)), n)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// file is the tasks in the file, to which more may just be written.
func file(t *testing.T) (tasks []flowcept.Record) {
	t.Helper()
	for r, err := range flowcept.ReadBufferFile("") {
		if err != nil {
			return tasks // no file yet, or a line that is not whole yet
		}
		if r["type"] == "task" {
			tasks = append(tasks, r)
		}
	}
	return tasks
}
