//go:build !flowcept

package main

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

//go:embed documents
var documents embed.FS

// A library is what the tools work on.
type library struct{ model *model }

// A Request is what summarize is asked for.
type Request struct {
	Document string `json:"document" jsonschema:"the document's name"`
	Words    int    `json:"words,omitempty" jsonschema:"how long the summary may be"`
}

// A Summary is what summarize returns.
type Summary struct {
	Text   string `json:"text"`
	Tokens int    `json:"tokens"`
}

// summarize is a typed handler: the fields of the request are used, those of the summary generated. The call of the
// model is a task of its own, whose parent this one is.
//
//flowcept:tool agent=librarian name=summarize
func (l *library) summarize(ctx context.Context, req *mcp.CallToolRequest, in Request) (*mcp.CallToolResult, Summary, error) {
	text, err := read(in.Document)
	if err != nil {
		return nil, Summary{}, err
	}
	if in.Words == 0 {
		in.Words = 20
	}
	answer, err := l.model.ask(ctx, []message{
		{"system", fmt.Sprintf("Summarize the text in at most %d words.", in.Words)},
		{"user", text},
	})
	if err != nil {
		return nil, Summary{}, err
	}
	return nil, Summary{answer.Text, answer.OutputTokens}, nil
}

// find decodes its arguments itself, and says in its result where it fails.
//
//flowcept:tool agent=librarian name=find
func (l *library) find(ctx context.Context, req *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	var in struct{ Word string }
	if err := json.Unmarshal(req.Params.Arguments, &in); err != nil || in.Word == "" {
		return result("a word is needed", true), nil
	}
	var found []string
	list, err := documents.ReadDir("documents")
	if err != nil {
		return nil, err
	}
	for _, d := range list {
		text, err := documents.ReadFile(path.Join("documents", d.Name()))
		if err == nil && strings.Contains(string(text), in.Word) {
			found = append(found, strings.TrimSuffix(d.Name(), ".txt"))
		}
	}
	return result(strings.Join(found, "\n"), false), nil
}

func result(text string, failed bool) *mcp.CallToolResult {
	return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: text}}, IsError: failed}
}

//flowcept:task output=text
func read(document string) (string, error) {
	text, err := documents.ReadFile(path.Join("documents", path.Base(document)+".txt"))
	if err != nil {
		return "", fmt.Errorf("no document %q", document)
	}
	return strings.TrimSpace(string(text)), nil
}
