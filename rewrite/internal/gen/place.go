package gen

import (
	"bytes"
	"go/ast"
	"go/token"
	"strings"

	"github.com/flowcept/flowcept-go/rewrite/internal/edit"
)

// atTop inserts statements at the start of a function's body. A comment behind
// the opening brace stays there, when the line ends with it.
func (f *File) atTop(body *ast.BlockStmt, code string) {
	at := f.offset(body.Lbrace) + 1
	line := f.Src[at:f.lineEnd(body.Lbrace)]
	if isComment(bytes.TrimSpace(line)) {
		at += len(line)
		code = strings.TrimSuffix(code, "\n")
	}
	f.edits = append(f.edits, edit.Insert(at, "\n"+code))
}

// atBottom inserts statements at the end of a block.
func (f *File) atBottom(body *ast.BlockStmt, code string) {
	at := f.offset(body.Rbrace)
	start := bytes.LastIndexByte(f.Src[:at], '\n') + 1
	if len(bytes.TrimSpace(f.Src[start:at])) > 0 && f.Src[at-1] != '{' {
		code = "\n" + code
	}
	f.edits = append(f.edits, edit.Insert(at, code))
}

// behind inserts declarations behind the one that ends at pos: on lines of their
// own, unless code follows on its line.
func (f *File) behind(pos token.Pos, code string) edit.Edit {
	at, end := f.offset(pos), f.lineEnd(pos)
	if rest := bytes.TrimSpace(f.Src[at:end]); len(rest) > 0 && !isComment(rest) {
		return edit.Insert(at, "; "+code)
	}
	return edit.Insert(end, "\n\n"+code+"\n")
}

// isComment tells whether a text is comments alone, the last of which may be
// open-ended.
func isComment(text []byte) bool {
	for len(text) > 0 {
		switch {
		case bytes.HasPrefix(text, []byte("//")):
			return true
		case bytes.HasPrefix(text, []byte("/*")):
			end := bytes.Index(text, []byte("*/"))
			if end < 0 {
				return false // it goes on on the next line
			}
			text = bytes.TrimSpace(text[end+2:])
		default:
			return false
		}
	}
	return true
}
