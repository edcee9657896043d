package checklist

import (
	"fmt"
	"slices"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// none stands for an atom that a clause does not ask for.
const none atom = -1

// scope is a stretch of the draft in which a condition may ask for an atom.
type scope int

const (
	scopeParagraph scope = iota
	scopeSection
	scopeDocument
	scopeSubject // title, abstract and introduction
)

// wanted is a condition on a scope: the atom must be there, or must not.
type wanted struct {
	scope  scope
	index  int // of the atom among those that scopes remember
	absent bool
	source string
}

// rule is a catalogue rule made ready.
type rule struct {
	catalogue.Rule
	stance   review.Stance
	looks    atom
	answered int // scope index, -1 if the rule has no such phrases
	clauses  []*clause
}

// clause is one way to fire, made ready.
type clause struct {
	number   int    // among all clauses
	own      bitset // the leaves of the words that its "say" asks for
	rule     *rule
	order    int // among the clauses of its rule
	source   catalogue.Clause
	say      atom
	with     []atom
	without  atom
	scopes   []wanted
	field    bool
	absent   []int // scope indexes; the clause is about the whole draft
	sections map[document.SectionKind]bool
	notIn    map[document.SectionKind]bool
	blocks   map[document.BlockKind]bool
	stance   review.Stance
	severity catalogue.Severity
}

// compiler turns a catalogue into a Checklist.
type compiler struct {
	phrases *phrases
	scoped  []int // by atom: its scope index, -1 if no scope remembers it
	scopes  int
}

func (c *compiler) rule(r catalogue.Rule) (*rule, error) {
	out := &rule{Rule: r, looks: none, answered: -1, stance: stanceOf(r.Stance, review.Introduces)}
	var err error
	if out.looks, err = c.optional(r.LooksLike); err != nil {
		return nil, err
	}
	if len(r.Answered) > 0 {
		if out.answered, err = c.scope(r.Answered); err != nil {
			return nil, err
		}
	}
	for i, source := range r.Fires {
		cl, err := c.clause(out, source)
		if err != nil {
			return nil, fmt.Errorf("fires[%d]: %w", i+1, err)
		}
		cl.order = i
		out.clauses = append(out.clauses, cl)
	}
	return out, nil
}

func stanceOf(name string, otherwise review.Stance) review.Stance {
	if name == "" {
		return otherwise
	}
	return review.Stance(name)
}

func (c *compiler) clause(r *rule, source catalogue.Clause) (*clause, error) {
	cl := &clause{rule: r, source: source, say: none, without: none}
	cl.stance = stanceOf(source.Stance, r.stance)
	cl.severity = r.Severity
	if source.Severity != 0 {
		cl.severity = source.Severity
	}
	cl.sections = kinds[document.SectionKind](source.Sections)
	cl.notIn = kinds[document.SectionKind](source.NotSections)
	cl.blocks = kinds[document.BlockKind](source.Blocks)
	cl.field = len(source.Field) > 0
	var err error
	if cl.say, err = c.optional(append(slices.Clone(source.Say), source.Field...)); err != nil {
		return nil, err
	}
	for _, entry := range source.With {
		a, err := c.phrases.list(catalogue.Alternatives(entry))
		if err != nil {
			return nil, err
		}
		cl.with = append(cl.with, a)
	}
	if cl.without, err = c.optional(source.Without); err != nil {
		return nil, err
	}
	for _, entry := range source.Absent {
		i, err := c.scope(catalogue.Alternatives(entry))
		if err != nil {
			return nil, err
		}
		cl.absent = append(cl.absent, i)
	}
	return cl, c.conditions(cl)
}

func (c *compiler) conditions(cl *clause) error {
	s := cl.source
	for _, group := range []struct {
		scope   scope
		absent  bool
		entries []string
	}{
		{scopeParagraph, false, s.Paragraph}, {scopeSection, false, s.Section}, {scopeDocument, false, s.Document},
		{scopeSubject, false, s.Subject}, {scopeParagraph, true, s.NotParagraph}, {scopeSection, true, s.NotSection},
		{scopeDocument, true, s.NotDocument}, {scopeSubject, true, s.NotSubject},
	} {
		for _, entry := range group.entries {
			i, err := c.scope(catalogue.Alternatives(entry))
			if err != nil {
				return err
			}
			cl.scopes = append(cl.scopes, wanted{group.scope, i, group.absent, entry})
		}
	}
	return nil
}

func (c *compiler) optional(phrases []string) (atom, error) {
	if len(phrases) == 0 {
		return none, nil
	}
	var all []string
	for _, entry := range phrases {
		all = append(all, catalogue.Alternatives(entry)...)
	}
	return c.phrases.list(all)
}

// scope gives the scope index of a list of phrases.
func (c *compiler) scope(phrases []string) (int, error) {
	a, err := c.phrases.list(phrases)
	if err != nil {
		return 0, err
	}
	return c.remember(a), nil
}

func (c *compiler) remember(a atom) int {
	for len(c.scoped) <= int(a) {
		c.scoped = append(c.scoped, -1)
	}
	if c.scoped[a] < 0 {
		c.scoped[a] = c.scopes
		c.scopes++
	}
	return c.scoped[a]
}

func kinds[K ~string](names []string) map[K]bool {
	if len(names) == 0 {
		return nil
	}
	set := map[K]bool{}
	for _, n := range names {
		set[K(n)] = true
	}
	return set
}

// trigger is the rarest atom that must be in the sentence for the clause to fire.
func (cl *clause) trigger(p *phrases) atom {
	best := cl.say
	for _, a := range cl.with {
		if p.common[a] < p.common[best] {
			best = a
		}
	}
	return best
}

// match looks for the clause in the scanned sentence. It gives the hits that it stands on, the main one first; nil if
// it does not match, and then missing says why.
func (cl *clause) match(s *scanner) []hit {
	if !s.has(cl.say) || cl.without != none && s.has(cl.without) || cl.rule.looks != none && s.has(cl.rule.looks) {
		return nil
	}
	for _, a := range cl.with {
		if !s.has(a) {
			return nil
		}
	}
	for _, h := range s.hits(cl.say) {
		if hits := cl.near(s, h); hits != nil {
			return hits
		}
	}
	return nil
}

// missing says in words why the clause does not match the scanned sentence.
func (cl *clause) missing(s *scanner) string {
	if !s.has(cl.say) {
		return "nothing that it asks for is in the sentence"
	}
	for i, a := range cl.with {
		if !s.has(a) {
			return fmt.Sprintf("%q is not in the sentence", cl.source.With[i])
		}
	}
	if cl.without != none && s.has(cl.without) {
		return fmt.Sprintf("%q rules it out", s.words(cl.without))
	}
	if cl.rule.looks != none && s.has(cl.rule.looks) {
		return fmt.Sprintf("it only looks like it: %q", s.words(cl.rule.looks))
	}
	return fmt.Sprintf("the words stand more than %d words apart", cl.source.Within)
}

// near gives the main hit with the closest hit of each "with", if all lie within the clause's distance.
func (cl *clause) near(s *scanner, main hit) []hit {
	hits := []hit{main}
	first, last := main.first, main.last
	for _, a := range cl.with {
		best := s.hits(a)[0]
		for _, h := range s.hits(a) {
			if distance(h, main) < distance(best, main) {
				best = h
			}
		}
		hits = append(hits, best)
		first, last = min(first, best.first), max(last, best.last)
	}
	if cl.source.Within > 0 && int(last-first) > cl.source.Within {
		return nil
	}
	return hits
}

func distance(a, b hit) int32 {
	switch {
	case a.first > b.last:
		return a.first - b.last
	case b.first > a.last:
		return b.first - a.last
	}
	return 0
}

// words is the text of the first hit of an atom.
func (s *scanner) words(a atom) string {
	sp := s.span(s.hits(a)[0])
	return string(s.text[sp.Start:sp.End])
}

// placed reports whether the clause may fire in a section and a block of these kinds.
func (cl *clause) placed(section document.SectionKind, block document.BlockKind) bool {
	return (cl.sections == nil || cl.sections[section]) && !cl.notIn[section] && (cl.blocks == nil || cl.blocks[block])
}
