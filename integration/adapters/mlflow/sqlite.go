package mlflow

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver
)

// A sqliteFile is a store in a file. It is opened for each look, so that one that is moved away, or made anew, is no
// special case, and read only.
type sqliteFile struct {
	path string
	opt  *Options

	last mark // of the file when it was listed last
	runs []run
}

// A mark tells whether a file and its log have changed.
type mark struct {
	size, logSize   int64
	changed, logged time.Time
}

// settled is how long a file must not have changed for its times to say that it has not: a change within the file
// system's clock tick leaves them as they are.
const settled = 2 * time.Second

func (f *sqliteFile) ended(ctx context.Context) (runs []run, err error) {
	began := time.Now()
	now, err := markOf(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		f.last = mark{}
		return nil, nil // there will be a store when there is a run
	}
	if err != nil {
		return nil, err
	}
	if now == f.last && began.Sub(now.changed) > settled && began.Sub(now.logged) > settled {
		return f.runs, nil
	}
	err = f.read(ctx, func(tx *sql.Tx) error {
		if ok, err := has(ctx, tx, "runs", "experiments"); !ok || err != nil {
			return err // MLflow is about to make it
		}
		runs, err = listRuns(ctx, tx)
		return err
	})
	if err == nil {
		f.last, f.runs = now, runs
	}
	return runs, err
}

func markOf(path string) (m mark, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return mark{}, err
	}
	m.size, m.changed = info.Size(), info.ModTime()
	if log, err := os.Stat(path + "-wal"); err == nil {
		m.logSize, m.logged = log.Size(), log.ModTime()
	}
	return m, nil
}

// read opens the file and reads it as it is at one moment. SQLite waits for a writer that has locked it.
func (f *sqliteFile) read(ctx context.Context, do func(*sql.Tx) error) error {
	name := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(f.path)}).EscapedPath(),
		RawQuery: "mode=ro&_pragma=busy_timeout(5000)&_pragma=query_only(1)"}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		return err
	}
	defer db.Close()
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("%s: %w", f.path, err)
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return fmt.Errorf("%s: %w", f.path, err)
	}
	return nil
}
