// Package checklist finds, without a model, the passages of a draft that should be looked at again.
package checklist

import (
	"fmt"
	"sort"
	"sync"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Checklist is a catalogue made ready to match. It is safe for concurrent use.
type Checklist struct {
	phrases  *phrases
	rules    []*rule
	byLeaf   []leafUse // by leaf
	clauses  int
	absent   []*clause // clauses about the whole draft
	scopes   int
	judge    *judge
	scanners *sync.Pool
}

// Result is what the checklist says about one draft, each list in order of place and then of rule.
type Result struct {
	Findings    []review.Finding
	Protections []review.Protection
	RuledOut    []review.RuledOut
	Notes       []review.Note
}

// Compile makes a catalogue ready to match. The error names the file of the rule and what to write instead.
func Compile(c *catalogue.Catalogue) (*Checklist, error) {
	k := &compiler{phrases: newPhrases(c.Concepts)}
	l := &Checklist{phrases: k.phrases}
	for _, r := range c.Rules {
		made, err := k.rule(r)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.File, err)
		}
		l.rules = append(l.rules, made)
	}
	var err error
	if l.judge, err = k.judge(c.Stance); err != nil {
		return nil, err
	}
	k.phrases.freeze()
	l.scopes = k.scopes
	l.index(k.scoped)
	l.scanners = &sync.Pool{New: func() any { return newScanner(l.phrases) }}
	return l, nil
}

// leafUse is what finding a leaf means to the rules.
type leafUse struct {
	clauses []*clause // to look at
	scopes  []int     // scope indexes to remember
	cues    uint64    // that sentences remember for their neighbours
}

// index files each clause under the rarest thing that it needs, and tells each leaf what it is for.
func (l *Checklist) index(scoped []int) {
	waiting := make([][]*clause, len(l.phrases.feeds))
	for _, r := range l.rules {
		for _, cl := range r.clauses {
			cl.number = l.clauses
			l.clauses++
			if cl.say == none {
				l.absent = append(l.absent, cl)
				continue
			}
			cl.own = l.phrases.wordsOf(cl.say)
			a := cl.trigger(l.phrases)
			waiting[a] = append(waiting[a], cl)
		}
	}
	l.byLeaf = make([]leafUse, len(l.phrases.leaves))
	for i, atoms := range l.phrases.leaves {
		use := &l.byLeaf[i]
		for _, a := range atoms {
			use.clauses = append(use.clauses, waiting[a]...)
			use.cues |= l.judge.bit(a)
			if int(a) < len(scoped) && scoped[a] >= 0 {
				use.scopes = append(use.scopes, scoped[a])
			}
		}
	}
}

// Literals lists every word and word sequence that the phrases of the catalogue can start from, for comparison with
// other matchers: one literal for each word of the vocabulary.
func (l *Checklist) Literals() []string {
	var words []string
	for spelling := range l.phrases.words.forms {
		words = append(words, spelling)
	}
	sort.Strings(words)
	return words
}

// Check reads a document against the checklist. It is pure: the same document gives the same result.
func (l *Checklist) Check(doc *document.Document) Result {
	d := l.read(doc)
	d.missing()
	d.weigh()
	return d.result()
}

// missing finds the clauses that fire on what a draft does not say.
func (d *reading) missing() {
	for _, cl := range d.list.absent {
		if d.lacks(cl) {
			d.candidates = append(d.candidates, candidate{clause: cl, sentence: -1, field: -1, block: -1, section: -1})
		}
	}
}

func (d *reading) lacks(cl *clause) bool {
	for _, i := range cl.absent {
		if d.whole.has(i) {
			return false
		}
	}
	for _, s := range d.doc.Sections {
		if cl.sections[s.Kind] {
			return false
		}
	}
	return true
}
