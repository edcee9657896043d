package change

import (
	"fmt"
	"slices"
)

// mostKept is the least share of a statement's words that must be kept to compare its conditions: one that has been told
// anew has other conditions in any case.
const mostKept = 0.6

// conditions finds conditions that came or went: as many more or fewer as there are of their kind or another.
func (c *wording) conditions(v *verdict, old, new statement) {
	var gone, come []said
	for i := range c.Conditions {
		if c.Conditions[i].Negated && !(c.negated(old) && c.negated(new)) {
			continue
		}
		g, _ := old.changed(len(c.Ladders) + i)
		n, _ := new.changed(len(c.Ladders) + i)
		if !c.Conditions[i].Short {
			g, n = clauses(old, g), clauses(new, n)
		}
		if c.Conditions[i].Inserted {
			g, n = insertions(old, g), insertions(new, n)
		}
		gone, come = append(gone, g...), append(come, n...)
	}
	gone, come = distinct(gone), distinct(come)
	if c.conditionals(new) <= c.conditionals(old) {
		come = slices.DeleteFunc(come, func(m said) bool { return !c.Conditions[m.scale-len(c.Ladders)].Short })
	}
	if max(old.kept(), new.kept()) < mostKept || c.count(old, 0) == 0 && c.count(new, 0) > 0 {
		return
	}
	for k := len(gone); k < len(come); k++ {
		m := come[k-len(gone)]
		v.weaker = append(v.weaker, fmt.Sprintf("%s: %q", c.Conditions[m.scale-len(c.Ladders)].Name, clauseFrom(new, m.first)))
	}
	for k := len(come); k < len(gone); k++ {
		text := fmt.Sprintf("a condition is gone: %q", clauseFrom(old, gone[k-len(come)].first))
		if c.chosen(old, gone[k-len(come)].first) {
			v.weaker = append(v.weaker, text)
		} else {
			v.stronger = append(v.stronger, text)
		}
	}
}

// leastClause is the least number of new words in a row that are a condition, and leastLast the same at the end of a
// statement.
const (
	leastClause = 3
	leastLast   = 2
)

// clauses leaves out conditions of which only the first word is new, another word for the same, and those that only add
// a case: "or if".
func clauses(s statement, list []said) []said {
	return slices.DeleteFunc(list, func(m said) bool {
		last := m.first
		for last+1 < len(s.words) && s.gone[last+1] {
			last++
		}
		n := last - m.first + 1
		if m.first > 0 && s.words[m.first-1].key == "or" {
			return true // one more case of the same
		}
		return n < leastClause && (n < leastLast || last+1 < len(s.words))
	})
}

// insertions keeps conditions in whose place the other statement has nothing, and that do not only explain: "relays, who".
func insertions(s statement, list []said) []said {
	return slices.DeleteFunc(list, func(m said) bool {
		first := m.first
		for first > 0 && s.gone[first-1] {
			first--
		}
		return s.replaced[first] || s.comma(m.first-1)
	})
}

// distinct keeps one of conditions that share words.
func distinct(list []said) []said {
	var kept []said
	for _, m := range list {
		overlap := false
		for _, k := range kept {
			overlap = overlap || m.first <= k.last && m.last >= k.first
		}
		if !overlap {
			kept = append(kept, m)
		}
	}
	return kept
}

// clauseWords is how many words of a condition are quoted.
const clauseWords = 12

// clauseFrom quotes the words from one on that the other statement lacks.
func clauseFrom(s statement, first int) string {
	last := first
	for last+1 < len(s.words) && last-first < clauseWords-1 && s.gone[last+1] {
		last++
	}
	return s.quote(first, last)
}

// chosen reports whether a condition that is gone was somebody's choice: it named people who ask, agree or choose.
func (c *wording) chosen(s statement, first int) bool {
	people, asking := false, false
	for i := first; i < len(s.words) && s.gone[i]; i++ {
		people, asking = people || c.people[s.words[i].key], asking || c.asking[s.words[i].key]
	}
	return people && asking
}

// conditionals counts the words of a statement with which conditions begin.
func (c *wording) conditionals(s statement) int {
	n := 0
	for i := range c.Conditions {
		if !c.Conditions[i].Short {
			n += c.count(s, len(c.Ladders)+i)
		}
	}
	return n
}
