package constraint

import (
	"go/build/constraint"
	"strings"
)

// Merge returns the file with !flowcept in its constraint, and the record that
// Restore needs to give every byte back; often empty. A file that excludes the
// tag already is returned as it is.
//
// before is the record in the file's sibling, and hasSibling whether it has
// one: a file without a sibling owns whatever constraint it has.
func Merge(src []byte, before string, hasSibling bool) (merged []byte, record string, err error) {
	h, err := parse(src)
	if err != nil {
		return nil, "", err
	}
	region := string(src[h.from:h.to])
	if excludes(h.expr) {
		switch {
		case !hasSibling:
			return src, region, nil
		case before != "" && strings.HasPrefix(string(src[h.from:]), mergeRegion(before, h.eol)):
			return src, before, nil
		}
		return src, "", nil
	}
	if h.expr == nil {
		return splice(src, h.insert, h.insert, "//go:build !"+Tag+h.eol+h.eol), "", nil
	}
	merged = splice(src, h.from, h.to, mergeRegion(region, h.eol))
	if back, err := Restore(merged, ""); err != nil || string(back) != string(src) {
		record = region
	}
	return merged, record, nil
}

// Restore takes !flowcept out of the file's constraint: by the record where the
// constraint is still what Merge made of it, else from the lines as they stand.
func Restore(src []byte, record string) ([]byte, error) {
	h, err := parse(src)
	if err != nil || !excludes(h.expr) {
		return src, err
	}
	if record != "" {
		if merged := mergeRegion(record, h.eol); strings.HasPrefix(string(src[h.from:]), merged) {
			return splice(src, h.from, h.from+len(merged), record), nil
		}
	}
	rest := replaceTag(h.expr, nil)
	if rest == nil {
		to := h.to
		if strings.HasPrefix(string(src[to:]), h.eol) {
			to += len(h.eol)
		}
		return splice(src, h.from, to, ""), nil
	}
	return splice(src, h.from, h.to, rewriteRegion(string(src[h.from:h.to]), rest, h.eol)), nil
}

// Sibling returns the constraint of a merged file's sibling, a //go:build line
// without its end, and the file's own constraint lines as a range of offsets.
func Sibling(merged []byte) (line string, from, to int, err error) {
	h, err := parse(merged)
	if err != nil {
		return "", 0, 0, err
	}
	return "//go:build " + replaceTag(h.expr, &constraint.TagExpr{Tag: Tag}).String(), h.from, h.to, nil
}

// Region is the range of offsets from a file's first constraint line to its
// last; empty where it has none.
func Region(src []byte) (from, to int, err error) {
	h, err := parse(src)
	return h.from, h.to, err
}

// Expr is the constraint that a file's lines state, nil where there is none.
func Expr(src []byte) (constraint.Expr, error) {
	h, err := parse(src)
	return h.expr, err
}

// mergeRegion is what Merge makes of constraint lines.
func mergeRegion(region, eol string) string {
	h, err := parse([]byte(region + eol + "package p"))
	if err != nil || h.expr == nil || excludes(h.expr) {
		return region
	}
	return rewriteRegion(region, and(h.expr, &constraint.NotExpr{X: &constraint.TagExpr{Tag: Tag}}), eol)
}

// rewriteRegion makes x the constraint of the lines. Other comments between
// them stay behind.
func rewriteRegion(region string, x constraint.Expr, eol string) string {
	var plus, others []string
	for line := range strings.SplitAfterSeq(region, "\n") {
		switch trimmed := strings.TrimSpace(line); {
		case constraint.IsGoBuild(trimmed):
		case constraint.IsPlusBuild(trimmed):
			plus = append(plus, line)
		default:
			others = append(others, line)
		}
	}
	lines := []string{"//go:build " + x.String() + eol}
	if len(plus) > 0 {
		// What is too complex for // +build lines needs none: //go:build rules.
		same, _ := constraint.PlusBuildLines(x)
		for _, l := range same {
			lines = append(lines, l+eol)
		}
	}
	return strings.Join(append(lines, others...), "")
}

// excludes tells whether !flowcept is one of the terms that x demands.
func excludes(x constraint.Expr) bool {
	switch x := x.(type) {
	case *constraint.AndExpr:
		return excludes(x.X) || excludes(x.Y)
	case *constraint.NotExpr:
		t, ok := x.X.(*constraint.TagExpr)
		return ok && t.Tag == Tag
	}
	return false
}

// replaceTag puts y in the place of a demanded !flowcept; nil drops the term.
func replaceTag(x, y constraint.Expr) constraint.Expr {
	switch t := x.(type) {
	case *constraint.AndExpr:
		left, right := replaceTag(t.X, y), replaceTag(t.Y, y)
		switch {
		case left == nil:
			return right
		case right == nil:
			return left
		}
		return &constraint.AndExpr{X: left, Y: right}
	case *constraint.NotExpr:
		if excludes(t) {
			return y
		}
	}
	return x
}

func splice(src []byte, from, to int, text string) []byte {
	out := make([]byte, 0, len(src)+len(text))
	out = append(out, src[:from]...)
	out = append(out, text...)
	return append(out, src[to:]...)
}
