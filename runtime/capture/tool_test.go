package capture

import (
	"encoding/json"
	"reflect"
	"testing"
)

type toolRequest struct{ Params *toolParams }

type toolParams struct {
	Name      string
	Arguments json.RawMessage
}

func TestArguments(t *testing.T) {
	for _, tt := range []struct {
		req  any
		want map[string]any
	}{
		{nil, map[string]any{}},
		{(*toolRequest)(nil), map[string]any{}},
		{&toolRequest{}, map[string]any{}},
		{7, map[string]any{}},
		{&toolRequest{&toolParams{}}, map[string]any{}},
		{&toolRequest{&toolParams{Arguments: json.RawMessage(`null`)}}, map[string]any{}},
		{&toolRequest{&toolParams{Arguments: json.RawMessage(`{"n": 9007199254740993, "f": 1.5, "big": 1e30, "l": [1, {"x": 2}]}`)}},
			map[string]any{"n": int64(9007199254740993), "f": 1.5, "big": 1e30, "l": []any{int64(1), map[string]any{"x": int64(2)}}}},
		{&toolRequest{&toolParams{Arguments: json.RawMessage(`[1]`)}}, map[string]any{"arguments": []any{int64(1)}}},
		{&toolRequest{&toolParams{Arguments: json.RawMessage(`{"n"`)}}, map[string]any{"arguments": `{"n"`}},
		{&struct {
			Params struct{ Arguments map[string]any }
		}{struct{ Arguments map[string]any }{map[string]any{"n": 1}}},
			map[string]any{"n": int64(1)}},
	} {
		got := fieldsOf(t, Limits{}, func(r *Record) { r.Arguments(tt.req) })
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("Arguments(%+v): got %v, want %v", tt.req, got, tt.want)
		}
	}
}

type toolResult struct {
	Content           []any
	StructuredContent any
	IsError           bool
}

type textContent struct{ Text string }

func TestToolContent(t *testing.T) {
	for _, tt := range []struct {
		res  any
		want map[string]any
	}{
		{nil, map[string]any{}},
		{(*toolResult)(nil), map[string]any{}},
		{&toolResult{}, map[string]any{}},
		{&toolResult{Content: []any{&textContent{"a"}}}, map[string]any{"content": "a"}},
		{&toolResult{Content: []any{&textContent{"a"}, nil, 1}}, map[string]any{"content": []any{"a", nil, int64(1)}}},
		{&toolResult{Content: []any{&textContent{"a"}}, StructuredContent: map[string]any{"b": 1}}, map[string]any{"b": int64(1)}},
		{&toolResult{StructuredContent: 1.5}, map[string]any{"structured_content": 1.5}},
		{&struct{ Content []int }{[]int{1}}, map[string]any{"content": int64(1)}},
	} {
		got := fieldsOf(t, Limits{}, func(r *Record) { r.ToolContent(tt.res) })
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("ToolContent(%+v): got %v, want %v", tt.res, got, tt.want)
		}
	}
	got := fieldsOf(t, Limits{}, func(r *Record) {
		r.Int("n", 1)
		r.ToolContent(&toolResult{Content: []any{&textContent{"a"}}})
	})
	if want := map[string]any{"n": int64(1)}; !reflect.DeepEqual(got, want) {
		t.Errorf("ToolContent behind other values: got %v, want %v", got, want)
	}
}

func TestToolFailedOnlyWhereTheResultSaysSo(t *testing.T) {
	for _, res := range []any{nil, (*toolResult)(nil), &toolResult{}, 7, &struct{ IsError string }{"true"}} {
		var r Record
		if r.ToolFailed(res) {
			t.Errorf("ToolFailed(%+v): got true", res)
		}
	}
	var r Record // of a call that is not captured
	if !r.ToolFailed(&toolResult{IsError: true}) {
		t.Errorf("ToolFailed of a result that is an error: got false")
	}
}
