// Package render writes reviews in the formats that people and tools read, one file each.
package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Renderer writes reviews in one format, one after the other, so that a run over many drafts holds one at a time.
// The same reviews give the same bytes. An error is one of the writer.
type Renderer interface {
	// Review writes one review.
	Review(review.Review) error
	// Close writes what can only be said at the end. It does not close the writer.
	Close(Summary) error
}

// Summary is what a run says of itself when all drafts are done.
type Summary struct {
	Status  review.Status
	Ledger  review.Ledger
	Unused  []review.Suppression // those that met no finding
	Expired []review.Suppression // those whose time is over, so that they suppressed nothing
}

// Options say how to write, where a format leaves a choice.
type Options struct {
	Colour  bool   // text: with ANSI colours
	Width   int    // text: columns of the terminal; 80 if 0, and lines of prose stay under 100 whatever it is
	Version string // of the program, as shown
}

// formats lists every format with what makes its renderer, in the order in which help lists them.
var formats = formatTable[func(io.Writer, Options) Renderer]{
	{"text", newText},
	{"markdown", newMarkdown},
	{"brief", newBrief},
	{"json", newJSON},
	{"sarif", newSARIF},
	{"html", newHTML},
	{"rdjsonl", newRDJSONL},
}

// Formats lists the names that New knows.
func Formats() []string { return formats.names() }

// New makes the renderer of a format. The error is for a name that is no format, and lists those that are.
func New(format string, w io.Writer, o Options) (Renderer, error) {
	newRenderer, err := formats.find(format)
	if err != nil {
		return nil, err
	}
	return newRenderer(w, o), nil
}

// formatTable is a list of formats with what makes or writes each, in the order in which help lists them.
type formatTable[T any] []struct {
	name string
	use  T
}

func (t formatTable[T]) names() []string {
	names := make([]string, len(t))
	for i, f := range t {
		names[i] = f.name
	}
	return names
}

// find gives what makes or writes a format. The error is for a name that is no format, and lists those that are.
func (t formatTable[T]) find(format string) (use T, err error) {
	for _, f := range t {
		if f.name == format {
			return f.use, nil
		}
	}
	return use, fmt.Errorf("unknown format %q: choose one of %s", format, strings.Join(t.names(), ", "))
}
