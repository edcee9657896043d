package change

import (
	"bytes"
	"fmt"
	"slices"
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

const (
	// leastSame is the least share of the new statement's words that the old one has if something was only taken from it.
	leastSame = 0.85
	// leastLeft is the least number of words that are left.
	leastLeft = 4
)

// shortened finds what was taken from a statement that denies something and is not replaced: items of what it denies
// ("application, content, origin" is now "origin"), or a part with a rule of its own.
func (c *wording) shortened(v *verdict, old, new statement) {
	if new.kept() < leastSame || len(new.words) < leastLeft || c.waives(old) {
		return
	}
	for first := 0; first < len(old.words); first++ {
		if !old.gone[first] {
			continue
		}
		last := first
		for last+1 < len(old.words) && old.gone[last+1] {
			last++
		}
		switch {
		case first == 0 || old.replaced[first] || c.conditional(old, first, last):
		case c.bindsIn(old, first, last) && last-first+1 >= longRun:
			v.weaker = append(v.weaker, fmt.Sprintf("a part is gone: %q", old.quote(first, last)))
		case !old.listed(first, last) || !c.telling(old, new, first, last):
		case c.negatedBefore(old, first):
			v.weaker = append(v.weaker, fmt.Sprintf("it speaks of less: %q is gone", old.quote(first, last)))
		case !c.takes(old.words[:first]):
			v.fewer = append(v.fewer, fmt.Sprintf("it speaks of less: %q is gone", old.quote(first, last)))
		}
		first = last
	}
}

// leastTelling is the least length of a word that is an item and not a help of others.
const leastTelling = 4

// telling reports whether among words of the old statement is one that names a thing and that the new one does not have
// elsewhere.
func (c *wording) telling(old, new statement, first, last int) bool {
	return slices.ContainsFunc(old.words[first:last+1], func(w word) bool {
		return len(w.key) >= leastTelling && !numeric(w.key) && !c.function(w.key) &&
			!slices.ContainsFunc(new.words, func(o word) bool { return o.key == w.key })
	})
}

// negatedBefore reports whether a negation stands anywhere before a word: it governs all of an enumeration.
func (c *wording) negatedBefore(s statement, at int) bool {
	return slices.ContainsFunc(s.meanings, func(m said) bool { return m.scale == c.negation && m.last < at })
}

// takes reports whether words have something done with what is people's, so that less of what follows is no loss: "a report
// contains the room and the time".
func (c *wording) takes(words []word) bool {
	return slices.ContainsFunc(words, func(w word) bool { return c.harms[w.key] || c.bearers[w.key] })
}

// conditional reports whether a condition or exception stands in words or before them, so that they narrow what is said.
func (c *wording) conditional(s statement, first, last int) bool {
	return slices.ContainsFunc(s.meanings, func(m said) bool {
		return m.scale >= len(c.Ladders) && m.scale < c.negation && m.first <= last && m.last > first-negatedReach
	})
}

// bindsIn reports whether words of a statement require or deny something.
func (c *wording) bindsIn(s statement, first, last int) bool {
	return slices.ContainsFunc(s.meanings, func(m said) bool {
		return c.binds(m) && m.first >= first && m.last <= last && !c.refusing(s, m)
	})
}

// refusing reports whether a negation is a verb: "rejecting".
func (c *wording) refusing(s statement, m said) bool {
	return m.scale == c.negation && len(s.words[m.first].key) > len("nothing") && !c.nobody[s.words[m.first].key]
}

// listed reports whether words are items of an enumeration: a comma, "and", "or" or "nor" stands at either end, and they do
// not tell what follows from it.
func (s statement) listed(first, last int) bool {
	switch s.words[first].key {
	case "thus", "therefore", "hence", "so", "which", "because", "since", "as", "while", "making":
		return false
	}
	for _, at := range []int{first - 1, first, last, last + 1} {
		if at > 0 && at < len(s.words) {
			switch s.words[at].key {
			case "and", "or", "nor":
				return true
			}
		}
	}
	before, behind := s.comma(first-1), s.comma(last)
	return (before || behind) && !(before && behind && aside(s.words[first].key))
}

// aside reports whether a word between commas begins what is only said by the way: ", on the screen,".
func aside(key string) bool {
	switch key {
	case "on", "in", "for", "at", "by", "with", "from", "of", "to", "e.g", "i.e":
		return true
	}
	return false
}

// comma reports whether a comma stands behind a word.
func (s statement) comma(at int) bool {
	return at >= 0 && at+1 < len(s.words) && bytes.IndexByte(s.source[s.words[at].text.End:s.words[at+1].text.Start], ',') >= 0
}
