package eval

import (
	"fmt"
	"slices"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Tolerance is how many lines a finding may lie beside a labelled concern and still have found it.
const Tolerance = 5

// Verdict is what the labels say about one finding.
type Verdict struct {
	review.Finding
	Document string
	OnLabel  bool   // it lies on a labelled concern that its category is right for
	OnAny    bool   // it lies on a labelled concern of whatever category
	Alarm    string // why it is a false alarm; empty if it is none
}

// Miss is a labelled concern that no finding lies on.
type Miss struct {
	Passage
	Document string
}

// overlaps reports whether the finding, at its place or at one of the further ones, lies on lines, give or take.
func overlaps(f review.Finding, lines [2]int, give int) bool {
	if onLines(f.Place, lines, give) {
		return true
	}
	return slices.ContainsFunc(f.Further, func(p review.Place) bool { return onLines(p, lines, give) })
}

func onLines(p review.Place, lines [2]int, give int) bool {
	return p.StartLine > 0 && p.StartLine <= lines[1]+give && max(p.StartLine, p.EndLine) >= lines[0]-give
}

func judge(l Label, f review.Finding) Verdict {
	v := Verdict{Finding: f, Document: l.Document}
	for _, c := range l.Concerns {
		if overlaps(f, c.Lines, Tolerance) {
			v.OnAny = true
			v.OnLabel = v.OnLabel || c.accepts(f.Rule.Category)
		}
	}
	if f.Severity >= catalogue.Medium {
		v.Alarm = alarm(l, f)
	}
	return v
}

func alarm(l Label, f review.Finding) string {
	if slices.Contains(l.Quiet, f.Rule.Category) {
		return "quiet category"
	}
	for _, p := range l.Lookalikes {
		if p.accepts(f.Rule.Category) && overlaps(f, p.Lines, 0) {
			return fmt.Sprintf("lookalike at %d-%d: %s", p.Lines[0], p.Lines[1], p.Reason)
		}
	}
	return ""
}

// found gives the findings that lie on a labelled concern and are of a category that is right for it.
func found(c Passage, findings []review.Finding) []review.Finding {
	var hits []review.Finding
	for _, f := range findings {
		if c.accepts(f.Rule.Category) && overlaps(f, c.Lines, Tolerance) {
			hits = append(hits, f)
		}
	}
	return hits
}
