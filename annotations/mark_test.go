package annotations

import "testing"

func TestTogether(t *testing.T) {
	wantDiagnostics(t, `//flowcept:ignore
//flowcept:ignore
package p

//flowcept:task
//flowcept:task name=b
func a() {}

//flowcept:task
// A comment in between.
//flowcept:workflow
//flowcept:tool
func b() {}

//flowcept:model
//flowcept:task
func (Net) Forward() {}

//flowcept:ignore
//flowcept:task
func c() {}

//flowcept:model
//flowcept:model
type Net struct{}

//flowcept:task
var (
	//flowcept:task
	d = func() {}
)

func e() {
	//flowcept:loop
outer:
	//flowcept:loop
	for {
	}
	//flowcept:task
	//flowcept:task
	f := func() {}
}
`, []string{
		`2:1: second //flowcept:ignore on the same package clause [duplicate]`,
		`6:1: second //flowcept:task on the same function [duplicate]`,
		`11:1: //flowcept:task and //flowcept:workflow exclude each other [conflict]`,
		`12:1: //flowcept:task and //flowcept:tool exclude each other [conflict]`,
		`16:1: //flowcept:model and //flowcept:task exclude each other [conflict]`,
		`20:1: //flowcept:ignore and //flowcept:task exclude each other [conflict]`,
		`24:1: second //flowcept:model on the same type [duplicate]`,
		`29:2: second //flowcept:task on the same func literal [duplicate]`,
		`36:2: second //flowcept:loop on the same loop [duplicate]`,
		`40:2: second //flowcept:task on the same func literal [duplicate]`,
	})
}

func TestRefused(t *testing.T) {
	wantDiagnostics(t, `package p

import "C"

//flowcept:task
func a()

//go:nosplit
//flowcept:workflow
func b() {}

//go:systemstack

// The compiler sees the pragma across a blank line.
//
//flowcept:tool
func c() {}

//flowcept:model
//go:norace
func (Net) Forward() {}

//export D
//flowcept:task
func D() {}

//export Other
//go:nosplitting
//flowcept:task
func e() {
	//go:nosplit
}

//flowcept:task
func f() {}

//flowcept:ignore
//go:nosplit
func g() {}

// go:nosplit
//
//flowcept:task
func h() {}
`, []string{
		`5:1: a has no body, so it cannot carry //flowcept:task [refused]`,
		`9:1: b is marked //go:nosplit, so it cannot carry //flowcept:workflow [refused]`,
		`16:1: c is marked //go:systemstack, so it cannot carry //flowcept:tool [refused]`,
		`19:1: Net.Forward is marked //go:norace, so it cannot carry //flowcept:model [refused]`,
		`24:1: D is exported to C, so it cannot carry //flowcept:task [refused]`,
	})
}

func TestUnknownDirectives(t *testing.T) {
	wantDiagnostics(t, `package p

//flowcept:tsak
//flowcept:workflows name=x
//flowcept:banana
//flowcept:task,output=y
//flowcept:
//flowcept:Loops
//flowcpet:task
//flowcep:loop
//flowchart:task
//other:task
//flowcept
//flowcept is a tool
func a() {}
`, []string{
		`3:1: unknown directive //flowcept:tsak (did you mean "task"?) [unknown-directive]`,
		`4:1: unknown directive //flowcept:workflows (did you mean "workflow"?) [unknown-directive]`,
		`5:1: unknown directive //flowcept:banana [unknown-directive]`,
		`6:1: unknown directive //flowcept:task,output=y [unknown-directive]`,
		`7:1: //flowcept: names no directive [parse]`,
		`8:1: unknown directive //flowcept:Loops (did you mean "loop"?) [unknown-directive]`,
		`9:1: unknown directive //flowcpet:task (did you mean "flowcept:task"?) [unknown-directive]`,
		`10:1: unknown directive //flowcep:loop (did you mean "flowcept:loop"?) [unknown-directive]`,
	})
}

func TestLookalikes(t *testing.T) {
	wantDiagnostics(t, `package p

// flowcept:task output=y
func a() { // flowcept:loop
	/*flowcept:loop*/
	/* flowcept:loop lightweight
	 */
	//	flowcept : loop
	for {
	}
}

//flowcept: task
//flowcept:Task
//FLOWCEPT:task
// Flowcept: Task
func b() {}

// flowcept: a tool for provenance
// flowcept:tasks are explained elsewhere, as is //flowcept:task.
//	//flowcept:task
// //flowcept:task
// see flowcept:task
/* flowcept */
/**/
//
func c() {}
`, []string{
		`3:1: a comment with spaces is no directive: remove them, as in //flowcept:task [parse]`,
		`4:12: a comment with spaces is no directive: remove them, as in //flowcept:loop [parse]`,
		`5:2: a block comment is no directive: write //flowcept:loop [parse]`,
		`6:2: a block comment is no directive: write //flowcept:loop [parse]`,
		`8:2: a comment with spaces is no directive: remove them, as in //flowcept:loop [parse]`,
		`13:1: a comment with spaces is no directive: remove them, as in //flowcept:task [parse]`,
		`14:1: a directive is written in lower case: //flowcept:task [parse]`,
		`15:1: a directive is written in lower case: //flowcept:task [parse]`,
		`16:1: a comment with spaces is no directive: remove them, as in //flowcept:task [parse]`,
	})
}
