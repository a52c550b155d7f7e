package settings

import (
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// apply puts the file and the environment over the defaults.
func (l *loader) apply(data []byte) (*Settings, error) {
	if p := l.parseYAML(data); p != nil {
		l.problems = append(l.problems, p)
	} else if l.root != nil && !isNull(l.root) {
		l.section(l.root, "")
	}
	for i := range keys {
		l.variable(&keys[i])
	}
	l.settle()
	l.problems = append(l.problems, l.s.check(rules, l.bad)...)
	if l.s.Project.DBFlushMode == Online {
		l.problems = append(l.problems, l.s.check(transport("project.db_flush_mode is online"), l.bad)...)
	}
	return l.done()
}

// section reads the keys of a mapping that lies under path.
func (l *loader) section(n *yaml.Node, path string) {
	if n.Kind != yaml.MappingNode {
		l.report(l.origin(n.Line), path, "want a mapping, got "+shape(n))
		return
	}
	list, problems := l.entries(n, path)
	l.problems = append(l.problems, problems...)
	for _, e := range list {
		full := join(path, e.name)
		k := lookup(full)
		dotted := strings.Contains(e.name, ".") // one name, not a path
		switch {
		case !dotted && k != nil:
			l.value(k, e.value, l.origin(e.line))
		case full == "adapters":
			l.adapters(e.value)
		case !dotted && len(below(full)) > 0:
			if !isNull(e.value) {
				l.section(e.value, full)
			}
		case slices.ContainsFunc(own, func(o string) bool { return path == o || strings.HasPrefix(path, o+".") }):
			l.report(l.origin(e.line), full, "unknown key"+hint(e.name, below(path)))
		default:
			l.doubt(e, path)
		}
	}
}

// doubt takes note of a key that is not known here, and may be one of Python's, where it is much like one that is.
func (l *loader) doubt(e entry, path string) {
	full := join(path, e.name)
	known := below(path)
	if path == "" {
		known = append(known, "adapters")
	}
	if near := didYouMean(e.name, known); near != "" && !slices.Contains(pythons, full) {
		l.s.Doubts = append(l.s.Doubts, &problem{origin: l.origin(e.line), key: full, reason: "no such key, nothing comes of it" + near})
	}
}

func (l *loader) value(k *key, n *yaml.Node, at origin) {
	into := k.at(l.s)
	err := l.read(into, n)
	if err == nil {
		err = k.verify(into, l.home)
	}
	l.given(k, at, tactful(err, k.secret(), n))
	if m, ok := into.(*map[string]any); ok && *m != nil {
		*m = redactTree(k.path, *m).(map[string]any)
	}
}

// variable lets the environment override a key.
func (l *loader) variable(k *key) {
	text, set := l.env(k.env)
	if k.env == "" || !set {
		return
	}
	into := k.at(l.s)
	err := parse(into, text)
	if p, ok := into.(*bool); ok {
		err = envBool(p, text)
	}
	if err == nil {
		err = k.verify(into, l.home)
	}
	l.given(k, origin{env: k.env}, tactful(err, k.secret(), nil))
}

// envBool reads a boolean variable. Python takes an empty one for false, and
// "on" too, which nobody means.
func envBool(into *bool, text string) error {
	word := strings.ToLower(strings.TrimSpace(text))
	if word == "" {
		*into = false
		return nil
	}
	if word == "on" {
		return &mismatch{"want true or false", text, ", which Python takes for false"}
	}
	return parse(into, text)
}

func (l *loader) given(k *key, at origin, err error) {
	l.s.from[k.path] = at
	if err != nil {
		l.report(at, k.path, err.Error())
	}
}

func (l *loader) report(at origin, path, reason string) {
	l.bad[path] = true
	l.problems = append(l.problems, &problem{origin: at, key: path, reason: reason})
}

// settle sets what depends on other keys or on the machine, where it is not
// given.
func (l *loader) settle() {
	s := l.s
	if _, given := s.from["project.dump_buffer.enabled"]; !given {
		s.Project.DumpBuffer.Enabled = s.Project.DBFlushMode == Offline
	}
	if _, given := s.from["mq.enabled"]; !given {
		n := l.find(l.root, "mq")
		s.MQ.Enabled = n != nil && n.Kind == yaml.MappingNode
	}
	if s.Go.Spool.Dir == "" {
		s.Go.Spool.Dir = filepath.Join(cacheDir(l.env, l.home), "flowcept", "spool")
	}
}

// lookup is the row of a key, or nil.
func lookup(path string) *key {
	i := slices.IndexFunc(keys, func(k key) bool { return k.path == path })
	if i < 0 {
		return nil
	}
	return &keys[i]
}

// below are the names that the table knows directly under a section, "" being that of the sections.
func below(section string) []string {
	var names []string
	for _, k := range keys {
		rest, ok := k.path, true
		if section != "" {
			rest, ok = strings.CutPrefix(k.path, section+".")
		}
		if name, _, _ := strings.Cut(rest, "."); ok && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// secret tells whether a value of this key may not be shown.
func (k *key) secret() bool {
	switch k.at(&Settings{}).(type) {
	case *Secret, *URI:
		return true
	}
	return false
}

// hint is the nearest of the known names, or all of them.
func hint(name string, known []string) string {
	if near := didYouMean(name, known); near != "" {
		return near
	}
	return " (known here: " + strings.Join(known, ", ") + ")"
}
