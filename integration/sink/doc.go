// Package sink takes records from the topic to the database: it reads as a member of a consumer group, curates and merges
// (package curate), writes (package store), and only then commits its offsets.
//
// [Start] runs a sink in this process, [Sink.Drained] waits until what is in the topic has been written, by this or
// another sink of the group, and [Sink.Stop] ends it. The command flowcept-sink is flags around it.
//
// What it guarantees:
//   - At least once: the offset of a message is committed after the database, or the topic of dead letters, has
//     acknowledged it. Writing is idempotent, so that the database has each record once.
//   - A message that cannot be decoded, or that the database refuses, goes to <topic>.dlq, its bytes unchanged, with the
//     headers flowcept-reason, -topic, -partition and -offset, and stops nothing. One that is too large for that topic is
//     cut, and flowcept-truncated says how many bytes it had.
//   - While the database or the brokers are down it tries again, with longer and longer pauses, and holds no more than one
//     batch and the reader's queue.
//   - It says nothing as long as all is well; metrics are counted all the same.
//
// # Files
//
//   - options.go: Options and their defaults
//   - sink.go: Start, Stop, the loop
//   - position.go: whether the topic is still the one that was read
//   - batch.go: collecting and writing one batch
//   - deadletter.go: the topic of dead letters
//   - cluster.go: the topic, its ends, what the group has committed
//   - drained.go, watch.go: how far the group is
//   - metrics.go, http.go: what is measured, and where it is read
//   - ping.go, replay.go: what the command does besides running
//
// # Non-obvious
//
//   - Where members of a group come and go, messages in hand may be read by another member as well, and an offset may be
//     committed that is lower than another member's: both lead to repetition only.
//   - A group reader that finds no topic gets no partition and waits for ever. So the topic is looked for first, and
//     partitions are watched.
//   - kafka-go waits for ever where a partition ends before the offset to be read, and asks without a pause for a topic that
//     is gone. So whoever watches the brokers looks for both, and the reader is made anew: a topic that was deleted and made
//     again is read from its start, as soon as it is seen to be shorter than what was read of the one before.
package sink
