package dask

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"strings"

	"github.com/flowcept/flowcept-go/integration/adapters"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// identity tells an execution from all others of a scheduler, and of other schedulers.
func identity(scheduler string, e map[string]any) string {
	_, stop, _ := times(e)
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%v\x00%v\x00%v", scheduler, text(e["key"]), e["worker"], e["stimulus_id"], stop))
	return hex.EncodeToString(sum[:8])
}

// times are those of the computation, and what else took time: transfers and the like.
func times(e map[string]any) (start, stop float64, others []map[string]any) {
	list, _ := e["startstops"].([]any)
	for _, v := range list {
		s, _ := v.(map[string]any)
		from, _ := s["start"].(float64)
		to, _ := s["stop"].(float64)
		if s["action"] != "compute" {
			others = append(others, s)
			continue
		}
		if start == 0 || from < start {
			start = from
		}
		stop = max(stop, to)
	}
	return start, stop, others
}

// task is the record of an entry of the task stream.
func (o *Options) task(c *conn, e map[string]any) *prov.Task {
	key := text(e["key"])
	start, stop, others := times(e)
	worker, _ := e["worker"].(string)
	metadata := map[string]any{"dask_key": key, "worker": worker, "scheduler": c.address, "scheduler_id": c.scheduler, "thread": e["thread"]}
	if len(others) > 0 {
		metadata["startstops"] = others
	}
	if m, ok := e["metadata"].(map[string]any); ok && len(m) > 0 {
		metadata["metadata"] = m
	}
	t := &prov.Task{
		TaskID: key + "@" + identity(c.scheduler, e), ActivityID: activity(e["key"]), AdapterID: o.Name,
		StartedAt: start, EndedAt: stop, Status: prov.StatusFinished, Hostname: host(worker),
		CustomMetadata: adapters.Fields(metadata),
	}
	if e["status"] != "OK" {
		t.Status = prov.StatusError
		exception, _ := e["exception_text"].(string)
		traceback, _ := e["traceback_text"].(string)
		t.Stderr = strings.TrimSpace(exception + "\n" + traceback)
		return t
	}
	t.Generated = adapters.Fields(map[string]any{"type": e["typename"], "nbytes": e["nbytes"]})
	return t
}

// host is that of an address as tcp://host:port.
func host(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	h, _, err := net.SplitHostPort(rest)
	if err != nil {
		return ""
	}
	return h
}
