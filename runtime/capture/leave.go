package capture

// What follows is for loops in generated code: a Loop is a variable of the function that the loop is in, and where that
// begins, a function that ends its loops is deferred, for panics, runtime.Goexit and return statements. The other ways out
// are ended where they are.

// Sample has iterations 0, n, 2n, … recorded, and those that fail. To be called before Begin.
func (l *Loop) Sample(n uint64) { l.Every, l.Keep = n, true }

// LeaveIndexOut has the iteration's number left out. To be called before Begin.
func (l *Loop) LeaveIndexOut() { l.OwnI = true }

// Ending says whether the iteration that runs is recorded; what it has generated follows, and EndIteration or End.
func (l *Loop) Ending() bool {
	if l.Record.wf == nil || l.passed || l.phase != recordingUsed {
		return false
	}
	l.Generated()
	return true
}

// Returning is Ending before a return statement, which leaves the iteration once its values have been computed.
func (l *Loop) Returning() bool {
	l.returning = true
	return l.Ending()
}

// Leaving is Returning where nothing is generated.
func (l *Loop) Leaving() { l.returning = true }

// LoopsRun says whether any of the loops has begun and not ended. Where none has, a panic is none of their business; nor is
// one that many captured calls have raised again (Passing), which ends them here. It must be called by the deferred function
// itself.
//
//go:noinline
func LoopsRun(loops ...*Loop) bool {
	for _, l := range loops {
		if l.wf == nil && l.light == nil {
			continue
		}
		if !l.deep() || ranBy() != byPanic {
			return true
		}
		k := l.repanics()
		failLoops("panic", loops)
		passOn(k)
		return false
	}
	return false
}

// LoopsPanicked ends loops, inner ones first, in a function that panics with p, which the caller recovered and panics
// with again.
func LoopsPanicked(p any, loops ...*Loop) {
	k := loops[0].repanics()
	for _, l := range loops {
		if l.Record.wf != nil {
			l.FailIteration(panicText(p))
		}
		l.End()
	}
	passOn(k)
}

// LoopsRecovered is p, which a deferred func literal of the function has recovered, and ends loops, inner ones first, if
// there was a panic.
func LoopsRecovered(p any, loops ...*Loop) any {
	if p != nil {
		LoopsPanicked(p, loops...)
	}
	return p
}

// LoopsExited says whether the deferred function that calls it runs because of runtime.Goexit, and ends loops if so. It
// must be called by the deferred function itself, as Exited must.
//
//go:noinline
func LoopsExited(loops ...*Loop) bool {
	switch ranBy() {
	case byReturn:
		return false
	case byGoexit:
		failLoops("runtime.Goexit called", loops)
	case byPanic:
		failLoops("panic: nil", loops)
		panic(nil)
	}
	return true
}

func failLoops(why string, loops []*Loop) {
	for _, l := range loops {
		l.FailIteration(why)
		l.End()
	}
}

// LoopsReturned ends loops in a function that returns err: an iteration that runs is the one that a return statement has
// left, or that a panic has which a function has recovered from that did not say so.
func LoopsReturned(err error, loops ...*Loop) {
	for _, l := range loops {
		switch {
		case l.Record.wf == nil:
		case !l.returning && err != nil:
			l.FailIteration("panic, recovered as: " + errorText(err))
		case !l.returning:
			l.FailIteration("panic")
		case err != nil:
			l.FailIteration(errorText(err))
		}
		l.End()
	}
}
