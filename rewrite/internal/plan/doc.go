// Package plan decides what is captured where: it resolves an annotation's names
// against the types of the function below it, and reports what does not fit.
//
// A plan holds no code; package gen writes that.
package plan
