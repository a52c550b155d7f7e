// Package annotations reads flowcept directives from a parsed Go file: what they
// stand on, what they ask for, and everything that is wrong with them.
//
// # Directives
//
// A directive is a Go directive comment, a line comment without a space:
//
//	//flowcept:task output=y used=x,cfg.LR lightweight "name=my activity"
//
// Its arguments are separated by spaces. An argument is a flag or key=value; one
// with a space in it is quoted whole, as a Go string in double or back quotes. A
// list is comma-separated, without spaces. Each key is given at most once.
//
//	//flowcept:workflow          above a func declaration
//	//flowcept:task              above a func declaration, or a statement with one func literal
//	//flowcept:loop              above a for statement, or a label of it
//	//flowcept:model             above a type declaration, or a method
//	//flowcept:tool              above a func declaration
//	//flowcept:ignore [reason]   above a func declaration, or the package clause
//
// Above is directly above: the directive is one of the lines of comment that end
// on the line before, in any order with the others. A blank line between, code
// before it on its line, or nothing below it to mark is a mistake, and so is a
// comment that Go takes for prose but that begins like a directive
// (// flowcept:task, /*flowcept:task*/, //flowcept:Task): both would otherwise be
// ignored in silence. A commented-out directive, // //flowcept:task, is a comment.
//
// The statement of a func literal is an assignment, a var declaration (at package
// level too), return, go, defer, a call, a send, or what stands before the body
// of an if or a switch. It holds exactly one literal, not counting those inside
// that one. A literal that is assigned to a variable itself has its name;
// any other needs name=.
//
// A func declaration carries one directive. Those that make the tool instrument
// it are refused where [Refusal] has a reason.
//
// # Keys
//
// In the forms below, name is a Go identifier, path a name or a selector such as
// cfg.LR, word a name for which keywords are as good as others, text anything.
// Lists name nothing twice.
//
// Task, and tool but for subtype:
//
//	name=text                 the activity
//	output=word,…             names for the results; _ leaves one out
//	output=*                  the fields of the result
//	used=path,…               record only these; each begins with a parameter or the receiver
//	omit=text,…               leave these out
//	rename=text:text,…        record the one under the name of the other; no two under one name
//	inline=name,…             parameters, or the receiver, whose fields, entries or flags stand in used
//	values=shallow            read nothing that the call did not copy
//	handler=path              a function that filters what is recorded
//	tags=text,…               tags
//	meta.key=value            custom metadata; the key is of letters, digits, _ and -
//	subtype=text group=text agent=text source_agent=text
//	telemetry                 record machine metrics; not with lightweight
//	telemetry=off             record none
//	lightweight               no clock, no telemetry
//	panics=observe            do not recover
//
// Loop:
//
//	name=text                 the activity is this name and _iteration
//	item=word                 the item's key in used
//	output=name,…             variables
//	every=n                   from 1 on
//	capture=expr parent=expr  Go expressions, without comments
//	lightweight tags meta.key subtype telemetry omit rename, as for a task
//
// Workflow:
//
//	name=text subtype=text campaign=text
//	args=name,…               parameters, or the receiver
//	save=off                  no workflow record
//	persistence               run the sink in this process
//	tags meta.key, as for a task
//
// Model:
//
//	children profile          flags
//	loss=path                 a variable or method
//	meta.key, as for a task
//
// A value of meta is a number or a boolean where it is written as one in JSON,
// and else text. Quotes make text of a number: meta.version="1.10".
//
// The reason of ignore is prose to the end of the line.
//
// # Who checks what
//
// [Scan] knows no types. It reports all that can be told without: every category
// but Type and OutputCount. What is left to those who know the types:
//
//   - unknown-name: fields in used=, and the names in omit=, rename=, output= of a
//     loop, loss= and handler=. The first element of used=, and inline= and args=,
//     are checked here.
//   - name-clash: between what is recorded after inline=, rename= and all defaults.
//     Clashes inside one list are found here.
//   - bad-value: expressions, handlers and inline= of the wrong type, a scalar with
//     output=*.
//   - duplicate and conflict between a model and its forward method, which may be
//     in different files; misplaced for a model without one.
//   - output-count.
//
// A directive with a mistake is reported and left out of the [File], so that no
// one reports what only follows from it.
//
// # Files
//
//	scan.go, file.go                      all directives of a file, and what they come to
//	comment.go, slot.go                   where a comment stands; what is like a directive and is none
//	place.go, function.go, literal.go     what a directive stands on
//	args.go, value.go, list.go, meta.go   arguments, one by one
//	grammar.go, options.go                which directive takes which, and as what
//	diagnostic.go                         problems and their categories
package annotations
