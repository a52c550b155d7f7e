// Package follow reads records as they come: from a file that others append to, from a topic that others publish to.
package follow
