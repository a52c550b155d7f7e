// Package curate turns messages of the topic into documents of the database, and merges the documents of one id. Its
// functions are pure: what comes out depends on the arguments alone.
//
// [Message] decodes one message and says what it is: a task, a workflow, an agent, an object, a control message, or a
// dead letter with the reason. A document is the record as Flowcept for Python stores it, with these differences: null
// fields are left out, telemetry_summary is computed here and stored, and a task without any id takes one from the place
// of its message, so that the same message read again is the same task.
//
// [Merge] joins two documents of one id. Maps are merged key by key, at every depth. A status is replaced by a later one
// of a task's life only, FINISHED by ERROR too; started_at and registered_at keep the earliest time, ended_at the latest;
// interceptor_ids is a set, kept sorted. All this is commutative, associative and idempotent, so that neither the order
// nor the repetition of messages changes the document. Where two messages give other values to the same field, the one
// merged last stays.
//
// # Values
//
// A document holds nil, bool, int64, uint64 (beyond int64 only), float64, string, []byte, [Date], []any and
// map[string]any, and whatever else a store found in its database, which is compared by reflection and never looked into.
//
// # Files
//
//   - curate.go: which kind of record a message is
//   - task.go: what becomes of a task's fields
//   - identity.go: ids
//   - size.go: how large a document becomes
//   - telemetry.go: the summary of two snapshots
//   - status.go, value.go: their order and equality
//   - merge.go: the documents of one id
package curate
