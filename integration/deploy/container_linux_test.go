package deploy

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/flowcept/flowcept-go/internal/services"
	"github.com/twmb/franz-go/pkg/kfake"
)

// An image is what the last stage of the container file makes.
type image struct {
	root     string
	uid, gid uint32
	args     []string // entry point and command
}

// newImage puts an image together as the container file says, with a program that was built here.
func newImage(t *testing.T) image {
	t.Helper()
	text := read(t, "container/Containerfile")
	_, last, scratch := strings.Cut(text, "\nFROM scratch\n")
	if !scratch {
		t.Fatal("the container file has no last stage from scratch")
	}
	program := build(t)
	i := image{root: t.TempDir()}
	for line := range strings.Lines(last) {
		instruction, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch instruction {
		case "COPY":
			what := strings.Fields(value) // --from=build FROM TO
			from := what[1]
			if from == "/flowcept-sink" {
				from = program
			}
			i.copy(t, from, what[2])
		case "USER":
			if _, err := fmt.Sscanf(value, "%d:%d", &i.uid, &i.gid); err != nil {
				t.Fatalf("USER %s: %v", value, err)
			}
		case "ENTRYPOINT", "CMD":
			var words []string
			if err := json.Unmarshal([]byte(value), &words); err != nil {
				t.Fatalf("%s %s: %v", instruction, value, err)
			}
			i.args = append(i.args, words...)
		case "EXPOSE", "#", "":
		default:
			t.Fatalf("the container file has an instruction that this test does not know: %s", line)
		}
	}
	if err := os.Chmod(i.root, 0o755); err != nil { // it was for this test's user alone
		t.Fatal(err)
	}
	return i
}

// copy copies a file; to is a directory where it ends in a slash.
func (i image) copy(t *testing.T, from, to string) {
	t.Helper()
	if strings.HasSuffix(to, "/") {
		to += filepath.Base(from)
	}
	content, err := os.ReadFile(from)
	if os.IsNotExist(err) && strings.Contains(from, "certificates") {
		services.Missing(t, from+", which the stage that builds has")
	}
	if err != nil {
		t.Fatal(err)
	}
	to = filepath.Join(i.root, to)
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, content, 0o755); err != nil {
		t.Fatal(err)
	}
}

// command is a program of the image, which sees nothing but it.
func (i image) command(env []string, args ...string) *exec.Cmd {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Path, cmd.Err = args[0], nil // in the image, not where it would be found here
	cmd.Dir, cmd.Env = "/", env
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: i.root, Credential: &syscall.Credential{Uid: i.uid, Gid: i.gid}}
	return cmd
}

// The image's program runs as its user, with nothing around it but what the container file copies there, is configured by
// its environment alone, answers its probes and ends on SIGTERM.
func TestImageRuns(t *testing.T) {
	if os.Getuid() != 0 {
		services.Missing(t, "root, to run in a root directory of its own as another user")
	}
	i := newImage(t)
	if i.uid == 0 || i.gid == 0 {
		t.Errorf("got the user %d:%d, want one without rights", i.uid, i.gid)
	}
	if out, err := i.command([]string{}, i.args[0], "--help").CombinedOutput(); err != nil || !strings.Contains(string(out), "usage: flowcept-sink COMMAND") {
		t.Fatalf("--help: %v: %s", err, out)
	}
	broker, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, "interception"))
	if err != nil {
		t.Fatal(err)
	}
	defer broker.Close()
	port := freePort(t)
	args := strings.Fields(regexp.MustCompile(`:9464\b`).ReplaceAllString(strings.Join(i.args, " "), ":"+port))
	cmd := i.command([]string{"MQ_ENABLED=true", "MQ_URI=" + broker.ListenAddrs()[0], "MONGO_ENABLED=true", "MONGO_URI=mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100"}, args...)
	var log strings.Builder
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	defer cmd.Process.Kill()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(time.Minute); ; <-tick.C {
		r, err := http.Get("http://127.0.0.1:" + port + "/healthz")
		if err == nil {
			r.Body.Close()
			break
		}
		if time.Now().After(deadline) || len(ended) > 0 {
			cmd.Process.Kill()
			t.Fatalf("not healthy: %v; %v: %s", err, <-ended, &log)
		}
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
	if err != nil || !regexp.MustCompile(fmt.Sprintf(`(?m)^Uid:\t%d\t`, i.uid)).Match(status) {
		t.Errorf("got %v and the status %s, want the user %d", err, status, i.uid)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Errorf("on SIGTERM it ended with %v: %s", err, &log)
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}
