package capture

import (
	"context"
	"testing"
)

// A talker's methods call captured functions with the value itself, which would call the methods again.
type talker struct {
	calls int
	again func()
}

func (x *talker) MarshalText() ([]byte, error) {
	x.calls++
	x.again()
	return []byte("talk"), nil
}

// What a method calls that capture calls is not captured: it would not have run otherwise, and would call the method again.
func TestMethodsThatCallCapturedFunctions(t *testing.T) {
	say := func(site *Site, ctx context.Context, x *talker) {
		var r Record
		r.BeginContext(site, ctx)
		r.Field("x").Text(x)
		r.Generated()
		r.End()
	}
	for name, c := range map[string]Config{"parents": {}, "no parents": {NoParents: true}} {
		t.Run(name, func(t *testing.T) {
			for name, again := range map[string]func(x *talker, ctx context.Context){
				"task":    func(x *talker, _ context.Context) { say(siteNamed["a"], context.Background(), x) },
				"context": func(x *talker, ctx context.Context) { say(siteNamed["a"], ctx, x) },
				"loop": func(x *talker, _ context.Context) {
					var l Loop
					l.Begin(siteNamed["d"])
					for range 2 {
						if l.Next() {
							l.Field("x").Text(x)
						}
						l.EndIteration()
					}
					l.End()
				},
				"by hand": func(x *talker, ctx context.Context) {
					if c, ok := NewCustom(ctx); ok {
						t.Errorf("a task by hand: got %s, want none", c.ID())
					}
				},
			} {
				t.Run(name, func(t *testing.T) {
					h := record(t, c)
					call("b", func() {
						ctx := ContextWithTask(context.Background())
						x := &talker{}
						x.again = func() { again(x, ctx) }
						say(siteNamed["a"], context.Background(), x)
						if x.calls != 1 {
							t.Errorf("got %d calls of the method, want one", x.calls)
						}
						x.again = func() {}
						say(siteNamed["a"], context.Background(), x) // captured again
					})
					if c.NoParents {
						h.wants("b", "a", "a")
					} else {
						h.wants("b", "a (b)", "a (b)")
					}
				})
			}
		})
	}
}

// A goroutine that such a method starts is captured once the method has returned.
func TestGoroutinesOfMethodsThatCaptureCalls(t *testing.T) {
	h := record(t, Config{})
	proceed, done := make(chan struct{}), make(chan struct{})
	call("a", func() {
		var r Record
		r.Begin(siteNamed["b"])
		r.Field("x").Text(&talker{again: func() {
			go func() {
				defer close(done)
				<-proceed
				call("c", nil)
			}()
		}})
		close(proceed)
		<-done
		r.Generated()
		r.End()
	})
	h.wants("a", "b (a)", "c (b)")
}

// An asker is a context whose method calls a captured function with itself.
type asker struct {
	context.Context
	asked int
}

func (x *asker) Value(key any) any {
	if x.asked++; x.asked < 100 {
		callContext(x, "b", nil)
	}
	return x.Context.Value(key)
}

// What a context calls when capture asks what it carries is not captured, and it is not asked again then.
func TestContextsThatCallCapturedFunctions(t *testing.T) {
	h := record(t, Config{})
	call("a", func() {
		x := &asker{Context: ContextWithTask(context.Background())}
		callContext(x, "c", nil)
		if x.asked != 1 {
			t.Errorf("the context was asked %d times, want once", x.asked)
		}
	})
	h.wants("a", "c (a)")
}
