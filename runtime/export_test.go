package flowcept

import "sync"

// ForgetNotStarted lets ErrNotStarted be reported once more.
func ForgetNotStarted() { notStarted = sync.Once{} }
