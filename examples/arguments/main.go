//go:build !flowcept

// Arguments chooses what of a call's arguments is recorded, and under which names.
package main

import "fmt"

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

// What has no value to write is recorded as one instance of its type.
//
//flowcept:task
func odd(c chan int, f func(), nothing *Config) { _, _, _ = c, f, nothing }
