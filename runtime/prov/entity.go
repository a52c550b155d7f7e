package prov

// Agent is the record of somebody, or something, that acts. Times are Seconds.
type Agent struct {
	AgentID       string
	Name          string
	WorkflowID    string
	CampaignID    string
	RegisteredAt  float64
	User          string
	ExtraMetadata Raw // a map
}

// AppendMsgpack appends the record.
func (a *Agent) AppendMsgpack(b []byte) []byte {
	m := OpenMap(b)
	m.String(KeyType, TypeAgent)
	m.String(KeyAgentID, a.AgentID)
	m.String(KeyName, a.Name)
	m.String(KeyWorkflowID, a.WorkflowID)
	m.String(KeyCampaignID, a.CampaignID)
	m.Float(KeyRegisteredAt, a.RegisteredAt)
	m.String(KeyUser, a.User)
	m.Raw(KeyExtraMetadata, a.ExtraMetadata)
	return m.Close()
}

// Object is the record of something that is kept outside the records. Times
// are Seconds.
type Object struct {
	ObjectID       string
	TaskID         string
	WorkflowID     string
	ObjectType     string
	Version        *int64 // 0 is a version, nil is none
	CustomMetadata Raw    // a map
	Tags           []string
	CreatedAt      float64
}

// AppendMsgpack appends the record.
func (o *Object) AppendMsgpack(b []byte) []byte {
	m := OpenMap(b)
	m.String(KeyType, TypeObject)
	m.String(KeyObjectID, o.ObjectID)
	m.String(KeyTaskID, o.TaskID)
	m.String(KeyWorkflowID, o.WorkflowID)
	m.String(KeyObjectType, o.ObjectType)
	if o.Version != nil {
		m.Int(KeyVersion, *o.Version)
	}
	m.Raw(KeyCustomMetadata, o.CustomMetadata)
	m.Strings(KeyTags, o.Tags)
	m.Float(KeyCreatedAt, o.CreatedAt)
	return m.Close()
}

// Control is a message among Flowcept's own parts.
type Control struct {
	Info                  string // one of the Info words
	InterceptorInstanceID string
	ExecBundleID          string
}

// AppendMsgpack appends the message.
func (c *Control) AppendMsgpack(b []byte) []byte {
	m := OpenMap(b)
	m.String(KeyType, TypeControl)
	m.String(KeyInfo, c.Info)
	m.String(KeyInterceptorInstanceID, c.InterceptorInstanceID)
	m.String(KeyExecBundleID, c.ExecBundleID)
	return m.Close()
}
