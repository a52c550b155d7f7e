package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func task(id, parent string, start, end float64) map[string]any {
	return map[string]any{"type": "task", "task_id": id, "parent_task_id": parent, "activity_id": "a" + id, "workflow_id": "w",
		"status": "FINISHED", "started_at": start, "ended_at": end}
}

// outline spells a tree: each task's id, and what is beneath it in parentheses.
func outline(nodes []*Node) string {
	var parts []string
	for _, n := range nodes {
		text := n.Task.ID
		if len(n.Children) > 0 {
			text += "(" + outline(n.Children) + ")"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " ")
}

func TestTree(t *testing.T) {
	for _, test := range []struct {
		name  string
		tasks []map[string]any
		want  string
	}{
		{"children before their parents", []map[string]any{task("3", "2", 3, 4), task("2", "1", 2, 5), task("1", "", 1, 6)}, "1(2(3))"},
		{"in the order of their starts", []map[string]any{task("1", "", 1, 9), task("2", "1", 5, 6), task("3", "1", 2, 3)}, "1(3 2)"},
		{"a parent that is not there", []map[string]any{task("2", "gone", 1, 2)}, "2"},
		{"its own parent", []map[string]any{task("1", "1", 1, 2)}, "1"},
		{"a circle", []map[string]any{task("1", "2", 1, 2), task("2", "1", 1, 2), task("3", "", 4, 5)}, "3 1 2"},
	} {
		var s Summary
		for _, r := range test.tasks {
			s.Add(r)
		}
		if got := outline(s.Tree("w")); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

func TestIterationsWithoutTimesAreInTheirOrder(t *testing.T) {
	var s Summary
	for _, i := range []int64{2, 0, 1} {
		for _, group := range []string{"g", "h"} {
			id := fmt.Sprint(group, i)
			s.Add(map[string]any{"type": "task", "task_id": id, "group_id": group, "workflow_id": "w", "used": map[string]any{"i": i}})
		}
	}
	var got []string
	for _, task := range s.Kept() {
		got = append(got, task.ID)
	}
	if want := []string{"g0", "h0", "g1", "h1", "g2", "h2"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
