package change

// verdict says how a statement has changed its force.
type verdict struct {
	weaker, stronger []string // in words: "the requirement is lowered: MUST is now SHOULD"
	turned           bool     // a negation came or went
}

// compare weighs two versions of a statement.
func (c *wording) compare(before, after []word, renamed renames, cells bool) (old, new statement, v verdict) {
	old, new = c.statement(before), c.statement(after)
	mark(&old, &new, renamed)
	negated := c.negated(old) || c.negated(new)
	for i, l := range c.Ladders {
		c.step(&v, i, old, new, l.Inverts && negated)
	}
	c.conditions(&v, old, new)
	c.quantities(&v, old, new)
	c.narrowed(&v, old, new)
	if cells {
		c.switched(&v, old, new)
	}
	v.turned = c.turned(old, new)
	return old, new, v
}
