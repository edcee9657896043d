package patch

import (
	"math"
	"slices"
)

// search looks for the longest list of lines that stand in two lists in the same order, with the algorithm of E. W. Myers,
// "An O(ND) Difference Algorithm and Its Variations", 1986, section 4b: it goes from both ends at once, so that it needs
// little memory, and divides the lists where the two ways meet.
type search struct {
	old, new     []int32
	oldUp, newUp []int32 // the same from the last to the first
	down, up     front
	edits        int // how many are looked for from either end before a stretch is divided without
	steps        int // how many are left
	bare         int // how many lines the last stretch without landmarks had; they are looked for in half as many
}

func newSearch(old, new numbered) *search {
	s := &search{old: old.lines, new: new.lines, steps: maxSteps, bare: math.MaxInt}
	s.oldUp, s.newUp = slices.Clone(s.old), slices.Clone(s.new)
	slices.Reverse(s.oldUp)
	slices.Reverse(s.newUp)
	lines := len(s.old) + len(s.new) + 1
	s.edits = min(maxEdits, max(minEdits, maxSteps/4/lines))
	size := min(s.edits, lines) + 2
	s.down.far, s.up.far = make([]int32, 2*size+1), make([]int32, 2*size+1)
	return s
}

// common calls a function with the indexes of the lines of a stretch that stand in both lists, in no order. It finds no
// more when the steps are used up.
func (s *search) common(in stretch, found func(i, j int)) {
	for in.old < in.oldEnd && in.new < in.newEnd {
		switch {
		case s.old[in.old] == s.new[in.new]:
			found(in.old, in.new)
			in.old, in.new = in.old+1, in.new+1
		case s.old[in.oldEnd-1] == s.new[in.newEnd-1]:
			in.oldEnd, in.newEnd = in.oldEnd-1, in.newEnd-1
			found(in.oldEnd, in.newEnd)
		default:
			at, ok := s.divide(in)
			if !ok {
				return
			}
			for _, l := range at {
				s.common(stretch{in.old, l.old, in.new, l.new}, found)
				in.old, in.new = l.old, l.new
			}
		}
	}
}

// divide gives the places at which a stretch falls into ones that are searched alone: where the ways from both ends meet,
// or at the landmarks if they are too far apart, or else where the way from the start has come furthest. It reports false
// if the steps are used up. The first lines of the stretch differ, as do the last ones.
func (s *search) divide(in stretch) ([]landmark, bool) {
	if at, ok := s.meet(in); ok {
		return []landmark{at}, true
	}
	if s.steps <= 0 {
		return nil, false
	}
	if size := in.oldEnd - in.old + in.newEnd - in.new; size <= s.bare/2 {
		s.steps -= landmarkSteps * size
		if at := s.landmarks(in); len(at) > 0 {
			return at, true
		}
		s.bare = size
	}
	x, y := s.down.furthest()
	return []landmark{{in.old + x, in.new + y}}, true
}

// meet goes through a stretch from both ends at once and gives the place where the ways meet.
func (s *search) meet(in stretch) (landmark, bool) {
	s.down.begin(s.old[in.old:in.oldEnd], s.new[in.new:in.newEnd])
	s.up.begin(s.oldUp[len(s.old)-in.oldEnd:len(s.old)-in.old], s.newUp[len(s.new)-in.newEnd:len(s.new)-in.new])
	odd := s.down.corner()%2 != 0
	for s.down.edits < s.edits && s.steps > 0 {
		s.down.step()
		if x, y, met := s.down.meets(&s.up); odd && met {
			return landmark{in.old + x, in.new + y}, true
		}
		s.up.step()
		if x, y, met := s.up.meets(&s.down); !odd && met {
			return landmark{in.oldEnd - x, in.newEnd - y}, true
		}
		s.steps -= 2 * s.down.edits
	}
	return landmark{}, false
}

// front is how far a search from one end of a stretch has come. A diagonal is the number of old lines behind it less that of
// new ones.
type front struct {
	old, new []int32 // the stretch, in the direction of the search
	edits    int     // how many lines were deleted or added on the way
	far      []int32 // by diagonal, that of no edit in the middle: the most old lines that can be behind it, -1 for none
}

// begin starts a search in a stretch whose first lines differ.
func (f *front) begin(old, new []int32) {
	f.old, f.new, f.edits = old, new, 0
	*f.at(-1), *f.at(0), *f.at(1) = -1, 0, -1
}

func (f *front) at(diagonal int) *int32 { return &f.far[len(f.far)/2+diagonal] }

// corner is the diagonal of the other end of the stretch.
func (f *front) corner() int { return len(f.old) - len(f.new) }

// diagonals gives the first and last diagonal of the stretch that as many edits lead to; every second one counts.
func (f *front) diagonals() (first, last int) {
	first, last = -f.edits, f.edits
	if over := first + len(f.new); over < 0 {
		first -= over + over%2
	}
	if over := last - len(f.old); over > 0 {
		last -= over + over%2
	}
	return first, last
}

// step goes on by one edit and then along all lines that are the same.
func (f *front) step() {
	f.edits++
	*f.at(-f.edits - 1), *f.at(f.edits + 1) = -1, -1
	first, last := f.diagonals()
	for k := first; k <= last; k += 2 {
		x := min(max(int(*f.at(k - 1))+1, int(*f.at(k + 1))), len(f.old), len(f.new)+k)
		for y := x - k; x < len(f.old) && y < len(f.new) && f.old[x] == f.new[y]; y++ {
			x++
		}
		*f.at(k) = int32(x)
	}
}

// meets gives how many old and new lines are behind the search where it meets one from the other end.
func (f *front) meets(other *front) (x, y int, ok bool) {
	first, last := f.diagonals()
	for k := first; k <= last; k += 2 {
		if opposite := f.corner() - k; -other.edits <= opposite && opposite <= other.edits {
			if x := int(*f.at(k)); x+int(*other.at(opposite)) >= len(f.old) {
				return x, x - k, true
			}
		}
	}
	return 0, 0, false
}

// furthest gives how many old and new lines are behind the search where they are most together.
func (f *front) furthest() (x, y int) {
	first, last := f.diagonals()
	for k := first; k <= last; k += 2 {
		if at := int(*f.at(k)); 2*at-k > x+y {
			x, y = at, at-k
		}
	}
	return x, y
}
