package check

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// When a field has to be there.
const (
	optional = iota
	here     // in what we write; Flowcept for Python may leave it out
	always
)

// A field is what one field of a record must be.
type field struct {
	name    string
	need    int
	is      func(v any) string // what is wrong with v, "" for nothing
	lenient bool               // Flowcept for Python may have another type
}

func strs(need int, names ...string) (all []field) {
	for _, name := range names {
		all = append(all, field{name: name, need: need, is: isText})
	}
	return all
}

func times(need int, names ...string) (all []field) {
	for _, name := range names {
		all = append(all, field{name: name, need: need, is: isTime})
	}
	return all
}

// kinds are the fields of each kind of record; those not named are free.
var kinds = map[string][]field{
	prov.TypeTask: slices.Concat(
		strs(always, prov.KeyActivityID),
		strs(here, prov.KeyTaskID, prov.KeyWorkflowID, prov.KeyCampaignID),
		strs(optional, prov.KeyParentTaskID, prov.KeyGroupID, prov.KeySubtype, prov.KeyAgentID, prov.KeySourceAgentID, prov.KeyStderr,
			prov.KeyStdout, prov.KeyHostname, prov.KeyAdapterID, prov.KeyEnvironmentID, prov.KeyUser, prov.KeyNodeName, prov.KeyLoginName),
		times(optional, prov.KeyStartedAt, prov.KeyEndedAt, prov.KeySubmittedAt, prov.KeyUTCTimestamp),
		[]field{
			{name: prov.KeyUsed, need: here, is: isMap},
			{name: prov.KeyGenerated, is: isMap, lenient: true},
			{name: prov.KeyStatus, need: here, is: isStatus},
			{name: prov.KeyTags, is: isTexts, lenient: true},
			{name: prov.KeyCustomMetadata, is: isMap},
			{name: prov.KeyTelemetryAtStart, is: isMaps},
			{name: prov.KeyTelemetryAtEnd, is: isMaps},
		}),
	prov.TypeWorkflow: slices.Concat(
		strs(always, prov.KeyWorkflowID),
		strs(here, prov.KeyCampaignID),
		strs(optional, prov.KeyName, prov.KeyParentWorkflowID, prov.KeyAgentID, prov.KeySubtype, prov.KeyWorkflowDescription,
			prov.KeyUser, prov.KeyEnvironmentID, prov.KeySysName, prov.KeyFlowceptVersion),
		times(here, prov.KeyStartedAt),
		times(optional, prov.KeyEndedAt, prov.KeyUTCTimestamp),
		[]field{
			{name: prov.KeyStatus, need: here, is: isStatus},
			{name: prov.KeyInterceptorIDs, need: here, is: isTexts},
			{name: prov.KeyUsed, is: isMap},
			{name: prov.KeyGenerated, is: isMap},
			{name: prov.KeyMachineInfo, is: isMaps},
			{name: prov.KeyFlowceptSettings, is: isMap},
			{name: prov.KeyConf, is: isMap},
			{name: prov.KeyExtraMetadata, is: isMap},
			{name: prov.KeyCodeRepository, is: isRepository},
			{name: prov.KeyCustomMetadata, is: isMetadata},
			{name: prov.KeyTags, is: isTexts, lenient: true},
		}),
	prov.TypeAgent: slices.Concat(
		strs(always, prov.KeyAgentID),
		strs(here, prov.KeyName, prov.KeyWorkflowID, prov.KeyCampaignID),
		strs(optional, prov.KeyUser),
		times(here, prov.KeyRegisteredAt),
		[]field{{name: prov.KeyExtraMetadata, is: isMap}}),
	prov.TypeObject: slices.Concat(
		strs(always, prov.KeyObjectID, prov.KeyObjectType),
		strs(optional, prov.KeyTaskID, prov.KeyWorkflowID),
		times(optional, prov.KeyCreatedAt),
		[]field{
			{name: prov.KeyVersion, is: isWhole},
			{name: prov.KeyCustomMetadata, is: isMap},
			{name: prov.KeyTags, is: isTexts},
		}),
	prov.TypeControl: {{name: prov.KeyInfo, need: always, is: isInfo}},
}

func isText(v any) string {
	if s, ok := v.(string); !ok {
		return "is " + spell(v) + ", want a string"
	} else if s == "" {
		return "is empty; an absent field is left out"
	}
	return ""
}

func isTime(v any) string {
	f, ok := v.(float64)
	switch {
	case !ok:
		return "is " + spell(v) + ", want seconds since the epoch with a fraction, such as 1795474433.25"
	case math.IsNaN(f) || math.IsInf(f, 0) || f <= 0:
		return "is " + spell(v) + ", want seconds since the epoch"
	case f > 1e11:
		return "is " + spell(v) + ", want seconds, not milliseconds or less"
	}
	return ""
}

func isMap(v any) string {
	if _, ok := v.(map[string]any); !ok {
		return "is " + spell(v) + ", want a map"
	}
	return ""
}

// isMaps is for a map of maps, as telemetry is by block.
func isMaps(v any) string {
	m, ok := v.(map[string]any)
	if !ok {
		return isMap(v)
	}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if problem := isMap(m[key]); problem != "" {
			return "has " + key + ", which " + problem
		}
	}
	return ""
}

// isRepository is for what says which code ran.
func isRepository(v any) string {
	m, ok := v.(map[string]any)
	if !ok {
		return isMap(v)
	}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if _, whether := m[key].(bool); whether != (key == "dirty") {
			return "has " + key + ", which is " + spell(m[key])
		}
	}
	return ""
}

var digest = regexp.MustCompile(`^[0-9a-f]{64}$`)

// isMetadata is for the metadata of a workflow, in which each activity that ran leads to its source.
func isMetadata(v any) string {
	m, ok := v.(map[string]any)
	if !ok {
		return isMap(v)
	}
	activities, there := m[prov.KeyActivities].(map[string]any)
	if !there && m[prov.KeyActivities] != nil {
		return "has activities, which " + isMap(m[prov.KeyActivities])
	}
	for _, name := range slices.Sorted(maps.Keys(activities)) {
		source, _ := activities[name].(map[string]any)
		sum, _ := source["sha256"].(string)
		switch {
		case isText(source["func"]) != "" || isText(source["file"]) != "" || isWhole(source["line"]) != "":
			return "has the activity " + name + " without func, file and line"
		case !digest.MatchString(sum):
			return "has the activity " + name + " without the sha256 of its source"
		}
	}
	return ""
}

func isTexts(v any) string {
	list, ok := v.([]any)
	if !ok {
		return "is " + spell(v) + ", want a list of strings"
	}
	for _, e := range list {
		if _, ok := e.(string); !ok {
			return "has " + spell(e) + " in it, want strings"
		}
	}
	return ""
}

func isWhole(v any) string {
	if _, ok := v.(int64); !ok {
		return "is " + spell(v) + ", want an integer"
	}
	return ""
}

func isStatus(v any) string {
	return oneOf(v, "SUBMITTED", "WAITING", "RUNNING", "FINISHED", "ERROR", "UNKNOWN")
}

func isInfo(v any) string {
	return oneOf(v, prov.InfoFlushComplete, prov.InfoThreadStopped, prov.InfoStopInserter)
}

func oneOf(v any, words ...string) string {
	if s, ok := v.(string); ok && slices.Contains(words, s) {
		return ""
	}
	return "is " + spell(v) + ", want " + strings.Join(words, ", ")
}

// spell is v in a message.
func spell(v any) string {
	switch v := v.(type) {
	case nil:
		return "missing"
	case string:
		if len(v) > 60 {
			return fmt.Sprintf("%.60q…", v)
		}
		return fmt.Sprintf("%q", v)
	case map[string]any:
		return fmt.Sprintf("a map of %d", len(v))
	case []any:
		return fmt.Sprintf("a list of %d", len(v))
	}
	return fmt.Sprint(v)
}
