package assess

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

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

// find looks for a quote in a stretch of the draft, word for word and with case, but whatever the white space. The position
// is ours: a model is not asked for one.
func find(doc *document.Document, within document.Span, quote string, least int) (document.Span, bool) {
	words := strings.Fields(quote)
	if len(words) < least || len(words) > maxWords {
		return document.Span{}, false
	}
	text := doc.Text[within.Start:within.End]
	folded := make([]byte, 0, len(text))
	at := make([]int, 0, len(text)+1)
	for i, c := range text {
		if isSpace(c) {
			if n := len(folded); n > 0 && folded[n-1] != ' ' {
				folded, at = append(folded, ' '), append(at, i)
			}
			continue
		}
		folded, at = append(folded, c), append(at, i)
	}
	wanted := strings.Join(words, " ")
	start := strings.Index(string(folded), wanted)
	if start < 0 || !wholeWords(string(folded), start, start+len(wanted)) {
		return document.Span{}, false
	}
	return document.Span{Start: within.Start + at[start], End: within.Start + at[start+len(wanted)-1] + 1}, true
}

func isSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

// wholeWords reports whether a stretch of text begins and ends where words do.
func wholeWords(text string, start, end int) bool {
	inside := func(i int) bool { return i > 0 && i < len(text) && letter(text[i-1]) && letter(text[i]) }
	return !inside(start) && !inside(end)
}

func letter(c byte) bool { return unicode.IsLetter(rune(c)) || unicode.IsDigit(rune(c)) || c >= 0x80 }

// sentencesAround widens a span to the sentences that it touches; in a figure it stays as it is.
func sentencesAround(doc *document.Document, span document.Span) document.Span {
	for _, s := range doc.Sentences {
		if s.Text.Start < span.End && span.Start < s.Text.End {
			span = union(span, s.Text)
		}
	}
	return span
}

// maxProse is the longest reason or question that is kept, in bytes.
const maxProse = 400

var (
	link    = regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]*://\S*|\bwww\.\S+|\b(javascript|data|mailto):\S*`)
	mention = regexp.MustCompile(`@[\p{L}\p{N}_/-]*`)
	markup  = regexp.MustCompile("[<>\\[\\]{}|`*_#\\\\]+")
	cited   = regexp.MustCompile(`(?i)\b(RFC|BCP|STD|UDHR|ICCPR|ICESCR|CRC|CRPD|CEDAW|UNDRIP|ECHR|GDPR|CFREU|ACHR)s?\b[\s-]*(?:article\s*)?([0-9]*)|\b(articles?|§|sections?)\s*[0-9]+|\b(directive|regulation|statute|treaty|convention|act|law) [0-9(]`)
)

// prose makes a model's text fit to be shown: on one line, without links, mentions, markup and characters that cannot be
// seen, and not long. Text that speaks of law or of documents which the catalogue does not know is dropped and counted: it
// could be invented.
func (w *work) prose(text string) string {
	text = strings.ToValidUTF8(text, "")
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
	text = fold(markup.ReplaceAllString(mention.ReplaceAllString(link.ReplaceAllString(text, ""), ""), " "))
	if w.citesUnknown(text) {
		w.ledger.Dropped++
		return ""
	}
	return cut(text, maxProse)
}

// citesUnknown reports whether text cites an instrument or document that the catalogue does not have.
func (w *work) citesUnknown(text string) bool {
	for _, m := range cited.FindAllStringSubmatch(text, -1) {
		document := strings.ToUpper(m[1]) + " " + m[2]
		known := slices.ContainsFunc(w.Guidelines, func(g catalogue.Guideline) bool { return g.Document == document })
		if m[1] == "" || !known {
			return true
		}
	}
	return false
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
