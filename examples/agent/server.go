//go:build !flowcept

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// newServer makes a server with the library's tools.
func newServer() *mcp.Server {
	s := mcp.NewServer(&mcp.Implementation{Name: "library", Version: "1"}, nil)
	lib := &library{model: modelFromEnvironment()}
	mcp.AddTool(s, &mcp.Tool{Name: "summarize", Description: "summarize a document"}, lib.summarize)
	s.AddTool(&mcp.Tool{
		Name:        "find",
		Description: "find the documents that hold a word",
		InputSchema: json.RawMessage(`{"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]}`),
	}, lib.find)
	return s
}

// serve runs the server until its client is gone or ctx ends. What it does in that time is one workflow.
//
//flowcept:workflow name=library
func serve(ctx context.Context, address string) error {
	if address == "" {
		return newServer().Run(ctx, &mcp.StdioTransport{})
	}
	server := newServer()
	handler := mcp.NewStreamableHTTPHandler(func(*http.Request) *mcp.Server { return server }, nil)
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "listening on http://%s\n", listener.Addr())
	web := &http.Server{Handler: handler}
	go func() {
		<-ctx.Done()
		web.Close()
	}()
	if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
