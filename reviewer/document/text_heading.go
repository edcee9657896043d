package document

import (
	"bytes"
	"strings"
)

// number is the number of a section: "3.1" is {3, 1}, "A.2" is {'A', 2} with letter set.
type number struct {
	parts  [maxNumber]int
	depth  int
	letter bool
	text   string
	title  int // offset of the title in Source
}

// maxNumber is how deep section numbers go.
const maxNumber = 9

// headings remembers the last numbered heading.
type headings struct {
	last   number
	titles map[string]bool // the folded titles of the numbered headings
}

// heading takes a heading off the front of the chunk, if the chunk starts with one, and opens its section.
func (p *textParser) heading() bool {
	l := p.lines[0]
	n, ok := readNumber(p.src, l)
	if ok {
		if lines := p.numbered(n); lines > 0 {
			p.open(n.text, n.title, lines, n.depth)
			p.heads.last = n
			p.heads.titles[foldTitle([]byte(p.b.doc.Sections[len(p.b.doc.Sections)-1].Title))] = true
			return true
		}
	}
	if lines := p.unnumbered(); lines > 0 {
		p.open("", l.start, lines, 1)
		return true
	}
	return false
}

// key is what the table of contents files the number under.
func (n *number) key() string { return strings.TrimSuffix(n.text, ".0") }

// mayHead reports whether a line may be a numbered heading.
func (p *textParser) mayHead(l textLine) bool {
	_, ok := readNumber(p.src, l)
	return ok
}

// isRunningTitle reports whether a line is the title of a numbered section that has been read, without its number.
func (p *textParser) isRunningTitle(l textLine) bool {
	return l.end-l.start < 60 && p.heads.titles[foldTitle(p.src[l.start:l.end])]
}

// open opens the section whose heading takes the first lines of the chunk, with the title from offset at on.
func (p *textParser) open(num string, at, lines, level int) {
	title := p.titleText(at, lines)
	p.code.end()
	p.b.section(num, title, level, Span{p.lines[0].start, p.lines[lines-1].end})
	p.front.done = true
	p.lines = p.lines[lines:]
	p.toc.open = isContents(title) && p.sectionKind() == SectionBoilerplate
}

func (p *textParser) titleText(at, lines int) string {
	if l := p.lines[0]; lines == 1 && !p.b.unplain && wordsEnd(p.src, at, l.end) == l.end {
		return string(p.src[at:l.end])
	}
	var t strings.Builder
	for i, l := range p.lines[:lines] {
		if i > 0 && isUnderline(p.src[l.start:l.end]) {
			break
		}
		from := l.start
		if i == 0 {
			from = at
		}
		if i > 0 && !joins(p.src, p.lines[i-1], l) {
			t.WriteByte(' ')
		}
		t.Write(bytes.ToValidUTF8(p.src[from:l.end], nil))
	}
	return strings.Join(strings.Fields(t.String()), " ")
}

// isListed reports whether a line is, word for word, a heading that the table of contents lists.
func (p *textParser) isListed(l textLine) bool {
	if c := p.src[l.start]; !isDigit(c) && !isUpper(c) || len(p.toc.titles) == 0 {
		return false
	}
	n, ok := readNumber(p.src, l)
	return ok && n.title < l.end && p.toc.titles[n.key()] == foldTitle(p.src[n.title:l.end])
}

// isUnderline reports whether a line is drawn under a heading.
func isUnderline(s []byte) bool {
	for _, c := range s {
		if c != s[0] && c != ' ' {
			return false
		}
	}
	return len(s) > 2 && (s[0] == '-' || s[0] == '=' || s[0] == '~' || s[0] == '*' || s[0] == '_' || s[0] == '^' || s[0] == '#')
}

// readNumber reads the number at the start of a line: "3.1", "3.1.", "A.2", "Appendix B".
func readNumber(src []byte, l textLine) (number, bool) {
	s := src[l.start:l.end]
	var n number
	start, ok := n.readWord(s)
	if !ok {
		return n, false
	}
	i := n.readParts(s, start)
	if i == start {
		return n, false
	}
	n.text = string(s[start:i])
	if n.depth == 2 && n.parts[1] == 0 {
		n.depth = 1 // "1.0" is how some number section 1
	}
	return n, n.readTitle(s, i, l.start, start)
}

// readWord passes "Appendix" and the like before a number; false if what follows is no number.
func (n *number) readWord(s []byte) (at int, ok bool) {
	switch {
	case startsFold(s, "appendix ") || startsFold(s, "annex "):
		at = bytes.IndexByte(s, ' ')
		for at < len(s) && s[at] == ' ' {
			at++
		}
		n.letter = true
		return at, at < len(s) && isUpper(s[at])
	case startsFold(s, "section ") && len(s) > 8 && isDigit(s[8]):
		return 8, true
	}
	return 0, true
}

// readParts reads the parts of a number from s[at] on and gives where it ends; at if there is none.
func (n *number) readParts(s []byte, at int) int {
	i := at
	switch {
	case isUpper(s[i]) && (i+1 == len(s) || !isAlpha(s[i+1])):
		n.letter = true
		n.parts[0], n.depth = int(s[i]), 1
		i++
	case n.letter || !isDigit(s[i]):
		return at
	}
	for i < len(s) && n.depth < maxNumber {
		if n.depth > 0 {
			if s[i] != '.' || i+1 >= len(s) || !isDigit(s[i+1]) {
				break
			}
			i++
		}
		v, from := 0, i
		for i < len(s) && isDigit(s[i]) && i-from < 4 {
			v = v*10 + int(s[i]-'0')
			i++
		}
		n.parts[n.depth] = v
		n.depth++
	}
	return i
}

// readTitle finds where the title starts, after the number that ends at s[i].
func (n *number) readTitle(s []byte, i, base, start int) bool {
	bare := start == 0 && n.letter && n.depth == 1
	mark := i
	for i < len(s) && (s[i] == '.' || s[i] == ':' || s[i] == ')' || s[i] == '-') && i-mark < 2 {
		i++
	}
	spaces := i
	for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
		i++
	}
	n.title = base + i
	if i == len(s) {
		return start > 0 && n.letter // "Appendix A" alone
	}
	tight := i == spaces && i > mark && !n.letter && isUpper(s[i]) // "15.Normative References"
	if i == spaces && !tight || n.parts[0] > 199 || n.letter && n.parts[1] > 99 || bare && spaces == mark {
		return false
	}
	if start > 0 && s[i] == '-' {
		for i < len(s) && (s[i] == '-' || s[i] == ' ') {
			i++
		}
		n.title = base + i
	}
	return true
}

// numbered reports how many lines the numbered heading at the front of the chunk takes; 0 if it is none.
func (p *textParser) numbered(n number) int {
	if lines := p.inContents(n); lines > 0 {
		return lines
	}
	l := p.lines[0]
	if l.indent > 0 && l.indent >= p.body || !titleLike(p.src[n.title:l.end]) {
		return 0
	}
	lines := p.titleLines(n)
	alone := lines == len(p.lines)
	last := p.lines[lines-1]
	c := p.src[last.end-1]
	ended := c == '.' || c == ',' || c == ';' || c == ':'
	switch {
	case follows(p.heads.last, n):
		if p.body == 0 {
			return onlyIf(alone && !ended || n.depth > 1 && !ended, lines)
		}
		return onlyIf(!ended || alone && last.end-l.start < 50, lines)
	case p.body == 0 || l.indent > 0 || !alone || ended || p.code.module != "":
		return 0
	}
	return onlyIf(p.more && p.in.line.indent > 0 || n.depth > 1, lines)
}

func onlyIf(ok bool, n int) int {
	if ok {
		return n
	}
	return 0
}

// titleLike reports whether a title may start so.
func titleLike(s []byte) bool {
	if len(s) == 0 {
		return true
	}
	c := s[0]
	if !isAlpha(c) && !isDigit(c) && c != '"' && c != '\'' && c != '<' && c != '*' && c != '_' && c != '(' && c != '[' && c != '.' && c < 0x80 && c != ':' && c != '+' && c != '/' && c != '-' && c != '$' && c != '&' && c != '`' && c != '{' && c != '@' {
		return false
	}
	return wideGaps(s) == 0
}

// titleLines counts the lines of a wrapped heading: the next ones are set in as far as the title.
func (p *textParser) titleLines(n number) int {
	first := p.lines[0]
	column := first.indent + n.title - first.start
	lines := 1
	for lines < len(p.lines) && lines < 4 {
		l := p.lines[lines]
		if isUnderline(p.src[l.start:l.end]) {
			return lines + 1
		}
		if l.indent < column-1 || l.indent > column+1 && n.depth > 0 && l.indent > column+12 {
			break
		}
		if l.indent <= p.body && (len(p.lines) > 3 || first.end-first.start < 50) {
			break
		}
		lines++
	}
	return lines
}

// follows reports whether section n may come right after section last.
func follows(last, n number) bool {
	if last.depth == 0 {
		return n.depth == 1 && (n.parts[0] <= 1 || n.letter && n.parts[0] == 'A')
	}
	if n.letter != last.letter {
		return n.depth == 1 && n.letter && n.parts[0] == 'A'
	}
	k := 0
	for k < n.depth && k < last.depth && n.parts[k] == last.parts[k] {
		k++
	}
	if k == last.depth {
		return n.depth == k+1 && n.parts[k] <= 1
	}
	return n.depth == k+1 && n.parts[k] > last.parts[k] && n.parts[k] <= last.parts[k]+2
}

// unnumbered reports how many lines the heading without a number at the front of the chunk takes; 0 if it is none.
func (p *textParser) unnumbered() int {
	l := p.lines[0]
	s := p.src[l.start:l.end]
	if len(s) > 76 || !isUpper(s[0]) {
		return 0
	}
	alone := len(p.lines) == 1
	if p.heads.last.depth > 0 && isContents(string(s)) {
		return 0 // a table of contents does not stand inside the text
	}
	if isKnownTitle(s) && (alone || l.indent < p.lines[1].indent || l.indent > 20) {
		return 1
	}
	if !p.front.done || len(p.lines) > 2 || l.indent > 0 || wideGaps(s) > 0 {
		return 0
	}
	last := p.lines[len(p.lines)-1]
	if len(p.lines) == 2 && isUnderline(p.src[last.start:last.end]) {
		return 2
	}
	switch c := p.src[last.end-1]; {
	case last.indent != 0 || c == '.' || c == ',' || c == ';' || c == ':' || c == '{' || c == '}' || c == '>':
		return 0
	case p.body == 0:
		return onlyIf(alone && isCapitals(s), 1)
	}
	if !p.more || p.in.line.indent == 0 || bytes.Contains(s, []byte("::=")) || bytes.Contains(s, []byte(" = ")) {
		return 0
	}
	return len(p.lines)
}

// isCapitals reports whether a line is words in capitals.
func isCapitals(s []byte) bool {
	n := 0
	for _, c := range s {
		if isLower(c) || c == '|' || c == '=' || c == '+' || c == ';' {
			return false
		}
		if isUpper(c) {
			n++
		}
	}
	return n >= 4 && n*3 >= len(s)*2
}

// knownTitles are titles that stand for a section wherever they stand alone on a line.
var knownTitles = map[string]bool{
	"abstract": true, "status of this memo": true, "status of memo": true, "copyright notice": true, "table of contents": true,
	"contents": true, "introduction": true, "references": true, "acknowledgements": true, "acknowledgments": true,
	"acknowledgement": true, "acknowledgment": true, "security considerations": true, "author's address": true,
	"authors' addresses": true, "authors' address": true, "authors address": true, "authors addresses": true,
	"author's addresses": true, "author address": true, "editor's address": true, "editors' addresses": true,
	"full copyright statement": true, "intellectual property": true, "intellectual property statement": true, "iesg note": true,
	"iana considerations": true, "normative references": true, "informative references": true, "bibliography": true,
	"preface": true, "foreword": true, "contributors": true, "disclaimer of validity": true, "copyright statement": true,
	"acknowledgement of funding": true, "status of this document": true, "status of the memo": true, "overview": true,
	"disclaimer": true, "index": true, "full copyright notice": true, "rfc editor note": true, "iab note": true,
}

func isKnownTitle(s []byte) bool {
	if len(s) > 40 {
		return false
	}
	var low [48]byte
	n := 0
	for i, c := range s {
		if isUpper(c) {
			c += 'a' - 'A'
		}
		if c == ' ' && (i == 0 || s[i-1] == ' ') {
			continue
		}
		low[n] = c
		n++
	}
	for n > 0 && (low[n-1] == ':' || low[n-1] == '.' || low[n-1] == ' ') {
		n--
	}
	return knownTitles[string(low[:n])]
}
