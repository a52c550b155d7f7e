package gen

import (
	"go/types"
	"strconv"
	"strings"

	"github.com/flowcept/flowcept-go/rewrite/internal/plan"
	"github.com/flowcept/flowcept-go/rewrite/internal/value"
)

// handler gives the record its handler. Where the way to it ends at a nil, there is
// none, and nothing is recorded.
func (f *File) handler(b *block, h *plan.Handler) {
	guard := notNil(h.Guards)
	if guard == "" {
		b.line("%s.Handler(%s)", f.local.record, h.Code)
		return
	}
	b.line("if %s {\n%s.Handler(%s)\n} else {\n%s.Handler(nil)\n}", guard, f.local.record, h.Code, f.local.record)
}

// handle lets the handler act on the values put so far.
func (f *File) handle(b *block) {
	switch {
	case !f.handled:
	case f.shallow:
		b.line("%s.HandledShallow()", f.local.record)
	default:
		b.line("%s.Handled()", f.local.record)
	}
}

// handledList puts all results as one list.
func (f *File) handledList(b *block, key string, elements []result) {
	var list []string
	for _, x := range elements {
		list = append(list, f.whole(Deref(x.param), x.typ))
	}
	b.line("%s.Put(%q, []interface{}{%s})", f.local.record, key, strings.Join(list, ", "))
}

// whole is a value as a handler gets it; of a lock no copy is made.
func (f *File) whole(x Expr, t types.Type) string {
	if value.HoldsLock(t) {
		return strconv.Quote(value.TypeName(t) + "_instance_id_0")
	}
	return x.Code
}
