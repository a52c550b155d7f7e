package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/flowcept/flowcept-go/internal/services"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// Where the settings say Kafka, what a program captures that has never heard of flowcept goes there.
func TestOverlayPublishesToKafka(t *testing.T) {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, "interception"))
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Close()
	host, port, _ := strings.Cut(cluster.ListenAddrs()[0], ":")

	dir := t.TempDir()
	gen := filepath.Join(dir, "flowcept-gen.exe")
	if out, err := exec.Command("go", "build", "-o", gen, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, text := range map[string]string{
		"go.mod":  "module example.com/m\n\ngo 1.20\n",
		"main.go": "package main\n\nfunc main() { println(double(2)) }\n\n//flowcept:task output=y\nfunc double(x int) int { return 2 * x }\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	caches, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE").Output() // HOME is another one from here on
	if err != nil {
		t.Fatal(err)
	}
	goCache, modCache, _ := strings.Cut(strings.TrimSpace(string(caches)), "\n")
	cmd := exec.Command(gen, "go", "run", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+dir, "LocalAppData="+dir, "HOME="+dir, "GOCACHE="+goCache, "GOMODCACHE="+modCache, "FLOWCEPT_SETTINGS_PATH=", "GOFLAGS=",
		"DB_FLUSH_MODE=online", "MQ_ENABLED=true", "MQ_TYPE=kafka", "MQ_HOST="+host, "MQ_PORT="+port, "MQ_CHANNEL=interception")
	if out, err := cmd.CombinedOutput(); err != nil || string(out) != "4\n" {
		t.Fatalf("got %v and %q, want what the plain program prints", err, out)
	}
	if _, err := os.Stat(filepath.Join(dir, "flowcept_buffer.jsonl")); err == nil {
		t.Error("a file of records was written too")
	}
	var got []string
	for _, r := range services.Records(t, cluster.ListenAddrs()[0], "interception", 3) {
		m, err := prov.Decode(r.Value)
		if err != nil {
			t.Fatal(err)
		}
		name := m["activity_id"]
		if name == nil {
			name = m["name"]
		}
		got = append(got, name.(string)+" "+m["status"].(string))
	}
	if text := strings.Join(got, ", "); text != "m RUNNING, double FINISHED, m FINISHED" {
		t.Errorf("got %s", text)
	}
}
