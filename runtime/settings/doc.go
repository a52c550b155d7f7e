// Package settings reads the YAML file that Python Flowcept reads, with the
// same keys and the same environment names, so that one file serves a campaign
// of Python and Go programs.
//
// Values come, from strongest to weakest, from the environment, the file and
// the defaults. One table, in keys.go, says for each key where it goes, its
// variable, its default, its limits and its meaning; parsing, [Default],
// [Settings.Redacted], [Reference] and docs/settings.md all follow it.
//
// [Load] returns either settings that are complete and consistent or an error
// that names everything wrong with them, a line each, in the order of the file:
//
//	flowcept: settings: /p/settings.yaml:12: mq.port: want an integer, got "abc"
//	flowcept: settings: MQ_PORT: mq.port: want an integer from 1 to 65535, got 0
//
// Passwords and other secrets are never part of an error, of what fmt and slog
// print, or of [Settings.Redacted].
//
// The files: settings.go has the types, keys.go the table, load.go,
// apply.go, read.go and document.go the way from bytes to settings, value.go what a value may look
// like, interpolate.go the ${…} of OmegaConf, check.go the rules between keys,
// mq.go broker addresses, adapter.go sections of adapters, secret.go and redact.go what is kept from sight, problem.go what
// is wrong, reference.go the page.
//
// # Where it follows Python, and where it does not
//
//   - Booleans are YAML 1.1's (yes, no, on, off, true, false) and those that
//     Python's environment parsing takes (y, t, 1, n, f, 0), in any case. Null is
//     false for a boolean and the default for everything else. In the
//     environment Python takes any other word, "on" included, for false; here
//     that is an error.
//   - A variable that is set overrides the file even where it is empty, but for
//     FLOWCEPT_SETTINGS_PATH, where empty is as good as unset.
//   - FLOWCEPT_USE_DEFAULT leaves out every file, one named by the program too,
//     and every other variable but FLOWCEPT. FLOWCEPT=off reads nothing at all:
//     it works with a broken file.
//   - mq.enabled is true where the file has an mq section that does not say so.
//   - ${oc.env:NAME}, ${oc.env:NAME,default} and ${section.key} are resolved in
//     the values that are read here; other interpolations are errors there.
//   - A file named by FLOWCEPT_SETTINGS_PATH has to exist; Python falls back to
//     its defaults.
//   - Keys that mean nothing here are accepted, except where all keys are this
//     package's own: under go, mq.tls and mq.sasl. Below adapters a key that is
//     nearly one that the adapter has read is an error ([Adapter.Misspelt]);
//     elsewhere one that is nearly known is a doubt ([Settings.Doubts]).
package settings
