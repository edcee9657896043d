package patch

// NewLine gives the number in the new version of a line of the old one, both 1-based; 0 if it was deleted. A line behind
// the end of the old version, which a patch does not tell, moves with the end.
func (p Patch) NewLine(old int) int { return p.across(Left, Right, old) }

// OldLine gives the number in the old version of a line of the new one, both 1-based; 0 if it was added. A line behind
// the end of the new version, which a patch does not tell, moves with the end.
func (p Patch) OldLine(new int) int { return p.across(Right, Left, new) }

// across gives the number on a side of a line of the other one; 0 if it has no such line.
func (p Patch) across(from, to Side, line int) int {
	if line < 1 {
		return 0
	}
	moved := 0
	for _, h := range p.Hunks {
		first, end := h.span(from)
		if line < first {
			break
		}
		if line < end {
			return h.across(from, to, line)
		}
		_, other := h.span(to)
		moved = other - end
	}
	return line + moved
}

func (h Hunk) across(from, to Side, line int) int {
	for _, l := range h.Lines {
		if l.number(from) == line {
			return l.number(to)
		}
	}
	return 0
}
