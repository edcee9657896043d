package change

import (
	"cmp"
	"slices"

	"github.com/rightsreview/rightsreview/reviewer/review"
)

// place finds for each protection that is removed the line of the new version after which it would stand.
func (k *comparison) place() {
	for i := range k.result.Protections {
		if c := &k.result.Protections[i]; c.Change == review.Removed && c.New.StartLine == 0 {
			c.Near = k.lineBefore(k.old.at(c.Old.Text).Start)
		}
	}
}

// lineBefore is the last line, in the new version, of the nearest statement before a unit of the old one that is still
// there; 1 if there is none.
func (k *comparison) lineBefore(unit int) int {
	for i := unit - 1; i >= 0; i-- {
		if l := k.oldLink[i]; l >= 0 {
			new := k.links[l].new
			_, last := k.new.doc.LineSpan(k.new.units[new[len(new)-1]].text)
			return last
		}
	}
	return 1
}

// edits lists every change of the text.
func (k *comparison) edits() {
	var list []review.Edit
	for at, l := range k.links {
		if !l.same {
			old, new := k.sides(at)
			list = append(list, review.Edit{Old: old, New: new})
		}
	}
	for i, l := range k.oldLink {
		if l < 0 {
			list = append(list, review.Edit{Old: review.PlaceOf(k.old.doc, k.old.units[i].text, nil), Near: k.lineBefore(i)})
		}
	}
	for j, l := range k.newLink {
		if l < 0 {
			list = append(list, review.Edit{New: review.PlaceOf(k.new.doc, k.new.units[j].text, nil)})
		}
	}
	slices.SortStableFunc(list, func(a, b review.Edit) int {
		return cmp.Or(cmp.Compare(lineOf(a), lineOf(b)), cmp.Compare(a.New.StartLine, b.New.StartLine), cmp.Compare(a.Old.StartLine, b.Old.StartLine))
	})
	k.result.Edits = list
}

func lineOf(e review.Edit) int { return max(e.New.StartLine, e.Near) }
