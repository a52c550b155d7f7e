package prov_test

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/flowcept/flowcept-go/runtime/prov"
	"github.com/tinylib/msgp/msgp"
)

// TestFloats has what Python's json.dumps prints, and its nearest equal for a
// float32.
func TestFloats(t *testing.T) {
	for _, c := range []struct {
		f    float64
		want string
	}{
		{3, "3.0"}, {-3, "-3.0"}, {0, "0.0"}, {math.Copysign(0, -1), "-0.0"}, {0.1, "0.1"}, {0.30000000000000004, "0.30000000000000004"},
		{1e-4, "0.0001"}, {0.00012345, "0.00012345"}, {1e-5, "1e-05"}, {1.5e-7, "1.5e-07"}, {9.999999999999999e-05, "9.999999999999999e-05"},
		{1e15, "1000000000000000.0"}, {9999999999999998, "9999999999999998.0"}, {1e16, "1e+16"}, {1.2345e16, "1.2345e+16"},
		{1e22, "1e+22"}, {1e100, "1e+100"}, {math.MaxFloat64, "1.7976931348623157e+308"}, {5e-324, "5e-324"},
		{2.2250738585072014e-308, "2.2250738585072014e-308"}, {1795444973.5782409, "1795444973.5782409"}, {123456.75, "123456.75"},
		{math.NaN(), "NaN"}, {math.Inf(1), "Infinity"}, {math.Inf(-1), "-Infinity"},
	} {
		if got := transcode(t, msgp.AppendFloat64(nil, c.f)); got != c.want {
			t.Errorf("float64 %g: got %s, want %s", c.f, got, c.want)
		}
	}
	for _, c := range []struct {
		f    float32
		want string
	}{
		{0.1, "0.1"}, {3, "3.0"}, {1e-4, "0.0001"}, {1e-5, "1e-05"}, {1e10, "10000000000.0"}, {1e16, "1e+16"}, {16777216, "16777216.0"},
		{math.MaxFloat32, "3.4028235e+38"}, {math.SmallestNonzeroFloat32, "1e-45"}, {float32(math.NaN()), "NaN"}, {float32(math.Inf(-1)), "-Infinity"},
	} {
		if got := transcode(t, msgp.AppendFloat32(nil, c.f)); got != c.want {
			t.Errorf("float32 %g: got %s, want %s", c.f, got, c.want)
		}
	}
}

func TestJSONValues(t *testing.T) {
	for _, c := range []struct {
		name, msg, want string
	}{
		{"nil", "\xc0", `null`},
		{"booleans", "\x92\xc2\xc3", `[false, true]`},
		{"integers", "\x94\x07\xff\xd3\x80\x00\x00\x00\x00\x00\x00\x00\xcf\xff\xff\xff\xff\xff\xff\xff\xff",
			`[7, -1, -9223372036854775808, 18446744073709551615]`},
		{"empty", "\x92\x80\x90", `[{}, []]`},
		{"map", "\x82\xa1a\x01\xa1b\x81\xa1c\x90", `{"a": 1, "b": {"c": []}}`},
		{"scalar keys", "\x85\x01\xa1a\xff\xa1b\xcb\x3f\xf0\x00\x00\x00\x00\x00\x00\xa1c\xc3\xa1d\xc0\xa1e",
			`{"1": "a", "-1": "b", "1.0": "c", "true": "d", "null": "e"}`},
		{"bin", "\xc4\x04\x00\xff\x10\x80", `"AP8QgA=="`},
		{"escapes", "\xae\"\\/\b\f\n\r\t\x00\x1f\x7f<&>", `"\"\\/\b\f\n\r\t\u0000\u001f` + "\x7f<&>" + `"`},
		{"UTF-8", "\xacé漢😀\xe2\x80\xa8", `"é漢😀` + "\u2028" + `"`},
		{"invalid UTF-8", "\xa8a\xff\xe6\xbc\xed\xa0\x80b", `"a` + strings.Repeat("\ufffd", 6) + `b"`},
	} {
		if got := transcode(t, []byte(c.msg)); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func transcode(t testing.TB, msg []byte) string {
	t.Helper()
	got, err := prov.AppendJSON(nil, msg)
	if err != nil {
		t.Fatalf("AppendJSON(%x): %v", msg, err)
	}
	return string(got)
}

func TestRecordJSONLeavesDataOut(t *testing.T) {
	for _, c := range []struct{ name, msg, want string }{
		{"first", "\x82\xa4data\xc4\x01x\xa1a\x01", `{"a": 1}`},
		{"last", "\x82\xa1a\x01\xa4data\x81\xa1b\x90", `{"a": 1}`},
		{"alone", "\x81\xa4data\xc7\x01\x05x", `{}`},
		{"deeper it is the user's", "\x81\xa4used\x81\xa4data\x01", `{"used": {"data": 1}}`},
	} {
		got, err := prov.AppendRecordJSON([]byte("before "), []byte(c.msg))
		if err != nil || string(got) != "before "+c.want {
			t.Errorf("%s: got %s, %v; want %s", c.name, got, err, "before "+c.want)
		}
	}
}

var refused = []struct{ name, msg, want string }{
	{"nothing", "", "too few bytes"},
	{"end in a string", "\x81\xa1a\xa9ab", "too few bytes"},
	{"end in a map", "\x82\xa1a\x01", "too few bytes"},
	{"a length of 4 G", "\x81\xa1a\xdd\xff\xff\xff\xff", "too few bytes"},
	{"the unused byte", "\x81\xa1a\xc1", "unrecognized type prefix"},
	{"extension", "\x81\xa1a\xd4\x05\x00", "extension"},
	{"time", "\x81\xa1a\xd6\xff\x00\x00\x00\x00", "extension"},
	{"complex", "\x81\xa1a\xd7\x03\x00\x00\x00\x00\x00\x00\x00\x00", "extension"},
	{"bin as a key", "\x81\xc4\x01a\x01", "key"},
	{"list as a key", "\x81\x90\x01", "key"},
	{"two values", "\x80\x80", "bytes after the value"},
	{"too deep", "\x81\xa1a" + strings.Repeat("\x91", 2000) + "\x01", "deep"},
}

func TestRefusedMessages(t *testing.T) {
	for _, c := range refused {
		msg := []byte(c.msg)
		if m, err := prov.Decode(msg); m != nil || err == nil || c.msg != "" && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: Decode: got %v, %v; want an error with %q", c.name, m, err, c.want)
		}
		got, err := prov.AppendJSON([]byte("before"), msg)
		if string(got) != "before" || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: AppendJSON: got %q, %v; want an error with %q", c.name, got, err, c.want)
		}
		if got, err := prov.AppendRecordJSON([]byte("before"), msg); string(got) != "before" || err == nil {
			t.Errorf("%s: AppendRecordJSON: got %q, %v; want an error", c.name, got, err)
		}
	}
	for _, msg := range []string{"\x90", "\x01", "\xa1a", "\xc0"} {
		if m, err := prov.Decode([]byte(msg)); err == nil {
			t.Errorf("Decode(%x): got %v, want an error: a record is a map", msg, m)
		}
		if got, err := prov.AppendRecordJSON(nil, []byte(msg)); err == nil {
			t.Errorf("AppendRecordJSON(%x): got %s, want an error: a record is a map", msg, got)
		}
	}
}

func TestDepthThatPythonReaches(t *testing.T) {
	msg := []byte("\x81\xa1a" + strings.Repeat("\x91", 511) + "\x01")
	line := transcode(t, msg)
	m, err := prov.DecodeJSON([]byte(line))
	if err != nil || !equalValues(m, decode(t, msg)) {
		t.Errorf("DecodeJSON: got %v, %v; want what Decode gives", m, err)
	}
}

func TestDecodeTypes(t *testing.T) {
	want := map[string]any{"f": float32(0.5), "b": []byte{0, 255}, "u": uint64(math.MaxUint64), "i": int64(200), "1": "\ufffd"}
	b := []byte("\x85\xa1f\xca\x3f\x00\x00\x00\xa1b\xc4\x02\x00\xff\xa1u\xcf\xff\xff\xff\xff\xff\xff\xff\xff\xa1i\xcc\xc8\x01\xa1\xff")
	if got := decode(t, b); !equalValues(got, want) {
		t.Errorf("got %#v, want %#v", got, want)
	}
}

// TestBothWaysGiveTheSame reads random records from msgpack and from the JSON
// that they become.
func TestBothWaysGiveTheSame(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		want := map[string]any{"v": randomValue(rnd, 4)}
		msg := encode(t, want)
		if got := decode(t, msg); !equalValues(got, want) {
			t.Fatalf("Decode(%x): got %v, want %v", msg, got, want)
		}
		line := transcode(t, msg)
		got, err := prov.DecodeJSON([]byte(line))
		if err != nil || !equalValues(got, want) {
			t.Fatalf("DecodeJSON(%s): got %v, %v; want %v", line, got, err, want)
		}
	}
}

func TestDecodeJSON(t *testing.T) {
	want := map[string]any{
		"a": []any{nil, true, false, math.NaN(), math.Inf(1), math.Inf(-1), math.Inf(1), 1e16, 0.0},
		"i": []any{int64(0), int64(math.MinInt64), uint64(math.MaxUint64), json.Number("18446744073709551616")},
		"s": "\u00e9\ufffd\"\n/😀",
		"o": map[string]any{"": int64(2)},
	}
	line := " {\"a\": [null, true, false, NaN, Infinity, -Infinity, 1e999, 1E+16, 0.0],\n" +
		`"i":[-0,-9223372036854775808,18446744073709551615,18446744073709551616],` +
		`"s": "\u00e9` + "\xff" + `\"\n\/\ud83d\ude00", "o": {"": 1, "": 2}}` + "\r\n"
	got, err := prov.DecodeJSON([]byte(line))
	if err != nil || !equalValues(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
}

func TestDecodeJSONRefuses(t *testing.T) {
	for _, line := range []string{
		"", " ", "null", "[]", `"a"`, "{", `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `{"a" 1}`, `{a:1}`, `{"a":1}}`, `{"a":1} x`,
		`{"a":01}`, `{"a":-}`, `{"a":1.}`, `{"a":.5}`, `{"a":1e}`, `{"a":+1}`, `{"a":-NaN}`, `{"a":nan}`, `{"a":tru}`, `{"a":"b}`,
		`{"a":"\x"}`, "{\"a\":\"\x01\"}", `{"a":[1,]}`, `{"a":[1`, `{"a":[`, "{\"a\":\x00}", `{"a":` + strings.Repeat("[", 2000),
	} {
		if m, err := prov.DecodeJSON([]byte(line)); err == nil || m != nil {
			t.Errorf("DecodeJSON(%q): got %v, %v; want an error", line, m, err)
		}
	}
}

func TestTranscodingAllocatesNothing(t *testing.T) {
	buf := make([]byte, 0, 1<<20)
	for _, c := range readCaptures(t) {
		if n := testing.AllocsPerRun(20, func() {
			if _, err := prov.AppendRecordJSON(buf, c.value); err != nil {
				t.Error(err)
			}
		}); n != 0 {
			t.Errorf("%s: got %v allocations, want 0", c.where, n)
		}
	}
	bin := []byte("\x81\x01\xc4\x04abcd")
	if n := testing.AllocsPerRun(20, func() { prov.AppendJSON(buf, bin) }); n != 0 {
		t.Errorf("bin and an integer key: got %v allocations, want 0", n)
	}
}

func TestBatch(t *testing.T) {
	var b prov.Batch
	for range 2 {
		want := [][]byte{[]byte("one"), []byte("two, longer"), []byte("3")}
		for _, m := range want {
			b.Append(func(b []byte) []byte { return append(b, m...) })
			b.Append(func(b []byte) []byte { return b })
		}
		if b.Len() != 3 || b.Size() != 15 {
			t.Errorf("got %d messages of %d bytes, want 3 of 15", b.Len(), b.Size())
		}
		i := 0
		for m := range b.All() {
			if !bytes.Equal(m, want[i]) {
				t.Errorf("message %d: got %q, want %q", i, m, want[i])
			}
			_ = append(m, "over the next"...)
			i++
		}
		if i != 3 {
			t.Errorf("All yields %d messages, want 3", i)
		}
		b.Reset()
		if b.Len() != 0 || b.Size() != 0 {
			t.Errorf("after Reset: got %d messages of %d bytes, want none", b.Len(), b.Size())
		}
	}
}

func BenchmarkAppendRecordJSON(b *testing.B) {
	var msg []byte
	for _, c := range readCaptures(b) {
		if strings.HasPrefix(c.where, "ex_task.") && strings.Contains(c.text, `"type": "task"`) {
			msg = c.value
		}
	}
	var buf []byte
	b.SetBytes(int64(len(msg)))
	for b.Loop() {
		buf, _ = prov.AppendRecordJSON(buf[:0], msg)
	}
}

func BenchmarkTask(b *testing.B) {
	task := &prov.Task{TaskID: "0123456789abcdef", ActivityID: "a", WorkflowID: "w", CampaignID: "c", Used: prov.Raw("\x81\xa1x\x01"),
		StartedAt: 1795444973.5, EndedAt: 1795444974.5, Status: prov.StatusFinished, Hostname: "host.example"}
	var buf []byte
	for b.Loop() {
		buf = task.AppendMsgpack(buf[:0])
	}
}
