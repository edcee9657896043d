package change

import (
	"slices"
)

// weighty reports whether a statement says enough for a broad rule to speak of it.
func (c *wording) weighty(words []word) bool {
	s := c.statement(words)
	return c.count(s, c.firm) > 0 && c.count(s, c.tentative) == 0
}

// musing reports whether a statement only speaks of what may be: it requires nothing and denies nothing.
func (c *wording) musing(words []word) bool {
	s := c.statement(words)
	return c.count(s, c.tentative) > 0 && !slices.ContainsFunc(s.meanings, func(m said) bool {
		return m.scale == 0 && m.step <= lastFirm(0) || m.scale == c.negation
	})
}
