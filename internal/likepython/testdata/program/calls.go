package main

import (
	"context"
	"sync"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

func args() {
	err := flowcept.Run(context.Background(), func(context.Context) error { trainModel(0.1); return nil },
		flowcept.WorkflowName("training_workflow"), flowcept.WorkflowSubtype("ml_workflow"), flowcept.CampaignID("experiment_42"),
		flowcept.WorkflowDescription("demo"), flowcept.ParentWorkflowID("parent-wf"),
		flowcept.AgentID("agent-1"), flowcept.AgentName("trainer"),
		flowcept.WorkflowArgs(flowcept.Values{"epochs_list": []int{10, 100}, "learning_rates": []float64{0.1, 0.01, 0.001}}))
	if err != nil {
		panic(err)
	}
}

//flowcept:task name=train_model
func trainModel(lr float64) map[string]float64 { return map[string]float64{"loss": lr * 2} }

//flowcept:workflow name=nested
func nested() {
	parent(1)
	aw(1)
	aw(2)
	var all sync.WaitGroup
	for i := range 3 {
		all.Go(func() { child(i) })
		all.Wait()
	}
}

//flowcept:task
func child(x int) int { return x }

//flowcept:task
func parent(x int) int { return child(x) + 1 }

//flowcept:task
func aw(x int) int { return x }

//flowcept:workflow name=kwargs
func kwargs() {
	named(1, "", "", "", "")
	named(1, "other-wf", "other-camp", "ag", "sag")
	va([]int{1, 2}, map[string]int{"k": 3})
	ns(options{0.5, 3})
	lw(1, "w2")
	tw(1, "w3")
	m{}.meth(3)
}

//flowcept:task name=f
func named(x int, workflowID, campaignID, agentID, sourceAgentID string) int { return x }

//flowcept:task
func va(args []int, kw map[string]int) int { return len(args) }

type options struct {
	LR float64 `json:"lr"`
	N  int     `json:"n"`
}

//flowcept:task
func ns(args options) float64 { return args.LR }

//flowcept:task lightweight
func lw(x int, workflowID string) int { return x }

//flowcept:task telemetry=off
func tw(x int, workflowID string) int { return x }

type m struct{}

//flowcept:task name=meth
func (m) meth(x int) int { return x }
