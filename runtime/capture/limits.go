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

	headElements = 8 // of a list or map that is too long
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
	return l
}
