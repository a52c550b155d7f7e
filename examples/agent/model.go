package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// A model is one of an OpenAI-compatible endpoint.
type model struct{ url, key, name string }

func modelFromEnvironment() *model {
	return &model{
		url:  cmp.Or(os.Getenv("OPENAI_BASE_URL"), "https://api.openai.com/v1"),
		key:  os.Getenv("OPENAI_API_KEY"),
		name: cmp.Or(os.Getenv("OPENAI_MODEL"), "gpt-4o-mini"),
	}
}

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// ask asks the model, and records the call.
func (m *model) ask(ctx context.Context, messages []message) (flowcept.LLMResponse, error) {
	return flowcept.LLMCall(ctx, m.name, messages, func(ctx context.Context) (flowcept.LLMResponse, error) {
		return m.complete(ctx, messages)
	})
}

// A completion is an answer of the endpoint.
type completion struct {
	ID      string
	Model   string
	Choices []struct {
		Message      message
		FinishReason string `json:"finish_reason"`
	}
	Usage struct {
		PromptTokens     int `json:"prompt_tokens"`
		CompletionTokens int `json:"completion_tokens"`
		TotalTokens      int `json:"total_tokens"`
	}
	Error *struct{ Message string }
}

func (m *model) complete(ctx context.Context, messages []message) (r flowcept.LLMResponse, err error) {
	body, err := json.Marshal(map[string]any{"model": m.name, "messages": messages})
	if err != nil {
		return r, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.url+"/chat/completions", bytes.NewReader(body))
	if err != nil {
		return r, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+m.key)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return r, err
	}
	defer resp.Body.Close()
	var c completion
	switch err := json.NewDecoder(resp.Body).Decode(&c); {
	case c.Error != nil:
		return r, fmt.Errorf("%s: %s", resp.Status, c.Error.Message)
	case resp.StatusCode != http.StatusOK:
		return r, fmt.Errorf("the endpoint answers %s", resp.Status)
	case err != nil:
		return r, err
	case len(c.Choices) == 0:
		return r, fmt.Errorf("the endpoint gives no answer")
	}
	return flowcept.LLMResponse{
		Text:         c.Choices[0].Message.Content,
		FinishReason: c.Choices[0].FinishReason,
		Model:        c.Model,
		RequestID:    c.ID,
		InputTokens:  c.Usage.PromptTokens,
		OutputTokens: c.Usage.CompletionTokens,
		TotalTokens:  c.Usage.TotalTokens,
	}, nil
}
