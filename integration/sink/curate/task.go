package curate

import (
	"errors"
	"math"
	"strconv"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// Fields that only the database knows.
const (
	keySummary  = "telemetry_summary"
	keyDuration = "duration_sec" // in the summary
	keyFinished = "finished"
)

// Fields of a task that are maps, and those that are times.
var (
	mapFields  = [...]string{prov.KeyUsed, prov.KeyGenerated, prov.KeyCustomMetadata, prov.KeyTelemetryAtStart, prov.KeyTelemetryAtEnd}
	timeFields = [...]string{prov.KeyStartedAt, prov.KeyEndedAt, prov.KeySubmittedAt, prov.KeyRegisteredAt, prov.KeyUTCTimestamp}
)

// task makes a task's record a document, in the order in which Flowcept for Python does it.
func (d *Document) task(at Place) error {
	f := d.Fields
	delete(f, prov.KeyType)
	for _, name := range mapFields {
		if v, ok := f[name]; ok {
			if m := asMap(v); m == nil {
				delete(f, name)
			} else {
				f[name] = m
			}
		}
	}
	if used, ok := f[prov.KeyUsed].(map[string]any); ok {
		if id, ok := used[prov.KeyWorkflowID].(string); ok && id != "" {
			f[prov.KeyWorkflowID] = id
			delete(used, prov.KeyWorkflowID)
		}
	}
	if _, ok := f[prov.KeyGroupID]; ok && f[prov.KeySubtype] == nil {
		f[prov.KeySubtype] = prov.SubtypeIteration
	}
	if err := d.identifyTask(at); err != nil {
		return err
	}
	if f[keyFinished] == true {
		f[prov.KeyStatus] = string(prov.StatusFinished)
	}
	if v, ok := f[prov.KeyStatus]; ok {
		word, ok := v.(string)
		if !ok {
			return errors.New("status is not a string")
		}
		if seen := statusField[word]; seen != "" {
			f[seen] = true
		}
	}
	duration := preciseDuration(f)
	for _, name := range timeFields {
		if v, ok := f[name]; ok {
			f[name] = asDate(v)
		}
	}
	summarize(f, duration)
	return nil
}

// asMap gives a value the form that the fields of a task have: {arg0: …} for what is no map, and nil for an empty one.
// Empty maps directly within are dropped too.
func asMap(v any) map[string]any {
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 0 {
			return nil
		}
		for k, in := range v {
			if m, ok := in.(map[string]any); ok && len(m) == 0 {
				delete(v, k)
			}
		}
		return v
	case []any:
		m := make(map[string]any, len(v))
		for i, in := range v {
			m["arg"+strconv.Itoa(i)] = in
		}
		return m
	}
	return map[string]any{"arg0": v}
}

// asDate is the date of a time in seconds since the Unix epoch; what is none stays as it is.
func asDate(v any) any {
	seconds, ok := number(v)
	if !ok || math.IsNaN(seconds) || math.Abs(seconds) > 1e11 {
		return v
	}
	// Python rounds to microseconds, and its driver cuts those to milliseconds.
	return Date(math.Floor(math.RoundToEven(seconds*1e6) / 1e3))
}

// preciseDuration is how long a task took, while its times are as precise as they came; nil where that is not known.
func preciseDuration(f map[string]any) any {
	started, ok := number(f[prov.KeyStartedAt])
	if !ok {
		return nil
	}
	ended, ok := number(f[prov.KeyEndedAt])
	if !ok {
		return nil
	}
	return ended - started
}
