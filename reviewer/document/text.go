package document

import "bytes"

// textParser reads the text format of RFCs and Internet-Drafts (RFC 7994, RFC 2223, and what came before): it takes
// one chunk of lines after the other, says what each chunk is, and copies it into the document.
type textParser struct {
	b     *builder
	src   []byte
	in    *lineReader
	more  bool       // in.line is a line that no chunk has taken yet
	lines []textLine // the chunk: lines with no blank line between
	page  bool       // a page ended before the chunk

	classes []lineClass // of the lines of the chunk that is being split

	body  int // indent of most prose
	front frontMatter
	toc   toc
	heads headings
	code  openCode
}

// maxChunk bounds how many lines are looked at together.
const maxChunk = 2000

// sectionWeight is how many blocks a section counts for, by the memory that it takes.
const sectionWeight = 4

func parseText(draft Draft) (*Document, error) {
	b := newBuilder(draft, FormatText)
	b.hideControls(0, len(draft.Source))
	b.doc.pages = pageStarts(draft.Source)
	p := &textParser{b: b, src: draft.Source, in: newLineReader(draft.Source)}
	p.body = bodyIndent(draft.Source)
	p.heads.titles = make(map[string]bool)
	p.in.running = p.isRunningTitle
	p.more = p.in.next()
	for len(b.doc.Blocks)+sectionWeight*len(b.doc.Sections) < MaxBlocks && p.nextChunk() {
		p.chunk()
	}
	if p.more {
		b.gapIn("the draft has more blocks than are read; split it", Span{p.in.line.start, len(p.src)})
	}
	p.finishFront()
	return b.finish(), nil
}

// pageStarts gives the offset of the first byte of each page; nil if there is no form feed.
func pageStarts(src []byte) []int {
	n := bytes.Count(src, []byte{'\f'})
	if n == 0 {
		return nil
	}
	starts := make([]int, 1, n+1)
	for at := 0; ; {
		i := bytes.IndexByte(src[at:], '\f')
		if i < 0 || at+i+1 >= len(src) {
			return starts
		}
		at += i + 1
		starts = append(starts, at)
	}
}

// bodyIndent is the indent of most long lines: 3 in RFCs, 0 in some old ones.
func bodyIndent(src []byte) int {
	var count [16]int
	for at, n := 0, 0; n < 3000; n++ {
		line, next := nonBlank(src, at, len(src))
		if next < 0 {
			break
		}
		if at = next; line.indent < len(count) && line.end-line.start > 48 {
			count[line.indent]++
		}
	}
	best := 3
	for i, n := range count {
		if n > count[best] {
			best = i
		}
	}
	return best
}

// nextChunk gathers the lines up to the next blank line. Over a page break it goes on if the text does.
func (p *textParser) nextChunk() bool {
	if !p.more {
		return false
	}
	p.lines, p.page = p.lines[:0], p.in.page
	for {
		p.lines = append(p.lines, p.in.line)
		p.more = p.in.next()
		if !p.more || len(p.lines) >= maxChunk {
			return true
		}
		if p.in.page {
			if !p.goesOn() {
				return true
			}
		} else if p.in.blanks > 0 || p.in.line.indent == 0 && p.body > 0 && p.isListed(p.in.line) {
			return true
		}
	}
}

// goesOn reports whether the line after a page break continues the chunk before it.
func (p *textParser) goesOn() bool {
	last, next := p.lines[len(p.lines)-1], p.in.line
	c := p.src[last.end-1]
	if last.end-last.start < 30 || isSentenceEnd(c) || c == ':' || c == '|' || c == '+' {
		return false
	}
	first := p.src[next.start]
	if isLower(first) || first == '(' || first == '[' || first == '"' || isAlpha(first) || isDigit(first) {
		if marker(p.src, next) > 0 && !isLower(first) || next.indent < max(1, p.body) && p.mayHead(next) {
			return false
		}
		return next.indent == last.indent || len(p.lines) == 1 && next.indent > last.indent && isLower(first)
	}
	return false
}

func isSentenceEnd(c byte) bool { return c == '.' || c == '!' || c == '?' || c == ';' }

// chunk says what the chunk is and copies it.
func (p *textParser) chunk() {
	if p.code.module != "" {
		p.continueModule()
		return
	}
	if p.toc.open && p.tocChunk() {
		return
	}
	for len(p.lines) > 0 && !p.toc.open && p.heading() {
	}
	if len(p.lines) == 0 || p.toc.open && p.tocChunk() {
		return
	}
	if !p.front.done && p.frontChunk() {
		return
	}
	switch p.sectionKind() {
	case SectionBoilerplate:
		if p.sectionBytes() < maxBoilerplate {
			p.whole(BlockBoilerplate)
			return
		}
		p.unnamed()
	case SectionAuthors:
		if s := measure(p.src, p.lines); !s.prose() || s.function < 6 {
			p.whole(BlockBoilerplate)
			return
		}
	case SectionReferences:
		if p.references() {
			return
		}
	}
	p.content()
}

// maxBoilerplate is how much text can stand under a heading such as "Copyright Notice": twice what the longest of the
// texts has that were ever asked for. What comes after that is the draft's own, under a heading that was not told.
const maxBoilerplate = 6000

// unnamed opens a section without a heading at the chunk.
func (p *textParser) unnamed() {
	at := p.lines[0].start
	p.b.section("", "", 1, Span{at, at})
}

func (p *textParser) sectionBytes() int {
	d := p.b.doc
	return len(d.Text) - d.Sections[len(d.Sections)-1].Text.Start
}

func (p *textParser) sectionKind() SectionKind {
	if n := len(p.b.doc.Sections); n > 0 {
		return p.b.doc.Sections[n-1].Kind
	}
	return SectionBody
}

// content copies a chunk of the text proper.
func (p *textParser) content() {
	if p.startModule() {
		return
	}
	if p.isBoilerplate() {
		p.whole(BlockBoilerplate)
		return
	}
	if p.isReference() {
		p.whole(BlockReference)
		return
	}
	s := measure(p.src, p.lines)
	if s.sentence > 0 && s.rule+s.bar+s.arrow+s.code > 1 && !p.inCode(s) && p.split() {
		return
	}
	p.copyAs(p.kindOf(s))
}

// boilerplate holds how the paragraphs start that copyright and patent rules ask for (RFC 2026, section 10.4; RFC 3979,
// section 5; the IETF Trust's Legal Provisions), wherever they stand. In lower case.
var boilerplate = []string{
	"this document and translations of it may be copied", "the limited permissions granted above", "this document and the information contained",
	"copyright (c) the internet society", "copyright (c) the ietf trust", "the ietf takes no position regarding", "copies of ipr disclosures made",
	"copies of claims of rights made", "the ietf invites any interested party", "this document is subject to the rights, licenses", "this document is subject to bcp 78",
	"internet-drafts are working documents", "internet-drafts are draft documents valid", "this internet-draft is submitted",
	"this internet-draft will expire", "distribution of this memo is unlimited", "funding for the rfc editor function",
	"the list of current internet-drafts can be accessed", "the list of internet-draft shadow directories",
	"by submitting this internet-draft", "this document may contain material from ietf documents",
}

func (p *textParser) isBoilerplate() bool {
	s := p.src[p.lines[0].start:p.lines[0].end]
	switch s[0] | 0x20 {
	case 't', 'c', 'i', 'd', 'f', 'b':
		for _, start := range boilerplate {
			if startsFold(s, start) {
				return true
			}
		}
	}
	return false
}

// inCode reports whether the chunk stands inside braces that a chunk before opened.
func (p *textParser) inCode(s shape) bool {
	return p.code.active && p.code.depth > 0 && s.minIndent >= p.code.indent
}

func (p *textParser) copyAs(kind BlockKind) {
	switch kind {
	case BlockCode, BlockFigure:
		p.codeChunk(kind)
	case BlockTableRow:
		p.code.end()
		p.table()
	default:
		p.code.end()
		p.prose()
	}
}

// split copies a chunk in which running text stands right before or after a figure or code, part by part; false if it
// is no such chunk.
func (p *textParser) split() bool {
	lines := p.lines
	classes := p.classes[:0]
	var whole shape
	for i, l := range lines {
		classes = append(classes, whole.add(p.src[l.start:l.end], i == 0))
	}
	p.classes = classes
	head := p.headText(lines, classes)
	tail := len(lines)
	for tail > head && classes[tail-1] == classSentence {
		tail--
	}
	if n := len(lines) - tail; n < 2 || tail == head || !classes[tail-1].drawn() && (n < 3 || lines[tail].indent > lines[0].indent) {
		tail = len(lines)
	}
	if head == 0 && tail == len(lines) {
		return false
	}
	for _, part := range [][]textLine{lines[:head], lines[head:tail], lines[tail:]} {
		if p.lines = part; len(part) > 0 {
			p.copyAs(p.kindOf(measure(p.src, part)))
		}
	}
	return true
}

func (c lineClass) drawn() bool { return c == classRule || c == classBar || c == classArrow }

// headText counts the lines of running text at the front of the chunk before lines of a figure or of code.
func (p *textParser) headText(lines []textLine, classes []lineClass) int {
	n := 0
	for n < len(lines) && (classes[n] == classSentence || n > 0 && classes[n] == classOther && lines[n].indent <= lines[0].indent) {
		n++
	}
	if n == 0 || n == len(lines) {
		return 0
	}
	last := p.src[lines[n-1].end-1]
	if n < 2 && last != ':' || classes[n] == classOther || classes[n] == classGap && last != ':' && last != '.' {
		return 0
	}
	if classes[n] == classCode && last != ':' && last != '.' {
		return 0
	}
	rest := 0
	for _, c := range classes[n:] {
		if c.drawn() || c == classCode || c == classComment || c == classGap {
			rest++
		}
	}
	return onlyIf(rest > 1 && rest*2 >= len(lines)-n, n)
}

// whole copies the chunk as one block of running text.
func (p *textParser) whole(kind BlockKind) {
	p.code.end()
	p.b.begin(kind, "")
	p.run(p.lines)
	p.b.endBlock()
}

// run copies lines into the open block as running text. A word that is broken after a hyphen or a slash is joined.
func (p *textParser) run(lines []textLine) {
	for i, l := range lines {
		if i > 0 && !joins(p.src, lines[i-1], l) {
			p.b.fold()
		}
		p.b.prose(l.start, l.end)
	}
}

// joins reports whether the last word of a line goes on in the next: "end-" and "to-end". A hyphen that stands for the
// rest of a word, as in "pre- and post-processing", does not join.
func joins(src []byte, l, next textLine) bool {
	if l.end-l.start < 2 {
		return false
	}
	c, before, first := src[l.end-1], src[l.end-2], src[next.start]
	switch {
	case c == '/':
		return before != ' ' && (isAlpha(first) || isDigit(first))
	case c != '-' || !isAlpha(before) && !isDigit(before):
		return false
	case !isLower(first) && !isDigit(first):
		return isUpper(first) && isUpper(before)
	}
	rest := src[next.start:next.end]
	for _, w := range []string{"and ", "or ", "to ", "nor ", "but "} {
		if bytes.HasPrefix(rest, []byte(w)) {
			return false
		}
	}
	return true
}
