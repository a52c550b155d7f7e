package report

// What a tree shows at most.
const (
	maxAlike = 12 // tasks of one activity beneath one parent, and as many again that failed
	maxLevel = 40
)

// A Node is a task with those that ran within it, or stands for several that are not shown by themselves.
type Node struct {
	Task     *Task
	More     int    // with no Task: how many more tasks of Activity stand here
	Activity string // of More
	Failed   int    // how many failed beneath Task, or of More and beneath these
	Children []*Node
}

// Tree is the tasks kept, of one workflow, beneath those they ran in. A task whose parent is not among them, or lies too
// deep, stands at the top.
func (s *Summary) Tree(workflow string) []*Node {
	children := map[string][]*Task{}
	known := map[string]bool{}
	var mine []*Task
	for _, t := range s.Kept() {
		if t.Workflow == workflow {
			mine = append(mine, t)
			known[t.ID] = true
		}
	}
	for _, t := range mine {
		parent := t.Parent
		if !known[parent] || parent == t.ID {
			parent = ""
		}
		children[parent] = append(children[parent], t)
	}
	seen := map[*Task]bool{}
	nodes := fold(children, "", 0, seen)
	// What hangs in a circle is reached from no top.
	var lost []*Task
	for _, t := range mine {
		if !seen[t] {
			lost = append(lost, t)
		}
	}
	if len(lost) > 0 {
		nodes = append(nodes, fold(map[string][]*Task{"": lost}, "", 0, seen)...)
	}
	return nodes
}

func fold(children map[string][]*Task, parent string, level int, seen map[*Task]bool) []*Node {
	var nodes []*Node
	shown, failed := map[string]int{}, map[string]int{}
	rest := map[string]*Node{}
	for _, t := range children[parent] {
		if seen[t] {
			continue
		}
		if t.Failed() {
			failed[t.Activity]++
		}
		shown[t.Activity]++
		if shown[t.Activity] > maxAlike && (!t.Failed() || failed[t.Activity] > maxAlike) {
			if rest[t.Activity] == nil {
				rest[t.Activity] = &Node{Activity: t.Activity}
				nodes = append(nodes, rest[t.Activity])
			}
			rest[t.Activity].More++
			rest[t.Activity].Failed += hide(children, t, level, seen)
			continue
		}
		seen[t] = true
		n := &Node{Task: t}
		if t.ID != "" && level < maxLevel {
			n.Children = fold(children, t.ID, level+1, seen)
		}
		for _, c := range n.Children {
			n.Failed += c.Failed
			if c.Task != nil && c.Task.Failed() {
				n.Failed++
			}
		}
		nodes = append(nodes, n)
	}
	return nodes
}

// hide marks a task that is not shown, with all beneath it, and counts which of them failed.
func hide(children map[string][]*Task, t *Task, level int, seen map[*Task]bool) (failed int) {
	if seen[t] || level > maxLongest {
		return 0
	}
	seen[t] = true
	if t.Failed() {
		failed++
	}
	if t.ID == "" {
		return failed
	}
	for _, c := range children[t.ID] {
		failed += hide(children, c, level+1, seen)
	}
	return failed
}
