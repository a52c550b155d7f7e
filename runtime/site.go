package flowcept

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/flowcept/flowcept-go/runtime/capture"
)

// Loops and tasks made by hand have sites as annotated functions do. They are kept by what they say: a loop that runs a
// million times has one.
var sites struct {
	sync.Mutex
	known map[siteKey]*capture.Site
}

type siteKey struct {
	activity, subtype, tags, metadata string
	lightweight                       bool
	telemetry                         choice
}

// maxSites bounds the sites kept. Beyond it each gets a new one, which the spool describes once more.
const maxSites = 10_000

// siteFor returns the site that k stands for, made by fill where there is none yet.
func siteFor(k siteKey, fill func(*capture.Site)) *capture.Site {
	sites.Lock()
	defer sites.Unlock()
	if s := sites.known[k]; s != nil {
		return s
	}
	s := &capture.Site{Activity: k.activity, Subtype: k.subtype}
	if fill != nil {
		fill(s)
	}
	if len(sites.known) < maxSites {
		if sites.known == nil {
			sites.known = map[siteKey]*capture.Site{}
		}
		sites.known[k] = s
	}
	return s
}

// plainSites are the sites of activities of which no more is known than their names. The map is replaced, not changed,
// so that those who read it need no lock.
var plainSites atomic.Pointer[map[string]*capture.Site]

// maxPlainSites bounds them: a program may make up names without end, and each site is described in the spool.
const maxPlainSites = 1000

// plainSite is the site of an activity; nil where there are too many.
func plainSite(activity string) *capture.Site {
	for {
		known := plainSites.Load()
		if known != nil {
			if s := (*known)[activity]; s != nil || len(*known) >= maxPlainSites {
				return s
			}
		}
		more := map[string]*capture.Site{activity: {Activity: activity}}
		if known != nil {
			maps.Copy(more, *known)
		}
		if plainSites.CompareAndSwap(known, &more) {
			return more[activity]
		}
	}
}

// site is the site of a loop's iterations.
func (c *loopConfig) site() *capture.Site {
	metadata, err := json.Marshal(c.metadata)
	if err != nil {
		metadata = fmt.Append(nil, c.metadata)
	}
	return siteFor(siteKey{
		activity:    c.name + "_iteration",
		subtype:     either(c.subtype, "iteration"),
		tags:        strings.Join(c.tags, "\x00"),
		metadata:    string(metadata),
		lightweight: c.lightweight,
		telemetry:   c.telemetry,
	}, func(s *capture.Site) {
		s.Tags = c.tags
		for _, k := range slices.Sorted(maps.Keys(c.metadata)) {
			s.Metadata = append(s.Metadata, capture.Meta{Key: k, Value: c.metadata[k]})
		}
		if c.lightweight {
			s.Flags |= capture.Lightweight
		}
		switch c.telemetry {
		case yes:
			s.Flags |= capture.Telemetry
		case no:
			s.Flags |= capture.NoTelemetry
		}
	})
}
