// Package annotations reads flowcept directives from a parsed Go file.
package annotations
