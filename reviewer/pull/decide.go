package pull

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
)

// maxBeside is the most comments beside lines that stand on a pull request at a time. GitHub publishes no limit for a
// review; reviews of 50 are known to work and of 71 to fail, and people stop reading long before.
const maxBeside = 30

// Policy is what may be said and how.
type Policy struct {
	Summary     bool               // a summary may be posted
	Inline      bool               // comments beside lines too
	InlineFrom  catalogue.Severity // those of concerns below it are in the summary only
	ModelText   bool               // what a model wrote may be shown, folded
	Suggestions bool               // wording may be offered as a suggestion to commit
}

// Decision is what a run says, and what became of what was said before.
type Decision struct {
	Points []Point // by draft and place, each with its route
	Gone   []Said  // said before and no longer there, newest first
	Kept   []Said  // said before, and it cannot be told whether it is still there
	Close  []Said  // of those gone: our comments beside lines that nobody has answered and whose text is really gone
}

// Decide says where each point goes. dismissed are the dismissals that hold; complete says that everything could be read, so
// that what is not found is not there; docs are the drafts that were read, by path.
func Decide(points []Point, e Earlier, dismissed []Dismissal, policy Policy, complete bool, docs map[string]*document.Document) Decision {
	d := Decision{Points: points}
	e = e.sure(points)
	for i := range d.Points {
		if dismissedBefore(d.Points[i], dismissed) {
			d.Points[i].Route = Dismissed
		}
	}
	open := make([]*Point, 0, len(points))
	for i := range d.Points {
		open = append(open, &d.Points[i])
	}
	told := d.recognise(e, open)
	d.followUp(e, now(open, told, dismissed), complete, docs)
	standing := 0
	if e.State.Head == "" { // nobody can be sure which of our comments are still of use: all count
		for id := range e.Beside {
			if !slices.ContainsFunc(points, func(p Point) bool { return p.ID == id }) { // those of points are counted below
				standing++
			}
		}
	}
	d.route(policy, told, standing)
	return d
}

// nearlySame is how much of the words of a passage must be the same for a dismissal to hold after it was edited.
const nearlySame = 0.8

// dismissedBefore reports whether a point was dismissed, or is about a passage that was dismissed before it was edited a little.
func dismissedBefore(p Point, dismissed []Dismissal) bool {
	return slices.ContainsFunc(dismissed, func(d Dismissal) bool {
		return d.ID == p.ID || d.Rule == p.Rule.ID && d.Path == p.Path && sameWords(Cut(folded(p.Quote), maxSaidQuote), d.Quote) >= nearlySame
	})
}

// now are the ids of all that is said, under its own name and the one it had before, or dismissed.
func now(open []*Point, told map[*Point]Said, dismissed []Dismissal) map[string]bool {
	ids := map[string]bool{}
	for _, p := range open {
		ids[p.ID] = true
	}
	for _, s := range told {
		ids[s.ID] = true
	}
	for _, s := range dismissed {
		ids[s.ID] = true
	}
	return ids
}

// recognise finds the points that were said before: word for word, or of a passage that was edited since. told has the
// index of each, with what was said.
func (d *Decision) recognise(e Earlier, open []*Point) map[*Point]Said {
	told := map[*Point]Said{}
	known := e.known()
	for _, p := range open {
		if s, ok := known[p.ID]; ok {
			told[p] = s
			delete(known, p.ID)
		}
	}
	for _, s := range sortedSaid(known) {
		fresh := slices.DeleteFunc(slices.Clone(open), func(p *Point) bool { _, done := told[p]; return done })
		if p := successor(s, fresh); p != nil {
			told[p] = s
		}
	}
	return told
}

// known are all points that were said before, by id. A comment beside lines that is still there counts before what the
// state says of it.
func (e Earlier) known() map[string]Said {
	all := map[string]Said{}
	for _, s := range slices.Concat(e.State.Gone, e.State.Said) {
		all[s.ID] = s
	}
	for id, c := range e.Beside {
		if e.current(id) != id {
			continue // the state knows it under the name that it has since its passage was edited
		}
		s := all[id]
		s.ID, s.Comment, s.URL = id, c.ID, c.URL
		all[id] = s
	}
	there := map[int64]bool{}
	for _, c := range e.Beside {
		there[c.ID] = true
	}
	for id, s := range all {
		if s.Comment != 0 && !there[s.Comment] { // somebody has deleted it, or edited it away
			s.Comment, s.URL = 0, ""
			all[id] = s
		}
	}
	return all
}

func sortedSaid(all map[string]Said) []Said {
	var list []Said
	for _, s := range all {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b Said) int { return strings.Compare(a.ID, b.ID) })
	return list
}

// followUp sorts out what was said before and is not said now.
func (d *Decision) followUp(e Earlier, now map[string]bool, complete bool, docs map[string]*document.Document) {
	before := map[string]bool{}
	for _, s := range e.State.Gone {
		before[s.ID] = true
	}
	for _, s := range sortedSaid(e.known()) {
		switch {
		case now[s.ID]:
		case !complete && !before[s.ID]:
			d.Kept = append(d.Kept, s)
		default:
			if s.Comment != 0 && !s.Closed && complete && e.closable(s, docs) {
				s.Closed = true
				d.Close = append(d.Close, s)
			}
			d.Gone = append(d.Gone, s)
		}
	}
	slices.SortStableFunc(d.Gone, func(a, b Said) int { return cmp.Compare(flag(before[a.ID]), flag(before[b.ID])) })
	d.Gone = d.Gone[:min(len(d.Gone), maxGone)]
}

// flag is 1 for true, so that what is false comes first.
func flag(is bool) int {
	if is {
		return 1
	}
	return 0
}

// closable reports whether the thread of a point may be closed: nobody has answered in it, and in a draft that was read its
// text is really gone, or what was removed is back.
func (e Earlier) closable(s Said, docs map[string]*document.Document) bool {
	doc := docs[s.Path]
	return doc != nil && s.Quote != "" && !e.Answered[s.Comment] && has(doc, s.Quote) == s.Back
}

// route gives every point its route, the most severe first where there is not room for all.
func (d *Decision) route(policy Policy, told map[*Point]Said, standing int) {
	var fresh []*Point
	for i := range d.Points {
		p := &d.Points[i]
		if p.Route == Dismissed {
			continue
		}
		p.Route = Summary
		if !policy.Summary {
			p.Route = Overflow
		}
		s, said := told[p]
		switch {
		case said && s.Comment != 0:
			p.Route, p.Comment = Standing, Comment{ID: s.Comment, URL: s.URL}
			standing++
		case !said && policy.beside(*p):
			fresh = append(fresh, p)
		}
	}
	fresh = withoutMany(fresh)
	slices.SortStableFunc(fresh, func(a, b *Point) int { return cmp.Compare(b.rank(), a.rank()) })
	for _, p := range fresh[:min(len(fresh), max(0, maxBeside-standing))] {
		p.Route = Inline
	}
}

// maxLow is how many concerns of low severity stand beside lines. A draft that is written anew brings dozens, and a review in
// which they are most of what is said is switched off: where there are more, they are all in the summary.
const maxLow = 5

// withoutMany leaves out the concerns of low severity where there are many.
func withoutMany(points []*Point) []*Point {
	low := func(p *Point) bool { return !p.protects() && p.Severity == catalogue.Low }
	n := 0
	for _, p := range points {
		if low(p) {
			n++
		}
	}
	if n <= maxLow {
		return points
	}
	return slices.DeleteFunc(points, low)
}

// beside reports whether a point may stand beside lines. What a model doubts is in the summary only.
func (o Policy) beside(p Point) bool {
	return o.Inline && p.Anchor.First > 0 && (p.protects() || p.Severity >= o.InlineFrom && !p.concern.Finding.Doubted())
}

// Lost gives a point the route of one that could not be posted beside its lines.
func (d *Decision) Lost(id string) {
	for i := range d.Points {
		if d.Points[i].ID == id {
			d.Points[i].Route = Summary
		}
	}
}

// Posted notes which comment says a point.
func (d *Decision) Posted(id string, comment Comment) {
	for i := range d.Points {
		if d.Points[i].ID == id {
			d.Points[i].Route, d.Points[i].Comment = Inline, comment
		}
	}
}

// Inline lists the points that are to be posted beside lines, by draft and place.
func (d Decision) Inline() (points []Point) {
	for _, p := range d.Points {
		if p.Route == Inline {
			points = append(points, p)
		}
	}
	return points
}
