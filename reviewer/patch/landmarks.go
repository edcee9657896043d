package patch

import "sort"

// landmark is a line that stands once in each of two lists: its indexes.
type landmark struct{ old, new int }

// landmarks gives the longest list of lines of a stretch that stand once in both lists and in the same order: what cannot
// be told from near at hand, such as a long passage that was moved, can be told from them. It may be empty.
func (s *search) landmarks(in stretch) []landmark {
	type line struct{ inOld, inNew, new int }
	lines := map[int32]*line{}
	for _, number := range s.old[in.old:in.oldEnd] {
		if lines[number] == nil {
			lines[number] = &line{}
		}
		lines[number].inOld++
	}
	for j := in.new; j < in.newEnd; j++ {
		if l := lines[s.new[j]]; l != nil {
			l.inNew++
			l.new = j
		}
	}
	var once []landmark
	for i := in.old; i < in.oldEnd; i++ {
		if l := lines[s.old[i]]; l.inOld == 1 && l.inNew == 1 {
			once = append(once, landmark{i, l.new})
		}
	}
	return ascending(once)
}

// ascending gives the longest list of landmarks, which are in the order of the old list, that are in that of the new one
// too.
func ascending(list []landmark) []landmark {
	var ends []int                   // by length less one: the index of the landmark that ends a list so long and stands first in new
	before := make([]int, len(list)) // by index: the one before it in the longest list that it ends, -1 for none
	for i, l := range list {
		n := sort.Search(len(ends), func(n int) bool { return list[ends[n]].new > l.new })
		if before[i] = -1; n > 0 {
			before[i] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, i)
		}
		ends[n] = i
	}
	longest := make([]landmark, len(ends))
	for n := len(ends) - 1; n >= 0; n-- {
		if n < len(ends)-1 {
			ends[n] = before[ends[n+1]]
		}
		longest[n] = list[ends[n]]
	}
	return longest
}
