package nvml

import (
	"errors"
	"fmt"
)

// ErrNotBuilt is the error of Open in a program that cannot open the library.
var ErrNotBuilt = errors.New("this program cannot open NVML: it needs Linux and cgo, or the build tag flowcept_nvml")

// libraryName is what NVIDIA's driver installs; the name without .1 comes with the SDK only.
const libraryName = "libnvidia-ml.so.1"

// functions are the library's, as C declares them: nvmlReturn_t is an int, an
// nvmlDevice_t a pointer that only the library follows.
type functions struct {
	init        func() int32
	shutdown    func() int32
	errorString func(code int32) string
	count       func(n *uint32) int32
	byIndex     func(index uint32, device *uintptr) int32
	byUUID      func(uuid string, device *uintptr) int32
	memory      func(device uintptr, m *memory) int32
	temperature func(device uintptr, sensor int32, degrees *uint32) int32
	power       func(device uintptr, milliwatts *uint32) int32
	name        func(device uintptr, text *byte, size uint32) int32
	uuid        func(device uintptr, text *byte, size uint32) int32
}

// symbols names where each function is found in the library.
func (f *functions) symbols() map[string]any {
	return map[string]any{
		"nvmlInit_v2":                   &f.init,
		"nvmlShutdown":                  &f.shutdown,
		"nvmlErrorString":               &f.errorString,
		"nvmlDeviceGetCount_v2":         &f.count,
		"nvmlDeviceGetHandleByIndex_v2": &f.byIndex,
		"nvmlDeviceGetHandleByUUID":     &f.byUUID,
		"nvmlDeviceGetMemoryInfo":       &f.memory,
		"nvmlDeviceGetTemperature":      &f.temperature,
		"nvmlDeviceGetPowerUsage":       &f.power,
		"nvmlDeviceGetName":             &f.name,
		"nvmlDeviceGetUUID":             &f.uuid,
	}
}

// memory is nvmlMemory_t: unsigned long long, in bytes.
type memory struct {
	_    uint64 // total
	_    uint64 // free
	used uint64
}

// Codes of nvmlReturn_t.
const (
	success      = 0
	notSupported = 3
)

// Error is what a function of the library returned.
type Error struct {
	Function string
	Code     int32 // nvmlReturn_t
	Text     string
}

func (e *Error) Error() string { return fmt.Sprintf("%s: %s (%d)", e.Function, e.Text, e.Code) }

// NotSupported reports whether err says that the device does not measure such a thing.
func NotSupported(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == notSupported
}

// Library is the opened library. It may be used from one goroutine at a time.
type Library struct{ f functions }

// Open opens and initializes the library, which may take seconds where the
// driver is not in use already.
func Open() (*Library, error) { return OpenAt(libraryName) }

// OpenAt opens the library that path names, a stand-in for the driver's in tests.
func OpenAt(path string) (*Library, error) {
	l := &Library{}
	if err := load(path, &l.f); err != nil {
		return nil, err
	}
	if err := l.check("nvmlInit_v2", l.f.init()); err != nil {
		return nil, err
	}
	return l, nil
}

// Close ends the use of the library. Its devices must not be asked any more.
func (l *Library) Close() error { return l.check("nvmlShutdown", l.f.shutdown()) }

func (l *Library) check(function string, code int32) error {
	if code == success {
		return nil
	}
	return &Error{Function: function, Code: code, Text: l.f.errorString(code)}
}
