package flowcept

import (
	"context"
	"os/user"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/prov"
	"github.com/flowcept/flowcept-go/runtime/telemetry"
)

// machineInfoTimeout bounds the wait for the description of the machine, which a GPU's driver may hold up.
const machineInfoTimeout = 5 * time.Second

// enrich adds to a workflow's record who and what ran it, as the settings ask for.
func (r *recorder) enrich(ctx context.Context, w *prov.Workflow) {
	s := r.settings
	if s.Telemetry.Enabled && s.Telemetry.MachineInfo {
		ctx, cancel := context.WithTimeout(ctx, machineInfoTimeout)
		defer cancel()
		if info := telemetry.MachineInfo(ctx, s.Telemetry.GPU...); info != nil {
			w.MachineInfo = whole(map[string]any{r.interceptor: info})
		}
	}
	if !s.Project.EnrichMessages {
		return
	}
	w.UTCTimestamp = prov.Seconds(time.Now())
	w.User = either(s.Experiment.User, userName())
	w.EnvironmentID = s.SysMetadata.EnvironmentID
	w.SysName = either(s.SysMetadata.SysName, systemName())
	w.FlowceptVersion = version()
	w.FlowceptSettings = whole(s.Redacted())
	w.SettingsPath = s.Path
	if len(s.ExtraMetadata) > 0 {
		w.ExtraMetadata = whole(s.ExtraMetadata)
	}
	w.CodeRepository = codeRepository()
}

// whole encodes values that are not to be cut short.
func whole(values map[string]any) prov.Raw {
	return capture.AppendWhole(nil, values)
}

var userName = sync.OnceValue(func() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return u.Username
})

// systemName is the system's name as uname spells it.
func systemName() string {
	switch runtime.GOOS {
	case "linux":
		return "Linux"
	case "darwin":
		return "Darwin"
	case "windows":
		return "Windows"
	}
	return runtime.GOOS
}

const modulePath = "github.com/flowcept/flowcept-go"

// version names this implementation and its version.
var version = sync.OnceValue(func() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range append(info.Deps, &info.Main) {
			if m.Path == modulePath && m.Version != "" {
				return "flowcept-go " + m.Version
			}
		}
	}
	return "flowcept-go"
})

// codeRepository is what the binary says it was built from; nil where it says nothing: go run and go test leave it out,
// and so does -buildvcs=false.
func codeRepository() *prov.CodeRepository {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	var c prov.CodeRepository
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			c.SHA = s.Value
			c.ShortSHA = s.Value[:min(7, len(s.Value))]
		case "vcs.modified":
			c.Dirty = s.Value == "true"
		}
	}
	if c.SHA == "" {
		return nil
	}
	return &c
}
