package load

import (
	"bytes"
)

// MayHold tells whether a file may hold a directive, or something close enough
// to one to be reported as a slip. Most files do not, and need not be parsed.
func MayHold(src []byte) bool {
	for {
		i := bytes.IndexByte(src, '/')
		if i < 0 || i+1 >= len(src) {
			return false
		}
		src = src[i+1:]
		if src[0] == '/' || src[0] == '*' {
			if src = src[1:]; looksLikeTool(src) {
				return true
			}
		}
	}
}

// looksLikeTool tells whether a comment begins with a word of about the letters
// of "flowcept", and a colon.
func looksLikeTool(comment []byte) bool {
	comment = bytes.TrimLeft(comment[:min(len(comment), 64)], " \t")
	n := 0
	for n < len(comment) && (comment[n]|0x20 >= 'a' && comment[n]|0x20 <= 'z' || comment[n] >= '0' && comment[n] <= '9') {
		n++
	}
	word := bytes.ToLower(comment[:n])
	if n < len("flowcept")-1 || n > len("flowcept")+1 || !bytes.HasPrefix(bytes.TrimLeft(comment[n:], " \t"), []byte(":")) {
		return false
	}
	// One slip leaves one half or the other as it should be.
	return bytes.HasPrefix(word, []byte("flo")) || bytes.HasSuffix(word, []byte("ept"))
}
