package change

import (
	"slices"

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

// requirementLowered reports whether a requirement word became a weaker one, or a negation came or went.
func (w weighed) requirementLowered(c *wording) bool {
	var v verdict
	c.step(&v, 0, w.old, w.new, false)
	return len(v.weaker) > 0 || w.turned && len(w.stronger) == 0
}

// context gives the protections that a statement without one of its own bears on: those of the list that it leads to,
// and of the sentences next to it in its paragraph.
func (k *comparison) context(l link) []review.Protection {
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
	return pick(k.result.Old.Protections, k.oldGuards.of(units))
}

// inherited gives the protections that a statement without one of its own shares, if its change bears on them: an item
// those of the sentence that leads to its list, and a sentence whose requirement is lowered those around it.
func (k *comparison) inherited(l link, w weighed) []review.Protection {
	if lead := k.leadOf(l.old[0]); lead >= 0 && len(w.weaker) > 0 {
		return pick(k.result.Old.Protections, k.oldGuards.of([]int{lead}))
	}
	if !w.requirementLowered(k.wording) {
		return nil
	}
	return k.context(l)
}
