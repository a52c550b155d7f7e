package annotations

import (
	"encoding/json"
	"go/token"
	"reflect"
	"strings"
	"testing"
)

// at is a Name whose text stands in src from the nth "text" on, counted from 1.
func at(t *testing.T, src, text string, nth int) Name {
	t.Helper()
	offset := -1
	for range nth {
		i := strings.Index(src[offset+1:], text)
		if i < 0 {
			t.Fatalf("no %q number %d in %s", text, nth, src)
		}
		offset += 1 + i
	}
	return Name{Text: text, Pos: token.Pos(offset + 1)} // a file set's first base is 1
}

// wantOptions compares options without where their directive stands.
func wantOptions(t *testing.T, src string, got any, want any) {
	t.Helper()
	v := reflect.ValueOf(got).Elem()
	if f := v.FieldByName("Directive"); f.CanSet() {
		f.SetZero()
	}
	if !reflect.DeepEqual(got, want) {
		g, _ := json.Marshal(got) // follows the pointers
		w, _ := json.Marshal(want)
		t.Errorf("got\n\t%s\nwant\n\t%s\nfrom\n%s", g, w, src)
	}
}

func TestTaskOptions(t *testing.T) {
	src := `package p

//flowcept:task "name=my activity" output=y,_,zed used=x,cfg.LR omit=err,ctx rename=x:first,batch-size:bs inline=cfg values=shallow handler=mask.All tags=big,small meta.seed=42 meta.lr=1e-3 meta.debug=true meta.note=v1.2.3 subtype=io group=g1 agent=planner source_agent=human telemetry=off lightweight panics=observe
func Mul(x int, cfg *Config, ctx context.Context) (y, z int) { return }
`
	_, found, diags := scan(t, src)
	if len(diags) > 0 || len(found.Funcs) != 1 {
		t.Fatalf("got %v and %v, want one task from\n%s", found.Funcs, diags, src)
	}
	name := func(text string, nth int) *Name {
		n := at(t, src, text, nth)
		return &n
	}
	task := found.Funcs[0].Task
	for key, want := range map[string]Name{
		"name":     at(t, src, `"name=`, 1),
		"output":   at(t, src, "output=", 1),
		"meta.lr":  at(t, src, "meta.lr=", 1),
		"panics":   at(t, src, "panics=", 1),
		"campaign": at(t, src, "//flowcept", 1), // not given
	} {
		if got := task.ArgPos(key); got != want.Pos {
			t.Errorf("ArgPos(%q): got %d, want %d, that of %s", key, got, want.Pos, want.Text)
		}
	}
	if !task.Has("lightweight") || !task.Has("meta.seed") || task.Has("campaign") {
		t.Errorf("Has: got %t, %t, %t, want true, true, false", task.Has("lightweight"), task.Has("meta.seed"), task.Has("campaign"))
	}
	if got, want := src[task.Pos-1:task.End-1], strings.Split(src, "\n")[2]; got != want {
		t.Errorf("the directive stands at %q, want %q", got, want)
	}
	wantOptions(t, src, task, &Task{
		Name:    name("my activity", 1),
		Output:  []Name{at(t, src, "y", 3), at(t, src, "_", 1), at(t, src, "zed", 1)},
		Used:    []Name{at(t, src, "x", 1), at(t, src, "cfg.LR", 1)},
		UsedSet: true,
		Omit:    []Name{at(t, src, "err", 1), at(t, src, "ctx", 1)},
		Rename:  []Rename{{at(t, src, "x", 3), at(t, src, "first", 1)}, {at(t, src, "batch-size", 1), at(t, src, "bs", 1)}},
		Inline:  []Name{at(t, src, "cfg", 2)},
		Shallow: true,
		Handler: name("mask.All", 1),
		Tags:    []Name{at(t, src, "big", 1), at(t, src, "small", 1)},
		Meta: []Meta{
			{"seed", int64(42), at(t, src, "meta.seed", 1).Pos},
			{"lr", 0.001, at(t, src, "meta.lr", 1).Pos},
			{"debug", true, at(t, src, "meta.debug", 1).Pos},
			{"note", "v1.2.3", at(t, src, "meta.note", 1).Pos},
		},
		Subtype:       name("io", 1),
		Group:         name("g1", 1),
		Agent:         name("planner", 1),
		SourceAgent:   name("human", 1),
		Telemetry:     TelemetryOff,
		Lightweight:   true,
		ObservePanics: true,
	})
}

func TestOtherOptions(t *testing.T) {
	src := `package p

//flowcept:tool agent=planner output=* telemetry
func tool() map[string]any { return nil }

//flowcept:workflow name=digits subtype=ml campaign=c1 args=epochs,rate save=off persistence tags=a meta.v="1.10"
func run(epochs int, rate float64) {
	//flowcept:loop name=train item=type output=loss,acc lightweight every=10 "capture=epochs > 1 && s == \"x\"" parent=parentID() tags=t meta.k=-1 subtype=epoch telemetry=off omit=i rename=loss:l
	for {
	}
	//flowcept:loop
	for {
	}
}

//flowcept:model children profile loss=m.Loss meta.framework=gonum
type Net struct{}
`
	_, found, diags := scan(t, src)
	if len(diags) > 0 || len(found.Funcs) != 2 || len(found.Loops) != 2 || len(found.Models) != 1 {
		t.Fatalf("got %+v and %v, want two functions, two loops and a model from\n%s", found, diags, src)
	}
	name := func(text string, nth int) *Name {
		n := at(t, src, text, nth)
		return &n
	}
	found.Funcs[0].Tool.Task.Directive = Directive{}
	wantOptions(t, src, &found.Funcs[0].Tool.Task, &Task{
		Agent:        name("planner", 1),
		OutputFields: true,
		Telemetry:    TelemetryOn,
	})
	wantOptions(t, src, found.Funcs[1].Workflow, &Workflow{
		Name:        name("digits", 1),
		Subtype:     name("ml", 1),
		Campaign:    name("c1", 1),
		Args:        []Name{at(t, src, "epochs", 1), at(t, src, "rate", 1)},
		SaveOff:     true,
		Persistence: true,
		Tags:        []Name{{"a", at(t, src, "tags=a", 1).Pos + 5}},
		Meta:        []Meta{{"v", "1.10", at(t, src, "meta.v", 1).Pos}},
	})
	wantOptions(t, src, found.Loops[0].Loop, &LoopOptions{
		Name:        name("train", 1),
		Item:        name("type", 2),
		Output:      []Name{at(t, src, "loss", 1), at(t, src, "acc", 1)},
		Lightweight: true,
		Every:       10,
		Capture:     &Name{`epochs > 1 && s == "x"`, at(t, src, "epochs > 1", 1).Pos},
		Parent:      name("parentID()", 1),
		Omit:        []Name{{"i", at(t, src, "omit=i", 1).Pos + 5}},
		Rename:      []Rename{{at(t, src, "loss", 2), Name{"l", at(t, src, ":l\n", 1).Pos + 1}}},
		Tags:        []Name{{"t", at(t, src, "tags=t", 1).Pos + 5}},
		Meta:        []Meta{{"k", int64(-1), at(t, src, "meta.k", 1).Pos}},
		Subtype:     name("epoch", 4),
		Telemetry:   TelemetryOff,
	})
	wantOptions(t, src, found.Loops[1].Loop, &LoopOptions{Every: 1})
	wantOptions(t, src, found.Models[0].Options, &ModelOptions{
		Children: true,
		Profile:  true,
		Loss:     name("m.Loss", 1),
		Meta:     []Meta{{"framework", "gonum", at(t, src, "meta.framework", 1).Pos}},
	})
}

func TestMetaValue(t *testing.T) {
	for in, want := range map[string]any{
		"0": int64(0), "-12": int64(-12), "9223372036854775807": int64(9223372036854775807),
		"1.0": 1.0, "1e3": 1000.0, "-0.5": -0.5, "2E-2": 0.02,
		"true": true, "false": false,
		"True": "True", "007": "007", "+1": "+1", "0x10": "0x10", "1_000": "1_000", "NaN": "NaN", "Inf": "Inf", ".5": ".5", "1.": "1.",
		"2024-01-02": "2024-01-02", "a,b": "a,b", "-": "-",
		`"1.10"`: "1.10", `""`: "", "`true`": "true", `"a\tb"`: "a\tb",
	} {
		got, problem := metaValue(in)
		if got != want || problem != "" {
			t.Errorf("metaValue(%s): got %#v, %q, want %#v", in, got, problem, want)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	keys := []string{"output", "used", "omit", "lightweight", "name", "x", "LR"}
	for word, want := range map[string]string{
		"ouput": "output", "outputs": "output", "uotput": "output", "OUTPUT": "output",
		"usde": "used", "lihgtwieght": "lightweight", "light": "lightweight", "lr": "LR", "X": "x",
		"y": "", "": "", "banana": "", "ou": "", "put": "", "output": "",
	} {
		if want != "" {
			want = ` (did you mean "` + want + `"?)`
		}
		if got := DidYouMean(word, keys); got != want {
			t.Errorf("DidYouMean(%q): got %q, want %q", word, got, want)
		}
	}
}
