//go:build !flowcept

// Arguments chooses what of a call's arguments is recorded, and under which names.
package main

import (
	"flag"
	"fmt"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

//go:generate go tool flowcept-gen .

// A Config has more than is worth recording.
type Config struct {
	LR     float64
	Layers []int
	Cache  map[string][]byte
}

//flowcept:workflow name=arguments
func main() {
	cfg := Config{LR: 0.1, Layers: []int{64, 10}}
	fmt.Println(drop(2, make([]float64, 1000)), only(cfg, 3), renamed(4), limits(make([]int, 1000), make([]byte, 2000)))
	odd(make(chan int), func() {}, nil)

	flags := flag.NewFlagSet("arguments", flag.ContinueOnError)
	flags.Float64("lr", 0.1, "learning rate")
	flags.Int("epochs", 5, "")
	flags.String("token", "secret", "")
	fmt.Println(flat(Options{LR: 0.1, Layers: []int{64, 10}}, 2), parsed(flags), login(Account{"ada", "secret"}, 3))

	//flowcept:task name=half used=x output=y
	half := func(x float64, _ any) float64 { return x / 2 }
	fmt.Println(half(3, nil))
}

//flowcept:task omit=large output=y
func drop(x int, large []float64) int { return x + len(large) }

//flowcept:task used=cfg.LR,n output=y
func only(cfg Config, n int) float64 { return cfg.LR * float64(n) }

//flowcept:task rename=x:learning_rate,y:loss output=y
func renamed(x float64) float64 { return x / 2 }

// A long list is recorded by its length and its first elements, bytes by their length.
//
//flowcept:task output=n
func limits(list []int, data []byte) int { return len(list) + len(data) }

// The fields of a struct stand beside the other parameters, as those of an argparse.Namespace do in Python.
//
//flowcept:task inline=o rename=lr:learning_rate output=n
func flat(o Options, n int) int { return n * len(o.Layers) }

// Options are what a program may be told.
type Options struct {
	LR     float64 `json:"lr"`
	Layers []int   `json:"layers"`
}

// So do all flags of a program, given or not.
//
//flowcept:task inline=flags omit=token output=n
func parsed(flags *flag.FlagSet) (n int) {
	flags.VisitAll(func(*flag.Flag) { n++ })
	return n
}

// A handler gets the values themselves and returns what is to be recorded, of used and of generated.
//
//flowcept:task handler=Redact output=ok
func login(a Account, attempts int) bool { return attempts < 5 }

// Redact is exported, as only the directive mentions it, and linters look for what nothing uses.
func Redact(v flowcept.Values) flowcept.Values {
	if a, ok := v["a"].(Account); ok {
		a.Password = "***"
		v["a"] = a
	}
	return v
}

// An Account has something that is nobody's business.
type Account struct{ User, Password string }

// What has no value to write is recorded as one instance of its type.
//
//flowcept:task
func odd(c chan int, f func(), nothing *Config) { _, _, _ = c, f, nothing }
