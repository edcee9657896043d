package change

// verdict says how a statement has changed its force.
type verdict struct {
	weaker, stronger []string // in words: "the requirement is lowered: MUST is now SHOULD"
	fewer            []string // what is gone from an enumeration, which weakens a statement that protects
	measured         bool     // a number or a switch is another to the worse
	required         bool     // the old statement requires something
	turned           bool     // a negation came or went
}

// compare weighs two versions of a statement.
func (c *wording) compare(old, new *statement, renamed renames, cells bool) verdict {
	mark(old, new, renamed)
	return c.weigh(*old, *new, cells)
}

func (c *wording) weigh(old, new statement, cells bool) (v verdict) {
	negated := c.negated(old) || c.negated(new)
	for i, l := range c.Ladders {
		c.step(&v, i, old, new, l.Inverts && negated)
	}
	c.conditions(&v, old, new)
	c.quantities(&v, old, new)
	c.narrowed(&v, old, new)
	c.shortened(&v, old, new)
	if cells {
		c.switched(&v, old, new)
	}
	v.required = c.demands(old)
	v.turned = c.turned(old, new)
	return v
}
