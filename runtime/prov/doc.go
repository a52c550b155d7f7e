// Package prov holds the records that travel from a captured program to the
// topic, the file and the database: what they are called, what is in them and
// how they are encoded. The format is that of Flowcept for Python, so that Go
// and Python parts of one campaign are read by the same tools.
//
// A record on a topic is one msgpack map a message. In a file it is the same
// map as one JSON object a line, UTF-8, without the field data. Keys are
// strings, times are float64 seconds since the Unix epoch ([Seconds]), and an
// absent field is left out; no field is ever null. The order of the fields has
// no meaning. The field type tells the records apart and is always sent.
//
// The encoders are [Task], [Workflow], [Agent], [Object] and [Control], each an
// AppendMsgpack over plain fields, and [Map] for whoever puts a record together
// from parts that are encoded already. Their zero values ("", 0, nil) mean
// absent. Invalid UTF-8 in a string is replaced, because readers refuse it.
//
// # Task
//
// One activity that ran: a call, an iteration, a request to a model. Type
// "task".
//
//	task_id              unique over threads, processes and machines
//	activity_id          what ran: the function's or the loop's name
//	workflow_id          the workflow it belongs to
//	campaign_id          the campaign that workflow belongs to
//	parent_task_id       the task that was running when this one began
//	group_id             what the iterations of one loop have in common
//	subtype              the kind of task, one of the Subtype words or the user's own
//	agent_id             the agent that carried it out
//	source_agent_id      the agent that asked for it
//	used                 map: parameters and what else went in; always sent
//	generated            map: results
//	submitted_at         time it was handed to somebody to be run
//	started_at           time it began
//	ended_at             time it ended
//	status               a [Status]
//	stdout               what it printed, if that was kept
//	stderr               why it failed
//	tags                 list of strings
//	custom_metadata      map: what the user attached; an agent tool's name as tool
//	hostname             the machine
//	telemetry_at_start   map: the machine's metrics when it began
//	telemetry_at_end     map: the same when it ended
//	data                 any value, bytes too; not written to files
//	adapter_id           the adapter that observed it, for tasks of other tools
//	environment_id       the user's word for the machine or cluster
//	user                 who ran it
//	utc_timestamp        time the record was made
//	node_name            the machine's name as the scheduler knows it
//	login_name           the account on that machine
//
// # Workflow
//
// One run of a program, or a part of it that the user named. Type "workflow".
// It is sent with status RUNNING at the start and again, every field repeated,
// with FINISHED or ERROR at the end: a reader may replace the first by the
// second.
//
//	workflow_id            unique
//	name                   the user's name for it
//	campaign_id            what several workflows have in common
//	parent_workflow_id     the workflow that this one is a part of
//	agent_id               the agent that runs it
//	subtype                the kind of workflow
//	workflow_description   free text
//	used                   map: the run's own arguments
//	generated              map: the run's own results
//	started_at             time it began
//	ended_at               time it ended
//	status                 a [Status]
//	interceptor_ids        list of strings: the capturing parts that served it
//	machine_info           map from interceptor id to a map about the machine
//	tags                   list of strings
//	custom_metadata        map: what the user attached, and activities (below)
//	utc_timestamp          time the record was made
//	user                   who runs it
//	environment_id         the user's word for the machine or cluster
//	sys_name               the operating system
//	flowcept_version       version of the capturing library
//	flowcept_settings      map: the settings in force, secrets replaced
//	conf                   map: settings_path, the file they came from
//	extra_metadata         map: the settings' own extra_metadata
//	code_repository        map: sha, short_sha, branch, root, remote, dirty of the
//	                       source that the binary was built from
//
// Under custom_metadata, activities maps each activity_id that ran to func,
// file, line and sha256: the function, where it stands and the hash of its
// text, so that every task leads to the exact source that it was.
//
// # Agent
//
// Somebody, or something, that tasks are carried out for. Type "agent".
//
//	agent_id          unique
//	name              for people
//	workflow_id       the workflow in which it registered
//	campaign_id       that workflow's campaign
//	registered_at     time it registered
//	user              who runs it
//	extra_metadata    map
//
// # Object
//
// Something kept outside the records that tasks used or generated: a model, a
// data set. Type "object".
//
//	object_id          unique
//	task_id            the task that made it
//	workflow_id        the workflow it belongs to
//	object_type        the kind of object
//	version            integer, 0 for the first
//	custom_metadata    map
//	tags               list of strings
//	created_at         time it was made
//
// # Control
//
// A message among Flowcept's own parts, no provenance. Type "flowcept_control".
// Nobody needs to send one; readers ignore them.
//
//	info                      one of the Info words
//	interceptor_instance_id   the capturing part it is about
//	exec_bundle_id            the run it is about
//
// # Reading
//
// [Decode] and [DecodeJSON] give a record as map[string]any with the same types
// from both formats: nil, bool, int64 (uint64 only beyond its range), float64,
// string, []any, map[string]any. Beyond that Decode gives float32 for a single
// and []byte for bin, and DecodeJSON gives [encoding/json.Number] for an
// integer that uint64 does not hold. [AppendRecordJSON] and [AppendJSON] turn
// msgpack into JSON directly, spelled as Python's json.dumps does.
//
// Files: keys.go has every wire name, once; record.go what the records share;
// task.go, workflow.go and entity.go the records, complete.go what a publisher
// adds to one; map.go the writer beneath
// them, with entries.go for parts that are encoded already; decode.go reads
// msgpack, readjson.go JSON; json.go transcodes, with text.go for strings and
// numbers; batch.go holds many messages in one buffer.
//
// Non-obvious:
//   - All readers take arbitrary bytes: they return an error and never panic,
//     go at most [MaxDepth] levels deep, and set no memory aside for a length
//     that a header merely claims.
//   - A map's scalar keys that are no strings (Python sends integers) become
//     strings, spelled as json.dumps spells them.
//   - Transcoding allocates nothing but what dst needs to grow.
package prov
