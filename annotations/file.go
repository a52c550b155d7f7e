package annotations

import "go/ast"

// File is what the directives of one file ask for, each list in source order.
// A directive that has a diagnostic is in none of the lists.
type File struct {
	Funcs    []Func
	Literals []Literal
	Loops    []Loop
	Models   []Model
	Ignored  []Ignore // functions; PackageIgnored is for the package clause

	// PackageIgnored tells that //flowcept:ignore stands above the package
	// clause, which keeps the whole package out of -all.
	PackageIgnored bool
}

// Func is an annotated function or method with a body. Exactly one of Task,
// Workflow and Tool is set. A //flowcept:model on a method is in File.Models.
type Func struct {
	Decl     *ast.FuncDecl
	Task     *Task
	Workflow *Workflow
	Tool     *Tool
}

// Literal is an annotated func literal: the only one in its statement, or before
// the body of an if or a switch, that is not inside another literal.
type Literal struct {
	Stmt ast.Stmt     // the statement below the directive, without its labels; nil at package level
	Decl *ast.GenDecl // the var declaration it stands in, local or of the package; nil for other statements
	Lit  *ast.FuncLit
	Var  *ast.Ident // the variable the literal itself is assigned to; where nil, Task.Name is set
	Task *Task
}

// Loop is an annotated for statement.
type Loop struct {
	Stmt  ast.Stmt         // *ast.ForStmt or *ast.RangeStmt
	Label *ast.LabeledStmt // whose Stmt is the loop; nil without a label
	Loop  *LoopOptions
}

// Model is an annotated type or forward method. Exactly one of Spec and Decl is
// set; Decl always has a receiver and a body.
type Model struct {
	Spec    *ast.TypeSpec
	Decl    *ast.FuncDecl
	Options *ModelOptions
}

// Ignore is a function that //flowcept:ignore keeps out of -all.
type Ignore struct {
	Directive
	Decl   *ast.FuncDecl
	Reason string // the rest of the comment; often empty
}
