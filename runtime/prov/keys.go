package prov

// Keys of the records' fields; doc.go says what each holds.
const (
	KeyType             = "type"
	KeyTaskID           = "task_id"
	KeyActivityID       = "activity_id"
	KeyWorkflowID       = "workflow_id"
	KeyParentWorkflowID = "parent_workflow_id"
	KeyCampaignID       = "campaign_id"
	KeyParentTaskID     = "parent_task_id"
	KeyGroupID          = "group_id"
	KeySubtype          = "subtype"
	KeyAgentID          = "agent_id"
	KeySourceAgentID    = "source_agent_id"
	KeyAdapterID        = "adapter_id"
	KeyEnvironmentID    = "environment_id"
	KeyObjectID         = "object_id"

	KeyUsed             = "used"
	KeyGenerated        = "generated"
	KeyStatus           = "status"
	KeyStdout           = "stdout"
	KeyStderr           = "stderr"
	KeyTags             = "tags"
	KeyCustomMetadata   = "custom_metadata"
	KeyTool             = "tool" // in custom_metadata: the name that a request calls a tool by
	KeyExtraMetadata    = "extra_metadata"
	KeyTelemetryAtStart = "telemetry_at_start"
	KeyTelemetryAtEnd   = "telemetry_at_end"
	KeyData             = "data"

	KeySubmittedAt  = "submitted_at"
	KeyStartedAt    = "started_at"
	KeyEndedAt      = "ended_at"
	KeyRegisteredAt = "registered_at"
	KeyCreatedAt    = "created_at"
	KeyUTCTimestamp = "utc_timestamp"

	KeyUser      = "user"
	KeyHostname  = "hostname"
	KeyNodeName  = "node_name"
	KeyLoginName = "login_name"
	KeySysName   = "sys_name"

	KeyName                = "name"
	KeyWorkflowDescription = "workflow_description"
	KeyInterceptorIDs      = "interceptor_ids"
	KeyMachineInfo         = "machine_info"
	KeyFlowceptVersion     = "flowcept_version"
	KeyFlowceptSettings    = "flowcept_settings"
	KeyConf                = "conf"
	KeySettingsPath        = "settings_path" // in conf
	KeyCodeRepository      = "code_repository"

	KeyObjectType = "object_type"
	KeyVersion    = "version"

	KeyInfo                  = "info"
	KeyInterceptorInstanceID = "interceptor_instance_id"
	KeyExecBundleID          = "exec_bundle_id"
)

// Keys of one activity under custom_metadata of a workflow.
const (
	KeyActivities = "activities" // holds them, by activity_id
	KeyFunc       = "func"
	KeyFile       = "file"
	KeyLine       = "line"
	KeySHA256     = "sha256"
)

// Keys of a workflow's code_repository.
const (
	KeySHA      = "sha"
	KeyShortSHA = "short_sha"
	KeyBranch   = "branch"
	KeyRoot     = "root"
	KeyRemote   = "remote"
	KeyDirty    = "dirty"
)

// Values of the field type.
const (
	TypeTask     = "task"
	TypeWorkflow = "workflow"
	TypeAgent    = "agent"
	TypeObject   = "object"
	TypeControl  = "flowcept_control"
)

// Values of the field subtype that have a meaning of their own.
const (
	SubtypeIteration       = "iteration"           // a task: one iteration of a loop
	SubtypeAgentTool       = "agent_tool"          // a task: an agent's tool
	SubtypeParentForward   = "parent_forward"      // a task: a model's forward call
	SubtypeChildForward    = "child_forward"       // a task: one within another model's
	SubtypeModelInvocation = "ai_model_invocation" // a task: a request to a language model
	SubtypeMLModel         = "ml_model"            // a workflow: a model's structure
)

// Values of a control message's info.
const (
	InfoFlushComplete = "mq_flush_complete"
	InfoThreadStopped = "mq_dao_thread_stopped"
	InfoStopInserter  = "stop_document_inserter"
)
