// Package examples holds no code but a test, which runs the program of each directory that has a records.golden.jsonl:
// plain, captured and switched off. The agent is a module of its own, with a test of its own.
package examples
