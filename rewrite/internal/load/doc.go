// Package load finds the packages that flowcept-gen is asked for, and parses and
// type-checks those that carry annotations.
//
// The go command is asked once, for all packages with their tests and the export
// data of what they import. A package without annotations is then read no
// further than its bytes. One with annotations is checked from source, its
// imports from export data. Where a package has in-package tests, the variant with
// them stands for both, so that no file is read twice.
//
// cgo files are checked as they are written, with C's names unknown: what the go
// command makes of them has other positions.
//
// # Files
//
//	list.go                    what is to be loaded, and the one question to the go command
//	load.go, unit.go           packages on their way, side by side
//	hold.go, all.go, bare.go   which files are parsed, and how much of them
//	importer.go                export data
//	identity.go                what decides whether a package has changed
//	diagnostic.go              problems
package load
