package flowcept_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// inTempDir moves an example into an empty directory with a cache of its own, until leave is called.
func inTempDir() (leave func()) {
	dir, err := os.MkdirTemp("", "flowcept-example-")
	if err != nil {
		panic(err)
	}
	before, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	names := []string{"HOME", "XDG_CACHE_HOME", "FLOWCEPT_SETTINGS_PATH", "FLOWCEPT"}
	old := map[string]string{}
	for _, name := range names {
		old[name] = os.Getenv(name)
	}
	os.Setenv("HOME", filepath.Join(dir, "home"))
	os.Setenv("XDG_CACHE_HOME", filepath.Join(dir, "cache"))
	os.Unsetenv("FLOWCEPT_SETTINGS_PATH")
	os.Unsetenv("FLOWCEPT")
	os.Chdir(dir)
	return func() {
		os.Chdir(before)
		for _, name := range names {
			os.Setenv(name, old[name])
		}
		os.RemoveAll(dir)
	}
}

// show prints the tasks in the buffer file: activity, status, used, generated.
func show() {
	for r, err := range flowcept.ReadBufferFile("") {
		if err != nil {
			fmt.Println(err)
			return
		}
		if r["type"] == "task" {
			fmt.Println(r["activity_id"], r["status"], r["used"], r["generated"])
		}
	}
}

func ExampleRun() {
	defer inTempDir()()
	err := flowcept.Run(context.Background(), func(ctx context.Context) error {
		task := flowcept.NewTask(ctx, "download", flowcept.Used{"url": "https://example.org/a.csv"}, flowcept.Tags("io"))
		task.End(flowcept.Generated{"bytes": 1024})
		return nil
	}, flowcept.WorkflowName("ingest"), flowcept.WorkflowArgs(flowcept.Values{"files": 1}))
	if err != nil {
		fmt.Println(err)
	}

	// What was captured is in flowcept_buffer.jsonl in the working directory.
	for r, err := range flowcept.ReadBufferFile("") {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(r["type"], r["status"], r["used"])
	}
	// Output:
	// workflow RUNNING map[files:1]
	// task FINISHED map[url:https://example.org/a.csv]
	// workflow FINISHED map[files:1]
}

func ExampleStart() {
	defer inTempDir()()
	ctx := context.Background()
	wf, err := flowcept.Start(ctx, flowcept.WorkflowName("ingest"), flowcept.CampaignID("spring"))
	if err != nil {
		fmt.Println(err) // the program can go on, uncaptured: wf is nil, and its methods may be called
	}
	flowcept.NewTask(ctx, "download").Send()
	if err := wf.Stop(ctx); err != nil {
		fmt.Println(err) // says what is not delivered, and where it is kept
	}
	fmt.Println(wf.CampaignID())
	show()
	// Output:
	// spring
	// download FINISHED map[] <nil>
}

// Another process takes part in a workflow by its id, and leaves the workflow's own records to the one that started it.
func ExampleWorkflowID() {
	defer inTempDir()()
	err := flowcept.Run(context.Background(), func(ctx context.Context) error {
		flowcept.NewTask(ctx, "part").Send()
		return nil
	}, flowcept.WorkflowID("32e15704"), flowcept.SaveWorkflow(false))
	if err != nil {
		fmt.Println(err)
	}
	for r := range flowcept.ReadBufferFile("") {
		fmt.Println(r["type"], r["workflow_id"])
	}
	// Output: task 32e15704
}

func ExampleNewTask() {
	defer inTempDir()()
	flowcept.Run(context.Background(), func(ctx context.Context) error {
		task := flowcept.NewTask(ctx, "download", flowcept.Used{"url": "a.csv"})
		// …
		task.End(flowcept.Generated{"bytes": 1024})

		// Stderr alone says that a task has failed.
		flowcept.NewTask(ctx, "download", flowcept.Used{"url": "b.csv"}).End(flowcept.Stderr("404 Not Found"))

		// A task that says how it ended needs no End.
		flowcept.NewTask(ctx, "parse", flowcept.Used{"bytes": 1024}, flowcept.Generated{"rows": 7}, flowcept.ParentTaskID(task.ID()))
		return nil
	})
	show()
	// Output:
	// download FINISHED map[url:a.csv] map[bytes:1024]
	// download ERROR map[url:b.csv] <nil>
	// parse FINISHED map[bytes:1024] map[rows:7]
}

func ExampleTask_Send() {
	defer inTempDir()()
	flowcept.Run(context.Background(), func(ctx context.Context) error {
		flowcept.NewTask(ctx, "note", flowcept.Used{"text": "took no time"}).Send()
		return nil
	})
	show()
	// Output: note FINISHED map[text:took no time] <nil>
}

func ExampleWithTask() {
	defer inTempDir()()
	flowcept.Run(context.Background(), func(ctx context.Context) error {
		err := flowcept.WithTask(ctx, "parse", func(ctx context.Context, task *flowcept.Task) error {
			flowcept.NewTask(ctx, "line", flowcept.Used{"n": 1}).Send() // its parent is parse
			return errors.New("line 2: no comma")
		}, flowcept.Used{"file": "a.csv"})
		fmt.Println(err)
		return nil
	})
	show()
	// Output:
	// line 2: no comma
	// line FINISHED map[n:1] <nil>
	// parse ERROR map[file:a.csv] <nil>
}

func ExampleLoop() {
	defer inTempDir()()
	flowcept.Run(context.Background(), func(ctx context.Context) error {
		files := []string{"a.csv", "b.csv", "c.csv"}
		for i, file := range flowcept.Loop(ctx, files, flowcept.LoopName("parse"), flowcept.ItemName("file")) {
			flowcept.EndIter(flowcept.Generated{"rows": 10 * i})
			if file == "b.csv" {
				break // the iteration is recorded all the same
			}
		}
		return nil
	})
	show()
	// Output:
	// parse_iteration FINISHED map[file:a.csv i:0] map[rows:0]
	// parse_iteration FINISHED map[file:b.csv i:1] map[rows:10]
}

func ExampleLoopSeq() {
	defer inTempDir()()
	flowcept.Run(context.Background(), func(ctx context.Context) error {
		words := slices.Values(strings.Fields("to be or not"))
		for i, word := range flowcept.LoopSeq(ctx, words, flowcept.ItemName("word"), flowcept.Every(2)) {
			fmt.Println(i, word)
		}
		return nil
	})
	show()
	// Output:
	// 0 to
	// 1 be
	// 2 or
	// 3 not
	// loop_iteration FINISHED map[i:0 word:to] <nil>
	// loop_iteration FINISHED map[i:2 word:or] <nil>
}

func ExampleLoopN() {
	defer inTempDir()()
	flowcept.Run(context.Background(), func(ctx context.Context) error {
		for range flowcept.LoopN(ctx, 2, flowcept.LoopName("train"), flowcept.ItemName("epoch"), flowcept.Lightweight()) {
		}
		return nil
	})
	show()
	// Unordered output:
	// train_iteration FINISHED map[epoch:0 i:0] <nil>
	// train_iteration FINISHED map[epoch:1 i:1] <nil>
}

func ExampleEndIter() {
	defer inTempDir()()
	train := func() float64 { // knows nothing of the loop that it is called from
		flowcept.EndIter(flowcept.Generated{"batches": 32})
		return 0.5
	}
	flowcept.Run(context.Background(), func(ctx context.Context) error {
		for range flowcept.LoopN(ctx, 1, flowcept.LoopName("train")) {
			loss := train()
			flowcept.EndIter(flowcept.Generated{"loss": loss})
		}
		return nil
	})
	show()
	// Output: train_iteration FINISHED map[i:0 item:0] map[batches:32 loss:0.5]
}

// A goroutine that is started within a task has it as its parent. One that was there before gets it by a context.
func ExampleContextWithTask() {
	defer inTempDir()()
	jobs := make(chan context.Context)
	done := make(chan struct{})
	go func() {
		for ctx := range jobs {
			flowcept.NewTask(ctx, "job").Send()
		}
		close(done)
	}()
	flowcept.Run(context.Background(), func(ctx context.Context) error {
		flowcept.WithTask(ctx, "request", func(context.Context, *flowcept.Task) error {
			jobs <- flowcept.ContextWithTask(context.Background())
			close(jobs)
			<-done
			return nil
		})
		return nil
	})
	var job, request flowcept.Record
	for r := range flowcept.ReadBufferFile("") {
		switch r["activity_id"] {
		case "job":
			job = r
		case "request":
			request = r
		}
	}
	fmt.Println(job["parent_task_id"] == request["task_id"])
	// Output: true
}

func ExampleLLMCall() {
	defer inTempDir()()
	flowcept.Run(context.Background(), func(ctx context.Context) error {
		_, err := flowcept.LLMCall(ctx, "small", "1+2?", func(ctx context.Context) (flowcept.LLMResponse, error) {
			// Here the model is asked.
			return flowcept.LLMResponse{Text: "3", InputTokens: 4, OutputTokens: 1}, nil
		})
		return err
	})
	for r := range flowcept.ReadBufferFile("") {
		if r["type"] == "task" {
			fmt.Println(r["activity_id"], r["used"], r["generated"])
		}
	}
	// Output: llm_interaction map[prompt:1+2?] map[response:3]
}

func ExampleReadBufferFile() {
	defer inTempDir()()
	os.WriteFile("run.jsonl", []byte(`{"type": "task", "activity_id": "train", "generated": {"loss": 0.5, "epoch": 3}}
{"type": "task", "activity_id": "evaluate", "generated": {"accuracy": NaN}}
`), 0o600)
	for r, err := range flowcept.ReadBufferFile("run.jsonl") {
		if err != nil {
			fmt.Println(err) // names the line; reading goes on behind it
			continue
		}
		fmt.Println(r["activity_id"], r["generated"])
	}
	// Output:
	// train map[epoch:3 loss:0.5]
	// evaluate map[accuracy:NaN]
}

func ExampleStats() {
	defer inTempDir()()
	before := flowcept.Stats()
	flowcept.Run(context.Background(), func(ctx context.Context) error {
		flowcept.NewTask(ctx, "a").Send()
		return nil
	})
	after := flowcept.Stats()
	fmt.Println("captured", after.Captured-before.Captured)
	fmt.Println("acknowledged", after.Acknowledged-before.Acknowledged)
	fmt.Println("dropped", after.Dropped-before.Dropped)
	// Output:
	// captured 3
	// acknowledged 3
	// dropped 0
}

func ExampleOnError() {
	defer inTempDir()()
	flowcept.OnError(func(err error) { fmt.Println("heard:", err) })
	defer flowcept.OnError(nil)
	flowcept.ForgetNotStarted()                       // other examples may have heard of it already
	flowcept.NewTask(context.Background(), "a").End() // there is no workflow
	// Output: heard: flowcept: no workflow is running: nothing is captured
}
