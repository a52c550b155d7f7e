package mlflow

import (
	"context"
	"database/sql"
	"math"
	"net/url"
	"path/filepath"
	"strings"
)

// has says whether a store has tables: those of an older MLflow lack some, and one that is being made lacks all.
func has(ctx context.Context, tx *sql.Tx, tables ...string) (bool, error) {
	for _, table := range tables {
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?`, table).Scan(&n); n == 0 || err != nil {
			return false, err
		}
	}
	return true, nil
}

func listRuns(ctx context.Context, tx *sql.Tx) (runs []run, err error) {
	err = each(ctx, tx, func(scan func(...any) error) error {
		var r run
		defer func() { runs = append(runs, r) }()
		return scan(&r.id, &r.name, &r.user, &r.status, &r.start, &r.end, &r.artifactURI, &r.experimentID, &r.experiment)
	}, `SELECT r.run_uuid, coalesce(r.name, ''), coalesce(r.user_id, ''), r.status, coalesce(r.start_time, 0), r.end_time,
			coalesce(r.artifact_uri, ''), r.experiment_id, coalesce(e.name, '')
		FROM runs r LEFT JOIN experiments e ON e.experiment_id = r.experiment_id
		WHERE r.status IN ('FINISHED', 'FAILED', 'KILLED') AND r.end_time IS NOT NULL AND coalesce(r.lifecycle_stage, '') <> 'deleted'
		ORDER BY r.end_time, r.run_uuid`)
	return runs, err
}

// each calls a function with each row that a query gives.
func each(ctx context.Context, tx *sql.Tx, row func(scan func(...any) error) error, query string, args ...any) error {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (f *sqliteFile) detail(ctx context.Context, r *run) (ok bool, err error) {
	err = f.read(ctx, func(tx *sql.Tx) error {
		var still int
		err := tx.QueryRowContext(ctx, `SELECT count(*) FROM runs WHERE run_uuid = ? AND status = ? AND end_time = ? AND lifecycle_stage <> 'deleted'`,
			r.id, r.status, r.end).Scan(&still)
		if ok = still == 1; err != nil || !ok {
			return err
		}
		for _, read := range []func(context.Context, *sql.Tx, *run) error{f.params, f.metrics, f.tags, f.datasets} {
			if err := read(ctx, tx, r); err != nil {
				return err
			}
		}
		if f.opt.NoArtifacts {
			return nil
		}
		return f.models(ctx, tx, r)
	})
	if dir, local := localDir(r.artifactURI, filepath.Dir(f.path)); local && ok && !f.opt.NoArtifacts {
		r.artifacts = filesBelow(dir)
	}
	return ok && err == nil, err
}

func (f *sqliteFile) params(ctx context.Context, tx *sql.Tx, r *run) error {
	r.params = map[string]string{}
	return each(ctx, tx, pairs(r.params), `SELECT key, value FROM params WHERE run_uuid = ?`, r.id)
}

func (f *sqliteFile) tags(ctx context.Context, tx *sql.Tx, r *run) error {
	r.tags = map[string]string{}
	return each(ctx, tx, pairs(r.tags), `SELECT key, coalesce(value, '') FROM tags WHERE run_uuid = ?`, r.id)
}

func pairs(into map[string]string) func(func(...any) error) error {
	return func(scan func(...any) error) error {
		var key, value string
		err := scan(&key, &value)
		into[key] = value
		return err
	}
}

// metrics reads the history: the last value is that of the last step, and of several there the latest, then the
// greatest, as MLflow has it.
func (f *sqliteFile) metrics(ctx context.Context, tx *sql.Tx, r *run) error {
	r.metrics, r.history = map[string]float64{}, map[string][]point{}
	return each(ctx, tx, func(scan func(...any) error) error {
		var key string
		var p point
		var nan bool
		if err := scan(&key, &p.value, &p.at, &p.step, &nan); err != nil {
			return err
		}
		if nan {
			p.value = math.NaN()
		}
		r.metrics[key] = p.value
		r.history[key] = append(r.history[key], p)
		return nil
	}, `SELECT key, coalesce(value, 0), timestamp, step, coalesce(is_nan, 0) FROM metrics WHERE run_uuid = ? ORDER BY key, step, timestamp, value`, r.id)
}

func (f *sqliteFile) datasets(ctx context.Context, tx *sql.Tx, r *run) error {
	if ok, err := has(ctx, tx, "datasets", "inputs", "input_tags"); !ok || err != nil {
		return err
	}
	return each(ctx, tx, func(scan func(...any) error) error {
		var d dataset
		defer func() { r.datasets = append(r.datasets, d) }()
		return scan(&d.id, &d.name, &d.digest, &d.sourceType, &d.source, &d.context)
	}, `SELECT d.dataset_uuid, d.name, d.digest, d.dataset_source_type, d.dataset_source, coalesce(t.value, '')
		FROM inputs i JOIN datasets d ON d.dataset_uuid = i.source_id
		LEFT JOIN input_tags t ON t.input_uuid = i.input_uuid AND t.name = 'mlflow.data.context'
		WHERE i.source_type = 'DATASET' AND i.destination_type = 'RUN' AND i.destination_id = ? ORDER BY d.name, d.digest, i.input_uuid`, r.id)
}

// localDir is the directory that a URI of artifacts names, if it is one of this machine's.
func localDir(uri, base string) (dir string, ok bool) {
	switch path, file := strings.CutPrefix(uri, "file://"); {
	case file:
		if plain, err := url.PathUnescape(path); err == nil {
			path = plain
		}
		return filepath.FromSlash(path), true
	case uri == "" || strings.Contains(uri, "://") || strings.HasPrefix(uri, "mlflow-artifacts:"):
		return "", false
	case filepath.IsAbs(uri):
		return uri, true
	}
	return filepath.Join(base, uri), true
}
