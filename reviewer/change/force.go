package change

import "slices"

// weighty reports whether a statement says enough to miss it if it is gone, although only a broad rule knows of it: it
// promises, requires, refuses or limits something, and does not only tell of what may be.
func (c *wording) weighty(s statement) bool {
	return c.count(s, c.firm) > 0 && !c.wavering(s) && !c.musing(s)
}

// musing reports whether a statement only speaks of what may be, or says which words are requirements (RFC 8174).
func (c *wording) musing(s statement) bool {
	return c.wavering(s) && !c.demands(s) || c.count(s, 0) >= manyRequirements
}

// manyRequirements is how many requirement words stand only in the sentence that explains them.
const manyRequirements = 6

// binding reports whether a statement requires something or denies something.
func (c *wording) binding(s statement) bool { return slices.ContainsFunc(s.meanings, c.binds) }

func (c *wording) binds(m said) bool {
	return m.scale == 0 && m.step <= lastFirm(0) || m.scale == c.negation
}

// demands reports whether a statement requires something, or leaves out everybody or everything but what it names.
func (c *wording) demands(s statement) bool {
	return slices.ContainsFunc(s.meanings, func(m said) bool {
		return m.scale == 0 && m.step <= lastFirm(0) || m.scale == c.negation && c.nobody[s.words[m.first].key]
	})
}

// waives reports whether a statement says that something need not be done.
func (c *wording) waives(s statement) bool {
	return slices.ContainsFunc(s.meanings, func(m said) bool {
		return m.scale == c.negation && slices.ContainsFunc(s.words[m.last+1:min(len(s.words), m.last+1+waiverReach)], func(w word) bool { return c.needs[w.key] })
	})
}

// waiverReach is how many words behind a negation what need not be may stand.
const waiverReach = 3

// wavering reports whether a statement speaks of what may be before it requires or denies anything. What comes behind only
// tells more of a rule: "does not read it, even where the system would allow it".
func (c *wording) wavering(s statement) bool {
	for _, m := range s.meanings {
		switch {
		case m.scale == c.tentative:
			return true
		case c.binds(m):
			return false
		}
	}
	return false
}

// touches reports whether a statement names people or a party that has power over them, or refuses something of what is
// theirs.
func (c *wording) touches(s statement) bool {
	return c.names(s, c.people) || c.names(s, c.parties) || c.names(s, c.things) && c.negated(s)
}

// personal reports whether a statement names people or what is theirs.
func (c *wording) personal(s statement) bool { return c.names(s, c.people) || c.names(s, c.things) }

func (c *wording) names(s statement, set map[string]bool) bool {
	return slices.ContainsFunc(s.words, func(w word) bool { return set[w.key] })
}
