package change

import (
	"fmt"
	"slices"
)

// quantities compares the numbers of two statements, in order, each with its like.
func (c *wording) quantities(v *verdict, old, new statement) {
	used := make([]bool, len(new.amounts))
	for _, a := range old.amounts {
		found := false
		for k, b := range new.amounts {
			if used[k] || a.quantity != b.quantity {
				continue
			}
			used[k] = true
			c.quantity(v, old, new, a, b)
			found = true
			break
		}
		if !found && !anyAmount(new) && c.limits(old, a) {
			v.weaker = append(v.weaker, fmt.Sprintf("a limit of time is gone: %q", old.quote(a.first, a.last)))
		}
	}
}

// limits reports whether an amount is a limit that the other statement lacks: a time with a word that binds it, or one for
// which something is kept or after which it is deleted.
func (c *wording) limits(s statement, a amount) bool {
	if a.quantity >= len(c.Quantities) || c.Quantities[a.quantity].Weaker != "more" || !s.lost(a.first, a.last) || s.kept() < halfKept {
		return false
	}
	return a.bound == c.atMost || c.names(s, c.harms)
}

func anyAmount(s statement) bool { return len(s.amounts) > 0 }

func (c *wording) quantity(v *verdict, old, new statement, a, b amount) {
	if a.value == b.value {
		return
	}
	name, more := "the number is another", a.bound == c.atMost
	if a.quantity < len(c.Quantities) {
		name, more = c.Quantities[a.quantity].Name, c.Quantities[a.quantity].Weaker == "more"
	}
	if more && (a.bound == c.atLeast && b.bound == c.atLeast && !c.often(old, a) || c.names(old, c.lasting)) {
		name, more = "the time is shorter", false
	}
	text := fmt.Sprintf("%q is now %q", old.quote(a.first, a.last), new.quote(b.first, b.last))
	if more == (b.value > a.value) {
		v.weaker, v.measured = append(v.weaker, name+": "+text), true
	} else {
		v.stronger = append(v.stronger, text)
	}
}

// oftenReach is how many words before a time the word may stand that makes it a period: "at least every ten minutes".
const oftenReach = 3

// often reports whether a time is how often something is done, or how long something is kept: both are better shorter.
func (c *wording) often(s statement, a amount) bool {
	for _, w := range s.words[max(0, a.first-oftenReach):a.first] {
		if w.key == "every" || w.key == "once" || w.key == "each" {
			return true
		}
	}
	return slices.ContainsFunc(s.words, func(w word) bool { return c.harms[w.key] })
}
