package change

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff/lcs"
)

// statement is one side of a link: the words of its units, as one.
type statement struct {
	words    []word
	gone     []bool // by word: it is not in the other side; a word that is only spelled otherwise is in it
	meanings []said
	amounts  []amount
}

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

func (c *wording) statement(words []word) statement {
	s := statement{words: words, gone: make([]bool, len(words)), meanings: c.find(words)}
	s.amounts = c.amounts(words, s.meanings)
	return s
}

// renames counts how often some words took the place of others.
type renames map[[2]string]int

// oftenRenamed is how often the same words must take the place of the same others to be another name for the same thing.
const oftenRenamed = 3

// mark finds which words of each statement the other one lacks.
func mark(old, new *statement, renamed renames) {
	for _, d := range lcs.DiffLines(wordKeys(old.words), wordKeys(new.words)) {
		gone, come := old.words[d.Start:d.End], new.words[d.ReplStart:d.ReplEnd]
		if renamed[substitution(gone, come)] >= oftenRenamed || joined(gone) == joined(come) {
			continue
		}
		for k := range gone {
			old.gone[d.Start+k] = !spelledAlike(gone[k], come)
		}
		for k := range come {
			new.gone[d.ReplStart+k] = !spelledAlike(come[k], gone)
		}
	}
}

// joined is words without space between: "any time" is "anytime".
func joined(words []word) string { return strings.Join(wordKeys(words), "") }

func substitution(gone, come []word) [2]string {
	return [2]string{strings.Join(wordKeys(gone), " "), strings.Join(wordKeys(come), " ")}
}

// note counts what took the place of what between two statements, where neither means anything on a ladder.
func (c *wording) note(before, after []word, renamed renames) {
	for _, d := range lcs.DiffLines(wordKeys(before), wordKeys(after)) {
		gone, come := before[d.Start:d.End], after[d.ReplStart:d.ReplEnd]
		if len(gone) > 0 && len(come) > 0 && len(c.find(gone)) == 0 && len(c.find(come)) == 0 && !anyNumeric(gone) {
			renamed[substitution(gone, come)]++
		}
	}
}

func anyNumeric(words []word) bool {
	return slices.ContainsFunc(words, func(w word) bool { return numeric(w.key) })
}

func wordKeys(words []word) []string {
	keys := make([]string, len(words))
	for i, w := range words {
		keys[i] = w.key
	}
	return keys
}

// typo is the least length of a word of which one letter may differ without making it another word.
const typo = 5

// spelledAlike reports whether a word is among others but for one letter: a slip of the pen, or its repair.
func spelledAlike(w word, others []word) bool {
	for _, o := range others {
		if w.key == o.key || len(w.key) >= typo && len(o.key) >= typo && !numeric(w.key) && oneEdit(w.key, o.key) {
			return true
		}
	}
	return false
}

func numeric(key string) bool { return strings.ContainsAny(key, "0123456789") }

// oneEdit reports whether one letter more, less, other or two exchanged makes a word of the other.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	j := 0
	for j < len(a)-i && a[len(a)-1-j] == b[len(b)-1-j] {
		j++
	}
	left := len(a) - i - j
	swapped := left == 2 && len(a) == len(b) && a[i] == b[i+1] && a[i+1] == b[i]
	return left <= 0 || left == 1 && len(a) == len(b) || swapped
}

// changed gives what a statement says on a scale that the other one lacks, and whether anything on it is kept.
func (s statement) changed(scale int) (only []said, kept bool) {
	for _, m := range s.meanings {
		if m.scale != scale {
			continue
		}
		if s.lost(m.first, m.last) {
			only = append(only, m)
		} else {
			kept = true
		}
	}
	return only, kept
}

func (s statement) lost(first, last int) bool {
	for k := first; k <= last; k++ {
		if s.gone[k] {
			return true
		}
	}
	return false
}

func (s statement) quote(first, last int) string {
	parts := make([]string, 0, last-first+1)
	for _, w := range s.words[first : last+1] {
		parts = append(parts, w.key)
	}
	return strings.Join(parts, " ")
}

func (c *wording) negated(s statement) bool { return c.count(s, c.negation) > 0 }

func (c *wording) count(s statement, scale int) int {
	n := 0
	for _, m := range s.meanings {
		if m.scale == scale {
			n++
		}
	}
	return n
}

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

// capitals reports whether a requirement word is in capitals: it then binds whatever stands around it (RFC 8174).
func capitals(s statement, m said) bool { return requirement[s.words[m.first].key] }

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

// halfKept is the least share of a statement's words that must be kept to say that it has been turned round.
const halfKept = 0.5

// leastKept is the least share of a statement's words that must be kept to compare any words but those of requirements.
const leastKept = 0.3

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
		gone, come = append(gone, g...), append(come, n...)
	}
	gone, come = distinct(gone), distinct(come)
	if max(old.kept(), new.kept()) < mostKept || c.count(old, 0) == 0 && c.count(new, 0) > 0 {
		return
	}
	for k := len(gone); k < len(come); k++ {
		m := come[k-len(gone)]
		v.weaker = append(v.weaker, fmt.Sprintf("%s: %q", c.Conditions[m.scale-len(c.Ladders)].Name, clauseFrom(new, m.first)))
	}
	for k := len(come); k < len(gone); k++ {
		v.stronger = append(v.stronger, fmt.Sprintf("a condition is gone: %q", clauseFrom(old, gone[k-len(come)].first)))
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

// turned reports whether what one statement denies, the other one says: "does not require" and "requires".
func (c *wording) turned(old, new statement) bool {
	return old.kept() >= halfKept && (c.denied(old, new) || c.denied(new, old))
}

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

// kept is the share of its words that a statement has in common with the other one.
func (s statement) kept() float64 {
	n := 0
	for _, gone := range s.gone {
		if !gone {
			n++
		}
	}
	return float64(n) / float64(max(1, len(s.gone)))
}

// switched finds a switch that is turned round: the one value of a switch that is gone stands for the other side than the
// one that has come.
func (c *wording) switched(v *verdict, old, new statement) {
	x, y := c.switchOf(old), c.switchOf(new)
	if x < 0 || y < 0 || c.switches[old.words[x].key] == c.switches[new.words[y].key] {
		return
	}
	text := fmt.Sprintf("a default is turned round: %q is now %q", old.words[x].key, new.words[y].key)
	if c.guarding(old) == (c.switches[new.words[y].key] == off) {
		v.weaker = append(v.weaker, text)
	} else {
		v.stronger = append(v.stronger, text)
	}
}

// off is the side of a switch that is off.
const off = 0

// guarding reports whether a statement is about something that protects when it is on.
func (c *wording) guarding(s statement) bool {
	return slices.ContainsFunc(s.words, func(w word) bool { return c.guards[stem(w.key)] })
}

// switchOf is the first word that the other statement lacks and that is the value of a switch; -1 if there is none.
func (c *wording) switchOf(s statement) int {
	for i, w := range s.words {
		if _, known := c.switches[w.key]; known && s.gone[i] {
			return i
		}
	}
	return -1
}

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

// quantities compares the numbers of two statements, in order, each with its like.
func (c *wording) quantities(v *verdict, old, new statement) {
	used := make([]bool, len(new.amounts))
	for _, a := range old.amounts {
		found := false
		for k, b := range new.amounts {
			if used[k] || a.quantity != b.quantity {
				continue
			}
			used[k] = true
			c.quantity(v, old, new, a, b)
			found = true
			break
		}
		if !found && c.limits(old, a) && !anyAmount(new) {
			v.weaker = append(v.weaker, fmt.Sprintf("a limit of time is gone: %q", old.quote(a.first, a.last)))
		}
	}
}

// limits reports whether an amount is a limit that the other statement lacks: a time with a word that binds it.
func (c *wording) limits(s statement, a amount) bool {
	return a.bound == c.atMost && a.quantity < len(c.Quantities) && c.Quantities[a.quantity].Weaker == "more" && s.lost(a.first, a.last)
}

func anyAmount(s statement) bool { return len(s.amounts) > 0 }

func (c *wording) quantity(v *verdict, old, new statement, a, b amount) {
	if a.value == b.value {
		return
	}
	name, more := "the number is another", a.bound == c.atMost
	if a.quantity < len(c.Quantities) {
		name, more = c.Quantities[a.quantity].Name, c.Quantities[a.quantity].Weaker == "more"
	}
	text := fmt.Sprintf("%q is now %q", old.quote(a.first, a.last), new.quote(b.first, b.last))
	if more == (b.value > a.value) {
		v.weaker = append(v.weaker, name+": "+text)
	} else {
		v.stronger = append(v.stronger, text)
	}
}
