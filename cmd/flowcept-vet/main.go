// Flowcept-vet checks flowcept directives as a tool of go vet:
//
//	go vet -vettool=$(which flowcept-vet) ./...
//
// It reports what flowcept-gen would, and changes nothing.
package main

import (
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/flowcept/flowcept-go/rewrite/analyzer"
)

func main() { unitchecker.Main(analyzer.Analyzer) }
