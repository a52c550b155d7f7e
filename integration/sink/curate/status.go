package curate

import "github.com/flowcept/flowcept-go/runtime/prov"

// statusRank orders the statuses: a higher one is never replaced by a lower one. Words that are none have rank 0.
var statusRank = map[string]int{
	string(prov.StatusUnknown):   1,
	string(prov.StatusSubmitted): 2,
	string(prov.StatusWaiting):   3,
	string(prov.StatusRunning):   4,
	string(prov.StatusFinished):  5,
	string(prov.StatusError):     6,
}

// statusField is the boolean field of a task that says that it has been in a status.
var statusField = map[string]string{
	string(prov.StatusUnknown):   "unknown",
	string(prov.StatusSubmitted): "submitted",
	string(prov.StatusWaiting):   "waiting",
	string(prov.StatusRunning):   "running",
	string(prov.StatusFinished):  keyFinished,
	string(prov.StatusError):     "error",
}

// furtherStatus is b unless a is further in a task's life.
func furtherStatus(a, b any) any {
	if rank(a) > rank(b) {
		return a
	}
	return b
}

func rank(v any) int {
	word, _ := v.(string)
	return statusRank[word]
}
