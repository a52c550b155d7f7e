package flowcept_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
	"github.com/flowcept/flowcept-go/runtime/capture"
)

const enrichedSettings = `
experiment: {user: marie}
sys_metadata: {environment_id: lab}
extra_metadata: {grant: 42, api_key: s3cr3t-extra}
mq: {enabled: false, username: u, password: s3cr3t-mq}
databases: {mongodb: {uri: "mongodb://u:s3cr3t-mongo@db:1"}}
`

func TestAWorkflowsRecordSaysWhoAndWhatRanIt(t *testing.T) {
	isolated(t)
	configured(t, enrichedSettings)
	err := flowcept.Run(t.Context(), func(context.Context) error { return nil }, flowcept.AgentName("agent"))
	if err != nil {
		t.Fatal(err)
	}
	all := written(t, "")
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all.workflows() {
		wants(t, r, map[string]string{
			"user": "marie", "environment_id": "lab", "extra_metadata.grant": "42", "extra_metadata.api_key": "REDACTED",
			"conf.settings_path": os.Getenv("FLOWCEPT_SETTINGS_PATH"), "interceptor_ids": fmt.Sprintf("[%s-%d]", host, os.Getpid()),
			"flowcept_settings.project.db_flush_mode": "offline", "flowcept_settings.mq.password": "REDACTED", "machine_info": "-",
		})
		if runtime.GOOS == "linux" {
			wants(t, r, map[string]string{"sys_name": "Linux"})
		}
		if got := fmt.Sprint(r["flowcept_version"]); !strings.HasPrefix(got, "flowcept-go") {
			t.Errorf("got flowcept_version %q, want one that begins with flowcept-go", got)
		}
		if now, start := r["utc_timestamp"].(float64), r["started_at"].(float64); now < start || now > start+60 {
			t.Errorf("got utc_timestamp %v, want the start's, %v", now, start)
		}
	}
	wants(t, all.of("type", "agent")[0], map[string]string{"user": "marie", "extra_metadata.grant": "42"})
	if text := contents(t, "flowcept_buffer.jsonl"); strings.Contains(text, "s3cr3t") {
		t.Errorf("a secret is in the file:\n%s", text)
	}
}

func TestWithoutEnrichment(t *testing.T) {
	isolated(t)
	configured(t, enrichedSettings+"project: {enrich_messages: false}\n")
	runOne(t, "w")
	for _, r := range written(t, "").workflows() {
		for _, key := range []string{
			"user", "environment_id", "extra_metadata", "conf", "flowcept_settings", "sys_name", "flowcept_version", "utc_timestamp",
			"code_repository",
		} {
			wants(t, r, map[string]string{key: "-"})
		}
	}
}

func TestMachineInfo(t *testing.T) {
	isolated(t)
	t.Setenv("PRIVATE_TOKEN", "s3cr3t-env")
	configured(t, "telemetry_capture: {machine_info: true}")
	runOne(t, "w")
	for _, r := range written(t, "").workflows() {
		ids := r["interceptor_ids"].([]any)
		info, _ := r["machine_info"].(map[string]any)
		if machine, _ := info[ids[0].(string)].(map[string]any); len(info) != 1 || len(machine) == 0 {
			t.Errorf("got machine_info %v, want that of %v", info, ids[0])
		}
	}
	if strings.Contains(contents(t, "flowcept_buffer.jsonl"), "s3cr3t") {
		t.Errorf("the environment is in the file")
	}
}

var siteNamed = capture.Site{Activity: "named", Func: "example.com/m.Named", File: "example.com/m/m.go", Line: 12, SHA256: "abc"}

// The closing record leads from the activities that ran to their source; tasks by hand have none.
func TestAWorkflowsActivities(t *testing.T) {
	all := record(t, func(ctx context.Context) {
		for range 2 {
			var r capture.Record
			r.Begin(&siteNamed)
			r.End()
		}
		flowcept.NewTask(ctx, "by hand").Send()
	}, flowcept.Metadata(flowcept.Values{"m": 1}))
	wf := all.workflows()
	wants(t, wf[0], map[string]string{"custom_metadata": "map[m:1]"})
	wants(t, wf[1], map[string]string{
		"custom_metadata": "map[activities:map[named:map[file:example.com/m/m.go func:example.com/m.Named line:12 sha256:abc]] m:1]",
	})
}
