package settings

import (
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Adapter is one section under adapters, whose keys only the adapter knows.
type Adapter struct {
	Name string // the section's
	Kind string // the value of kind, else the name

	document *document
	node     *yaml.Node
	asked    *[]string // the keys that were read
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
		a := Adapter{Name: e.name, Kind: e.name, document: &l.document, node: e.value, asked: new([]string)}
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
	if a.asked != nil {
		*a.asked = append(*a.asked, key)
	}
	if p := a.read(key, into); p != nil {
		return p
	}
	return nil
}

// Wrong is an error about the value of a key, as those of Read are: it names file, line and key.
func (a Adapter) Wrong(key, reason string) error {
	p := &problem{key: "adapters." + a.Name + "." + key, reason: reason}
	if a.node != nil {
		p.origin = a.document.origin(a.node.Line)
		if n := a.document.find(a.node, key); n != nil {
			p.origin = a.document.origin(n.Line)
		}
	}
	return p
}

// Placed tells whether an error names a place in the settings, as those of Read and Wrong do.
func Placed(err error) bool {
	var p *problem
	return errors.As(err, &p)
}

// Misspelt is an error about keys of the section that nobody has asked for, but that are near to one that somebody has.
// Other keys are another program's.
func (a Adapter) Misspelt() error {
	if a.node == nil || a.asked == nil {
		return nil
	}
	known := map[string][]string{"": {"kind"}} // by what they stand below
	for _, key := range *a.asked {
		for below := ""; ; {
			name, rest, more := strings.Cut(key, ".")
			known[below] = append(known[below], name)
			if !more {
				break
			}
			below, key = join(below, name), rest
		}
	}
	return a.misspelt(a.node, "", known)
}

func (a Adapter) misspelt(n *yaml.Node, below string, known map[string][]string) error {
	var errs []error
	list, _ := a.document.entries(n, "")
	for _, e := range list {
		path := join(below, e.name)
		if !slices.Contains(known[below], e.name) {
			if near := didYouMean(e.name, known[below]); near != "" {
				errs = append(errs, &problem{origin: a.document.origin(e.line), key: "adapters." + a.Name + "." + path,
					reason: "adapters of kind " + a.Kind + " have no such key" + near})
			}
		} else if known[path] != nil && e.value.Kind == yaml.MappingNode {
			errs = append(errs, a.misspelt(e.value, path, known))
		}
	}
	return errors.Join(errs...)
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
