/* A stand-in for libnvidia-ml.so.1 with two devices, declared as nvml.h declares it. */
#include <stdio.h>
#include <string.h>

typedef int nvmlReturn_t; /* an enum in nvml.h */
typedef struct nvmlDevice_st { unsigned int index; const char *uuid; } *nvmlDevice_t;
typedef struct { unsigned long long total, free, used; } nvmlMemory_t;
typedef int nvmlTemperatureSensors_t;

static struct nvmlDevice_st devices[] = {
    {0, "GPU-aaaaaaaa-0000-0000-0000-000000000000"},
    {1, "GPU-bbbbbbbb-1111-1111-1111-111111111111"},
    {7, "MIG-cccccccc-2222-2222-2222-222222222222"},
};
static int open_count;

nvmlReturn_t nvmlInit_v2(void) { open_count++; return 0; }
nvmlReturn_t nvmlShutdown(void) { return open_count-- > 0 ? 0 : 1; }

const char *nvmlErrorString(nvmlReturn_t code) {
    return code == 3 ? "Not Supported" : code == 1 ? "Uninitialized" : "Unknown Error";
}

nvmlReturn_t nvmlDeviceGetCount_v2(unsigned int *count) {
    if (open_count == 0) return 1;
    *count = 2;
    return 0;
}

nvmlReturn_t nvmlDeviceGetHandleByIndex_v2(unsigned int index, nvmlDevice_t *device) {
    if (index > 1) return 2;
    *device = &devices[index];
    return 0;
}

nvmlReturn_t nvmlDeviceGetHandleByUUID(const char *uuid, nvmlDevice_t *device) {
    for (int i = 0; i < 3; i++)
        if (strcmp(uuid, devices[i].uuid) == 0) {
            *device = &devices[i];
            return 0;
        }
    return 6;
}

nvmlReturn_t nvmlDeviceGetMemoryInfo(nvmlDevice_t device, nvmlMemory_t *memory) {
    memory->total = 150ULL << 30;
    memory->used = (10ULL << 30) + device->index;
    memory->free = memory->total - memory->used;
    return 0;
}

nvmlReturn_t nvmlDeviceGetTemperature(nvmlDevice_t device, nvmlTemperatureSensors_t sensor, unsigned int *temp) {
    if (sensor != 0) return 2;
    *temp = 40 + device->index;
    return 0;
}

nvmlReturn_t nvmlDeviceGetPowerUsage(nvmlDevice_t device, unsigned int *power) {
    if (device->index == 1) return 3;
    *power = 71234;
    return 0;
}

nvmlReturn_t nvmlDeviceGetName(nvmlDevice_t device, char *name, unsigned int length) {
    if (length < 96) return 7;
    snprintf(name, length, "NVIDIA Fake %u", device->index);
    return 0;
}

nvmlReturn_t nvmlDeviceGetUUID(nvmlDevice_t device, char *uuid, unsigned int length) {
    if (length < 96) return 7;
    snprintf(uuid, length, "%s", device->uuid);
    return 0;
}
