package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/rightsreview/rightsreview/prompts"
	"github.com/rightsreview/rightsreview/reviewer/assess"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
)

// Oracle is a model that answers from labels: what it is asked about holds if it lies on a labelled concern of its category, and
// it raises the labelled concerns that are not listed. Measured with it, a review shows what is lost between the model and the
// reader; it says nothing about models. It reads the questions as they were before they were put into words.
func Oracle(l Label, doc *document.Document) assess.Model {
	folded, at := document.FoldSpaces(doc.Text)
	return oracle{l, doc, folded, at}
}

type oracle struct {
	label  Label
	doc    *document.Document
	folded string // the document's text, with one space for each run of white space
	at     []int  // where each byte of it stands in the document's text
}

// Ask answers a question about the labelled document.
func (o oracle) Ask(_ context.Context, p prompts.Prompt) (prompts.Reply, error) {
	var answer map[string][]map[string]any
	switch q := p.About.(type) {
	case prompts.Judge:
		answer = map[string][]map[string]any{"claims": o.judge(q)}
	case prompts.Discover:
		answer = map[string][]map[string]any{"passages": o.discover(q)}
	case prompts.Refute:
		answer = map[string][]map[string]any{"claims": o.refute(q)}
	default:
		return prompts.Reply{}, fmt.Errorf("the oracle was asked a %q question, which it does not know", p.Name)
	}
	text, err := json.Marshal(answer)
	return prompts.Reply{Text: string(text), Model: "oracle"}, err
}

func (o oracle) judge(q prompts.Judge) []map[string]any {
	claims := make([]map[string]any, 0, len(q.Findings))
	for _, c := range q.Findings {
		verdict, stance, evidence := "does-not-hold", "describes", c.Quote
		if quote, ok := o.labelled(c); ok {
			verdict, stance, evidence = "holds", "introduces", quote
		}
		claims = append(claims, map[string]any{
			"number": c.Number, "verdict": verdict, "stance": stance, "scale": "medium", "scope": "medium", "irremediability": "low",
			"reason": "", "evidence": firstOf(uncut(evidence), evidenceWords),
		})
	}
	return claims
}

func (o oracle) refute(q prompts.Refute) []map[string]any {
	claims := make([]map[string]any, 0, len(q.Claims))
	for _, c := range q.Claims {
		verdict := "refuted"
		if _, ok := o.labelled(c); ok {
			verdict = "stands"
		}
		claims = append(claims, map[string]any{"number": c.Number, "verdict": verdict, "reason": ""})
	}
	return claims
}

// discover raises each labelled concern of which a passage stands in the text and none is listed.
func (o oracle) discover(q prompts.Discover) []map[string]any {
	passages := []map[string]any{}
	text := fold(q.Text)
	for _, c := range o.label.Concerns {
		if slices.ContainsFunc(q.Listed, func(l prompts.Claim) bool { return o.lies(l, c) }) {
			continue
		}
		if quote := o.passage(c, text); quote != "" {
			passages = append(passages, map[string]any{"category": c.Category, "quote": quote, "reason": "", "question": ""})
		}
	}
	return passages
}

// labelled gives a passage of a claim for which it is right by the labels.
func (o oracle) labelled(c prompts.Claim) (quote string, ok bool) {
	for _, quote := range append([]string{c.Quote}, c.Further...) {
		one := prompts.Claim{Category: c.Category, Quote: quote}
		if slices.ContainsFunc(o.label.Concerns, func(p Passage) bool { return o.lies(one, p) }) {
			return quote, true
		}
	}
	return "", false
}

// lies reports whether the quote of a claim is right for a labelled concern: its category is, and a place at which it stands is
// on the lines, give or take what every measurement allows.
func (o oracle) lies(c prompts.Claim, p Passage) bool {
	if !p.accepts(catalogue.Category(c.Category)) {
		return false
	}
	return slices.ContainsFunc(o.places(uncut(c.Quote)), func(s document.Span) bool {
		first, last := o.doc.LineSpan(s)
		return first <= p.Lines[1]+Tolerance && last >= p.Lines[0]-Tolerance
	})
}

// The words of a quote that stand for all of it, and the fewest that a sentence has that is quoted.
const (
	evidenceWords = 20
	quoteWords    = 40
	fewWords      = 4
)

// passage is what a labelled concern says, from the text of a question: a sentence on its lines, best the one that the label
// quotes; where there is none, as in a figure, a line of the block. Words that stand elsewhere in the document too are not
// taken, because they would not say which place is meant. It is empty if the text has none of it.
func (o oracle) passage(c Passage, text string) string {
	best := ""
	for _, start := range o.starts(c) {
		quote := o.unique(start)
		if len(strings.Fields(quote)) < fewWords || !strings.Contains(text, quote) {
			continue
		}
		if best == "" || !sharesStart(best, c.Quote) && sharesStart(quote, c.Quote) {
			best = quote
		}
	}
	return best
}

// unique gives the words from a place on, a sentence or more, that stand nowhere else; empty if they are too many.
func (o oracle) unique(at document.Span) string {
	quote := firstOf(o.doc.String(at), quoteWords)
	for len(o.places(quote)) > 1 {
		at.End += bytes.IndexByte(append(o.doc.Text[at.End:len(o.doc.Text):len(o.doc.Text)], '\n'), '\n') + 1
		longer := firstOf(o.doc.String(document.Span{Start: at.Start, End: min(at.End, len(o.doc.Text))}), quoteWords)
		if longer == quote {
			return ""
		}
		quote = longer
	}
	return quote
}

// starts are the sentences on the lines of a passage, and then the lines of blocks without sentences.
func (o oracle) starts(c Passage) (spans []document.Span) {
	on := func(s document.Span) bool {
		first, last := o.doc.LineSpan(s)
		return first <= c.Lines[1] && last >= c.Lines[0]
	}
	for _, s := range o.doc.Sentences {
		if on(s.Text) {
			spans = append(spans, s.Text)
		}
	}
	for _, b := range o.doc.Blocks {
		if b.Sentences.End > b.Sentences.Start || !on(b.Text) {
			continue
		}
		at := b.Text.Start
		for line := range strings.Lines(o.doc.String(b.Text)) {
			if span := (document.Span{Start: at, End: at + len(line)}); on(span) {
				spans = append(spans, span)
			}
			at += len(line)
		}
	}
	return spans
}

func sharesStart(sentence, quote string) bool {
	start := firstOf(quote, fewWords)
	return start != "" && strings.Contains(sentence, start)
}

// places finds everywhere in the document that a quote stands, whatever the white space.
func (o oracle) places(quote string) (all []document.Span) {
	quote = fold(quote)
	for from := 0; quote != ""; {
		i := strings.Index(o.folded[from:], quote)
		if i < 0 {
			break
		}
		start := from + i
		from = start + len(quote)
		all = append(all, document.Span{Start: o.at[start], End: o.at[from-1] + 1})
	}
	return all
}

// uncut takes off the dots at which a quote was cut.
func uncut(quote string) string { return strings.TrimSpace(strings.TrimSuffix(quote, "...")) }

func firstOf(text string, n int) string {
	words := strings.Fields(text)
	return strings.Join(words[:min(n, len(words))], " ")
}
