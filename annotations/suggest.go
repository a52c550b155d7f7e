package annotations

// DidYouMean is ` (did you mean "output"?)` with the candidate nearest to word,
// to be put behind a message, or empty when none is near.
func DidYouMean(word string, candidates []string) string {
	return ""
}
