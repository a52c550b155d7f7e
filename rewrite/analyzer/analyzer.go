// Package analyzer checks flowcept directives as a go/analysis analyzer, for go
// vet, editors and linters. It reports what flowcept-gen would.
package analyzer

import (
	"golang.org/x/tools/go/analysis"

	"github.com/flowcept/flowcept-go/rewrite"
)

// Analyzer reports flowcept directives that cannot be acted on.
var Analyzer = &analysis.Analyzer{
	Name: "flowcept",
	Doc: `check //flowcept: directives

A directive with an unknown name or key, a value that does not fit the function
below it, or in a place where it marks nothing is reported at the argument that
is to blame, with the category that flowcept-gen prints.`,
	URL: "https://pkg.go.dev/github.com/flowcept/flowcept-go/annotations",
	Run: run,
}

func run(pass *analysis.Pass) (any, error) {
	diags, err := rewrite.Lint(pass.Fset, pass.Files, pass.Pkg, pass.TypesInfo, pass.ReadFile)
	if err != nil {
		return nil, err
	}
	for _, d := range diags {
		pass.Report(analysis.Diagnostic{Pos: d.Pos, End: d.End, Category: d.Category, Message: d.Message + " [" + d.Category + "]"})
	}
	return nil, nil
}
