package reviewer

import (
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
	"github.com/sourcegraph/conc/iter"
)

// Compare reviews the versions of a draft, from old to new, and says what each does that the one before it did not.
//
// A version that cannot be read is an error in its review, and the comparisons with it are empty. What the decisions leave
// out by severity or category is in the comparisons all the same; Comparison.Limit and History.Limit leave it out. Versions
// are reviewed Options.Jobs at a time; the result is the same.
func Compare(versions []document.Draft, o Options) review.History {
	mapper := iter.Mapper[document.Draft, review.Review]{MaxGoroutines: max(1, o.Jobs)}
	h := review.History{Versions: mapper.Map(versions, func(d *document.Draft) review.Review { return o.version(*d) })}
	for i := 1; i < len(h.Versions); i++ {
		h.Steps = append(h.Steps, o.Comparer.Compare(h.Versions[i-1], h.Versions[i]))
	}
	return h
}

// version reviews a draft for a comparison; what goes wrong is in the review.
func (o Options) version(d document.Draft) (r review.Review) {
	err := guarded(d.Path, func() error {
		e, err := examine(d, o.Checklist)
		if err == nil {
			r = e.version(o.decisions(d.Path))
		}
		return err
	})
	if err != nil {
		return review.Review{Document: &document.Document{Path: d.Path}, Err: err}
	}
	return r
}

// version makes the review that is compared: nothing is left out of it, and the broad protections are kept.
func (e examined) version(d review.Decisions) review.Review {
	d.Least, d.Categories, d.Broad = 0, nil, true
	return review.Assemble(e.found, d, e.comments)
}

// compareWithBase compares a draft with its base.
func (o Options) compareWithBase(base document.Draft, e examined, d review.Decisions) review.Comparison {
	return o.Comparer.Compare(o.version(base), e.version(d)).Limit(d)
}
