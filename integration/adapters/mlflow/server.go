package mlflow

import (
	"context"
	"encoding/json"
	"math"
	"net/url"
	"strconv"
	"time"
)

// A server is a store behind MLflow's tracking API.
type server struct {
	address string
	opt     *Options

	latest  int64     // time, in ms, at which the last run ended
	swept   time.Time // when all runs were listed last
	pending []run     // were listed and are looked at again, until the next listing of all
}

// sweep is how often all runs are listed; in between, those that have ended no longer than overlap before the last one,
// because the clocks of several writers differ.
const (
	sweep   = 5 * time.Minute
	overlap = int64(time.Hour / time.Millisecond)
)

func newServer(address string, o *Options) *server { return &server{address: address, opt: o} }

// number is a number of the API: infinity and what is none are strings there, and so is a large integer.
type number float64

func (n *number) UnmarshalJSON(b []byte) error {
	s := string(b)
	if unquoted, err := strconv.Unquote(s); err == nil {
		s = unquoted
	}
	v, err := strconv.ParseFloat(s, 64)
	*n = number(v)
	return err
}

type keyValue struct{ Key, Value string }

type apiMetric struct {
	Key             string
	Value           number
	Timestamp, Step json.Number
}

func (m apiMetric) point() point {
	return point{integer(m.Step), integer(m.Timestamp), float64(m.Value)}
}

func integer(n json.Number) int64 {
	if i, err := n.Int64(); err == nil {
		return i
	}
	f, err := n.Float64()
	if err != nil || math.Abs(f) >= math.MaxInt64 {
		return 0
	}
	return int64(f)
}

// apiRun is a run as the API has it.
type apiRun struct {
	Info struct {
		ID           string      `json:"run_id"`
		Name         string      `json:"run_name"`
		User         string      `json:"user_id"`
		ExperimentID string      `json:"experiment_id"`
		Status       string      `json:"status"`
		Start        json.Number `json:"start_time"`
		End          json.Number `json:"end_time"`
		ArtifactURI  string      `json:"artifact_uri"`
	}
	Data struct {
		Params, Tags []keyValue
		Metrics      []apiMetric
	}
	Inputs struct {
		Datasets []struct {
			Tags    []keyValue
			Dataset struct {
				Name, Digest, Source string
				SourceType           string `json:"source_type"`
			}
		} `json:"dataset_inputs"`
	}
	Outputs struct {
		Models []struct {
			ID string `json:"model_id"`
		} `json:"model_outputs"`
	}
}

func (a *apiRun) run(experiments map[string]string) run {
	r := run{
		id: a.Info.ID, name: a.Info.Name, user: a.Info.User, status: a.Info.Status,
		experimentID: a.Info.ExperimentID, experiment: experiments[a.Info.ExperimentID], artifactURI: a.Info.ArtifactURI,
		start: integer(a.Info.Start), end: integer(a.Info.End),
		params: mapOf(a.Data.Params), tags: mapOf(a.Data.Tags), metrics: map[string]float64{},
	}
	for _, m := range a.Data.Metrics {
		r.metrics[m.Key] = float64(m.Value)
	}
	for _, in := range a.Inputs.Datasets {
		d := in.Dataset
		r.datasets = append(r.datasets, dataset{
			name: d.Name, digest: d.Digest, sourceType: d.SourceType, source: d.Source, context: mapOf(in.Tags)["mlflow.data.context"],
		})
	}
	for _, m := range a.Outputs.Models {
		r.models = append(r.models, model{id: m.ID})
	}
	return r
}

func mapOf(list []keyValue) map[string]string {
	m := map[string]string{}
	for _, kv := range list {
		m[kv.Key] = kv.Value
	}
	return m
}

// detail asks for the run as it is now, for the history of its metrics and for its artifacts.
func (s *server) detail(ctx context.Context, r *run) (bool, error) {
	var answer struct{ Run apiRun }
	if err := s.ask(ctx, "runs/get", url.Values{"run_id": {r.id}}, nil, &answer); err != nil {
		return false, err
	}
	now := answer.Run.run(map[string]string{r.experimentID: r.experiment})
	if now.status != r.status || now.end != r.end {
		return false, nil
	}
	*r = now
	r.history = map[string][]point{}
	for key := range r.metrics {
		var err error
		if r.history[key], err = s.history(ctx, r.id, key); err != nil {
			return false, err
		}
	}
	if s.opt.NoArtifacts {
		r.models = nil
		return true, nil
	}
	for i, m := range r.models {
		var err error
		if r.models[i], err = s.model(ctx, m.id); err != nil {
			return false, err
		}
	}
	var err error
	r.artifacts, err = s.artifacts(ctx, r.id)
	return err == nil, err
}
