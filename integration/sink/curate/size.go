package curate

import "github.com/tinylib/msgp/msgp"

// Size is about how many bytes a message's document takes in the database, which may be many more than the message has: of a
// list of small numbers ten times as many. Of a message that is cut or none it is the size of what can be read. It needs no
// memory.
func Size(msg []byte) int {
	n, _ := size(msg, 0)
	return n
}

// maxDepth is where decoding gives up too.
const maxDepth = 1000

// size returns what is behind the value, nil where that cannot be told.
func size(b []byte, depth int) (n int, rest []byte) {
	switch msgp.NextType(b) {
	case msgp.MapType:
		count, rest, err := msgp.ReadMapHeaderBytes(b)
		if err != nil || depth >= maxDepth {
			return 0, nil
		}
		n = 5
		for i := uint32(0); i < count && len(rest) > 0; i++ {
			var key, value int
			if key, rest = size(rest, depth+1); len(rest) > 0 {
				value, rest = size(rest, depth+1)
			}
			n += max(2, key-3) + value // a key that is a text has no length before it
		}
		return n, rest
	case msgp.ArrayType:
		count, rest, err := msgp.ReadArrayHeaderBytes(b)
		if err != nil || depth >= maxDepth {
			return 0, nil
		}
		n = 5
		digits, next := 1, uint32(10)
		for i := uint32(0); i < count && len(rest) > 0; i++ {
			if i == next {
				digits, next = digits+1, next*10
			}
			var value int
			value, rest = size(rest, depth+1)
			n += 2 + digits + value
		}
		return n, rest
	case msgp.StrType:
		text, rest, err := msgp.ReadStringZC(b)
		if err != nil {
			return 0, nil
		}
		return 5 + len(text), rest
	case msgp.NilType:
		return 0, b[1:]
	case msgp.BoolType:
		return 1, b[1:]
	}
	rest, err := msgp.Skip(b)
	if err != nil {
		return 0, nil
	}
	return max(4, len(b)-len(rest)), rest
}
