package reviewer

import (
	"context"

	"github.com/rightsreview/rightsreview/reviewer/assess"
	"github.com/rightsreview/rightsreview/reviewer/document"
)

// Estimated is what asking a model about one draft will come to, about.
type Estimated struct {
	Path string
	assess.Estimate
	Err error // the draft could not be read; then the estimate is empty
}

// Estimate reads and checks all drafts of a source and says what the assessor of the options would ask about each, without
// asking. The error is the context's.
func Estimate(ctx context.Context, from Source, o Options) (all []Estimated, err error) {
	for draft, err := range from.Drafts(ctx) {
		if ctx.Err() != nil {
			return all, ctx.Err()
		}
		all = append(all, estimate(draft, err, o))
	}
	return all, ctx.Err()
}

func estimate(draft document.Draft, err error, o Options) Estimated {
	one := Estimated{Path: draft.Path, Err: err}
	if err != nil {
		return one
	}
	one.Err = guarded(draft.Path, func() error {
		e, err := examine(draft, o.Checklist)
		if err == nil {
			one.Estimate = o.Assessor.Estimate(e.found)
		}
		return err
	})
	return one
}
