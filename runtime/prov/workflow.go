package prov

import "github.com/tinylib/msgp/msgp"

// Workflow is the record of one run. Times are Seconds.
type Workflow struct {
	WorkflowID       string
	Name             string
	CampaignID       string
	ParentWorkflowID string
	AgentID          string
	Subtype          string
	Description      string

	Used      Raw // a map
	Generated Raw // a map

	StartedAt float64
	EndedAt   float64
	Status    Status

	InterceptorIDs []string
	MachineInfo    Raw // a map of maps, by interceptor id
	Tags           []string
	CustomMetadata Raw        // a map
	Activities     []Activity // go into custom_metadata as well

	// What enrich_messages adds.
	UTCTimestamp     float64
	User             string
	EnvironmentID    string
	SysName          string
	FlowceptVersion  string
	FlowceptSettings Raw // a map, without secrets
	SettingsPath     string
	ExtraMetadata    Raw // a map
	CodeRepository   *CodeRepository
}

// Activity ties an activity_id to the source that it was.
type Activity struct {
	ID     string // the activity_id
	Func   string
	File   string
	Line   int    // in the file as it stands
	SHA256 string // of the function's text
}

// CodeRepository is what the binary was built from.
type CodeRepository struct {
	SHA, ShortSHA, Branch, Root, Remote string
	Dirty                               bool // there were changes that no commit held
}

// AppendMsgpack appends the record.
func (w *Workflow) AppendMsgpack(b []byte) []byte {
	m := OpenMap(b)
	m.String(KeyType, TypeWorkflow)
	m.String(KeyWorkflowID, w.WorkflowID)
	m.String(KeyName, w.Name)
	m.String(KeyCampaignID, w.CampaignID)
	m.String(KeyParentWorkflowID, w.ParentWorkflowID)
	m.String(KeyAgentID, w.AgentID)
	m.String(KeySubtype, w.Subtype)
	m.String(KeyWorkflowDescription, w.Description)
	m.Raw(KeyUsed, w.Used)
	m.Raw(KeyGenerated, w.Generated)
	m.Float(KeyStartedAt, w.StartedAt)
	m.Float(KeyEndedAt, w.EndedAt)
	m.String(KeyStatus, w.Status.wire())
	m.Strings(KeyInterceptorIDs, w.InterceptorIDs)
	m.Raw(KeyMachineInfo, w.MachineInfo)
	m.Strings(KeyTags, w.Tags)
	w.customMetadata(&m)
	m.Float(KeyUTCTimestamp, w.UTCTimestamp)
	m.String(KeyUser, w.User)
	m.String(KeyEnvironmentID, w.EnvironmentID)
	m.String(KeySysName, w.SysName)
	m.String(KeyFlowceptVersion, w.FlowceptVersion)
	m.Raw(KeyFlowceptSettings, w.FlowceptSettings)
	if w.SettingsPath != "" {
		conf := m.open(KeyConf)
		conf.String(KeySettingsPath, w.SettingsPath)
		m.closeInner(&conf)
	}
	m.Raw(KeyExtraMetadata, w.ExtraMetadata)
	if c := w.CodeRepository; c != nil {
		c.write(&m)
	}
	return m.Close()
}

// customMetadata writes the user's entries and, last, so that they win over an
// entry of that name, the activities.
func (w *Workflow) customMetadata(m *Map) {
	if len(w.Activities) == 0 {
		m.Raw(KeyCustomMetadata, w.CustomMetadata)
		return
	}
	custom := m.open(KeyCustomMetadata)
	if n, entries, err := msgp.ReadMapHeaderBytes(w.CustomMetadata); err == nil {
		custom.Fields(entries, int(n))
	}
	all := custom.open(KeyActivities)
	for i := range w.Activities {
		a := &w.Activities[i]
		one := all.open(validUTF8(a.ID))
		one.String(KeyFunc, a.Func)
		one.String(KeyFile, a.File)
		one.Int(KeyLine, int64(a.Line))
		one.String(KeySHA256, a.SHA256)
		all.closeInner(&one)
	}
	custom.closeInner(&all)
	m.closeInner(&custom)
}

func (c *CodeRepository) write(m *Map) {
	repo := m.open(KeyCodeRepository)
	repo.String(KeySHA, c.SHA)
	repo.String(KeyShortSHA, c.ShortSHA)
	repo.String(KeyBranch, c.Branch)
	repo.String(KeyRoot, c.Root)
	repo.String(KeyRemote, c.Remote)
	repo.Bool(KeyDirty, c.Dirty)
	m.closeInner(&repo)
}
