package overlay

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/flowcept/flowcept-go/rewrite"
)

// With a cover flag the go command gives the user's own files to its cover tool, whatever the overlay says, and compiles
// what that makes of them. So the tool is run by this program (-toolexec): it gets the user's files with a comment
// wherever something is to be inserted, counts their statements and no others, and what it has made of them is
// instrumented where the comments are.

// toolEnv is the path of a coverJob.
const toolEnv = "FLOWCEPT_GEN_COVER"

// A coverJob is the files that may be covered, by path.
type coverJob struct {
	Sum   string // of all: it becomes a part of the tool's version, which is a part of the key of the build cache
	Files map[string]*covered
}

// A covered file is one with comments in it for what is to be inserted.
type covered struct {
	Marked string   // the path of the file with the comments
	Insert []string // what belongs in the place of each
}

// writeCoverJob writes the job, and returns its path.
func (l *link) writeCoverJob(plan *rewrite.Overlay) (string, error) {
	job := coverJob{Files: map[string]*covered{}}
	sum := sha256.New()
	for i, f := range plan.Files {
		text, insert := f.Marked(mark)
		c := &covered{filepath.Join(l.tmp, "cover", strconv.Itoa(i), filepath.Base(f.Path)), insert}
		if err := errors.Join(os.MkdirAll(filepath.Dir(c.Marked), 0o777), os.WriteFile(c.Marked, text, 0o666)); err != nil {
			return "", err
		}
		job.Files[l.place(f.Path)] = c
		fmt.Fprintf(sum, "%q %q %q\n", f.Path, text, insert)
	}
	job.Sum = fmt.Sprintf("%x", sum.Sum(nil)[:8])
	text, err := json.Marshal(job)
	if err != nil {
		return "", err
	}
	path := filepath.Join(l.tmp, "cover.json")
	return path, os.WriteFile(path, text, 0o666)
}

// mark is the comment before, or behind, what the nth insertion replaces.
func mark(n int, end bool) string {
	if end {
		return fmt.Sprintf("/*flowcept-gen:%d)*/", n)
	}
	return fmt.Sprintf("/*flowcept-gen:(%d*/", n)
}

// RunTool runs a tool of the go command's and returns its exit status.
func RunTool(args []string) int {
	status, err := runTool(args)
	if err != nil {
		fmt.Fprintf(os.Stderr, "flowcept-gen: cover: %v\n", err)
		return 1
	}
	return status
}

func runTool(args []string) (status int, err error) {
	at := slices.IndexFunc(args, func(arg string) bool { return strings.TrimSuffix(filepath.Base(arg), ".exe") == "cover" })
	if at < 0 {
		return toolStatus(exec.Command(args[0], args[1:]...), os.Stdout)
	}
	text, err := os.ReadFile(os.Getenv(toolEnv))
	if err != nil {
		return 0, err
	}
	var job coverJob
	if err := json.Unmarshal(text, &job); err != nil {
		return 0, err
	}
	if slices.Contains(args[at:], "-V=full") {
		return job.version(args)
	}
	return job.cover(args)
}

// version says which tool this is.
func (j *coverJob) version(args []string) (int, error) {
	var out bytes.Buffer
	status, err := toolStatus(exec.Command(args[0], args[1:]...), &out)
	line := strings.TrimRight(out.String(), "\n")
	// Of a version that is no release the last field counts, which is the build id.
	fmt.Println(strings.Replace(line, " version ", " version "+j.Sum+" ", 1))
	if strings.Contains(line, "buildID=") {
		return status, errors.Join(err, errors.New("coverage of instrumented code needs a released version of Go"))
	}
	return status, err
}

// cover has the tool cover the files with comments.
func (j *coverJob) cover(args []string) (int, error) {
	args = slices.Clone(args)
	marked := map[string]string{} // to the path that the user knows
	list := ""
	for i, arg := range args {
		if c := j.Files[arg]; c != nil {
			marked[c.Marked], args[i] = arg, c.Marked
		}
		if name, value, joined := cutFlag(arg); name == "outfilelist" {
			if list = value; !joined && i+1 < len(args) {
				list = args[i+1]
			}
		}
	}
	status, err := toolStatus(exec.Command(args[0], args[1:]...), os.Stdout)
	if err != nil || status != 0 || len(marked) == 0 {
		return status, err
	}
	outputs, err := os.ReadFile(list)
	if err != nil {
		return 0, err
	}
	for path := range strings.Lines(string(outputs)) {
		if err := j.finish(strings.TrimSpace(path), marked); err != nil {
			return 0, err
		}
	}
	return 0, nil
}

// finish instruments what the tool has written.
func (j *coverJob) finish(path string, marked map[string]string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	first, rest, _ := bytes.Cut(text, []byte("\n"))
	name, _ := strings.CutPrefix(string(first), "//line ")
	name, _ = strings.CutSuffix(name, ":1:1")
	user, ok := marked[name]
	if !ok {
		return nil
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "//line %s:1:1\n", user)
	for n, insert := range j.Files[user].Insert {
		before, behind, found := bytes.Cut(rest, []byte(mark(n, false)))
		_, behind, closed := bytes.Cut(behind, []byte(mark(n, true)))
		if !found || !closed {
			return fmt.Errorf("%s: the tool has left out a comment", user)
		}
		out.Write(before)
		out.WriteString(insert)
		rest = behind
	}
	out.Write(rest)
	return os.WriteFile(path, out.Bytes(), 0o666)
}

// toolStatus runs a tool.
func toolStatus(cmd *exec.Cmd, stdout interface{ Write([]byte) (int, error) }) (int, error) {
	w := bufio.NewWriter(stdout)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, w, os.Stderr
	err := cmd.Run()
	if err := w.Flush(); err != nil {
		return 0, err
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return max(exit.ExitCode(), 1), nil
	}
	return 0, err
}
