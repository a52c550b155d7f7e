package store

import (
	"errors"
	"slices"

	"go.mongodb.org/mongo-driver/v2/mongo"
)

const duplicateKey = 11000

// passing are the codes of errors that have nothing to do with the document: a server stops or hands over, a disk is
// full, a time is over, a right is missing. All others of a single write are the document's.
var passing = []int{
	6, 7, 13, 18, 24, 43, 46, 50, 64, 79, 89, 91, 100, 112, 133, 134, 136, 175, 189, 225, 234, 237, 246, 262, 267, 290, 317,
	358, 384, 391, 8000, 9001, 10003, 10058, 10107, 11600, 11601, 11602, 13388, 13435, 13436, 14031,
}

func passes(code int) bool { return slices.Contains(passing, code) }

// commandRefused reports whether the server has refused a whole command for what is in it.
func commandRefused(err error) bool {
	var c mongo.CommandError
	if !errors.As(err, &c) || mongo.IsNetworkError(err) || mongo.IsTimeout(err) {
		return false
	}
	switch c.Code {
	case 2, 9, 10, 14, 15, 16, 17, 22, 28, 52, 53, 55, 56, 57, 121, 10334, 17280, 17419, 17420:
		return true
	}
	return false
}
