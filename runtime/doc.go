// Package flowcept captures the provenance of Go programs: which activity ran, what it used, what it generated, when,
// where, under which workflow and with what outcome.
//
// Most programs mark their functions with comments and let flowcept-gen write the code that captures them; see the
// command github.com/flowcept/flowcept-go/cmd/flowcept-gen. This package is what such programs link, and what a program
// calls that says itself what it does:
//
//	import flowcept "github.com/flowcept/flowcept-go/runtime"
//
//	err := flowcept.Run(ctx, func(ctx context.Context) error {
//		task := flowcept.NewTask(ctx, "download", flowcept.Used{"url": url})
//		n, err := download(url)
//		task.End(flowcept.Generated{"bytes": n})
//		return err
//	}, flowcept.WorkflowName("ingest"))
//
// # Workflows, tasks, loops
//
// A workflow is one run: Run brackets a function, Start and Stop whatever stands between them. It has two records, one
// when it starts and one, with all that is in the first, when it stops. While a workflow runs annotated functions record
// their calls, and programs record tasks by hand: NewTask and End where a task has no function of its own, WithTask where
// it has one, Loop, LoopSeq and LoopN for the iterations of a loop, EndIter for what an iteration has generated. With no
// workflow running nothing is captured, all of these may be called, and the functions that they are given are.
//
// A task's parent is the task that its context carries, or else the one running on its goroutine, or on the goroutine
// that started this one at that moment. Its workflow is that of its parent, else that of the function of Run around it or
// of its context, else the one started last. Work that is handed to a goroutine started elsewhere takes its parent along
// by ContextWithTask.
//
// Values are encoded when they are given, by the rules that package capture describes. What the program does afterwards to
// a slice or a map does not change the record.
//
// # What is guaranteed
//
//   - Capture never panics, never prints to the program's stdout or stderr, and never blocks a call without bound. A panic
//     or an error of the program's own goes on as it was: the same value, the same error. A workflow that a directive
//     starts is the one exception: where the settings are wrong it says so, in one line on stderr.
//   - A record is safe once its call, End or Send has returned. Neither a panic nor os.Exit nor kill -9 loses it, only a
//     crash of the machine, or a full spool; what is dropped then is counted.
//   - Records arrive at least once, in a file exactly once, and those of one goroutine in their order;
//     lightweight ones, which have no times, only as far as it stays on one processor.
//   - What goes wrong behind the program's back is reported to the function set with OnError and counted in Stats. What is
//     not delivered when a workflow stops is named in the error of Stop, with the place where it is kept.
//
// # Settings
//
// None are needed: records go to flowcept_buffer.jsonl in the working directory, one JSON object a line, and
// ReadBufferFile reads it. The file that FLOWCEPT_SETTINGS_PATH names, else ~/.flowcept/settings.yaml, is the one of
// Flowcept for Python, so that one file serves programs in both languages; docs/settings.md lists its keys and the
// environment variables that override them. They are read when the first of the workflows that run at the same time
// starts. FLOWCEPT=off switches everything off.
//
// # The spool
//
// Between the call and the file or topic records wait in memory-mapped files in the user's cache directory (go.spool.dir),
// 1 GiB at the most (go.spool.max_bytes). Each process has a directory there, which it holds a lock on, and which goes when
// all in it is delivered. One goroutine takes the records from there to where the settings send them, every second and
// when a workflow stops, for as long as it takes: a broker that is down makes no call fail or wait before the spool is full.
// A process that starts looks for what earlier ones have left for the same file or topic, and delivers it first.
//
// # What happens at the end
//
// Stop delivers everything within its context; Run and directives give it 30 seconds. Calls in progress have a second to
// end, because a task's record is written after the function's own deferred calls. Tasks by hand that were not ended are
// not recorded.
//
// A program that ends without Stop (os.Exit, log.Fatal, a panic, a signal) leaves its records in the spool for the next
// run, and a workflow that says RUNNING. So main should call Stop itself before it calls os.Exit, where that matters.
//
// # Files
//
//   - workflow.go, run.go, directive.go: a workflow's life; workflow_option.go
//   - task.go, task_values.go: tasks by hand; loop.go: loops; site.go: what their records have in common
//   - option.go: options that several of them understand; values.go
//   - recorder.go, open.go: what workflows that run at once share, from the settings to the publisher
//   - destination.go, files.go, online.go, dumped.go: where the records go
//   - enrich.go, meters.go: who and what ran it; the machine's metrics
//   - observe.go, observe_settings.go: adapters, which watch other tools; persistence.go: the sink in this process
//   - stats.go, read.go: counters and errors; reading records back; recover.go: publishing what others have left
//   - llm.go: requests to language models; program.go: what flowcept-gen runs; unwinding.go: how a function is left;
//     leave.go: when a program that flowcept-gen runs captures by itself
//
// # Non-obvious
//
//   - The current task rides on the goroutine's profiler labels; the program's own labels are kept. CPU profiles break
//     down by activity. In pprof.Do, which replaces the labels, and behind it in the same function, calls have no parent
//     (go.parents: off leaves the labels alone, and EndIter does nothing).
//   - Run makes its workflow the goroutine's, not only the current one. So several may run side by side, and one within a
//     task of another; a task within has no parent in the outer workflow.
//   - The closing record of a workflow repeats the opening one because Flowcept's file backend keeps only the last.
//   - The lock on process is never held while records are delivered or OnError is called, which may call Stats.
//   - A lightweight iteration has no id that others could name: tasks in it are children of what runs around the loop.
//     So are those in an iteration that Every leaves out, and what EndIter adds there is dropped.
package flowcept
