package value

import (
	"go/types"
	"strings"
	"testing"
)

// Each struct S is followed by the recorded fields, as key or key=path.
func TestFields(t *testing.T) {
	tests := []struct{ src, want string }{
		{"type S struct{ A, b int; C string }", "A C"},
		{"type S struct{ A int `json:\"a,omitempty\"`; B int `json:\",string\"`; C int `json:\"-\"`; D int `json:\"-,\"` }", "a=A B -=D"},
		{"type S struct{ E; A int }; type E struct{ X, y int }", "X=E.X A"},
		{"type S struct{ e; A int }; type e struct{ X, y int }", "X=e.X A"},
		{"type S struct{ *E }; type E struct{ X int }", "X=E.X"},
		{"type S struct{ E `json:\"e\"` }; type E struct{ X int }", "e=E"},
		{"type S struct{ E; X int }; type E struct{ X, Y int }", "Y=E.Y X"},
		{"type S struct{ E; F }; type E struct{ X, Y int }; type F struct{ X, Z int }", "Y=E.Y Z=F.Z"},
		{"type S struct{ E; F }; type E struct{ X int `json:\"X\"` }; type F struct{ X int }", "X=E.X"},
		{"type S struct{ E; A int }; type E int", "E A"},
		{"type S struct{ e; A int }; type e int", "A"},
		{"type S struct{ T; A int }; type T struct{ X int }; func (T) FlowceptValue() any { return nil }", "T A"},
		{"type S struct{ *S; A int }", "A"},
	}
	for _, tt := range tests {
		pkg := check(t, "package p\n"+tt.src)
		var got []string
		for _, f := range Fields(pkg.Scope().Lookup("S").Type().Underlying().(*types.Struct)) {
			var path []string
			for _, step := range f.Path {
				path = append(path, step.Name())
			}
			text := f.Name
			if p := strings.Join(path, "."); p != f.Name {
				text += "=" + p
			}
			got = append(got, text)
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.src, s, tt.want)
		}
	}
}

func TestTypeName(t *testing.T) {
	pkg := check(t, declarations+`
var (
	v0 *Level
	v1 Box[int]
	v2 []Level
	v3 func(a int, _ ...string) (err error)
	v4 *net.IP
	v5 map[string]*big.Int
	v6 ***int
)
`)
	for i, want := range []string{"Level", "Box[int]", "[]p.Level", "func(int, ...string) error", "IP", "map[string]*big.Int", "int"} {
		typ := pkg.Scope().Lookup("v" + string(rune('0'+i))).Type()
		if got := TypeName(typ); got != want {
			t.Errorf("TypeName(%s): got %s, want %s", typ, got, want)
		}
	}
}
