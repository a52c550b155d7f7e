package settings

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// document is the settings file as a tree, and what its ${…} refer to.
type document struct {
	name string
	root *yaml.Node // nil when the file is empty
	env  func(string) (string, bool)
}

// entry is one key of a mapping and its value, aliases followed.
type entry struct {
	name  string
	line  int // of the key
	value *yaml.Node
}

func (d *document) origin(line int) origin { return origin{file: d.name, line: line} }

// parseYAML reads the one document of a file.
func (d *document) parseYAML(data []byte) *problem {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var first, second yaml.Node
	switch err := decoder.Decode(&first); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return d.syntax(err, data)
	}
	switch err := decoder.Decode(&second); {
	case errors.Is(err, io.EOF):
	case err != nil:
		return d.syntax(err, data)
	default:
		return &problem{origin: d.origin(second.Line), reason: "want one YAML document, got another one"}
	}
	if len(first.Content) == 1 {
		d.root = follow(first.Content[0])
	}
	return nil
}

var (
	syntaxError   = regexp.MustCompile(`(?s)^yaml: (?:line (\d+): )?(.*)$`)
	unreadable    = regexp.MustCompile(`UTF-8|UTF-16|control characters|input error`) // its place is not told
	unknownAnchor = regexp.MustCompile(`(?s)^unknown anchor '(.*)' referenced$`)
)

// syntax gives the parser's error its place. It quotes nothing but the names of
// anchors, and those may be a password that begins with an asterisk.
func (d *document) syntax(err error, data []byte) *problem {
	p := &problem{origin: d.origin(0), reason: "not a YAML file"}
	if m := syntaxError.FindStringSubmatch(err.Error()); m != nil {
		p.line, _ = strconv.Atoi(m[1])
		p.reason = m[2]
		if p.line == 0 && !unreadable.MatchString(p.reason) {
			p.line = 1 // the parser names all others
		}
	}
	if m := unknownAnchor.FindStringSubmatch(p.reason); m != nil {
		p.reason = "a * refers to no & before it; a text that begins with * has to be quoted"
		if before, _, found := bytes.Cut(data, []byte("*"+m[1])); found {
			p.line = 1 + bytes.Count(before, []byte("\n"))
		}
	}
	return p
}

// follow is the node itself, or what its alias stands for.
func follow(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias
	}
	return n
}

func isNull(n *yaml.Node) bool {
	return n.Kind == 0 || n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}

// shape says in an error what a node is.
func shape(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	return "one value"
}

// entries are the keys of a mapping in their order, those it merges (<<) behind
// its own. Keys that are no text are left out, as nothing here has such a name.
func (d *document) entries(n *yaml.Node, path string) ([]entry, []*problem) {
	var list []entry
	var problems []*problem
	lines := map[string]int{}
	own := func(name *yaml.Node, value *yaml.Node) {
		if first, twice := lines[name.Value]; twice {
			problems = append(problems, &problem{origin: d.origin(name.Line), key: join(path, name.Value),
				reason: "given twice, first in line " + strconv.Itoa(first)})
			return
		}
		lines[name.Value] = name.Line
		list = append(list, entry{name.Value, name.Line, follow(value)})
	}
	var merges []*yaml.Node
	eachPair(n, func(name, value *yaml.Node) {
		if isMerge(name) {
			merges = append(merges, value)
			return
		}
		own(name, value)
	})
	seen := map[*yaml.Node]bool{n: true}
	for _, m := range merges {
		merge(m, seen, func(name, value *yaml.Node) {
			if _, overridden := lines[name.Value]; !overridden {
				own(name, value)
			}
		})
	}
	return list, problems
}

// merge adds the pairs of a mapping, or of a list of them, each mapping once:
// one may merge itself, and a second time it has nothing to add.
func merge(n *yaml.Node, seen map[*yaml.Node]bool, add func(name, value *yaml.Node)) {
	n = follow(n)
	if seen[n] {
		return
	}
	seen[n] = true
	switch n.Kind {
	case yaml.SequenceNode:
		for _, e := range n.Content {
			merge(e, seen, add)
		}
	case yaml.MappingNode:
		eachPair(n, func(name, value *yaml.Node) {
			if !isMerge(name) {
				add(name, value)
			}
		})
		eachPair(n, func(name, value *yaml.Node) {
			if isMerge(name) {
				merge(value, seen, add)
			}
		})
	}
}

func isMerge(name *yaml.Node) bool { return name.Value == "<<" && name.ShortTag() == "!!merge" }

func eachPair(n *yaml.Node, do func(name, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if name := follow(n.Content[i]); name.Kind == yaml.ScalarNode {
			do(name, n.Content[i+1])
		}
	}
}

// find is the node under a dotted path below n, or nil.
func (d *document) find(n *yaml.Node, path string) *yaml.Node {
	for name := range strings.SplitSeq(path, ".") {
		if n == nil {
			return nil
		}
		list, _ := d.entries(n, "")
		n = nil
		for _, e := range list {
			if e.name == name {
				n = e.value
			}
		}
	}
	return n
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
