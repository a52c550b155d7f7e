#include "textflag.h"

// func wrapperReturnPC() uintptr
//
// Frames from here: ranBy, Exited, the deferred function, its wrapper, and whatever runs it. Each frame begins with the
// caller's frame pointer, and its return address stands above that.
TEXT ·wrapperReturnPC(SB), NOSPLIT|NOFRAME, $0-8
	MOVD (R29), R0  // Exited's frame
	MOVD (R0), R0   // the deferred function's
	MOVD (R0), R0   // its wrapper's
	MOVD 8(R0), R0
	MOVD R0, ret+0(FP)
	RET
