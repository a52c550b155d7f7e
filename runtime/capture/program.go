package capture

import (
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/flowcept/flowcept-go/runtime/spool"
)

// The environment by which a parent process has a program write to a spool that the parent publishes: the directory for
// the spool, the workflow that the parent keeps, and the rest of the configuration, in the form of ProgramConfig.
const (
	SpoolEnv    = "FLOWCEPT_SPOOL"
	WorkflowEnv = "FLOWCEPT_WORKFLOW_ID"
	CampaignEnv = "FLOWCEPT_CAMPAIGN_ID"
	ProgramEnv  = "FLOWCEPT_PROGRAM"
)

// Program is the session of a program that a parent publishes; nil where there is no such parent. It is opened before any
// captured package is initialized.
var Program = openProgram()

var leaving sync.Once

// LeaveProgram ends the capture for the parent: the program has a workflow of its own. Keep tells whether what was
// captured before stays.
func LeaveProgram(keep bool) {
	if Program == nil {
		return
	}
	leaving.Do(func() {
		Program.mu.Lock()
		running := append([]*Workflow(nil), Program.running...)
		Program.mu.Unlock()
		for _, w := range running {
			w.Stop()
		}
		if keep && Program.Spool.Committed() > 0 {
			return // calls that have begun end in it
		}
		Program.Spool.Close()
		os.RemoveAll(Program.Spool.Dir())
	})
}

// ProgramSettings are what a parent tells a program of its settings.
type ProgramSettings struct {
	Limits    Limits
	NoParents bool
	MaxBytes  int64
	Block     bool

	// Leave says that a program which can start workflows of its own is left to that from the beginning.
	Leave bool
}

// String is the settings' form in the environment.
func (p ProgramSettings) String() string {
	words := []string{"elements=" + strconv.Itoa(p.Limits.MaxElements), "string=" + strconv.Itoa(p.Limits.MaxString),
		"depth=" + strconv.Itoa(p.Limits.MaxDepth), "bytes=" + strconv.Itoa(int(p.Limits.Bytes)), "max=" + strconv.FormatInt(p.MaxBytes, 10)}
	for word, set := range map[string]bool{"noparents": p.NoParents, "block": p.Block, "leave": p.Leave} {
		if set {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

// ParseProgramSettings reads what String has written. What it does not know is left out.
func ParseProgramSettings(text string) ProgramSettings {
	var p ProgramSettings
	for _, word := range strings.Fields(text) {
		key, value, _ := strings.Cut(word, "=")
		n, _ := strconv.ParseInt(value, 10, 64)
		switch key {
		case "elements":
			p.Limits.MaxElements = int(n)
		case "string":
			p.Limits.MaxString = int(n)
		case "depth":
			p.Limits.MaxDepth = int(n)
		case "bytes":
			p.Limits.Bytes = BytesForm(n)
		case "max":
			p.MaxBytes = n
		case "noparents":
			p.NoParents = true
		case "block":
			p.Block = true
		case "leave":
			p.Leave = true
		}
	}
	return p
}

func openProgram() *Session {
	if os.Getenv("FLOWCEPT") == "off" {
		return nil
	}
	dir, id, campaign := os.Getenv(SpoolEnv), os.Getenv(WorkflowEnv), os.Getenv(CampaignEnv)
	if dir == "" || id == "" {
		return openAlone()
	}
	s := openProgramIn(dir, ParseProgramSettings(os.Getenv(ProgramEnv)))
	if s != nil {
		s.StartWorkflow(id, campaign)
	}
	return s
}

// openProgramIn opens a session in a directory. A session without files would lose everything when the program ends: then
// nothing is captured.
func openProgramIn(dir string, p ProgramSettings) *Session {
	host, err := os.Hostname()
	if err != nil {
		host = "localhost"
	}
	s := Open(Config{Limits: p.Limits, NoParents: p.NoParents, Hostname: host, Spool: spool.Options{Dir: dir, MaxBytes: p.MaxBytes, Block: p.Block}})
	if s.Spool.Dir() == "" {
		return nil
	}
	return s
}
