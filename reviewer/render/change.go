package render

import (
	"io"

	"github.com/rightsreview/rightsreview/reviewer/review"
)

// ChangeRenderer writes comparisons in one format, one after the other. The same comparisons give the same bytes. An error
// is one of the writer.
type ChangeRenderer interface {
	// Comparison writes one comparison.
	Comparison(review.Comparison) error
	// Close writes what can only be said at the end. It does not close the writer.
	Close(review.Status) error
}

// changeFormats lists every format of comparisons with what makes its renderer.
var changeFormats = formatTable[func(io.Writer, Options) ChangeRenderer]{
	{"text", newChangeText},
	{"markdown", newChangeMarkdown},
	{"json", newChangeJSON},
	{"sarif", newChangeSARIF},
	{"html", newChangeHTML},
}

// ChangeFormats lists the names that NewChange knows.
func ChangeFormats() []string { return changeFormats.names() }

// NewChange makes the renderer of comparisons in a format. The error is for a name that is no format, and lists those
// that are.
func NewChange(format string, w io.Writer, o Options) (ChangeRenderer, error) {
	newRenderer, err := changeFormats.find(format)
	if err != nil {
		return nil, err
	}
	return newRenderer(w, o), nil
}
