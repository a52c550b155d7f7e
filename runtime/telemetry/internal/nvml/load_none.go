//go:build !(linux && !android && (amd64 || arm64 || ppc64le) && (cgo || flowcept_nvml))

package nvml

func load(string, *functions) error { return ErrNotBuilt }
