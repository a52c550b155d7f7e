package flowcept_test

import (
	"context"
	"errors"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// This program does not link the sink, which matters where the settings give the sink something to do.
func TestStartPersistenceWithoutTheSink(t *testing.T) {
	for _, c := range []struct {
		name, yaml string
		persist    bool
		want       error
	}{
		{"a file", "databases: {mongodb: {enabled: true}}", true, nil},
		{"no database", "{project: {db_flush_mode: online}, mq: {enabled: true}}", true, nil},
		{"elsewhere", "{project: {db_flush_mode: online}, mq: {enabled: true}, databases: {mongodb: {enabled: true}}}", false, nil},
		{"here", "{project: {db_flush_mode: online}, mq: {enabled: true}, databases: {mongodb: {enabled: true}}}", true, flowcept.ErrNoSink},
	} {
		t.Run(c.name, func(t *testing.T) {
			isolated(t)
			configured(t, c.yaml)
			wf, err := flowcept.Start(t.Context(), flowcept.StartPersistence(c.persist), flowcept.SaveWorkflow(false))
			if !errors.Is(err, c.want) || (wf == nil) != (c.want != nil) {
				t.Errorf("got %v, %v; want the error %v", wf, err, c.want)
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel() // there is no broker
			_ = wf.Stop(ctx)
			if flowcept.NewTask(t.Context(), "a") != nil {
				t.Error("got a task while no workflow runs")
			}
		})
	}
}
