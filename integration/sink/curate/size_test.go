package curate_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/tinylib/msgp/msgp"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/flowcept/flowcept-go/integration/sink/curate"
)

func TestSizeIsAboutThatOfTheDocument(t *testing.T) {
	for name, v := range map[string]m{
		"empty":   {},
		"scalars": {"nil": nil, "true": true, "int": int32(7), "float": 1.5, "text": "Grüße"},
		"nested":  {"a": m{"b": m{"c": []any{m{}, []any{}, m{"d": int32(1)}}}}},
		"long":    {"text": strings.Repeat("x", 1<<20), "bin": make([]byte, 1<<20)},
		"numbers": {"list": slice(100_000, int32(1))},
		"maps":    {"list": slice(100_000, m{})},
		"nulls":   {"list": slice(100_000, nil)},
	} {
		msg, err := msgp.AppendIntf(nil, v)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := bson.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if got := curate.Size(msg); got < len(doc)*9/10 || got > len(doc)*11/10+8 {
			t.Errorf("%s: got %d bytes, want about %d", name, got, len(doc))
		}
	}
}

func slice(n int, v any) []any {
	list := make([]any, n)
	for i := range list {
		list[i] = v
	}
	return list
}

// What is no message, or says that it has more than there is, is measured as far as it goes.
func TestSizeOfWhatIsCut(t *testing.T) {
	for _, msg := range []string{
		"", "no msgpack", "\xdf\xff\xff\xff\xff", "\xdd\xff\xff\xff\xff", "\x81\xa1a\xdb\xff\xff\xff\xff", "\x81\xa1a\xc6\xff\xff\xff\xffx", "\x82\xa1a\x01", "\x81\xc1\x01",
	} {
		if got := curate.Size([]byte(msg)); got < 0 || got > 100 {
			t.Errorf("%q: got %d, want next to nothing", msg, got)
		}
	}
	if got := curate.Size(bytes.Repeat([]byte("\x91"), 100_000)); got > 10_000 {
		t.Errorf("lists in lists: got %d, want no more than is decoded", got)
	}
}
