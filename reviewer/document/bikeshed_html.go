package document

import (
	"bytes"
	"strings"
)

// htmlTag is a tag in the source: its name in lower case, where its attributes start and where it ends.
type htmlTag struct {
	name       string
	attrs, end int // end 0: there is no tag
	closing    bool
}

// readTag reads the tag at src[at] == '<'. Quotes around attributes may hold ">".
func readTag(src []byte, at, end int) htmlTag {
	i := at + 1
	t := htmlTag{}
	if i < end && src[i] == '/' {
		t.closing = true
		i++
	}
	from := i
	for i < end && i-from < 32 && (isAlpha(src[i]) || i > from && (isDigit(src[i]) || src[i] == '-')) {
		i++
	}
	if i == from || i < end && !isSpace(src[i]) && src[i] != '>' && src[i] != '/' {
		return htmlTag{}
	}
	t.name, t.attrs = strings.ToLower(string(src[from:i])), i
	quote := byte(0)
	for ; i < end; i++ {
		switch c := src[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && src[i-1] == '=':
			quote = c
		case c == '>':
			t.end = i + 1
			return t
		case c == '<':
			return htmlTag{}
		}
	}
	return htmlTag{}
}

// value gives an attribute of a tag; empty if absent.
func (m *mdReader) value(t htmlTag, name string) string {
	span, ok := findAttr(m.src, t.attrs, t.end-1, name)
	if !ok {
		return ""
	}
	return string(bytes.ToValidUTF8(m.src[span.Start:min(span.End, span.Start+maxInfo)], nil))
}

var (
	// htmlBlocks are the elements that end a paragraph (html.spec.whatwg.org, section 13.2.6.4.7 names those that close p).
	htmlBlocks = nameSet(`address article aside blockquote body caption center colgroup dd details dialog dir div dl dt fieldset figcaption
		figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html li main menu nav ol p search section summary table tbody td
		tfoot th thead title tr ul`)
	// htmlRaw are the elements whose inside is not read as Markdown.
	htmlRaw = nameSet("pre xmp script style textarea svg template iframe math")
)

// tagged cuts a line at the tags of blocks, comments and elements that are not Markdown inside, and returns where the
// next line starts. Tags in code spans are text.
func (s *mdSplitter) tagged(at, stop, next int) int {
	src := s.m.src
	from, found := at, false // the text not yet given out, and whether a tag was found
	ticks := false
	for i := at; i < stop; {
		switch {
		case src[i] == '`':
			ticks = !ticks
			i++
			continue
		case src[i] != '<' || ticks && bytes.IndexByte(src[i:min(stop, i+maxReference)], '`') > 0:
			i++
			continue
		}
		kind, end := s.cut(i)
		if end == 0 {
			i++
			continue
		}
		start := i
		if len(bytes.TrimSpace(src[from:i])) > 0 {
			s.put(from, i, mdText, from > at)
		} else if from == at {
			start = at // the indent belongs to the tag
		}
		if kind != mdRest {
			s.put(start, end, kind, start > at)
		}
		found, from, i = true, end, end
		if end > stop {
			stop, next = s.end, s.end
			if j := bytes.IndexByte(src[end:s.end], '\n'); j >= 0 {
				stop, next = end+j, end+j+1
			}
		}
	}
	if !found || len(bytes.TrimSpace(src[from:stop])) > 0 {
		s.put(from, stop, mdText, found)
	}
	return next
}

func (s *mdSplitter) put(start, end int, kind mdLineKind, mid bool) {
	s.lines = append(s.lines, mdLine{int32(start), int32(end), kind, mid})
}

// cut tells what the tag at i opens and where that ends; 0 if it is part of the text. Kind mdRest is a comment.
func (s *mdSplitter) cut(i int) (kind mdLineKind, end int) {
	src := s.m.src
	if bytes.HasPrefix(src[i:s.end], []byte("<!--")) {
		return mdRest, s.comment(i)
	}
	t := readTag(src, i, min(s.end, i+maxReference))
	if t.end == 0 {
		return 0, 0
	}
	if _, ok := htmlRaw[t.name]; ok && !t.closing {
		return mdRaw, s.closed(t)
	}
	if _, ok := htmlBlocks[t.name]; ok {
		return mdTag, t.end
	}
	return 0, 0
}

// comment hides the comment at i and gives its end; 0 if it is never closed.
func (s *mdSplitter) comment(i int) int {
	if s.noComment {
		return 0
	}
	n := bytes.Index(s.m.src[i+4:s.end], []byte("-->"))
	if n < 0 {
		s.noComment = true
		s.m.gap("a comment is never closed by \"-->\"; it was read as text", i, s.end)
		return 0
	}
	end := i + 4 + n + 3
	s.hide(i, end)
	return end
}

// closed finds the end of an element that is not Markdown inside; 0 if it is never closed.
func (s *mdSplitter) closed(t htmlTag) int {
	if s.m.seen["unclosed "+t.name] {
		return 0
	}
	n := bytes.Index(s.m.src[t.end:s.end], []byte("</"+t.name))
	if n < 0 {
		s.m.seen["unclosed "+t.name] = true
		return 0
	}
	end := t.end + n + 2 + len(t.name)
	for end < s.end && s.m.src[end] != '>' && s.m.src[end] != '\n' && s.m.src[end] != '<' {
		end++
	}
	if end < s.end && s.m.src[end] == '>' {
		end++
	}
	return end
}

// htmlLine cuts a line of Markdown that opens with the tag of a block; 0 if it does not.
func (s *mdSplitter) htmlLine(at, stop int) int {
	i := at
	for i < stop && isSpace(s.m.src[i]) {
		i++
	}
	if i >= stop || s.m.src[i] != '<' || bytes.HasPrefix(s.m.src[i:stop], []byte("<!--")) {
		return 0 // a comment is cut, and hidden once, by comments
	}
	if _, end := s.cut(i); end == 0 {
		return 0
	}
	next := min(stop+1, s.end)
	return s.tagged(at, stop, next)
}

// htmlElement is an open element and what a paragraph in it is.
type htmlElement struct {
	name string
	kind BlockKind
}

// kindHere is what a paragraph is, given what it is in the Markdown around it.
func (m *mdReader) kindHere(kind BlockKind) BlockKind {
	if kind != BlockParagraph {
		return kind
	}
	for i := len(m.html) - 1; i >= 0 && i >= len(m.html)-maxMarkdownDepth; i-- {
		if k := m.html[i].kind; k != "" {
			return k
		}
	}
	return kind
}

// inTerm reports whether the text is the term of a definition.
func (m *mdReader) inTerm() bool { return len(m.html) > 0 && m.html[len(m.html)-1].name == "dt" }

// tag reads the tag of a block and returns how many lines it took: a heading takes those up to its end.
func (m *mdReader) tag(lines []mdLine) int {
	at, _ := m.indent(lines[0])
	t := readTag(m.src, at, int(lines[0].end))
	if t.closing {
		m.closeTag(t.name)
		return 1
	}
	switch t.name {
	case "h1", "h2", "h3", "h4", "h5", "h6":
		return m.htmlHeading(t, lines)
	case "dt", "dd":
		m.closeUpTo("dl", "dt", "dd")
		if !m.carry {
			m.stop()
		}
	case "tr":
		m.endRow()
		m.stop()
		m.b.begin(BlockTableRow, "")
		m.row = true
		return 1
	case "td", "th":
		if m.row && m.b.open() {
			m.b.fold()
			m.b.literal("|", at)
			m.b.fold()
		}
		return 1
	case "li":
		m.closeUpTo("ul", "li", "")
		m.stop()
	case "hr":
		m.stop()
		return 1
	case "p":
		m.closeParagraph()
		m.stop()
	default:
		m.closeParagraph()
		m.stop()
	}
	if len(m.html) < MaxDepth {
		m.html = append(m.html, htmlElement{t.name, m.kindOf(t)})
		m.open[t.name]++
	}
	return 1
}

// kindOf says what a paragraph in an element is; empty if the same as outside.
func (m *mdReader) kindOf(t htmlTag) BlockKind {
	switch t.name {
	case "li":
		return BlockList
	case "dt", "dd":
		return BlockDefinition
	case "aside", "blockquote", "details":
		return BlockNote
	}
	for _, word := range strings.Fields(m.value(t, "class")) {
		switch word {
		case "note", "issue", "warning", "advisement", "informative":
			return BlockNote
		}
	}
	return ""
}

// closeTag closes the last element of a name with all that is open inside it.
func (m *mdReader) closeTag(name string) {
	switch name {
	case "tr", "table", "thead", "tbody":
		m.endRow()
	case "td", "th", "dt":
	default:
		m.stop()
	}
	if m.open[name] == 0 {
		return
	}
	for {
		top := m.html[len(m.html)-1].name
		m.pop()
		if top == name {
			return
		}
	}
}

func (m *mdReader) pop() {
	top := len(m.html) - 1
	m.open[m.html[top].name]--
	m.html = m.html[:top]
}

// closeUpTo closes an item that its author has left open when the next one starts.
func (m *mdReader) closeUpTo(list, a, b string) {
	m.closeParagraph()
	if len(m.html) > 0 {
		if top := m.html[len(m.html)-1].name; top != list && (top == a || top == b) {
			m.pop()
		}
	}
}

// closeParagraph closes a paragraph whose end tag is left out, as HTML allows.
func (m *mdReader) closeParagraph() {
	if len(m.html) > 0 && m.html[len(m.html)-1].name == "p" {
		m.pop()
	}
}

func (m *mdReader) endRow() {
	if m.row {
		m.row = false
		m.b.endBlock()
	}
}

// maxHeadingLines is how many lines a heading may take.
const maxHeadingLines = 20

// htmlHeading reads a heading up to its end tag. The first level is the title of the document.
func (m *mdReader) htmlHeading(t htmlTag, lines []mdLine) int {
	n := 1
	var text []mdLine
	for n < len(lines) && n < maxHeadingLines && lines[n].kind != mdTag {
		text = append(text, lines[n])
		n++
	}
	if n < len(lines) && lines[n].kind == mdTag {
		at, _ := m.indent(lines[n])
		if end := readTag(m.src, at, int(lines[n].end)); end.closing && end.name == t.name {
			n++
		}
	}
	if len(text) == 0 {
		return n
	}
	attrs := ""
	if id := m.value(t, "id"); id != "" {
		attrs = "#" + id
	}
	for _, word := range strings.Fields(m.value(t, "class")) {
		attrs += " ." + word
	}
	m.endRow()
	level := int(t.name[1] - '0')
	if m.dialect == FormatBikeshed {
		if level--; level == 0 {
			if m.b.doc.Meta.Title == "" {
				m.b.doc.Meta.Title = m.titleOf(text)
			}
			return n
		}
	}
	m.heading(text, level, attrs)
	return n
}
