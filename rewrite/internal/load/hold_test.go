package load

import "testing"

func TestMayHold(t *testing.T) {
	for src, want := range map[string]bool{
		"//flowcept:task":           true,
		"\t//flowcept:loop name=a":  true,
		"// flowcept:task":          true,
		"/*flowcept:task*/":         true,
		"//Flowcept : task":         true,
		"//flowcpt:task":            true,
		"//flocwept:task":           true,
		"//flowccept:task":          true,
		"x := 1 / 2 //flowcept:":    true,
		"//go:build flowcept":       false,
		"// flowcept records calls": false,
		"// example: it":            false,
		"// interceptor: it":        false,
		"a / b":                     false,
		"/":                         false,
		"":                          false,
	} {
		if got := MayHold([]byte(src)); got != want {
			t.Errorf("MayHold(%q): got %v, want %v", src, got, want)
		}
	}
}

func TestSiblingOf(t *testing.T) {
	for path, want := range map[string]string{
		"/p/calc.go":            "/p/calc.flowcept.go",
		"/p/calc_test.go":       "/p/calc.flowcept_test.go",
		"/p/calc_linux.go":      "/p/calc_linux.flowcept.go",
		"/p/calc_linux_test.go": "/p/calc_linux.flowcept_test.go",
		"/p/a.pb.go":            "/p/a.pb.flowcept.go",
	} {
		got := SiblingOf(path)
		if got != want {
			t.Errorf("SiblingOf(%q): got %q, want %q", path, got, want)
		}
		if back := SourceOf(got); back != path {
			t.Errorf("SourceOf(%q): got %q, want %q", got, back, path)
		}
	}
	if got := SourceOf("/p/calc.go"); got != "" {
		t.Errorf(`SourceOf("/p/calc.go"): got %q, want none`, got)
	}
}
