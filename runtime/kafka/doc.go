// Package kafka is the transport to a topic: one message a record, the record's
// msgpack as its value.
//
// [Open] makes a [Producer] and connects to nothing; the first Publish does, and
// every Publish after a connection was lost. The topic is created when it does
// not exist.
//
// What the producer guarantees:
//   - Publish returns nil once every message of the batch is acknowledged by all
//     replicas in sync (acks=all), or, where the broker refuses one for its
//     size, once Config.Invalid has heard of it. After an error the same batch
//     can be published again; what was acknowledged of it is not sent again.
//   - Messages are in the topic in the order in which they were published. All
//     messages of a producer have the same key and go to the same partition,
//     one request at a time; different keys spread over the partitions as Java's
//     and librdkafka's murmur2 partitioners spread them.
//   - An acknowledgement that gets lost makes no duplicate while the producer
//     lives: batches carry a producer's id and sequence numbers, and the broker
//     recognises the repetition. Across processes delivery is at least once: who
//     publishes what a killed process has left cannot know which of it had been
//     appended, and a broker that grants no producer id cannot recognise
//     anything. Whoever reads the topic has to take duplicates, told by the ids
//     in the records.
//   - No error shows a password or a key.
//
// A broker has to speak Kafka 0.11 or later.
//
// # Files
//
//   - config.go: Config and its defaults
//   - security.go: TLS and SASL
//   - connect.go: kafka-go's own client and dialer, for who reads the topic
//   - producer.go: Publish: which messages go into one request, and what follows from the answer
//   - progress.go: how far a batch that failed has come
//   - session.go: a connection to the cluster: partition, topic, producer id, produce
//   - recordbatch.go: many messages as Kafka's record batch
//   - errors.go: which errors pass, and how they read
//
// # Non-obvious
//
//   - kafka-go's Client is used, and its Writer is not: that gives up after some
//     attempts and knows no producer id. The Client answers Metadata from a
//     cache which it renews when it likes; therefore a new session is made after
//     every error, which asks anew.
//   - A sequence number may be used again for the very same messages only: the
//     broker drops what it takes for a repetition. Where the messages differ,
//     because a batch was given up or is split otherwise, the producer takes a
//     new id.
//   - The partition stays for the producer's life, even where partitions are
//     added, or order would be lost.
package kafka
