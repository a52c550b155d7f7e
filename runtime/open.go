package flowcept

import (
	"os"
	"strconv"
	"sync"

	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/jsonl"
	"github.com/flowcept/flowcept-go/runtime/publish"
)

// bufferFile is where the records go unless the settings say otherwise.
const bufferFile = "flowcept_buffer.jsonl"

// open makes a recorder; nil where capture is switched off.
func open(*workflowConfig) (*recorder, error) {
	if switchedOff() {
		return nil, nil
	}
	file, err := jsonl.Open(bufferFile, jsonl.Options{})
	if err != nil {
		return nil, err
	}
	session := capture.Open(capture.Config{})
	return &recorder{
		session:     session,
		publisher:   publish.Start(session, file, publish.Options{Hostname: hostname(), OnError: report}),
		interceptor: hostname() + "-" + strconv.Itoa(os.Getpid()),
	}, nil
}

var hostname = sync.OnceValue(func() string {
	name, err := os.Hostname()
	if err != nil {
		return "localhost"
	}
	return name
})

func switchedOff() bool { return os.Getenv("FLOWCEPT") == "off" }
