package value

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

// declarations are what the types in the tests are made of.
const declarations = `package p

import (
	"context"
	"math/big"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

var _ context.Context
var _ big.Int
var _ net.IP
var _ time.Time

type (
	Level   int
	Ratio   float32
	Text    string
	Path    []byte
	Vector  []float64
	Octets  []Octet
	Octet   byte
	Timeout time.Duration
	Stamp   time.Time
	Box[T any] struct{ V T }
	Locked  struct{ mu sync.Mutex }
	Count   struct{ n [2]atomic.Int64 }
	Beside  struct{ mu *sync.Mutex }
	Node    struct{ Next *Node }
	Tree    struct{ Kids []Tree }
	Chain   map[string]Chain
)

type Own struct{}

func (Own) FlowceptValue() any       { return nil }
func (Own) MarshalText() ([]byte, error) { return nil, nil }

type OwnPointer struct{ mu sync.Mutex }

func (*OwnPointer) FlowceptValue() any { return nil }

type Dict map[string]int

func (Dict) ToFlowceptDict() map[string]any { return nil }

type WrongDict map[string]int

func (WrongDict) ToFlowceptDict() map[string]string { return nil }

type Failure struct{}

func (*Failure) Error() string { return "" }

type Matrix struct{}

func (*Matrix) Dims() (r, c int)         { return }
func (*Matrix) At(i, j int) complex128 { return 0 }

type Tensor []float32

func (Tensor) Shape() []int { return nil }

type Sizes []int

type Dense struct{ data []float32 }

func (*Dense) Shape() Sizes { return nil }

type GraphNode struct{}

func (GraphNode) Shape() struct{ Dimensions []int } { panic(0) }

type Circle struct{ R float64 }

func (Circle) Shape() string { return "round" }
`

// One importer reads each package once.
var (
	fset    = token.NewFileSet()
	sources = importer.ForCompiler(fset, "source", nil)
)

func check(t *testing.T, src string) *types.Package {
	t.Helper()
	file, err := parser.ParseFile(fset, "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	conf := types.Config{Importer: sources}
	pkg, err := conf.Check("p", fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}

func TestOf(t *testing.T) {
	tests := []struct {
		typ  string
		want Rule
	}{
		{"int", Rule{Form: Int, Exact: true}},
		{"int8", Rule{Form: Int64}},
		{"rune", Rule{Form: Int64}},
		{"int64", Rule{Form: Int64, Exact: true}},
		{"byte", Rule{Form: Uint64}},
		{"uintptr", Rule{Form: Uint64}},
		{"float32", Rule{Form: Float32, Exact: true}},
		{"complex64", Rule{Form: Complex}},
		{"string", Rule{Form: String, Exact: true}},
		{"Level", Rule{Form: Int}},
		{"Ratio", Rule{Form: Float32}},
		{"Text", Rule{Form: String}},

		{"[]byte", Rule{Form: Bytes}},
		{"Path", Rule{Form: Bytes}},
		{"[4]byte", Rule{Form: List}},
		{"Octets", Rule{Form: List}},
		{"[]float64", Rule{Form: Float64s}},
		{"Vector", Rule{Form: Float64s}},
		{"[2]string", Rule{Form: Strings}},
		{"[]Level", Rule{Form: List}},
		{"[][]int", Rule{Form: List}},
		{"[]any", Rule{Form: List}},

		{"map[string]int", Rule{Form: Map}},
		{"map[Level]int", Rule{Form: Map}},
		{"map[Own]int", Rule{Form: Map}},
		{"map[float64]int", Rule{Form: Any}},
		{"map[any]int", Rule{Form: Any}},

		{"struct{}", Rule{Form: Struct}},
		{"Box[int]", Rule{Form: Struct}},
		{"Beside", Rule{Form: Struct}},
		{"*int", Rule{Form: Pointer}},
		{"*Node", Rule{Form: Pointer}},
		{"**big.Int", Rule{Form: Pointer}},

		{"any", Rule{Form: Any}},
		{"context.Context", Rule{Form: Any}},
		{"func()", Rule{Form: Instance}},
		{"chan int", Rule{Form: Instance}},

		{"time.Time", Rule{Form: Time}},
		{"*time.Time", Rule{Form: Text}},
		{"Stamp", Rule{Form: Struct}},
		{"time.Duration", Rule{Form: Duration}},
		{"Timeout", Rule{Form: Int64}},
		{"*time.Duration", Rule{Form: Pointer}},

		{"error", Rule{Form: Error}},
		{"*Failure", Rule{Form: Error}},
		{"Failure", Rule{Form: Error, ByAddr: true}},
		{"net.IP", Rule{Form: Text}},
		{"*big.Int", Rule{Form: Text}},
		{"big.Int", Rule{Form: Text, ByAddr: true}},

		{"Own", Rule{Form: Own}},
		{"*Own", Rule{Form: Own}},
		{"OwnPointer", Rule{Form: Own, ByAddr: true}},
		{"Dict", Rule{Form: Dict}},
		{"WrongDict", Rule{Form: Map}},
		{"interface{ FlowceptValue() any }", Rule{Form: Own}},
		{"interface{ Dims() (int, int) }", Rule{Form: Any}},

		{"*Matrix", Rule{Form: Dims, DType: "complex128"}},
		{"Matrix", Rule{Form: Dims, DType: "complex128", ByAddr: true}},
		{"Tensor", Rule{Form: Shape, DType: "float32"}},
		{"*Dense", Rule{Form: Any}},
		{"Dense", Rule{Form: Any}},
		{"GraphNode", Rule{Form: Any}},
		{"Circle", Rule{Form: Struct}},

		{"Locked", Rule{Form: Instance}},
		{"*Locked", Rule{Form: Instance}},
		{"[]Locked", Rule{Form: List}},
		{"[2]Locked", Rule{Form: Instance}},
		{"*Count", Rule{Form: Instance}},
		{"*sync.WaitGroup", Rule{Form: Instance}},
		{"sync.Locker", Rule{Form: Any}},
	}
	src := declarations
	for i, tt := range tests {
		src += fmt.Sprintf("var v%d %s\n", i, tt.typ)
	}
	pkg := check(t, src)
	for i, tt := range tests {
		if got := Of(pkg.Scope().Lookup(fmt.Sprint("v", i)).Type()); got != tt.want {
			t.Errorf("%s: got %+v, want %+v", tt.typ, got, tt.want)
		}
	}
}

func TestTypeParams(t *testing.T) {
	tests := []struct {
		constraint, typ string
		want            Form
	}{
		{"any", "T", Any},
		{"any", "[]T", Any},
		{"any", "map[string]*T", Any},
		{"any", "Box[T]", Any},
		{"any", "func(T)", Any},
		{"int", "T", Int},
		{"interface{ string }", "T", String},
		{"~int", "T", Any},
		{"int | int64", "T", Any},
		{"interface{ int; M() }", "T", Any},
		{"any", "Box[int]", Struct},
	}
	src := declarations
	for i, tt := range tests {
		src += fmt.Sprintf("func f%d[T %s](x %s) {}\n", i, tt.constraint, tt.typ)
	}
	pkg := check(t, src)
	for i, tt := range tests {
		typ := pkg.Scope().Lookup(fmt.Sprint("f", i)).Type().(*types.Signature).Params().At(0).Type()
		if got := Of(typ).Form; got != tt.want {
			t.Errorf("[T %s] %s: got %v, want %v", tt.constraint, tt.typ, got, tt.want)
		}
	}
}

func TestRecursive(t *testing.T) {
	pkg := check(t, declarations+`
type Mutual struct{ Other *Other }
type Other struct{ M map[string][]Mutual }
var (
	v0 *Node
	v1 Tree
	v2 Chain
	v3 Mutual
	v4 Box[int]
	v5 struct{ N Node }
)
`)
	for i, want := range []struct{ any, withoutPointers bool }{
		{true, false}, {true, true}, {true, true}, {true, false}, {false, false}, {false, false},
	} {
		typ := pkg.Scope().Lookup(fmt.Sprint("v", i)).Type()
		if got := Recursive(typ); got != want.any {
			t.Errorf("Recursive(%s): got %v, want %v", typ, got, want.any)
		}
		if got := RecursiveWithoutPointers(typ); got != want.withoutPointers {
			t.Errorf("RecursiveWithoutPointers(%s): got %v, want %v", typ, got, want.withoutPointers)
		}
	}
}
