package flowcept

import (
	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// Values are named values. Each is recorded by the rules that package capture describes.
//
// A handler (handler= of a directive) is a func(Values) Values. Since Values is another name of map[string]any, a package
// can have one without importing this one.
type Values = map[string]any

// raw encodes the values; nothing where there are none.
func raw(s *capture.Session, v Values) prov.Raw {
	if v == nil {
		return nil
	}
	return s.AppendFields(nil, v)
}
