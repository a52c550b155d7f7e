// Package doctest holds no code: its tests read every Markdown page of the repository and check each block of code in it.
// No block is passed over: one in a language that nobody checks, or in none, fails.
//
//	go      is compiled, its directives are checked. One that is no whole program is put into a function, or into a file
//	        where it declares something; a variable that is not used is no mistake in it.
//	sh      is run where its page says so, else it is checked that all commands, files, targets and flags in it exist
//	text    is compared with what the commands before it print, durations aside
//	json    is a sequence of records that keep to the format
//	yaml    is read as settings
//	diff    is compared with what flowcept-gen writes
//	python  and js are parsed, where there is an interpreter
//
// A comment above a block, which pages do not show, says more of it:
//
//	<!-- given: declarations -->        what a block of Go takes for granted
//	<!-- file: calc/main.go -->         a block is this file of the page's directory, for the commands after it
//	<!-- run in: calc -->               a block of commands is run in this directory of the page's; it is made
//	<!-- first: commands -->            and these before it
//	<!-- step: 2 -->                    it comes after all blocks with a lower step, or none, wherever they stand
//	<!-- run in: calc: commands -->     a block of text is what these commands print
//	<!-- record in: calc/FILE -->       a block of JSON is one of the records that these commands have left in this file
package doctest
