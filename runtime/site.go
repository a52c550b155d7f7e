package flowcept

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"

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
}

// maxSites bounds the sites kept. Beyond it each gets a new one, which the spool describes once more.
const maxSites = 10_000

func siteFor(k siteKey) *capture.Site {
	sites.Lock()
	defer sites.Unlock()
	if s := sites.known[k]; s != nil {
		return s
	}
	s := &capture.Site{Activity: k.activity, Subtype: k.subtype}
	if k.lightweight {
		s.Flags |= capture.Lightweight
	}
	if len(sites.known) < maxSites {
		if sites.known == nil {
			sites.known = map[siteKey]*capture.Site{}
		}
		sites.known[k] = s
	}
	return s
}

// site is the site of a loop's iterations.
func (c *loopConfig) site() *capture.Site {
	metadata, err := json.Marshal(c.metadata)
	if err != nil {
		metadata = fmt.Append(nil, c.metadata)
	}
	s := siteFor(siteKey{
		activity:    c.name + "_iteration",
		subtype:     either(c.subtype, "iteration"),
		tags:        strings.Join(c.tags, "\x00"),
		metadata:    string(metadata),
		lightweight: c.lightweight,
	})
	sites.Lock()
	defer sites.Unlock()
	if s.Tags == nil && s.Metadata == nil {
		s.Tags = c.tags
		for k, v := range c.metadata {
			s.Metadata = append(s.Metadata, capture.Meta{Key: k, Value: v})
		}
	}
	return s
}
