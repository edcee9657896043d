package document

import "bytes"

// marker gives the length of the list marker with which a line starts, up to the text of the item; 0 if none.
func marker(src []byte, l textLine) int { return markerLen(src[l.start:l.end]) }

func markerLen(s []byte) int {
	n := bulletLen(s)
	if n == 0 {
		n = ordinalLen(s)
	}
	from := n
	for n < len(s) && (s[n] == ' ' || s[n] == '\t') {
		n++
	}
	if n == from || n == len(s) {
		return 0
	}
	return n
}

// bulletLen gives the length of the bullet with which s starts: a sign of ASCII, a bullet, a dash or a middle dot.
func bulletLen(s []byte) int {
	switch c := s[0]; {
	case c == '-' && len(s) > 1 && s[1] == '-':
		return 2
	case c == 'o' || c == '*' || c == '-' || c == '+' || c == '.' || c == '@' || c == '>':
		return 1
	case c == 0xE2 && len(s) > 2 && s[1] == 0x80 && (s[2] == 0xA2 || s[2] == 0xA3 || s[2] == 0x93):
		return 3
	case c == 0xC2 && len(s) > 1 && s[1] == 0xB7:
		return 2
	}
	return 0
}

// ordinalLen gives the length of the number or letter with which s starts: "1.", "1)", "(1)", "a.", "iv)", "1:".
func ordinalLen(s []byte) int {
	open := 0
	if s[0] == '(' {
		open = 1
	}
	n := open
	for n < len(s) && n < open+4 && (isDigit(s[n]) || isAlpha(s[n])) {
		n++
	}
	if n == open || n == len(s) || n > open+1 && !isOrdinal(s[open:n]) {
		return 0
	}
	switch c := s[n]; {
	case open == 1 && c == ')', open == 0 && c == ')':
		return n + 1
	case open == 0 && c == '.' && n+1 < len(s) && s[n+1] == ')':
		return n + 2
	case open == 0 && (c == '.' || c == ':' && isDigit(s[0])):
		return n + 1
	}
	return 0
}

// isOrdinal accepts digits, with at most one letter after them, and small Roman numerals.
func isOrdinal(s []byte) bool {
	digits, roman := 0, 0
	for _, c := range s {
		switch {
		case isDigit(c):
			digits++
		case c == 'i' || c == 'v' || c == 'x' || c == 'I' || c == 'V' || c == 'X':
			roman++
		}
	}
	return digits == len(s) || roman == len(s) || digits == len(s)-1 && isDigit(s[0])
}

// prose copies a chunk of running text: list items, definitions, notes or a paragraph.
func (p *textParser) prose() {
	lines := p.lines
	if p.aside() {
		return
	}
	for len(lines) > 0 {
		n := itemLines(p.src, lines)
		p.b.begin(p.proseKind(lines[:n]), "")
		p.run(lines[:n])
		lines = lines[n:]
	}
	p.b.endBlock()
}

// itemLines counts the lines up to the next list item or definition.
func itemLines(src []byte, lines []textLine) int {
	first := lines[0]
	hanging := len(lines) > 1 && lines[1].indent > first.indent
	for i := 1; i < len(lines); i++ {
		l := lines[i]
		if l.indent < first.indent {
			continue
		}
		if m := marker(src, l); m > 0 && startsItem(src, l, lines[i-1], marker(src, first) > 0 || l.indent > first.indent) {
			return i
		}
		if hanging && l.indent == first.indent && termLen(src[l.start:l.end]) > 0 {
			return i
		}
	}
	return len(lines)
}

// startsItem reports whether a line with a marker starts an item: text that wraps may start a line with "1." or "-".
func startsItem(src []byte, l, before textLine, list bool) bool {
	if src[l.start] == '.' || src[l.start] == '>' || src[l.start] == '@' {
		return false
	}
	return list || isSentenceEnd(src[before.end-1]) || src[before.end-1] == ':' || src[before.end-1] == ','
}

// termLen gives the length of the term with which a definition starts, as in "nonce:  a number" or "nonce   a number";
// 0 if there is none.
func termLen(s []byte) int {
	for i := 0; i < len(s) && i < 48; i++ {
		if s[i] == ':' && (i+1 == len(s) || s[i+1] == ' ') && i > 0 {
			return i + 1
		}
		if i > 1 && s[i] == ' ' && i+1 < len(s) && s[i+1] == ' ' && !isSentenceEnd(s[i-1]) {
			return i
		}
		if i+2 < len(s) && isSentenceEnd(s[i]) && s[i+1] == ' ' {
			return 0
		}
	}
	return 0
}

// hasTerm reports whether a line starts with a term, a colon and two spaces.
func hasTerm(s []byte) bool {
	n := termLen(s)
	return n > 1 && n < 40 && s[n-1] == ':' && n+2 < len(s) && s[n+1] == ' '
}

func (p *textParser) proseKind(lines []textLine) BlockKind {
	s := p.src[lines[0].start:lines[0].end]
	switch {
	case startsFold(s, "note:") || startsFold(s, "note -") || startsFold(s, "implementation note:") || startsFold(s, "editor's note:"):
		return BlockNote
	case markerLen(s) > 0 && s[0] != '.' && s[0] != '@' && s[0] != '>':
		return BlockList
	case len(lines) > 1 && allDeeper(lines) && (termLen(s) > 0 || len(s) < 50), len(lines) == 1 && hasTerm(s):
		return BlockDefinition
	}
	return BlockParagraph
}

// aside copies a chunk all of whose lines start with a stroke, as xml2rfc sets what stands in <aside> (RFC 7991,
// section 2.6), as a note; false if it is none.
func (p *textParser) aside() bool {
	for _, l := range p.lines {
		if !isAside(p.src[l.start:l.end]) {
			return false
		}
	}
	p.b.begin(BlockNote, "")
	for i, l := range p.lines {
		for l.start++; p.src[l.start] == ' '; l.start++ {
		}
		if i == 0 || !joins(p.src, p.lines[i-1], l) {
			p.b.fold()
		}
		p.b.prose(l.start, l.end)
	}
	p.b.endBlock()
	return true
}

// isAside reports whether a line starts, and does not end, with a stroke.
func isAside(s []byte) bool {
	return len(s) > 3 && s[0] == '|' && s[1] == ' ' && s[2] == ' ' && s[3] != ' ' && s[len(s)-1] != '|'
}

// allDeeper reports whether all lines but the first are set in further than it.
func allDeeper(lines []textLine) bool {
	for _, l := range lines[1:] {
		if l.indent <= lines[0].indent {
			return false
		}
	}
	return true
}

// isReference reports whether the chunk is an entry of a list of references that stands under another heading: a label
// in brackets, a title in quotation marks, a year.
func (p *textParser) isReference() bool {
	first, last := p.lines[0], p.lines[len(p.lines)-1]
	if p.src[first.start] != '[' || len(p.lines) > 8 {
		return false
	}
	s := p.src[first.start:last.end]
	label := bytes.IndexByte(s, ']')
	if label < 2 || label > 24 || label+2 >= len(s) || s[label+1] != ' ' || bytes.IndexByte(s, '"') < 0 {
		return false
	}
	tail := s[max(0, len(s)-90):]
	return bytes.Contains(tail, []byte("19")) || bytes.Contains(tail, []byte("20"))
}

// references copies a chunk of a references section, one block an entry; false if it is running text.
func (p *textParser) references() bool {
	if s := p.src[p.lines[0].start]; s != '[' && measure(p.src, p.lines).function > 4 {
		return false
	}
	p.code.end()
	lines := p.lines
	for len(lines) > 0 {
		n := 1
		for n < len(lines) && !(p.src[lines[n].start] == '[' && lines[n].indent <= lines[0].indent) {
			n++
		}
		p.b.begin(BlockReference, "")
		p.run(lines[:n])
		lines = lines[n:]
	}
	p.b.endBlock()
	return true
}
