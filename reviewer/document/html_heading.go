package document

import (
	"bytes"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlHeading is the heading that is open.
type htmlHeading struct {
	level  int // of its tag, 1 for h1; 0 if none is open
	depth  int // length of the stack with it
	number int // length of the stack with the element that holds the section number, 0 if none is open
	start  int // source offset
	attrs  htmlAttrs
	text   []byte
	secno  []byte
}

// maxHTMLTitle is how much of a title is kept, in bytes.
const maxHTMLTitle = 500

func (h *htmlHeading) space() { h.text = append(h.text, ' ') }

func (p *htmlParser) startHeading(n *htmlNode, a htmlAttrs) {
	if n.plate && !(n.name == atom.H1) {
		return // the date and kind of draft under its title
	}
	for i := range p.stack {
		if p.stack[i].row { // a table with headings in it is there for layout
			p.stack[i].row, p.stack[i].kind = false, BlockParagraph
		}
	}
	p.carry = false
	p.endBlock()
	p.head = htmlHeading{level: headingLevel(n.name), depth: len(p.stack), start: n.start, attrs: a}
}

func headingLevel(name atom.Atom) int { return int(name.String()[1] - '0') }

func (p *htmlParser) headingText(start, end int, number bool) {
	h := &p.head
	if len(h.text)+len(h.secno) > maxHTMLTitle {
		return
	}
	text := visibleRunes(html.UnescapeString(string(bytes.ToValidUTF8(p.src[start:min(end, start+maxHTMLTitle)], nil))))
	if number {
		h.secno = append(h.secno, text...)
		return
	}
	h.text = append(h.text, text...)
}

// endHeading opens the section of a heading that ends here.
func (p *htmlParser) endHeading() {
	h := p.head
	p.head = htmlHeading{}
	title := cutText(foldSpace(string(h.text)), maxHTMLTitle)
	number := sectionNumber(foldSpace(string(h.secno)))
	if number == "" {
		number, title = splitNumber(title)
	}
	if p.isTitle(h, number, title) || title == "" && number == "" {
		return
	}
	level := p.numbers.level(h.level, number, p.top().section, p.kind)
	if p.kind == htmlReSpecSource && number == "" && p.top().section > 0 {
		number = p.numbers.next(level)
	}
	if unnumberedKind(titleKind(strings.ToLower(title))) && p.kind == htmlReSpecSource && level == 1 {
		number = ""
	}
	p.b.section(number, title, level, Span{h.start, p.at})
}

func unnumberedKind(k SectionKind) bool {
	return k == SectionAbstract || k == SectionBoilerplate
}

// cutText cuts text to at most limit bytes of whole characters.
func cutText(text string, limit int) string {
	if len(text) > limit {
		text = strings.ToValidUTF8(text[:limit], "")
	}
	return text
}

// isTitle takes the heading as the title of the draft if it is that.
func (p *htmlParser) isTitle(h htmlHeading, number, title string) bool {
	meta := &p.b.doc.Meta
	switch {
	case h.attrs.id == "rfcnum":
		if n := leadingDigits(strings.TrimPrefix(title, "RFC ")); n != "" {
			meta.Name = "rfc" + n
		}
		return true
	case h.level != 1:
		return false
	case h.attrs.id == "title", hasWord(h.attrs.class, "p-name"), hasWord(h.attrs.class, "title"):
		meta.Title = title
		return true
	case number != "" || p.numbers.first || p.top().section > 0 && p.numbers.many:
		p.numbers.first = true
		return false
	}
	p.numbers.first = true
	if meta.Title == "" {
		meta.Title = title
	}
	return true
}

// sectionNumber reads the text of a number element: "1.2. ", "Appendix A. ", "§ 3".
func sectionNumber(text string) string {
	text = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(text, "Appendix "), "§"))
	return cutText(strings.TrimRight(text, ". :"), 40)
}

// splitNumber parts "1.2. Title" and "Appendix A. Title"; the number is empty if the title has none.
func splitNumber(title string) (number, rest string) {
	text := strings.TrimPrefix(strings.TrimPrefix(title, "Appendix "), "Annex ")
	n := 0
	for n < len(text) && n < 24 && (isDigit(text[n]) || text[n] == '.' || n == 0 && isUpper(text[n])) {
		n++
	}
	if n == 0 || n < len(text) && text[n] != ' ' && text[n] != ':' {
		return "", title
	}
	number = strings.TrimRight(text[:n], ".")
	letter := number != "" && isUpper(number[0])
	if number == "" || letter && len(number) == 1 && number == text[:n] && len(text) == len(title) {
		return "", title // "A theory of everything"
	}
	if !letter && !strings.Contains(text[:n], ".") && len(number) > 2 {
		return "", title // "2001 and later"
	}
	return number, strings.TrimLeft(text[n:], ": ")
}

// htmlNumbers count sections, where the draft leaves the numbers to a program, and tell levels.
type htmlNumbers struct {
	counts   [8]int
	appendix bool // top-level sections have letters
	unnumber bool // the section that opens has no number
	many     bool // sections open with h1 headings too
	first    bool // an h1 heading was seen
}

// level gives the level of a section from its number, the section elements around it, or its tag.
func (n *htmlNumbers) level(tag int, number string, sections int, kind htmlKind) int {
	switch {
	case kind == htmlReSpecSource && sections > 0:
		return sections
	case number != "":
		return strings.Count(number, ".") + 1
	case n.many:
		return max(tag, sections, 1)
	}
	return max(1, tag-1)
}

// next counts a section of a level and gives its number.
func (n *htmlNumbers) next(level int) string {
	if n.unnumber || level > len(n.counts) {
		return ""
	}
	n.counts[level-1]++
	for i := level; i < len(n.counts); i++ {
		n.counts[i] = 0
	}
	number := make([]byte, 0, 16)
	for i, c := range n.counts[:level] {
		switch {
		case i == 0 && n.appendix:
			number = append(number, letters(c)...)
		case i == 0:
			number = strconv.AppendInt(number, int64(c), 10)
		default:
			number = strconv.AppendInt(append(number, '.'), int64(c), 10)
		}
	}
	return string(number)
}

// follow goes on counting from a number that the draft gives itself. Letters are not counted.
func (n *htmlNumbers) follow(number string) {
	var counts [8]int
	for i, part := range strings.Split(number, ".") {
		c, err := strconv.Atoi(part)
		if err != nil || i >= len(counts) {
			return
		}
		counts[i] = c
	}
	n.counts = counts
}

// letters gives A for 1, Z for 26, AA for 27.
func letters(n int) string {
	if n <= 0 {
		return ""
	}
	return letters((n-1)/26) + string(rune('A'+(n-1)%26))
}

// respecSections are the sections that ReSpec gives a heading (https://respec.org/docs/#document-structure).
var respecSections = map[string]string{"abstract": "Abstract", "sotd": "Status of This Document", "conformance": "Conformance"}

// openSection handles a section element: those of ReSpec may be without a heading.
func (p *htmlParser) openSection(n *htmlNode, a htmlAttrs) {
	if p.kind != htmlReSpecSource {
		return
	}
	if n.section == 1 {
		p.numbers.unnumber = hasWord(a.class, "introductory") || a.id == "abstract" || a.id == "sotd"
		if hasWord(a.class, "appendix") && !p.numbers.appendix {
			p.numbers.appendix, p.numbers.counts = true, [8]int{}
		}
	}
	if title, ok := respecSections[a.id]; ok {
		number := ""
		if a.id == "conformance" {
			number = p.numbers.next(n.section)
		}
		p.b.section(number, title, n.section, Span{n.start, p.at})
	}
}

// countHeadings counts h1 tags.
func countHeadings(src []byte) int {
	return bytes.Count(src, []byte("<h1")) + bytes.Count(src, []byte("<H1"))
}
