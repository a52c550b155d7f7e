package overlay

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"

	"github.com/flowcept/flowcept-go/rewrite"
)

// shadow writes the instrumented module to a copy, and returns where in it the working directory is.
func (m *module) shadow(c *rewrite.Copy, dir string) (string, error) {
	if m.work != "" {
		return "", fmt.Errorf("coverage of instrumented code is not supported in a workspace (set GOWORK=off)")
	}
	cache, err := cacheDir()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(m.root))
	to := filepath.Join(cache, "copy-"+hex.EncodeToString(sum[:8]))
	if err := c.Write(to); err != nil {
		return "", err
	}
	rel, err := filepath.Rel(m.root, dir)
	if err != nil {
		return "", err
	}
	return filepath.Join(to, rel), nil
}
