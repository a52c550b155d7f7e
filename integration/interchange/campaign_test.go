package interchange_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/flowcept/flowcept-go/integration/sink"
	"github.com/flowcept/flowcept-go/internal/services"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// A campaign is a topic and a database of a test's own, and the settings file that Go and Python share.
type campaign struct {
	bootstrap, topic string
	db               *mongo.Database
	dir, settings    string
	yaml             string // of the settings
}

// newCampaign makes one with further settings, as YAML.
func newCampaign(t *testing.T, partitions int, more string) *campaign {
	t.Helper()
	c := &campaign{dir: t.TempDir()}
	t.Setenv("XDG_CACHE_HOME", c.dir) // for the spool
	c.bootstrap, c.topic = services.Topic(t, partitions)
	host, port, err := net.SplitHostPort(c.bootstrap)
	if err != nil {
		t.Fatal(err)
	}
	uri := services.MongoDB(t)
	client, err := mongo.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		t.Fatal(err)
	}
	c.db = client.Database(fmt.Sprintf("flowcept_test_%d", time.Now().UnixNano()))
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		if err := c.db.Drop(ctx); err != nil {
			t.Error(err)
		}
		_ = client.Disconnect(ctx)
	})
	c.yaml = fmt.Sprintf(`
log: {log_file_level: disable, log_stream_level: error}
mq: {enabled: true, type: kafka, host: %s, port: %s, channel: %s}
kv_db: {enabled: false}
databases:
  mongodb: {enabled: true, uri: %q, db: %s, create_collection_index: true}
  lmdb: {enabled: false}
db_buffer: {insertion_buffer_time_secs: 1, buffer_size: 50}
%s`, host, port, c.topic, uri, c.db.Name(), more)
	c.settings = c.file(t, c.yaml)
	return c
}

func (c *campaign) file(t *testing.T, yaml string) (path string) {
	t.Helper()
	f, err := os.CreateTemp(c.dir, "settings*.yaml")
	if err == nil {
		_, err = f.WriteString(yaml)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return f.Name()
}

// python runs a script of this directory with the campaign's settings and returns what it printed.
func (c *campaign) python(t *testing.T, env []string, script string, args ...string) []byte {
	t.Helper()
	path, err := filepath.Abs(script)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), services.Python(t), append([]string{path}, args...)...)
	cmd.Dir = c.dir
	cmd.Env = append(append(os.Environ(), "FLOWCEPT_SETTINGS_PATH="+c.settings), env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s%s", script, strings.Join(args, " "), err, &out, &errs)
	}
	if errs.Len() > 0 {
		t.Logf("%s: %s", script, &errs)
	}
	return out.Bytes()
}

// sink runs the sink until all that is in the topic now is in the database.
func (c *campaign) sink(t *testing.T) {
	t.Helper()
	s, err := settings.Load(c.settings, os.LookupEnv)
	if err != nil {
		t.Fatal(err)
	}
	k, err := sink.Start(t.Context(), s, sink.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := k.Drained(ctx); err != nil {
		t.Error(err)
	}
	if err := k.Stop(ctx); err != nil {
		t.Error(err)
	}
}
