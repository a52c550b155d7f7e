//go:build !flowcept

package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"fmt"
	"os"
)

// save writes the network to a file, as gob, and returns its size and SHA-256.
//
//flowcept:task output=bytes,sha256 tags=io,model
func save(net *Network, path string) (int, string, error) {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(net); err != nil {
		return 0, "", fmt.Errorf("save: %w", err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		return 0, "", fmt.Errorf("save: %w", err)
	}
	sum := sha256.Sum256(b.Bytes())
	return b.Len(), hex.EncodeToString(sum[:]), nil
}
