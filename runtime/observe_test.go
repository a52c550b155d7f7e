package flowcept_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// An adapter is named, and observes what a function does.
type adapter struct {
	name    string
	observe func(ctx context.Context, emit func(prov.Record) error) error
}

func (a adapter) Name() string { return a.name }

func (a adapter) Observe(ctx context.Context, emit func(prov.Record) error) error {
	return a.observe(ctx, emit)
}

func TestAnAdapterRunsUntilStop(t *testing.T) {
	isolated(t)
	errs := heard(t)
	var late func(prov.Record) error
	wf, err := flowcept.Start(t.Context(), flowcept.CampaignID("c"), flowcept.Interceptors("extra"), flowcept.Observe(
		adapter{"watcher", func(ctx context.Context, emit func(prov.Record) error) error {
			late = emit
			first := prov.Task{TaskID: "1", ActivityID: "seen", Status: prov.StatusFinished}
			other := prov.Task{TaskID: "2", ActivityID: "other", WorkflowID: "w", AdapterID: "x", Hostname: "h"}
			if err := errors.Join(emit(&first), emit(&other)); err != nil {
				return err
			}
			<-ctx.Done()
			return errors.Join(ctx.Err(), emit(&prov.Task{TaskID: "3", ActivityID: "last"}))
		}},
		adapter{"broken", func(context.Context, func(prov.Record) error) error { return errors.New("no such file") }},
		adapter{"rude", func(context.Context, func(prov.Record) error) error { panic("oops") }},
		nil,
	))
	if err != nil {
		t.Fatal(err)
	}
	if err := wf.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := late(&prov.Task{TaskID: "4", ActivityID: "late"}); err == nil {
		t.Error("a record emitted after Stop was taken")
	}
	all := written(t, "")
	wants(t, all.task(t, "seen"), map[string]string{"adapter_id": "watcher", "workflow_id": wf.ID(), "campaign_id": "c", "status": "FINISHED"})
	wants(t, all.task(t, "other"), map[string]string{"adapter_id": "x", "workflow_id": "w", "hostname": "h"})
	wants(t, all.task(t, "last"), map[string]string{"adapter_id": "watcher"})
	if got := len(all.tasks()); got != 3 {
		t.Errorf("got %d tasks, want 3:\n%v", got, all)
	}
	if got := all.workflows().column("interceptor_ids"); strings.Count(got, " extra watcher broken rude]") != 2 {
		t.Errorf("got interceptor_ids %s, want in both records this process's id and then extra, watcher, broken, rude", got)
	}
	text := errors.Join(errs()...).Error()
	for _, want := range []string{"adapter broken: no such file", "adapter rude: panic: oops"} {
		if !strings.Contains(text, want) {
			t.Errorf("OnError heard %q, want %q", text, want)
		}
	}
	if strings.Contains(text, "watcher") {
		t.Errorf("OnError heard %q, want nothing of an adapter that ended with its context", text)
	}
}

func TestTheBundleIsInTheMetadata(t *testing.T) {
	all := record(t, func(context.Context) {}, flowcept.BundleExecID("b"), flowcept.Metadata(flowcept.Values{"k": 1}))
	if got, want := all.workflows().column("custom_metadata"), "map[bundle_exec_id:b k:1]"; !strings.Contains(got, want) {
		t.Errorf("got custom_metadata %s, want %s", got, want)
	}
}
