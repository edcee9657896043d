package change

import (
	"slices"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// protections compares the protections of both versions: in statements that changed, that went and that came.
func (k *comparison) protections() {
	var changes []review.ProtectionChange
	for at, l := range k.links {
		if l.same {
			k.result.Kept += len(k.oldGuards.of(l.old))
			continue
		}
		if c, ok := k.changedProtection(at); ok {
			changes = append(changes, c)
		} else {
			k.result.Kept += len(k.oldGuards.of(l.old))
		}
	}
	changes = k.withDefaults(changes)
	changes = append(changes, k.licences()...)
	gone := k.cameOrWent(k.result.Old.Protections, k.old, k.oldLink, review.Removed)
	gone = append(gone, k.droppedItems()...)
	gone = append(gone, k.unlistedGone()...)
	slices.SortStableFunc(gone, func(a, b review.ProtectionChange) int { return byPlace(a.Old, b.Old, a.Rule.ID, b.Rule.ID) })
	come := k.cameOrWent(k.result.New.Protections, k.new, k.newLink, review.Added)
	gone, come = k.otherWords(gone, come)
	k.gone = k.emptiedSections()
	changes = append(changes, k.bySection(gone)...)
	changes = append(changes, k.emptied(changes)...)
	slices.SortStableFunc(changes, func(a, b review.ProtectionChange) int { return byPlace(a.Old, b.Old, a.Rule.ID, b.Rule.ID) })
	k.result.Protections = append(changes, byBlock(k.new, come)...)
	k.name()
}

// changedProtection says what became of the protections in a statement that has changed.
func (k *comparison) changedProtection(at int) (review.ProtectionChange, bool) {
	l := k.links[at]
	was := pick(k.result.Old.Protections, k.oldGuards.of(l.old))
	is := pick(k.result.New.Protections, k.newGuards.of(l.new))
	w := k.weigh(at)
	if w.trivial() {
		return review.ProtectionChange{}, false
	}
	if len(was)+len(is) == 0 {
		if was = k.inherited(l, w); len(was) == 0 {
			was = k.unlisted(w)
		}
		if len(was) == 0 {
			return review.ProtectionChange{}, false
		}
	}
	all := slices.Concat(was, is)
	if k.technical(w.old, l.old[0]) && !w.plainly(all) || !k.bears(all, w.old, len(w.weaker) > 0) {
		return review.ProtectionChange{}, false
	}
	change, how := w.judge(was, is)
	if change == review.Unchanged {
		return review.ProtectionChange{}, false
	}
	out := review.ProtectionChange{Change: change, How: how}
	lead := append(slices.Clone(was), is...)[0]
	out.Rule, out.Also = lead.Rule, lead.Also
	out.Old, out.New = k.sides(at)
	return out, true
}

func pick(all []review.Protection, indexes []int) []review.Protection {
	list := make([]review.Protection, len(indexes))
	for i, at := range indexes {
		list[i] = all[at]
	}
	return list
}

// plainly reports whether a statement got weaker in a few words of it, so that it is a rule on people although it requires
// nothing: a rule that is not broad knows it, and the rest is kept.
func (w weighed) plainly(list []review.Protection) bool {
	return len(w.weaker) > 0 && !onlyBroad(list) && min(w.old.kept(), w.new.kept()) >= mostKept
}

// judge says what a change of words makes of the protections in a statement.
func (w weighed) judge(was, is []review.Protection) (review.Change, []string) {
	switch {
	case len(w.weaker) > 0:
		return review.Weakened, w.weaker
	case len(w.fewer) > 0 && len(was) > 0 && len(w.stronger) == 0 && (w.required || w.promised || !onlyBroad(was)):
		return review.Weakened, w.fewer
	case len(was) == 0 && len(w.stronger) > 0:
		return review.Strengthened, w.stronger
	case len(was) == 0 && !w.new.lacks(is):
		return review.Unchanged, nil
	case len(was) == 0:
		return review.Added, nil
	case sameConcern(was, is):
		if len(w.stronger) > 0 {
			return review.Strengthened, w.stronger
		}
		if part := w.lostPart(was, is); part != "" {
			return review.Weakened, []string{"a part is gone: \"" + part + "\""}
		}
		return review.Unchanged, nil
	case w.turned:
		return review.Removed, []string{"a negation came or went, which turns it round"}
	case w.old.lacks(was) && !onlyBroad(was):
		return review.Removed, []string{"the words that protect are gone"}
	}
	return review.Unchanged, nil
}

// bears reports whether a statement says enough to be a protection whose loss is told. Where only broad rules know of it,
// it has to be firm, but for one that got weaker in words: these are evidence enough. For other rules it must not speak of
// what may be alone.
func (k *comparison) bears(list []review.Protection, s statement, weaker bool) bool {
	if onlyBroad(list) {
		return k.wording.weighty(s) || weaker && !k.wording.wavering(s) && !k.wording.musing(s)
	}
	return !k.wording.musing(s)
}

// onlyBroad reports whether none but broad rules know of a passage.
func onlyBroad(list []review.Protection) bool {
	return !slices.ContainsFunc(list, func(p review.Protection) bool { return !p.Rule.Broad })
}

// sameConcern reports whether some protection of one list is of the category of one in the other.
func sameConcern(was, is []review.Protection) bool {
	return slices.ContainsFunc(was, func(p review.Protection) bool {
		return slices.ContainsFunc(is, func(q review.Protection) bool {
			return slices.ContainsFunc(rulesOf(p), func(id string) bool {
				return slices.ContainsFunc(rulesOf(q), func(other string) bool { return catalogue.CategoryOf(id) == catalogue.CategoryOf(other) })
			})
		})
	})
}

func rulesOf(p review.Protection) []string { return append([]string{p.Rule.ID}, p.Also...) }

// cameOrWent gives the protections in statements that the other version does not have.
func (k *comparison) cameOrWent(all []review.Protection, t *text, links []int, change review.Change) []review.ProtectionChange {
	var list []review.ProtectionChange
	for _, p := range all {
		r := t.at(p.Text)
		if r.End == r.Start || slices.ContainsFunc(links[r.Start:r.End], func(l int) bool { return l >= 0 }) {
			continue
		}
		s := k.wording.statement(t.units[r.Start].words, t.doc.Text)
		if !k.bears([]review.Protection{p}, s, false) || change == review.Removed && (k.tells(s, r.Start) || k.technical(s, r.Start) && !k.considers(r.Start) || k.saidElsewhere(r.Start)) {
			continue
		}
		c := review.ProtectionChange{Change: change, Rule: p.Rule, Also: p.Also}
		if change == review.Removed {
			c.Old = p.Place
		} else {
			c.New = p.Place
		}
		list = append(list, c)
	}
	return list
}

// otherWords takes out of what went and came the protections that are the same in other words, and keeps those of them
// that got weaker.
func (k *comparison) otherWords(gone, come []review.ProtectionChange) (left, fresh []review.ProtectionChange) {
	for _, g := range gone {
		at := slices.IndexFunc(come, func(c review.ProtectionChange) bool {
			return slices.Contains(append([]string{c.Rule.ID}, c.Also...), g.Rule.ID) && k.versions(g.Old, c.New)
		})
		if at < 0 {
			left = append(left, g)
			continue
		}
		x, y := k.old.at(g.Old.Text), k.new.at(come[at].New.Text)
		was := k.wording.statement(k.old.units[x.Start].words, k.old.doc.Text)
		is := k.wording.statement(k.new.units[y.Start].words, k.new.doc.Text)
		v := k.wording.compare(&was, &is, k.renamed, false)
		if len(v.weaker) > 0 {
			g.Change, g.How, g.New = review.Weakened, v.weaker, come[at].New
			left = append(left, g)
		} else {
			k.result.Kept++
		}
		come = slices.Delete(come, at, at+1)
	}
	return left, come
}

// name gives the changes their fingerprints.
func (k *comparison) name() {
	seen := map[string]int{}
	for i := range k.result.Protections {
		c := &k.result.Protections[i]
		key := c.Rule.ID + "\x00" + c.Old.Quote + "\x00" + c.New.Quote
		seen[key]++
		c.ID = review.Fingerprint(
			c.Rule.ID, c.Old.Quote+" "+c.New.Quote, c.Old.SectionTitle+" "+c.New.SectionTitle, k.result.New.Name(), seen[key]-1)
	}
}
