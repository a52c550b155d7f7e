package capture

import "unsafe"

// hidden is x where the compiler does not see that it is x. What is given to reflect is taken to stay somewhere, so that
// what x points to would be put on the heap by the program that is captured, in every call and captured or not. It is for
// those that keep nothing of x and call no method of it. Between the two lines nothing is called, so that a stack that x
// points into stays where it is.
func hidden(x any) any {
	words := *(*[2]uintptr)(unsafe.Pointer(&x))
	return *(*any)(unsafe.Pointer(&words))
}
