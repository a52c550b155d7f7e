package calls

// Plain is what the annotated functions are.
//
//go:noinline
func Plain(x int, name string, lr float64) int { return x*2 + len(name) + int(lr) }

// PlainLoop is what the captured loops are.
//
//go:noinline
func PlainLoop(n int) (sum int) {
	for i := range n {
		sum += i
	}
	return sum
}
