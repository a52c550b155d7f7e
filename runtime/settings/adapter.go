package settings

import (
	"go.yaml.in/yaml/v3"
)

// Adapter is one section under adapters, whose keys only the adapter knows.
type Adapter struct {
	Name string // the section's
	Kind string // the value of kind, else the name

	document *document
	node     *yaml.Node
}

// adapters takes note of the sections; what is in them is read by Read.
func (l *loader) adapters(n *yaml.Node) {
	if isNull(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		l.report(l.origin(n.Line), "adapters", "want a mapping, got "+shape(n))
		return
	}
	list, problems := l.entries(n, "adapters")
	l.problems = append(l.problems, problems...)
	for _, e := range list {
		path := join("adapters", e.name)
		if e.value.Kind != yaml.MappingNode && !isNull(e.value) {
			l.report(l.origin(e.line), path, "want a mapping, got "+shape(e.value))
			continue
		}
		a := Adapter{Name: e.name, Kind: e.name, document: &l.document, node: e.value}
		_, problems := l.entries(e.value, path)
		l.problems = append(l.problems, problems...)
		if err := a.read("kind", &a.Kind); err != nil {
			l.problems = append(l.problems, err)
		}
		if l.s.Adapters == nil {
			l.s.Adapters = map[string]Adapter{}
		}
		l.s.Adapters[e.name] = a
	}
}

// Keys are the names that the section has, in its order.
func (a Adapter) Keys() []string {
	if a.node == nil {
		return nil
	}
	list, _ := a.document.entries(a.node, "")
	names := make([]string, len(list))
	for i, e := range list {
		names[i] = e.name
	}
	return names
}

// Read puts the value of a key, which may be dotted, into what the pointer
// points to: a string, [Secret], [URI], bool, int, int64 (a size), float64,
// [time.Duration] (seconds), []string (one value will do) or map[string]any.
// Without such a key, or with null, it stays as it is, but for a boolean that
// null makes false. The error names file, line and key.
func (a Adapter) Read(key string, into any) error {
	if p := a.read(key, into); p != nil {
		return p
	}
	return nil
}

func (a Adapter) read(key string, into any) *problem {
	if a.node == nil {
		return nil
	}
	n := a.document.find(a.node, key)
	if n == nil {
		return nil
	}
	if err := a.document.read(into, n); err != nil {
		return &problem{origin: a.document.origin(n.Line), key: "adapters." + a.Name + "." + key, reason: tactful(err, secretName.MatchString(key), n).Error()}
	}
	return nil
}

// redacted is the section as the file has it, less its secrets. What is too
// large to be shown is not.
func (a Adapter) redacted() any {
	r := &reader{document: a.document}
	v, err := r.value(a.node, 0, false)
	if err != nil {
		return "not shown: " + err.Error()
	}
	return redactTree(a.Name, v)
}
