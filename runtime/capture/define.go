package capture

import (
	"encoding/binary"
	"errors"
	"strings"
	"time"
)

// A definition is written as its number u32 and then its parts, each a length u32 and bytes: little endian.

// SiteInfo is a site as the spool describes it.
type SiteInfo struct {
	Activity, Func, File, SHA256             string
	Line                                     int
	Subtype, GroupID, AgentID, SourceAgentID string
	Tags                                     []byte // msgpack list, or nothing
	Metadata                                 []byte // msgpack map, or nothing
	Lightweight                              bool
	Model                                    bool
}

// WorkflowInfo is a workflow as the spool describes it.
type WorkflowInfo struct {
	ID, CampaignID string
	Prefix         uint64 // first half of the ids of its tasks
}

func appendFields(b []byte, parts ...string) []byte {
	for _, p := range parts {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(p)))
		b = append(b, p...)
	}
	return b
}

var errDefinition = errors.New("malformed definition in spool")

// cutFields takes n parts from b.
func cutFields(b []byte, n int) ([]string, error) {
	parts := make([]string, n)
	for i := range parts {
		if len(b) < 4 {
			return nil, errDefinition
		}
		size := binary.LittleEndian.Uint32(b)
		if uint64(size) > uint64(len(b)-4) {
			return nil, errDefinition
		}
		parts[i] = string(b[4 : 4+size])
		b = b[4+size:]
	}
	return parts, nil
}

func appendWorkflow(b []byte, w *Workflow) []byte {
	b = binary.LittleEndian.AppendUint32(b, w.number)
	b = binary.LittleEndian.AppendUint64(b, w.prefix)
	return appendFields(b, w.ID, w.CampaignID)
}

// ParseWorkflow reads a definition of kind KindWorkflow.
func ParseWorkflow(b []byte) (number uint32, w WorkflowInfo, err error) {
	if len(b) < 12 {
		return 0, w, errDefinition
	}
	parts, err := cutFields(b[12:], 2)
	if err != nil {
		return 0, w, err
	}
	return binary.LittleEndian.Uint32(b), WorkflowInfo{parts[0], parts[1], binary.LittleEndian.Uint64(b[4:])}, nil
}

// Reanchor writes into the spool how the session's clock stands to the wall clock now, when that has changed by more
// than a millisecond since known, what it returned last: the wall clock has been set, or the machine has slept. Both
// times of a record are reckoned by the same definition, so that no task ends before it has started. Whoever reads the
// spool calls it before each batch.
func (s *Session) Reanchor(known int64) (wall int64) {
	now := time.Now() // both clocks at once, so that a pause in between is no difference
	wall = now.UnixNano() - int64(now.Sub(s.base))
	if d := wall - known; d > -int64(time.Millisecond) && d < int64(time.Millisecond) {
		return known
	}
	if !s.Spool.Define(KindClock, binary.LittleEndian.AppendUint64(nil, uint64(wall))) {
		return known // the spool is full: again next time
	}
	return wall
}

// ParseProcess reads a definition of kind KindProcess. The number of the process is "" in spools that were written before
// it was there.
func ParseProcess(b []byte) (hostname, pid string, err error) {
	if parts, err := cutFields(b, 2); err == nil {
		return parts[0], parts[1], nil
	}
	parts, err := cutFields(b, 1)
	if err != nil {
		return "", "", err
	}
	return parts[0], "", nil
}

// ParseClock reads a definition of kind KindClock: nanoseconds since the Unix epoch at the session clock's zero.
func ParseClock(b []byte) (wall int64, err error) {
	if len(b) < 8 {
		return 0, errDefinition
	}
	return int64(binary.LittleEndian.Uint64(b)), nil
}

// siteParts is the number of parts in the definition of a site.
const siteParts = 10

func appendSite(b []byte, number uint32, t *Site) []byte {
	b = binary.LittleEndian.AppendUint32(b, number)
	b = binary.LittleEndian.AppendUint32(b, uint32(t.Line))
	b = append(b, byte(t.Flags))
	var tags, meta []byte
	if len(t.Tags) > 0 {
		tags = appendListHead(nil, len(t.Tags))
		for _, tag := range t.Tags {
			tags = appendString(tags, strings.ToValidUTF8(tag, "\uFFFD"))
		}
	}
	if len(t.Metadata) > 0 {
		meta = appendMapHead(nil, len(t.Metadata))
		for _, m := range t.Metadata {
			meta = Append(appendString(meta, m.Key), m.Value)
		}
	}
	return appendFields(b, t.Activity, t.Func, t.File, t.SHA256, t.Subtype, t.GroupID, t.AgentID, t.SourceAgentID,
		string(tags), string(meta))
}

// ParseSite reads a definition of kind KindSite.
func ParseSite(b []byte) (number uint32, t SiteInfo, err error) {
	if len(b) < 9 {
		return 0, t, errDefinition
	}
	p, err := cutFields(b[9:], siteParts)
	if err != nil {
		return 0, t, err
	}
	return binary.LittleEndian.Uint32(b), SiteInfo{
		Line:        int(binary.LittleEndian.Uint32(b[4:])),
		Lightweight: Flags(b[8])&Lightweight != 0,
		Model:       Flags(b[8])&Model != 0,
		Activity:    p[0], Func: p[1], File: p[2], SHA256: p[3],
		Subtype: p[4], GroupID: p[5], AgentID: p[6], SourceAgentID: p[7],
		Tags: []byte(p[8]), Metadata: []byte(p[9]),
	}, nil
}

// Append appends x to b as one msgpack value, by the rules for values in records and with their default limits.
func Append(b []byte, x any) []byte {
	var r Record
	(*Value)(&r).Any(x)
	b = append(b, r.values()...)
	r.release()
	return b
}

// AppendWhole is Append with no limits on the number of elements and only a generous one on depth, for what comes from
// flowcept itself.
func AppendWhole(b []byte, x any) []byte {
	r := Record{wf: unlimited}
	(*Value)(&r).Any(x)
	b = append(b, r.values()...)
	r.release()
	return b
}

var unlimited = &Workflow{s: &Session{limits: Limits{MaxElements: 1 << 20, MaxString: 1 << 20, MaxDepth: 100}}}
