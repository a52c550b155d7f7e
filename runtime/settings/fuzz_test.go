package settings

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzLoad holds that no file makes Load panic, that its errors name their
// place, and that what it returns can be shown and is consistent.
func FuzzLoad(f *testing.F) {
	files, err := filepath.Glob("testdata/python/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, text := range []string{secretFile, "a: &a [*a]\nadapters: {x: *a}", "mq: &m {<<: [*m, *m]}", "mq: {host: '${mq.host}${oc.env:X,${mq.port}}'}",
		"? [a]\n: b\ngo: {? {} : 1}", "go: {spool: {max_bytes: 1 Q}}\n---\n", "extra_metadata: &e {a: *e, 1: .inf, 2: !!int x, 3: !!binary eA==}"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		l := newLoader(func(string) (string, bool) { return "", false })
		l.name = "s.yaml"
		s, err := l.apply(data)
		if (s == nil) == (err == nil) {
			t.Fatalf("got %v and %v, want exactly one of them", s, err)
		}
		if err != nil {
			if !strings.HasPrefix(err.Error(), "flowcept: settings: s.yaml") {
				t.Fatalf("the error does not say where: %v", err)
			}
			return
		}
		if _, err := json.Marshal(s.Redacted()); err != nil {
			t.Fatalf("redacted settings are no JSON: %v", err)
		}
		if s.Project.DBFlushMode == Online {
			if brokers, err := s.MQ.Brokers(); err != nil || len(brokers) == 0 {
				t.Fatalf("online with brokers %v, %v", brokers, err)
			}
		}
		for _, a := range s.Adapters {
			for _, k := range a.Keys() {
				var m map[string]any
				_ = a.Read(k, &m)
			}
		}
	})
}
