package main

// A row of the table is one benchmark.
type row struct {
	text   string
	bench  string // its name in results
	budget string // on one P
}

// A section of the table.
type section struct {
	title string
	rows  []row
}

const (
	plainCall = "Plain/call"
	zerolog   = "Peer/zerolog"
)

var sections = []section{
	{"Nothing started", []row{
		{"the function without annotation", plainCall, ""},
		{"annotated, built without the tag", "untagged/Idle/call", "the same code"},
		{"annotated, built with the tag", "Idle/call", "≤ 8 ns over plain"},
	}},
	{"A call, what its caller waits for", []row{
		{"task, 3 used and 1 generated", "Call/task", "≤ 250 ns, 0 allocs"},
		{"lightweight task", "Call/lightweight", "≤ 90 ns, 0 allocs"},
		{"loop iteration", "Call/iteration", "≤ 150 ns, 0 allocs"},
		{"lightweight iteration", "Call/lightweight_iteration", "≤ 60 ns, 0 allocs"},
		{"task by hand, NewTask and End", "Call/custom", "≤ 600 ns"},
		{"task with telemetry at start and end", "Call/telemetry", "≤ 15 µs"},
	}},
	{"A record, all told, to a JSONL file", []row{
		{"task", "Delivered/task_to_file", ""},
		{"lightweight task", "Delivered/lightweight_to_file", ""},
		{"loop iteration", "Delivered/iteration_to_file", ""},
		{"lightweight iteration", "Delivered/lightweight_iteration_to_file", ""},
		{"task by hand", "Delivered/custom_to_file", ""},
	}},
	{"A record, all told, to a topic, its broker in the same process", []row{
		{"task", "Delivered/task_to_topic", "≤ 2500 ns, CPU of all (≥ 300,000 records/s on 2 Ps)"},
		{"lightweight task", "Delivered/lightweight_to_topic", ""},
		{"loop iteration", "Delivered/iteration_to_topic", ""},
		{"lightweight iteration", "Delivered/lightweight_iteration_to_topic", ""},
		{"task by hand", "Delivered/custom_to_topic", ""},
	}},
	{"A record, all told, to a transport that costs nothing", []row{
		{"task", "Delivered/task_to_nowhere", ""},
		{"lightweight task", "Delivered/lightweight_to_nowhere", ""},
		{"loop iteration", "Delivered/iteration_to_nowhere", ""},
		{"lightweight iteration", "Delivered/lightweight_iteration_to_nowhere", ""},
		{"task by hand", "Delivered/custom_to_nowhere", ""},
	}},
	{"A message in the sink", []row{
		{"decoded, curated, merged", "Sink/decoded_curated_merged", "≤ 6667 ns (≥ 150,000 messages/s)"},
		{"the same, and written to the database", "Sink/database", "≤ 1.1 × the next"},
		{"the same documents written by raw bulk upserts", "Sink/raw_upserts", ""},
	}},
	{"Others, of the same values, thrown away", []row{
		{"zerolog, a line", zerolog, ""},
		{"zap, a line", "Peer/zap", ""},
		{"slog, a line of JSON", "Peer/slog", ""},
		{"OpenTelemetry, a span, batch processor", "Peer/otel_batch", ""},
		{"OpenTelemetry, a span, no processor", "Peer/otel_no_processor", ""},
		{"OpenTelemetry, a span that is not sampled", "Peer/otel_never_sampled", ""},
	}},
}

var pythonSection = section{"Flowcept for Python 1.0.3, a call, its record kept in memory", []row{
	{"the function without decorator", "python/plain", ""},
	{"flowcept_task", "python/task", ""},
	{"lightweight_flowcept_task", "python/lightweight", ""},
	{"FlowceptLoop, an iteration", "python/iteration", ""},
	{"FlowceptLightweightLoop, an iteration", "python/lightweight_iteration", ""},
	{"FlowceptTask", "python/custom", ""},
}}
