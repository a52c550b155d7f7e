package flowcept

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/publish"
	"github.com/flowcept/flowcept-go/runtime/settings"
	"github.com/flowcept/flowcept-go/runtime/spool"
)

// open makes a recorder by the settings; nil where they switch capture off.
func open(settingsFile string) (*recorder, error) {
	s, err := settings.Load(settingsFile, nil)
	if err != nil {
		return nil, err
	}
	off := s.Off || !s.Instrumentation.Enabled
	process.off.Store(off)
	if off {
		return nil, nil
	}
	r := &recorder{settings: s, interceptor: hostname() + "-" + strconv.Itoa(os.Getpid())}
	to, err := (&sender{s, r.interceptor, r.refuse}).destination()
	if err != nil {
		return nil, prefixed(err)
	}
	transport, err := to.open()
	if err != nil {
		return nil, prefixed(err)
	}
	for _, doubt := range s.Doubts {
		report(doubt)
	}
	r.meters, err = startMeters(&s.Telemetry)
	if err != nil {
		transport.Close()
		return nil, fmt.Errorf("flowcept: %w", err)
	}
	r.destination = to.name
	dir, own := spoolDirOf(s, to)
	if own {
		r.ownSpoolDir = dir
	}
	r.session = capture.Open(capture.Config{
		Limits:             limits(&s.Go.Values),
		NoParents:          !s.Go.Parents,
		Hostname:           hostname(),
		Telemetry:          r.meters.ofAll(),
		TelemetryOnRequest: r.meters.onRequest(),
		Spool: spool.Options{
			Dir:      dir,
			MaxBytes: s.Go.Spool.MaxBytes,
			Block:    s.Go.Spool.OnFull == settings.OnFullBlock,
		},
	})
	r.publisher = publish.Start(r.session, transport, publish.Options{
		Interval: s.MQ.InsertionBufferTime,
		Recover:  dir,
		OnError:  report,
	})
	return r, nil
}

// prefixed is err with the package's name before it, unless it names a place in the settings: then the name is there.
func prefixed(err error) error {
	if settings.Placed(err) {
		return err
	}
	return fmt.Errorf("flowcept: %w", err)
}

func limits(v *settings.Values) capture.Limits {
	l := capture.Limits{MaxElements: v.MaxElements, MaxString: v.MaxString, MaxDepth: v.MaxDepth}
	switch v.Bytes {
	case settings.BytesHash:
		l.Bytes = capture.BytesHash
	case settings.BytesRaw:
		l.Bytes = capture.BytesRaw
	}
	return l
}

// spoolDirOf is where processes that publish to a destination keep their spools. It is that destination's own unless the
// user has named a directory.
func spoolDirOf(s *settings.Settings, to *destination) (dir string, own bool) {
	if dir := s.Go.Spool.Dir; dir != settings.Default().Go.Spool.Dir {
		return dir, false
	}
	return spoolDir(s.Go.Spool.Dir, to.name), true
}

// spoolDir is where, within dir, processes that publish to the same destination keep their spools, so that one finds
// what another has left, and does not find what was meant for elsewhere.
func spoolDir(dir, destination string) string {
	if dir == "" {
		report(errors.New("flowcept: spool: the user has no cache directory: records wait in memory"))
		return ""
	}
	sum := sha256.Sum256([]byte(destination))
	return filepath.Join(dir, hex.EncodeToString(sum[:8]))
}

var hostname = sync.OnceValue(func() string {
	name, err := os.Hostname()
	if err != nil {
		return "localhost"
	}
	return name
})
