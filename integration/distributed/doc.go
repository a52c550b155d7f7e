// Package distributed holds no code: its test runs starter and workers of examples/distributed as processes of their own,
// against a broker in this process and, where there are such services, against Kafka and a database.
package distributed
