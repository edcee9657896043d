package review

import (
	"cmp"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/document"
)

// Verdict is what a model says of a finding.
type Verdict string

// The verdicts.
const (
	Holds       Verdict = "holds"
	DoesNotHold Verdict = "does-not-hold"
	CannotTell  Verdict = "cannot-tell"
)

// Assessment is what a model says of a finding. All text in it is the model's own, marked as such wherever it is shown.
type Assessment struct {
	Model   string // as asked for
	Prompt  string // digest of the wording and schema of the question
	Verdict Verdict
	Stance  Stance // what the draft does, as the model reads it; empty if it was not asked
	// Scale, Scope and Irremediability are "low", "medium" or "high"; empty if the model was not asked.
	Scale, Scope, Irremediability string
	Reason                        string // cleaned: no links, no mentions
	Question                      string // to the authors, of a finding that the model raised; cleaned
	Evidence                      Place  // the words of the draft that decided; found by us, zero if none were given
	Raised                        bool   // the model raised the finding, and no rule did
	Refuted                       bool   // a second question refuted it
	Refutation                    string // why; cleaned
}

// Doubted reports whether the model speaks against a finding. It stays in the review, folded.
func (f Finding) Doubted() bool {
	a := f.Assessment
	return a != nil && (a.Verdict == DoesNotHold || a.Refuted)
}

// ModelGap begins what is said of a gap that is not one in the draft: a question that a model was not asked, or did not answer.
const ModelGap = "what a model would say"

// OfModel reports whether a gap is a question to a model; all others are parts of the draft that could not be read.
func OfModel(g document.Gap) bool { return strings.HasPrefix(g.What, ModelGap) }

// WithoutModelText takes the model's prose out of a review and leaves its verdicts, for venues that do not want such text.
func (r Review) WithoutModelText() Review {
	findings := make([]Finding, len(r.Findings))
	for i, f := range r.Findings {
		if f.Assessment != nil {
			a := *f.Assessment
			a.Reason, a.Question, a.Refutation = "", "", ""
			f.Assessment = &a
		}
		findings[i] = f
	}
	r.Findings = findings
	return r
}

// ModelLedger adds up what a model was asked and what became of its replies.
type ModelLedger struct {
	Name      string  // of the model, as it was asked for
	Calls     int     // questions that were sent and answered, repairs too; a retry after a fault is not counted
	Kept      int     // questions that were answered from an earlier run
	In, Out   int     // tokens as the server counts them, or by our count where it does not
	CachedIn  int     // of In: tokens that the server had in its own cache
	Cost      float64 // in the currency of the price table; of a model without a price 0
	Priced    bool    // the model has a price
	Judged    int     // findings of the checklist with a verdict
	Raised    int     // findings that the model raised and that were kept
	Doubted   int     // findings that it speaks against
	Refuted   int     // of Doubted: by the second question
	Dropped   int     // quotes that are not in the draft, or not where they were said to be, and prose that cannot be the model's own view
	Invalid   int     // replies, or parts of one, that were not as asked for, after one repair
	Repaired  int     // replies that were as asked for only the second time
	Duplicate int     // passages that the model raised and that were raised already
	Unasked   int     // questions that were not sent: the budget was spent, or the model could not be reached
}

// Add is the ledger of two sets of questions together.
func (l ModelLedger) Add(o ModelLedger) ModelLedger {
	return ModelLedger{
		Name: cmp.Or(l.Name, o.Name), Calls: l.Calls + o.Calls, Kept: l.Kept + o.Kept, In: l.In + o.In, Out: l.Out + o.Out, CachedIn: l.CachedIn + o.CachedIn,
		Cost: l.Cost + o.Cost, Priced: l.Priced || o.Priced, Judged: l.Judged + o.Judged, Raised: l.Raised + o.Raised,
		Doubted: l.Doubted + o.Doubted, Refuted: l.Refuted + o.Refuted, Dropped: l.Dropped + o.Dropped, Invalid: l.Invalid + o.Invalid,
		Repaired: l.Repaired + o.Repaired, Duplicate: l.Duplicate + o.Duplicate, Unasked: l.Unasked + o.Unasked,
	}
}
