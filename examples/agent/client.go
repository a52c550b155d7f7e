package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// call calls a tool and prints its result. Without a URL it starts a server of its own and speaks with it over stdio.
func call(ctx context.Context, url string, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("usage: agent call [-http URL] TOOL [NAME=VALUE...]")
	}
	var transport mcp.Transport = &mcp.StreamableClientTransport{Endpoint: url, DisableStandaloneSSE: true}
	if url == "" {
		self, err := os.Executable()
		if err != nil {
			return err
		}
		server := exec.Command(self, "serve")
		server.Stderr = os.Stderr
		transport = &mcp.CommandTransport{Command: server}
	}
	client := mcp.NewClient(&mcp.Implementation{Name: "agent", Version: "1"}, nil)
	session, err := client.Connect(ctx, transport, nil)
	if err != nil {
		return err
	}
	defer session.Close()
	res, err := session.CallTool(ctx, &mcp.CallToolParams{Name: args[0], Arguments: arguments(args[1:])})
	if err != nil {
		return err
	}
	if res.IsError {
		fmt.Print("error: ")
	}
	for _, c := range res.Content {
		if text, ok := c.(*mcp.TextContent); ok {
			fmt.Println(text.Text)
		}
	}
	return nil
}

// arguments are those of a tool: a value that is JSON stands for what it says, any other for its text.
func arguments(args []string) map[string]any {
	values := map[string]any{}
	for _, a := range args {
		name, text, _ := strings.Cut(a, "=")
		var v any
		if json.Unmarshal([]byte(text), &v) != nil {
			v = text
		}
		values[name] = v
	}
	return values
}
