package mlflow

import (
	"io/fs"
	"path/filepath"
)

// mostArtifacts is how many of a run's artifacts are recorded: a checkpoint may be a directory of thousands of files.
const mostArtifacts = 1000

// filesBelow lists the files of a directory, in the order of their names. What cannot be read is left out: the run counts,
// not whether this process may see its files.
func filesBelow(dir string) (list []artifact) {
	_ = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if len(list) == mostArtifacts {
			return filepath.SkipAll
		}
		info, err := e.Info()
		rel, relErr := filepath.Rel(dir, path)
		if err == nil && relErr == nil && info.Mode().IsRegular() {
			list = append(list, artifact{filepath.ToSlash(rel), info.Size()})
		}
		return nil
	})
	return list
}
