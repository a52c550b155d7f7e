//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package spool

import "os"

func tryLock(*os.File) error { return ErrUnsupported }

func createMapped(string, int) ([]byte, error) { return nil, ErrUnsupported }

func openMapped(string) ([]byte, error) { return nil, ErrUnsupported }

func outOfMemory(error) bool { return false }

func unmap([]byte) error { return nil }
