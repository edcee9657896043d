// Package change compares two versions of a draft: new concerns, protections removed or weakened.
package change

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Comparer compares versions of drafts. It is safe for concurrent use.
type Comparer struct{ wording *wording }

// New makes a comparer from the words that the catalogue has for it.
func New(w catalogue.Wording) *Comparer { return &Comparer{compile(w)} }

// Compare says what the new version of a draft does that the old one did not. Both are reviews from which nothing has been
// left out. It is pure: the same reviews give the same comparison.
//
// What only moved, was renumbered, broken into other lines or spelled otherwise is unchanged, even if the checklist judges
// it differently in its new surroundings.
func (c *Comparer) Compare(old, new review.Review) review.Comparison {
	out := review.Comparison{Old: old, New: new}
	if old.Err != nil || new.Err != nil {
		return out
	}
	a := align(read(old.Document, c.wording.roots), read(new.Document, c.wording.roots))
	k := &comparison{alignment: a, wording: c.wording, result: &out, statements: map[int]weighed{}, renamed: renames{}}
	k.oldPassages, k.newPassages = passagesOf(k.old, old.Findings), passagesOf(k.new, new.Findings)
	k.oldGuards, k.newGuards = guard(k.old, old.Protections), guard(k.new, new.Protections)
	k.findRenames()
	k.people, k.plain = k.aboutPeople(), k.promising()
	if k.promises = k.people && len(k.plain) > 0; k.promises {
		k.roles = k.findRoles()
	}
	k.concerns()
	k.protections()
	k.place()
	k.edits()
	out.Sentences = a.count()
	return out
}

// comparison is what is known while two versions are compared.
type comparison struct {
	*alignment
	wording *wording
	result  *review.Comparison

	oldPassages, newPassages passages // of the findings
	oldGuards, newGuards     guarded  // the protections by unit

	statements map[int]weighed // by link: those that have been weighed
	renamed    renames
	gone       map[int]bool    // sections of the old version of which nothing is left
	people     bool            // the old version is about people
	plain      map[int]bool    // sections of it that protect again and again, in plain words too
	promises   bool            // it is about people, and has such sections
	roles      map[string]bool // by stem: the parties of such a draft
}

// weighed is a link of which both sides have been compared.
type weighed struct {
	old, new statement
	verdict
	promised bool // in a draft that protects in plain words
	cells    bool // rows of a table, lines of code
}

func (a *alignment) count() (s review.Sentences) {
	for _, l := range a.links {
		if l.same {
			s.Same += len(l.old)
		} else {
			s.Changed += len(l.old)
		}
	}
	for _, l := range a.oldLink {
		if l < 0 {
			s.Removed++
		}
	}
	for _, l := range a.newLink {
		if l < 0 {
			s.Added++
		}
	}
	return s
}

// weigh compares the two sides of a link, once.
func (k *comparison) weigh(at int) weighed {
	w, done := k.statements[at]
	if !done {
		l := k.links[at]
		w.old = k.wording.statement(k.wordsOf(l, true), k.old.doc.Text)
		w.new = k.wording.statement(k.wordsOf(l, false), k.new.doc.Text)
		w.cells, w.promised = k.cells(l), k.promisesAt(l.old[0])
		w.verdict = k.wording.compare(&w.old, &w.new, k.renamed, w.cells)
		k.statements[at] = w
	}
	return w
}

// cells reports whether a link is of rows of a table or lines of code.
func (k *comparison) cells(l link) bool {
	switch k.old.doc.Blocks[k.old.units[l.old[0]].block].Kind {
	case document.BlockTableRow, document.BlockCode:
		return true
	}
	return false
}

// wordsOf gives the words of one side of a link.
func (k *comparison) wordsOf(l link, old bool) []word { return slices.Concat(k.sideOf(l, old)...) }

// findRenames counts what took the place of what in all statements that changed.
func (k *comparison) findRenames() {
	for _, l := range k.links {
		if !l.same {
			k.wording.note(k.wordsOf(l, true), k.wordsOf(l, false), k.renamed)
		}
	}
}

// trivial reports whether a link's sides differ by no more than spelling.
func (w weighed) trivial() bool {
	return !slices.Contains(w.old.gone, true) && !slices.Contains(w.new.gone, true)
}

// sides gives the places of a link in both versions, with the words that the other one lacks.
func (k *comparison) sides(at int) (old, new review.Place) {
	l, w := k.links[at], k.weigh(at)
	return placeOf(k.old, l.old, w.old), placeOf(k.new, l.new, w.new)
}

// leadUp is how many words are quoted before the first changed one of a passage that is too long to be quoted whole.
const leadUp = 20

func placeOf(t *text, units []int, s statement) review.Place {
	span := document.Span{Start: t.units[units[0]].text.Start, End: t.units[units[0]].text.End}
	for _, i := range units {
		span = document.Span{Start: min(span.Start, t.units[i].text.Start), End: max(span.End, t.units[i].text.End)}
	}
	if first := slices.Index(s.gone, true); first > 0 && s.words[first].text.End-span.Start > review.MaxQuote {
		span.Start = s.words[max(0, first-leadUp)].text.Start
	}
	return review.PlaceOf(t.doc, span, goneSpans(s))
}

// goneSpans gives the spans of the words that the other side lacks, neighbours as one.
func goneSpans(s statement) []document.Span {
	var spans []document.Span
	for i, w := range s.words {
		if !s.gone[i] {
			continue
		}
		if n := len(spans); n > 0 && s.gone[i-1] && w.text.Start-spans[n-1].End <= 2 {
			spans[n-1].End = w.text.End
			continue
		}
		spans = append(spans, w.text)
	}
	return spans
}

// byPlace sorts by line and then by rule.
func byPlace(a, b review.Place, ruleA, ruleB string) int {
	return cmp.Or(cmp.Compare(a.Text.Start, b.Text.Start), cmp.Compare(a.Text.End, b.Text.End), strings.Compare(ruleA, ruleB))
}
