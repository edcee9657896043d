package assess

import (
	"fmt"
	"strings"

	"github.com/rightsreview/rightsreview/prompts"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// hiddenRule is what a finding about hidden text is filed under.
var hiddenRule = catalogue.Rule{
	ID: "hidden-text", Title: "Text that readers do not see", Kind: catalogue.KindConcern, Severity: catalogue.Low,
	Message:    "The source holds text that is not shown to those who read the draft. It was taken out before anything was sent to a model.",
	Question:   "Is it meant for people who edit the source, and could it mislead a program that reads it?",
	Mitigation: "Take it out, or show it.",
	Rights:     []string{"UDHR 19"}, Guidance: []string{"RFC 9620 section 4.17"},
}

// maxReasons is how many questions that could not be answered are told one by one.
const maxReasons = 5

// finish counts what became of the findings and tells what could not be asked or answered.
func (w *work) finish() {
	for _, f := range w.review.Findings {
		if f.Doubted() {
			w.ledger.Doubted++
			if f.Assessment.Refuted {
				w.ledger.Refuted++
			}
		}
	}
	w.review.Gaps = append([]document.Gap(nil), w.review.Gaps...)
	if w.unsent > 0 {
		w.gap(fmt.Sprintf(review.ModelGap+": the budget was spent, and %d questions were not asked", w.unsent))
	}
	for i, reason := range w.failed {
		if i == maxReasons {
			w.gap(fmt.Sprintf(review.ModelGap+" of %d more questions", len(w.failed)-maxReasons))
			break
		}
		w.gap(review.ModelGap + ": " + strings.TrimSpace(reason))
	}
	w.ledger.Name = w.Name
	if w.Price != nil {
		w.ledger.Priced, w.ledger.Cost = true, w.Price.Cost(prompts.Usage{In: w.ledger.In, Out: w.ledger.Out, Cached: w.ledger.CachedIn})
	}
	w.review.Model = &w.ledger
}

func (w *work) gap(what string) { w.review.Gaps = append(w.review.Gaps, document.Gap{What: what}) }
