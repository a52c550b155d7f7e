package flowcept_test

import (
	"bufio"
	"context"
	"errors"
	"os"
	"reflect"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// answer makes a model that answers with r.
func answer(r flowcept.LLMResponse) func(context.Context) (flowcept.LLMResponse, error) {
	return func(context.Context) (flowcept.LLMResponse, error) { return r, nil }
}

// The record of a call is that of Python's FlowceptLLM for the same prompt and answer, but for what LangChain says of
// its classes and for what is null.
func TestLLMCallIsRecordedAsPythonRecordsIt(t *testing.T) {
	var python map[string]any
	for _, r := range captured(t, "../testdata/wire/ex_agent.offline.jsonl") {
		if r["activity_id"] == "llm_interaction" {
			python = r
		}
	}
	all := record(t, func(ctx context.Context) {
		messages := []struct{ Role, Content string }{{"system", "be brief"}, {"user", "1+2?"}}
		resp, err := flowcept.LLMCall(ctx, "", messages, answer(flowcept.LLMResponse{Text: "fake answer"}))
		if resp.Text != "fake answer" || err != nil {
			t.Errorf("got %v, %v, want the response", resp, err)
		}
	})
	got := all.task(t, "llm_interaction")
	for _, key := range []string{"activity_id", "subtype", "used", "generated", "status", "type"} {
		if !reflect.DeepEqual(got[key], python[key]) {
			t.Errorf("%s: got %v, want %v", key, got[key], python[key])
		}
	}
	want := python["custom_metadata"].(map[string]any)["llm_usage"].(map[string]any)
	usage := got["custom_metadata"].(map[string]any)["llm_usage"].(map[string]any)
	for key, w := range want {
		if g := usage[key]; !reflect.DeepEqual(g, w) && !empty(w) {
			t.Errorf("llm_usage.%s: got %v, want %v", key, g, w)
		}
	}
}

func empty(x any) bool {
	m, isMap := x.(map[string]any)
	return x == nil || isMap && len(m) == 0
}

func captured(t *testing.T, path string) (list []map[string]any) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for sc := bufio.NewScanner(f); sc.Scan(); {
		r, err := prov.DecodeJSON(sc.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	return list
}

func TestLLMCallRecordsWhatTheProviderCounts(t *testing.T) {
	all := record(t, func(ctx context.Context) {
		_, _ = flowcept.LLMCall(ctx, "asked", "größe?", answer(flowcept.LLMResponse{
			Text: "1 m", Model: "answered", FinishReason: "stop", RequestID: "r1", InputTokens: 5, OutputTokens: 2, CostUSD: 0.25,
			Metadata: flowcept.Values{"region": "eu"},
		}), flowcept.AgentID("ada"), flowcept.Tags("x"))
	})
	wants(t, all.task(t, "llm_interaction"), map[string]string{
		"used": "map[prompt:größe?]", "generated": "map[response:1 m]", "agent_id": "ada", "tags": "[x]", "parent_task_id": "-",
		"custom_metadata": "map[config:map[model:asked] llm_usage:map[cost_usd:0.25 finish_reason:stop input_chars:6 input_tokens:5 " +
			"llm_input_chars:6 llm_input_tokens:5 llm_model:answered llm_output_chars:3 llm_output_tokens:2 llm_total_tokens:7 " +
			"model:answered output_chars:3 output_tokens:2 provider_request_id:r1 provider_response_metadata:map[region:eu] " +
			"token_count_source:provider total_tokens:7] response_metadata:map[region:eu]]",
	})
}

func TestLLMCallRecordsPrompts(t *testing.T) {
	type message struct{ Role, Content string }
	for _, c := range []struct {
		prompt any
		want   string
	}{
		{"text", "map[prompt:text]"},
		{[]message{{"USER", "a"}, {"", "b"}}, "map[prompt:User: a\n: b]"},
		{[]*message{{"user", "a"}}, "map[prompt:User: a]"},
		{[]map[string]string{{"role": "user", "content": "a"}}, "map[prompt:User: a]"},
		{[]any{map[string]any{"role": "user", "content": "a"}}, "map[prompt:User: a]"},
		{[]any{map[string]any{"role": "user", "content": []string{"a"}}}, "map[prompt:[map[content:[a] role:user]]]"},
		{[]*message{nil}, "map[prompt:[<nil>]]"},
		{7, "map[prompt:7]"},
		{nil, "map[prompt:<nil>]"},
	} {
		all := record(t, func(ctx context.Context) {
			_, _ = flowcept.LLMCall(ctx, "m", c.prompt, answer(flowcept.LLMResponse{}))
		})
		wants(t, all.task(t, "llm_interaction"), map[string]string{"used": c.want, "generated": "map[response:]", "status": "FINISHED"})
	}
}

func TestLLMCallThatFails(t *testing.T) {
	failure := errors.New("overloaded")
	half := flowcept.LLMResponse{Text: "half"}
	var plain, got error
	var resp flowcept.LLMResponse
	all := record(t, func(ctx context.Context) {
		_ = flowcept.WithTask(ctx, "outer", func(ctx context.Context, _ *flowcept.Task) error {
			resp, got = flowcept.LLMCall(ctx, "m", "p", func(ctx context.Context) (flowcept.LLMResponse, error) {
				flowcept.NewTask(ctx, "request").Send()
				return half, failure
			})
			return nil
		})
	})
	if got != failure || !reflect.DeepEqual(resp, half) {
		t.Errorf("got %v, %v, want %v, %v", resp, got, half, failure)
	}
	call := all.task(t, "llm_interaction")
	wants(t, call, map[string]string{"status": "ERROR", "stderr": "overloaded", "generated": "-", "parent_task_id": all.task(t, "outer")["task_id"].(string)})
	wants(t, all.task(t, "request"), map[string]string{"parent_task_id": all.task(t, "llm_interaction")["task_id"].(string)})

	if _, plain = flowcept.LLMCall(t.Context(), "m", "p", func(context.Context) (flowcept.LLMResponse, error) { return half, failure }); plain != failure {
		t.Errorf("without a workflow: got %v, want %v", plain, failure)
	}
}
