package review

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
)

// Assemble makes what was found in a draft into its review: in order of place and then of rule, without duplicates,
// each finding with its fingerprint, its severity and whether it is suppressed. It changes nothing of what it is given.
//
// A finding that is suppressed stays in the review and is never counted as left out. comments are the suppressions that
// the draft itself carries (see Comments); like those of the decisions they are found again in Finding.Suppressed by
// their address.
func Assemble(made Review, d Decisions, comments []Comment) Review {
	r := made
	r.Findings = ordered(made.Findings, Finding.order)
	r.Protections = ordered(made.Protections, func(p Protection) order { return place(p.Rule, p.Place) })
	r.RuledOut = ordered(made.RuledOut, func(p RuledOut) order { return place(p.Rule, p.Place) })
	nameFindings(r)
	kept := r.Findings[:0]
	for _, f := range r.Findings {
		f.Severity = d.severity(f)
		f.Suppressed = d.suppression(f, comments)
		if f.Suppressed != nil || d.keeps(f) {
			kept = append(kept, f)
		} else {
			r.Below++
		}
	}
	r.Findings = kept
	r.Protections = slices.DeleteFunc(r.Protections, func(p Protection) bool {
		return p.Rule.Broad && !d.Broad || !d.wantsAny(p.Rule, p.Also)
	})
	r.RuledOut = slices.DeleteFunc(r.RuledOut, func(p RuledOut) bool { return !d.wants(p.Rule.Category) })
	return r
}

// order is where something stands in a review. What is about the whole draft comes last, after what has a place.
type order struct {
	whole bool
	text  document.Span
	rule  string
}

func place(rule catalogue.Rule, p Place) order {
	return order{p.Text == document.Span{} && p.StartLine == 0, p.Text, rule.ID}
}

func (f Finding) order() order { return place(f.Rule, f.Place) }

func (o order) compare(other order) int {
	if o.whole != other.whole {
		if o.whole {
			return 1
		}
		return -1
	}
	return cmp.Or(
		cmp.Compare(o.text.Start, other.text.Start),
		cmp.Compare(o.text.End, other.text.End),
		strings.Compare(o.rule, other.rule),
	)
}

// ordered gives a sorted copy; of those with the same place and rule the first is kept.
func ordered[T any](items []T, key func(T) order) []T {
	sorted := slices.Clone(items)
	slices.SortStableFunc(sorted, func(a, b T) int { return key(a).compare(key(b)) })
	return slices.CompactFunc(sorted, func(a, b T) bool { return key(a) == key(b) })
}

// nameFindings gives findings and protections their fingerprints. They are named before any is left out, so that a
// finding has the same name whatever is shown.
func nameFindings(r Review) {
	type key struct{ rule, quote, section string }
	seen := map[key]int{}
	name := func(rule catalogue.Rule, p Place) string {
		k := key{rule.ID, p.Quote, p.SectionTitle}
		seen[k]++
		return Fingerprint(rule.ID, p.Quote, p.SectionTitle, r.Name(), seen[k]-1)
	}
	for i, f := range r.Findings {
		r.Findings[i].ID = name(f.Rule, f.Place)
	}
	for i, p := range r.Protections {
		r.Protections[i].ID = name(p.Rule, p.Place)
	}
}

// Name is what the draft is called in fingerprints: by its own text, or else its path.
func (r Review) Name() string {
	return cmp.Or(r.Document.Meta.Name, r.Document.Path)
}
