package settings

import (
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// Load reads the settings file and the environment. An empty path means what
// FLOWCEPT_SETTINGS_PATH names, else ~/.flowcept/settings.yaml where there is
// one. A nil env is the process's own. Where something is wrong the error says
// all of it and there are no settings.
func Load(path string, env func(string) (string, bool)) (*Settings, error) {
	if env == nil {
		env = os.LookupEnv
	}
	l := newLoader(env)
	if l.flag("FLOWCEPT", false, "off", "false", "no", "n", "f", "0") {
		l.s.Off = true
		return l.s, nil
	}
	if l.flag("FLOWCEPT_USE_DEFAULT", true, trueWords...) {
		return l.done()
	}
	var from origin // of the name
	if path == "" {
		if path, _ = env("FLOWCEPT_SETTINGS_PATH"); path != "" {
			from.env = "FLOWCEPT_SETTINGS_PATH"
		} else if path = l.standardFile(); path == "" {
			return l.apply(nil)
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		l.problems = append(l.problems, &problem{origin: from, reason: err.Error(), cause: err})
		return l.done()
	}
	l.name, l.s.Path = path, path
	return l.apply(data)
}

// Default is the settings without file and environment.
func Default() *Settings { return newLoader(os.LookupEnv).s }

type loader struct {
	document
	s        *Settings
	home     string
	problems []*problem
	bad      map[string]bool // keys that have a problem
}

// newLoader starts from the defaults, which a test shows to be readable.
func newLoader(env func(string) (string, bool)) *loader {
	l := &loader{document: document{env: env}, s: &Settings{}, bad: map[string]bool{}, home: homeDir(env)}
	l.s.from = map[string]origin{}
	for _, k := range keys {
		if k.def != "" {
			_ = parse(k.at(l.s), k.def)
		}
	}
	l.settle()
	return l
}

// flag tells whether a switch of the environment is one of the words. Another
// word that is no boolean is a problem.
func (l *loader) flag(name string, strict bool, words ...string) bool {
	value, set := l.env(name)
	word := strings.ToLower(strings.TrimSpace(value))
	if !set || word == "" {
		return false
	}
	if _, known := parseBool(word); !known || strict && word == "on" {
		l.problems = append(l.problems, &problem{origin: origin{env: name}, reason: (&mismatch{want: wantSwitch(name), got: value}).Error()})
		return false
	}
	return slices.Contains(words, word)
}

func wantSwitch(name string) string {
	if name == "FLOWCEPT" {
		return "want off or on"
	}
	return "want true or false"
}

// standardFile is the file in the home directory, or empty when there is none
// to be seen.
func (l *loader) standardFile() string {
	if l.home == "" {
		return ""
	}
	name := filepath.Join(l.home, ".flowcept", "settings.yaml")
	if _, err := os.Stat(name); err != nil {
		return ""
	}
	return name
}

func (l *loader) done() (*Settings, error) {
	if len(l.problems) > 0 {
		return nil, joined(l.problems)
	}
	return l.s, nil
}

// homeDir is the user's home directory, or empty. Without a variable, as under
// cron and systemd, it asks the user database, as Python's expanduser does.
func homeDir(env func(string) (string, bool)) string {
	name := "HOME"
	if runtime.GOOS == "windows" {
		name = "USERPROFILE"
	}
	if dir, _ := env(name); dir != "" {
		return dir
	}
	if u, err := user.Current(); err == nil {
		return u.HomeDir
	}
	return ""
}

// cacheDir is where the user's caches are, as os.UserCacheDir has it, or the
// temporary directory for a user without a home.
func cacheDir(env func(string) (string, bool), home string) string {
	at := func(name, fallback string) string {
		if dir, _ := env(name); filepath.IsAbs(dir) {
			return dir
		}
		if home == "" {
			return os.TempDir()
		}
		return filepath.Join(home, fallback)
	}
	switch runtime.GOOS {
	case "windows":
		return at("LocalAppData", filepath.FromSlash("AppData/Local"))
	case "darwin", "ios":
		return at("", filepath.FromSlash("Library/Caches"))
	}
	return at("XDG_CACHE_HOME", ".cache")
}

// expandHome replaces a leading ~/ of a path.
func expandHome(path, home string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok && home != "" {
		return filepath.Join(home, rest)
	}
	return path
}
