// Package store writes documents to MongoDB, merged with what is there.
//
// [Store.Write] inserts what is new and, for what is not, reads the stored document, merges in Go and writes back the
// fields that have changed, on the condition that each is still as it was read; where one is not, it reads again. It ends
// when what is stored contains all that was to be written. So:
//   - Writing the same again changes nothing, and a write that failed half-way is simply made again.
//   - Any number of processes may write the same documents: an insert that comes second finds the first, and an update
//     whose condition fails has lost nothing. Fields are merged independently of one another, apart from the telemetry
//     summary, whose sources stand in its condition too.
//   - Every rule is the one of curate.Merge, whether two messages meet in one batch or in the database.
//
// Update operators ($min, $max, $addToSet, $set with dotted paths) would need no reading, but their paths cannot name a
// key with a dot or a leading $, take "0" for an index where there is a list, and are refused where a number is to become
// a map. Pipeline updates evaluate strings that begin with $, and not every server has them.
//
// A document's _id is its own id, so that there is one document of an id even before there are indexes. Documents that
// others have written under an _id of their own are found by the id's field.
//
// # Files
//
//   - store.go: the connection
//   - write.go: the loop of insert, read, merge and update
//   - change.go, difference.go: the update that adds a document to a stored one
//   - index.go: indexes
//   - encode.go, decode.go: documents as BSON
//   - failure.go: which errors are the document's, and which pass
//
// # Non-obvious
//
//   - A batch is inserted before anything is read, because nearly every document is new. Where a collection has no unique
//     index on the id, it is read first: a document under another _id would not be noticed.
//   - An unordered bulk of updates says how many matched, and not which. When one has not, all are read again; those that
//     are there already are not written again.
//   - An update holds the old value of a field, as its condition, and the new one, and has to fit where one document does. One
//     that is large is therefore made of the parts of maps that differ. Only what does not fit then is refused.
package store
