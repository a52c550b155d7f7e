package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tinylib/msgp/msgp"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowcept/flowcept-go/integration/sink"
	"github.com/flowcept/flowcept-go/internal/services"
	flowcept "github.com/flowcept/flowcept-go/runtime"
)

const topic = "interception"

// asCommand, in the environment, makes the test's program the command.
const asCommand = "FLOWCEPT_TEST_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
	}
	os.Exit(m.Run())
}

// invoke runs the command in this process.
func invoke(t *testing.T, args ...string) (status int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	status = run(t.Context(), args, streams{&o, &e})
	return status, o.String(), e.String()
}

// configured gives the test a home of its own, and settings with a broker and a database.
func configured(t *testing.T, broker, database string) {
	t.Helper()
	dir := t.TempDir()
	host, port, err := net.SplitHostPort(broker)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "settings.yaml")
	yaml := fmt.Sprintf("project: {db_flush_mode: online}\nmq: {enabled: true, type: kafka, host: %s, port: %s}\n"+
		"databases: {mongodb: {enabled: true, uri: %q, db: flowcept_command_%d}}\n", host, port, database, time.Now().UnixNano())
	if err := os.WriteFile(path, []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HOME", dir)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(dir, "cache"))
	t.Setenv("FLOWCEPT_SETTINGS_PATH", path)
}

const nobody = "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100"

func startBroker(t *testing.T, more ...string) *kfake.Cluster {
	t.Helper()
	c, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, append(more, topic)...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func produce(t *testing.T, c *kfake.Cluster, records ...*kgo.Record) {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(c.ListenAddrs()...))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if err := client.ProduceSync(t.Context(), records...).FirstErr(); err != nil {
		t.Fatal(err)
	}
}

func TestHelp(t *testing.T) {
	for _, args := range []string{"help", "-h", "-help", "--help", "dlq --help", "dlq help"} {
		status, out, errs := invoke(t, strings.Fields(args)...)
		if status != 0 || errs != "" || out != usage {
			t.Errorf("%s: got status %d, %q and %q, want the usage on stdout", args, status, out, errs)
		}
	}
	for name, c := range commands {
		for _, help := range []string{"-h", "-help", "--help"} {
			status, out, errs := invoke(t, append(strings.Fields(name), help)...)
			if status != 0 || errs != "" || !strings.HasPrefix(out, "usage: flowcept-sink "+name+" [flags]") ||
				!strings.Contains(out, c.about) || !strings.Contains(out, "-settings FILE") {
				t.Errorf("%s %s: got status %d, %q and %q, want what it is about and its flags on stdout", name, help, status, out, errs)
			}
		}
	}
}

func TestWrongUsage(t *testing.T) {
	configured(t, "127.0.0.1:1", nobody)
	for args, want := range map[string]string{
		"":                    "usage: flowcept-sink COMMAND",
		"walk":                `unknown command "walk"`,
		"dlq":                 "want list or replay",
		"dlq walk":            `unknown command "dlq walk"`,
		"run -fast":           "-fast",
		"run fast":            `unexpected argument "fast"`,
		"ping -timeout never": "never",
		"dlq list all":        `unexpected argument "all"`,
		"recover -to kafka":   "-to needs a DIR",
	} {
		status, out, errs := invoke(t, strings.Fields(args)...)
		if status != 2 || out != "" || !strings.Contains(errs, want) {
			t.Errorf("%q: got status %d, %q and %q, want 2 and %q on stderr", args, status, out, errs, want)
		}
	}
}

func TestFailuresAreNamed(t *testing.T) {
	configured(t, "127.0.0.1:1", nobody)
	for args, want := range map[string]string{
		"run -settings nowhere.yaml":  "nowhere.yaml",
		"run -listen 127.0.0.1:99999": "99999",
		"recover nowhere":             "nowhere",
		"dlq list":                    "kafka",
		"dlq replay":                  "kafka",
	} {
		status, _, errs := invoke(t, strings.Fields(args)...)
		if status != 1 || !strings.Contains(errs, want) {
			t.Errorf("%q: got status %d and %q, want 1 and %q on stderr", args, status, errs, want)
		}
	}
	t.Setenv("MONGO_ENABLED", "false")
	if status, _, errs := invoke(t, "run"); status != 1 || !strings.Contains(errs, "databases.mongodb.enabled") {
		t.Errorf("run without a database: got status %d and %q, want 1 and the key on stderr", status, errs)
	}
}

func TestPing(t *testing.T) {
	configured(t, "127.0.0.1:1", nobody)
	status, out, _ := invoke(t, "ping", "-timeout", "5s")
	if status != 1 || !strings.Contains(out, "topic ") || !strings.Contains(out, "database ") {
		t.Errorf("with nothing there: got status %d and %q, want 1 and a line of topic and database each", status, out)
	}
	configured(t, startBroker(t).ListenAddrs()[0], nobody)
	status, out, _ = invoke(t, "ping", "-timeout", "20s")
	if status != 1 || !strings.Contains(out, "interception with 1 partitions") || !strings.Contains(out, "0 messages") {
		t.Errorf("with a broker alone: got status %d and %q, want 1 and the topic", status, out)
	}
}

// The sink ends with status 0 on SIGTERM, whether there is a database or not; with one it has written what it had read.
func TestRunEndsOnSIGTERM(t *testing.T) {
	for _, name := range []string{"no database", "database"} {
		t.Run(name, func(t *testing.T) {
			address := nobody
			if name == "database" {
				address = services.MongoDB(t)
			}
			broker := startBroker(t)
			configured(t, broker.ListenAddrs()[0], address)
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			listen := l.Addr().String()
			l.Close()
			cmd := exec.Command(os.Args[0], "run", "-listen", listen, "-stop-timeout", "10s")
			cmd.Env = append(os.Environ(), asCommand+"=1")
			var errs bytes.Buffer
			cmd.Stderr = &errs
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			defer cmd.Process.Kill()
			await(t, "http://"+listen+"/healthz")
			if address != nobody {
				value, err := msgp.AppendIntf(nil, map[string]any{"task_id": "a"})
				if err != nil {
					t.Fatal(err)
				}
				produce(t, broker, &kgo.Record{Topic: topic, Value: value})
				await(t, "http://"+listen+"/readyz")
				awaitMetric(t, listen, `flowcept_sink_documents_total{collection="tasks"} 1`)
			}
			if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err != nil {
				t.Errorf("got %v, want status 0; stderr: %s", err, errs.String())
			}
			if address != nobody && errs.Len() > 0 {
				t.Errorf("got %q on stderr, want a healthy sink to be silent", errs.String())
			}
		})
	}
}

// await waits until an address answers 200.
func await(t *testing.T, url string) {
	t.Helper()
	awaitAnswer(t, url, func(*http.Response) bool { return true })
}

func awaitMetric(t *testing.T, listen, line string) {
	t.Helper()
	awaitAnswer(t, "http://"+listen+"/metrics", func(r *http.Response) bool {
		var b bytes.Buffer
		_, err := b.ReadFrom(r.Body)
		return err == nil && strings.Contains(b.String(), line)
	})
}

func awaitAnswer(t *testing.T, url string, ok func(*http.Response) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for last := "no answer"; ; {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := http.DefaultClient.Do(req); err == nil {
			good := r.StatusCode == http.StatusOK && ok(r)
			r.Body.Close()
			if good {
				return
			}
			last = r.Status
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%s: not well within a minute, last: %s", url, last)
		}
	}
}

func TestDeadLettersAreListedAndReplayedOnce(t *testing.T) {
	configured(t, startBroker(t).ListenAddrs()[0], nobody)
	if status, out, errs := invoke(t, "dlq", "list"); status != 0 || out != "" || errs != "" {
		t.Errorf("without dead letters: got status %d, %q and %q, want nothing", status, out, errs)
	}
	broker := startBroker(t, topic+".dlq")
	configured(t, broker.ListenAddrs()[0], nobody)
	header := func(key, value string) kgo.RecordHeader { return kgo.RecordHeader{Key: key, Value: []byte(value)} }
	produce(t, broker,
		&kgo.Record{Topic: topic + ".dlq", Key: []byte("k"), Value: []byte("poison"), Headers: []kgo.RecordHeader{
			header(sink.HeaderReason, "no map"), header(sink.HeaderTopic, topic), header(sink.HeaderPartition, "0"), header(sink.HeaderOffset, "7"),
		}},
		&kgo.Record{Topic: topic + ".dlq", Value: []byte("half"), Headers: []kgo.RecordHeader{header(sink.HeaderTruncated, "8")}})
	status, out, errs := invoke(t, "dlq", "list")
	var first map[string]any
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if err := json.Unmarshal([]byte(lines[0]), &first); status != 0 || len(lines) != 2 || err != nil {
		t.Fatalf("got status %d, %q and %q, want two lines", status, out, errs)
	}
	for key, want := range map[string]any{
		"reason": "no map", "from": "interception/0/7", "truncated": false, "key": "k", "bytes": 6.0, "value": "cG9pc29u",
	} {
		if first[key] != want {
			t.Errorf("%s: got %v, want %v", key, first[key], want)
		}
	}
	for _, want := range []string{"1 messages put back", "0 messages put back"} {
		if status, out, errs := invoke(t, "dlq", "replay"); status != 0 || !strings.HasPrefix(out, want) {
			t.Errorf("got status %d, %q and %q, want %q", status, out, errs, want)
		}
	}
	if got := broker.PartitionInfo(topic, 0).HighWatermark; got != 1 {
		t.Errorf("got %d messages in the topic, want 1", got)
	}
	if status, out, _ := invoke(t, "dlq", "replay", "-all"); status != 0 || !strings.HasPrefix(out, "1 messages put back") {
		t.Errorf("-all: got status %d and %q, want the message again", status, out)
	}
}

// A run that nobody took the records of is left in the spool, which recover brings to the topic or to a file.
func TestRecover(t *testing.T) {
	for _, to := range []string{"", "kafka", "left.jsonl"} {
		t.Run("to "+to, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			port := l.Addr().(*net.TCPAddr).Port
			l.Close()
			t.Chdir(t.TempDir())
			configured(t, fmt.Sprint("127.0.0.1:", port), nobody)
			wf, err := flowcept.Start(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			flowcept.NewTask(t.Context(), "a").Send()
			ended, cancel := context.WithCancel(t.Context())
			cancel()
			if err := wf.Stop(ended); err == nil {
				t.Fatal("Stop without a broker: got no error")
			}
			args := []string{"recover", "-timeout", "50ms"}
			file := to == "left.jsonl"
			if !file {
				status, out, errs := invoke(t, args...)
				if status != 1 || !strings.Contains(out, "still there") || !strings.Contains(errs, "cannot connect") {
					t.Errorf("without a broker: got status %d, %q and %q, want 1 and that the spool is still there", status, out, errs)
				}
				broker, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.Ports(port), kfake.SeedTopics(1, topic))
				if err != nil {
					t.Fatal(err)
				}
				defer broker.Close()
				defer func() {
					if got := broker.PartitionInfo(topic, 0).HighWatermark; got != 3 {
						t.Errorf("got %d messages in the topic, want 3", got)
					}
				}()
			}
			args = []string{"recover"}
			if to != "" {
				args = append(args, "-to", to, os.Getenv("XDG_CACHE_HOME"))
			}
			for _, want := range []string{"3 records of 1 spools published", "0 records of 0 spools published"} {
				status, out, errs := invoke(t, args...)
				if status != 0 || !strings.Contains(out, want) {
					t.Errorf("%q: got status %d, %q and %q, want %q", args, status, out, errs, want)
				}
			}
			if file {
				n := 0
				for _, err := range flowcept.ReadBufferFile(to) {
					if err != nil {
						t.Fatal(err)
					}
					n++
				}
				if n != 3 {
					t.Errorf("got %d records in the file, want 3", n)
				}
			}
		})
	}
}
