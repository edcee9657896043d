package review

import (
	"slices"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/document"
)

// PlaceOf says where a passage of a document stands, and quotes it. words are the spans of the document's text that
// decided; those outside the passage, or behind the end of a quote that is cut, are left out.
func PlaceOf(doc *document.Document, passage document.Span, words []document.Span) Place {
	p := Place{Text: passage}
	if s := doc.SectionOf(doc.BlockAt(passage.Start)); s.Level > 0 {
		p.Section, p.SectionTitle = s.Number, s.Title
	}
	p.StartLine, p.EndLine = doc.LineSpan(passage)
	p.Page = doc.Page(doc.SourceSpan(passage).Start)
	p.Quote, p.Words = quote(doc.Text, passage, words)
	return p
}

// quote gives a passage with white space folded, and where in it the words stand that decided.
func quote(text []byte, span document.Span, words []document.Span) (string, [][2]int) {
	var b strings.Builder
	at := make([]int, 0, span.Len()+1)
	space := false
	for i := span.Start; i < span.End; i++ {
		c := text[i]
		if c == ' ' || c == '\n' || c == '\t' || c == '\r' {
			space = b.Len() > 0
			at = append(at, b.Len())
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		at = append(at, b.Len())
		b.WriteByte(c)
	}
	at = append(at, b.Len())
	full := b.String()
	cut := cutAt(full, MaxQuote)
	var marks [][2]int
	for _, w := range words {
		if w.Start < span.Start || w.End > span.End {
			continue
		}
		m := [2]int{at[w.Start-span.Start], at[w.End-span.Start-1] + 1}
		if m[1] <= len(cut) && !slices.Contains(marks, m) {
			marks = append(marks, m)
		}
	}
	slices.SortFunc(marks, func(a, b [2]int) int { return a[0] - b[0] })
	if len(cut) < len(full) {
		cut += "..."
	}
	return cut, marks
}

// cutAt cuts text to at most limit bytes, at a space if there is one.
func cutAt(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	cut := text[:limit-len("...")]
	if i := strings.LastIndexByte(cut, ' '); i > limit/2 {
		return cut[:i]
	}
	return strings.ToValidUTF8(cut, "")
}
