package assess

import (
	"github.com/rightsreview/rightsreview/prompts"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Estimate is what asking a model about a draft will come to, about.
type Estimate struct {
	Questions int // that would be sent
	Kept      int // that were answered in an earlier run
	Usage     prompts.Usage
}

// Add is the estimate for two drafts together.
func (e Estimate) Add(o Estimate) Estimate {
	return Estimate{e.Questions + o.Questions, e.Kept + o.Kept, e.Usage.Add(o.Usage)}
}

// Estimate says what Assess would ask, without asking. The second look at findings is counted as if all that are more than
// questions held.
func (a Assessor) Estimate(r review.Review) Estimate {
	w := a.begin(r)
	questions := w.firstRound()
	for _, group := range w.claims(func(f review.Finding) bool { return f.Severity > catalogue.Low }) {
		questions = append(questions, w.refute(group))
	}
	var e Estimate
	for _, q := range questions {
		if a.Kept != nil && a.Kept(q.prompt) {
			e.Kept++
			continue
		}
		e = e.Add(Estimate{Questions: 1, Usage: Expected(q.prompt)})
	}
	return e
}
