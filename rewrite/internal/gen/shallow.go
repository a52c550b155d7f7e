package gen

import (
	"fmt"
	"go/types"

	"github.com/flowcept/flowcept-go/rewrite/internal/value"
)

// formOf is how values of type t are recorded in the function being generated, as
// far as that is a scalar.
func (f *File) formOf(t types.Type) value.Rule {
	if f.shallow {
		return value.Shallow(t)
	}
	return value.Of(t)
}

// shallowValue is value for the form that follows nothing and calls nothing. What
// is inside of structs and arrays is left to the runtime.
func (f *File) shallowValue(v string, x Expr, t types.Type, at place) string {
	r := value.Shallow(t)
	if s, ok := scalars[r.Form]; ok && (r.Exact || !at(s.typ)) {
		return fmt.Sprintf("%s.%s(%s)", v, s.method, convert(s.typ, x.Code, r.Exact))
	}
	switch r.Form {
	case value.Time, value.Duration:
		return fmt.Sprintf("%s.%s(%s)", v, methods[r.Form], x.Code)
	case value.Instance:
		return fmt.Sprintf("%s.Instance(%q, %s)", v, value.TypeName(t), identity(x, t))
	case value.Any:
		return fmt.Sprintf("%s.ShallowDynamic(%s)", v, x.Code)
	case value.List:
		if !at("len", "nil") {
			return fmt.Sprintf("%s.Length(len(%s), %s == nil)", v, x.Code, x.Code)
		}
	}
	return fmt.Sprintf("%s.Shallow(%s)", v, x.Code)
}
