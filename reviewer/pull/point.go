package pull

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/patch"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Sorted is what came of a draft.
type Sorted struct {
	Points     []Point          // what there is to say, by place
	Suppressed []review.Finding // what there would be to say, had nobody suppressed it in the configuration or the draft
	Ledger     Ledger           // of everything but the points
}

// Sort finds what there is to say of a draft, and counts where everything else went. dismissed are the dismissals among the
// suppressions that held when it was reviewed.
func (d Draft) Sort(dismissed []Dismissal) Sorted {
	c := d.comparison()
	s := Sorted{Ledger: Ledger{Made: c.Below, Routes: map[Route]int{Below: c.Below}}}
	for i := range c.Concerns {
		k := &c.Concerns[i]
		route := concernRoute(*k, dismissed)
		if route == Suppressed && k.Change.Bad() {
			s.Suppressed = append(s.Suppressed, k.Finding)
		}
		s.add(route, func() Point { return concernPoint(d, c, k) })
	}
	for i := range c.Protections {
		k := &c.Protections[i]
		route := Good
		if k.Change.Bad() {
			route = ""
		}
		s.add(route, func() Point { return protectionPoint(d, c, k) })
	}
	slices.SortStableFunc(s.Points, func(a, b Point) int { return a.line() - b.line() })
	return s
}

// add enters something with its route; what has none is a point.
func (s *Sorted) add(route Route, point func() Point) {
	s.Ledger.Made++
	if route != "" {
		s.Ledger.Routes[route]++
		return
	}
	s.Points = append(s.Points, point())
}

// comparison is that with the version before the change, and what a model raised and says of it. In a draft that is new all
// findings are new.
func (d Draft) comparison() review.Comparison {
	c := review.Comparison{New: d.Review, Below: d.Review.Below}
	if d.Review.Since != nil {
		c = *d.Review.Since
		c.Concerns = slices.Clone(c.Concerns)
	}
	known := map[string]int{}
	for i, k := range c.Concerns {
		known[k.Finding.ID] = i
	}
	for _, f := range d.Review.Findings {
		if i, ok := known[f.ID]; ok {
			c.Concerns[i].Finding.Assessment = f.Assessment
			continue
		}
		k := review.ConcernChange{Change: review.New, Finding: f, New: f.Place}
		if d.Review.Since != nil && !d.Patch.Changed(patch.Right, f.StartLine, f.EndLine) {
			k.Change = review.Unchanged
		}
		c.Concerns = append(c.Concerns, k)
	}
	return c
}

// concernRoute is where a concern goes that is not to be said; empty if it is.
func concernRoute(k review.ConcernChange, dismissed []Dismissal) Route {
	switch s := k.Finding.Suppressed; {
	case s != nil && slices.ContainsFunc(dismissed, func(d Dismissal) bool { return *d.Suppression() == *s }):
		return Dismissed
	case s != nil:
		return Suppressed
	case k.Change == review.Resolved || k.Change == review.Better:
		return Good
	case !k.Change.Bad():
		return Untouched
	}
	return ""
}

func concernPoint(d Draft, c review.Comparison, k *review.ConcernChange) Point {
	p := Point{
		ID: k.Finding.ID, Path: d.Review.Document.Path, Rule: k.Finding.Rule, Severity: k.Finding.Severity, Change: k.Change,
		Quote: k.Finding.Quote, concern: k, old: c.Old.Document, new: d.Review.Document,
	}
	return p.finished(d)
}

func protectionPoint(d Draft, c review.Comparison, k *review.ProtectionChange) Point {
	p := Point{
		ID: k.ID, Path: d.Review.Document.Path, Rule: k.Rule, Severity: catalogue.Medium, Change: k.Change,
		Quote: cmp.Or(k.New.Quote, k.Old.Quote), protection: k, old: c.Old.Document, new: d.Review.Document,
	}
	return p.finished(d)
}

// finished is a point with what follows from the rest.
func (p Point) finished(d Draft) Point {
	p.Title, p.Anchor = p.Remark().Plain(), d.anchor(p)
	return p
}

// line is that of the new version, 1-based, beside which the point belongs; very large for the draft as a whole.
func (p Point) line() int {
	side, place := p.Place()
	if side == patch.Left {
		return p.protection.PlaceInNew().StartLine
	}
	if place.StartLine == 0 {
		return 1 << 30
	}
	return place.StartLine
}

// anchor finds where beside the lines of the change a comment can stand: at the passage, or else at another one of the
// same finding that the change touches.
func (d Draft) anchor(p Point) patch.Anchor {
	side, place := p.Place()
	places := []review.Place{place}
	if p.concern != nil {
		places = append(append(places, p.concern.New, p.concern.Finding.Place), p.concern.Finding.Further...)
	}
	for _, changed := range []bool{true, false} {
		for _, at := range places {
			if at.StartLine == 0 || changed && !d.Patch.Changed(side, at.StartLine, at.EndLine) {
				continue
			}
			if a, ok := d.Patch.Anchor(side, at.StartLine, at.EndLine); ok {
				return a
			}
		}
	}
	return patch.Anchor{}
}

// back reports whether the point is about words that are gone, so that it is settled when they are back.
func (p Point) back() bool { return p.protects() && p.protection.New.Quote == "" }

// has reports whether a document still has a quote, whatever the white space and case.
func has(doc *document.Document, quote string) bool {
	quote = folded(strings.TrimSuffix(quote, "..."))
	return quote != "" && strings.Contains(folded(string(doc.Text)), quote)
}

func folded(text string) string { return strings.Join(strings.Fields(strings.ToLower(text)), " ") }

// PlaceInNew is where the passage stands in the new version, or the line after which it would.
func (p Point) PlaceInNew() review.Place {
	if p.protects() {
		return p.protection.PlaceInNew()
	}
	_, place := p.Place()
	return place
}

// BySeverity gives points with the most severe first, and else in their order.
func BySeverity(points []Point) []Point {
	sorted := slices.Clone(points)
	slices.SortStableFunc(sorted, func(a, b Point) int { return b.rank() - a.rank() })
	return sorted
}
