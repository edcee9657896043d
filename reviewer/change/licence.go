package change

import (
	"slices"

	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// licences tells of new statements by which a party is let do something to people, next to a protection that they undo. What
// a rule of concern fires on is told as a concern.
func (k *comparison) licences() []review.ProtectionChange {
	if !k.people {
		return nil
	}
	protects := k.protecting()
	var list []review.ProtectionChange
	for j, u := range k.new.units {
		home := k.home(j)
		if k.newLink[j] >= 0 || len(k.newPassages.at[j]) > 0 || home < 0 || !protects[k.old.units[home].section] {
			continue
		}
		undone, near := k.nearestProtection(home)
		s := k.wording.statement(u.words, k.new.doc.Text)
		first, last := k.permission(s, k.new.doc.SectionOf(u.block).Kind)
		if !near || first < 0 || k.wording.wavering(s) {
			continue
		}
		words := []document.Span{{Start: s.words[first].text.Start, End: s.words[last].text.End}}
		list = append(list, review.ProtectionChange{
			Change: review.Weakened, Rule: undone.Rule, Also: undone.Also, Old: undone.Place, New: review.PlaceOf(k.new.doc, u.text, words),
			How: []string{"a new statement beside it takes something from people: \"" + s.quote(first, last) + "\""},
		})
	}
	return list
}

// permission finds the words of a new statement that take something from people; -1 if there are none.
func (k *comparison) permission(s statement, kind document.SectionKind) (first, last int) {
	if first, last = k.wording.licence(s, kind); first < 0 && k.promises {
		first, last = k.harm(s, kind)
	}
	return first, last
}

// home is the unit of the old version that stands before a new one, in its section; -1 if there is none.
func (k *comparison) home(unit int) int {
	section := k.new.units[unit].section
	for j := unit - 1; j >= 0 && k.new.units[j].section == section; j-- {
		if l := k.newLink[j]; l >= 0 {
			old := k.links[l].old
			return old[len(old)-1]
		}
	}
	return -1
}

// nearestProtection is the protection nearest to a unit of the old version, in its section.
func (k *comparison) nearestProtection(unit int) (review.Protection, bool) {
	section := k.old.units[unit].section
	within := func(i int) bool { return i >= 0 && i < len(k.old.units) && k.old.units[i].section == section }
	for far := 0; within(unit-far) || within(unit+far); far++ {
		for _, i := range []int{unit - far, unit + far} {
			if within(i) && len(k.oldGuards[i]) > 0 {
				return k.result.Old.Protections[k.oldGuards[i][0]], true
			}
		}
	}
	return review.Protection{}, false
}

const (
	// harmReach is how many words behind a licence the harm may stand.
	harmReach = 4
	// unaskedReach is how many words behind "without" what is left out may stand.
	unaskedReach = 3
)

// licence finds the words by which a new statement lets somebody do something to people, or has it done: "may withdraw",
// "without telling". In considerations only MAY counts: other words speak of risks there.
func (c *wording) licence(s statement, kind document.SectionKind) (first, last int) {
	people := -harmReach
	for i, w := range s.words {
		if c.people[w.key] {
			people = i
		}
		switch {
		case c.people[w.key] && c.leftUnasked(s, i):
			return i, nextOf(s, i, harmReach, c.asking)
		case c.conditional(s, i, i) || c.negatedAt(s, i):
		case w.key == "without" && !c.demands(s):
			if last := nextOf(s, i, unaskedReach, c.asking); last > 0 {
				return i, last
			}
		case c.licences[w.key] && (w.key == "MAY" || kind == document.SectionBody) && i-people > 1:
			if last := nextOf(s, i, harmReach, c.harms); last > 0 && !c.deniedIn(s, i, last) {
				return i, last
			}
		}
	}
	return -1, -1
}

// harm finds the words by which a new statement has something done to people, in a draft that protects them throughout:
// a party that records, a person who must show something, something that lasts for long.
func (k *comparison) harm(s statement, kind document.SectionKind) (first, last int) {
	c := k.wording
	if kind != document.SectionBody || c.negated(s) || c.limited(s) {
		return -1, -1
	}
	for i, w := range s.words {
		switch {
		case c.people[w.key] && i+1 < len(s.words) && c.obliges(s, i+1):
			if last := nextOf(s, i, harmReach, c.proofs); last > 0 {
				return i, last
			}
		case k.party(w.key) && c.personal(s):
			if last := nextOf(s, i, partyReach, c.harmful); last > 0 {
				return i, last
			}
		}
	}
	return c.lastsLong(s)
}

// leftUnasked reports whether people at a place are said not to be told or asked: "the patron is not told".
func (c *wording) leftUnasked(s statement, at int) bool {
	last := nextOf(s, at, harmReach, c.asking)
	return last > 0 && !c.demands(s) && slices.ContainsFunc(s.meanings, func(m said) bool {
		return m.scale == c.negation && m.first > at+1 && m.last == last-1
	})
}

// partyReach is how many words behind a party what it does may stand: "the operator of the network decrypts".
const partyReach = 4

// limited reports whether a statement sets a limit, so that it protects even if it speaks of harm.
func (c *wording) limited(s statement) bool {
	return slices.ContainsFunc(s.meanings, func(m said) bool {
		return m.scale == c.atMost || m.scale < len(c.Ladders) && c.Ladders[m.scale].Dropped && m.scale > 0 && m.step == 0
	})
}

// obliges reports whether a requirement word stands at a place.
func (c *wording) obliges(s statement, at int) bool {
	return slices.ContainsFunc(s.meanings, func(m said) bool { return m.scale == 0 && m.step < lastFirm(0) && m.first == at })
}

// long is the time in seconds from which on something of people that is kept or stays the same is kept for long.
const long = 30 * 86400

// lastsLong finds a long time in a statement on what is people's.
func (c *wording) lastsLong(s statement) (first, last int) {
	for _, a := range s.amounts {
		if a.quantity < len(c.Quantities) && c.Quantities[a.quantity].Weaker == "more" && a.value >= long &&
			c.names(s, c.things) && !c.names(s, c.lasting) {
			return a.first, a.last
		}
	}
	return -1, -1
}

// nextOf is the first of some words behind a place, within reach; 0 if there is none.
func nextOf(s statement, at, reach int, set map[string]bool) int {
	for i := at + 1; i < len(s.words) && i <= at+reach; i++ {
		if set[s.words[i].key] {
			return i
		}
	}
	return 0
}

// deniedIn reports whether a negation stands among words.
func (c *wording) deniedIn(s statement, first, last int) bool {
	return slices.ContainsFunc(s.meanings, func(m said) bool { return m.scale == c.negation && m.first > first && m.first < last })
}
