package publish

import (
	"fmt"

	"github.com/tinylib/msgp/msgp"

	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/prov"
	"github.com/flowcept/flowcept-go/runtime/spool"
)

// A Composer turns the entries of a spool, in the order in which the spool's reader hands them out, into records.
type Composer struct {
	process     fields
	interceptor string
	wall        int64 // nanoseconds since the Unix epoch at the session clock's zero
	sites       map[uint32]*site
	workflows   map[uint32]*workflow
	id          []byte
}

// fields are encoded keys and values.
type fields struct {
	encoded []byte
	n       int
}

type site struct {
	fields          // without custom_metadata
	child    fields // the same of a model's forward call within another one's
	metadata fields // its entries
	info     capture.SiteInfo
}

type workflow struct {
	fields
	id, campaign string
	prefix       uint64
	tasks        uint64              // seen
	ran          map[uint32]struct{} // sites seen
}

// NewComposer makes a composer for one spool.
func NewComposer() *Composer {
	return &Composer{sites: map[uint32]*site{}, workflows: map[uint32]*workflow{}}
}

// encode keeps what write writes, without the head of the map.
func encode(write func(*prov.Map)) fields {
	m := prov.OpenMap(nil)
	write(&m)
	n := m.Len()
	return fields{m.Close()[prov.MapHead:], n}
}

// Append appends the record of an entry to b. A definition is taken note of and appends nothing.
func (c *Composer) Append(b []byte, e spool.Entry) ([]byte, error) {
	switch e.Kind {
	case capture.KindMessage:
		// A program that does not publish itself does not know its activities when it closes a workflow.
		return append(b, prov.CompleteWorkflow(e.Data, c.activitiesOf)...), nil
	case capture.KindTask:
		t, err := capture.ParseTask(e.Data)
		if err != nil {
			return b, err
		}
		return c.task(b, &t)
	case capture.KindAgent:
		id, n, at, err := capture.ParseAgent(e.Data)
		if err != nil {
			return b, err
		}
		return c.agent(b, id, n, at)
	case capture.KindModel:
		m, err := capture.ParseModel(e.Data)
		if err != nil {
			return b, err
		}
		return c.model(b, &m)
	case capture.KindClock:
		wall, err := capture.ParseClock(e.Data)
		c.wall = wall
		return b, err
	case capture.KindProcess:
		hostname, pid, err := capture.ParseProcess(e.Data)
		c.interceptor = hostname + "-" + pid // as the program itself calls it
		c.process = encode(func(m *prov.Map) { m.String(prov.KeyHostname, hostname) })
		return b, err
	case capture.KindSite:
		n, info, err := capture.ParseSite(e.Data)
		if err == nil {
			c.sites[n] = newSite(info)
		}
		return b, err
	case capture.KindWorkflow:
		n, info, err := capture.ParseWorkflow(e.Data)
		if err == nil {
			c.workflows[n] = newWorkflow(info)
		}
		return b, err
	}
	return b, fmt.Errorf("entry of unknown kind %d in spool", e.Kind)
}

func newSite(info capture.SiteInfo) *site {
	of := func(subtype string) fields {
		return encode(func(m *prov.Map) {
			m.String(prov.KeyType, prov.TypeTask)
			m.String(prov.KeyActivityID, info.Activity)
			m.String(prov.KeySubtype, subtype)
			m.String(prov.KeyGroupID, info.GroupID)
			m.Raw(prov.KeyTags, info.Tags)
		})
	}
	s := &site{info: info, metadata: entries(info.Metadata), fields: of(info.Subtype)}
	if info.Model {
		s.child = of(prov.SubtypeChildForward)
	}
	return s
}

// entries are those of an encoded map, or nothing.
func entries(m []byte) fields {
	if len(m) == 0 {
		return fields{}
	}
	n, rest, err := msgp.ReadMapHeaderBytes(m)
	if err != nil {
		return fields{}
	}
	return fields{rest, int(n)}
}

// agent appends the record of an agent, whose name is its id.
func (c *Composer) agent(b []byte, id string, number uint32, at int64) ([]byte, error) {
	w := c.workflows[number]
	if w == nil {
		return b, fmt.Errorf("agent of unknown workflow %d in spool", number)
	}
	a := prov.Agent{AgentID: id, Name: id, WorkflowID: w.id, CampaignID: w.campaign, RegisteredAt: prov.SecondsOfNanos(c.wall + at)}
	return a.AppendMsgpack(b), nil
}

// model appends the workflow record that a model's profile is.
func (c *Composer) model(b []byte, m *capture.ModelInfo) ([]byte, error) {
	w := c.workflows[m.Workflow]
	if w == nil {
		return b, fmt.Errorf("model of unknown workflow %d in spool", m.Workflow)
	}
	at := prov.SecondsOfNanos(c.wall + m.At)
	r := prov.Workflow{WorkflowID: m.ID, Name: m.Name, CampaignID: w.campaign, ParentWorkflowID: w.id, Subtype: prov.SubtypeMLModel,
		StartedAt: at, EndedAt: at, Status: prov.StatusFinished, CustomMetadata: m.Profile, InterceptorIDs: []string{c.interceptor}}
	return r.AppendMsgpack(b), nil
}

func newWorkflow(info capture.WorkflowInfo) *workflow {
	return &workflow{
		id:       info.ID,
		campaign: info.CampaignID,
		prefix:   info.Prefix,
		ran:      map[uint32]struct{}{},
		fields: encode(func(m *prov.Map) {
			m.String(prov.KeyWorkflowID, info.ID)
			m.String(prov.KeyCampaignID, info.CampaignID)
		}),
	}
}

// task appends the record of a task.
func (c *Composer) task(b []byte, t *capture.Task) ([]byte, error) {
	s, w := c.sites[t.Site], c.workflows[t.Workflow]
	if s == nil || w == nil {
		return b, fmt.Errorf("task of unknown site %d or workflow %d in spool", t.Site, t.Workflow)
	}
	if !t.ByHand() {
		w.tasks++
	}
	w.ran[t.Site] = struct{}{}

	var own overrides
	own.read(t)
	m := prov.OpenMap(b)
	if t.Child && s.info.Model {
		m.Fields(s.child.encoded, s.child.n)
	} else {
		m.Fields(s.encoded, s.n)
	}
	own.ids(&m, w, &s.info)
	own.metadata(&m, s)
	c.id = capture.AppendID(c.id[:0], w.prefix, t.ID, t.Iteration)
	m.Text(prov.KeyTaskID, c.id)
	if t.Iteration > 0 {
		c.id = capture.AppendID(c.id[:0], w.prefix, t.ID, 0)
		m.Text(prov.KeyGroupID, c.id)
	}
	switch {
	case own.parent != nil:
		m.Text(prov.KeyParentTaskID, own.parent)
	case t.Parent != 0:
		c.id = capture.AppendID(c.id[:0], w.prefix, t.Parent, t.ParentIteration)
		m.Text(prov.KeyParentTaskID, c.id)
	}
	m.Entries(prov.KeyUsed, t.Used, t.UsedEntries)
	if t.Generated {
		m.Entries(prov.KeyGenerated, t.GeneratedBytes, t.GeneratedEntries)
	}
	if t.Timed {
		m.Float(prov.KeyStartedAt, prov.SecondsOfNanos(c.wall+t.Start))
		m.Float(prov.KeyEndedAt, prov.SecondsOfNanos(c.wall+t.End))
	}
	if t.Status == capture.StatusError {
		m.String(prov.KeyStatus, string(prov.StatusError))
		m.Text(prov.KeyStderr, own.stderr)
	} else {
		m.String(prov.KeyStatus, string(prov.StatusFinished))
	}
	m.Raw(prov.KeyTelemetryAtStart, own.atStart)
	m.Raw(prov.KeyTelemetryAtEnd, own.atEnd)
	m.Fields(c.process.encoded, c.process.n)
	return m.Close(), nil
}

// overrides are the fields that only this record has, or that replace what its site or workflow says.
type overrides struct {
	stderr, parent, workflow, campaign, agent, source, group, atStart, atEnd, tool []byte
}

func (o *overrides) read(t *capture.Task) {
	for code, text := range t.Extras() {
		switch code {
		case capture.ExtraStderr:
			o.stderr = text
		case capture.ExtraParent:
			o.parent = text
		case capture.ExtraWorkflowID:
			o.workflow = text
		case capture.ExtraCampaignID:
			o.campaign = text
		case capture.ExtraAgentID:
			o.agent = text
		case capture.ExtraSourceAgentID:
			o.source = text
		case capture.ExtraGroupID:
			o.group = text
		case capture.ExtraTelemetryAtStart:
			o.atStart = text
		case capture.ExtraTelemetryAtEnd:
			o.atEnd = text
		case capture.ExtraTool:
			o.tool = text
		}
	}
}

// metadata writes custom_metadata: the site's, and the name of the tool.
func (o *overrides) metadata(m *prov.Map, s *site) {
	switch {
	case o.tool != nil:
		own := encode(func(m *prov.Map) { m.Text(prov.KeyTool, o.tool) })
		m.Entries(prov.KeyCustomMetadata, append(own.encoded, s.metadata.encoded...), own.n+s.metadata.n)
	case s.metadata.n > 0:
		m.Entries(prov.KeyCustomMetadata, s.metadata.encoded, s.metadata.n)
	}
}

// ids writes the ids of the workflow, the campaign and the agents.
func (o *overrides) ids(m *prov.Map, w *workflow, t *capture.SiteInfo) {
	if o.workflow == nil && o.campaign == nil {
		m.Fields(w.encoded, w.n)
	} else {
		m.Text(prov.KeyWorkflowID, or(o.workflow, w.id))
		m.Text(prov.KeyCampaignID, or(o.campaign, w.campaign))
	}
	m.Text(prov.KeyAgentID, or(o.agent, t.AgentID))
	m.Text(prov.KeySourceAgentID, or(o.source, t.SourceAgentID))
}

func or(own []byte, general string) []byte {
	if own != nil {
		return own
	}
	return []byte(general)
}
