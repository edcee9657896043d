package patch

// Anchor is where a comment can stand. GitHub takes a comment only if all its lines are part of the diff, in one hunk and
// on one side ("Create a review comment for a pull request", parameters "start_line", "line" and "side").
type Anchor struct {
	Side  Side
	First int // 1-based
	Last  int // 1-based, inclusive; GitHub wants no start_line if it is First
}

// Anchor finds the part of the lines first to last of a side, 1-based, that stands in one hunk: the one that has most
// changed lines of them, or else most lines, or else the first. It reports false if no hunk has any.
func (p Patch) Anchor(side Side, first, last int) (Anchor, bool) {
	var best Anchor
	changes, found := 0, false
	for _, h := range p.Hunks {
		a := Anchor{Side: side}
		start, end := h.span(side)
		if a.First, a.Last = max(first, start), min(last, end-1); a.Last < a.First {
			continue
		}
		n := h.changes(side, a.First, a.Last)
		if !found || n > changes || n == changes && a.Last-a.First > best.Last-best.First {
			best, changes, found = a, n, true
		}
	}
	return best, found
}
