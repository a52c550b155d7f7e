package main

import (
	_ "embed"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"runtime/debug"
	"strings"
)

// version is that of the module, for a release; "devel" for anything else, so
// that what a working copy generates does not change with each commit, nor with how
// it was built: v0.0.0 is what a module has that a replace leads to.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	v := info.Main.Version
	if v == "" || v == "(devel)" || v == "v0.0.0" || strings.ContainsAny(v, "-+") {
		return "devel"
	}
	return v
}

//go:embed doc.go
var source string

// manual is the doc comment of this command, but for what only its developers look for.
func manual() string {
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", source, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		return ""
	}
	text, _, _ := strings.Cut(file.Doc.Text(), "\n# Files\n")
	var p comment.Parser
	printer := comment.Printer{TextWidth: 80}
	return string(printer.Text(p.Parse(text)))
}
