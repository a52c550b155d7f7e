package capture

import "encoding/binary"

// Announce appends the record of an agent that acts in w, unless the session has one; its name is its id.
func (w *Workflow) Announce(agentID string) {
	s := w.s
	if agentID == "" || !s.FirstOf(agentID) {
		return
	}
	now := s.now()
	c := s.Spool.Claim(KindAgent, now, 12+len(agentID))
	if !c.OK() {
		return
	}
	binary.LittleEndian.PutUint32(c.Buf, w.number)
	binary.LittleEndian.PutUint64(c.Buf[4:], uint64(now))
	copy(c.Buf[12:], agentID)
	s.messages.Add(1)
	c.Commit()
}

// FirstOf says whether it is called for an agent for the first time.
func (s *Session) FirstOf(agentID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.agents[agentID] {
		return false
	}
	if s.agents == nil {
		s.agents = map[string]bool{}
	}
	s.agents[agentID] = true
	return true
}

// ParseAgent reads an entry of kind KindAgent: its id, the number of the workflow it acts in, and when it was first
// seen, in nanoseconds of the session's clock.
func ParseAgent(b []byte) (agentID string, workflow uint32, at int64, err error) {
	if len(b) < 12 {
		return "", 0, 0, errDefinition
	}
	return string(b[12:]), binary.LittleEndian.Uint32(b), int64(binary.LittleEndian.Uint64(b[4:])), nil
}
