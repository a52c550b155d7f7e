// Package constraint adds "&& !flowcept" to a file's build constraint, so that
// an instrumented sibling can take its place under the tag, and takes it away
// again, byte for byte.
//
// The constraint is where gofmt would put it: in place of a //go:build line,
// above // +build lines, else behind the leading line comments that a blank
// line ends (a copyright notice). Line endings are the file's own. // +build
// lines are kept equal to the //go:build line, as gofmt and go vet want them.
//
// What cannot be derived from the merged lines (an unformatted constraint, one
// that came from // +build lines alone, a !flowcept of the author's) is a
// Record, which the sibling carries.
package constraint

// Tag is the build tag of instrumented siblings.
const Tag = "flowcept"
