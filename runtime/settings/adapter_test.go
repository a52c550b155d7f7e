package settings

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestAdapter(t *testing.T) {
	s := mustLoad(t, `
adapters:
  runs: {kind: mlflow, file_path: "${oc.env:DB}", watch_interval_sec: 0.5, log_params: ['*'], port: "30011", password: w, deep: {used: payload, ratio: 2.5}}
  dask: ~
  "a.b": {x: on}
  bad:
    port: hunter2
    secret_port: hunter2
    list: {a: 1}
    far: &far [*far]
`, map[string]string{"DB": "mlflow.db"})
	a := s.Adapters["runs"]
	var (
		path, used, absent = "", "", "kept"
		interval           time.Duration
		params             []string
		port               int
		password           Secret
		ratio              float64
		deep               map[string]any
	)
	for key, into := range map[string]any{"file_path": &path, "deep.used": &used, "absent": &absent, "watch_interval_sec": &interval,
		"log_params": &params, "port": &port, "password": &password, "deep.ratio": &ratio, "deep": &deep} {
		if err := a.Read(key, into); err != nil {
			t.Errorf("%s: %v", key, err)
		}
	}
	got := []any{a.Name, a.Kind, path, used, absent, interval, params, port, password, ratio, deep}
	want := []any{"runs", "mlflow", "mlflow.db", "payload", "kept", 500 * time.Millisecond, []string{"*"}, 30011, Secret("w"), 2.5,
		map[string]any{"used": "payload", "ratio": 2.5}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %#v\nwant %#v", got, want)
	}
	if got, want := a.Keys(), []string{"kind", "file_path", "watch_interval_sec", "log_params", "port", "password", "deep"}; !reflect.DeepEqual(got, want) {
		t.Errorf("keys: got %v, want %v", got, want)
	}
	if d := s.Adapters["dask"]; d.Kind != "dask" || d.Read("x", &path) != nil || len(d.Keys()) != 0 {
		t.Errorf("an empty section: got %+v with keys %v", d, d.Keys())
	}
	var on bool
	if err := s.Adapters["a.b"].Read("x", &on); err != nil || !on {
		t.Errorf("a.b: got %v, %v, want true", on, err)
	}
	var zero Adapter
	if err := zero.Read("x", &on); err != nil || zero.Keys() != nil {
		t.Errorf("an adapter without a section: got %v, %v", err, zero.Keys())
	}
}

func TestAdapterErrors(t *testing.T) {
	s := mustLoad(t, "adapters:\n  x:\n    port: abc\n    secret_port: hunter2\n    list: {a: 1}\n    self: &self [*self]\n", nil)
	var n int
	var list []string
	var m map[string]any
	for _, tt := range []struct {
		key  string
		into any
		want string
	}{
		{"port", &n, `3: adapters.x.port: want an integer, got "abc"`},
		{"secret_port", &n, `4: adapters.x.secret_port: want an integer`},
		{"list", &list, `5: adapters.x.list: want a list of strings, got a mapping`},
		{"self", &m, `6: adapters.x.self: want a mapping, got a list`},
		{"self", &list, `6: adapters.x.self: want a list of strings, got a list in it`},
	} {
		err := s.Adapters["x"].Read(tt.key, tt.into)
		if want := "flowcept: settings: " + s.Path + ":" + tt.want; err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	if got := show(t, s.Redacted()); !strings.Contains(got, `"x":"not shown: refers to itself, or to too much"`) {
		t.Errorf("a section that contains itself: got %s", got)
	}
}
