package spool

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Left lists the directories within dir that hold a spool, with or without a living owner: Adopt tells which. Those in a
// Group count where the group has no owner.
func Left(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var found []string
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		switch {
		case !e.IsDir():
		case strings.HasPrefix(e.Name(), prefix):
			found = append(found, path)
		case strings.HasPrefix(e.Name(), groupPrefix):
			found = append(found, abandonedIn(path)...)
		}
	}
	return found, nil
}

// Adopt opens the spool that a process which is gone has left in a directory: ErrOwned if it is not gone, or if somebody
// who has attached to the spool publishes it; ErrGone if somebody has adopted and removed it; ErrVersion
// if another version has to. Then nothing is changed. The spool takes no entries; its reader hands out what was committed and not acknowledged. Files that are no segments are left out
// and named in a second error.
func Adopt(path string) (s *Spool, damaged error, err error) {
	dir, err := ownAsPublisher(path)
	if errors.Is(err, os.ErrNotExist) {
		err = ErrGone
	}
	if err != nil {
		return nil, nil, fmt.Errorf("spool %s: %w", path, err)
	}
	files, err := dir.segments()
	if err != nil {
		dir.release(false)
		return nil, nil, fmt.Errorf("spool %s: %w", path, err)
	}
	type found struct {
		seg      *segment
		slot, no uint32
	}
	var all []found
	for _, file := range files {
		mem, err := openMapped(file)
		if err == nil {
			m := &mapped{file, mem}
			g, slot, no, bad := m.adopted()
			if err = bad; err == nil {
				all = append(all, found{g, slot, no})
				continue
			}
			unmap(mem)
		}
		if errors.Is(err, ErrVersion) {
			for _, f := range all {
				unmap(f.seg.file.mem)
			}
			return nil, nil, errors.Join(fmt.Errorf("spool %s: %w", path, err), dir.release(false))
		}
		if !errors.Is(err, errUnfinished) {
			damaged = errors.Join(damaged, fmt.Errorf("spool: %s: %w", file, err))
		}
	}
	slices.SortFunc(all, func(a, b found) int { return cmp.Or(cmp.Compare(a.slot, b.slot), cmp.Compare(a.no, b.no)) })
	s = &Spool{files: &backing{dir: dir}, closed: true, wake: make(chan struct{}, 1)}
	var definitions []*segment
	last := uint32(definitionsI)
	for _, f := range all {
		s.bytes += int64(len(f.seg.mem))
		if f.slot == definitionsI {
			f.seg.read = 0 // definitions are needed again, whatever was acknowledged
			definitions = append(definitions, f.seg)
			continue
		}
		if f.slot != last {
			s.queues = append(s.queues, nil)
			last = f.slot
		}
		s.queues[len(s.queues)-1] = append(s.queues[len(s.queues)-1], f.seg)
	}
	s.slots = make([]slot, len(s.queues))
	s.queues = append(s.queues, definitions)
	return s, damaged, nil
}
