package telemetry_test

import (
	"fmt"
	"maps"
	"slices"

	"github.com/flowcept/flowcept-go/runtime/telemetry"
	"github.com/tinylib/msgp/msgp"
)

func Example() {
	s, err := telemetry.Start(telemetry.Config{Process: true, Memory: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Stop()

	atStart := s.Append(nil)

	blocks, _, _ := msgp.ReadMapStrIntfBytes(atStart, nil)
	fmt.Println(slices.Sorted(maps.Keys(blocks)))
	// Output: [memory process]
}
