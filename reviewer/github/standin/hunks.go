package standin

import (
	"strconv"
	"strings"
)

// The sides of a diff, as GitHub calls them: LEFT is before, RIGHT after.
const (
	Left  = "LEFT"
	Right = "RIGHT"
)

// row is a line of a patch. Its position is its index in the patch plus one, which is how GitHub counts: the first line below
// the first "@@" is 1, and later "@@" lines count.
type row struct {
	hunk     int // 1-based; which hunk it is in
	old, new int // 1-based line numbers; 0 where the line is not
	text     string
	position int
}

// rows reads a patch. The lines "@@" and "\ No newline at end of file" are rows without line numbers.
func rows(patch string) (list []row) {
	hunk, old, now := 0, 0, 0
	for i, line := range strings.Split(patch, "\n") {
		r := row{text: line, position: i}
		switch {
		case strings.HasPrefix(line, "@@ "):
			hunk++
			old, now = starts(line)
		case strings.HasPrefix(line, " "):
			r.old, r.new = old, now
			old, now = old+1, now+1
		case strings.HasPrefix(line, "-"):
			r.old = old
			old++
		case strings.HasPrefix(line, "+"):
			r.new = now
			now++
		}
		r.hunk = hunk
		list = append(list, r)
	}
	return list
}

// starts reads the first lines of a hunk from its head: "@@ -12,3 +14,4 @@".
func starts(head string) (old, now int) {
	fields := strings.Fields(head)
	if len(fields) < 3 {
		return 0, 0
	}
	number := func(field string) int {
		first, _, _ := strings.Cut(field[1:], ",")
		n, _ := strconv.Atoi(first)
		return n
	}
	return number(fields[1]), number(fields[2])
}

// line is the number of a row on a side; 0 if it is not there.
func (r row) line(side string) int {
	if side == Left {
		return r.old
	}
	return r.new
}

// find gives the row of a line; false if it is in no hunk.
func find(list []row, side string, line int) (row, bool) {
	for _, r := range list {
		if line > 0 && r.line(side) == line {
			return r, true
		}
	}
	return row{}, false
}

// excerpt is the part of a hunk up to a row, which GitHub shows above a comment.
func excerpt(list []row, last row) string {
	var lines []string
	for _, r := range list {
		if r.hunk == last.hunk && r.position <= last.position {
			lines = append(lines, r.text)
		}
	}
	return strings.Join(lines, "\n")
}
