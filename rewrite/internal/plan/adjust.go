package plan

import (
	"go/token"
	"slices"

	"github.com/flowcept/flowcept-go/annotations"
)

// adjust applies omit= and rename=, and reports keys that occur twice.
func (p *Planner) adjust(t *Task, opts *annotations.Task) {
	for _, n := range opts.Omit {
		if !t.omit(n.Text) {
			p.report(n.Pos, annotations.UnknownName, "%q in omit= is not recorded%s", n.Text, annotations.DidYouMean(n.Text, t.keys()))
		}
	}
	// All names are looked up before any is changed, so that two can change places.
	before := t.keys()
	to := map[string]annotations.Name{}
	for _, r := range opts.Rename {
		if !slices.Contains(before, r.From.Text) && !t.open() {
			p.report(r.From.Pos, annotations.UnknownName, "%q in rename= is not recorded%s", r.From.Text, annotations.DidYouMean(r.From.Text, before))
			continue
		}
		to[r.From.Text] = r.To
	}
	t.rename(to)
	p.clashes(t, opts)
}

// open tells whether some keys are known at run time only.
func (t *Task) open() bool {
	return t.Results.Fields != nil && t.Results.Fields.Struct == nil || t.Tool != nil && t.Tool.Content ||
		slices.ContainsFunc(t.Used, func(v Value) bool { return v.Entries })
}

// keys are those known now, of used and generated.
func (t *Task) keys() []string {
	keys := t.usedKeys()
	return append(keys, t.generatedKeys()...)
}

func (t *Task) usedKeys() []string {
	var keys []string
	for _, v := range t.Used {
		if !v.Entries {
			keys = append(keys, v.Key)
		}
	}
	return keys
}

func (t *Task) generatedKeys() []string {
	r := t.Results
	if r.OneList != "" {
		return []string{r.OneList}
	}
	var keys []string
	if r.Fields != nil {
		for _, e := range r.Fields.Struct {
			keys = append(keys, e.Key)
		}
		return keys
	}
	for _, x := range r.List {
		if x.Key != "" {
			keys = append(keys, x.Key)
		}
	}
	return keys
}

// omit leaves a key out and tells whether it was, or may be, there.
func (t *Task) omit(key string) bool {
	before := len(t.Used)
	t.Used = slices.DeleteFunc(t.Used, func(v Value) bool { return v.Key == key && !v.Entries })
	found := len(t.Used) < before
	if t.Tool != nil && t.Tool.Content || slices.ContainsFunc(t.Used, func(v Value) bool { return v.Entries }) {
		t.Names.Omit = append(t.Names.Omit, key)
		found = true
	}
	r := &t.Results
	switch {
	case r.OneList == key:
		r.OneList = ""
		for i := range r.List {
			r.List[i].Key = ""
		}
		return true
	case r.OneList != "":
		return found
	case r.Fields != nil && r.Fields.Struct == nil:
		r.Fields.Omit = append(r.Fields.Omit, key)
		return true
	case r.Fields != nil:
		r.Fields.Omit = append(r.Fields.Omit, key)
		before := len(r.Fields.Struct)
		r.Fields.Struct = slices.DeleteFunc(r.Fields.Struct, func(e Entry) bool { return e.Key == key })
		return found || len(r.Fields.Struct) < before
	}
	for i := range r.List {
		if r.List[i].Key == key {
			r.List[i].Key, found = "", true
		}
	}
	return found
}

func (t *Task) rename(to map[string]annotations.Name) {
	change := func(key *string) {
		if n, ok := to[*key]; ok {
			*key = n.Text
		}
	}
	names := map[string]string{}
	for from, n := range to {
		names[from] = n.Text
	}
	for i := range t.Used {
		if !t.Used[i].Entries {
			change(&t.Used[i].Key)
		}
	}
	t.Names.Rename = names
	r := &t.Results
	change(&r.OneList)
	for i := range r.List {
		change(&r.List[i].Key)
	}
	if r.Fields == nil {
		return
	}
	for i := range r.Fields.Struct {
		change(&r.Fields.Struct[i].Key)
	}
	r.Fields.Rename = names
}

// clashes reports keys that two values have, at the argument that made it so.
func (p *Planner) clashes(t *Task, opts *annotations.Task) {
	at := map[string]token.Pos{} // of the argument that asks for a key last
	for _, v := range t.Used {
		at[v.Key] = max(at[v.Key], v.Pos)
	}
	for i, keys := range [][]string{t.usedKeys(), t.generatedKeys()} {
		inUsed := i == 0
		slices.Sort(keys)
		for i := range keys {
			if i == 0 || keys[i] != keys[i-1] || i > 1 && keys[i] == keys[i-2] {
				continue
			}
			pos := opts.Pos
			if inUsed && at[keys[i]].IsValid() {
				pos = at[keys[i]]
			}
			for _, r := range opts.Rename {
				if r.To.Text == keys[i] {
					pos = r.To.Pos
				}
			}
			p.report(pos, annotations.NameClash, "two values would be recorded as %q", keys[i])
		}
	}
}
