#include "textflag.h"

// func wrapperReturnPC() uintptr
//
// Frames from here: ranBy, Exited, the deferred function, its wrapper, and whatever runs it. Each frame begins with the
// caller's frame pointer, and its return address stands above that.
TEXT ·wrapperReturnPC(SB), NOSPLIT|NOFRAME, $0-8
	MOVQ (BP), AX  // Exited's frame
	MOVQ (AX), AX  // the deferred function's
	MOVQ (AX), AX  // its wrapper's
	MOVQ 8(AX), AX
	MOVQ AX, ret+0(FP)
	RET
