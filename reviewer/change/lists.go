package change

import (
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

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
func (k *comparison) droppedItems() []review.ProtectionChange {
	var list []review.ProtectionChange
	for i, u := range k.old.units {
		if k.oldLink[i] >= 0 || len(k.oldGuards[i]) > 0 || !k.wholeBlock(i) {
			continue
		}
		lead := k.leadOf(i)
		if lead < 0 || k.oldLink[lead] < 0 {
			continue
		}
		if p, ok := k.leading(lead); ok {
			list = append(list, review.ProtectionChange{
				Change: review.Removed, Rule: p.Rule, Also: p.Also, How: []string{"an item of the list is gone"},
				Old: review.PlaceOf(k.old.doc, u.text, nil),
			})
		}
	}
	return list
}

// leading gives the protection in a sentence that leads to a list.
func (k *comparison) leading(lead int) (review.Protection, bool) {
	s := k.wording.statement(k.old.units[lead].words, k.old.doc.Text)
	protections := pick(k.result.Old.Protections, k.oldGuards.of([]int{lead}))
	if len(protections) == 0 && k.promisesAt(lead) && (k.wording.binding(s) || k.wording.names(s, k.wording.people)) {
		protections = []review.Protection{{Rule: onPeople}}
	}
	for _, p := range protections {
		if k.bears([]review.Protection{p}, s, p.Rule.ID == onPeople.ID) {
			return p, true
		}
	}
	return review.Protection{}, false
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
