// Package examples holds no code but a test, which runs the program of each directory that has a records.golden.jsonl:
// plain, captured and switched off.
package examples
