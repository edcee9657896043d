package checklist

import (
	"slices"
	"sort"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Limits on how often one thing is said about one draft.
const (
	// maxPerRule is how many findings of medium or high severity one rule gives in one draft, and maxQuestions how many of
	// low severity; more become further places of the nearest.
	maxPerRule   = 6
	maxQuestions = 10
	// maxAside is the same in a draft that is not about the rule's category.
	maxAside = 3
	// addUpStrength is the topic strength from which the questions of a category add up to a finding of medium severity,
	// and addUpOdds the least log odds of the passage that then stands for them.
	addUpStrength = 3
	addUpOdds     = -0.5
	// maxFurther is how many further places a finding or protection lists.
	maxFurther = 20
	// maxRuledOut is how many passages the record of what was ruled out holds for one draft.
	maxRuledOut = 100
)

// result sorts the candidates and raises each concern once in each place.
func (d *reading) result() Result {
	sort.SliceStable(d.candidates, func(i, j int) bool { return d.before(&d.candidates[i], &d.candidates[j]) })
	var r Result
	var concerns []*candidate
	for i := range d.candidates {
		c := &d.candidates[i]
		switch {
		case c.clause.rule.Kind == catalogue.KindProtection:
			if c.stance == review.Mitigates {
				r.Protections = d.protection(r.Protections, c)
			}
		case c.stance.Concern():
			concerns = append(concerns, c)
		case c.stance.Protection() && c.block >= 0:
			r.Protections = d.protection(r.Protections, c)
		default:
			r.RuledOut = d.ruledOut(r.RuledOut, c)
		}
	}
	r.Findings = d.findings(concerns)
	r.Notes = d.notes()
	return r
}

func (d *reading) before(a, b *candidate) bool {
	x, y := d.passage(a), d.passage(b)
	if x.Start != y.Start {
		return x.Start < y.Start
	}
	return a.clause.rule.ID < b.clause.rule.ID
}

// passage is the text that a candidate is about: its sentence, or the line of its field.
func (d *reading) passage(c *candidate) document.Span {
	switch {
	case c.sentence >= 0:
		return d.doc.Sentences[c.sentence].Text
	case c.field >= 0:
		return d.line(d.doc.Fields[c.field].Text, d.doc.Blocks[c.block].Text)
	}
	return document.Span{}
}

// line widens a span to the line that it stands on, inside a block.
func (d *reading) line(at, within document.Span) document.Span {
	for at.Start > within.Start && d.doc.Text[at.Start-1] != '\n' {
		at.Start--
	}
	for at.End < within.End && d.doc.Text[at.End] != '\n' {
		at.End++
	}
	return at
}

// group is the candidates that are raised as one finding: of one category, in one paragraph.
type group struct {
	lead  *candidate // the one that weighs most
	all   []*candidate
	span  document.Span
	also  []string
	words []document.Span
	more  []review.Place
}

func (d *reading) findings(concerns []*candidate) []review.Finding {
	var groups []*group
	for _, c := range concerns {
		c.level = d.severity(c)
		if g := d.home(groups, c); g != nil {
			d.join(g, c)
			continue
		}
		groups = append(groups, &group{lead: c, all: []*candidate{c}, span: d.passage(c), words: c.words})
	}
	d.addUp(groups)
	groups = d.thin(groups)
	findings := make([]review.Finding, 0, len(groups))
	for _, g := range groups {
		findings = append(findings, d.finding(g))
	}
	return findings
}

// severity is what the cues say, but in a draft that is not about its category a passage must be all but certain to be
// more than a question; and where a draft says at its head that it is for the harm, a grave passage is high that else
// would need to be certain.
func (d *reading) severity(c *candidate) catalogue.Severity {
	j, category := d.list.judge, c.clause.rule.Category
	level := j.severity(c)
	switch {
	case level != catalogue.Medium:
		return level
	case !d.isAbout(category) && c.odds < j.model.Certain:
		return catalogue.Low
	case d.isAbout(category) && d.about[category].subject && c.clause.severity == catalogue.High && c.odds >= j.model.Sure && !j.gentle(c):
		return catalogue.High
	}
	return level
}

// isAbout reports whether the passages of a category add up.
func (d *reading) isAbout(c catalogue.Category) bool { return d.about[c].strength >= addUpStrength }

// addUp raises the weightiest question of a category to medium where a draft asks so many that they add up: a draft that
// is about a harm deserves more than questions, even if no single sentence says it outright.
func (d *reading) addUp(groups []*group) {
	best := map[catalogue.Category]*group{}
	for _, g := range groups {
		category := g.lead.clause.rule.Category
		if b := best[category]; b == nil || g.lead.leads(b.lead) {
			best[category] = g
		}
	}
	for category, g := range best {
		c := g.lead
		if c.level == catalogue.Low && c.odds >= addUpOdds && d.isAbout(category) && !d.list.judge.gentle(c) {
			c.level = catalogue.Medium
		}
	}
}

// home is the group that a candidate belongs to, nil if it starts one.
func (d *reading) home(groups []*group, c *candidate) *group {
	for i := len(groups) - 1; i >= 0 && i >= len(groups)-12; i-- {
		lead := groups[i].lead
		if lead.clause.rule.Category != c.clause.rule.Category || lead.section != c.section {
			continue
		}
		if c.block == lead.block {
			return groups[i]
		}
	}
	return nil
}

func (d *reading) join(g *group, c *candidate) {
	g.all = append(g.all, c)
	lead := g.lead
	if c.leads(lead) {
		g.lead, c = c, lead
	}
	if id := c.clause.rule.ID; id != g.lead.clause.rule.ID && !slices.Contains(g.also, id) {
		g.also = append(g.also, id)
	}
	g.also = slices.DeleteFunc(g.also, func(id string) bool { return id == g.lead.clause.rule.ID })
	p, q := d.passage(g.lead), d.passage(c)
	if q == p {
		g.words = append(g.words, c.words...)
	}
	g.span = document.Span{Start: min(g.span.Start, q.Start), End: max(g.span.End, p.End, q.End)}
}

// leads reports whether a candidate says more than another: by severity, then by its rule being about just this, then by
// odds.
func (c *candidate) leads(other *candidate) bool {
	if c.level != other.level {
		return c.level > other.level
	}
	if broad := other.clause.source.Topic; broad != c.clause.source.Topic {
		return broad
	}
	return c.odds > other.odds
}

// thin keeps the weightiest groups of each rule and makes the rest further places of the one before them.
func (d *reading) thin(groups []*group) []*group {
	byRule := map[string][]*group{}
	for _, g := range groups {
		byRule[g.lead.clause.rule.ID] = append(byRule[g.lead.clause.rule.ID], g)
	}
	drop := map[*group]*group{}
	for _, same := range byRule {
		for g, home := range d.repeats(same) {
			drop[g] = home
		}
	}
	kept := groups[:0:0]
	for _, g := range groups {
		if home := drop[g]; home != nil {
			if len(home.more) < maxFurther {
				home.more = append(home.more, d.place(d.passage(g.lead), g.lead.words, g.lead))
			}
			home.all = append(home.all, g.all...)
			continue
		}
		kept = append(kept, g)
	}
	return kept
}

// repeats tells which groups of one rule say again what another says, and which that is.
func (d *reading) repeats(same []*group) map[*group]*group {
	drop := map[*group]*group{}
	if len(same) <= min(maxPerRule, maxAside) {
		return drop
	}
	best := slices.Clone(same)
	sort.SliceStable(best, func(i, j int) bool {
		return best[i].lead.leads(best[j].lead)
	})
	keep := map[*group]bool{}
	strong, questions := 0, 0
	for _, g := range best {
		if g.lead.level > catalogue.Low {
			strong++
			keep[g] = strong <= maxPerRule
			continue
		}
		questions++
		keep[g] = questions <= d.mostQuestions(g.lead.clause.rule.Category)
	}
	home := best[0]
	for _, g := range same {
		if keep[g] {
			home = g
			continue
		}
		drop[g] = home
	}
	return drop
}

// mostQuestions is how many questions one rule asks: many where the draft is about its category, few elsewhere.
func (d *reading) mostQuestions(c catalogue.Category) int {
	if d.isAbout(c) {
		return maxQuestions
	}
	return maxAside
}

func (d *reading) finding(g *group) review.Finding {
	c := g.lead
	return review.Finding{
		Rule: c.clause.rule.Rule, Severity: c.level, Stance: c.stance, Confidence: confidence(c.odds),
		Place: d.place(g.span, g.words, c), Further: g.more, Also: g.also, Parts: d.parts(g), Cues: byWeight(c.cues),
	}
}

// parts lists the passages of a group in order of place, each with each rule that fired on it.
func (d *reading) parts(g *group) []review.Part {
	parts := make([]review.Part, len(g.all))
	for i, c := range g.all {
		parts[i] = review.Part{Rule: c.clause.rule.ID, Severity: c.level, Stance: c.stance, Text: d.passage(c)}
	}
	slices.SortStableFunc(parts, func(a, b review.Part) int { return a.Text.Start - b.Text.Start })
	return parts
}

// protection adds a protection to the list. What several rules say of one passage is one protection, under the rule that
// says it best; it is forbidden if one of them says so.
func (d *reading) protection(list []review.Protection, c *candidate) []review.Protection {
	p := review.Protection{
		Rule: c.clause.rule.Rule, Stance: c.stance, Strength: d.list.judge.binding(c),
		Place: d.place(d.passage(c), c.words, c), Cues: byWeight(c.cues),
	}
	n := len(list)
	if n == 0 || list[n-1].Text != p.Text {
		return append(list, p)
	}
	last := list[n-1]
	if says(p, last) {
		last, p = p, last
	}
	if p.Stance == review.Forbids {
		last.Stance = p.Stance
	}
	last.Also = also(last.Rule.ID, slices.Concat(last.Also, p.Also, []string{p.Rule.ID}))
	list[n-1] = last
	return list
}

// says reports whether a protection tells better than another of the same passage what the draft does well: a rule that
// looks for protections before one whose concern is forbidden, then the one that found more words.
func says(p, other review.Protection) bool {
	if p.Rule.Broad != other.Rule.Broad {
		return other.Rule.Broad
	}
	if p.Rule.Kind != other.Rule.Kind {
		return p.Rule.Kind == catalogue.KindProtection
	}
	return len(p.Words) > len(other.Words)
}

// also lists rules that are not the given one, each once.
func also(rule string, others []string) []string {
	slices.Sort(others)
	return slices.DeleteFunc(slices.Compact(others), func(id string) bool { return id == rule })
}

func (d *reading) ruledOut(list []review.RuledOut, c *candidate) []review.RuledOut {
	if len(list) >= maxRuledOut || c.block < 0 {
		return list
	}
	return append(list, review.RuledOut{
		Rule: c.clause.rule.Rule, Stance: c.stance, Place: d.place(d.passage(c), c.words, c), Cues: byWeight(c.cues),
	})
}

// place says where a passage stands; a candidate that stands in no block is about the whole draft.
func (d *reading) place(span document.Span, words []document.Span, c *candidate) review.Place {
	if c.block < 0 {
		return review.Place{Text: span}
	}
	return review.PlaceOf(d.doc, span, words)
}
