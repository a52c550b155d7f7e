package persist_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"

	_ "github.com/flowcept/flowcept-go/integration/persist"
	"github.com/flowcept/flowcept-go/internal/services"
	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// start starts a workflow that persists what is sent to an in-process broker in the database at an address.
func start(t *testing.T, uri string, opts ...flowcept.WorkflowOption) *flowcept.Workflow {
	t.Helper()
	broker, err := kfake.NewCluster()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(broker.Close)
	dir := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", dir)
	host, port, _ := strings.Cut(broker.ListenAddrs()[0], ":")
	path := filepath.Join(dir, "settings.yaml")
	yaml := fmt.Sprintf("project: {db_flush_mode: online}\nmq: {enabled: true, type: kafka, host: %s, port: %s}\ndatabases: {mongodb: {enabled: true, uri: %q}}\n", host, port, uri)
	if err := os.WriteFile(path, []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	wf, err := flowcept.Start(t.Context(), append(opts, flowcept.StartPersistence(true), flowcept.SettingsFile(path))...)
	if err != nil {
		t.Fatal(err)
	}
	return wf
}

const nobody = "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100"

// Stop waits for the database: one that is not there is named when the context ends.
func TestStopWaitsForTheDatabase(t *testing.T) {
	past := flowcept.Stats()
	wf := start(t, nobody)
	flowcept.NewTask(t.Context(), "a").Send()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	err := wf.Stop(ctx)
	if err == nil || !strings.Contains(err.Error(), "3 messages of topic interception are not in the database yet") {
		t.Errorf("got error %v, want one that says how many messages are not in the database", err)
	}
	if got := flowcept.Stats().Acknowledged - past.Acknowledged; got != 3 {
		t.Errorf("got %d records acknowledged by the broker, want 3", got)
	}
}

// Where Stop is not to wait, it does not wait for the database either.
func TestStopThatDoesNotWait(t *testing.T) {
	wf := start(t, nobody, flowcept.CheckSafeStops(false))
	if err := wf.Stop(t.Context()); err != nil && !strings.Contains(err.Error(), "left to another sink") {
		t.Errorf("got error %v, want none, or that the batch in hand is left to another sink", err)
	}
}

// With a database the records are in it when Stop returns.
func TestStopPersists(t *testing.T) {
	wf := start(t, services.MongoDB(t))
	flowcept.NewTask(t.Context(), "a").Send()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := wf.Stop(ctx); err != nil {
		t.Fatal(err)
	}
}
