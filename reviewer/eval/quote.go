package eval

import (
	"fmt"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/document"
)

// labelErrors lists the labels whose quote does not stand at their lines, so that a wrong label is not taken for a miss.
func labelErrors(l Label, doc *document.Document) []string {
	var errs []string
	for _, p := range append(append([]Passage(nil), l.Concerns...), l.Lookalikes...) {
		if !quoteStands(doc, p) {
			errs = append(errs, fmt.Sprintf("%s: lines %d-%d: the quote %q does not stand there", l.Document, p.Lines[0], p.Lines[1], p.Quote))
		}
	}
	return errs
}

// quoteStands looks in the source lines first and then in the text as it was read, where page breaks are gone.
func quoteStands(doc *document.Document, p Passage) bool {
	quote := fold(strings.TrimSuffix(p.Quote, "..."))
	if p.Lines[1] > doc.LineCount() {
		return false
	}
	var lines []string
	for n := p.Lines[0]; n <= p.Lines[1]; n++ {
		lines = append(lines, doc.LineText(n))
	}
	if strings.Contains(fold(strings.Join(lines, " ")), quote) {
		return true
	}
	var blocks []string
	for _, b := range doc.Blocks {
		if first, last := doc.LineSpan(b.Text); first <= p.Lines[1] && last >= p.Lines[0] {
			blocks = append(blocks, doc.String(b.Text))
		}
	}
	return strings.Contains(fold(strings.Join(blocks, " ")), quote)
}

func fold(text string) string { return strings.Join(strings.Fields(text), " ") }
