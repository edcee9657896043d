package document

import (
	"bytes"
	"fmt"
	"strings"
)

// mdReader copies Markdown into a builder, line by line. It knows the dialects of kramdown-rfc, mmark, GitHub and
// Bikeshed, which differ in what stands around the text more than in the text.
//
// A draft is read twice: the first reading finds out what cross references point to, the second copies the text.
type mdReader struct {
	flow
	src     []byte
	dialect Format

	anchors map[string]xmlTarget // what cross references may point to
	titles  map[string]string    // definitions of links, by their folded name
	cited   *citations           // the references of the draft
	ald     map[string]string    // attributes that have a name: {:name: .class #id}
	seen    map[string]bool      // gaps that were already recorded

	attrs    string // attributes for the block that comes next
	count    [7]int // numbers of the open sections
	level    int    // level of the open section
	appendix bool
	plain    bool // sections go without numbers: before the middle
	figures  int
	tables   int
	lists    int // list items that the text stands in
	raised   int // what is taken off the level of headings: 1 if level 1 is the title of the document

	html  []htmlElement  // open HTML elements
	open  map[string]int // how many elements of a name are open
	inner inlineText
}

// mdLine is a line, or a part of one, without its line end.
type mdLine struct {
	start, end int32
	kind       mdLineKind
	mid        bool // it starts in the middle of a line of the source
}

type mdLineKind uint8

const (
	mdText mdLineKind = iota
	mdRest            // goes on the line before, after something that was cut out
	mdTag             // an HTML tag that stands for itself
	mdRaw             // an element that is not Markdown inside, with its tags
)

// maxMarkdownDepth is how deeply lists and quotes may nest; real drafts stay under 8. What is deeper is read as text.
const maxMarkdownDepth = 40

func newMarkdownReader(b *builder, dialect Format) *mdReader {
	return &mdReader{
		flow: flow{b: b}, src: b.doc.Source, dialect: dialect, anchors: map[string]xmlTarget{}, titles: map[string]string{},
		cited: newCitations(), ald: map[string]string{}, seen: map[string]bool{}, open: map[string]int{},
	}
}

// readTwice reads a draft with a function that is given a fresh reader, first to learn its anchors, then to copy it.
func readTwice(draft Draft, dialect Format, read func(m *mdReader)) *Document {
	learned := newMarkdownReader(newBuilder(draft, dialect), dialect)
	learned.b.hideControls(0, len(draft.Source))
	read(learned)
	b := newBuilder(draft, dialect)
	b.hideControls(0, len(draft.Source))
	m := newMarkdownReader(b, dialect)
	m.anchors, m.titles, m.ald, m.cited.known = learned.anchors, learned.titles, learned.ald, learned.cited.known
	learned = nil // its copy of the text is not needed any more
	read(m)
	return b.finish()
}

// blocks reads lines that belong together: the whole draft, or the inside of a list item or quote. Kind is what a
// paragraph among them is.
func (m *mdReader) blocks(lines []mdLine, kind BlockKind, depth int) {
	for i := 0; i < len(lines); {
		if len(m.b.doc.Blocks) >= MaxBlocks {
			m.gap("the draft has more blocks than are read", int(lines[i].start), len(m.src))
			return
		}
		i += max(1, m.block(lines[i:], kind, depth))
	}
}

// block reads what starts at the first line and returns how many lines it took.
func (m *mdReader) block(lines []mdLine, kind BlockKind, depth int) int {
	l := lines[0]
	switch l.kind {
	case mdTag:
		return m.tag(lines)
	case mdRaw:
		m.rawElement(l, kind)
		return 1
	}
	at, indent := m.indent(l)
	if at >= int(l.end) {
		return m.blank(lines)
	}
	if depth >= maxMarkdownDepth {
		m.gap("lists or quotes nest too deeply; their structure was not read", int(l.start), int(l.end))
		return m.paragraph(lines, kind, depth)
	}
	if indent >= 4 && m.dialect != FormatBikeshed && !m.carry {
		return m.indentedCode(lines)
	}
	if n := m.marked(lines, kind, depth); n > 0 {
		return n
	}
	if n := m.listItem(lines, depth); n > 0 {
		return n
	}
	if n := m.table(lines); n > 0 {
		return n
	}
	return m.paragraph(lines, kind, depth)
}

// marked reads a block that its first character tells, lists and tables aside; 0 if it is none.
func (m *mdReader) marked(lines []mdLine, kind BlockKind, depth int) int {
	l := lines[0]
	at, _ := m.indent(l)
	switch m.src[at] {
	case '`', '~':
		return m.fence(lines)
	case '#':
		return m.atxHeading(lines)
	case '.':
		return m.mmarkSection(lines)
	case '{':
		return m.braces(lines, kind)
	case '>':
		return m.quote(lines, depth)
	case 'A', 'N', 'B', 'C', 'F', 'Q':
		if m.dialect == FormatMmark && at+1 < int(l.end) && m.src[at+1] == '>' {
			return m.quote(lines, depth)
		}
	case '-', '=', '_', '*':
		if m.isRule(l) {
			m.stop()
			return 1
		}
		if bytes.HasPrefix(m.src[at:l.end], []byte("*[")) && bytes.Contains(m.src[at:l.end], []byte("]:")) {
			return 1 // the definition of an abbreviation is not shown
		}
	case '[':
		return m.linkDefinition(lines, kind, depth)
	case ':':
		return m.definition(lines, depth)
	case '!':
		if m.dialect == FormatMmark && bytes.HasPrefix(m.src[at:l.end], []byte("!---")) {
			return 1
		}
	}
	return 0
}

// blank passes over blank lines. A term may have one before its definition.
func (m *mdReader) blank(lines []mdLine) int {
	n := 1
	for n < len(lines) && lines[n].kind == mdText && m.isBlank(lines[n]) {
		n++
	}
	if !m.carry {
		m.stop()
		m.attrs = ""
		if len(m.html) > 0 && !m.row {
			m.closeParagraph()
		}
	}
	return n
}

// indent gives where the text of a line starts and how many columns it is set in, with tab stops every 4 columns.
func (m *mdReader) indent(l mdLine) (at, columns int) {
	for at = int(l.start); at < int(l.end); at++ {
		switch m.src[at] {
		case ' ':
			columns++
		case '\t':
			columns += 4 - columns%4
		case '\r', '\f', '\v':
		default:
			return at, columns
		}
	}
	return at, columns
}

func (m *mdReader) isBlank(l mdLine) bool {
	at, _ := m.indent(l)
	return at >= int(l.end)
}

// strip takes white space of up to so many columns off the start of a line.
func (m *mdReader) strip(l mdLine, columns int) mdLine {
	column := 0
	for column < columns && l.start < l.end {
		switch m.src[l.start] {
		case ' ':
			column++
		case '\t':
			column += 4 - column%4
		default:
			return l
		}
		l.start++
	}
	return l
}

func (m *mdReader) text(l mdLine) []byte {
	return bytes.TrimSpace(m.src[l.start:l.end])
}

// isRule reports a thematic break: three or more of one mark and nothing else.
func (m *mdReader) isRule(l mdLine) bool {
	s := m.text(l)
	if len(s) < 3 || s[0] == '=' && m.dialect != FormatMarkdown {
		return false
	}
	n := 0
	for _, c := range s {
		switch c {
		case s[0]:
			n++
		case ' ', '\t':
		default:
			return false
		}
	}
	return n >= 3
}

// paragraph reads lines of text up to a blank line or something else that ends them.
func (m *mdReader) paragraph(lines []mdLine, kind BlockKind, depth int) int {
	n := 1
	for n < len(lines) && !m.endsParagraph(lines, n) {
		n++
	}
	if h := m.setext(lines, n); h > 0 {
		return h
	}
	if d := m.definitionAfter(lines, n); d >= 0 && depth < maxMarkdownDepth {
		m.start(BlockDefinition)
		m.inline(lines[:n])
		m.carry = true
		return d
	}
	if m.dialect == FormatMmark && m.captionLine(lines[:n]) {
		return n
	}
	if m.inTerm() {
		m.start(BlockDefinition)
		m.inline(lines[:n])
		m.carry = true
		return n
	}
	m.start(m.paragraphKind(lines[0], m.kindHere(kind)))
	m.inline(lines[:n])
	m.stop()
	if n < len(lines) && m.isAttributes(lines[n]) {
		m.anchorHere(m.attributes(lines[n]))
	}
	return n
}

// endsParagraph reports whether the line at n does not go on with the paragraph.
func (m *mdReader) endsParagraph(lines []mdLine, n int) bool {
	l := lines[n]
	switch l.kind {
	case mdRest:
		return false
	case mdTag, mdRaw:
		return true
	}
	at, indent := m.indent(l)
	if at >= int(l.end) {
		return true
	}
	if indent >= 4 && m.dialect != FormatBikeshed {
		return false
	}
	switch m.src[at] {
	case '`', '~':
		_, width, _ := m.fenceMark(l)
		return width > 0
	case '{':
		return m.isAttributes(l) || m.isExtension(l)
	case ':':
		return m.isDefinition(l)
	case '#':
		return m.dialect != FormatKramdown && m.headingLevel(l) > 0
	case '>':
		return m.dialect != FormatKramdown
	case '-', '=':
		if m.isUnderline(l) || m.isRule(l) || m.dialect == FormatMarkdown && m.marker(l).width > 0 {
			return true
		}
	case '|':
		return m.dialect != FormatBikeshed && m.isTableRow(l) && m.isTableRow(lines[n-1])
	case '*':
		return m.marker(l).width > 0 // no text has a star and a space at the start of a line
	case '+':
		return m.dialect == FormatMarkdown && m.marker(l).width > 0
	}
	return (m.dialect == FormatBikeshed || m.lists > 0) && m.marker(l).width > 0 || m.listAfter(lines[n-1], l)
}

// listAfter reports a list that opens without the blank line that it needs, below a line that announces it.
func (m *mdReader) listAfter(before, l mdLine) bool {
	text := m.text(before)
	return len(text) > 0 && text[len(text)-1] == ':' && m.marker(l).width > 0
}

// paragraphKind tells notes by the word that opens them in W3C drafts.
func (m *mdReader) paragraphKind(l mdLine, kind BlockKind) BlockKind {
	if m.dialect != FormatBikeshed || kind != BlockParagraph {
		return kind
	}
	text := m.text(l)
	for _, word := range []string{"Note:", "NOTE:", "Note,", "Issue:", "ISSUE:", "Issue(", "Advisement:", "ADVISEMENT:", "Assert:"} {
		if bytes.HasPrefix(text, []byte(word)) {
			return BlockNote
		}
	}
	return kind
}

// isUnderline reports whether a line may be the underline of a setext heading.
func (m *mdReader) isUnderline(l mdLine) bool {
	text := m.text(l)
	return len(text) > 0 && (text[0] == '=' || text[0] == '-') && len(bytes.TrimLeft(text, string(text[:1]))) == 0 &&
		(len(text) >= 3 || m.dialect == FormatMarkdown)
}

// setext reads a heading of n lines that is underlined.
func (m *mdReader) setext(lines []mdLine, n int) int {
	if n >= len(lines) || n > 3 || lines[n].kind != mdText || !m.isUnderline(lines[n]) || m.row {
		return 0
	}
	level := 1
	if m.text(lines[n])[0] == '-' {
		level = 2
	}
	after := n + 1
	ial := ""
	if after < len(lines) && m.isAttributes(lines[after]) {
		ial = m.attributes(lines[after])
		after++
	}
	m.heading(lines[:n], level, ial)
	return after
}

func (m *mdReader) gap(what string, start, end int) {
	if !m.seen[what] {
		m.seen[what] = true
		m.b.gapIn(what, Span{start, end})
	}
}

// quote reads a block quote or, in mmark, an aside ("A>"), note ("N>") and their like.
func (m *mdReader) quote(lines []mdLine, depth int) int {
	n := 0
	for n < len(lines) {
		l := lines[n]
		if l.kind == mdRest {
			n++
			continue
		}
		at, indent := m.indent(l)
		if l.kind != mdText || at >= int(l.end) {
			break
		}
		if m.dialect == FormatMmark && at+1 < int(l.end) && isUpper(m.src[at]) && m.src[at+1] == '>' {
			at++
		}
		if m.src[at] == '>' && indent < 4 {
			at++
			if at < int(l.end) && m.src[at] == ' ' {
				at++
			}
			lines[n].start = int32(at)
		} else if n == 0 || m.isAttributes(l) || m.endsParagraph(lines, n) {
			break
		}
		n++
	}
	if n == 0 {
		return 0
	}
	m.stop()
	m.blocks(lines[:n], BlockNote, depth+1)
	m.stop()
	return n
}

// listMark is what opens a list item: where it stands and where its text starts, both in columns, and the text itself.
type listMark struct {
	indent, width int // width 0: no marker
	text          int // offset of the text
}

func (m *mdReader) marker(l mdLine) listMark {
	if l.kind != mdText {
		return listMark{}
	}
	at, indent := m.indent(l)
	end := int(l.end)
	i := at
	switch {
	case at >= end:
		return listMark{}
	case m.src[at] == '*' || m.src[at] == '-' || m.src[at] == '+':
		i++
	case isDigit(m.src[at]):
		for i < end && i-at < 9 && isDigit(m.src[i]) {
			i++
		}
		if i >= end || m.src[i] != '.' && (m.src[i] != ')' || m.dialect == FormatKramdown) {
			return listMark{}
		}
		i++
	case m.dialect == FormatMmark && isAlpha(m.src[at]) && at+2 < end && (m.src[at+1] == '.' || m.src[at+1] == ')') && m.src[at+2] == ' ':
		i += 2
	default:
		return listMark{}
	}
	if i < end && m.src[i] != ' ' && m.src[i] != '\t' {
		return listMark{}
	}
	width := i - at
	text := i
	for text < end && (m.src[text] == ' ' || m.src[text] == '\t') {
		if m.src[text] == '\t' {
			width += 4 - (indent+width)%4
		} else {
			width++
		}
		text++
	}
	if text >= end {
		width = i - at + 1
	}
	if width > i-at+4 { // an item that starts with indented code
		width, text = i-at+1, i+1
	}
	return listMark{indent, width, text}
}

// listItem reads one list item with all that hangs on it.
func (m *mdReader) listItem(lines []mdLine, depth int) int {
	mark := m.marker(lines[0])
	if mark.width == 0 {
		return 0
	}
	lines[0].start = int32(mark.text)
	n := m.hanging(lines, mark.indent, mark.indent+mark.width)
	m.stop()
	m.lists++
	m.blocks(lines[:n], BlockList, depth+1)
	m.lists--
	m.stop()
	return n
}

// hanging counts the lines that belong to an item whose mark is set in by outer columns and its text by inner ones,
// and takes the indent off them.
func (m *mdReader) hanging(lines []mdLine, outer, inner int) int {
	last, blank := 1, false
	fence, fenceWidth := byte(0), 0
	for n := 1; n < len(lines); n++ {
		l := lines[n]
		if l.kind == mdRest || l.mid {
			last = n + 1
			continue
		}
		at, indent := m.indent(l)
		if at >= int(l.end) && l.kind == mdText {
			blank = true
			continue
		}
		in := indent >= inner || indent >= outer+2
		if !in && !(fence == 0 && !blank && m.isLazy(lines, n)) {
			break
		}
		for i := last; i <= n; i++ {
			if lines[i].kind != mdRest && !lines[i].mid {
				lines[i] = m.strip(lines[i], inner)
			}
		}
		last, blank = n+1, false
		if mark, width, info := m.fenceMark(lines[n]); width > 0 {
			switch {
			case fence == 0:
				fence, fenceWidth = mark, width
			case mark == fence && width >= fenceWidth && info == "":
				fence = 0
			}
		}
	}
	return last
}

// isLazy reports whether a line that is not set in goes on with the paragraph of the item above it.
func (m *mdReader) isLazy(lines []mdLine, n int) bool {
	if m.marker(lines[n]).width > 0 || m.endsParagraph(lines, n) || m.headingLevel(lines[n]) > 0 {
		return false
	}
	text := m.text(lines[n])
	if bytes.HasPrefix(text, []byte("--- ")) || text[0] == '>' {
		return false
	}
	return m.definitionAfter(lines[n:], 1) < 0 // a term opens the next definition
}

// isDefinition reports whether a line opens a definition: a colon and white space.
func (m *mdReader) isDefinition(l mdLine) bool {
	if l.kind != mdText {
		return false
	}
	at, indent := m.indent(l)
	if m.dialect == FormatBikeshed && at+1 < int(l.end) && m.src[at] == ':' && m.src[at+1] == ':' {
		at++
	}
	return (indent < 4 || m.dialect == FormatBikeshed) && at < int(l.end) && m.src[at] == ':' && (at+1 == int(l.end) || m.src[at+1] == ' ' || m.src[at+1] == '\t')
}

// definitionAfter gives the index of the definition that follows n lines of terms, -1 if none follows.
func (m *mdReader) definitionAfter(lines []mdLine, n int) int {
	if m.dialect == FormatBikeshed || m.dialect == FormatMarkdown && n > 1 {
		return -1
	}
	if n < len(lines) && lines[n].kind == mdText && m.isBlank(lines[n]) {
		n++
	}
	if n < len(lines) && m.isDefinition(lines[n]) {
		return n
	}
	return -1
}

// definition reads one definition: it goes on in the block of its term if that is open.
func (m *mdReader) definition(lines []mdLine, depth int) int {
	if !m.isDefinition(lines[0]) {
		return 0
	}
	at, indent := m.indent(lines[0])
	term := m.dialect == FormatBikeshed
	if term && at+1 < int(lines[0].end) && m.src[at+1] == ':' {
		term = false
		at++
	}
	text, width := at+1, 1
	for text < int(lines[0].end) && (m.src[text] == ' ' || m.src[text] == '\t') {
		text++
		width++
	}
	lines[0].start = int32(text)
	n := m.hanging(lines, indent, indent+min(width, 4))
	if term && n > 1 && m.isBlank(lines[n-1]) {
		n--
	}
	if term {
		if !m.carry {
			m.stop()
		}
		m.start(BlockDefinition)
		m.inline(lines[:n])
		m.carry = true
		return n
	}
	m.blocks(lines[:n], BlockDefinition, depth+1)
	m.stop()
	return n
}

// fenceMark tells a line that opens or closes fenced code: its mark, how wide it is, and what is written behind it.
func (m *mdReader) fenceMark(l mdLine) (mark byte, width int, info string) {
	if l.kind != mdText {
		return 0, 0, ""
	}
	at, _ := m.indent(l)
	return fenceMark(m.src[at:max(at, int(l.end))])
}

func fenceMark(s []byte) (mark byte, width int, info string) {
	if len(s) < 3 || s[0] != '`' && s[0] != '~' {
		return 0, 0, ""
	}
	for width < len(s) && s[width] == s[0] {
		width++
	}
	if width < 3 {
		return 0, 0, ""
	}
	rest := bytes.TrimSpace(s[width:])
	if s[0] == '`' && bytes.IndexByte(rest, '`') >= 0 {
		return 0, 0, ""
	}
	return s[0], width, string(rest[:min(len(rest), maxInfo)])
}

// maxInfo is how much of what stands behind a fence is looked at, in bytes.
const maxInfo = 500

// fence reads fenced code. A fence that is never closed reaches to the end of what it stands in.
func (m *mdReader) fence(lines []mdLine) int {
	mark, width, info := m.fenceMark(lines[0])
	if width == 0 {
		return 0
	}
	_, indent := m.indent(lines[0])
	n := 1
	for ; n < len(lines); n++ {
		if c, w, rest := m.fenceMark(lines[n]); c == mark && w >= width && rest == "" {
			break
		}
	}
	inside := lines[1:n]
	for i := range inside {
		inside[i] = m.strip(inside[i], indent)
	}
	after := min(n+1, len(lines))
	attrs := m.attrs
	if i := strings.IndexByte(info, '{'); i >= 0 {
		attrs += " " + strings.Trim(strings.TrimLeft(info[i:], "{:"), "}")
		info = strings.TrimSpace(info[:i])
	}
	title := lines[0] // the line in which the title of the figure stands
	if after < len(lines) && m.isAttributes(lines[after]) {
		attrs += " " + m.attributes(lines[after])
		title = lines[after]
		after++
	}
	m.attrs = ""
	language, _, _ := strings.Cut(info, " ")
	if t := attribute(attrs, "type"); t != "" {
		language = t
	}
	m.codeLines(inside, language)
	m.figureCaption(attrs, title)
	return after
}

// codeLines copies code as it stands.
func (m *mdReader) codeLines(lines []mdLine, language string) {
	for len(lines) > 0 && m.isBlank(lines[0]) {
		lines = lines[1:]
	}
	for len(lines) > 0 && m.isBlank(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	if len(lines) == 0 {
		return
	}
	m.included(lines)
	kind, language := codeKind(validText(language), false)
	m.stop()
	m.b.begin(kind, language)
	for i, l := range lines {
		end := int(l.end)
		for end > int(l.start) && m.src[end-1] == '\r' {
			end--
		}
		m.b.code(int(l.start), end)
		if i+1 < len(lines) {
			m.b.codeLiteral("\n", int(l.end))
		}
	}
	m.b.endBlock()
}

// indentedCode reads lines that are set in by four columns or more.
func (m *mdReader) indentedCode(lines []mdLine) int {
	last := 1
	for n := 1; n < len(lines) && lines[n].kind == mdText; n++ {
		at, indent := m.indent(lines[n])
		if at >= int(lines[n].end) {
			continue
		}
		if indent < 4 {
			break
		}
		last = n + 1
	}
	for i := range lines[:last] {
		lines[i] = m.strip(lines[i], 4)
	}
	attrs := m.attrs
	m.attrs = ""
	m.codeLines(lines[:last], attribute(attrs, "type"))
	title := lines[0]
	if last < len(lines) && m.isAttributes(lines[last]) {
		attrs += " " + m.attributes(lines[last])
		title = lines[last]
		last++
	}
	m.figureCaption(attrs, title)
	return last
}

// figureCaption numbers a figure that has an anchor or title, and copies its title.
func (m *mdReader) figureCaption(attrs string, l mdLine) {
	m.caption("Figure", &m.figures, attrs, l)
}

func (m *mdReader) caption(word string, count *int, attrs string, l mdLine) {
	id, title := attributeID(attrs), attribute(attrs, "title")
	if id == "" && title == "" {
		return
	}
	*count++
	number := fmt.Sprint(*count)
	m.anchor(id, xmlTarget{label: word + " " + number, count: number, title: title})
	if title == "" {
		return
	}
	m.b.begin(BlockFigure, "")
	m.b.literal(validText(word+" "+number+": "+title), m.find(l, title))
	m.b.endBlock()
}

// find gives the offset of a text in a line, or where the line starts.
func (m *mdReader) find(l mdLine, text string) int {
	return int(l.start) + max(0, bytes.Index(m.src[l.start:max(l.start, l.end)], []byte(text)))
}

// captionLine reads the caption that mmark has below code, tables and quotes: "Figure: The exchange".
func (m *mdReader) captionLine(lines []mdLine) bool {
	text := m.text(lines[0])
	for _, word := range []string{"Figure: ", "Table: ", "Quote: "} {
		if !bytes.HasPrefix(text, []byte(word)) || len(m.b.doc.Blocks) == 0 || m.b.doc.Blocks[len(m.b.doc.Blocks)-1].Kind.Prose() && word == "Figure: " {
			continue
		}
		m.b.begin(BlockFigure, "")
		m.inline(lines)
		m.b.endBlock()
		return true
	}
	return false
}

// isTableRow reports whether a line is a row of a table: it has a bar that is not escaped.
func (m *mdReader) isTableRow(l mdLine) bool {
	text := m.text(l)
	return l.kind == mdText && len(text) > 1 && text[0] == '|'
}

// isTableRule reports a line between rows: dashes, colons, equals signs, plus signs and bars only.
func (m *mdReader) isTableRule(l mdLine) bool {
	text := m.text(l)
	if l.kind != mdText || len(text) < 3 {
		return false
	}
	dash := false
	for _, c := range text {
		switch c {
		case '-', '=':
			dash = true
		case '|', ':', '+', ' ', '\t':
		default:
			return false
		}
	}
	return dash && bytes.IndexByte(text, '|') >= 0
}

// table reads a table whose rows are lines with bars.
func (m *mdReader) table(lines []mdLine) int {
	bare := len(lines) > 1 && m.isTableRule(lines[1]) && bytes.IndexByte(m.src[lines[0].start:lines[0].end], '|') >= 0
	if !bare && !m.isTableRow(lines[0]) || m.row || m.dialect == FormatBikeshed {
		return 0
	}
	m.stop()
	n := 0
	for n < len(lines) && lines[n].kind == mdText && !m.isBlank(lines[n]) && !m.isAttributes(lines[n]) {
		if bytes.IndexByte(m.src[lines[n].start:lines[n].end], '|') < 0 && !m.isTableRule(lines[n]) {
			break
		}
		if !m.isTableRule(lines[n]) {
			m.tableRow(lines[n])
		}
		n++
	}
	attrs, title := m.attrs, lines[0]
	m.attrs = ""
	if n < len(lines) && m.isAttributes(lines[n]) {
		attrs += " " + m.attributes(lines[n])
		title = lines[n]
		n++
	}
	m.caption("Table", &m.tables, attrs, title)
	return n
}

// tableRow copies the cells of a row into one block, parted by "|".
func (m *mdReader) tableRow(l mdLine) {
	text := m.text(l)
	start, _ := m.indent(l)
	end := start + len(text)
	if m.src[start] == '|' {
		start++
	}
	if end > start && m.src[end-1] == '|' && (end-2 < start || m.src[end-2] != '\\') {
		end--
	}
	m.b.begin(BlockTableRow, "")
	m.row = true
	ticks, lastTick := false, start+bytes.LastIndexByte(m.src[start:end], '`')
	from := start
	for i := start; i <= end; i++ {
		if i < end && m.src[i] == '`' {
			ticks = !ticks
		}
		if i < end && (m.src[i] != '|' || m.src[i-1] == '\\' || ticks && i < lastTick) {
			continue
		}
		m.inline([]mdLine{{start: int32(from), end: int32(i)}})
		if i < end && m.b.open() {
			m.b.fold()
			m.b.literal("|", i)
			m.b.fold()
		}
		from = i + 1
	}
	m.row = false
	m.b.endBlock()
}
