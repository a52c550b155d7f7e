// Package suite holds the benchmarks, in its tests. The command one directory up runs them and makes a table.
//
// Of capture two things are measured. Call is what a captured call costs its caller: calls come in bursts that the spool
// takes, and the publisher delivers them between bursts, while the clock is stopped. Delivered is what a record costs in
// all, from the call to the transport: calls come as fast as they can, the publisher shares the Ps with them, and the
// clock stops when everything is delivered. Peers are measured as the latter, so that what they do behind a call counts.
//
// Everything that captures writes into a spool in files, as a program does; a record that is lost fails its benchmark.
package suite
