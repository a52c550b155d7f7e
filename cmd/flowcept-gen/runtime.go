package main

// Generated code imports the runtime. The command depends on it so that `go get -tool` and `go mod tidy` find, before
// there is any generated code, what that code will need.
import _ "github.com/flowcept/flowcept-go/runtime"
