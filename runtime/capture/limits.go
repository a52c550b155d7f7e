package capture

// BytesForm says how []byte values are recorded.
type BytesForm uint8

const (
	BytesLen  BytesForm = iota // {"len": n}
	BytesHash                  // {"len": n, "sha256": "…"}
	BytesRaw                   // as they are
)

// Limits bound what one value may take up in a record.
type Limits struct {
	MaxElements int // of a list or map; a longer one is recorded as its length and its first 8
	MaxString   int // bytes of a string
	MaxDepth    int // of nested values
	Bytes       BytesForm
}

// The defaults of Limits.
const (
	DefaultMaxElements = 64
	DefaultMaxString   = 4096
	DefaultMaxDepth    = 8

	greatestMaxDepth = 200 // readers stop at 511

	headElements = 8 // of a list or map that is too long

	// The bytes that the used or generated values of a record may take before what is nested is cut short. A graph has far
	// more paths than nodes, and one record must fit into a message.
	ampleBytes = 256 << 10
	shortText  = 64 // bytes of a string from then on
)

var defaultLimits = Limits{}.withDefaults()

func (l Limits) withDefaults() Limits {
	if l.MaxElements <= 0 {
		l.MaxElements = DefaultMaxElements
	}
	if l.MaxString <= 0 {
		l.MaxString = DefaultMaxString
	}
	if l.MaxDepth <= 0 {
		l.MaxDepth = DefaultMaxDepth
	}
	l.MaxDepth = min(l.MaxDepth, greatestMaxDepth)
	return l
}

// ample is how many bytes of values a record may have before it is cut short: more for those who want long lists.
func (l *Limits) ample() int { return max(ampleBytes, 16*l.MaxElements) }

// tooMuch says whether the map that is open holds so much that nothing more should be nested in it.
func (r *Record) tooMuch() bool {
	return r.n-r.usedLen > ampleBytes && r.n-r.usedLen > r.limits().ample()
}
