package flowcept

type workflowConfig struct {
	name, id, campaign, subtype, description, parent string
	agentID, agentName                               string
	args, metadata                                   Values
	tags                                             []string
	unsaved, unsafeStop, persist                     bool
	settingsFile                                     string
	interceptors                                     []string
	adapters                                         []Adapter
	observeSettings                                  bool
	sections                                         []string
}

// WorkflowName names the workflow.
func WorkflowName(name string) WorkflowOption {
	return workflowOption(func(c *workflowConfig) { c.name = name })
}

// WorkflowSubtype says what kind of workflow it is.
func WorkflowSubtype(subtype string) WorkflowOption {
	return workflowOption(func(c *workflowConfig) { c.subtype = subtype })
}

// WorkflowDescription describes the workflow.
func WorkflowDescription(text string) WorkflowOption {
	return workflowOption(func(c *workflowConfig) { c.description = text })
}

// WorkflowArgs are what the workflow used: its arguments.
func WorkflowArgs(args Values) WorkflowOption {
	return workflowOption(func(c *workflowConfig) { c.args = args })
}

// ParentWorkflowID names the workflow that this one is a part of.
func ParentWorkflowID(id string) WorkflowOption {
	return workflowOption(func(c *workflowConfig) { c.parent = id })
}

// AgentName names the agent of AgentID: a record of it is sent once.
func AgentName(name string) WorkflowOption {
	return workflowOption(func(c *workflowConfig) { c.agentName = name })
}

// BundleExecID names the bundle of processes that the workflow is run by, as Flowcept for Python's option does. It is kept
// in custom_metadata.bundle_exec_id; the control messages that carry it in Python are not sent.
func BundleExecID(id string) WorkflowOption {
	return workflowOption(func(c *workflowConfig) {
		c.metadata = join(c.metadata, Values{"bundle_exec_id": id})
	})
}

// Interceptors names what else captures for the workflow: the names are among its interceptor_ids, beside this process.
func Interceptors(names ...string) WorkflowOption {
	return workflowOption(func(c *workflowConfig) { c.interceptors = append(c.interceptors, names...) })
}

// SaveWorkflow says whether the workflow has records of its own; it has by default. A process that takes part in a
// workflow of another one leaves them to that one.
func SaveWorkflow(save bool) WorkflowOption {
	return workflowOption(func(c *workflowConfig) { c.unsaved = !save })
}

// SettingsFile names the settings file. The default is what FLOWCEPT_SETTINGS_PATH names, else ~/.flowcept/settings.yaml
// where there is one. Settings are the process's: those of the first of several workflows that run at once hold.
func SettingsFile(path string) WorkflowOption {
	return workflowOption(func(c *workflowConfig) { c.settingsFile = path })
}

// CheckSafeStops says whether Stop waits until all that was captured is where the settings send it; it does by default.
// Otherwise Stop waits a second at most, and what has not arrived by then stays in the spool for the next run: no error.
func CheckSafeStops(wait bool) WorkflowOption {
	return workflowOption(func(c *workflowConfig) { c.unsafeStop = !wait })
}
