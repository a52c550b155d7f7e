package settings

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// environment is an env func for Load of these variables and a home directory
// without a settings file.
func environment(t *testing.T, variables map[string]string) func(string) (string, bool) {
	t.Helper()
	all := map[string]string{"HOME": t.TempDir(), "USERPROFILE": t.TempDir()}
	maps.Copy(all, variables)
	return func(name string) (string, bool) {
		v, ok := all[name]
		return v, ok
	}
}

// loadText loads a file of this text.
func loadText(t *testing.T, text string, variables map[string]string) (*Settings, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "s.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Load(path, environment(t, variables))
	if (s == nil) == (err == nil) {
		t.Fatalf("settings %v and error %v, want exactly one of them", s, err)
	}
	return s, err
}

// mustLoad is loadText of what has to be right.
func mustLoad(t *testing.T, text string, variables map[string]string) *Settings {
	t.Helper()
	s, err := loadText(t, text, variables)
	if err != nil {
		t.Fatalf("%s\nwith %v\ngot error: %v", text, variables, err)
	}
	return s
}

func TestDefaults(t *testing.T) {
	home := t.TempDir()
	s, err := Load("", environment(t, map[string]string{"HOME": home, "XDG_CACHE_HOME": filepath.Join(home, "cache")}))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(s.Go.Spool.Dir, home) || !strings.HasSuffix(s.Go.Spool.Dir, filepath.FromSlash("flowcept/spool")) {
		t.Errorf("spool directory: got %s, want flowcept/spool in a directory below %s", s.Go.Spool.Dir, home)
	}
	s.from, s.Go.Spool.Dir = nil, ""
	want := &Settings{
		Instrumentation: Instrumentation{Enabled: true},
		Project: Project{
			DBFlushMode:                "offline",
			DumpBuffer:                 DumpBuffer{Enabled: true, Path: "flowcept_buffer.jsonl"},
			EnrichMessages:             true,
			ReplaceNonJSONSerializable: true,
		},
		MQ: MQ{Type: "kafka", Host: "localhost", Port: 9092, Channel: "interception",
			BufferSize: 50, InsertionBufferTime: time.Second, GroupID: "auto"},
		MongoDB:   MongoDB{Host: "localhost", Port: 27017, DB: "flowcept", CreateCollectionIndex: true},
		Telemetry: Telemetry{Enabled: true},
		Go: Go{
			Spool:   Spool{MaxBytes: 1 << 30, OnFull: "drop"},
			Values:  Values{MaxElements: 64, MaxString: 4096, MaxDepth: 8, Bytes: "len"},
			Parents: true,
		},
	}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got  %+v\nwant %+v", show(t, s), show(t, want))
	}
}

func show(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestDefaultIsWhatTheTableSays(t *testing.T) {
	s := Default()
	for _, k := range keys {
		if k.def == "" {
			continue
		}
		var fresh Settings
		if err := parse(k.at(&fresh), k.def); err != nil {
			t.Errorf("%s: default %q: %v", k.path, k.def, err)
		}
		if err := k.verify(k.at(&fresh), ""); err != nil {
			t.Errorf("%s: default %q: %v", k.path, k.def, err)
		}
		if got, want := k.at(s), k.at(&fresh); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", k.path, reflect.ValueOf(got).Elem(), reflect.ValueOf(want).Elem())
		}
	}
}

func TestEveryKeyIsRead(t *testing.T) {
	s := mustLoad(t, `
instrumentation: {enabled: no, torch: {what: parent_only}}
project:
  db_flush_mode: online
  dump_buffer: {enabled: yes, path: ~/b.jsonl, append_workflow_id_to_path: on, append_id_to_path: "true", delete_previous_file: 1}
  enrich_messages: off
  replace_non_json_serializable: FALSE
telemetry_capture: {enabled: true, cpu: true, per_cpu: true, process_info: true, mem: true, disk: true, network: true, gpu: [used, id], machine_info: true}
experiment: {user: ada}
mq:
  enabled: true
  type: kafka
  host: k1,k2:9093
  port: "19092"
  uri: kafka://k3
  channel: runs
  buffer_size: 1_000
  insertion_buffer_time_secs: 0.25
  group_id: g
  username: u
  password: 0123
  tls: {enabled: true, ca_file: ca.pem, cert_file: c.pem, key_file: ~/k.pem, server_name: kafka, insecure_skip_verify: true}
  sasl: {mechanism: SCRAM-SHA-512}
sys_metadata: {environment_id: lab, sys_name: L, node_name: n1, login_name: al}
extra_metadata: {a: 1, b: [true, 2.5, x, ~]}
databases: {mongodb: {enabled: true, uri: "mongodb://m/", host: h, port: 1, db: d, create_collection_index: false}}
go:
  spool: {dir: /var/spool/f, max_bytes: 512MB, on_full: block}
  values: {max_elements: 1, max_string: 2, max_depth: 3, bytes: hash}
  parents: off
`, map[string]string{"HOME": "/home/ada", "USERPROFILE": "/home/ada"})
	for _, k := range keys {
		if _, given := s.from[k.path]; !given {
			t.Errorf("%s: not read, or not part of this test", k.path)
		}
	}
	s.Path, s.from = "", nil
	want := &Settings{
		Project: Project{DBFlushMode: "online",
			DumpBuffer: DumpBuffer{Enabled: true, Path: filepath.FromSlash("/home/ada/b.jsonl"), AppendWorkflowIDToPath: true, AppendIDToPath: true, DeletePreviousFile: true}},
		Telemetry:  Telemetry{true, true, true, true, true, true, true, []string{"used", "id"}, true},
		Experiment: Experiment{User: "ada"},
		MQ: MQ{Enabled: true, Type: "kafka", Host: "k1,k2:9093", Port: 19092, URI: "kafka://k3", Channel: "runs", BufferSize: 1000,
			InsertionBufferTime: 250 * time.Millisecond, GroupID: "g", Username: "u", Password: "0123",
			TLS:  TLS{true, "ca.pem", "c.pem", filepath.FromSlash("/home/ada/k.pem"), "kafka", true},
			SASL: SASL{"SCRAM-SHA-512"}},
		SysMetadata:   SysMetadata{"lab", "L", "n1", "al"},
		ExtraMetadata: map[string]any{"a": int64(1), "b": []any{true, 2.5, "x", nil}},
		MongoDB:       MongoDB{Enabled: true, URI: "mongodb://m/", Host: "h", Port: 1, DB: "d"},
		Go:            Go{Spool{"/var/spool/f", 512_000_000, "block"}, Values{1, 2, 3, "hash"}, false},
	}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got  %s\nwant %s", show(t, s), show(t, want))
	}
}

func TestPythonFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/python/*.yaml")
	if err != nil || len(files) < 7 {
		t.Fatalf("got %v, %v, want the sample, the default and five profiles", files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			s, err := Load(file, environment(t, nil))
			if err != nil {
				t.Fatal(err)
			}
			base := strings.TrimSuffix(filepath.Base(file), ".yaml")
			online := base == "full-online" || base == "mq-only"
			if got := s.Project.DBFlushMode == Online; got != online {
				t.Errorf("online: got %v, want %v", got, online)
			}
			if wants := base != "default" && base != "full-offline" && base != "full-telemetry" && base != "sample_settings"; s.MQ.Enabled != wants {
				t.Errorf("mq.enabled: got %v, want %v", s.MQ.Enabled, wants)
			}
			if got := s.Telemetry.CPU && s.Telemetry.MachineInfo; got != (base == "full-telemetry") {
				t.Errorf("telemetry: got %+v", s.Telemetry)
			}
		})
	}
}

// The sample turned online as Flowcept's full-online profile does it has Redis
// for a transport.
func TestPythonSampleOnline(t *testing.T) {
	sample, err := os.ReadFile("testdata/python/sample_settings.yaml")
	if err != nil {
		t.Fatal(err)
	}
	variables := map[string]string{"DB_FLUSH_MODE": "online", "MQ_ENABLED": "True"}
	_, err = loadText(t, string(sample), variables)
	if want := `:47: mq.type: want kafka, because project.db_flush_mode is online, got "redis"`; err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got  %v\nwant …%s", err, want)
	}
	variables["MQ_TYPE"] = "kafka"
	s := mustLoad(t, string(sample), variables)
	if s.Project.DumpBuffer.Enabled || s.Experiment.User != "root" || s.MQ.InsertionBufferTime != 5*time.Second {
		t.Errorf("got %s", s)
	}
}

func TestAccepted(t *testing.T) {
	mq := func(s *Settings) any { return s.MQ }
	tests := []struct {
		name, text string
		variables  map[string]string
		got        func(*Settings) any
		want       any
	}{
		{"empty file", "", nil, func(s *Settings) any { return s.Project.DBFlushMode }, "offline"},
		{"comments only", "# nothing\n", nil, func(s *Settings) any { return s.Project.DBFlushMode }, "offline"},
		{"null document", "---\n", nil, func(s *Settings) any { return s.Project.DBFlushMode }, "offline"},
		{"null section", "mq:\nproject: ~\n", nil, func(s *Settings) any { return s.MQ.Enabled }, false},
		{"keys of Python's", "log: {log_path: x}\nkv_db: [1]\nproject: {debug: true}\nmq: {chunk_size: -1}\n", nil, func(s *Settings) any { return s.MQ.Port }, 9092},
		{"a name with dots is no path", "mq.port: 1\n\"project.enrich_messages\": false\n", nil, func(s *Settings) any { return s.MQ.Port }, 9092},
		{"mq without enabled", "mq: {}\n", nil, func(s *Settings) any { return s.MQ.Enabled }, true},
		{"null boolean is false", "mq: {enabled: ~}\ninstrumentation: {enabled: }\n", nil,
			func(s *Settings) any { return s.MQ.Enabled || s.Instrumentation.Enabled }, false},
		{"null elsewhere is the default", "mq: {port: ~, host: null, channel: }\n", nil,
			func(s *Settings) any { return []any{s.MQ.Port, s.MQ.Host, s.MQ.Channel} }, []any{9092, "localhost", "interception"}},
		{"no dump when online", "project: {db_flush_mode: online}\nmq: {}\n", nil, func(s *Settings) any { return s.Project.DumpBuffer.Enabled }, false},
		{"dump when online and asked for", "project: {db_flush_mode: online, dump_buffer: {enabled: y}}\nmq: {}\n", nil, func(s *Settings) any { return s.Project.DumpBuffer.Enabled }, true},
		{"numbers of YAML 1.1", "mq: {port: 0x10, buffer_size: 017}\ngo: {values: {max_depth: 08}}\n", nil,
			func(s *Settings) any { return []int{s.MQ.Port, s.MQ.BufferSize, s.Go.Values.MaxDepth} }, []int{16, 15, 8}},
		{"size as an integer", "go: {spool: {max_bytes: 1048576}}\n", nil, func(s *Settings) any { return s.Go.Spool.MaxBytes }, int64(1 << 20)},
		{"size with a space", "go: {spool: {max_bytes: 2 gib}}\n", nil, func(s *Settings) any { return s.Go.Spool.MaxBytes }, int64(2 << 30)},
		{"gpu off", "telemetry_capture: {gpu: false}\n", nil, func(s *Settings) any { return len(s.Telemetry.GPU) }, 0},
		{"gpu of one", "telemetry_capture: {gpu: used}\n", nil, func(s *Settings) any { return s.Telemetry.GPU }, []string{"used"}},
		{"anchors and merges", "x: &x {port: 1, host: a}\nmq:\n  <<: *x\n  host: b\n  password: &p w\n  username: *p\n", nil,
			func(s *Settings) any { return []any{s.MQ.Port, s.MQ.Host, s.MQ.Username} }, []any{1, "b", "w"}},
		{"merge of several", "mq:\n  <<: [{port: 1}, {port: 2, host: h}]\n", nil, func(s *Settings) any { return []any{s.MQ.Port, s.MQ.Host} }, []any{1, "h"}},
		{"merges of one another", "a: &a {<<: [{port: 5}]}\nmq: &m\n  <<: [*m, *m, *m, *a, *a, {<<: [*m, *a, *m, *m, *m, *m]}]\n", nil, func(s *Settings) any { return s.MQ.Port }, 5},
		{"a merge of itself", "mq: &m\n  <<: *m\n  port: 5\n", nil, func(s *Settings) any { return s.MQ.Port }, 5},
		{"an interpolated variable", "mq: {port: '${oc.env:P}', host: 'a${oc.env:H}b'}\n", map[string]string{"P": "7", "H": "-"},
			func(s *Settings) any { return []any{s.MQ.Port, s.MQ.Host} }, []any{7, "a-b"}},
		{"its default", "mq: {port: '${oc.env:P, 8}', host: \"${oc.env:H,'q r'}\", uri: '${oc.env:U,null}', group_id: '${oc.env:G,null}'}\n", nil,
			func(s *Settings) any { return []any{s.MQ.Port, s.MQ.Host, s.MQ.URI, s.MQ.GroupID} }, []any{8, "q r", URI(""), "auto"}},
		{"its default interpolated", "mq: {host: '${oc.env:H,${sys_metadata.node_name}}'}\nsys_metadata: {node_name: '${oc.env:N}'}\n", map[string]string{"N": "n7"},
			func(s *Settings) any { return s.MQ.Host }, "n7"},
		{"an escaped interpolation", `mq: {host: 'a\${b}'}`, nil, func(s *Settings) any { return s.MQ.Host }, "a${b}"},
		{"extra metadata interpolated", "extra_metadata: {by: '${oc.env:U}', token: t, on: 'yes', off: yes, d: 2020-01-02}\n", map[string]string{"U": "ada"},
			func(s *Settings) any { return s.ExtraMetadata }, map[string]any{"by": "ada", "token": "REDACTED", "on": "yes", "off": true, "d": "2020-01-02"}},
		{"variables over the file", "mq: {enabled: false, type: redis, channel: a, host: b, port: 1, uri: 'c', group_id: d, username: e, password: f}\n",
			map[string]string{"MQ_ENABLED": "YES", "MQ_TYPE": "kafka", "MQ_CHANNEL": "A", "MQ_HOST": "B", "MQ_PORT": " 2 ", "MQ_URI": "C",
				"MQ_GROUP_ID": "D", "MQ_USERNAME": "E", "MQ_PASSWORD": "F"},
			mq, MQ{Enabled: true, Type: "kafka", Channel: "A", Host: "B", Port: 2, URI: "C", GroupID: "D", Username: "E", Password: "F",
				BufferSize: 50, InsertionBufferTime: time.Second}},
		{"variables for the database", "", map[string]string{"MONGO_ENABLED": "1", "MONGO_URI": "mongodb+srv://x", "MONGO_HOST": "h", "MONGO_PORT": "3"},
			func(s *Settings) any { return s.MongoDB }, MongoDB{true, "mongodb+srv://x", "h", 3, "flowcept", true}},
		{"variables for the rest", "", map[string]string{"DB_FLUSH_MODE": "online", "MQ_ENABLED": "t", "DUMP_BUFFER": "true", "TELEMETRY_ENABLED": "False"},
			func(s *Settings) any {
				return []any{s.Project.DBFlushMode, s.Project.DumpBuffer.Enabled, s.Telemetry.Enabled}
			}, []any{"online", true, false}},
		{"an empty variable overrides", "mq: {enabled: true, uri: 'kafka://h'}\n", map[string]string{"MQ_ENABLED": "", "MQ_URI": ""},
			func(s *Settings) any { return []any{s.MQ.Enabled, s.MQ.URI} }, []any{false, URI("")}},
		{"defaults asked for", "mq: {port: 1}\n", map[string]string{"FLOWCEPT_USE_DEFAULT": "True", "MQ_PORT": "2"},
			func(s *Settings) any { return []any{s.MQ.Port, s.Path} }, []any{9092, ""}},
		{"off, whatever the file", "mq: {port: x}\n- y", map[string]string{"FLOWCEPT": "OFF", "MQ_PORT": "x"}, func(s *Settings) any { return s.Off }, true},
		{"not off", "", map[string]string{"FLOWCEPT": "on"}, func(s *Settings) any { return s.Off }, false},
		{"a byte order mark and CRLF", "\xef\xbb\xbfmq:\r\n  port: 4\r\n", nil, func(s *Settings) any { return s.MQ.Port }, 4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.got(mustLoad(t, tt.text, tt.variables)); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%s\nwith %v\ngot  %#v\nwant %#v", tt.text, tt.variables, got, tt.want)
			}
		})
	}
}
