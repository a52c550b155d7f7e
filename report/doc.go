// Package report says what a run did, from its records.
//
// A [Summary] takes records one by one, in any order, and keeps of them what a page has room for, so that memory is
// bounded however many records there are:
//
//   - workflows, activities and the keys of their values up to a number of each; what is over is counted;
//   - each activity's times exactly up to 4,096 tasks, beyond it as a random sample of that size, which [Activity.Sampled]
//     tells: a median or a p95 is then an estimate;
//   - 2,000 tasks, the first 500 that failed and those that took longest, for the tree, the timeline and the list of the
//     slowest: a task lasts at least as long as those it waits for, so that what is kept has its parents kept too;
//   - telemetry as curves of at most 512 points, thinned evenly.
//
// Package view shows a summary on a terminal, as Markdown and as a page of HTML.
//
// Files: summary.go takes the records; workflow.go and activity.go hold what ran; values.go what was used and generated;
// longest.go and tree.go the tasks kept; resource.go and curve.go telemetry; sample.go quantiles.
package report
