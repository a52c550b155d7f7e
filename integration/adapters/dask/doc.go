// Package dask observes the tasks of a Dask scheduler.
//
//	import _ "github.com/flowcept/flowcept-go/integration/adapters/dask"
//
// makes sections of kind dask start with flowcept.ObserveSettings:
//
//	adapters:
//	  dask:
//	    kind: dask
//	    address: tcp://127.0.0.1:8786   # or tls://, with tls.* as under mq.tls
//	    scheduler_file: ""              # in place of address: the file that dask scheduler --scheduler-file writes
//	    watch_interval_sec: 0.1
//
// It asks the scheduler for its task stream, in the scheduler's own protocol, as Client.get_task_stream does. That is what
// has each task's key, worker, times, status and error together, and what keeps the last 100,000 of them, so that a
// connection may be lost without losing a task. The dashboard's JSON has only counts, its websocket no history, and both
// need its packages to be installed. The scheduler keeps the stream from the first question on, or from when somebody looks
// at it on the dashboard; what was computed before that is not seen, nor what ends in the last watch_interval_sec before the
// scheduler does. Hence the short interval: a question costs the scheduler next to nothing.
//
// A task's arguments and result never reach the scheduler: used is empty, and generated has the result's type and size.
// What Python's section says of those (worker_should_get_input and the like) is for its plugin in the workers, and means
// nothing here. The activity is what Dask's own pages name a task by. The task_id is the key and a hash of the scheduler and the
// execution, because a key that is computed again is the same key. Of a task that is retried the last attempt is recorded.
package dask
