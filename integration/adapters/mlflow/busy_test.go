package mlflow_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/flowcept/flowcept-go/integration/adapters/mlflow"
	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// A server that is busy when it is asked for a run's artifacts is asked again, rather than that they are left out. One that
// fails in other ways, as where it may not read its own store of artifacts, keeps back nothing.
func TestArtifactsOfABusyServerAreAskedForAgain(t *testing.T) {
	for status, want := range map[int]int{http.StatusServiceUnavailable: 1, http.StatusInternalServerError: 0} {
		isolated(t)
		var asked atomic.Int32
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			const run = `{"info": {"run_id": "r", "run_name": "busy", "experiment_id": "1", "status": "FINISHED", "end_time": 1750000000000}}`
			switch r.URL.Path {
			case "/api/2.0/mlflow/experiments/search":
				fmt.Fprint(w, `{"experiments": [{"experiment_id": "1", "name": "e"}]}`)
			case "/api/2.0/mlflow/runs/search":
				fmt.Fprintf(w, `{"runs": [%s]}`, run)
			case "/api/2.0/mlflow/runs/get":
				fmt.Fprintf(w, `{"run": %s}`, run)
			case "/api/2.0/mlflow/artifacts/list":
				if asked.Add(1) == 1 {
					w.WriteHeader(status)
					return
				}
				fmt.Fprint(w, `{"files": [{"path": "a.txt", "file_size": 3}]}`)
			default:
				t.Errorf("asked for %s", r.URL)
			}
		}))
		a, err := mlflow.New(mlflow.Options{TrackingURI: s.URL, Interval: time.Millisecond, OnError: func(err error) { t.Logf("the adapter says %v", err) }})
		if err != nil {
			t.Fatal(err)
		}
		wf, err := flowcept.Start(t.Context(), flowcept.Observe(a))
		if err != nil {
			t.Fatal(err)
		}
		arrive(t, 1)
		if err := wf.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.Close()
		objects := 0
		for r, err := range flowcept.ReadBufferFile("") {
			if err != nil {
				t.Fatal(err)
			}
			if r["type"] == "object" {
				objects++
			}
		}
		if objects != want {
			t.Errorf("a server that answers %d at first: got %d artifacts, want %d", status, objects, want)
		}
	}
}
