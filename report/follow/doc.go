// Package follow reads records as they come: from a file that others append to.
package follow
