package document

import "bytes"

// openCode is the block of code or the figure that the next chunk may go on with.
type openCode struct {
	active bool
	indent int
	last   textLine
	module string // what ends the module that is open: "END", "}", "<CODE ENDS>"; empty if none is
	column int    // where the module stands
	depth  int    // of braces that are open
}

func (c *openCode) end() { *c = openCode{} }

// kindOf says what the chunk is. What can be running text is: to take prose for code loses it.
func (p *textParser) kindOf(s shape) BlockKind {
	drawn := s.rule + s.bar + s.arrow
	open := p.code.active && s.minIndent >= p.code.indent
	item := marker(p.src, p.lines[0]) > 0
	switch {
	case open && p.code.depth > 0 && (s.minIndent > p.body || !s.prose()), p.isBraced():
		return BlockCode
	case s.aside == s.lines:
		return BlockNote
	case s.comment == s.lines && open:
		return BlockCode
	case s.rule > 0 && (p.isPipeTable() || p.isRuledTable(s)):
		return BlockTableRow
	case s.sentence*2 >= s.lines && (drawn+s.code)*3 < s.lines*2:
		return BlockParagraph
	case item && !open && (s.function > 1 || drawn == 0), s.lines == 1 && isCaption(p.src, p.lines[0]):
		return BlockParagraph
	case drawn*2 >= s.lines || s.rule > 0 && drawn*3 >= s.lines:
		return BlockFigure
	case (s.code+s.comment)*5 >= s.lines*2, s.dense():
		return BlockCode
	case s.gap*10 >= s.lines*6 && s.lines >= 2 && s.function*8 < s.words+8:
		if p.code.active {
			return BlockCode
		}
		return BlockTableRow
	case p.code.active && s.minIndent > p.body && s.function*6 < s.words+3 && s.plain*10 < s.solid*9:
		return BlockCode
	}
	return BlockParagraph
}

// isCaption reports whether a line names a figure or a table: "Figure 3: Message Flow".
func isCaption(src []byte, l textLine) bool {
	s := src[l.start:l.end]
	return startsFold(s, "figure ") && len(s) > 7 && isDigit(s[7]) || startsFold(s, "table ") && len(s) > 6 && isDigit(s[6])
}

// isRuledTable reports whether the chunk is a table in columns with a rule under its head.
func (p *textParser) isRuledTable(s shape) bool {
	if s.arrow > 0 || s.lines < 3 || s.rule*2 > s.lines+1 || s.bar > 0 && !p.barsAlign() {
		return false
	}
	return len(p.columns()) > 1
}

// barsAlign reports whether a stroke stands in the same column in every line of the chunk but the rules, and no line
// starts or ends with one.
func (p *textParser) barsAlign() bool {
	var count [maxTableWidth]int
	rows := 0
	for _, l := range p.lines {
		s := p.src[l.start:l.end]
		if isRuled(s) {
			continue
		}
		if s[0] == '|' && l.indent <= p.lines[0].indent || s[0] == '+' || bytes.IndexByte(s, '+') >= 0 {
			return false
		}
		rows++
		for i, c := range s {
			if at := l.indent + i; c == '|' && at < maxTableWidth {
				count[at]++
			}
		}
	}
	for _, n := range count {
		if n == rows {
			return rows > 1
		}
	}
	return false
}

// isBraced reports whether the chunk is enclosed in brackets, whatever stands before the first.
func (p *textParser) isBraced() bool {
	if len(p.lines) < 2 {
		return false
	}
	first, last := p.lines[0], p.lines[len(p.lines)-1]
	open, end := p.src[first.end-1], p.src[last.start]
	if p.src[first.start] == '{' && p.src[last.end-1] == '}' {
		return true
	}
	return open == '{' && end == '}' || open == '[' && end == ']' || open == '(' && end == ')'
}

// isPipeTable reports whether the chunk is a table drawn with strokes, all of whose lines end with one.
func (p *textParser) isPipeTable() bool {
	cells := 0
	for _, l := range p.lines {
		first, last := p.src[l.start], p.src[l.end-1]
		if l.end-l.start > maxTableWidth || first != '|' && first != '+' || last != '|' && last != '+' {
			return false
		}
		s := p.src[l.start:l.end]
		if first == '+' && (bytes.IndexByte(s, ' ') >= 0 || bytes.Contains(s, []byte("+-+-+"))) {
			return false
		}
		if first == '|' {
			cells = max(cells, bytes.Count(s, []byte{'|'})-1)
		}
	}
	return cells >= 2
}

// codeChunk copies the chunk as it stands, into the open block of code if there is one.
func (p *textParser) codeChunk(kind BlockKind) {
	if !p.code.active {
		p.b.begin(kind, "")
		p.code = openCode{active: true, indent: p.lines[0].indent}
	} else {
		p.blankLines(p.code.last.end, p.lines[0].from)
	}
	p.copyCode(p.lines)
}

// blankLines copies the end of a line and at most three of the blank lines after it.
func (p *textParser) blankLines(from, to int) {
	n := bytes.Count(p.src[from:to], []byte{'\n'})
	if p.page {
		n = 1
	}
	at := from
	for i := 0; i < min(n, 4); i++ {
		if k := bytes.IndexByte(p.src[at:to], '\n'); k >= 0 {
			at += k
			p.b.codeLiteral("\n", at)
			at++
		}
	}
}

func (p *textParser) copyCode(lines []textLine) {
	for i, l := range lines {
		if i > 0 {
			p.b.codeLiteral("\n", lines[i-1].end)
		}
		p.b.code(l.from, l.end)
		s := p.src[l.start:l.end]
		p.code.depth += bytes.Count(s, []byte{'{'}) - bytes.Count(s, []byte{'}'})
		p.code.last = l
	}
}

// startModule opens a block for a whole module, which is code up to its end whatever stands in it.
func (p *textParser) startModule() bool {
	for i, l := range p.lines[:min(4, len(p.lines))] {
		end := moduleEnd(p.src[l.start:l.end], p.lines[i:], p.src)
		if end == "" {
			continue
		}
		p.code.end()
		p.b.begin(BlockCode, "")
		p.code = openCode{active: true, indent: l.indent, module: end, column: p.lines[0].indent}
		p.copyCode(p.lines[:1])
		p.lines = p.lines[1:]
		p.moduleLines()
		return true
	}
	return false
}

// moduleEnd tells what ends the module that starts on this line; empty if none starts.
func moduleEnd(s []byte, lines []textLine, src []byte) string {
	switch {
	case startsFold(s, "<code begins>"):
		return "<CODE ENDS>"
	case bytes.Contains(s, []byte("DEFINITIONS")) && moduleBegins(lines, src):
		return "END"
	case s[len(s)-1] == '{' && (startsFold(s, "module ") || startsFold(s, "submodule ")):
		return "}"
	}
	return ""
}

func moduleBegins(lines []textLine, src []byte) bool {
	for _, l := range lines[:min(4, len(lines))] {
		if s := src[l.start:l.end]; bytes.Contains(s, []byte("::=")) || bytes.HasSuffix(s, []byte("BEGIN")) {
			return true
		}
	}
	return false
}

// continueModule copies the chunk into the open module, unless a heading shows that the module has ended unseen.
func (p *textParser) continueModule() {
	if p.headingEndsModule() {
		p.code.end()
		p.chunk()
		return
	}
	p.blankLines(p.code.last.end, p.lines[0].from)
	p.copyCode(p.lines[:1])
	first := p.lines[0]
	p.lines = p.lines[1:]
	if p.endsModule(first) {
		p.closeModule()
		return
	}
	p.moduleLines()
}

// headingEndsModule reports whether the chunk is a heading, so that the module before has ended unseen.
func (p *textParser) headingEndsModule() bool {
	l := p.lines[0]
	n, ok := readNumber(p.src, l)
	if ok && p.inContents(n) > 0 {
		return true
	}
	if l.indent > 0 || p.body == 0 || len(p.lines) > 1 {
		return false
	}
	return ok && follows(p.heads.last, n) && n.title < l.end && isAlpha(p.src[n.title]) || isKnownTitle(p.src[l.start:l.end])
}

func (p *textParser) moduleLines() {
	for i, l := range p.lines {
		p.b.codeLiteral("\n", p.code.last.end)
		p.copyCode(p.lines[i : i+1])
		if p.endsModule(l) {
			p.lines = p.lines[i+1:]
			p.closeModule()
			return
		}
	}
}

func (p *textParser) closeModule() {
	p.code.end()
	if len(p.lines) > 0 {
		p.chunk()
	}
}

func (p *textParser) endsModule(l textLine) bool {
	s := p.src[l.start:l.end]
	switch p.code.module {
	case "<CODE ENDS>":
		return startsFold(s, "<code ends>")
	case "END":
		return string(s) == "END"
	}
	return s[0] == '}' && l.indent <= p.code.column
}
