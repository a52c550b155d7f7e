// Package publish takes what was captured out of the spool, makes records of it and hands them to a transport.
//
// A Publisher is one goroutine. It wakes after a while, when a segment of the spool has been filled, and when somebody
// waits for it; it composes a batch, in order, and gives it to the transport until the transport has accepted it. Only
// then are the entries freed: what a transport has not acknowledged stays in the spool.
//
// A Composer makes the records. What is the same for all calls of a function is encoded once, from the site's definition
// in the spool, and copied into each record.
//
// # Files
//
//	publisher.go                the goroutine: when it wakes, whom it tells
//	delivery.go                 batches, from spools to the transport
//	compose.go, activities.go   records of entries; which activities there were
//	watch.go                    spools that other processes write to
//	recover.go                  spools of processes that are gone
package publish
