package document

import "strings"

// toc is the table of contents: it tells headings from list items that look alike.
type toc struct {
	open   bool              // the current section is the table
	titles map[string]string // folded title by number
	number string            // of the entry being read; empty if it has its page number
	last   number            // the same
	indent int               // where it stands
}

// maxTitle is the longest title, in bytes, that is gathered over several lines.
const maxTitle = 400

func isContents(title string) bool {
	t := strings.ToLower(strings.TrimRight(title, ".: "))
	return t == "table of contents" || t == "contents"
}

// tocChunk takes the chunk as a part of the table of contents; false if the table has ended before it.
func (p *textParser) tocChunk() bool {
	if !p.isTocChunk() {
		p.toc.open = false
		if !p.heading() {
			p.unnamed() // what stands between the table and the next heading is no part of it
		}
		return len(p.lines) == 0
	}
	for _, l := range p.lines {
		p.tocLine(l)
	}
	p.whole(BlockBoilerplate)
	return true
}

func (p *textParser) isTocChunk() bool {
	for _, l := range p.lines {
		if _, leader := tocEntry(p.src[l.start:l.end]); leader {
			return true
		}
	}
	first, last := p.lines[0], p.src[p.lines[len(p.lines)-1].end-1]
	if (last == '.' || last == ':') && measure(p.src, p.lines).prose() {
		return false
	}
	if len(p.toc.titles) > 0 && len(p.lines) == 1 && isKnownTitle(p.src[first.start:first.end]) && first.indent != 3 {
		return false
	}
	n, ok := readNumber(p.src, first)
	if ok {
		title, seen := p.toc.titles[n.key()]
		return !seen || title != foldTitle(p.src[n.title:first.end]) && first.indent > 0
	}
	return first.indent > 0 || len(p.toc.titles) == 0 && p.body == 0 && !isKnownTitle(p.src[first.start:first.end])
}

// tocLine reads one line of the table: an entry, or the rest of the entry before. What looks like an entry inside one
// that has no page number yet, and has a number that cannot come next, is the rest.
func (p *textParser) tocLine(l textLine) {
	if p.toc.titles == nil {
		p.toc.titles = make(map[string]string)
	}
	n, ok := readNumber(p.src, l)
	title := l.start
	if ok && !(p.toc.number != "" && l.indent > p.toc.indent && !follows(p.toc.last, n)) {
		if _, seen := p.toc.titles[n.key()]; seen {
			return
		}
		p.toc.number, p.toc.last, p.toc.indent = n.key(), n, l.indent
		title = n.title
	} else if p.toc.number == "" || l.indent <= p.toc.indent {
		p.toc.number = ""
		return
	}
	end, leader := tocEntry(p.src[title:l.end])
	p.toc.titles[p.toc.number] += foldTitle(p.src[title : title+end])
	if leader || len(p.toc.titles[p.toc.number]) > maxTitle {
		p.toc.number = ""
	}
}

// tocEntry finds where the title in a line of the table of contents ends, and whether a leader or a page number follows.
func tocEntry(s []byte) (end int, leader bool) {
	end = len(s)
	for end > 0 && isDigit(s[end-1]) {
		end--
	}
	digits := len(s) - end
	if digits > 0 && digits < 5 && end > 0 && (s[end-1] == ' ' || s[end-1] == '.') {
		dots := end
		for dots > 0 && (s[dots-1] == '.' || s[dots-1] == ' ' || s[dots-1] == '\t' || s[dots-1] == '_') {
			dots--
		}
		if end-dots >= 2 {
			return dots, true
		}
	}
	dots := len(s)
	for dots > 0 && (s[dots-1] == '.' || s[dots-1] == ' ') {
		dots--
	}
	return dots, len(s)-dots >= 3
}

// foldTitle keeps the letters and digits of a title, in lower case.
func foldTitle(s []byte) string {
	out := make([]byte, 0, len(s))
	for _, c := range s {
		switch {
		case isUpper(c):
			out = append(out, c+'a'-'A')
		case isLower(c) || isDigit(c) || c >= 0x80:
			out = append(out, c)
		}
	}
	return string(out)
}

// inContents reports how many lines the heading at the front of the chunk takes if the table of contents lists it.
func (p *textParser) inContents(n number) int {
	want, ok := p.toc.titles[n.key()]
	if !ok || want == "" {
		return 0
	}
	have := ""
	for i := 0; i < len(p.lines) && i < 4; i++ {
		from := p.lines[i].start
		if i == 0 {
			from = n.title
		}
		have += foldTitle(p.src[from:p.lines[i].end])
		if have == want {
			return i + 1
		}
		if !strings.HasPrefix(want, have) {
			return 0
		}
	}
	return 0
}
