package checklist

import (
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Weighed is one passage that a rule of concern matched, with the cues that were weighed: what training learns from.
type Weighed struct {
	Rule               catalogue.Rule
	StartLine, EndLine int
	Cues               []review.Cue
	Odds               float64 // natural-log odds of a concern under the present weights
}

// Weigh gives every passage that a rule of concern matched, before passages are raised together.
func (l *Checklist) Weigh(doc *document.Document) []Weighed {
	d := l.read(doc)
	d.missing()
	d.weigh()
	var out []Weighed
	for i := range d.candidates {
		c := &d.candidates[i]
		if c.clause.rule.Kind != catalogue.KindConcern || c.block < 0 {
			continue
		}
		first, last := doc.LineSpan(d.passage(c))
		out = append(out, Weighed{Rule: c.clause.rule.Rule, StartLine: first, EndLine: last, Cues: c.cues, Odds: c.odds})
	}
	return out
}
