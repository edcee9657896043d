// Package patch reads the patch of one file, as git and GitHub write it, and says where a comment can stand.
package patch

// Side names one of the two versions that a patch compares.
type Side string

// The sides, in the words of GitHub's API ("Create a review comment for a pull request", parameter "side").
const (
	Left  Side = "LEFT"  // the old version
	Right Side = "RIGHT" // the new version
)

// LineKind says in which versions a line of a hunk stands. It is the sign that the patch puts before the line.
type LineKind byte

// The kinds of line.
const (
	Context LineKind = ' ' // in both versions
	Added   LineKind = '+' // in the new version only
	Deleted LineKind = '-' // in the old version only
)

// Line is a line of a hunk.
type Line struct {
	Kind LineKind
	Old  int    // number in the old version, 1-based; 0 if that has no such line
	New  int    // number in the new version, 1-based; 0 if that has no such line
	Text string // without the sign and LF; a CR before the LF is kept
	// NoNewline says that no LF follows: the line is the last one of each version that it stands in.
	NoNewline bool
}

// number is the line's number on a side, 1-based; 0 if the side has no such line.
func (l Line) number(side Side) int {
	if side == Left {
		return l.Old
	}
	return l.New
}

// changed reports whether the line stands on a side and not on the other one.
func (l Line) changed(side Side) bool {
	return l.Kind == Deleted && side == Left || l.Kind == Added && side == Right
}

// Hunk is a run of lines in which the versions differ, with what stands around them. The four numbers are those of its
// "@@" line.
type Hunk struct {
	OldStart int // the first line in the old version, 1-based; if OldLines is 0, the line before, 0 at the top
	OldLines int
	NewStart int // the same of the new version
	NewLines int
	Section  string // what follows the second "@@": a line further up that git takes for a heading; may be empty
	Lines    []Line
}

// span gives the lines of a side that the hunk shows: the first, 1-based, and the one behind the last. If there are
// none, both are the line behind the place.
func (h Hunk) span(side Side) (first, end int) {
	first, lines := h.NewStart, h.NewLines
	if side == Left {
		first, lines = h.OldStart, h.OldLines
	}
	if lines == 0 {
		first++
	}
	return first, first + lines
}

// Patch says how two versions of one file differ: its hunks, in the order of the lines. Without hunks the versions are
// the same.
type Patch struct{ Hunks []Hunk }

// Counts gives how many lines were added and how many were deleted, as "additions" and "deletions" of GitHub's API do.
func (p Patch) Counts() (added, deleted int) {
	for _, h := range p.Hunks {
		for _, l := range h.Lines {
			switch l.Kind {
			case Added:
				added++
			case Deleted:
				deleted++
			}
		}
	}
	return added, deleted
}

// Changed reports whether one of the lines first to last of a side, 1-based, was added (on the Right) or deleted (on the
// Left).
func (p Patch) Changed(side Side, first, last int) bool {
	for _, h := range p.Hunks {
		if h.changes(side, first, last) > 0 {
			return true
		}
	}
	return false
}

// changes counts the lines first to last of a side that do not stand on the other one.
func (h Hunk) changes(side Side, first, last int) int {
	n := 0
	for _, l := range h.Lines {
		if at := l.number(side); l.changed(side) && first <= at && at <= last {
			n++
		}
	}
	return n
}
