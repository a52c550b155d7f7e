// Package flowcept captures the provenance of Go programs: which activity ran, what it used, what it generated, when,
// where, under which workflow and with what outcome.
//
// Most programs mark their functions with comments and let flowcept-gen write the code that captures them; see the
// command github.com/flowcept/flowcept-go/cmd/flowcept-gen. This package is what such programs link, and what a program
// calls that says itself what it does:
//
//	import flowcept "github.com/flowcept/flowcept-go/runtime"
//
//	wf, err := flowcept.Start(ctx, flowcept.WorkflowName("train"))
//	if err != nil {
//		return err
//	}
//	defer wf.Stop(ctx)
//
// Between Start and Stop the annotated functions record their calls. Without a settings file the records go to
// flowcept_buffer.jsonl in the working directory, one JSON object a line.
//
// # What is guaranteed
//
// Capture never panics, never prints, and never blocks a call without bound. What goes wrong behind it is reported to
// the function set with OnError and counted in Stats; what is not delivered when a workflow stops is named in the error
// of Stop.
package flowcept
