package reviewer

import (
	"context"
	"fmt"

	"github.com/rightsreview/rightsreview/reviewer/render"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// account keeps the books of a run while its reviews are published.
type account struct {
	wanted int // drafts that were asked for, 0 if not known
	ledger review.Ledger
	gaps   bool
	err    error // what stopped the run

	judged []*review.Suppression // see judged; in the order in which they turned up
	used   map[*review.Suppression]bool
	today  string
}

// publish hands over one review and enters it. After a failure nothing more is published, and the run is stopped.
func (a *account) publish(ctx context.Context, to Publisher, one reviewed, stop func()) {
	if a.err != nil {
		return
	}
	if err := to.Publish(ctx, one.review); err != nil {
		a.err = fmt.Errorf("publish the review of %s: %w", one.review.Document.Path, err)
		stop()
		return
	}
	a.ledger = a.ledger.Add(one.ledger)
	a.gaps = a.gaps || one.review.Status() != review.Complete
	a.enter(one)
}

// enter notes which suppressions there were and which have met a finding.
func (a *account) enter(one reviewed) {
	for _, s := range one.suppressions {
		if _, known := a.used[s]; !known {
			a.used[s] = false
			a.judged = append(a.judged, s)
		}
	}
	for _, f := range one.review.Findings {
		if f.Suppressed != nil {
			a.used[f.Suppressed] = true
		}
	}
	a.today = max(a.today, one.today)
}

// close says what the run did. It notices an interruption, and a ledger that does not add up.
func (a *account) close(ctx context.Context) render.Summary {
	done := a.ledger.Drafts
	if a.err == nil && ctx.Err() != nil && (a.wanted == 0 || done < a.wanted) {
		a.err = ErrInterrupted
	}
	if a.err == nil {
		a.err = a.ledger.Check()
	}
	a.ledger.Drafts = max(done, a.wanted)
	s := render.Summary{Status: a.status(), Ledger: a.ledger}
	for _, one := range a.judged {
		switch {
		case one.Expired(a.today):
			s.Expired = append(s.Expired, *one)
		case s.Status == review.Complete && !a.used[one]:
			s.Unused = append(s.Unused, *one)
		}
	}
	return s
}

func (a *account) status() review.Status {
	switch {
	case a.ledger.Reviewed == 0 && (a.err != nil || a.ledger.Drafts > 0):
		return review.Failed
	case a.err != nil || a.gaps:
		return review.Partial
	}
	return review.Complete
}
