//go:build linux && !android && (amd64 || arm64 || ppc64le) && (cgo || flowcept_nvml)

package nvml

import "github.com/ebitengine/purego"

// load opens the library at path, or of that name where the loader finds it.
func load(path string, f *functions) error {
	handle, err := purego.Dlopen(path, purego.RTLD_LAZY|purego.RTLD_LOCAL)
	if err != nil {
		return err // the loader's message names the library
	}
	symbols := f.symbols()
	for name := range symbols {
		if _, err := purego.Dlsym(handle, name); err != nil {
			purego.Dlclose(handle)
			return err
		}
	}
	for name, function := range symbols {
		purego.RegisterLibFunc(function, handle, name)
	}
	return nil
}
