package change

import (
	"fmt"
)

// narrowest is the least number of new words that narrow it.
const narrowest = 2

// narrowed finds an "all" that has gone and words that have come in its place or near it and say which.
func (c *wording) narrowed(v *verdict, old, new statement) {
	for scale, l := range c.Ladders {
		if !l.Alone || l.Inverts {
			continue
		}
		gone, kept := old.changed(scale)
		if _, still := new.changed(scale); len(gone) == 0 || gone[0].step > 0 || kept || still || c.count(new, scale) > 0 {
			continue
		}
		if first, last := c.narrowing(new, gone[0].first); last-first+1 >= narrowest {
			v.weaker = append(v.weaker, fmt.Sprintf("%s: %q is gone and %q is new",
				l.Name, old.quote(gone[0].first, gone[0].last), new.quote(first, last)))
		}
	}
}

// nearWords is how many words from where "all" stood a narrower name may begin.
const nearWords = 4

// narrowing finds new words in a row that begin near a place and have one among them that narrows.
func (c *wording) narrowing(s statement, near int) (first, last int) {
	for i := max(0, near-1); i < len(s.words) && i <= near+nearWords; i++ {
		if !s.gone[i] {
			continue
		}
		last, narrows := i, false
		for k := i; k < len(s.words) && s.gone[k]; k++ {
			last, narrows = k, narrows || c.narrows[s.words[k].key]
		}
		if narrows {
			return i, last
		}
		i = last
	}
	return 0, -1
}
