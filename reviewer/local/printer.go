package local

import (
	"context"

	"github.com/rightsreview/rightsreview/reviewer/render"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Printer publishes reviews through a renderer.
type Printer struct{ Renderer render.Renderer }

// Publish writes a review at once, so that it can be read while the next draft is reviewed.
func (p Printer) Publish(_ context.Context, r review.Review) error { return p.Renderer.Review(r) }

// Close writes what can only be said at the end; a context that is done does not keep it from that, so that an
// interrupted run leaves a whole document.
func (p Printer) Close(_ context.Context, s render.Summary) error { return p.Renderer.Close(s) }
