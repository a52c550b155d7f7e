package gen

import (
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strings"

	"github.com/flowcept/flowcept-go/rewrite/internal/plan"
	"github.com/flowcept/flowcept-go/rewrite/internal/value"
)

// inline is a statement in the prologue that records the entries of a value in
// used directly: a call of a function of its own, where one can be written, or of
// the runtime.
func (f *File) inline(v plan.Value, names plan.Names, base string) string {
	form := value.Of(v.Type).Form
	m, isMap := v.Type.Underlying().(*types.Map)
	_, isFlags := v.Type.Underlying().(*types.Pointer)
	isFlags = isFlags && form != value.Own && form != value.Dict
	named := f.nameable(v.Type) && len(value.TypeParams(v.Type)) == 0 && !f.hides("len", "string", "nil")
	name := "fcInline" + base + "_" + v.Code
	var body block
	switch {
	case isFlags && named:
		body.line("if x == nil {\nreturn\n}")
		body.line("x.VisitAll(func(f *%s.Flag) {", f.imports.use("flag", "flag"))
		name := "f.Name"
		if cases := keyCases(names, "name", "return"); cases != "" {
			name = "name"
			body.line("name := f.Name\n%s", cases)
		}
		body.line("%s.Flag(%s, f.Value)\n})", f.local.record, name)
	case isMap && form == value.Map && value.KeyOf(m.Key()) == value.KeyString && named && !f.handled:
		body.line("if !%s {\nreturn\n}", f.entries(v.Key, "x", names))
		f.eachEntry(&body, m, "x", names, true)
	default:
		return fmt.Sprintf("%s.Inline(%q, %s%s)", f.local.record, v.Key, v.Code, namePairs(names))
	}
	name = f.names.Take(name)
	fmt.Fprintf(&f.decls, "\nfunc %s(%s *%s.Record, x %s) {\n%s}\n", name, f.local.record,
		f.imports.use(capturePath, "capture"), f.spell(v.Type), body.String())
	return fmt.Sprintf("%s(&%s, %s)", name, f.local.record, v.Code)
}

// entries is a call that tells whether the entries of a map are to follow.
func (f *File) entries(key, m string, names plan.Names) string {
	return fmt.Sprintf("%s.Entries(%q, %s, len(%s)%s)", f.local.record, key, m, m, namePairs(names))
}

// eachEntry records the entries of a map. Where others stand beside them, their
// names are made to differ.
func (f *File) eachEntry(b *block, m *types.Map, ranged string, names plan.Names, others bool) {
	b.line("for %s := range %s {", entryVars(m), ranged)
	key := "k"
	if !types.Identical(m.Key(), types.Typ[types.String]) {
		key = "name"
		b.line("name := string(k)")
	}
	if cases := keyCases(names, key, "continue"); cases != "" {
		b.line("%s", cases)
	}
	if others || len(names.Rename) > 0 {
		b.line("%s\n}", f.value(f.local.record+".Entry("+key+")", Expr{Code: "e"}, m.Elem(), f.hides))
	} else {
		b.line("%s\n}", f.field(f.local.record, key, Expr{Code: "e"}, m.Elem(), f.hides))
	}
}

// keyCases leaves out and renames entries. skip is the statement that leaves one
// out.
func keyCases(names plan.Names, key, skip string) string {
	var cases []string
	if len(names.Omit) > 0 {
		cases = append(cases, fmt.Sprintf("case %s:\n%s", quoteAll(names.Omit), skip))
	}
	for _, from := range slices.Sorted(maps.Keys(names.Rename)) {
		if !slices.Contains(names.Omit, from) {
			cases = append(cases, fmt.Sprintf("case %q:\n%s = %q", from, key, names.Rename[from]))
		}
	}
	if len(cases) == 0 {
		return ""
	}
	return "switch " + key + " {\n" + strings.Join(cases, "\n") + "\n}"
}

// namePairs are further arguments that tell the runtime the same.
func namePairs(names plan.Names) string {
	var b strings.Builder
	for _, n := range names.Omit {
		fmt.Fprintf(&b, ", %q, %q", n, "")
	}
	for _, from := range slices.Sorted(maps.Keys(names.Rename)) {
		if !slices.Contains(names.Omit, from) {
			fmt.Fprintf(&b, ", %q, %q", from, names.Rename[from])
		}
	}
	return b.String()
}
