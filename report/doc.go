// Package report says what a run did, from its records.
//
// A Summary takes records one by one, in any order, and keeps of them what a page has room for: the workflows, each
// activity with its counts and times, one record of each. Times are kept exactly up to a number of tasks and as a sample
// beyond it, so that memory is bounded however many records there are.
package report
