// Package jsonl is the transport without a broker: records as one JSON object a
// line, appended to a file, in the format of Flowcept for Python, whose tools
// read it.
//
// [Writer] appends batches, [Read] reads a file back, ours or Python's, and a
// [Reader] any stream of such lines.
//
// What the writer guarantees:
//   - A batch is in the file as a whole or not at all when Publish returns, and
//     after an error the same batch can be published again without a duplicate.
//     A write that was cut short (disk full, quota) is taken back.
//   - Any number of writers, in one process or many, may append to one file:
//     their batches do not mix. Python, which takes no lock, may append as well.
//   - Half a line that a killed Writer left behind is removed by the next one, and
//     written again by whoever recovers its batch. Half a line of another program
//     is closed with a newline and kept; Read reports it and goes on with the next.
//   - A file that is deleted or renamed while it is written is made again.
//
// It does not sync: what is written survives the process, not a machine crash.
//
// Non-obvious:
//   - The lock is advisory and held around one write. Where the file system has
//     none (some network file systems), appending goes on without.
//   - A file is never removed, only emptied: a writer in another process would
//     go on writing into what nobody sees.
//   - A process that is killed inside a write may leave a part of its batch.
//     Whoever publishes that batch again asks Resume first what is there, by the
//     offset that End gave before the write.
//
// # Files
//
//	writer.go, file.go   appending batches; the file, opened and opened anew
//	mend.go, resume.go   half lines; what of a batch is there
//	lock_*.go            the lock, by system
//	read.go              records of a file
package jsonl
