// Package adapters holds what adapters have in common: packages below it watch another tool and make records of what
// that does, for flowcept.Observe, flowcept.ObserveSettings and the command flowcept observe.
//
//	mlflow        finished runs of an MLflow store or tracking server
//	mqtt          messages of an MQTT broker
//	tensorboard   runs of a directory of event files
//	dask          tasks of a Dask scheduler
//
// A program links an adapter by importing its package; importing this one links none of them.
//
// Each adapter promises the same. What is observed gets a task_id that follows from the other tool's own identity, so
// that a record which is sent twice is one document in the database. Beside that, what has been emitted is kept in a
// small file ([Seen]), so that the next start does not emit it again. The other side may be missing at start, go away and
// come back: the adapter tries again, and says so once.
//
// The files: register.go how an adapter is found, seen.go what has been emitted, poll.go looking again and again,
// fields.go maps of values, match.go lists of names, tls.go certificates.
package adapters
