package mlflow

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"github.com/flowcept/flowcept-go/integration/adapters"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// A run is one of a store's. Times are milliseconds since the Unix epoch.
type run struct {
	id, name, user, status   string
	experimentID, experiment string
	artifactURI              string
	start, end               int64

	params    map[string]string
	metrics   map[string]float64 // the last value of each
	history   map[string][]point
	tags      map[string]string
	datasets  []dataset
	artifacts []artifact
	models    []model
}

// A point is one value of a metric.
type point struct {
	step, at int64
	value    float64
}

// A dataset is one that a run has logged as its input.
type dataset struct{ id, name, digest, sourceType, source, context string }

// An artifact is a file that a run has logged.
type artifact struct {
	path string // within the run's artifacts
	size int64
}

// The tags that set fields of the record.
const (
	tagWorkflow = "flowcept.workflow_id"
	tagCampaign = "flowcept.campaign_id"
	tagActivity = "flowcept.activity_id"
	tagParent   = "flowcept.parent_task_id"

	tagNested = "mlflow.parentRunId"
	tagUser   = "mlflow.user"
)

// task is the record of a run.
func (r *run) task(o *Options) *prov.Task {
	t := &prov.Task{
		TaskID:         r.id,
		ActivityID:     either(r.tags[tagActivity], r.experiment),
		WorkflowID:     r.tags[tagWorkflow],
		CampaignID:     r.tags[tagCampaign],
		ParentTaskID:   either(r.tags[tagParent], r.tags[tagNested]),
		AdapterID:      o.Name,
		User:           either(r.tags[tagUser], r.user),
		Status:         prov.StatusFinished,
		StartedAt:      seconds(r.start),
		EndedAt:        seconds(r.end),
		Used:           adapters.Fields(chosen(r.params, o.LogParams)),
		CustomMetadata: adapters.Fields(r.metadata(o)),
	}
	if metrics := chosen(r.metrics, o.LogMetrics); len(metrics) > 0 {
		t.Generated = adapters.Fields(metrics)
	}
	if r.status != "FINISHED" {
		t.Status = prov.StatusError
		t.Stderr = "the run is " + r.status
	}
	return t
}

func (r *run) metadata(o *Options) map[string]any {
	m := map[string]any{
		"run_name": r.name, "experiment_id": r.experimentID, "experiment_name": r.experiment,
		"artifact_uri": r.artifactURI, "run_status": r.status,
	}
	if len(r.tags) > 0 {
		m["tags"] = r.tags
	}
	var sets []map[string]any
	for _, d := range r.datasets {
		sets = append(sets, map[string]any{
			"dataset_id": d.id, "name": d.name, "digest": d.digest, "source_type": d.sourceType, "source": d.source, "context": d.context,
		})
	}
	if sets != nil {
		m["datasets"] = sets
	}
	history := map[string]any{}
	for _, key := range slices.Sorted(maps.Keys(r.history)) {
		if points := adapters.Thin(r.history[key], o.MaxHistory); len(r.history[key]) > 1 && len(points) > 0 && adapters.Match(o.LogMetrics, key) {
			history[key] = columns(points)
		}
	}
	if len(history) > 0 {
		m["metric_history"] = history
	}
	return m
}

// columns is a history as three lists, which take a third of the room that a list of maps takes.
func columns(points []point) map[string]any {
	steps, times, values := make([]any, len(points)), make([]any, len(points)), make([]any, len(points))
	for i, p := range points {
		steps[i], times[i], values[i] = p.step, seconds(p.at), p.value
	}
	return map[string]any{"step": steps, "time": times, "value": values}
}

// objects are the records of a run's artifacts and models. The ids of artifacts are the run's and the path's, so that they
// are the same each time.
func (r *run) objects() []*prov.Object {
	var list []*prov.Object
	for i := range r.models {
		list = append(list, r.models[i].object(r))
	}
	for _, f := range r.artifacts {
		sum := sha256.Sum256([]byte(r.id + "\x00" + f.path))
		list = append(list, &prov.Object{
			ObjectID:   hex.EncodeToString(sum[:16]),
			TaskID:     r.id,
			WorkflowID: r.tags[tagWorkflow],
			ObjectType: "artifact",
			CreatedAt:  seconds(r.end),
			CustomMetadata: adapters.Fields(map[string]any{
				"path": f.path, "uri": fmt.Sprintf("%s/%s", r.artifactURI, f.path), "size": f.size,
			}),
		})
	}
	return list
}

// chosen are the values whose names are among patterns.
func chosen[T any](values map[string]T, patterns []string) map[string]any {
	m := map[string]any{}
	for key, v := range values {
		if adapters.Match(patterns, key) {
			m[key] = v
		}
	}
	return m
}

func seconds(ms int64) float64 { return prov.SecondsOfNanos(ms * 1e6) }

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
