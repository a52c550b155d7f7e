// Package spool keeps what was captured until it is delivered.
//
// A spool is a set of segments, runs of bytes that entries are appended to. Each P (a processor of the Go scheduler) has
// a slot with a segment of its own, so that calls on different Ps neither wait for nor disturb one another. An entry is
// framed, [size uint32][kind uint32][stamp int64], little endian, and opaque: package capture says what is in it.
//
// # Writing
//
// Claim takes the slot's segment by one compare-and-swap on its state word, the caller copies the entry into the segment,
// and Commit stores the new state: what lies below the committed length never changes again. Where a goroutine has
// been descheduled between the two, the next slot serves. A full segment is sealed and the slot given another, from a
// few kept ready. All segments together are bounded; beyond the bound entries are refused and counted.
//
// # Reading
//
// One Reader merges the slots by the entries' stamps, hands the entries out without copying them, and frees what has
// been acknowledged.
//
// Another process may read the spool while it is written: Attach. Its acknowledgements stand in the heads of the files,
// where the writer finds them when it needs a segment: a file of which all is acknowledged gets another name and is used
// again. What a process that is gone has left, Adopt opens.
//
// # Non-obvious
//
//   - The state word is in the Go heap even where the bytes are elsewhere: a goroutine may look at a segment that was
//     freed since, and must find it sealed, not unmapped.
//   - A reader looks at the slots first and at the definitions last. An entry is committed after the definitions that
//     it needs, so whoever sees the entry sees them. For the same reason an Attachment lists the files a second time.
//   - A file's sequence number is 0 while it is readied for use again: an Attachment that reads the head meanwhile takes
//     nothing of it for true unless the number is the same before and after.
//   - Claim to Commit must neither block nor panic: a segment that is claimed is not freed, and Close waits for it.
//
// # Files
//
//	spool.go, hint.go                   claiming and committing; which slot
//	segment.go, alloc.go                a segment and its state; a new one, where there is room
//	reader.go                           entries in their order, and their acknowledgement
//	file.go, file_*.go, allocate_*.go   a segment as a file: its head, its mapping, by system
//	directory.go, group.go              a process's directory and its lock; those of programs that one process has started
//	attach.go, adopt.go, find.go        reading what another process writes, and what it has left
package spool
