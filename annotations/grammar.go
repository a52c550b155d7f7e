package annotations

// The functions here are the grammar: what they ask the arguments for is what
// the directive takes. fn is nil where the directive is misplaced.

func (a *args) task(t *Task, fn *function) bool {
	t.Name = a.text("name")
	if fn != nil && fn.unnamed && a.find("name") == nil && !a.cut {
		a.report(a.d.Pos(), a.d.End(), NameRequired, "//flowcept:task needs name=, as no variable names the func literal")
	}
	t.Output, t.OutputFields = a.results()
	t.Used = a.used(fn)
	t.UsedSet = t.Used != nil
	t.Omit = a.distinct("omit", anything)
	t.Rename = a.rename()
	t.Inline = a.parameters("inline", identifier, fn)
	t.Shallow = a.only("values", "shallow")
	t.Handler = a.one("handler", selector)
	t.Tags = a.distinct("tags", anything)
	t.Meta = a.metadata()
	t.Group = a.text("group")
	t.Agent = a.text("agent")
	t.SourceAgent = a.text("source_agent")
	t.Telemetry = a.telemetry()
	t.Lightweight = a.lightweight(t.Telemetry)
	t.ObservePanics = a.only("panics", "observe")
	if a.d.Name != "tool" { // whose subtype is what makes it one
		t.Subtype = a.text("subtype")
	}
	return a.finish(&t.Directive)
}

func (a *args) workflow(w *Workflow, fn *function) bool {
	w.Name = a.text("name")
	w.Subtype = a.text("subtype")
	w.Campaign = a.text("campaign")
	w.Args = a.parameters("args", identifier, fn)
	w.SaveOff = a.only("save", "off")
	w.Persistence = a.flag("persistence")
	w.Tags = a.distinct("tags", anything)
	w.Meta = a.metadata()
	return a.finish(&w.Directive)
}

func (a *args) loop(l *LoopOptions) bool {
	l.Name = a.text("name")
	l.Item = a.one("item", word)
	l.Output = a.distinct("output", identifier)
	l.Every = a.every()
	l.Capture = a.expression("capture")
	l.Parent = a.expression("parent")
	l.Omit = a.distinct("omit", anything)
	l.Rename = a.rename()
	l.Tags = a.distinct("tags", anything)
	l.Meta = a.metadata()
	l.Subtype = a.text("subtype")
	l.Telemetry = a.telemetry()
	l.Lightweight = a.lightweight(l.Telemetry)
	return a.finish(&l.Directive)
}

func (a *args) model(m *ModelOptions) bool {
	m.Children = a.flag("children")
	m.Profile = a.flag("profile")
	m.Loss = a.one("loss", selector)
	m.Meta = a.metadata()
	return a.finish(&m.Directive)
}
