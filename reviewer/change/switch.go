package change

import (
	"fmt"
	"slices"
)

// off is the side of a switch that is off.
const off = 0

// switched finds a switch that is turned round: the one value of a switch that is gone stands for the other side than the
// one that has come.
func (c *wording) switched(v *verdict, old, new statement) {
	x, y := c.switchOf(old), c.switchOf(new)
	if x < 0 || y < 0 || c.switches[old.words[x].key] == c.switches[new.words[y].key] {
		return
	}
	text := fmt.Sprintf("a default is turned round: %q is now %q", old.words[x].key, new.words[y].key)
	if c.guarding(old) == (c.switches[new.words[y].key] == off) {
		v.weaker, v.measured = append(v.weaker, text), true
	} else {
		v.stronger = append(v.stronger, text)
	}
}

// guarding reports whether a statement is about something that protects when it is on.
func (c *wording) guarding(s statement) bool {
	return slices.ContainsFunc(s.words, func(w word) bool { return c.guards[w.key] })
}

// switchOf is the first word that the other statement lacks and that is the value of a switch; -1 if there is none.
func (c *wording) switchOf(s statement) int {
	for i, w := range s.words {
		if _, known := c.switches[w.key]; known && s.gone[i] {
			return i
		}
	}
	return -1
}
