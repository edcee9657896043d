package catalogue

import (
	"fmt"
	"strings"
)

// Wording says which words make a statement stronger or weaker, for comparing two revisions of a draft. Its file is
// wording.yaml; docs/change.md explains it.
type Wording struct {
	Ladders    []Ladder    `yaml:"ladders"`
	Conditions []Condition `yaml:"conditions"`
	Negators   []string    `yaml:"negators"` // words that turn a statement into its opposite
	Quantities []Quantity  `yaml:"quantities"`
	Numbers    []string    `yaml:"numbers"` // words for the numbers from zero on
	// AtLeast and AtMost are words before a number without a unit that say in which direction it binds.
	AtLeast []string `yaml:"at-least"`
	AtMost  []string `yaml:"at-most"`
	// Tentative are words of sentences that say too little for a broad rule, Firm are words of which such a sentence needs one.
	Tentative []string `yaml:"tentative"`
	Firm      []string `yaml:"firm"`
	// Switches are the values of a switch in tables and formal languages, one side each.
	Switches [][]string `yaml:"switches"`
	// Guards are words of what protects when it is switched on; other things protect when they are switched off.
	Guards []string `yaml:"guards"`
	// Larger are words in the name of a field that protects more, the larger its number is.
	Larger []string `yaml:"larger"`
	// Narrowing are words that narrow what a statement speaks of when they take the place of "all".
	Narrowing []string `yaml:"narrowing"`
	// People, Parties and Things are what a statement that concerns people names: them, those who have power over them, and
	// what is theirs.
	People  []string `yaml:"people"`
	Parties []string `yaml:"parties"`
	Things  []string `yaml:"things"`
	// Licences are words by which a new statement lets a party do something, and Harms what it must not be let do unseen.
	Licences []string `yaml:"licences"`
	Harms    []string `yaml:"harms"`
	// Asking is what somebody does who does not act behind the back of others: "without telling" is a licence, too.
	Asking []string `yaml:"asking"`
	// Lasting are words of what people can rely on for a time: of it, less is weaker.
	Lasting []string `yaml:"lasting"`
	// Harmful are Harms that a new statement does by itself.
	Harmful []string `yaml:"harmful"`
	// Proofs are words for what a new statement must not ask of people: "show a passport".
	Proofs []string `yaml:"proofs"`
	// Nobody are negators that leave out everybody or everything, and Needs what a negation before it waives: "not required".
	Nobody []string `yaml:"nobody"`
	Needs  []string `yaml:"needs"`
	// Bearers are words for what has or takes something along, of which fewer is no loss: "contains".
	Bearers []string `yaml:"bearers"`
}

// Ladder is a set of words in order of how strongly they protect.
type Ladder struct {
	Name string `yaml:"name"` // what a step down is called: "the requirement is lowered"
	// Steps are from strong to weak; the words of one step mean the same.
	Steps [][]string `yaml:"steps"`
	// Alone says that a word below the first step weakens a statement even if it takes no other's place.
	Alone bool `yaml:"alone"`
	// Dropped says that a statement is weaker, too, if the last word of the ladder goes from it.
	Dropped bool `yaml:"dropped"`
	// Inverts says that in a statement with a negation a step down makes it stronger: "MUST NOT use RC4".
	Inverts bool `yaml:"inverts"`
	// Flips says that the first step is "on" and the second "off"; which of them protects, Guards says.
	Flips bool `yaml:"flips"`
}

// Condition is a kind of words after which a statement holds only sometimes.
type Condition struct {
	Name  string   `yaml:"name"` // what another one is called: "an exception is made"
	Words []string `yaml:"words"`
	// Short says that one word is enough; of the other conditions the words behind it must be new as well.
	Short bool `yaml:"short"`
	// Inserted says that they count only where nothing stood before: "every book" and "every book that the library lends".
	Inserted bool `yaml:"inserted"`
	// Negated says that they weaken only a statement with a negation: "not based on it" is more than "not based on it alone".
	Negated bool `yaml:"negated"`
}

// Quantity is what a number with one of some units measures.
type Quantity struct {
	Name  string             `yaml:"name"`  // what a weaker number is called: "the time is longer"
	Units map[string]float64 `yaml:"units"` // each in the smallest
	// Weaker is the direction in which a statement gets weaker: more or less.
	Weaker string `yaml:"weaker"`
}

// check tells what is wrong with the wording.
func (w Wording) check() []error {
	var errs []error
	fail := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("wording.yaml: "+format, args...))
	}
	for i, l := range w.Ladders {
		if l.Name == "" || len(l.Steps) < 2 {
			fail("ladders[%d]: a ladder needs a name and two steps at least", i+1)
		}
		for _, words := range append(l.Steps, []string{"-"}) {
			if len(words) == 0 {
				fail("ladder %q: a step has no words", l.Name)
			}
		}
	}
	for i, c := range w.Conditions {
		if c.Name == "" || len(c.Words) == 0 {
			fail("conditions[%d]: a kind of condition needs a name and words", i+1)
		}
	}
	if n := len(w.Switches); n != 0 && n != 2 { // a folder of rules has no wording of its own
		fail("switches: write two lists, the values of either side")
	}
	for _, q := range w.Quantities {
		if q.Weaker != "more" && q.Weaker != "less" {
			fail("quantity %q: weaker is %q; write more or less", q.Name, q.Weaker)
		}
		for unit, size := range q.Units {
			if size <= 0 || strings.ToLower(unit) != unit {
				fail("quantity %q: unit %q: write it in lower case, with a size above 0", q.Name, unit)
			}
		}
	}
	return errs
}
