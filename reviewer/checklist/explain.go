package checklist

import (
	"slices"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Explanation is what one rule made of one passage.
type Explanation struct {
	Rule   catalogue.Rule
	Place  review.Place
	Fired  bool          // it became a finding or a protection
	Stance review.Stance // decided stance; empty if the rule did not get that far
	Cues   []review.Cue
	Reason string // in words: why it did or did not fire: "it only looks like it: video surveillance"
}

// Explain tells of every rule that looked at a passage which covers the 1-based source line.
func (l *Checklist) Explain(doc *document.Document, line int) []Explanation {
	d := l.read(doc)
	all := slices.Clone(d.candidates)
	d.weigh()
	var out []Explanation
	for i := range d.candidates {
		if c := &d.candidates[i]; d.covers(d.passage(c), line) {
			out = append(out, d.decided(c))
		}
	}
	for i := range all {
		c := &all[i]
		if !d.covers(d.passage(c), line) {
			continue
		}
		if d.holds(c) && d.offTopic(c) {
			c.refused = "nothing else in the draft is about this"
		}
		if c.refused != "" {
			out = append(out, Explanation{Rule: c.clause.rule.Rule, Place: d.place(d.passage(c), c.words, c), Reason: c.refused})
		}
	}
	return append(out, d.passedOver(line)...)
}

func (d *reading) covers(span document.Span, line int) bool {
	if span.Len() == 0 {
		return false
	}
	first, last := d.doc.LineSpan(span)
	return first <= line && line <= last
}

func (d *reading) decided(c *candidate) Explanation {
	e := Explanation{
		Rule: c.clause.rule.Rule, Place: d.place(d.passage(c), c.words, c), Stance: c.stance, Cues: byWeight(c.cues),
		Fired: c.stance.Concern() || c.stance.Protection(),
	}
	switch {
	case c.clause.rule.Kind == catalogue.KindProtection && e.Fired:
		e.Reason = "the draft does this well"
	case c.clause.rule.Kind == catalogue.KindProtection:
		e.Reason = "the words are taken back"
	case c.stance.Concern():
		e.Reason = "the cues speak for a concern"
	case c.stance.Protection():
		e.Reason = "the draft limits the harm here"
	default:
		e.Reason = "the cues speak against a concern"
	}
	return e
}

// passedOver tells of the clauses that found some of what they ask for on a line, and what they missed.
func (d *reading) passedOver(line int) []Explanation {
	s := newScanner(d.list.phrases)
	var out []Explanation
	for i, sentence := range d.doc.Sentences {
		if !d.covers(sentence.Text, line) {
			continue
		}
		b := d.doc.Blocks[sentence.Block]
		if skipped(d.kind(b.Section)) {
			continue
		}
		s.scan(d.doc.Text, sentence.Text)
		for _, r := range d.list.rules {
			if e, ok := d.nearMiss(s, r, i, b); ok {
				out = append(out, e)
			}
		}
	}
	return out
}

func (d *reading) nearMiss(s *scanner, r *rule, sentence int, b document.Block) (Explanation, bool) {
	for _, cl := range r.clauses {
		if cl.field || cl.say == none || !s.has(cl.say) {
			continue
		}
		reason := "it is not looked for in this kind of section or block"
		switch matched := cl.match(s) != nil; {
		case matched && cl.placed(d.kind(b.Section), b.Kind):
			return Explanation{}, false // a candidate, told of already
		case !matched:
			reason = cl.missing(s)
		}
		c := candidate{clause: cl, sentence: sentence, field: -1, block: d.doc.Sentences[sentence].Block, section: b.Section,
			words: []document.Span{s.span(s.hits(cl.say)[0])}}
		return Explanation{Rule: r.Rule, Place: d.place(d.passage(&c), c.words, &c), Reason: reason}, true
	}
	return Explanation{}, false
}
