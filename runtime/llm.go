package flowcept

import (
	"context"
	"math"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// An LLMResponse is what a language model has answered. Only Text has to be set.
type LLMResponse struct {
	Text string

	Model        string // that answered; the one asked for where empty
	FinishReason string // why the answer ends: "stop", "length", …
	RequestID    string // the provider's

	// What the provider has counted. Where all three are 0 tokens are estimated as Flowcept for Python does, four
	// characters each, and the record says so.
	InputTokens, OutputTokens, TotalTokens int

	CostUSD float64 // what the call cost in US dollars; 0 where nobody knows

	Metadata Values // what else the provider has said of the answer
}

// LLMCall calls a language model and records the call as a task of activity llm_interaction and subtype
// ai_model_invocation, as Flowcept for Python's FlowceptLLM does: the prompt is used, the response generated, and
// custom_metadata has the model under config and tokens, characters and cost under llm_usage. Its parent is the task that
// ctx carries, or else the one running on this goroutine; where that is an agent's tool, the call is the same agent's.
//
// The prompt is a text, or messages: a slice of structs with fields Role and Content, or of maps with entries role and
// content, is recorded as a text, a line "User: …" for each. Any other prompt is recorded by its value.
//
// LLMCall returns what call does. An error or a panic makes the record ERROR. Without a workflow it only calls call.
func LLMCall(ctx context.Context, model string, prompt any, call func(context.Context) (LLMResponse, error), opts ...TaskOption) (LLMResponse, error) {
	text, isText := promptText(prompt)
	if isText {
		prompt = text
	}
	opts = append([]TaskOption{
		Subtype(prov.SubtypeModelInvocation), Telemetry(false), taskOption(ofAgent),
		Used{"prompt": prompt}, Metadata(Values{"config": Values{"model": model}}),
	}, opts...)
	var response LLMResponse
	err := WithTask(ctx, "llm_interaction", func(ctx context.Context, t *Task) (err error) {
		if response, err = call(ctx); err != nil {
			return err
		}
		metadata := Values{"llm_usage": response.usage(model, text, isText)}
		if response.Metadata != nil {
			metadata["response_metadata"] = response.Metadata
		}
		t.End(Generated{"response": response.Text}, Metadata(metadata))
		return nil
	}, opts...)
	return response, err
}

// ofAgent says that a task without an agent of its own is carried out by that of the tool it runs in.
func ofAgent(c *taskConfig) { c.more().ofAgent = true }

// usage is what Flowcept for Python records under llm_usage, under its names. What is not known is left out.
func (r *LLMResponse) usage(asked, prompt string, isText bool) Values {
	u := Values{"token_count_source": "provider", "output_chars": utf8.RuneCountInString(r.Text)}
	input, output, total := r.InputTokens, r.OutputTokens, r.TotalTokens
	if isText {
		u["input_chars"] = utf8.RuneCountInString(prompt)
	}
	if input == 0 && output == 0 && total == 0 {
		u["token_count_source"] = "estimated_from_chars"
		input, output = estimatedTokens(prompt), estimatedTokens(r.Text)
	}
	if total == 0 {
		total = input + output
	}
	u["input_tokens"], u["output_tokens"], u["total_tokens"] = input, output, total
	u["model"] = either(r.Model, asked)
	for _, key := range []string{"model", "input_tokens", "output_tokens", "total_tokens", "input_chars", "output_chars"} {
		if v, ok := u[key]; ok {
			u["llm_"+key] = v
		}
	}
	for key, text := range map[string]string{"finish_reason": r.FinishReason, "provider_request_id": r.RequestID} {
		if text != "" {
			u[key] = text
		}
	}
	if r.CostUSD != 0 {
		u["cost_usd"] = r.CostUSD
	}
	if r.Metadata != nil {
		u["provider_response_metadata"] = r.Metadata
	}
	return u
}

func estimatedTokens(text string) int {
	if text == "" {
		return 0
	}
	return max(1, int(math.RoundToEven(float64(utf8.RuneCountInString(text))/4)))
}

// promptText is the text of a prompt that is one, or consists of messages.
func promptText(prompt any) (text string, ok bool) {
	if s, ok := prompt.(string); ok {
		return s, true
	}
	list := reflect.ValueOf(prompt)
	if list.Kind() != reflect.Slice {
		return "", false
	}
	var lines []string
	for i := range list.Len() {
		role, content, ok := message(list.Index(i))
		if !ok {
			return "", false
		}
		if role != "" {
			role = strings.ToUpper(role[:1]) + strings.ToLower(role[1:])
		}
		lines = append(lines, role+": "+content)
	}
	return strings.Join(lines, "\n"), true
}

// message is the role and the content of one message.
func message(m reflect.Value) (role, content string, ok bool) {
	for m.Kind() == reflect.Pointer || m.Kind() == reflect.Interface {
		m = m.Elem()
	}
	var r, c reflect.Value
	switch {
	case m.Kind() == reflect.Struct:
		r, c = m.FieldByName("Role"), m.FieldByName("Content")
	case m.Kind() == reflect.Map && m.Type().Key() == reflect.TypeFor[string]():
		r, c = m.MapIndex(reflect.ValueOf("role")), m.MapIndex(reflect.ValueOf("content"))
	}
	for _, v := range []*reflect.Value{&r, &c} {
		if v.Kind() == reflect.Interface {
			*v = v.Elem()
		}
	}
	if r.Kind() != reflect.String || c.Kind() != reflect.String {
		return "", "", false
	}
	return r.String(), c.String(), true
}
