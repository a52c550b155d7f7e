package main

import (
	"context"
	"fmt"
	"time"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

func manual() {
	wf, err := flowcept.Start(context.Background(), flowcept.WorkflowName("manual_example"))
	if err != nil {
		panic(err)
	}
	double(21)
	if err := wf.Stop(context.Background()); err != nil {
		panic(err)
	}
}

//flowcept:task
func double(x int) int { return 2 * x }

//flowcept:workflow name=workflow_error
func workflowError() error { return bad(1) }

//flowcept:workflow name=light
func light() {
	fastOp(1)
	fastOp(2)
	fastDict(3)
	fastNone()
}

//flowcept:task name=fast_op lightweight
func fastOp(x int) int { return x + 1 }

//flowcept:task name=fast_dict lightweight
func fastDict(x int) map[string]any { return map[string]any{"y": x} }

//flowcept:task name=fast_none lightweight
func fastNone() {}

//flowcept:workflow name=telemetry
func telemetry() {
	trainStep(3)
	plain(1)
	noTelemetry(1)
}

//flowcept:task name=train_step telemetry
func trainStep(batch int) float64 { return 0.123 }

//flowcept:task output=y
func plain(x int) int { return x }

//flowcept:task name=no_tel telemetry=off
func noTelemetry(x int) int { return x }

// Obj is what Go has no other form for than that of an instance.
type Obj func()

type dicted string

func (d dicted) ToFlowceptDict() map[string]any { return map[string]any{"has": string(d)} }

// UUID and Decimal have texts.
type (
	UUID    int
	Decimal float64
)

func (u UUID) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "00000000-0000-0000-0000-%012x", int(u)), nil
}

func (d Decimal) MarshalText() ([]byte, error) { return fmt.Append(nil, float64(d)), nil }

type color int

//flowcept:workflow name=nonser
func nonser() {
	for _, v := range []any{
		Obj(func() {}), dicted("to_dict"), dicted("to_flowcept_dict"), []byte("bytes"), map[int]struct{}{1: {}, 2: {}}, 1 + 2i,
		time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), UUID(1), color(1), Decimal(1.5),
	} {
		f(v)
	}
}

//flowcept:task
func f(x any) any { return x }
