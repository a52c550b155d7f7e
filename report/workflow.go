package report

import (
	"cmp"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// A Workflow is one run.
type Workflow struct {
	ID, Name, Campaign, Status string
	Parent, Subtype, User      string
	Description, System        string
	Used, Generated            map[string]any
	Code                       map[string]any // code_repository
	Started, Ended             float64        // seconds since the Unix epoch; 0: not known
	Tasks                      int
}

// workflow is nil where there are too many.
func (s *Summary) workflow(id string) *Workflow {
	if w := s.workflows[id]; w != nil {
		return w
	}
	if len(s.workflows) == maxWorkflows {
		return nil
	}
	if s.workflows == nil {
		s.workflows = map[string]*Workflow{}
	}
	w := &Workflow{ID: id}
	s.workflows[id] = w
	s.order = append(s.order, w)
	return w
}

func (s *Summary) addWorkflow(r map[string]any) {
	s.span(number(r, prov.KeyStartedAt))
	s.span(number(r, prov.KeyEndedAt))
	w := s.workflow(text(r, prov.KeyWorkflowID))
	if w == nil {
		return
	}
	for key, field := range map[string]*string{
		prov.KeyName: &w.Name, prov.KeyCampaignID: &w.Campaign, prov.KeyParentWorkflowID: &w.Parent, prov.KeySubtype: &w.Subtype,
		prov.KeyUser: &w.User, prov.KeyWorkflowDescription: &w.Description, prov.KeySysName: &w.System,
	} {
		*field = cmp.Or(text(r, key), *field)
	}
	if w.Status == "" || text(r, prov.KeyStatus) != string(prov.StatusRunning) {
		w.Status = cmp.Or(text(r, prov.KeyStatus), w.Status)
	}
	w.Started = cmp.Or(number(r, prov.KeyStartedAt), w.Started)
	w.Ended = cmp.Or(number(r, prov.KeyEndedAt), w.Ended)
	for key, field := range map[string]*map[string]any{
		prov.KeyUsed: &w.Used, prov.KeyGenerated: &w.Generated, prov.KeyCodeRepository: &w.Code,
	} {
		if m, ok := r[key].(map[string]any); ok {
			*field = m
		}
	}
	s.Resources.machine(r)
}
