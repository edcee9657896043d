package assess

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// The least and the most words of a quote. One word stands everywhere and shows nothing.
const (
	minEvidence = 2
	minQuote    = 4
	maxWords    = 120
)

// find looks for a quote in a stretch of the draft, word for word and with case, but whatever the white space. Marks of
// quotation around the quote, and dots where it was cut, are no part of it. The position is ours: a model is not asked for one.
func find(doc *document.Document, within document.Span, quote string, least int) (document.Span, bool) {
	words := strings.Fields(strings.Trim(quote, " \t\r\n\"'\u201c\u201d\u2018\u2019\u00ab\u00bb\u2026."))
	if len(words) < least || len(words) > maxWords {
		return document.Span{}, false
	}
	folded, at := document.FoldSpaces(doc.Text[within.Start:within.End])
	wanted := strings.Join(words, " ")
	for from := 0; ; from++ {
		i := strings.Index(folded[from:], wanted)
		if i < 0 {
			return document.Span{}, false
		}
		from += i
		if end := from + len(wanted); wholeWords(folded, from, end) {
			return document.Span{Start: within.Start + at[from], End: within.Start + at[end-1] + 1}, true
		}
	}
}

// wholeWords reports whether a stretch of text begins and ends where words do.
func wholeWords(text string, start, end int) bool {
	return wordEdge(text, start) && wordEdge(text, end)
}

func wordEdge(text string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	after, _ := utf8.DecodeRuneInString(text[i:])
	return !inWord(before) || !inWord(after)
}

func inWord(r rune) bool { return unicode.In(r, unicode.L, unicode.M, unicode.N) }

// sentencesAround widens a span to the sentences that it touches; in a figure it stays as it is.
func sentencesAround(doc *document.Document, span document.Span) document.Span {
	for _, s := range doc.Sentences {
		if s.Text.Start < span.End && span.Start < s.Text.End {
			span = union(span, s.Text)
		}
	}
	return span
}

// orders are words by which hidden text speaks to whoever reviews it, or to a model.
var orders = regexp.MustCompile(`(?i)\b(ignore|disregard|instructions?|system prompt|assistant|language model|LLM|AI|you (must|should|are)|do not (report|mention|flag)|rate (this|everything)|reviewer)\b`)

// hidden raises text that readers do not see as a finding of its own. A comment is common in a source; one that gives orders
// is worth more than a question.
func (w *work) hidden() {
	if len(w.doc.Hidden) == 0 {
		return
	}
	severity, first := catalogue.Low, w.doc.Hidden[0]
	for _, h := range w.doc.Hidden {
		if orders.MatchString(h.Text) {
			severity, first = catalogue.Medium, h
			break
		}
	}
	line := w.doc.Line(first.Source.Start)
	w.review.Findings = append(w.review.Findings, review.Finding{
		Rule: hiddenRule, Severity: severity, Stance: review.Introduces, Confidence: 1,
		Place: review.Place{
			StartLine: line, EndLine: w.doc.Line(max(first.Source.Start, first.Source.End-1)),
			Quote: fmt.Sprintf("%d passages that readers do not see; the first such: %s", len(w.doc.Hidden), first.Reason),
		},
	})
}
