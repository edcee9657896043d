package change

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
)

// meaning is what some words say on the scale of a ladder, or as a condition or negation.
type meaning struct {
	scale int // index of the ladder, of the condition behind the ladders, or that of negation
	step  int // 0 is the strongest
}

// phrase is a sequence of words with their meanings.
type phrase struct {
	words []map[string]bool // each word in all its forms
	means meaning
}

// wording is the catalogue's wording made ready: phrases by each form of their first word.
type wording struct {
	catalogue.Wording
	phrases  map[string][]phrase
	negation int // the scale of negators
	atLeast  int
	atMost   int

	tentative int // the scales of words that only say what may be, and of those that bind
	firm      int
	numbers   map[string]float64
	units     map[string]unitOf
	roots     roots
	switches  map[string]int // the side of each value of a switch
	larger    map[string]bool
	guards    map[string]bool
	narrows   map[string]bool

	people, parties, things, licences, harms, bearers, nobody, needs, asking, lasting, harmful, proofs map[string]bool // in all their forms
}

// unitOf is a unit with what it measures.
type unitOf struct {
	quantity int
	size     float64
}

func compile(w catalogue.Wording) *wording {
	c := &wording{Wording: w, phrases: map[string][]phrase{}, numbers: map[string]float64{}, units: map[string]unitOf{}, roots: roots{}}
	c.addSets(w)
	for i, l := range w.Ladders {
		for step, words := range l.Steps {
			c.add(words, meaning{i, step})
			c.alike(words, fmt.Sprintf("%d.%d", i, step))
		}
	}
	scale := len(w.Ladders)
	for _, k := range w.Conditions {
		c.add(k.Words, meaning{scale, 0})
		scale++
	}
	c.negation, c.atLeast, c.atMost, c.tentative, c.firm = scale, scale+1, scale+2, scale+3, scale+4
	c.add(w.Tentative, meaning{c.tentative, 0})
	c.add(w.Firm, meaning{c.firm, 0})
	c.add(w.Negators, meaning{c.negation, 0})
	c.add(w.AtLeast, meaning{c.atLeast, 0})
	c.add(w.AtMost, meaning{c.atMost, 0})
	for i, n := range w.Numbers {
		c.numbers[n] = float64(i)
	}
	for i, q := range w.Quantities {
		for unit, size := range q.Units {
			c.units[unit], c.units[unit+"s"] = unitOf{i, size}, unitOf{i, size}
		}
	}
	return c
}

// addSets makes the lists of single words ready.
func (c *wording) addSets(w catalogue.Wording) {
	c.switches, c.larger, c.narrows = map[string]int{}, setOf(w.Larger), setOf(w.Narrowing)
	c.guards, c.people, c.parties, c.things = inflected(w.Guards), inflected(w.People), inflected(w.Parties), inflected(w.Things)
	c.licences, c.harms, c.bearers = inflected(w.Licences), inflected(w.Harms), inflected(w.Bearers)
	c.nobody, c.needs = inflected(w.Nobody), inflected(w.Needs)
	c.asking, c.lasting, c.harmful = inflected(w.Asking), inflected(w.Lasting), inflected(w.Harmful)
	c.proofs = inflected(w.Proofs)
	for side, values := range w.Switches {
		for _, v := range values {
			c.switches[strings.TrimPrefix(v, "=")] = side
		}
	}
}

func (c *wording) add(list []string, means meaning) {
	for _, text := range list {
		exact := strings.HasPrefix(text, "=")
		text = strings.TrimPrefix(text, "=")
		p := phrase{means: means}
		for _, w := range wordsOf([]byte(text), document.Span{End: len(text)}) {
			p.words = append(p.words, formsOf(w.key, exact))
		}
		for form := range p.words[0] {
			c.phrases[form] = append(c.phrases[form], p)
		}
	}
}

func setOf(words []string) map[string]bool {
	set := map[string]bool{}
	for _, w := range words {
		set[w] = true
	}
	return set
}

// inflected is a set of words in all their forms.
func inflected(words []string) map[string]bool {
	set := map[string]bool{}
	for _, w := range words {
		for form := range formsOf(w, false) {
			set[form] = true
		}
	}
	return set
}

// alike gives the single words of a step one root; a word of several ladders has that of the first.
func (c *wording) alike(list []string, root string) {
	for _, text := range list {
		exact := strings.HasPrefix(text, "=")
		text = strings.TrimPrefix(text, "=")
		words := wordsOf([]byte(text), document.Span{End: len(text)})
		if len(words) != 1 {
			continue
		}
		for form := range formsOf(words[0].key, exact) {
			if _, known := c.roots[form]; !known {
				c.roots[form] = root
			}
		}
	}
}

func formsOf(key string, exact bool) map[string]bool {
	forms := map[string]bool{key: true}
	if !exact && !requirement[key] {
		for _, f := range catalogue.Forms(key) {
			forms[f] = true
		}
	}
	return forms
}

// said is a phrase at a place in a statement.
type said struct {
	meaning
	first, last int // words of the statement
}

// find gives what the words of a statement mean, in order; of phrases that overlap on one scale only the longest.
func (c *wording) find(words []word) []said {
	var all, here []said
	for i := range words {
		here = here[:0]
		for _, p := range c.phrases[words[i].key] {
			if p.at(words[i:]) {
				here = longest(here, said{p.means, i, i + len(p.words) - 1})
			}
		}
		slices.SortFunc(here, func(a, b said) int { return a.scale - b.scale })
		for _, s := range here {
			if !covered(all, s) {
				all = append(all, s)
			}
		}
	}
	return all
}

// longest adds a phrase to those that begin at the same word, one a scale.
func longest(here []said, s said) []said {
	for k := range here {
		if here[k].scale == s.scale {
			if s.last > here[k].last {
				here[k] = s
			}
			return here
		}
	}
	return append(here, s)
}

// covered reports whether a longer phrase on the same scale holds this one.
func covered(all []said, s said) bool {
	for i := len(all) - 1; i >= 0 && i >= len(all)-12; i-- {
		if all[i].scale == s.scale && all[i].last >= s.last {
			return true
		}
	}
	return false
}

func (p phrase) at(words []word) bool {
	if len(p.words) > len(words) {
		return false
	}
	for i, forms := range p.words {
		if !forms[words[i].key] {
			return false
		}
	}
	return true
}

// amount is a number with its unit at a place in a statement.
type amount struct {
	quantity int     // index in Quantities; plain is behind them
	value    float64 // in the smallest unit
	bound    int     // the scale of the words before it: atLeast, atMost or 0
	first    int     // words of the statement
	last     int
}

// amounts finds the numbers in a statement that mean something: those with a unit, and those that words bind.
func (c *wording) amounts(words []word, meanings []said) []amount {
	var all []amount
	for i, w := range words {
		value, ok := c.number(w.key)
		if !ok && i+1 < len(words) && single(w.key) {
			_, ok = c.units[words[i+1].key]
			value = 1
		}
		if !ok {
			continue
		}
		a := amount{quantity: len(c.Quantities), value: value, first: i, last: i, bound: c.boundBefore(meanings, i)}
		if i+1 < len(words) {
			if u, known := c.units[words[i+1].key]; known {
				a.quantity, a.value, a.last = u.quantity, value*u.size, i+1
			}
		}
		if a.quantity < len(c.Quantities) || a.bound != 0 || c.heads(words, i) {
			all = append(all, a)
		}
	}
	return all
}

// single reports whether a word before a unit is one of it: "a week", "each day".
func single(key string) bool {
	switch key {
	case "a", "an", "each", "every", "per":
		return true
	}
	return false
}

// heads reports whether a number counts people or parties, or is "or more".
func (c *wording) heads(words []word, at int) bool {
	for i := at + 1; i < len(words) && i <= at+2; i++ {
		if c.people[words[i].key] || c.parties[words[i].key] || words[i].key == "others" || words[i].key == "or" && i+1 < len(words) && words[i+1].key == "more" {
			return true
		}
	}
	return false
}

// number reads "15", "1,000" without its comma, "2.5" and "fifteen".
func (c *wording) number(key string) (float64, bool) {
	if n, ok := c.numbers[key]; ok {
		return n, true
	}
	value, scale, dot := 0.0, 1.0, false
	for _, r := range key {
		switch {
		case r >= '0' && r <= '9' && dot:
			scale /= 10
			value += float64(r-'0') * scale
		case r >= '0' && r <= '9':
			value = value*10 + float64(r-'0')
		case r == '.' && !dot:
			dot = true
		default:
			return 0, false
		}
	}
	return value, len(key) < 12
}

// boundReach is how many words before a number may stand between it and what binds it: "limit of at most about 5".
const boundReach = 3

func (c *wording) boundBefore(meanings []said, at int) int {
	bound := 0
	for _, s := range meanings {
		if (s.scale == c.atLeast || s.scale == c.atMost) && s.last < at && at-s.last <= boundReach {
			bound = s.scale
		}
	}
	return bound
}
