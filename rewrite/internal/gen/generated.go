package gen

import (
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/flowcept/flowcept-go/rewrite/internal/plan"
)

// generated writes the statements that record results.
func (f *File) generated(b *block, r plan.Results, results []result) {
	rec := f.local.record
	switch {
	case r.OneList != "":
		f.oneList(b, r, results)
	case r.Fields != nil && r.Fields.Map == nil:
		f.fieldsOf(b, r, results[0])
	case r.Fields != nil:
		f.entriesOf(b, r.Fields, results[0])
	default:
		for _, x := range results {
			if x.index < len(r.List) && r.List[x.index].Key != "" {
				b.line("%s", f.field(rec, strconv.Quote(r.List[x.index].Key), Deref(x.param), x.typ, f.hides))
			}
		}
	}
}

// oneList records all results in one list. The runtime takes all elements of a
// list of this length, or none; of a longer one it may take the first few.
func (f *File) oneList(b *block, r plan.Results, results []result) {
	const always = 8
	elements := results[:len(r.List)]
	b.line("list := %s.Field(%q)", f.local.record, r.OneList)
	condition := fmt.Sprintf("list.List(%q, %d)", "results", len(elements))
	if len(elements) > always {
		condition = "n := " + condition + "; n"
	}
	b.line("if %s > 0 {", condition)
	for i, x := range elements {
		if i == always {
			b.line("if n > %d {", always)
		}
		b.line("%s", f.value("list", Deref(x.param), x.typ, f.hides))
	}
	if len(elements) > always {
		b.line("}")
	}
	b.line("list.Close()\n}")
}

// fieldsOf records the fields of a struct, or of the struct a pointer leads to.
func (f *File) fieldsOf(b *block, r plan.Results, x result) {
	param := x.param
	if isPointer(x.typ) {
		b.line("if s := *%s; s != nil {", param)
		param = "s"
		defer b.line("}")
	}
	for _, e := range r.Fields.Struct {
		sf, _ := f.structField(structOf(x.typ), e.Field, param)
		record := f.field(f.local.record, strconv.Quote(e.Key), Expr{Code: sf.code}, e.Field.Var().Type(), f.hides)
		if guard := notNil(sf.pointers); guard != "" {
			record = "if " + guard + " {\n" + record + "\n}"
		}
		b.line("%s", record)
	}
}

func structOf(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// entriesOf records the entries of a map, or of the map a pointer leads to.
func (f *File) entriesOf(b *block, fields *plan.Fields, x result) {
	m := fields.Map.Underlying().(*types.Map)
	ranged := "*" + x.param
	if isPointer(x.typ) {
		b.line("if m := *%s; m != nil {", x.param)
		ranged = "*m"
		defer b.line("}")
	}
	b.line("for %s := range %s {", entryVars(m), ranged)
	key := "k"
	if !types.Identical(m.Key(), types.Typ[types.String]) {
		key = "name"
		b.line("name := string(k)")
	}
	if cases := keyCases(fields, key); cases != "" {
		b.line("%s", cases)
	}
	b.line("%s\n}", f.field(f.local.record, key, Expr{Code: "e"}, m.Elem(), f.hides))
}

// keyCases leaves out and renames entries.
func keyCases(fields *plan.Fields, key string) string {
	var cases []string
	if len(fields.Omit) > 0 {
		cases = append(cases, fmt.Sprintf("case %s:\ncontinue", quoteAll(fields.Omit)))
	}
	for _, from := range slices.Sorted(maps.Keys(fields.Rename)) {
		if !slices.Contains(fields.Omit, from) {
			cases = append(cases, fmt.Sprintf("case %q:\n%s = %q", from, key, fields.Rename[from]))
		}
	}
	if len(cases) == 0 {
		return ""
	}
	return "switch " + key + " {\n" + strings.Join(cases, "\n") + "\n}"
}

func quoteAll(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = fmt.Sprintf("%q", s)
	}
	return strings.Join(quoted, ", ")
}
