package change

import (
	"fmt"
	"strings"
)

const (
	// leastKept is the least share of a statement's words that must be kept to compare any words but those of requirements.
	leastKept = 0.3
	// halfKept is the least share of a statement's words that must be kept to say that it has been turned round.
	halfKept = 0.5
)

// rung is what two statements say on one ladder that the other one does not.
type rung struct {
	scale      int
	gone, come []said
	keptOld    bool // the old statement says something on it that is kept
	down, up   *[]string
	old, new   statement
}

// step compares two statements on one ladder: what took the place of what, in order.
func (c *wording) step(v *verdict, scale int, old, new statement, inverted bool) {
	if scale > 0 && min(old.kept(), new.kept()) < leastKept {
		return
	}
	r := rung{scale: scale, down: &v.weaker, up: &v.stronger, old: old, new: new}
	if inverted {
		r.down, r.up = r.up, r.down
	}
	r.gone, r.keptOld = old.changed(scale)
	r.come, _ = new.changed(scale)
	r.gone, r.come = sameStep(r.gone, r.come)
	c.replaced(r)
	c.cameAlone(r)
	c.wentAlone(r)
}

// replaced compares what is gone with what has come in its place.
func (c *wording) replaced(r rung) {
	l := c.Ladders[r.scale]
	for k := 0; k < len(r.gone) && k < len(r.come); k++ {
		gone, come := r.gone[k], r.come[k]
		if r.scale == 0 && gone.step > lastFirm(0) && come.step > lastFirm(0) {
			continue // one permission for another
		}
		text := fmt.Sprintf("%s: %q is now %q", l.Name, r.old.quote(gone.first, gone.last), r.new.quote(come.first, come.last))
		if lower := come.step > gone.step; lower == (!l.Flips || c.guarding(r.old)) {
			*r.down = append(*r.down, text)
		} else {
			*r.up = append(*r.up, opposite(text, l.Name))
		}
	}
}

// cameAlone tells of weak words that are new, and of strong ones where none was.
func (c *wording) cameAlone(r rung) {
	l := c.Ladders[r.scale]
	for _, m := range r.come[min(len(r.gone), len(r.come)):] {
		if l.Alone && m.step > 0 && min(r.old.kept(), r.new.kept()) >= mostKept {
			*r.down = append(*r.down, fmt.Sprintf("%s: %q is new", l.Name, r.new.quote(m.first, m.last)))
		}
	}
	if l.Dropped && len(r.gone) == 0 && c.count(r.old, r.scale) == 0 && len(r.come) > 0 && r.come[0].step <= lastFirm(0) {
		*r.up = append(*r.up, fmt.Sprintf("%q is new", r.new.quote(r.come[0].first, r.come[0].last)))
	}
}

// wentAlone tells of strong words that are gone with nothing in their place, and of weak ones.
func (c *wording) wentAlone(r rung) {
	l := c.Ladders[r.scale]
	for _, m := range r.gone[min(len(r.gone), len(r.come)):] {
		quote := r.old.quote(m.first, m.last)
		switch {
		case l.Alone && m.step > 0:
			*r.up = append(*r.up, fmt.Sprintf("%q is gone", quote))
		case l.Dropped && !r.keptOld && m.step <= lastFirm(r.scale) && len(r.come) == 0 && (capitals(r.old, m) || r.old.kept() >= r.old.enough(m)):
			*r.down = append(*r.down, fmt.Sprintf("%s: %q is gone", l.Name, quote))
		}
	}
}

// enough is the least share of a statement's words that must be kept to miss some that are gone: more if others stand in
// their place, since then it was told anew.
func (s statement) enough(m said) float64 {
	if s.replaced[m.first] {
		return mostKept
	}
	return halfKept
}

// lastFirm is the last step of a ladder from which a fall to nothing weakens a statement: of requirement words "should",
// of others the first.
func lastFirm(scale int) int {
	if scale == 0 {
		return 3
	}
	return 0
}

// opposite tells a step up: the name of a ladder tells a step down.
func opposite(text, name string) string { return strings.TrimPrefix(text, name+": ") }

// sameStep leaves out what is on both sides with the same force.
func sameStep(gone, come []said) (g, c []said) {
	used := make([]bool, len(come))
next:
	for _, m := range gone {
		for k, n := range come {
			if !used[k] && n.step == m.step {
				used[k] = true
				continue next
			}
		}
		g = append(g, m)
	}
	for k, n := range come {
		if !used[k] {
			c = append(c, n)
		}
	}
	return g, c
}
