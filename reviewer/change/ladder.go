package change

import (
	"fmt"
	"strings"
)

// leastKept is the least share of a statement's words that must be kept to compare any words but those of requirements.
const leastKept = 0.3

// halfKept is the least share of a statement's words that must be kept to say that it has been turned round.
const halfKept = 0.5

// step compares two statements on one ladder: what took the place of what, in order.
func (c *wording) step(v *verdict, scale int, old, new statement, inverted bool) {
	l := c.Ladders[scale]
	gone, keptOld := old.changed(scale)
	come, _ := new.changed(scale)
	gone, come = sameStep(gone, come)
	down, up := &v.weaker, &v.stronger
	if inverted {
		down, up = up, down
	}
	if scale > 0 && max(old.kept(), new.kept()) < leastKept {
		return
	}
	for k := 0; k < len(gone) && k < len(come); k++ {
		text := fmt.Sprintf("%s: %q is now %q", l.Name, old.quote(gone[k].first, gone[k].last), new.quote(come[k].first, come[k].last))
		if lower := come[k].step > gone[k].step; lower == (!l.Flips || c.guarding(old)) {
			*down = append(*down, text)
		} else {
			*up = append(*up, opposite(text, l.Name))
		}
	}
	both := min(len(gone), len(come))
	for _, m := range come[both:] {
		if l.Alone && m.step > 0 && min(old.kept(), new.kept()) >= mostKept {
			*down = append(*down, fmt.Sprintf("%s: %q is new", l.Name, new.quote(m.first, m.last)))
		}
	}
	for _, m := range gone[both:] {
		switch {
		case l.Alone && m.step > 0:
			*up = append(*up, fmt.Sprintf("%q is gone", old.quote(m.first, m.last)))
		case l.Dropped && !keptOld && m.step <= lastFirm(scale) && both == 0 && (capitals(old, m) || old.kept() >= halfKept):
			*down = append(*down, fmt.Sprintf("%s: %q is gone", l.Name, old.quote(m.first, m.last)))
		}
	}
	if l.Dropped && len(gone) == 0 && c.count(old, scale) == 0 && len(come) > 0 && come[0].step <= 3 {
		*up = append(*up, fmt.Sprintf("%q is new", new.quote(come[0].first, come[0].last)))
	}
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
