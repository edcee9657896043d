package document

import "bytes"

// table copies a chunk in columns, one block a row, cell by cell, with a stroke between the cells.
func (p *textParser) table() {
	if first := p.src[p.lines[0].start]; first == '|' || first == '+' {
		p.pipeTable()
		return
	}
	columns := p.columns()
	for from := 0; from < len(p.lines); {
		to := from + 1
		for to < len(p.lines) && p.lines[to].indent > p.lines[0].indent+2 && len(columns) > 1 && p.lines[to].indent >= columns[1] {
			to++ // nothing in the first column: the row goes on
		}
		if !isRuled(p.src[p.lines[from].start:p.lines[from].end]) {
			p.row(p.lines[from:to], columns)
		}
		from = to
	}
}

// row copies the lines of one row of a table whose columns start at the given columns of text.
func (p *textParser) row(lines []textLine, columns []int) {
	p.b.begin(BlockTableRow, "")
	for c, at := range columns {
		end := maxTableWidth
		if c+1 < len(columns) {
			end = columns[c+1]
		}
		first := true
		for _, l := range lines {
			from, to := cellOf(p.src, l, at, end)
			first = p.cellLine(from, to, first)
		}
	}
	p.b.endBlock()
}

// cellLine copies a line of a cell, after a stroke if it is the first of the cell and a cell stands before; false if
// something was copied.
func (p *textParser) cellLine(from, to int, first bool) bool {
	for from < to && isSpace(p.src[from]) {
		from++
	}
	if from >= to {
		return first
	}
	p.b.fold()
	if first && p.b.open() {
		p.b.literal("|", from)
		p.b.fold()
	}
	p.b.prose(from, to)
	return false
}

// cellOf gives the bytes of a line between two columns of text. Where a word crosses a boundary it belongs to the cell
// that it starts in.
func cellOf(src []byte, l textLine, at, end int) (from, to int) {
	from = boundary(src, l, at)
	return from, max(from, boundary(src, l, end))
}

func boundary(src []byte, l textLine, column int) int {
	if column <= l.indent {
		return l.start
	}
	at := min(l.start+column-l.indent, l.end)
	for at > l.start && at < l.end && src[at-1] != ' ' {
		at++
	}
	return at
}

// maxTableWidth is the widest line in which columns are looked for.
const maxTableWidth = 240

// columns finds where the columns of the chunk start: after every run of two and more columns of text that are blank in
// all lines. The first column is that of the text furthest left.
func (p *textParser) columns() []int {
	var used [maxTableWidth]bool
	for _, l := range p.lines {
		if isRuled(p.src[l.start:l.end]) && bytes.IndexByte(p.src[l.start:l.end], ' ') < 0 {
			continue
		}
		for i := l.start; i < l.end; i++ {
			if c := l.indent + i - l.start; c < maxTableWidth && p.src[i] != ' ' {
				used[c] = true
			}
		}
	}
	var columns []int
	blank := 2
	for c, u := range used {
		if !u {
			blank++
			continue
		}
		if blank >= 2 {
			columns = append(columns, c)
		}
		blank = 0
	}
	return columns
}

// isRuled reports whether a line is made of strokes, dashes and the like only.
func isRuled(s []byte) bool {
	for _, c := range s {
		if c != '-' && c != '=' && c != '+' && c != '|' && c != ' ' && c != '_' && c != ':' && c != '*' {
			return false
		}
	}
	return true
}

// pipeTable copies a table that is drawn with strokes. A row is what stands between two rules if rules stand between
// rows; else it is a line, with the lines after it that leave the first cell empty.
func (p *textParser) pipeTable() {
	between := p.rulesBetween()
	from := 0
	for i := 0; i <= len(p.lines); i++ {
		end := i == len(p.lines)
		switch {
		case end, isRuled(p.src[p.lines[i].start:p.lines[i].end]):
			p.pipeRow(p.lines[from:i])
			from = i + 1
		case !between && i > from && !emptyFirst(p.src[p.lines[i].start:p.lines[i].end]):
			p.pipeRow(p.lines[from:i])
			from = i
		}
	}
}

// rulesBetween reports whether rules, or empty rows, stand between the rows of the table, and not around the head only.
func (p *textParser) rulesBetween() bool {
	rules, rows := 0, 0
	for _, l := range p.lines {
		if isRuled(p.src[l.start:l.end]) {
			rules++
		} else {
			rows++
		}
	}
	return rules > 3 || rules == 3 && rows == 2
}

func emptyFirst(s []byte) bool {
	for _, c := range s[1:] {
		if c != ' ' {
			return c == '|'
		}
	}
	return true
}

// pipeRow copies one row, cell by cell.
func (p *textParser) pipeRow(lines []textLine) {
	if len(lines) == 0 {
		return
	}
	p.b.begin(BlockTableRow, "")
	cells := bytes.Count(p.src[lines[0].start:lines[0].end], []byte{'|'})
	for c := range min(cells, maxCells) {
		first := true
		for _, l := range lines {
			if from, to, ok := pipeCell(p.src, l, c); ok {
				first = p.cellLine(from, to, first)
			}
		}
	}
	p.b.endBlock()
}

// maxCells bounds the cells of a row that are looked at.
const maxCells = 40

// pipeCell finds cell c of a line of a drawn table.
func pipeCell(src []byte, l textLine, c int) (from, to int, ok bool) {
	from = l.start + 1
	for ; ; c-- {
		i := bytes.IndexByte(src[min(from, l.end):l.end], '|')
		if i < 0 {
			return 0, 0, false
		}
		if c == 0 {
			return from, from + i, true
		}
		from += i + 1
	}
}
