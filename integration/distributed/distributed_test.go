package distributed

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/flowcept/flowcept-go/internal/fresh"
	"github.com/flowcept/flowcept-go/internal/scrub"
	"github.com/flowcept/flowcept-go/internal/services"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

var update = flag.Bool("update", false, "rewrite the records.golden.jsonl of the example")

const (
	example = "../../examples/distributed"
	workers = 3
	tasks   = workers + 1
)

func TestProcessesShareAWorkflow(t *testing.T) {
	fresh.Sources(t, "../..")
	broker, err := kfake.NewCluster(kfake.NumBrokers(1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(broker.Close)
	bootstrap := broker.ListenAddrs()[0]
	for mode, build := range map[string][]string{
		"siblings": {"build", "-tags", "flowcept"},
		"overlay":  {"tool", "flowcept-gen", "go", "build"},
	} {
		t.Run(mode, func(t *testing.T) {
			run(t, build, bootstrap, mode, "")
			compare(t, bootstrap, mode, tasks)
		})
	}
	t.Run("plain", func(t *testing.T) { // the workflow is started by hand, and is all there is
		run(t, []string{"build"}, bootstrap, "plain", "")
		if n := services.Count(t, bootstrap, "plain"); n != 2 {
			t.Errorf("got %d records, want the workflow's two", n)
		}
	})
}

func TestProcessesShareAWorkflowOverKafka(t *testing.T) {
	bootstrap, topic := services.Topic(t, 0)
	run(t, []string{"build", "-tags", "flowcept"}, bootstrap, topic, "")
	compare(t, bootstrap, topic, tasks)
}

// With a database in the settings the starter writes to it, and what the workers have captured is there when it ends.
func TestStarterPersistsForTheWorkers(t *testing.T) {
	bootstrap, topic := services.Topic(t, 1)
	uri := services.MongoDB(t)
	client, err := mongo.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		t.Fatal(err)
	}
	db := client.Database(topic)
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		_ = db.Drop(ctx)
		_ = client.Disconnect(ctx)
	})
	run(t, []string{"build", "-tags", "flowcept"}, bootstrap, topic, fmt.Sprintf("databases: {mongodb: {enabled: true, uri: %q, db: %s}}\n", uri, topic))
	for collection, want := range map[string]int64{"tasks": tasks, "workflows": 1} {
		n, err := db.Collection(collection).CountDocuments(t.Context(), bson.M{})
		if err != nil || n != want {
			t.Errorf("the database has %d documents in %s, %v; want %d", n, collection, err, want)
		}
	}
}

// run runs the starter and its workers, which begin first, against a topic.
func run(t *testing.T, build []string, bootstrap, topic, more string) {
	t.Helper()
	dir := t.TempDir()
	bin := dir + string(filepath.Separator)
	for _, name := range []string{"starter", "worker"} {
		cmd := exec.Command("go", append(slices.Clone(build), "-o", bin, "./"+name)...)
		cmd.Dir = example
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %v: %v\n%s", cmd.Args, err, out)
		}
	}
	host, port, err := net.SplitHostPort(bootstrap)
	if err != nil {
		t.Fatal(err)
	}
	settings := filepath.Join(dir, "settings.yaml")
	text := fmt.Sprintf("project: {db_flush_mode: online, enrich_messages: false}\nmq: {enabled: true, type: kafka, host: %s, port: %s, channel: %s}\n%s", host, port, topic, more)
	if err := os.WriteFile(settings, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	shared := filepath.Join(dir, "run")
	var all []*exec.Cmd
	var said []*bytes.Buffer
	begin := func(name string, args ...string) {
		cmd := exec.CommandContext(ctx, filepath.Join(dir, name), append([]string{"-dir", shared}, args...)...)
		cmd.Env = append(os.Environ(), "FLOWCEPT_SETTINGS_PATH="+settings, "XDG_CACHE_HOME="+dir, "LocalAppData="+dir)
		out := new(bytes.Buffer)
		cmd.Stdout, cmd.Stderr = out, out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		all, said = append(all, cmd), append(said, out)
	}
	for share := range workers {
		begin("worker", "-share", fmt.Sprint(share))
	}
	begin("starter", "-workers", fmt.Sprint(workers))
	for i, cmd := range all {
		err := cmd.Wait()
		want := ""
		if i == workers {
			want = "430 primes\n"
		}
		if err != nil || said[i].String() != want {
			t.Errorf("%s: got %v and %q, want %q", filepath.Base(cmd.Path), err, said[i], want)
		}
	}
	if t.Failed() {
		t.FailNow()
	}
}

// compare holds the topic against the golden, in the order of the work, which is not that of arrival.
func compare(t *testing.T, bootstrap, topic string, tasks int) {
	t.Helper()
	var records []map[string]any
	for _, m := range services.Records(t, bootstrap, topic, tasks+2) {
		r, err := prov.Decode(m.Value)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
	}
	if n := services.Count(t, bootstrap, topic); n != tasks+2 {
		t.Errorf("got %d records, want %d", n, tasks+2)
	}
	slices.SortFunc(records, func(a, b map[string]any) int { return cmp.Compare(order(a), order(b)) })
	var got strings.Builder
	var s scrub.Scrubber
	for _, r := range records {
		got.WriteString(s.Line(t, r))
	}
	path := filepath.Join(example, "records.golden.jsonl")
	if *update {
		if err := os.WriteFile(path, []byte(got.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", path, &got, want)
	}
}

func order(r map[string]any) string {
	used, _ := r["used"].(map[string]any)
	switch r["status"] {
	case "RUNNING":
		return "0"
	case "FINISHED":
		if r["type"] == "workflow" {
			return "2"
		}
	}
	return fmt.Sprintf("1 %v %06v", r["activity_id"], used["from"])
}
