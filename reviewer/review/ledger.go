package review

import "fmt"

// Count is the ledger of one review.
func (r Review) Count() Ledger {
	l := Ledger{
		Drafts: 1, Made: r.Below + len(r.Findings), Below: r.Below,
		Protections: len(r.Protections), RuledOut: len(r.RuledOut), Gaps: len(r.Gaps),
	}
	if r.Err == nil {
		l.Reviewed = 1
	}
	if r.Model != nil {
		l.Model = *r.Model
	}
	for _, f := range r.Findings {
		if f.Suppressed != nil {
			l.Suppressed++
		} else {
			l.Shown++
		}
	}
	return l
}

// Add is the ledger of two sets of drafts together.
func (l Ledger) Add(o Ledger) Ledger {
	return Ledger{
		Drafts: l.Drafts + o.Drafts, Reviewed: l.Reviewed + o.Reviewed,
		Made: l.Made + o.Made, Shown: l.Shown + o.Shown, Below: l.Below + o.Below, Suppressed: l.Suppressed + o.Suppressed,
		Protections: l.Protections + o.Protections, RuledOut: l.RuledOut + o.RuledOut, Gaps: l.Gaps + o.Gaps,
		Model: l.Model.Add(o.Model),
	}
}

// Check says whether the ledger adds up. It does not if a finding was lost or counted twice on the way to the output,
// which is a fault in this program; the error gives the figures.
func (l Ledger) Check() error {
	if sum := l.Shown + l.Below + l.Suppressed; sum != l.Made {
		return fmt.Errorf("the ledger does not add up: %d findings made, but %d shown + %d left out + %d suppressed = %d; "+
			"please report this", l.Made, l.Shown, l.Below, l.Suppressed, sum)
	}
	if l.Reviewed > l.Drafts {
		return fmt.Errorf("the ledger does not add up: %d drafts reviewed of %d; please report this", l.Reviewed, l.Drafts)
	}
	return nil
}
