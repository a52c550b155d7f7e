package gen

import (
	"fmt"
	"go/types"
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
	case r.Fields != nil && r.Fields.Dynamic:
		x := recordedResult(r, results)
		key := x.param
		if r.List[0].Key != "" {
			key = r.List[0].Key
		}
		b.line("%s.Inline(%q, *%s%s)", rec, key, x.param, namePairs(r.Fields.Names))
	case r.Fields != nil && recordedResult(r, results).inner:
		// Its fields have no names here, and a map that is too large stands in place of its entries.
		b.line("%s.Inline(%q, *%s%s)", rec, "", recordedResult(r, results).param, namePairs(r.Fields.Names))
	case r.Fields != nil && r.Fields.Map == nil:
		f.fieldsOf(b, r, recordedResult(r, results))
	case r.Fields != nil:
		f.entriesOf(b, r.Fields, recordedResult(r, results))
	default:
		for _, x := range results {
			if p := r.At(x.index); p != nil && p.Key != "" {
				b.line("%s", f.field(rec, strconv.Quote(p.Key), Deref(x.param), x.typ, f.hides))
			}
		}
	}
}

// recordedResult is the only one of the results that is recorded.
func recordedResult(r plan.Results, results []result) result {
	i := slices.IndexFunc(results, func(x result) bool { return x.index == r.List[0].Index })
	return results[i]
}

// oneList records all results in one list. The runtime takes all elements of a
// list of this length, or none; of a longer one it may take the first few.
func (f *File) oneList(b *block, r plan.Results, results []result) {
	const always = 8
	var elements []result
	for _, x := range results {
		if r.At(x.index) != nil {
			elements = append(elements, x)
		}
	}
	if f.handled {
		f.handledList(b, r.OneList, elements)
		return
	}
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
	if f.handled || f.hides("len", "string") {
		b.line("%s.Inline(%q, %s%s)", f.local.record, "map", ranged, namePairs(fields.Names))
		return
	}
	b.line("if %s {", f.entries("", ranged, fields.Names))
	f.eachEntry(b, m, ranged, fields.Names, false)
	b.line("}")
}

func quoteAll(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = fmt.Sprintf("%q", s)
	}
	return strings.Join(quoted, ", ")
}
