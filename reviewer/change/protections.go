package change

import (
	"slices"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// guarded is by unit the protections that stand on it, as indexes of a review's protections.
type guarded map[int][]int

func guard(t *text, protections []review.Protection) guarded {
	at := guarded{}
	for i, p := range protections {
		r := t.at(p.Text)
		for u := r.Start; u < r.End; u++ {
			at[u] = append(at[u], i)
		}
	}
	return at
}

// of gives the protections on some units, each once.
func (g guarded) of(units []int) []int {
	var list []int
	for _, u := range units {
		list = append(list, g[u]...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// protections compares the protections of both versions: in statements that changed, that went and that came.
func (k *comparison) protections() {
	oldAt, newAt := guard(k.old, k.result.Old.Protections), guard(k.new, k.result.New.Protections)
	var changes []review.ProtectionChange
	for at, l := range k.links {
		if l.same {
			k.result.Kept += len(oldAt.of(l.old))
			continue
		}
		if c, ok := k.changedProtection(at, oldAt, newAt); ok {
			changes = append(changes, c)
		} else {
			k.result.Kept += len(oldAt.of(l.old))
		}
	}
	changes = append(changes, k.defaults(oldAt)...)
	gone := k.cameOrWent(k.result.Old.Protections, k.old, k.oldLink, review.Removed)
	gone = append(gone, k.droppedItems(oldAt)...)
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
func (k *comparison) changedProtection(at int, oldAt, newAt guarded) (review.ProtectionChange, bool) {
	l := k.links[at]
	was := pick(k.result.Old.Protections, oldAt.of(l.old))
	is := pick(k.result.New.Protections, newAt.of(l.new))
	w := k.weigh(at)
	if w.trivial() {
		return review.ProtectionChange{}, false
	}
	if len(was)+len(is) == 0 {
		if was = k.inherited(l, oldAt, w); len(was) == 0 {
			return review.ProtectionChange{}, false
		}
	}
	if !k.bears(slices.Concat(was, is), w.old.words) {
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

// judge says what a change of words makes of the protections in a statement.
func (w weighed) judge(was, is []review.Protection) (review.Change, []string) {
	switch {
	case len(w.weaker) > 0:
		return review.Weakened, w.weaker
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

// bears reports whether a statement says enough to be a protection whose loss is told: for broad rules it has to be firm,
// for others it must not speak of what may be alone.
func (k *comparison) bears(list []review.Protection, words []word) bool {
	if onlyBroad(list) {
		return k.wording.weighty(words)
	}
	return !k.wording.musing(words)
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
				return slices.ContainsFunc(rulesOf(q), func(other string) bool { return categoryOf(id) == categoryOf(other) })
			})
		})
	})
}

func rulesOf(p review.Protection) []string { return append([]string{p.Rule.ID}, p.Also...) }

// lacks reports whether a word that made a protection in this statement is not in the other one.
func (s statement) lacks(protections []review.Protection) bool {
	for _, p := range protections {
		for _, m := range p.Words {
			if s.goneFrom(p, m) {
				return true
			}
		}
	}
	return false
}

// goneFrom reports whether the other statement lacks a word that stands in one of the marked words of a protection's quote.
func (s statement) goneFrom(p review.Protection, mark [2]int) bool {
	for i, word := range s.words {
		if !s.gone[i] || word.text.Start < p.Text.Start || word.text.End > p.Text.End {
			continue
		}
		for k := mark[0]; k < mark[1]; k++ {
			if end := k + word.text.Len(); end <= len(p.Quote) && keyOf(p.Quote[k:end]) == word.key {
				return true
			}
		}
	}
	return false
}

// longRun is the least number of words in a row that are a part of a statement and not only a turn of phrase.
const longRun = 4

// lostPart quotes words in a row that are gone and have nothing in their place, if with them a rule no longer finds what
// it found.
func (w weighed) lostPart(was, is []review.Protection) string {
	if !lostRule(was, is) {
		return ""
	}
	come := 0
	for _, gone := range w.new.gone {
		if gone {
			come++
		}
	}
	for i := 0; i < len(w.old.gone); i++ {
		first := i
		for i < len(w.old.gone) && w.old.gone[i] {
			i++
		}
		if n := i - first; n >= longRun && come*3 <= n {
			return w.old.quote(first, i-1)
		}
	}
	return ""
}

func lostRule(was, is []review.Protection) bool {
	have := map[string]bool{}
	for _, p := range is {
		for _, id := range rulesOf(p) {
			have[id] = true
		}
	}
	return slices.ContainsFunc(was, func(p review.Protection) bool {
		return slices.ContainsFunc(rulesOf(p), func(id string) bool { return !have[id] })
	})
}

// requirementLowered reports whether a requirement word became a weaker one, or a negation came or went.
func (w weighed) requirementLowered(c *wording) bool {
	var v verdict
	c.step(&v, 0, w.old, w.new, false)
	return len(v.weaker) > 0 || w.turned && len(w.stronger) == 0
}

// context gives the protections that a statement without one of its own bears on: those of the list that it leads to,
// and of the sentences next to it in its paragraph.
func (k *comparison) context(l link, at guarded) []review.Protection {
	first, last := l.old[0], l.old[len(l.old)-1]
	block := k.old.units[first].block
	var units []int
	for _, i := range []int{first - 1, last + 1} {
		if i >= 0 && i < len(k.old.units) && k.old.units[i].block == block {
			units = append(units, i)
		}
	}
	if k.leadsIn(last) {
		for i := last + 1; i < len(k.old.units) && k.listed(i, block); i++ {
			units = append(units, i)
		}
	}
	return pick(k.result.Old.Protections, at.of(units))
}

// inherited gives the protections that a statement without one of its own shares, if its change bears on them: an item
// those of the sentence that leads to its list, and a sentence whose requirement is lowered those around it.
func (k *comparison) inherited(l link, at guarded, w weighed) []review.Protection {
	if lead := k.leadOf(l.old[0]); lead >= 0 && len(w.weaker) > 0 {
		return pick(k.result.Old.Protections, at.of([]int{lead}))
	}
	if !w.requirementLowered(k.wording) {
		return nil
	}
	return k.context(l, at)
}

// longestList is how many units before an item the sentence that leads to its list may stand.
const longestList = 30

// leadOf is the unit that leads to the list in which a unit of the old version is an item; -1 if there is none.
func (k *comparison) leadOf(unit int) int {
	section := k.old.units[unit].section
	for i := unit; i >= 0 && i > unit-longestList && k.old.units[i].section == section; i-- {
		if k.old.doc.Blocks[k.old.units[i].block].Kind != document.BlockList {
			if i < unit && k.leadsIn(i) {
				return i
			}
			return -1
		}
	}
	return -1
}

// droppedItems finds items of lists that are gone, without a protection of their own, from a list that is still there and
// that is led to by a protection that requires something.
func (k *comparison) droppedItems(at guarded) []review.ProtectionChange {
	var list []review.ProtectionChange
	for i, u := range k.old.units {
		if k.oldLink[i] >= 0 || len(at[i]) > 0 || !k.wholeBlock(i) {
			continue
		}
		lead := k.leadOf(i)
		if lead < 0 || k.oldLink[lead] < 0 {
			continue
		}
		for _, p := range pick(k.result.Old.Protections, at.of([]int{lead})) {
			if !k.bears([]review.Protection{p}, k.old.units[lead].words) {
				continue
			}
			list = append(list, review.ProtectionChange{
				Change: review.Removed, Rule: p.Rule, Also: p.Also, How: []string{"an item of the list is gone"},
				Old: review.PlaceOf(k.old.doc, u.text, nil),
			})
			break
		}
	}
	return list
}

// wholeBlock reports whether a unit of the old version is the first of a block of which nothing is left.
func (k *comparison) wholeBlock(unit int) bool {
	block := k.old.units[unit].block
	if unit > 0 && k.old.units[unit-1].block == block {
		return false
	}
	for i := unit; i < len(k.old.units) && k.old.units[i].block == block; i++ {
		if k.oldLink[i] >= 0 {
			return false
		}
	}
	return true
}

// leadsIn reports whether a statement ends with a colon.
func (k *comparison) leadsIn(unit int) bool {
	return k.old.doc.Text[k.old.units[unit].text.End-1] == ':'
}

// listed reports whether a unit is an item of the list that follows a block.
func (k *comparison) listed(unit, block int) bool {
	u := k.old.units[unit]
	return u.section == k.old.units[unit-1].section && u.block > block && k.old.doc.Blocks[u.block].Kind == document.BlockList
}

// cameOrWent gives the protections in statements that the other version does not have.
func (k *comparison) cameOrWent(all []review.Protection, t *text, links []int, change review.Change) []review.ProtectionChange {
	var list []review.ProtectionChange
	for _, p := range all {
		r := t.at(p.Text)
		if r.End == r.Start || slices.ContainsFunc(links[r.Start:r.End], func(l int) bool { return l >= 0 }) {
			continue
		}
		if !k.bears([]review.Protection{p}, t.units[r.Start].words) || change == review.Removed && k.saidElsewhere(r.Start) {
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
		_, _, v := k.wording.compare(k.old.units[x.Start].words, k.new.units[y.Start].words, k.renamed, false)
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

// bySection makes one change of the protections that went with the whole of their section or paragraph.
func (k *comparison) bySection(gone []review.ProtectionChange) []review.ProtectionChange {
	var list []review.ProtectionChange
	last := -1
	for _, g := range gone {
		u := k.old.units[k.old.at(g.Old.Text).Start]
		place := len(k.old.doc.Blocks) + u.section
		if !k.gone[u.section] {
			place = u.block
		}
		if g.Change == review.Removed && place == last {
			home := &list[len(list)-1]
			home.Further = append(home.Further, g.Old)
			continue
		}
		last = -1
		if g.Change == review.Removed {
			last = place
			if place >= len(k.old.doc.Blocks) {
				g.How = append(g.How, emptiedText(k.old.doc, u.section))
			}
		}
		list = append(list, g)
	}
	return list
}

func emptiedText(doc *document.Document, section int) string {
	if section < 0 {
		return "the whole of the text before the first section is gone"
	}
	return "the whole section \"" + doc.Sections[section].Title + "\" is gone or empty"
}

// byBlock makes one change of the protections that came in one paragraph.
func byBlock(t *text, come []review.ProtectionChange) []review.ProtectionChange {
	var list []review.ProtectionChange
	last := -1
	for _, c := range come {
		block := t.units[t.at(c.New.Text).Start].block
		if block == last {
			home := &list[len(list)-1]
			home.Further = append(home.Further, c.New)
			continue
		}
		last = block
		list = append(list, c)
	}
	return list
}

// emptiedSections finds the sections of the old version of which nothing, or next to nothing, is in the new one, and in
// whose place nothing of the same kind stands.
func (k *comparison) emptiedSections() map[int]bool {
	all, left := map[int]int{}, map[int]int{}
	for i, u := range k.old.units {
		all[u.section] += len(u.words)
		if k.oldLink[i] >= 0 {
			left[u.section] += len(u.words)
		}
	}
	now := map[int]int{}
	for _, u := range k.new.units {
		now[u.section] += len(u.words)
	}
	emptied := map[int]bool{}
	for section, words := range all {
		to, known := k.sections[section]
		emptied[section] = left[section]*leftOver < words && (!known || now[to]*leftOver < words)
	}
	return emptied
}

const (
	// leftOver is how many times more words an emptied section had.
	leftOver = 5
	// leastSection is the least number of words of a considerations section that is missed.
	leastSection = 25
)

// considerations stands for a considerations section in which no rule found a protection.
var considerations = catalogue.Rule{ID: "considerations", Title: "Considerations of security, privacy or human rights", Kind: catalogue.KindProtection}

// emptied tells of considerations sections that are gone or empty and of which nothing is told yet.
func (k *comparison) emptied(told []review.ProtectionChange) []review.ProtectionChange {
	var list []review.ProtectionChange
	for i, s := range k.old.doc.Sections {
		switch s.Kind {
		case document.SectionSecurity, document.SectionPrivacy, document.SectionHumanRights:
		default:
			continue
		}
		r := k.old.at(s.Text)
		words := 0
		for _, u := range k.old.units[r.Start:r.End] {
			words += len(u.words)
		}
		within := func(c review.ProtectionChange) bool {
			return c.Change == review.Removed && c.Old.Text.Start >= s.Text.Start && c.Old.Text.End <= s.Text.End
		}
		if words < leastSection || !k.gone[i] || slices.ContainsFunc(told, within) {
			continue
		}
		list = append(list, review.ProtectionChange{
			Change: review.Removed, Rule: considerations, How: []string{emptiedText(k.old.doc, i)},
			Old: review.PlaceOf(k.old.doc, document.Span{Start: k.old.units[r.Start].text.Start, End: k.old.units[r.End-1].text.End}, nil),
		})
	}
	return list
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
