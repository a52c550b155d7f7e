package prov

// Task is the record of one activity that ran. Times are Seconds.
type Task struct {
	TaskID        string
	ActivityID    string
	WorkflowID    string
	CampaignID    string
	ParentTaskID  string
	GroupID       string
	Subtype       string
	AgentID       string
	SourceAgentID string
	AdapterID     string

	Used      Raw // a map; sent even when empty
	Generated Raw // a map

	SubmittedAt float64
	StartedAt   float64
	EndedAt     float64
	Status      Status
	Stdout      string
	Stderr      string

	Tags             []string
	CustomMetadata   Raw // a map
	TelemetryAtStart Raw // a map
	TelemetryAtEnd   Raw // a map
	Data             Raw // any value; bin is allowed here

	Hostname      string
	NodeName      string
	LoginName     string
	User          string
	EnvironmentID string
	UTCTimestamp  float64
}

// noFields is an empty msgpack map.
var noFields = Raw{0x80}

// AppendMsgpack appends the record.
func (t *Task) AppendMsgpack(b []byte) []byte {
	m := OpenMap(b)
	m.String(KeyType, TypeTask)
	m.String(KeyTaskID, t.TaskID)
	m.String(KeyActivityID, t.ActivityID)
	m.String(KeyWorkflowID, t.WorkflowID)
	m.String(KeyCampaignID, t.CampaignID)
	m.String(KeyParentTaskID, t.ParentTaskID)
	m.String(KeyGroupID, t.GroupID)
	m.String(KeySubtype, t.Subtype)
	m.String(KeyAgentID, t.AgentID)
	m.String(KeySourceAgentID, t.SourceAgentID)
	m.String(KeyAdapterID, t.AdapterID)
	used := t.Used
	if used.absent() {
		used = noFields
	}
	m.Raw(KeyUsed, used)
	m.Raw(KeyGenerated, t.Generated)
	m.Float(KeySubmittedAt, t.SubmittedAt)
	m.Float(KeyStartedAt, t.StartedAt)
	m.Float(KeyEndedAt, t.EndedAt)
	m.String(KeyStatus, t.Status.wire())
	m.String(KeyStdout, t.Stdout)
	m.String(KeyStderr, t.Stderr)
	m.Strings(KeyTags, t.Tags)
	m.Raw(KeyCustomMetadata, t.CustomMetadata)
	m.Raw(KeyTelemetryAtStart, t.TelemetryAtStart)
	m.Raw(KeyTelemetryAtEnd, t.TelemetryAtEnd)
	m.Raw(KeyData, t.Data)
	m.String(KeyHostname, t.Hostname)
	m.String(KeyNodeName, t.NodeName)
	m.String(KeyLoginName, t.LoginName)
	m.String(KeyUser, t.User)
	m.String(KeyEnvironmentID, t.EnvironmentID)
	m.Float(KeyUTCTimestamp, t.UTCTimestamp)
	return m.Close()
}
