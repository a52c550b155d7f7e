package capture

import (
	"bytes"
	"reflect"
	"testing"
)

func TestSiteIsReadAsItWasWritten(t *testing.T) {
	site := &Site{
		Activity: "train", Func: "example.com/m.(*Net).Step", File: "example.com/m/step.go", Line: 14, SHA256: "ab",
		Subtype: "s", GroupID: "g", AgentID: "a", SourceAgentID: "b", Flags: Lightweight,
		Tags: []string{"x", "y"}, Metadata: []Meta{{"n", int64(1)}, {"f", 2.5}, {"b", true}, {"s", "t"}},
	}
	n, got, err := ParseSite(appendSite(nil, 7, site))
	want := SiteInfo{
		Activity: "train", Func: "example.com/m.(*Net).Step", File: "example.com/m/step.go", Line: 14, SHA256: "ab",
		Subtype: "s", GroupID: "g", AgentID: "a", SourceAgentID: "b", Lightweight: true,
		Tags: got.Tags, Metadata: got.Metadata,
	}
	if err != nil || n != 7 || !reflect.DeepEqual(got, want) {
		t.Errorf("got %d, %+v and %v, want 7 and %+v", n, got, err, want)
	}
	if tags := decode(t, got.Tags); !reflect.DeepEqual(tags, []any{"x", "y"}) {
		t.Errorf("tags: got %v", tags)
	}
	meta := map[string]any{"n": int64(1), "f": 2.5, "b": true, "s": "t"}
	if got := decode(t, got.Metadata); !reflect.DeepEqual(got, meta) {
		t.Errorf("metadata: got %v, want %v", got, meta)
	}
}

func TestManyTagsAreAllRecorded(t *testing.T) {
	site := &Site{Activity: "a", Tags: make([]string, 100)}
	_, got, err := ParseSite(appendSite(nil, 1, site))
	if err != nil {
		t.Fatal(err)
	}
	if tags, ok := decode(t, got.Tags).([]any); !ok || len(tags) != 100 {
		t.Errorf("got %v, want 100 tags", decode(t, got.Tags))
	}
}

// FuzzParse gives arbitrary bytes to all that reads what stands in a spool.
func FuzzParse(f *testing.F) {
	w := &Workflow{ID: "w", CampaignID: "c", number: 3, prefix: 5}
	f.Add(appendWorkflow(nil, w))
	f.Add(appendSite(nil, 1, &Site{Activity: "a", Tags: []string{"t"}}))
	f.Add(appendFields(nil, "host"))
	f.Add(bytes.Repeat([]byte{0}, taskSize+20))
	f.Add(bytes.Repeat([]byte{0xff}, taskSize+20))
	f.Fuzz(func(t *testing.T, b []byte) {
		whole := bytes.Clone(b)
		ParseWorkflow(b)
		ParseSite(b)
		ParseProcess(b)
		ParseClock(b)
		if task, err := ParseTask(b); err == nil {
			extras := 0
			for _, text := range task.Extras() {
				extras += 5 + len(text)
			}
			if n := taskSize + len(task.Used) + len(task.GeneratedBytes) + extras; n > len(b) {
				t.Errorf("got %d bytes out of %d", n, len(b))
			}
		}
		if !bytes.Equal(b, whole) {
			t.Error("the entry was written to")
		}
	})
}

// Spools that were written before the process said its number are read too.
func TestParseProcess(t *testing.T) {
	for _, test := range [][]string{{"host"}, {"host", "17"}} {
		want := append(test, "")[1]
		if hostname, pid, err := ParseProcess(appendFields(nil, test...)); hostname != "host" || pid != want || err != nil {
			t.Errorf("of %q: got %q, %q, %v, want the same", test, hostname, pid, err)
		}
	}
	if _, _, err := ParseProcess([]byte{9, 0, 0, 0, 'h'}); err == nil {
		t.Error("of a cut definition: got no error")
	}
}
