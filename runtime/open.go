package flowcept

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/jsonl"
	"github.com/flowcept/flowcept-go/runtime/publish"
	"github.com/flowcept/flowcept-go/runtime/spool"
)

// bufferFile is where the records go unless the settings say otherwise.
const bufferFile = "flowcept_buffer.jsonl"

// open makes a recorder; nil where capture is switched off.
func open(*workflowConfig) (*recorder, error) {
	if switchedOff() {
		return nil, nil
	}
	var session *capture.Session
	file, err := jsonl.Open(bufferFile, jsonl.Options{Invalid: invalid, Before: func(offset int64) {
		if err := session.Spool.SetNote(uint64(offset)); err != nil {
			report(err)
		}
	}})
	if err != nil {
		return nil, err
	}
	dir := spoolDir("file:" + file.Path())
	session = capture.Open(capture.Config{Hostname: hostname(), Spool: spool.Options{Dir: dir}})
	return &recorder{
		session:     session,
		publisher:   publish.Start(session, file, publish.Options{Recover: dir, OnError: report}),
		interceptor: hostname() + "-" + strconv.Itoa(os.Getpid()),
	}, nil
}

// spoolDir is where processes that publish to the same destination keep their spools, so that one finds what another
// has left; "", for plain memory, where the user has no directory for such things.
func spoolDir(destination string) string {
	cache, err := os.UserCacheDir()
	if err != nil {
		report(fmt.Errorf("flowcept: spool: %w", err))
		return ""
	}
	sum := sha256.Sum256([]byte(destination))
	return filepath.Join(cache, "flowcept", "spool", hex.EncodeToString(sum[:8]))
}

var hostname = sync.OnceValue(func() string {
	name, err := os.Hostname()
	if err != nil {
		return "localhost"
	}
	return name
})

func switchedOff() bool { return os.Getenv("FLOWCEPT") == "off" }

// invalid hears of a message that is no record.
func invalid(_ []byte, err error) { report(err) }
