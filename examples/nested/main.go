//go:build !flowcept

// Nested shows whose part a task is: that of the task running on its goroutine, or on the goroutine that started this one.
// Work that is handed to a goroutine started elsewhere takes its parent along in a context.
package main

import (
	"context"
	"fmt"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

//go:generate go tool flowcept-gen .

//flowcept:workflow name=nested
func main() {
	jobs := make(chan job)
	go pool(jobs)
	fmt.Println(survey(context.Background(), jobs, plot{Name: "north", Side: 3}))
	fmt.Println(elsewhere(2, "another-workflow", "another-campaign", "surveyor", "office"))
}

// A plot is measured by its methods, which are tasks like others. The receiver is recorded where used= names it.
type plot struct {
	Name string
	Side int
}

//flowcept:task used=p output=area
func (p plot) area() int { return p.Side * p.Side }

//flowcept:task output=fence
func (p *plot) fence(gates ...int) int {
	length := 4 * p.Side
	for _, gate := range gates {
		length -= gate
	}
	return length
}

// A job is work for the pool, with the context that says whose it is.
type job struct {
	ctx  context.Context
	area int
	cost chan int
}

// pool was started before any task, and is none's part.
func pool(jobs <-chan job) {
	for j := range jobs {
		j.cost <- price(j.ctx, j.area)
	}
}

//flowcept:task output=cost
func price(ctx context.Context, area int) int { return 7 * area }

// survey is the parent of all that it calls, starts and hands over.
//
//flowcept:task used=p output=cost
func survey(ctx context.Context, jobs chan<- job, p plot) int {
	area := p.area()

	fence := make(chan int)
	go func() { fence <- p.fence(1, 2) }()
	length := <-fence

	cost := make(chan int)
	jobs <- job{flowcept.ContextWithTask(ctx), area, cost}
	return <-cost + length
}

// elsewhere says itself where its record belongs: parameters of these names go into the record's fields, not into used.
//
//flowcept:task output=y
func elsewhere(x int, workflowID, campaignID, agentID, sourceAgentID string) int { return 2 * x }
