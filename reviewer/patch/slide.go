package patch

// slide moves each run of changed lines of a version as far down as it goes without changing what the patch does, as git
// does: if "a, b" became "a, b, a, b", the second pair was added. A run that can stand beside a changed run of the other
// version stays at the last such place, so that what was replaced stands with what replaced it.
func slide(lines []string, changed, opposite []bool) {
	s := slider{lines: lines, changed: changed, meets: places(opposite)}
	for s.end < len(lines) {
		if !changed[s.end] {
			s.end++
			s.before++
			continue
		}
		s.start = s.end
		s.join()
		for s.up() {
			s.join()
		}
		s.down()
	}
}

// places tells, by the number of unchanged lines before it, whether a version has a run of changed lines there.
func places(changed []bool) []bool {
	meets := []bool{false}
	for _, c := range changed {
		if c {
			meets[len(meets)-1] = true
		} else {
			meets = append(meets, false)
		}
	}
	return meets
}

// slider is a run of changed lines that is being moved.
type slider struct {
	lines      []string
	changed    []bool
	meets      []bool // as places of the other version gives it
	start, end int    // the run, 0-based, end excluded
	before     int    // how many unchanged lines stand before the run
}

// join takes in the changed lines next to the run and reports whether there were any.
func (s *slider) join() bool {
	start, end := s.start, s.end
	for s.start > 0 && s.changed[s.start-1] {
		s.start--
	}
	for s.end < len(s.lines) && s.changed[s.end] {
		s.end++
	}
	return start != s.start || end != s.end
}

// up moves the run up by a line if that changes nothing.
func (s *slider) up() bool {
	if s.start == 0 || s.lines[s.start-1] != s.lines[s.end-1] {
		return false
	}
	s.start, s.end, s.before = s.start-1, s.end-1, s.before-1
	s.changed[s.start], s.changed[s.end] = true, false
	return true
}

// down moves the run down to where it stays.
func (s *slider) down() {
	met, past := s.meets[s.before], 0 // past is how many lines the run is below the last place that meets a run
	for s.end < len(s.lines) && s.lines[s.start] == s.lines[s.end] {
		s.changed[s.start], s.changed[s.end] = false, true
		s.start, s.end, s.before = s.start+1, s.end+1, s.before+1
		joined := s.join()
		met = met && !joined || s.meets[s.before]
		if past++; joined || s.meets[s.before] {
			past = 0
		}
	}
	for ; met && past > 0; past-- {
		s.up()
	}
}
