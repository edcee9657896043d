package change

import (
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff/lcs"
)

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
			old.replaced[d.Start+k] = len(come) > 0
		}
		for k := range come {
			new.gone[d.ReplStart+k] = !spelledAlike(come[k], gone)
			new.replaced[d.ReplStart+k] = len(gone) > 0
		}
	}
}

// joined is words without space between: "any time" is "anytime".
func joined(words []word) string { return strings.Join(wordKeys(words), "") }

func substitution(gone, come []word) [2]string {
	return [2]string{strings.Join(wordKeys(gone), " "), strings.Join(wordKeys(come), " ")}
}

// note counts what took the place of what between two statements, where that does not change their force.
func (c *wording) note(before, after []word, renamed renames) {
	for _, d := range lcs.DiffLines(wordKeys(before), wordKeys(after)) {
		gone, come := before[d.Start:d.End], after[d.ReplStart:d.ReplEnd]
		if len(gone) > 0 && len(come) > 0 && !c.ranked(gone, come) && !anyNumeric(gone) {
			renamed[substitution(gone, come)]++
		}
	}
}

// ranked reports whether words that take the place of others may change the force of a statement: they are of requirement, a
// condition or a negation, or stand on one ladder on different steps.
func (c *wording) ranked(gone, come []word) bool {
	steps := map[int]int{}
	for _, m := range c.find(gone) {
		if m.scale == 0 || m.scale >= len(c.Ladders) {
			return true
		}
		steps[m.scale] = m.step
	}
	for _, m := range c.find(come) {
		step, both := steps[m.scale]
		if m.scale == 0 || m.scale >= len(c.Ladders) || both && step != m.step {
			return true
		}
	}
	return false
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
