package nvml

import (
	"strconv"
	"strings"
)

// Visible returns the devices that list, the value of CUDA_VISIBLE_DEVICES, leaves
// visible, in its order: indexes, UUIDs or the beginnings of UUIDs. As in CUDA, an
// entry that names no device ends the list. An empty list leaves all, as in Flowcept.
func (l *Library) Visible(list string) ([]Device, error) {
	all, err := l.All()
	if err != nil || list == "" {
		return all, err
	}
	var visible []Device
	for place, entry := range strings.Split(list, ",") {
		d, ok := l.find(strings.TrimSpace(entry), place, all)
		if !ok {
			break
		}
		visible = append(visible, d)
	}
	return visible, nil
}

func (l *Library) find(entry string, place int, all []Device) (Device, bool) {
	if index, err := strconv.Atoi(entry); err == nil {
		for _, d := range all {
			if d.Index == index {
				return d, true
			}
		}
		return Device{}, false
	}
	switch {
	case strings.HasPrefix(entry, "GPU-"):
		for _, d := range all {
			if uuid, err := d.UUID(); err == nil && strings.HasPrefix(uuid, entry) {
				return d, true
			}
		}
	case strings.HasPrefix(entry, "MIG-"):
		d := Device{Index: place, lib: l}
		err := l.check("nvmlDeviceGetHandleByUUID", l.f.byUUID(entry, &d.handle))
		return d, err == nil
	}
	return Device{}, false
}
