package a

//flowcept:task output=y
func Fine(x int) int { return x }

/* want `unknown key "ouput" in //flowcept:task` */ //flowcept:task ouput=y
func Key(x int) int                                 { return x }

/* want `output names 2 values, Count returns 1` */ //flowcept:task output=y,z
func Count(x int) int                               { return x }

/* want `"y" in omit= is not recorded` */ //flowcept:task omit=y
func Omit(x int)                          {}

/* want `unknown directive` */ //flowcept:tusk
func Tusk()                    {}

func Misplaced() {
	/* want `is not directly above a for statement` */ //flowcept:loop
	_ = 1
}
