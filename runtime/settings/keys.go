package settings

// Mechanisms are the values of SASL.Mechanism.
var Mechanisms = []string{"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"}

// key is a row of the table.
type key struct {
	path     string
	env      string              // the variable that overrides the file, if any
	at       func(*Settings) any // a pointer to where the value goes; its type says how the value is read
	def      string              // the default as the file would spell it
	computed string              // says the default where it depends on something else; settle sets it
	min, max int64               // of integers and sizes; no upper limit when max is 0
	oneOf    []string            // of strings, and of the elements of lists
	file     bool                // of strings: a path, in which a leading ~/ is the home directory
	doc      string
}

// own are the sections whose keys are all of this package's making, so that an
// unknown one in them is a mistake.
var own = []string{"go", "mq.tls", "mq.sasl"}

// pythons are keys of Python's that mean nothing here, as far as they are much like one of this table's.
var pythons = []string{"mq.vhost"}

// keys is the table of settings, in the order of the file that Python Flowcept
// ships.
var keys = []key{
	{path: "instrumentation.enabled", at: func(s *Settings) any { return &s.Instrumentation.Enabled }, def: "true",
		doc: "`false`: nothing is captured"},

	{path: "project.db_flush_mode", env: "DB_FLUSH_MODE", at: func(s *Settings) any { return &s.Project.DBFlushMode }, def: Offline,
		oneOf: []string{Offline, Online}, doc: "`offline`: records go to the JSONL file; `online`: to Kafka"},
	{path: "project.dump_buffer.enabled", env: "DUMP_BUFFER", at: func(s *Settings) any { return &s.Project.DumpBuffer.Enabled },
		computed: "`true` when offline", doc: "write the JSONL file"},
	{path: "project.dump_buffer.path", at: func(s *Settings) any { return &s.Project.DumpBuffer.Path }, def: "flowcept_buffer.jsonl",
		file: true, doc: "the JSONL file; its directory is made if missing"},
	{path: "project.dump_buffer.append_workflow_id_to_path", at: func(s *Settings) any { return &s.Project.DumpBuffer.AppendWorkflowIDToPath }, def: "false",
		doc: "put the workflow's id before the file's extension"},
	{path: "project.dump_buffer.append_id_to_path", at: func(s *Settings) any { return &s.Project.DumpBuffer.AppendIDToPath }, def: "false",
		doc: "put an id unique to the process before the file's extension"},
	{path: "project.dump_buffer.delete_previous_file", at: func(s *Settings) any { return &s.Project.DumpBuffer.DeletePreviousFile }, def: "false",
		doc: "replace the file at start instead of appending to it; Python's default is `true`"},
	{path: "project.enrich_messages", at: func(s *Settings) any { return &s.Project.EnrichMessages }, def: "true",
		doc: "add host, user, version and repository to records"},
	{path: "project.replace_non_json_serializable", at: func(s *Settings) any { return &s.Project.ReplaceNonJSONSerializable }, def: "true",
		doc: "record what JSON cannot express as `<Type>_instance_id_<n>`"},

	{path: "telemetry_capture.enabled", env: "TELEMETRY_ENABLED", at: func(s *Settings) any { return &s.Telemetry.Enabled }, def: "true",
		doc: "`false`: no telemetry, whatever the keys below and the directives ask for"},
	{path: "telemetry_capture.cpu", at: func(s *Settings) any { return &s.Telemetry.CPU }, def: "false", doc: "the machine's CPU time, use and frequency"},
	{path: "telemetry_capture.per_cpu", at: func(s *Settings) any { return &s.Telemetry.PerCPU }, def: "false", doc: "the same of each CPU"},
	{path: "telemetry_capture.process_info", at: func(s *Settings) any { return &s.Telemetry.ProcessInfo }, def: "false", doc: "the process's own CPU time, memory, I/O, threads"},
	{path: "telemetry_capture.mem", at: func(s *Settings) any { return &s.Telemetry.Mem }, def: "false", doc: "memory and swap"},
	{path: "telemetry_capture.disk", at: func(s *Settings) any { return &s.Telemetry.Disk }, def: "false", doc: "disk use and I/O"},
	{path: "telemetry_capture.network", at: func(s *Settings) any { return &s.Telemetry.Network }, def: "false", doc: "network traffic"},
	{path: "telemetry_capture.gpu", at: func(s *Settings) any { return &s.Telemetry.GPU },
		oneOf: []string{"activity", "used", "power", "temperature", "others", "name", "id"},
		doc:   "the metrics of each GPU; NVIDIA has `used`, `temperature`, `power`, `name` and `id`"},
	{path: "telemetry_capture.machine_info", at: func(s *Settings) any { return &s.Telemetry.MachineInfo }, def: "false", doc: "describe the machine in the workflow record"},

	{path: "experiment.user", at: func(s *Settings) any { return &s.Experiment.User }, doc: "the `user` of records"},

	{path: "mq.enabled", env: "MQ_ENABLED", at: func(s *Settings) any { return &s.MQ.Enabled },
		computed: "`true` where the file has a section `mq`", doc: "there is a transport; online needs one"},
	{path: "mq.type", env: "MQ_TYPE", at: func(s *Settings) any { return &s.MQ.Type }, def: "kafka", doc: "online takes `kafka` only"},
	{path: "mq.host", env: "MQ_HOST", at: func(s *Settings) any { return &s.MQ.Host }, def: "localhost",
		doc: "the broker, or several separated by commas, each as `host` or `host:port`"},
	{path: "mq.port", env: "MQ_PORT", at: func(s *Settings) any { return &s.MQ.Port }, def: "9092", min: 1, max: 65535,
		doc: "the port of brokers that are named without one"},
	{path: "mq.uri", env: "MQ_URI", at: func(s *Settings) any { return &s.MQ.URI },
		doc: "`[kafka://][user:password@]host[:port][,host[:port]…]`, in place of the host"},
	{path: "mq.channel", env: "MQ_CHANNEL", at: func(s *Settings) any { return &s.MQ.Channel }, def: "interception", doc: "the topic"},
	{path: "mq.buffer_size", at: func(s *Settings) any { return &s.MQ.BufferSize }, def: "50",
		doc: "records that are worth sending without waiting for more"},
	{path: "mq.insertion_buffer_time_secs", at: func(s *Settings) any { return &s.MQ.InsertionBufferTime }, def: "1",
		doc: "how long to wait for `mq.buffer_size` records"},
	{path: "mq.group_id", env: "MQ_GROUP_ID", at: func(s *Settings) any { return &s.MQ.GroupID }, def: "auto",
		doc: "the sink's consumer group; `auto`: one for all sinks of the topic"},
	{path: "mq.username", env: "MQ_USERNAME", at: func(s *Settings) any { return &s.MQ.Username }, doc: "for `mq.sasl`; else the one in `mq.uri`"},
	{path: "mq.password", env: "MQ_PASSWORD", at: func(s *Settings) any { return &s.MQ.Password }, doc: "for `mq.sasl`; else the one in `mq.uri`"},
	{path: "mq.tls.enabled", at: func(s *Settings) any { return &s.MQ.TLS.Enabled }, def: "false", doc: "connect to the brokers through TLS"},
	{path: "mq.tls.ca_file", at: func(s *Settings) any { return &s.MQ.TLS.CAFile }, file: true,
		computed: "the system's", doc: "PEM file of the authorities to trust"},
	{path: "mq.tls.cert_file", at: func(s *Settings) any { return &s.MQ.TLS.CertFile }, file: true, doc: "PEM file of the client's certificate"},
	{path: "mq.tls.key_file", at: func(s *Settings) any { return &s.MQ.TLS.KeyFile }, file: true, doc: "PEM file of the client's key"},
	{path: "mq.tls.server_name", at: func(s *Settings) any { return &s.MQ.TLS.ServerName },
		computed: "the broker's host", doc: "the name that the brokers' certificates have to carry"},
	{path: "mq.tls.insecure_skip_verify", at: func(s *Settings) any { return &s.MQ.TLS.InsecureSkipVerify }, def: "false",
		doc: "trust any certificate; for trials only"},
	{path: "mq.sasl.mechanism", at: func(s *Settings) any { return &s.MQ.SASL.Mechanism }, oneOf: Mechanisms,
		doc: "how `mq.username` and `mq.password` are presented; empty: not at all"},

	{path: "sys_metadata.environment_id", at: func(s *Settings) any { return &s.SysMetadata.EnvironmentID }, doc: "the `environment_id` of records, such as the cluster's name"},
	{path: "sys_metadata.sys_name", at: func(s *Settings) any { return &s.SysMetadata.SysName }, computed: "the operating system's", doc: "the `sys_name` of records"},
	{path: "sys_metadata.node_name", at: func(s *Settings) any { return &s.SysMetadata.NodeName }, computed: "the machine's", doc: "the `node_name` of records"},
	{path: "sys_metadata.login_name", at: func(s *Settings) any { return &s.SysMetadata.LoginName }, computed: "the user's", doc: "the `login_name` of records"},

	{path: "extra_metadata", at: func(s *Settings) any { return &s.ExtraMetadata }, doc: "goes into the workflow record, secrets in it replaced"},

	{path: "databases.mongodb.enabled", env: "MONGO_ENABLED", at: func(s *Settings) any { return &s.MongoDB.Enabled }, def: "false", doc: "the sink writes to it"},
	{path: "databases.mongodb.uri", env: "MONGO_URI", at: func(s *Settings) any { return &s.MongoDB.URI }, doc: "in place of host and port"},
	{path: "databases.mongodb.host", env: "MONGO_HOST", at: func(s *Settings) any { return &s.MongoDB.Host }, def: "localhost", doc: "the server"},
	{path: "databases.mongodb.port", env: "MONGO_PORT", at: func(s *Settings) any { return &s.MongoDB.Port }, def: "27017", min: 1, max: 65535, doc: "its port"},
	{path: "databases.mongodb.db", at: func(s *Settings) any { return &s.MongoDB.DB }, def: "flowcept", doc: "the database"},
	{path: "databases.mongodb.create_collection_index", at: func(s *Settings) any { return &s.MongoDB.CreateCollectionIndex }, def: "true", doc: "create the indexes that are missing"},

	{path: "go.spool.dir", at: func(s *Settings) any { return &s.Go.Spool.Dir }, file: true,
		computed: "`flowcept/spool` in the user's cache directory", doc: "where records wait until they are acknowledged"},
	{path: "go.spool.max_bytes", at: func(s *Settings) any { return &s.Go.Spool.MaxBytes }, def: "1GiB", min: 1 << 20, doc: "the most they may take up there"},
	{path: "go.spool.on_full", at: func(s *Settings) any { return &s.Go.Spool.OnFull }, def: OnFullDrop,
		oneOf: []string{OnFullBlock, OnFullDrop}, doc: "when they do: `block` calls until there is room, or `drop` records and count them"},
	{path: "go.values.max_elements", at: func(s *Settings) any { return &s.Go.Values.MaxElements }, def: "64", min: 1,
		doc: "of a list or map; a longer one is recorded as its length and its first 8"},
	{path: "go.values.max_string", at: func(s *Settings) any { return &s.Go.Values.MaxString }, def: "4096", min: 1, doc: "bytes of a string; a longer one is cut"},
	{path: "go.values.max_depth", at: func(s *Settings) any { return &s.Go.Values.MaxDepth }, def: "8", min: 1, doc: "of nested values"},
	{path: "go.values.bytes", at: func(s *Settings) any { return &s.Go.Values.Bytes }, def: BytesLen,
		oneOf: []string{BytesLen, BytesHash, BytesRaw}, doc: "how `[]byte` is recorded: its length, with its SHA-256 too, or the bytes"},
	{path: "go.parents", at: func(s *Settings) any { return &s.Go.Parents }, def: "true",
		doc: "`off`: no parent from the goroutine, profiler labels untouched"},
}

// switches are read before everything else, from the environment only.
var switches = []Key{
	{Env: "FLOWCEPT", Type: "`off` or `on`", Default: "`on`", Doc: "`off`: nothing is captured and no settings file is read"},
	{Env: "FLOWCEPT_SETTINGS_PATH", Type: "path", Default: "`~/.flowcept/settings.yaml`", Doc: "the settings file"},
	{Env: "FLOWCEPT_USE_DEFAULT", Type: "boolean", Default: "`false`", Doc: "`true`: the defaults, without file and environment"},
}
