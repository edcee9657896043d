package render

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// sampleEdits turn the draft of testdata into its next version.
var sampleEdits = strings.NewReplacer(
	"draft-example-lend-address-02", "draft-example-lend-address-03",
	"A lender MUST give every customer", "A lender MAY give every customer",
	"MAY be slowed down", "SHOULD be slowed down",
	"for two years.", "for ten years.",
	"The customers are not told.", "The customers are told within a day.",
	"Records are a target for thieves.  They MUST be", "They SHOULD be",
	"\n   Lenders that do not need records SHOULD NOT keep any.\n", "",
	"This document does not solve that problem.", "A lender MUST hand the numbers\n   to every agency that asks.  Customers can see who asked for them.",
)

// versions are the draft of testdata and its next version.
func versions(t testing.TB) (old, new *document.Document) {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("testdata", "draft.txt"))
	if err != nil {
		t.Fatal(err)
	}
	meta := document.Metadata{Name: "draft-example-lend-address-02", Title: "Lending Addresses to Many People at Once"}
	old = readDocument(t, "drafts/lend-address-02.txt", string(source), meta)
	meta.Name = "draft-example-lend-address-03"
	return old, readDocument(t, "drafts/lend-address-03.txt", sampleEdits.Replace(string(source)), meta)
}

// changeSample is a comparison in which every field is used.
func changeSample(t testing.TB) review.Comparison {
	old, new := versions(t)
	c := review.Comparison{
		Old: review.Review{Document: old}, New: review.Review{Document: new},
		Concerns: sampleConcerns(t, old, new), Protections: sampleProtections(t, old, new), Kept: 3, Below: 2,
		Sentences: review.Sentences{Same: 14, Changed: 5, Removed: 3, Added: 2},
		Edits: []review.Edit{
			{Old: at(t, old, "2", "How a Lender Works", "A lender [MUST] give every customer a number"),
				New: at(t, new, "2", "How a Lender Works", "A lender [MAY] give every customer a number")},
			{Old: at(t, old, "5", "Security Considerations", "[Records are a target for thieves.]"), Near: 41},
			{New: at(t, new, "6", "Privacy Considerations", "[Customers can see who asked for them.]")},
		},
	}
	for _, k := range c.Concerns {
		if k.Change != review.Resolved {
			c.New.Findings = append(c.New.Findings, k.Finding)
		}
	}
	return c
}

func sampleConcerns(t testing.TB, old, new *document.Document) []review.ConcernChange {
	change := func(became review.Change, rule string, before, after review.Place, how ...string) review.ConcernChange {
		r, place := sampleRules[rule], after
		if became == review.Resolved {
			place = before
		}
		f := review.Finding{
			ID: review.Fingerprint(r.ID, place.Quote, place.SectionTitle, "draft-example-lend-address", 0), Rule: r,
			Severity: r.Severity, Stance: review.Requires, Confidence: 0.75, Place: place, Cues: []review.Cue{cue("must", 1)},
		}
		return review.ConcernChange{Change: became, Finding: f, Old: before, New: after, How: how}
	}
	worse := change(review.Worse, "record",
		at(t, old, "3", "Records", "and the time, and MUST keep these records for [two] years."),
		at(t, new, "3", "Records", "and the time, and MUST keep these records for [ten] years."),
		`the time is longer: "two years" is now "ten years"`, "it stands in another passage too")
	worse.Finding.Further = []review.Place{at(t, new, "3", "Records", "An agency that has the right to do so can ask for the [records]")}
	worse.Finding.Also = []string{"surveillance/long-kept"}
	suppressed := change(review.Worse, "slow",
		at(t, old, "2", "How a Lender Works", "Traffic of some applications [MAY] be slowed down"),
		at(t, new, "2", "How a Lender Works", "Traffic of some applications [SHOULD] be slowed down"))
	suppressed.Finding.Suppressed = &review.Suppression{Rule: "traffic-manipulation/*", Reason: "out of scope", Origin: ".rightsreview.yaml:7"}
	passed := at(t, new, "6", "Privacy Considerations", "A lender [MUST hand] the numbers to every agency that asks.")
	passed.Page = 2
	return []review.ConcernChange{
		change(review.New, "absent", review.Place{}, review.Place{}),
		change(review.Better, "number",
			at(t, old, "2", "How a Lender Works", "A lender [MUST] give every customer a number"),
			at(t, new, "2", "How a Lender Works", "A lender [MAY] give every customer a number"), `"MUST" is now "MAY"`),
		suppressed, worse,
		change(review.Unchanged, "access",
			at(t, old, "4", "Interface for Agencies", "The interface [SHOULD] accept a range of addresses"),
			at(t, new, "4", "Interface for Agencies", "The interface [SHOULD] accept a range of addresses")),
		change(review.New, "record", review.Place{}, passed),
		change(review.Resolved, "access", at(t, old, "6", "Privacy Considerations", "This document does [not solve] that problem."), review.Place{}),
	}
}

func sampleProtections(t testing.TB, old, new *document.Document) []review.ProtectionChange {
	change := func(became review.Change, rule string, before, after review.Place, how ...string) review.ProtectionChange {
		r := sampleRules[rule]
		r.Message, r.Rights = "The passage keeps records small, or from others.", []string{"UDHR 12", "ICCPR 17"}
		id := review.Fingerprint(r.ID, before.Quote+after.Quote, before.SectionTitle, "draft-example-lend-address", 0)
		return review.ProtectionChange{ID: id, Change: became, Rule: r, Old: before, New: after, How: how}
	}
	removed := change(review.Removed, "without",
		at(t, old, "5", "Security Considerations", "Lenders that do not need records [SHOULD NOT keep any]."), review.Place{})
	removed.Further = []review.Place{at(t, old, "5", "Security Considerations", "Records are a [target for thieves].")}
	removed.Near, removed.Also = 42, []string{"surveillance/only-what-is-needed"}
	added := change(review.Added, "without", review.Place{},
		at(t, new, "6", "Privacy Considerations", "Customers can [see who asked] for them."))
	added.Further = []review.Place{at(t, new, "5", "Security Considerations", "MUST be [deleted] when the two years are over.")}
	return []review.ProtectionChange{
		change(review.Strengthened, "without",
			at(t, old, "4", "Interface for Agencies", "The customers are [not] told."),
			at(t, new, "4", "Interface for Agencies", "The customers are told [within a day]."), `"not" is gone`),
		change(review.Weakened, "rest",
			at(t, old, "5", "Security Considerations", "They [MUST] be encrypted at rest"),
			at(t, new, "5", "Security Considerations", "They [SHOULD] be encrypted at rest"), `the requirement is lowered: "MUST" is now "SHOULD"`),
		removed, added,
	}
}

// sinceSample is a review of the new version of a comparison in which every field is used.
func sinceSample(t testing.TB) review.Review {
	c := changeSample(t)
	return review.Mark(c.New, c)
}

// partialChange is a comparison of versions that could not be read whole, with nothing to say.
func partialChange(t testing.TB) review.Comparison {
	one := partial(t)
	two := partial(t)
	two.Document.Path = "b-01.txt"
	one.Gaps = one.Gaps[:1]
	return review.Comparison{Old: one, New: two, Sentences: review.Sentences{Same: 1}}
}

// sameChange is a comparison of a draft with itself.
func sameChange(t testing.TB) review.Comparison {
	return review.Comparison{Old: empty(t), New: empty(t), Kept: 1, Sentences: review.Sentences{Same: 1}}
}

// failedChanges are comparisons of which one side could not be read.
func failedChanges(t testing.TB) []review.Comparison {
	return []review.Comparison{{Old: failed(), New: empty(t)}, {Old: empty(t), New: failed()}}
}

// hostileChange is a comparison of drafts that attack in every field that comes from them.
func hostileChange(t testing.TB) review.Comparison {
	r := hostile(t)
	place, rule := r.Findings[0].Place, r.Findings[0].Rule
	c := review.Comparison{Old: r, New: r, Edits: []review.Edit{{Old: place, New: place}, {Old: place, Near: 3}, {New: place}}}
	for i, became := range []review.Change{review.New, review.Worse, review.Better, review.Resolved, review.Unchanged} {
		f := r.Findings[i%2]
		f.ID = fmt.Sprint(i)
		c.Concerns = append(c.Concerns, review.ConcernChange{Change: became, Finding: f, Old: place, New: place, How: []string{hostileText}})
	}
	for i, became := range []review.Change{review.Removed, review.Weakened, review.Added, review.Strengthened} {
		c.Protections = append(c.Protections, review.ProtectionChange{
			ID: fmt.Sprint("p", i), Change: became, Rule: rule, Old: place, New: place, Further: []review.Place{place},
			Also: []string{hostileText}, How: []string{hostileText}, Near: 2,
		})
	}
	return c
}

// hostileSince is a review with a hostile comparison.
func hostileSince(t testing.TB) review.Review { return review.Mark(hostile(t), hostileChange(t)) }

// changeRendered writes comparisons.
func changeRendered(t testing.TB, format string, o Options, comparisons ...review.Comparison) string {
	t.Helper()
	var out bytes.Buffer
	r, err := NewChange(format, &out, o)
	if err != nil {
		t.Fatal(err)
	}
	status := review.Complete
	for _, c := range comparisons {
		if c.Status() != review.Complete {
			status = review.Partial
		}
		if err := r.Comparison(c); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(status); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// several are comparisons of every kind.
func several(t testing.TB) []review.Comparison {
	return append([]review.Comparison{changeSample(t), partialChange(t), sameChange(t)}, failedChanges(t)...)
}

// fullAfter is a writer that takes a number of bytes and then is full.
type fullAfter struct{ left int }

func (f *fullAfter) Write(p []byte) (int, error) {
	if f.left < len(p) {
		return f.left, errFull
	}
	f.left -= len(p)
	return len(p), nil
}

// fill writes a comparison to a writer that is full after some bytes.
func fill(t *testing.T, format string, after int) error {
	t.Helper()
	r, err := NewChange(format, &fullAfter{after}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return errors.Join(r.Comparison(changeSample(t)), r.Close(review.Complete))
}

// odd is a rule without anything but an id.
func odd(id string) catalogue.Rule { return catalogue.Rule{ID: id} }
