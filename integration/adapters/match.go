package adapters

import (
	"path"
	"slices"
)

// Match says whether a name is among patterns, in which * stands for anything, as in log_params: ['*'].
func Match(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		ok, err := path.Match(p, name)
		return p == "*" || p == name || ok && err == nil
	})
}

// Thin leaves at most n of a list's elements, the first and the last among them, at even distances.
func Thin[T any](list []T, n int) []T {
	if n <= 0 {
		return nil
	}
	if len(list) <= n {
		return list
	}
	if n == 1 {
		return list[len(list)-1:]
	}
	few := make([]T, n)
	for i := range few {
		few[i] = list[i*(len(list)-1)/(n-1)]
	}
	return few
}
