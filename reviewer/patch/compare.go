package patch

import "strings"

// context is how many unchanged lines stand around a change, as in git diff without -U and on GitHub.
const context = 3

// Compare makes the patch between two versions, with three lines of context and no Section: for the files whose patch
// GitHub leaves out because it is large. Its hunks are mostly the ones that git makes; where a line stands several times,
// git may call another one of them changed. Versions that are too different to be compared in a second or so get hunks in
// which more is deleted and added than has to be: in the worst case all but what they have in common at both ends.
func Compare(old, new []byte) Patch {
	v := versions{old: splitLines(string(old)), new: splitLines(string(new))}
	v.deleted, v.added = make([]bool, len(v.old)), make([]bool, len(v.new))
	v.align()
	slide(v.old, v.deleted, v.added)
	slide(v.new, v.added, v.deleted)
	return v.patch()
}

// versions are two versions of a file by lines, and which of them stand in one version only.
type versions struct {
	old, new       []string // with LF, if they have one
	deleted, added []bool   // by line of old and of new
}

// splitLines gives the lines of a text, each with its LF.
func splitLines(text string) []string {
	lines := make([]string, 0, strings.Count(text, "\n")+1)
	for line := range strings.Lines(text) {
		lines = append(lines, line)
	}
	return lines
}

// stretch is a run of lines in both versions, 0-based, ends excluded.
type stretch struct{ old, oldEnd, new, newEnd int }

// changes gives the stretches in which the versions differ, in order; at least one unchanged line is between two.
func (v *versions) changes() (list []stretch) {
	i, j := 0, 0
	for i < len(v.old) || j < len(v.new) {
		c := stretch{old: i, new: j}
		for i < len(v.old) && v.deleted[i] {
			i++
		}
		for j < len(v.new) && v.added[j] {
			j++
		}
		if c.oldEnd, c.newEnd = i, j; i > c.old || j > c.new {
			list = append(list, c)
		}
		for i < len(v.old) && j < len(v.new) && !v.deleted[i] && !v.added[j] {
			i, j = i+1, j+1
		}
	}
	return list
}

// patch makes a hunk of the changes whose context meets.
func (v *versions) patch() Patch {
	var p Patch
	changes := v.changes()
	for len(changes) > 0 {
		n := 1
		for n < len(changes) && changes[n].old-changes[n-1].oldEnd <= 2*context {
			n++
		}
		p.Hunks = append(p.Hunks, v.hunk(changes[:n]))
		changes = changes[n:]
	}
	return p
}

// hunk makes one hunk of changes.
func (v *versions) hunk(changes []stretch) Hunk {
	first, last := changes[0], changes[len(changes)-1]
	before := min(context, first.old)
	after := min(context, len(v.old)-last.oldEnd)
	s := stretch{first.old - before, last.oldEnd + after, first.new - before, last.newEnd + after}
	h := Hunk{OldStart: s.old + 1, OldLines: s.oldEnd - s.old, NewStart: s.new + 1, NewLines: s.newEnd - s.new}
	if h.OldLines == 0 {
		h.OldStart--
	}
	if h.NewLines == 0 {
		h.NewStart--
	}
	h.Lines = make([]Line, 0, h.OldLines+h.NewLines)
	i, j := s.old, s.new
	for _, c := range append(changes[:len(changes):len(changes)], stretch{s.oldEnd, s.oldEnd, s.newEnd, s.newEnd}) {
		for ; i < c.old; i, j = i+1, j+1 {
			h.add(Line{Kind: Context, Old: i + 1, New: j + 1}, v.old[i])
		}
		for ; i < c.oldEnd; i++ {
			h.add(Line{Kind: Deleted, Old: i + 1}, v.old[i])
		}
		for ; j < c.newEnd; j++ {
			h.add(Line{Kind: Added, New: j + 1}, v.new[j])
		}
	}
	return h
}

// add adds a line, whose text is given with its LF.
func (h *Hunk) add(l Line, text string) {
	var ended bool
	l.Text, ended = strings.CutSuffix(text, "\n")
	l.NoNewline = !ended
	h.Lines = append(h.Lines, l)
}
