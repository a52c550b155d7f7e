// Package check holds records against the rules of the format: which fields each kind has, of what type, and what
// Flowcept's consumers cannot read.
//
// What fields say together is held against the rules too: times and status, ids of iterations, what a language model was
// given, that a workflow's two records agree and tell no secret.
//
// A [Checker] takes records in the order of their file. It remembers of earlier ones what two of them can contradict each
// other in, up to a number of each: task ids as hashes, and the fields of workflows that have begun.
//
// Flowcept for Python leaves out, or spells otherwise, what the format asks for: the type of iterations, ids of lightweight
// tasks, campaigns, fields that are null. With [Checker.Python] these are no findings.
package check
