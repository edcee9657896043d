package reviewer

import (
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/change"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
	"github.com/sourcegraph/conc/iter"
)

// Compare reviews the versions of a draft, from old to new, and says what each does that the one before it did not. There
// is one comparison less than there are versions. Versions are reviewed Options.Jobs at a time; the result is the same.
//
// A version that cannot be read is an error in its review, and the comparisons with it are empty. What the decisions leave
// out by severity or category is in the reviews all the same, since the versions could not be compared without it; those
// who show a comparison leave it out with Comparison.Limit.
func Compare(c *change.Comparer, versions []document.Draft, o Options) []review.Comparison {
	mapper := iter.Mapper[document.Draft, reviewed]{MaxGoroutines: max(1, o.Jobs)}
	whole := o
	whole.Decisions = func(path string) review.Decisions {
		d := review.Decisions{}
		if o.Decisions != nil {
			d = o.Decisions(path)
		}
		d.Least, d.Categories, d.Broad = 0, nil, true
		return d
	}
	reviews := mapper.Map(versions, func(d *document.Draft) reviewed { return reviewDraft(*d, nil, whole) })
	var comparisons []review.Comparison
	for i := 1; i < len(reviews); i++ {
		comparisons = append(comparisons, c.Compare(reviews[i-1].review, reviews[i].review))
	}
	return comparisons
}

// NewComparer makes what Compare needs from a catalogue.
func NewComparer(c *catalogue.Catalogue) *change.Comparer { return change.New(c.Wording) }
