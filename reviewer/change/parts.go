package change

import (
	"slices"

	"github.com/rightsreview/rightsreview/reviewer/review"
)

// lacks reports whether a word that made a protection in this statement is not in the other one.
func (s statement) lacks(protections []review.Protection) bool {
	for _, p := range protections {
		for _, m := range p.Words {
			if s.goneFrom(p, m) {
				return true
			}
		}
	}
	return false
}

// goneFrom reports whether the other statement lacks a word that stands in one of the marked words of a protection's quote.
func (s statement) goneFrom(p review.Protection, mark [2]int) bool {
	for i, word := range s.words {
		if !s.gone[i] || word.text.Start < p.Text.Start || word.text.End > p.Text.End {
			continue
		}
		for k := mark[0]; k < mark[1]; k++ {
			if end := k + word.text.Len(); end <= len(p.Quote) && keyOf(p.Quote[k:end]) == word.key {
				return true
			}
		}
	}
	return false
}

// longRun is the least number of words in a row that are a part of a statement and not only a turn of phrase.
const longRun = 4

// lostPart quotes words in a row that are gone and have nothing in their place, if with them a rule no longer finds what
// it found.
func (w weighed) lostPart(was, is []review.Protection) string {
	if !lostRule(was, is) {
		return ""
	}
	come := 0
	for _, gone := range w.new.gone {
		if gone {
			come++
		}
	}
	for i := 0; i < len(w.old.gone); i++ {
		first := i
		for i < len(w.old.gone) && w.old.gone[i] {
			i++
		}
		if n := i - first; n >= longRun && come*3 <= n {
			return w.old.quote(first, i-1)
		}
	}
	return ""
}

func lostRule(was, is []review.Protection) bool {
	have := map[string]bool{}
	for _, p := range is {
		for _, id := range rulesOf(p) {
			have[id] = true
		}
	}
	return slices.ContainsFunc(was, func(p review.Protection) bool {
		return slices.ContainsFunc(rulesOf(p), func(id string) bool { return !have[id] })
	})
}
