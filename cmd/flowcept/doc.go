// Flowcept reads what captured programs have recorded.
//
//	flowcept report [-md | -html] [-task ACTIVITY] [-workflow ID] [FILE]
//	flowcept tail [-new] [-json] [-kafka | FILE]
//	flowcept validate [-python] [FILE]
//	flowcept observe [-settings FILE] [-name NAME] [SECTION...]
//
// FILE is a JSONL file that flowcept-go or Flowcept for Python has written; the default is flowcept_buffer.jsonl, and "-" is
// the standard input.
//
// report says what a run did: its workflows, each activity with the number of its tasks, their status, total and median
// time and p95, what failed and why, the slowest tasks, what was used and generated, what it took of the machine. It is text,
// with -md Markdown, with -html one page that needs nothing else, with the tree of tasks, a timeline and the curves of
// telemetry; with -workflow it is about one of the workflows in FILE. Memory is bounded however long FILE is.
//
// tail follows FILE, or with -kafka the topic of the settings file, and prints a line for each record as it comes, until it
// is interrupted.
//
// validate checks each record against the rules of the format, and names line, field and what is wrong.
//
// observe watches other tools, as the sections adapters.SECTION of the settings say, and records what they do until it is
// interrupted.
//
// The exit status is 0, 1 for what cannot be read or, of validate, findings, and 2 for wrong usage. report passes over a line
// that is no record, and says so on stderr.
//
// # Files
//
//	main.go                      commands and their arguments
//	report.go, workflow.go       report, of all or of one workflow
//	tail.go, topic.go, json.go   tail, of a file or a topic; records as lines
//	validate.go                  validate
//	observe.go                   observe
//	input.go                     the file to read
package main
