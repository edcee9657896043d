package change

import (
	"slices"
)

func (c *wording) negated(s statement) bool { return c.count(s, c.negation) > 0 }

// turned reports whether what one statement denies, the other one says: "does not require" and "requires".
func (c *wording) turned(old, new statement) bool {
	return old.kept() >= halfKept && c.count(old, c.negation) < manyNegations && (c.denied(old, new) || c.denied(new, old))
}

// manyNegations is how many negations make it unsafe to say that a statement was turned round.
const manyNegations = 2

// denyReach is how many words behind a negation what it denies may stand: "is never again sent".
const denyReach = 3

// denied reports whether a statement denies a word that the other one has without any negation before it.
func (c *wording) denied(s, other statement) bool {
	for _, m := range s.meanings {
		if m.scale != c.negation || !s.lost(m.first, m.last) {
			continue
		}
		for i := m.last + 1; i < len(s.words) && i <= m.last+denyReach; i++ {
			if root := stem(s.words[i].key); len(root) > leastStem && !c.function(s.words[i].key) {
				if c.says(other, root) {
					return true
				}
				break
			}
		}
	}
	return false
}

// function reports whether a word only helps others: "have", "been".
func (c *wording) function(key string) bool {
	switch key {
	case "have", "been", "being", "does", "will", "with", "than", "that", "this", "these", "such", "again", "also", "even", "more":
		return true
	}
	return false
}

// says reports whether a statement has a word and no negation in front of it.
func (c *wording) says(s statement, root string) bool {
	found := false
	for i, w := range s.words {
		if stem(w.key) != root {
			continue
		}
		if c.negatedAt(s, i) {
			return false
		}
		found = true
	}
	return found
}

// negatedReach is how many words before another one a negation may stand and still deny it.
const negatedReach = 12

func (c *wording) negatedAt(s statement, at int) bool {
	return slices.ContainsFunc(s.meanings, func(m said) bool {
		return m.scale == c.negation && m.last < at && at-m.last <= negatedReach
	})
}
