// Package checklist finds, without a model, the passages of a draft that should be looked at again.
package checklist

import (
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Checklist is a catalogue made ready to match. It is safe for concurrent use.
type Checklist struct {
	rules []catalogue.Rule
}

// Result is what the checklist says about one draft, each list in order of place and then of rule.
type Result struct {
	Findings    []review.Finding
	Protections []review.Protection
	RuledOut    []review.RuledOut
	Notes       []review.Note
}

// Compile makes a catalogue ready to match. The error names the file of the rule and what to write instead.
func Compile(c *catalogue.Catalogue) (*Checklist, error) {
	return &Checklist{rules: c.Rules}, nil
}

// Check reads a document against the checklist. It is pure: the same document gives the same result.
func (c *Checklist) Check(doc *document.Document) Result { return Result{} }

// Explanation is what one rule made of one passage.
type Explanation struct {
	Rule   catalogue.Rule
	Place  review.Place
	Fired  bool          // it became a finding or a protection
	Stance review.Stance // decided stance; empty if the rule did not get that far
	Cues   []review.Cue
	Reason string // in words: why it did or did not fire: "looks like: video surveillance", "no {person} in the sentence"
}

// Explain tells of every rule that looked at a passage which covers the 1-based source line.
func (c *Checklist) Explain(doc *document.Document, line int) []Explanation { return nil }
