package flowcept

import (
	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// Values are named values. Each is recorded by the rules that package capture describes.
type Values map[string]any

// raw encodes the values; nothing where there are none.
func (v Values) raw(s *capture.Session) prov.Raw {
	if v == nil {
		return nil
	}
	return s.AppendFields(nil, v)
}
