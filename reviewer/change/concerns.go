package change

import (
	"fmt"
	"slices"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// passage is one part of a finding, with the units that it stands on.
type passage struct {
	part  review.Part
	units document.Range
}

// passages are the parts of the findings of one version.
type passages struct {
	of [][]passage       // by finding
	at map[int][]passage // by unit
}

func passagesOf(t *text, findings []review.Finding) passages {
	all := passages{make([][]passage, len(findings)), map[int][]passage{}}
	for i, f := range findings {
		for _, part := range f.Parts {
			p := passage{part: part}
			if part.Text.Len() > 0 {
				p.units = t.at(part.Text)
			}
			all.of[i] = append(all.of[i], p)
			for u := p.units.Start; u < p.units.End; u++ {
				all.at[u] = append(all.at[u], p)
			}
		}
	}
	return all
}

// fate is what became of a passage that has a concern in one version.
type fate struct {
	touched bool // its words changed, or it came or went
	link    int  // of the changed statement; -1 if it has none
	others  []review.Part
}

// kept reports whether the other version has the concern as well.
func (f fate) kept() bool { return !f.touched || len(f.others) > 0 }

// concerns compares the findings of both versions.
func (k *comparison) concerns() {
	for i, f := range k.result.New.Findings {
		k.result.Concerns = append(k.result.Concerns, k.concern(f, k.newPassages.of[i]))
	}
	var resolved []review.ConcernChange
	for i, f := range k.result.Old.Findings {
		if c, gone := k.resolved(f, k.oldPassages.of[i]); gone {
			resolved = append(resolved, c)
		}
	}
	k.result.Concerns = append(k.result.Concerns, k.rewritten(resolved)...)
}

// concern says what a finding of the new version is to the old one.
func (k *comparison) concern(f review.Finding, parts []passage) review.ConcernChange {
	out := review.ConcernChange{Change: review.Unchanged, Finding: f, New: f.Place}
	if whole(f) {
		if !hasRule(k.result.Old.Findings, f.Rule.ID) {
			out.Change = review.New
		}
		return out
	}
	kept := false
	var fresh []passage
	for _, p := range parts {
		became := k.fate(p, false)
		switch {
		case !became.kept():
			fresh = append(fresh, p)
		case became.touched:
			k.weighConcern(&out, p, became)
			kept = true
		default:
			kept = true
		}
	}
	k.fresh(&out, fresh, kept)
	return out
}

func whole(f review.Finding) bool { return f.StartLine == 0 }

func hasRule(findings []review.Finding, rule string) bool {
	return slices.ContainsFunc(findings, func(f review.Finding) bool { return f.Rule.ID == rule })
}

// fresh tells of the passages of a finding that the old version did not have.
func (k *comparison) fresh(out *review.ConcernChange, fresh []passage, kept bool) {
	if len(fresh) == 0 {
		return
	}
	out.Old, out.New = k.changedPlace(fresh[0])
	if !kept {
		out.Change = review.New
		return
	}
	out.Change = review.Worse
	out.How = append(out.How, "it stands in another passage too")
}

// changedPlace gives the statement of a passage in both versions, as far as the old one has it.
func (k *comparison) changedPlace(p passage) (old, new review.Place) {
	for u := p.units.Start; u < p.units.End; u++ {
		if l := k.newLink[u]; l >= 0 && !k.links[l].same {
			return k.sides(l)
		}
	}
	return review.Place{}, review.PlaceOf(k.new.doc, p.part.Text, nil)
}

// fate finds what the other version has in the place of a passage.
func (k *comparison) fate(p passage, old bool) fate {
	links, others := k.newLink, k.oldPassages
	if old {
		links, others = k.oldLink, k.newPassages
	}
	out := fate{link: -1}
	for u := p.units.Start; u < p.units.End; u++ {
		l := links[u]
		if l >= 0 && (k.links[l].same || k.weigh(l).trivial()) {
			continue
		}
		out.touched = true
		if l < 0 {
			continue
		}
		out.link = l
		side := k.links[l].old
		if old {
			side = k.links[l].new
		}
		for _, v := range side {
			for _, q := range others.at[v] {
				if catalogue.CategoryOf(q.part.Rule) == catalogue.CategoryOf(p.part.Rule) {
					out.others = append(out.others, q.part)
				}
			}
		}
	}
	return out
}

// weighConcern compares a concern in a statement that has changed and holds it in both versions.
func (k *comparison) weighConcern(out *review.ConcernChange, p passage, became fate) {
	was := became.others[0]
	for _, o := range became.others {
		if o.Severity > was.Severity || o.Severity == was.Severity && rank(o.Stance) > rank(was.Stance) {
			was = o
		}
	}
	change, how := weight(was.Severity, p.part.Severity, was.Stance, p.part.Stance)
	if change == review.Unchanged || out.Change == review.Worse {
		return
	}
	out.Change, out.How = change, how
	out.Old, out.New = k.sides(became.link)
}

// weight compares severities, and stances where they are the same.
func weight(was, is catalogue.Severity, stood, stands review.Stance) (review.Change, []string) {
	switch {
	case is > was:
		return review.Worse, []string{fmt.Sprintf("its severity rose from %s to %s", was, is)}
	case is < was:
		return review.Better, []string{fmt.Sprintf("its severity fell from %s to %s", was, is)}
	case rank(stood) > 0 && rank(stands) > rank(stood):
		return review.Worse, []string{fmt.Sprintf("the draft %s it, where it only %s it", verbs[stands], verbs[stood])}
	case rank(stands) > 0 && rank(stands) < rank(stood):
		return review.Better, []string{fmt.Sprintf("the draft only %s it, where it %s it", verbs[stands], verbs[stood])}
	}
	return review.Unchanged, nil
}

// verbs say what a draft does by a stance that requirement words give.
var verbs = map[review.Stance]string{review.Requires: "requires", review.Recommends: "recommends", review.Permits: "permits"}

// rank orders the stances that requirement words give; 0 for the others.
func rank(s review.Stance) int {
	switch s {
	case review.Requires:
		return 3
	case review.Recommends:
		return 2
	case review.Permits:
		return 1
	}
	return 0
}

// resolved says whether the new version has nothing of a finding of the old one.
func (k *comparison) resolved(f review.Finding, parts []passage) (review.ConcernChange, bool) {
	out := review.ConcernChange{Change: review.Resolved, Finding: f, Old: f.Place}
	if whole(f) {
		return out, !hasRule(k.result.New.Findings, f.Rule.ID)
	}
	for _, p := range parts {
		became := k.fate(p, true)
		if became.kept() {
			return out, false
		}
		if became.link >= 0 {
			out.Old, out.New = k.sides(became.link)
		}
	}
	return out, true
}

// likeRewritten is the least similarity of two passages of one concern that are versions of one another although they are
// not alike enough to say so of any two statements.
const likeRewritten = 0.25

// rewritten finds new concerns that are resolved ones in other words, and gives the resolved ones that are left.
func (k *comparison) rewritten(resolved []review.ConcernChange) []review.ConcernChange {
	return slices.DeleteFunc(resolved, func(gone review.ConcernChange) bool {
		for i := range k.result.Concerns {
			c := &k.result.Concerns[i]
			if c.Change != review.New || c.Finding.Rule.Category != gone.Finding.Rule.Category || !k.versions(gone.Old, c.New) {
				continue
			}
			c.Old = gone.Old
			c.Change, c.How = weight(gone.Finding.Severity, c.Finding.Severity, gone.Finding.Stance, c.Finding.Stance)
			return true
		}
		return false
	})
}

// versions reports whether two passages may be versions of one another: in corresponding sections and somewhat alike.
func (k *comparison) versions(old, new review.Place) bool {
	x, y := k.old.at(old.Text), k.new.at(new.Text)
	if x.End == x.Start || y.End == y.Start || !k.corresponds(x.Start, y.Start) {
		return false
	}
	return k.similarity(x.Start, y.Start) >= likeRewritten
}
