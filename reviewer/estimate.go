package reviewer

import (
	"context"
	"fmt"

	"github.com/rightsreview/rightsreview/reviewer/assess"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/sourcegraph/conc/panics"
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
	fault := panics.Try(func() {
		var e examined
		if e, one.Err = examine(draft, o.Checklist); one.Err == nil {
			one.Estimate = o.Assessor.Estimate(e.found)
		}
	})
	if fault != nil {
		one.Err = fmt.Errorf("read %s: a fault in this program, please report it: %v", draft.Path, fault.Value)
	}
	return one
}
