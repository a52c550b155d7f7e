// Package nvml asks NVIDIA's driver about its devices: memory in use, temperature,
// power, name and UUID.
//
// It opens libnvidia-ml.so.1 when asked to, through purego, so that a program that
// links it needs neither the library nor a C compiler. [Open] returns an error
// where there is no library, no driver or no access to it.
//
// purego makes a program dynamically linked even under CGO_ENABLED=0, and such a
// program does not start in a container without a C library. So the library is
// opened only by programs that are built with cgo, as programs that use CUDA are,
// or with the tag flowcept_nvml. In all others Open returns [ErrNotBuilt].
//
// The functions and types are those of nvml.h (API version 2 and later; drivers
// since 2012 have them): nvmlInit_v2, nvmlShutdown, nvmlErrorString,
// nvmlDeviceGetCount_v2, nvmlDeviceGetHandleByIndex_v2,
// nvmlDeviceGetHandleByUUID, nvmlDeviceGetMemoryInfo, nvmlDeviceGetTemperature,
// nvmlDeviceGetPowerUsage, nvmlDeviceGetName, nvmlDeviceGetUUID.
//
// Files: load_*.go open the library; library.go its functions; device.go a device; visible.go which of them a program may
// see.
package nvml
