package settings

import (
	"fmt"
	"io"
)

// Secret is a string that fmt, encoding/json and log/slog print as REDACTED;
// string(s) reveals it.
type Secret string

// Format implements [fmt.Formatter], for every verb: with String alone, %d
// would print what is inside.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// String is REDACTED, or empty when there is no secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// MarshalText is for encoding/json and slog's text handler.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// URI is an address that may contain a user name, a password or a key, which
// fmt, encoding/json and log/slog print as REDACTED; string(u) reveals them.
type URI string

// Format implements [fmt.Formatter], for every verb.
func (u URI) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, u.String()) }

// String is the address without what is secret in it.
func (u URI) String() string { return redactURI(string(u)) }

// MarshalText is for encoding/json and slog's text handler.
func (u URI) MarshalText() ([]byte, error) { return []byte(u.String()), nil }
