package review

import (
	"fmt"
	"slices"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
)

// Change is what became of a concern or a protection from one version of a draft to the next.
type Change string

// The changes of concerns, and behind them those of protections.
const (
	New       Change = "new"
	Worse     Change = "worse"  // severity or stance rose, or it stands in another passage too
	Better    Change = "better" // severity or stance fell
	Resolved  Change = "resolved"
	Unchanged Change = "unchanged" // of protections too

	Removed      Change = "removed"
	Weakened     Change = "weakened"
	Added        Change = "added"
	Strengthened Change = "strengthened"
)

// Bad reports whether a change takes something from people: what a reviewer of the change must see.
func (c Change) Bad() bool {
	switch c {
	case New, Worse, Removed, Weakened:
		return true
	}
	return false
}

// ConcernChange is what became of one concern.
type ConcernChange struct {
	Change  Change
	Finding Finding // as the new version has it; as the old one had it if it is resolved
	// Old and New are the passage in each version, zero if it has none; their Words are those that the other lacks.
	Old, New Place
	How      []string // what changed, in words
}

// ProtectionChange is what became of one protection.
type ProtectionChange struct {
	ID     string // fingerprint; see Fingerprint
	Change Change
	Rule   catalogue.Rule
	Also   []string // ids of other rules that say the same of the passage
	// Old and New are the passage in each version, zero if it has none; their Words are those that the other lacks.
	Old, New Place
	Near     int      // line of the new version, 1-based, after which a protection stood that is removed; 0 if not removed
	Further  []Place  // other passages that went with it: in Old if it is removed, in New if it is added
	How      []string // what changed, in words
}

// PlaceInNew is where the new version has a protection, or the line after which it would stand.
func (k ProtectionChange) PlaceInNew() Place {
	if k.New.StartLine > 0 {
		return k.New
	}
	return Place{StartLine: max(1, k.Near), EndLine: max(1, k.Near)}
}

// Comparison is what a change does to a draft.
type Comparison struct {
	Old, New    Review
	Concerns    []ConcernChange    // by place in the new version; resolved ones last, by place in the old
	Protections []ProtectionChange // without those that are unchanged; by place in the old version, added ones last
	Kept        int                // protections that are unchanged
	Edits       []Edit             // every change of the text, by place in the new version; for people who want to see it all
	Sentences   Sentences
	Below       int // changes that were left out; see Limit
}

// Edit is a statement that changed, came or went. The Words of its places are those that the other side lacks.
type Edit struct {
	Old, New Place // zero if the version does not have it
	Near     int   // line of the new version, 1-based, after which a statement stood that is gone
}

// Sentences counts the statements of two versions by what became of them. A statement is a sentence of prose or a line of
// a figure or code; references and boilerplate are not counted.
type Sentences struct {
	Same    int // word for word, wherever it stands
	Changed int // of the old version
	Removed int
	Added   int
}

// Limit leaves out what the decisions do not want to see: concerns below the least severity, and concerns and protections
// of other categories. Below counts what was left out.
func (c Comparison) Limit(d Decisions) Comparison {
	made := len(c.Concerns) + len(c.Protections)
	c.Concerns = slices.DeleteFunc(slices.Clone(c.Concerns), func(k ConcernChange) bool {
		return k.Finding.Suppressed == nil && !d.keeps(k.Finding)
	})
	c.Protections = slices.DeleteFunc(slices.Clone(c.Protections), func(k ProtectionChange) bool { return !d.wantsAny(k.Rule, k.Also) })
	c.Below += made - len(c.Concerns) - len(c.Protections)
	return c
}

// Tally is the ledger of a comparison: what became of each concern, and of each protection that changed.
type Tally struct {
	Made       int
	Shown      map[Change]int
	Below      int // left out by severity or category
	Suppressed int
}

// Tally counts a comparison.
func (c Comparison) Tally() Tally {
	t := Tally{Made: len(c.Concerns) + len(c.Protections) + c.Below, Below: c.Below, Shown: map[Change]int{}}
	for _, k := range c.Concerns {
		if k.Finding.Suppressed != nil {
			t.Suppressed++
			continue
		}
		t.Shown[k.Change]++
	}
	for _, k := range c.Protections {
		t.Shown[k.Change]++
	}
	return t
}

// Check says whether the tally adds up.
func (t Tally) Check() error {
	sum := t.Below + t.Suppressed
	for _, n := range t.Shown {
		sum += n
	}
	if sum != t.Made {
		return fmt.Errorf("the ledger does not add up: %d changes made, %d accounted for; please report this", t.Made, sum)
	}
	return nil
}

// Mark gives a review what a comparison with an earlier version says: each finding what became of it, and the review the
// protections that the change took away, weakened, added or strengthened.
func Mark(r Review, c Comparison) Review {
	became := map[string]Change{}
	for _, k := range c.Concerns {
		became[k.Finding.ID] = k.Change
	}
	r.Findings = slices.Clone(r.Findings)
	for i, f := range r.Findings {
		r.Findings[i].Change = became[f.ID]
	}
	r.Since = &c
	return r
}

// Status of a comparison: partial if either version could not be read whole.
func (c Comparison) Status() Status {
	switch {
	case c.Old.Err != nil || c.New.Err != nil:
		return Failed
	case c.Old.Status() == Partial || c.New.Status() == Partial:
		return Partial
	}
	return Complete
}
