package document

import "bytes"

// split cuts src[start:end] into lines. Comments are hidden; in the dialects that allow it, elements that are not
// Markdown inside and HTML tags that stand for themselves become lines of their own. Nothing is cut inside fenced code.
func (m *mdReader) split(start, end int) []mdLine {
	s := mdSplitter{m: m, end: end, lines: make([]mdLine, 0, (end-start)/40+1)}
	for at := start; at < end; {
		if len(s.lines) >= MaxLines {
			m.gap("the draft has more lines than are read", at, end)
			break
		}
		at = s.line(at)
	}
	return s.lines
}

type mdSplitter struct {
	m         *mdReader
	end       int
	lines     []mdLine
	fence     byte // what opened the fenced code that is open
	width     int
	noComment bool // no comment is closed any more
}

// line cuts the line at at and returns where the next starts.
func (s *mdSplitter) line(at int) int {
	stop, next := s.end, s.end
	if i := bytes.IndexByte(s.m.src[at:s.end], '\n'); i >= 0 {
		stop, next = at+i, at+i+1
	}
	if s.fenced(s.m.src[at:stop]) {
		s.add(at, stop, mdText)
		return next
	}
	if s.m.dialect == FormatBikeshed {
		return s.tagged(at, stop, next)
	}
	if to := s.element(at, stop); to > 0 {
		return to
	}
	return s.comments(at, stop, next)
}

func (s *mdSplitter) add(start, end int, kind mdLineKind) {
	s.lines = append(s.lines, mdLine{int32(start), int32(end), kind, kind == mdRest})
}

// fenced follows fenced code, also in lists and quotes, and reports whether the line is part of it.
func (s *mdSplitter) fenced(line []byte) bool {
	trimmed := bytes.TrimLeft(line[:min(len(line), 200)], " \t>")
	if s.fence == 0 && len(trimmed) > 1 && (trimmed[0] == '*' || trimmed[0] == '-' || trimmed[0] == '+') && trimmed[1] == ' ' {
		trimmed = bytes.TrimLeft(trimmed[1:], " \t")
	}
	mark, width, info := fenceMark(trimmed)
	switch {
	case s.fence == 0 && width > 0:
		s.fence, s.width = mark, width
		return true
	case s.fence != 0 && mark == s.fence && width >= s.width && info == "":
		s.fence = 0
		return true
	}
	return s.fence != 0
}

// comments cuts the comments out of a line. One that reaches over lines takes them with it.
func (s *mdSplitter) comments(at, stop, next int) int {
	kind := mdText
	from := at
	for {
		i := -1
		if !s.noComment {
			i = commentMark(s.m.src[from:stop])
		}
		if i < 0 {
			break
		}
		open := from + i
		n := bytes.Index(s.m.src[open+4:s.end], []byte("-->"))
		if n < 0 {
			s.noComment = true
			s.m.gap("a comment is never closed by \"-->\"; it was read as text", open, s.end)
			break
		}
		after := open + 4 + n + 3
		s.hide(open, after)
		if len(bytes.TrimSpace(s.m.src[from:open])) > 0 {
			s.add(from, open, kind)
			kind = mdRest
		}
		from = after
		if after > stop {
			stop, next = s.end, s.end
			if i := bytes.IndexByte(s.m.src[after:s.end], '\n'); i >= 0 {
				stop, next = after+i, after+i+1
			}
		}
	}
	if from == at || len(bytes.TrimSpace(s.m.src[from:stop])) > 0 {
		s.add(from, stop, kind)
	}
	return next
}

func (s *mdSplitter) hide(start, end int) {
	if says(s.m.src[start:end]) {
		s.m.b.hide("html comment", Span{start, end})
	}
}

// commentMark finds "<!--" outside of code spans.
func commentMark(line []byte) int {
	i := bytes.Index(line, []byte("<!--"))
	if i < 0 || bytes.Count(line[:i], []byte{'`'})%2 == 1 && bytes.IndexByte(line[i:], '`') > 0 {
		return -1
	}
	return i
}

// xmlInMarkdown are the elements that kramdown-rfc and mmark pass on as they are.
var xmlInMarkdown = nameSet("figure artwork sourcecode table texttable t ul ol dl aside blockquote reference referencegroup author list note")

// element cuts out an XML element at the start of a line and returns where the rest goes on; 0 if there is none.
func (s *mdSplitter) element(at, stop int) int {
	m := s.m
	if m.dialect == FormatMarkdown {
		return s.htmlLine(at, stop)
	}
	i := at
	for i < stop && i < at+4 && m.src[i] == ' ' {
		i++
	}
	if t := m.markdownTag(i, stop); t.end > 0 {
		return s.tagged(at, stop, min(stop+1, s.end))
	}
	if i+1 >= stop || m.src[i] != '<' || !isNameStart(m.src[i+1]) {
		return 0
	}
	nameEnd := i + 1
	for nameEnd < stop && isNameByte(m.src[nameEnd]) {
		nameEnd++
	}
	name := string(m.src[i+1 : nameEnd])
	if _, ok := xmlInMarkdown[name]; !ok || m.seen["unclosed "+name] {
		return 0
	}
	closing := []byte("</" + name + ">")
	n := bytes.Index(m.src[i:s.end], closing)
	if n < 0 {
		m.seen["unclosed "+name] = true
		return 0
	}
	to := i + n + len(closing)
	s.add(i, to, mdRaw)
	if to < s.end && m.src[to] == '\n' {
		to++
	}
	return to
}

// markdownTag reads a tag of an element whose inside is Markdown: <aside markdown="block">, or its end.
func (m *mdReader) markdownTag(at, stop int) htmlTag {
	if at >= stop || m.src[at] != '<' {
		return htmlTag{}
	}
	t := readTag(m.src, at, stop)
	if t.end > 0 && !t.closing {
		if _, ok := findAttr(m.src, t.attrs, t.end-1, "markdown"); !ok {
			return htmlTag{}
		}
	}
	if _, ok := htmlBlocks[t.name]; !ok {
		return htmlTag{}
	}
	return t
}

// rawElement reads an element that is not Markdown inside.
func (m *mdReader) rawElement(l mdLine, kind BlockKind) {
	m.stop()
	if m.dialect == FormatKramdown || m.dialect == FormatMmark {
		tree := parseXMLTree(m.src, int(l.start), int(l.end))
		x := newXMLReader(m.b, tree)
		x.anchors, x.cite = m.anchors, func(inside string) string { return m.crossReference(foldSpace(inside), "") }
		n := numberer{x: x, figures: m.figures, tables: m.tables}
		n.walk(0, m.sectionNumber())
		m.figures, m.tables = n.figures, n.tables
		x.children(0, kind)
		for _, g := range tree.gaps {
			m.gap(g.What, g.Source.Start, g.Source.End)
		}
		return
	}
	m.rawHTML(l)
}

// sectionNumber is the number of the section that is open.
func (m *mdReader) sectionNumber() string {
	if n := len(m.b.doc.Sections); n > 0 {
		return m.b.doc.Sections[n-1].Number
	}
	return ""
}
