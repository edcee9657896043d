package change

import (
	"slices"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

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
