package settings

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestErrors(t *testing.T) {
	tests := []struct {
		name, text string
		variables  map[string]string
		want       string // F for the file's path
	}{
		{"wrong type", "mq:\n  port: abc\n", nil, `F:2: mq.port: want an integer, got "abc"`},
		{"a float for an integer", "mq: {buffer_size: 1.5}", nil, `F:1: mq.buffer_size: want an integer, got "1.5"`},
		{"a list for a string", "mq:\n  host: [a]\n", nil, `F:2: mq.host: want a string, got a list`},
		{"a mapping for a boolean", "mq:\n  enabled: {}\n", nil, `F:2: mq.enabled: want a boolean, got a mapping`},
		{"no boolean", "instrumentation: {enabled: maybe}", nil, `F:1: instrumentation.enabled: want a boolean, got "maybe"`},
		{"a value for a section", "mq: kafka\n", nil, `F:1: mq: want a mapping, got one value`},
		{"a list for the file", "- mq\n", nil, `F:1: want a mapping, got a list`},
		{"port range", "mq: {port: 70000}\ndatabases: {mongodb: {port: 0}}", nil, `F:1: mq.port: want an integer from 1 to 65535, got 70000
F:2: databases.mongodb.port: want an integer from 1 to 65535, got 0`},
		{"negative buffer", "mq: {buffer_size: -1}", nil, `F:1: mq.buffer_size: want an integer of at least 0, got -1`},
		{"negative time", "mq: {insertion_buffer_time_secs: -0.5}", nil, `F:1: mq.insertion_buffer_time_secs: want a number of seconds, got "-0.5"`},
		{"no time", "mq: {insertion_buffer_time_secs: .nan}", nil, `F:1: mq.insertion_buffer_time_secs: want a number of seconds, got ".nan"`},
		{"limits", "go:\n  values:\n    max_elements: 0\n    max_string: -3\n    max_depth: x\n    bytes: hex\n", nil, `F:3: go.values.max_elements: want an integer of at least 1, got 0
F:4: go.values.max_string: want an integer of at least 1, got -3
F:5: go.values.max_depth: want an integer, got "x"
F:6: go.values.bytes: want len, hash or raw, got "hex"`},
		{"size", "go: {spool: {max_bytes: 1GX}}", nil, `F:1: go.spool.max_bytes: want a size such as 1048576, 512MB or 1GiB, got "1GX"`},
		{"size that overflows", "go: {spool: {max_bytes: 99999999TiB}}", nil, `F:1: go.spool.max_bytes: want a size such as 1048576, 512MB or 1GiB, got "99999999TiB"`},
		{"size too small", "go: {spool: {max_bytes: 100}}", nil, `F:1: go.spool.max_bytes: want a size of at least 1048576, got 100`},
		{"on_full", "go: {spool: {on_full: dorp}}", nil, `F:1: go.spool.on_full: want block or drop, got "dorp" (did you mean "drop"?)`},
		{"flush mode", "project: {db_flush_mode: Online}", nil, `F:1: project.db_flush_mode: want offline or online, got "Online" (did you mean "online"?)`},
		{"gpu metric", "telemetry_capture: {gpu: [used, temprature]}", nil,
			`F:1: telemetry_capture.gpu: want activity, used, power, temperature, others, name or id, got "temprature" (did you mean "temperature"?)`},
		{"gpu on", "telemetry_capture: {gpu: true}", nil, `F:1: telemetry_capture.gpu: want activity, used, power, temperature, others, name or id, got "true"`},
		{"unknown keys under go", "go:\n  spol: {}\n  spool:\n    max_byte: 1\n    zzzzzz: 2\n  \"values.bytes\": raw\n", nil, `F:2: go.spol: unknown key (did you mean "spool"?)
F:4: go.spool.max_byte: unknown key (did you mean "max_bytes"?)
F:5: go.spool.zzzzzz: unknown key (known here: dir, max_bytes, on_full)
F:6: go.values.bytes: unknown key (known here: spool, values, parents)`},
		{"unknown keys of TLS and SASL", "mq:\n  tls: {cafile: x}\n  sasl: {username: u}\n", nil, `F:2: mq.tls.cafile: unknown key (did you mean "ca_file"?)
F:3: mq.sasl.username: unknown key (known here: mechanism)`},
		{"a key twice", "mq:\n  port: 1\n  host: a\n  port: 2\n", nil, `F:4: mq.port: given twice, first in line 2`},
		{"online without a transport", "project:\n  db_flush_mode: online\n", nil, `F:2: mq.enabled: want true, because project.db_flush_mode is online`},
		{"online with the transport off", "mq:\n  enabled: off\nproject:\n  db_flush_mode: online\n", nil, `F:2: mq.enabled: want true, because project.db_flush_mode is online`},
		{"online by variable", "", map[string]string{"DB_FLUSH_MODE": "online"}, `DB_FLUSH_MODE: mq.enabled: want true, because project.db_flush_mode is online`},
		{"online with Redis", "project: {db_flush_mode: online}\nmq: {type: redis, uri: 'redis://u:hunter2@h'}\n", nil,
			`F:2: mq.type: want kafka, because project.db_flush_mode is online, got "redis"`},
		{"a bad key silences the rules about it", "project: {db_flush_mode: online}\nmq: {enabled: perhaps}\n", nil, `F:2: mq.enabled: want a boolean, got "perhaps"`},
		{"no such topic", "project: {db_flush_mode: online}\nmq: {channel: a b}\n", nil,
			`F:2: mq.channel: want a topic's name (letters, digits, '.', '_', '-'), got "a b"`},
		{"no such broker", "project: {db_flush_mode: online}\nmq: {host: 'a:0'}\n", nil,
			`F:2: mq.host: want host:port, got a port that is no number from 1 to 65535`},
		{"no such scheme", "project: {db_flush_mode: online}\nmq:\n  uri: amqp://u:hunter2@h\n", nil,
			`F:3: mq.uri: want kafka://… or host:port, got the scheme "amqp"`},
		{"SASL without a password", "project: {db_flush_mode: online}\nmq:\n  username: u\n  sasl: {mechanism: PLAIN}\n", nil,
			`F:4: mq.sasl.mechanism: PLAIN needs mq.username and mq.password`},
		{"SASL mechanism", "mq: {sasl: {mechanism: plain}}", nil,
			`F:1: mq.sasl.mechanism: want PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512, got "plain" (did you mean "PLAIN"?)`},
		{"half a client certificate", "mq:\n  tls:\n    key_file: k\n", nil, `F:3: mq.tls.cert_file: want mq.tls.cert_file and mq.tls.key_file, or neither`},
		{"database URI", "databases: {mongodb: {enabled: true, uri: 'http://u:hunter2@h'}}", nil, `F:1: databases.mongodb.uri: want mongodb://… or mongodb+srv://…`},
		{"nameless database", "databases:\n  mongodb:\n    enabled: true\n    db: ''\n    host: ''\n", nil, `F:4: databases.mongodb.db: want a name, got none
F:5: databases.mongodb.host: want a host, got none`},
		{"nameless dump", "project:\n  dump_buffer:\n    path: ''\n", nil, `F:3: project.dump_buffer.path: want a path, got none`},
		{"metadata that is no mapping", "extra_metadata: [a]", nil, `F:1: extra_metadata: want a mapping, got a list`},
		{"adapters that are no mappings", "adapters: [a]", nil, `F:1: adapters: want a mapping, got a list`},
		{"an adapter that is no mapping", "adapters:\n  mlflow: x\n  dask: {kind: [a]}\n", nil, `F:2: adapters.mlflow: want a mapping, got one value
F:3: adapters.dask.kind: want a string, got a list`},
		{"an interpolated variable that is not set", "mq: {password: '${oc.env:PW}'}", nil, `F:1: mq.password: environment variable PW is not set`},
		{"another resolver", "mq: {host: '${oc.decode:x}'}", nil, `F:1: mq.host: want ${oc.env:…} or ${section.key}, got "${oc.decode:x}"`},
		{"a relative reference", "mq: {host: '${.x}'}", nil, `F:1: mq.host: want the whole key in ${…}, got "${.x}"`},
		{"a reference to nothing", "mq: {host: '${mq.hots}'}", nil, `F:1: mq.host: want a key of this file in ${…}, got "${mq.hots}"`},
		{"a reference to a section", "mq: {host: '${mq}'}", nil, `F:1: mq.host: want a key in ${…} that has one value, got "${mq}"`},
		{"a reference to itself", "mq: {host: '${mq.host}'}", nil, `F:1: mq.host: refers to itself, or to too much`},
		{"references that multiply", "mq: {host: '${a}${a}'}\na: ${b}${b}${b}\nb: ${c}${c}${c}\nc: ${a}", nil, `F:1: mq.host: refers to itself, or to too much`},
		{"an open interpolation", "mq: {host: '${x'}", nil, `F:1: mq.host: a ${ is not closed`},
		{"an interpolated value of a wrong type", "mq: {port: '${oc.env:PW}'}", map[string]string{"PW": "hunter2"}, `F:1: mq.port: want an integer, got "${oc.env:PW}"`},
		{"variables", "", map[string]string{"MQ_PORT": "tcp://10.0.0.1:9092", "MQ_ENABLED": "on", "MONGO_PORT": "65536", "DUMP_BUFFER": "si", "TELEMETRY_ENABLED": "2"},
			`DUMP_BUFFER: project.dump_buffer.enabled: want a boolean, got "si"
TELEMETRY_ENABLED: telemetry_capture.enabled: want a boolean, got "2"
MQ_ENABLED: mq.enabled: want true or false, got "on", which Python takes for false
MQ_PORT: mq.port: want an integer, got "tcp://10.0.0.1:9092"
MONGO_PORT: databases.mongodb.port: want an integer from 1 to 65535, got 65536`},
		{"an empty number", "", map[string]string{"MQ_PORT": ""}, `MQ_PORT: mq.port: want an integer, got ""`},
		{"switches", "mq: {port: x}", map[string]string{"FLOWCEPT": "of", "FLOWCEPT_USE_DEFAULT": "maybe"}, `F:1: mq.port: want an integer, got "x"
FLOWCEPT: want off or on, got "of"
FLOWCEPT_USE_DEFAULT: want true or false, got "maybe"`},
		{"the file before variables, by line", "go: {parents: 3}\nmq: {port: x}\nproject: {db_flush_mode: y}\n", map[string]string{"MQ_PORT": "z"}, `F:1: go.parents: want a boolean, got "3"
F:2: mq.port: want an integer, got "x"
F:3: project.db_flush_mode: want offline or online, got "y"
MQ_PORT: mq.port: want an integer, got "z"`},
		{"no YAML", "mq:\n  port: 1\n bad\n", nil, `F:2: did not find expected key`},
		{"an unknown anchor that is a password", "mq:\n  password: *hunter2\n", nil, `F:2: a * refers to no & before it; a text that begins with * has to be quoted`},
		{"no YAML, in the first line", "mq: a: b\n", nil, `F:1: mapping values are not allowed in this context`},
		{"no text", "mq: \xff\n", nil, `F: invalid leading UTF-8 octet`},
		{"two documents", "mq: {}\n---\nmq: {}\n", nil, `F:2: want one YAML document, got another one`},
		{"a long value", "mq: {port: " + strings.Repeat("é", 100) + "}", nil, `F:1: mq.port: want an integer, got "` + strings.Repeat("é", 60) + `…"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "s.yaml")
			if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := Load(path, environment(t, tt.variables))
			if err == nil || s != nil {
				t.Fatalf("%s\ngot %v, %v, want an error", tt.text, s, err)
			}
			want := "flowcept: settings: " + strings.ReplaceAll(tt.want, "\n", "\nflowcept: settings: ")
			want = strings.ReplaceAll(want, "settings: F:", "settings: "+path+":")
			if err.Error() != want {
				t.Errorf("%s\nwith %v\ngot  %v\nwant %v", tt.text, tt.variables, err, want)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error shows the secret: %v", err)
			}
		})
	}
}

func TestWhichFile(t *testing.T) {
	home := t.TempDir()
	write := func(name, user string) string {
		path := filepath.Join(home, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("experiment: {user: "+user+"}\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	standard, named, given := write(".flowcept/settings.yaml", "standard"), write("named.yaml", "named"), write("given.yaml", "given")
	for _, tt := range []struct{ name, path, variable, user, file string }{
		{"the home directory's", "", "", "standard", standard},
		{"the environment's before it", "", named, "named", named},
		{"the program's before that", given, named, "given", given},
	} {
		s, err := Load(tt.path, environment(t, map[string]string{"HOME": home, "USERPROFILE": home, "FLOWCEPT_SETTINGS_PATH": tt.variable}))
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if s.Experiment.User != tt.user || s.Path != tt.file {
			t.Errorf("%s: got %s from %s, want %s from %s", tt.name, s.Experiment.User, s.Path, tt.user, tt.file)
		}
	}
}

func TestFileThatIsNotThere(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "no.yaml")
	_, err := Load(missing, environment(t, nil))
	if want := "flowcept: settings: open " + missing; !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got  %v\nwant %s: …", err, want)
	}
	_, err = Load("", environment(t, map[string]string{"FLOWCEPT_SETTINGS_PATH": missing}))
	if want := "flowcept: settings: FLOWCEPT_SETTINGS_PATH: open " + missing; !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got  %v\nwant %s: …", err, want)
	}
	for _, home := range []string{filepath.Join(t.TempDir(), "nobody"), os.DevNull} {
		if s, err := Load("", environment(t, map[string]string{"HOME": home, "USERPROFILE": home})); err != nil || s.Path != "" {
			t.Errorf("home %s: got %v, %v, want the defaults", home, s, err)
		}
	}
}

func TestCheckFile(t *testing.T) {
	s := mustLoad(t, "project:\n  db_flush_mode: offline\n  dump_buffer:\n    enabled: false\n", nil)
	want := "flowcept: settings: " + s.Path + ":4: project.dump_buffer.enabled: want true, because of that"
	if err := s.CheckFile("of that"); err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if err := mustLoad(t, "", nil).CheckFile("x"); err != nil {
		t.Errorf("got %v, want no error", err)
	}
}

func TestCheckTransport(t *testing.T) {
	s := mustLoad(t, "mq: {type: redis, enabled: false}", nil)
	err := s.CheckTransport("the sink reads the topic")
	want := "flowcept: settings: " + s.Path + ":1: mq.enabled: want true, because the sink reads the topic\n" +
		"flowcept: settings: " + s.Path + ":1: mq.type: want kafka, because the sink reads the topic, got \"redis\""
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if err := mustLoad(t, "mq: {host: h}", nil).CheckTransport("x"); err != nil {
		t.Errorf("got %v, want no error", err)
	}
}
