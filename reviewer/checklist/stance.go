package checklist

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// cue is a cue of the stance model made ready.
type cue struct {
	catalogue.CueModel
	atom    atom
	negates bool   // it turns the words into their opposite
	bit     uint64 // among the cues that sentences remember for their neighbours; 0 for the others
	doc     int    // scope index, for cues about the title or the subject
}

// judge decides stances.
type judge struct {
	model   catalogue.Stance
	cues    []cue // those with words
	facts   map[string]*catalogue.CueModel
	decides map[string]bool // by name: cues that only stronger ones outweigh
	voids   map[string]bool // by name: cues that take a protection back
	// negations are the cues, by name, that turn words into their opposite
	negations map[string]bool
	opener    atom // words that open a clause after a comma
}

// where a cue with words may stand.
const (
	whereBefore    = "before"    // in the same clause, before the words that fired, at most beforeReach words away
	whereGoverns   = "governs"   // the same, or among the words, or right behind them: "MUST log", "logs MUST be kept"
	whereClause    = "clause"    // in the same clause
	whereSentence  = "sentence"  // in the same sentence
	whereNeighbour = "neighbour" // in the sentence before or after, in the same paragraph
	whereTitle     = "title"     // in the title of the draft
	whereSubject   = "subject"   // in the title, abstract or introduction
)

// beforeReach is how many words a negation or a modal reaches forward: a verb phrase with its adverbs.
const beforeReach = 7

// afterReach is how many words behind the words that fired a modal may stand and still govern them.
const afterReach = 2

func (c *compiler) judge(model catalogue.Stance) (*judge, error) {
	j := &judge{model: model, facts: map[string]*catalogue.CueModel{}, opener: none}
	j.decides, j.voids, j.negations = map[string]bool{}, map[string]bool{}, map[string]bool{}
	bit := uint64(1)
	for i := range model.Cues {
		m := &model.Cues[i]
		j.decides[m.Name], j.voids[m.Name] = m.Decides, m.Voids
		if m.Concept == "" {
			j.facts[m.Name] = m
			continue
		}
		a, err := c.phrases.concept(m.Concept)
		if err != nil {
			return nil, fmt.Errorf("stance.yaml: cue %q: %w", m.Name, err)
		}
		k := cue{CueModel: *m, atom: a, doc: -1, negates: m.Inside != "" || m.Concept == "negator"}
		j.negations[m.Name] = k.negates
		switch m.Where {
		case whereNeighbour:
			if bit == 0 {
				return nil, fmt.Errorf("stance.yaml: cue %q: there are over 64 cues about neighbouring sentences", m.Name)
			}
			k.bit = bit
			bit <<= 1
		case whereTitle, whereSubject:
			k.doc = c.remember(a)
		case whereBefore, whereGoverns, whereClause, whereSentence:
		default:
			return nil, fmt.Errorf("stance.yaml: cue %q: where is %q; write before, governs, clause, sentence, neighbour, title or subject", m.Name, m.Where)
		}
		j.cues = append(j.cues, k)
	}
	a, err := c.phrases.concept("clause-opener")
	j.opener = a
	return j, err
}

// bit is which neighbour cues an atom stands for.
func (j *judge) bit(a atom) uint64 {
	var bits uint64
	for i := range j.cues {
		if j.cues[i].atom == a {
			bits |= j.cues[i].bit
		}
	}
	return bits
}

// spoken finds the cues in the scanned sentence that bear on the hits of a clause.
func (j *judge) spoken(s *scanner, cl *clause, hits []hit) []review.Cue {
	first, last := j.clauseOf(s, hits[0])
	var spoken []review.Cue
	for i := range j.cues {
		c := &j.cues[i]
		for _, h := range s.hits(c.atom) {
			m, ok := j.heard(c, cl, s, h, hits, first, last)
			if !ok || j.covered(s, c, h) {
				continue
			}
			spoken = append(spoken, review.Cue{Name: m.Name, Effect: m.Effect, Value: 1, Text: s.span(h)})
			break
		}
	}
	return spoken
}

// heard gives what a cue at h counts as for the hits of a clause, which stand between first and last. One of the rule's
// own words says nothing new; but a negation that the rule asks for is the requirement itself ("MUST NOT change"), and
// one that stands in a gap of its phrase turns it into its opposite ("keys MUST NOT be disclosed").
func (j *judge) heard(c *cue, cl *clause, s *scanner, h hit, hits []hit, first, last int32) (catalogue.CueModel, bool) {
	if c.negates && meets(h, hits) && s.asked(cl.own, negation(c, h)) {
		m := j.inside(c)
		return m, m.Name != ""
	}
	if within(h, hits) && c.Where != whereGoverns {
		return c.CueModel, c.negates
	}
	return c.CueModel, bears(c, h, hits[0], first, last)
}

// negation is the part of a cue that must be asked for: of a prohibition all but its first word, since a rule that asks
// for "MUST" does not ask for "MUST NOT".
func negation(c *cue, h hit) hit {
	if c.Inside != "" && h.first < h.last {
		h.first++
	}
	return h
}

// inside is the cue that another counts as among the words that fired; the zero cue if none.
func (j *judge) inside(c *cue) catalogue.CueModel {
	for i := range j.model.Cues {
		if c.Inside != "" && j.model.Cues[i].Name == c.Inside {
			return j.model.Cues[i]
		}
	}
	return catalogue.CueModel{}
}

// within reports whether a hit lies among the words that fired.
func within(h hit, hits []hit) bool {
	for _, own := range hits {
		if h.first >= own.first && h.last <= own.last {
			return true
		}
	}
	return false
}

// meets reports whether a hit shares a word with those that fired.
func meets(h hit, hits []hit) bool {
	for _, own := range hits {
		if h.first <= own.last && h.last >= own.first {
			return true
		}
	}
	return false
}

// bears reports whether a cue at h bears on the main hit, whose clause reaches from first to last.
func bears(c *cue, h, main hit, first, last int32) bool {
	switch c.Where {
	case whereBefore:
		return h.first >= first && h.last < main.first && main.first-h.last <= beforeReach
	case whereGoverns:
		return h.first >= first && h.last <= last && main.first-h.last <= beforeReach && h.first-main.last <= afterReach
	case whereClause:
		return h.first >= first && h.last <= last
	case whereSentence:
		return true
	}
	return false
}

// covered reports whether a longer hit of another cue contains this one: "MUST" in "MUST NOT".
func (j *judge) covered(s *scanner, c *cue, h hit) bool {
	for i := range j.cues {
		other := &j.cues[i]
		if other.atom == c.atom {
			continue
		}
		for _, o := range s.hits(other.atom) {
			if o.first <= h.first && o.last >= h.last && o.last-o.first > h.last-h.first {
				return true
			}
		}
	}
	return false
}

// clauseOf gives the first and last token of the clause around a hit.
func (j *judge) clauseOf(s *scanner, h hit) (first, last int32) {
	first, last = h.first, h.last
	for first > 0 && !j.opens(s, first) {
		first--
	}
	for int(last)+1 < len(s.tokens) && !j.opens(s, last+1) {
		last++
	}
	return first, last
}

func (j *judge) opens(s *scanner, at int32) bool {
	switch s.tokens[at].after {
	case markStrong:
		return true
	case markComma:
		for _, h := range s.hits(j.opener) {
			if h.first == at {
				return true
			}
		}
	}
	return false
}

// around adds the cues in the sentences next to a candidate's and in the title and subject of its draft.
func (j *judge) around(d *reading, c *candidate) {
	for i := range j.cues {
		k := &j.cues[i]
		fires := false
		switch k.Where {
		case whereNeighbour:
			fires = (d.neighbours(c.sentence, c.block))&k.bit != 0
		case whereTitle:
			fires = d.title.has(k.doc)
		case whereSubject:
			fires = d.subject.has(k.doc)
		}
		if fires {
			c.cues = append(c.cues, review.Cue{Name: k.Name, Effect: k.Effect, Value: 1})
		}
	}
}

// fact adds a cue that the program knows by itself, value times.
func (j *judge) fact(c *candidate, name string, value float64) {
	if m := j.facts[name]; m != nil && value != 0 {
		c.cues = append(c.cues, review.Cue{Name: name, Effect: m.Effect * value, Value: value})
	}
}

// ownWords names the cue for what a rule says of its own words.
var ownWords = map[review.Stance]string{
	review.Introduces: "the words bring it in", review.Enables: "the words let it happen", review.Describes: "the words describe it",
}

// place adds the facts about where a candidate stands.
func (j *judge) place(d *reading, c *candidate) {
	j.fact(c, ownWords[c.clause.stance], 1)
	if c.clause.severity == catalogue.Low {
		j.fact(c, "the words are broad", 1)
	}
	j.fact(c, "in "+string(d.kind(c.section)), 1)
	if c.field >= 0 {
		j.fact(c, "a field", 1)
	} else if c.block >= 0 {
		j.fact(c, "in a "+string(d.doc.Blocks[c.block].Kind), 1)
	}
	if c.asks {
		j.fact(c, "a question", 1)
	}
	if c.clause.rule.answered >= 0 && c.section >= 0 && d.sections[c.section].has(c.clause.rule.answered) {
		j.fact(c, "answered in the section", 1)
	}
}

// sum is the log odds that a candidate is a concern.
func (j *judge) sum(c *candidate) float64 {
	sum := j.model.Bias
	for _, k := range c.cues {
		sum += k.Effect
	}
	return sum
}

// decide gives the stance of a candidate from its cues.
func (j *judge) decide(c *candidate) review.Stance {
	if c.odds >= j.needed(c) {
		return j.concern(c)
	}
	stance, least := review.Describes, 0.0
	for _, k := range c.cues {
		if t := j.towards(k.Name); t != "" && !t.Concern() && k.Effect < least {
			stance, least = t, k.Effect
		}
	}
	return stance
}

// protects gives the stance of a passage that a rule of protection matched. It has no odds: the rule says what protects,
// and only what takes its words back, a negation or an attacker who does it, makes it none. A broad rule speaks of what is
// refused as well as of what is promised, so that a negation takes nothing from it.
func (j *judge) protects(c *candidate) review.Stance {
	for _, k := range c.cues {
		if j.voids[k.Name] && !(c.clause.rule.Broad && j.negations[k.Name]) {
			return review.Describes
		}
	}
	return review.Mitigates
}

// needed is the log odds from which on a candidate is a concern.
func (j *judge) needed(c *candidate) float64 {
	for _, k := range c.cues {
		if j.decides[k.Name] {
			return max(0, j.model.Concern)
		}
	}
	return j.model.Concern
}

func (j *judge) concern(c *candidate) review.Stance {
	stance, most := c.clause.stance, -math.MaxFloat64
	if stance == review.Describes {
		stance = review.Introduces
	}
	for _, k := range c.cues {
		if t := j.towards(k.Name); t.Concern() && k.Effect > most {
			stance, most = t, k.Effect
		}
	}
	return stance
}

func (j *judge) towards(name string) review.Stance {
	for i := range j.model.Cues {
		if j.model.Cues[i].Name == name {
			return review.Stance(j.model.Cues[i].Towards)
		}
	}
	return ""
}

// strength is the requirement level that governs a candidate: must, should, may or none.
func (j *judge) strength(c *candidate) string {
	level := "none"
	for _, k := range c.cues {
		switch j.towards(k.Name) {
		case review.Requires:
			return "must"
		case review.Recommends:
			level = "should"
		case review.Permits:
			if level == "none" {
				level = "may"
			}
		}
	}
	return level
}

// binding is how strongly a protection binds: by what it requires, or by what it forbids.
func (j *judge) binding(c *candidate) review.Strength {
	level := review.Strength(j.strength(c))
	if c.stance != review.Forbids {
		return level
	}
	for _, k := range c.cues {
		switch k.Name {
		case "must not", "plain must not":
			return review.Must
		case "should not", "plain should not":
			level = review.Should
		}
	}
	return level
}

// severity gives how much a concern asks for, from its rule, its stance and how sure the cues are.
func (j *judge) severity(c *candidate) catalogue.Severity {
	level := c.clause.severity
	switch c.stance {
	case review.Requires:
		if level > catalogue.Low { // broad words stay a question, however strong the requirement
			level++
		}
	case review.Permits, review.Enables, review.SelfDeclared:
		level--
	}
	if level == catalogue.Low && !c.clause.source.Topic && c.odds >= j.model.Certain {
		level = catalogue.Medium // broad words with much else that speaks for them
	}
	most := catalogue.High
	if j.gentle(c) {
		most = catalogue.Medium
	}
	for _, k := range c.cues {
		if k.Name == "answered in the section" {
			level--
		}
	}
	switch {
	case c.odds < j.model.Sure:
		most = catalogue.Low
	case c.odds < j.model.Certain:
		most = min(most, catalogue.Medium)
	}
	return max(min(level, most), catalogue.Low)
}

// gentle reports whether a candidate stands in a draft that protects or surveys: it is asked, not accused.
func (j *judge) gentle(c *candidate) bool {
	return slices.ContainsFunc(c.cues, func(k review.Cue) bool { return k.Name == "protective draft" || k.Name == "an essay" })
}

// confidence turns log odds into a share, in steps of a hundredth so that it reads well.
func confidence(odds float64) review.Confidence {
	return review.Confidence(math.Round(100/(1+math.Exp(-odds))) / 100)
}

// byWeight puts the cues that decided first.
func byWeight(cues []review.Cue) []review.Cue {
	sort.SliceStable(cues, func(i, j int) bool { return math.Abs(cues[i].Effect) > math.Abs(cues[j].Effect) })
	return cues
}
