package mlflow

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"
)

const (
	experimentsAtOnce = 100
	runsAtOnce        = 500
	pointsAtOnce      = 10000
)

// ends are the statuses of runs that have ended.
var ends = []string{"FINISHED", "FAILED", "KILLED"}

// paged asks for page after page, until one has no token of a next one.
func paged(query func(token string) (next string, err error)) error {
	for token := ""; ; {
		next, err := query(token)
		if err != nil || next == "" || next == token {
			return err
		}
		token = next
	}
}

// ended lists the runs that have ended lately, and from time to time all.
func (s *server) ended(ctx context.Context) ([]run, error) {
	names, err := s.experiments(ctx)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	whole := began.Sub(s.swept) > sweep
	since := int64(0)
	if !whole {
		since = s.latest - overlap
	}
	var runs []run
	ids := make([]string, 0, len(names))
	for id := range names {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for some := range slices.Chunk(ids, experimentsAtOnce) {
		found, err := s.search(ctx, some, names, since)
		if err != nil {
			return nil, err
		}
		runs = append(runs, found...)
	}
	slices.SortFunc(runs, func(a, b run) int { return cmp.Or(cmp.Compare(a.end, b.end), cmp.Compare(a.id, b.id)) })
	if len(runs) > 0 {
		s.latest = max(s.latest, runs[len(runs)-1].end)
	}
	if whole {
		s.swept, s.pending = began, runs
		return runs, nil
	}
	return append(slices.Clone(s.pending), runs...), nil
}

func (s *server) experiments(ctx context.Context) (names map[string]string, err error) {
	names = map[string]string{}
	err = paged(func(token string) (string, error) {
		var answer struct {
			Experiments []struct {
				ID   string `json:"experiment_id"`
				Name string
			}
			Next string `json:"next_page_token"`
		}
		body := map[string]any{"max_results": 1000, "page_token": token, "view_type": "ACTIVE_ONLY"}
		err := s.ask(ctx, "experiments/search", nil, body, &answer)
		for _, e := range answer.Experiments {
			names[e.ID] = e.Name
		}
		return answer.Next, err
	})
	return names, err
}

func (s *server) search(ctx context.Context, ids []string, names map[string]string, since int64) (runs []run, err error) {
	filter := "attributes.status != 'RUNNING' AND attributes.status != 'SCHEDULED'" // of a status the API takes no list
	if since > 0 {
		filter += fmt.Sprintf(" AND attributes.end_time >= %d", since)
	}
	err = paged(func(token string) (string, error) {
		var answer struct {
			Runs []apiRun
			Next string `json:"next_page_token"`
		}
		body := map[string]any{"experiment_ids": ids, "filter": filter, "max_results": runsAtOnce, "page_token": token, "run_view_type": "ACTIVE_ONLY"}
		err := s.ask(ctx, "runs/search", nil, body, &answer)
		for i := range answer.Runs {
			if r := answer.Runs[i].run(names); slices.Contains(ends, r.status) {
				runs = append(runs, r)
			}
		}
		return answer.Next, err
	})
	return runs, err
}

func (s *server) history(ctx context.Context, id, key string) (points []point, err error) {
	err = paged(func(token string) (string, error) {
		var answer struct {
			Metrics []apiMetric
			Next    string `json:"next_page_token"`
		}
		query := url.Values{"run_id": {id}, "metric_key": {key}, "max_results": {strconv.Itoa(pointsAtOnce)}}
		if token != "" {
			query.Set("page_token", token)
		}
		err := s.ask(ctx, "metrics/get-history", query, nil, &answer)
		for _, m := range answer.Metrics {
			points = append(points, m.point())
		}
		return answer.Next, err
	})
	slices.SortStableFunc(points, func(a, b point) int { return cmp.Or(cmp.Compare(a.step, b.step), cmp.Compare(a.at, b.at)) })
	return points, err
}

// artifacts lists a run's files, a directory at a time. A server that refuses to list them does not keep back the run.
func (s *server) artifacts(ctx context.Context, id string) (list []artifact, err error) {
	for dirs := []string{""}; len(dirs) > 0 && len(list) < mostArtifacts; {
		dir := dirs[0]
		dirs = dirs[1:]
		err := paged(func(token string) (string, error) {
			var answer struct {
				Files []struct {
					Path  string
					IsDir bool        `json:"is_dir"`
					Size  json.Number `json:"file_size"`
				}
				Next string `json:"next_page_token"`
			}
			query := url.Values{"run_id": {id}}
			if dir != "" {
				query.Set("path", dir)
			}
			if token != "" {
				query.Set("page_token", token)
			}
			err := s.ask(ctx, "artifacts/list", query, nil, &answer)
			for _, f := range answer.Files {
				if f.IsDir {
					dirs = append(dirs, f.Path)
				} else if len(list) < mostArtifacts {
					list = append(list, artifact{f.Path, integer(f.Size)})
				}
			}
			return answer.Next, err
		})
		var refused *refusal
		switch {
		case errors.As(err, &refused) && refused.final():
			return list, nil
		case err != nil:
			return nil, err
		}
	}
	slices.SortFunc(list, func(a, b artifact) int { return cmp.Compare(a.path, b.path) })
	return list, nil
}
