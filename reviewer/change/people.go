package change

import (
	"slices"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// onPeople stands for a statement on people that no rule knows, in a draft that is about them.
var onPeople = catalogue.Rule{
	ID: "people", Title: "A rule on people, on what is theirs or on those who have power over them", Kind: catalogue.KindProtection, Broad: true,
}

const (
	// leastKinds is how many categories of protections show that a draft is about people.
	leastKinds = 3
	// leastNaming is in how many statements one must name people.
	leastNaming = 10
	// leastPromises is the share of statements with a protection that shows that a draft makes promises in plain words.
	leastPromises = 0.2
	// leastStatements is how many statements a draft has of which that can be told.
	leastStatements = 20
	// leastDemanding is in how many statements one must demand something.
	leastDemanding = 40
	// leastInPlain is the same of a section.
	leastInPlain = 5
	// leastInSection is how many protections show that a section is about people.
	leastInSection = 2
)

// aboutPeople reports whether the old version is about people and not only about their programs: its subject is, which
// broad rules ask for, it protects them in several ways or has a section on privacy or human rights, and it speaks of them
// again and again.
func (k *comparison) aboutPeople() bool {
	kinds, broad := map[catalogue.Category]bool{}, false
	for _, p := range k.result.Old.Protections {
		broad = broad || p.Rule.Broad
		kinds[p.Rule.Category] = true
	}
	considered := slices.ContainsFunc(k.old.doc.Sections, func(s document.Section) bool {
		return s.Kind == document.SectionPrivacy || s.Kind == document.SectionHumanRights
	})
	return broad && (considered || len(kinds) >= leastKinds) && k.speaksOfPeople()
}

// promising finds the sections of the old version, with those in them, in which so many statements are protections that they
// make promises in plain words throughout. Of a short draft it cannot be told, and is taken for granted.
func (k *comparison) promising() map[int]bool {
	plain := map[int]bool{}
	short := len(k.old.units) < leastStatements
	if !k.speaksOfPeople() || !short && !k.laysDown() {
		return plain
	}
	all, protects := map[int]int{}, map[int]int{}
	for i, u := range k.old.units {
		top := k.old.doc.TopSection(u.section)
		all[top]++
		if len(k.oldGuards[i]) > 0 {
			protects[top]++
		}
	}
	for i := range k.old.doc.Sections {
		top := k.old.doc.TopSection(i)
		plain[i] = short || all[top] >= leastInPlain && float64(protects[top]) >= leastPromises*float64(all[top])
	}
	plain[-1] = short
	return plain
}

// promisesAt reports whether a unit of the old version stands in a section that makes promises to people in plain words.
func (k *comparison) promisesAt(unit int) bool { return k.people && k.plain[k.old.units[unit].section] }

// laysDown reports whether the old version lays something down, and does not only describe.
func (k *comparison) laysDown() bool {
	demanding := 0
	for _, u := range k.old.units {
		if slices.ContainsFunc(u.words, func(w word) bool { return demanded[w.key] }) {
			demanding++
		}
	}
	return demanding*leastDemanding >= len(k.old.units)
}

// demanded are the words by which a draft lays something down (RFC 2119; the W3C writes them small).
var demanded = map[string]bool{"MUST": true, "SHALL": true, "SHOULD": true, "must": true, "shall": true}

// speaksOfPeople reports whether enough statements of the old version name people.
func (k *comparison) speaksOfPeople() bool {
	naming := 0
	for _, u := range k.old.units {
		if slices.ContainsFunc(u.words, func(w word) bool { return k.wording.people[w.key] }) {
			naming++
		}
	}
	return naming*leastNaming >= len(k.old.units)
}

// unlisted gives the protection that a changed statement is although no rule knows it, if it got weaker: it requires
// something of people, or gives a number to what is theirs.
func (k *comparison) unlisted(w weighed) []review.Protection {
	if k.people && len(w.weaker)+len(w.fewer) > 0 && k.means(w) {
		return []review.Protection{{Rule: onPeople}}
	}
	return nil
}

// means reports whether a statement is a rule on people: it requires something of them or refuses it, it gives a number to
// what is theirs, or the draft protects them in plain words throughout.
func (k *comparison) means(w weighed) bool {
	c := k.wording
	return c.demands(w.old) && c.touches(w.old) || w.measured && (w.cells || c.personal(w.old)) || w.promised
}

// unlistedGone finds statements without a protection that are gone and that required or refused something of people, in
// sections that are about them.
func (k *comparison) unlistedGone() []review.ProtectionChange {
	if !k.people {
		return nil
	}
	protects := k.protecting()
	var list []review.ProtectionChange
	for i, u := range k.old.units {
		if k.oldLink[i] >= 0 || len(k.oldGuards[i]) > 0 || !protects[u.section] || !k.prose(i) {
			continue
		}
		s := k.wording.statement(u.words, k.old.doc.Text)
		if (k.wording.demands(s) || k.promisesAt(i)) && !k.wording.wavering(s) && (k.wording.touches(s) || k.acted(s)) && !k.saidElsewhere(i) {
			list = append(list, review.ProtectionChange{Change: review.Removed, Rule: onPeople, Old: review.PlaceOf(k.old.doc, u.text, nil)})
		}
	}
	return list
}

// protecting finds the sections of the old version that are about people.
func (k *comparison) protecting() map[int]bool {
	count := map[int]int{}
	for i, u := range k.old.units {
		count[u.section] += len(k.oldGuards[i])
	}
	sections := map[int]bool{}
	for i, s := range k.old.doc.Sections {
		switch s.Kind {
		case document.SectionSecurity, document.SectionPrivacy, document.SectionHumanRights:
			sections[i] = true
		case document.SectionBody, document.SectionOperational:
			sections[i] = count[i] >= leastInSection || k.people && k.plain[i] && count[i] > 0
		}
	}
	return sections
}

// prose reports whether a unit of the old version is a sentence and not a line of a figure or of code.
func (k *comparison) prose(unit int) bool {
	b := k.old.doc.Blocks[k.old.units[unit].block]
	return b.Sentences.End > b.Sentences.Start
}

// tells reports whether a statement of the old version only describes, so that nobody misses it if it is gone: it requires
// and denies nothing, and it names nothing of people or stands where nothing is laid down.
func (k *comparison) tells(s statement, unit int) bool {
	if k.wording.binding(s) {
		return false
	}
	return !k.wording.personal(s) || !k.promisesAt(unit) && !k.considers(unit)
}

// considers reports whether a unit of the old version stands in considerations of security, privacy or human rights.
func (k *comparison) considers(unit int) bool {
	switch k.old.doc.SectionOf(k.old.units[unit].block).Kind {
	case document.SectionSecurity, document.SectionPrivacy, document.SectionHumanRights:
		return true
	}
	return false
}

// technical reports whether a statement is no rule on people, as far as one can see: it requires nothing, in a draft that does
// not speak of people or does not make promises in plain words.
func (k *comparison) technical(s statement, unit int) bool {
	return !k.plain[k.old.units[unit].section] && !k.wording.demands(s)
}
