package document

import (
	"bytes"
	"fmt"
	"strings"
)

// headingLevel counts the marks of an ATX heading, 0 if the line is none. kramdown needs no space behind the marks.
func (m *mdReader) headingLevel(l mdLine) int {
	if l.kind != mdText {
		return 0
	}
	at, indent := m.indent(l)
	n := 0
	for at+n < int(l.end) && m.src[at+n] == '#' {
		n++
	}
	if n == 0 || n > 6 || indent > 3 || at+n >= int(l.end) {
		return 0
	}
	if c := m.src[at+n]; c != ' ' && c != '\t' && (m.dialect != FormatKramdown || indent > 0 || !isAlpha(c)) {
		return 0
	}
	return n
}

// atxHeading reads a heading that opens with number signs, with the attributes behind it or on the next line.
func (m *mdReader) atxHeading(lines []mdLine) int {
	level := m.headingLevel(lines[0])
	if level == 0 {
		return 0
	}
	l := lines[0]
	at, _ := m.indent(l)
	l.start = int32(at + level)
	end := trimRight(m.src, int(l.start), int(l.end))
	for end > int(l.start) && m.src[end-1] == '#' {
		end--
	}
	if end == int(l.start) || m.src[end-1] == ' ' || m.src[end-1] == '\t' {
		l.end = int32(trimRight(m.src, int(l.start), end))
	}
	n, attrs := 1, ""
	for n < len(lines) && lines[n].kind == mdRest {
		n++
	}
	if n < len(lines) && m.isAttributes(lines[n]) {
		attrs = m.attributes(lines[n])
		n++
	}
	m.heading(append([]mdLine{l}, lines[1:min(n, len(lines))]...)[:1], level, attrs)
	return n
}

// mmarkSection reads the special sections of mmark: ".# Abstract".
func (m *mdReader) mmarkSection(lines []mdLine) int {
	text := m.text(lines[0])
	if m.dialect != FormatMmark || !bytes.HasPrefix(text, []byte(".# ")) {
		return 0
	}
	at, _ := m.indent(lines[0])
	l := lines[0]
	l.start = int32(at + 2)
	m.openSection("", m.titleOf([]mdLine{l}), 1, l)
	return 1
}

// heading opens the section of a heading: attributes in braces at its end belong to it, and its number is counted as
// the processor counts.
func (m *mdReader) heading(lines []mdLine, level int, attrs string) {
	attrs = m.attrs + " " + attrs
	m.attrs = ""
	last := &lines[len(lines)-1]
	if end := trimRight(m.src, int(last.start), int(last.end)); end > int(last.start) && m.src[end-1] == '}' {
		if open := bytes.LastIndexByte(m.src[last.start:end], '{'); open >= 0 {
			inside := string(m.src[int(last.start)+open+1 : end-1])
			if s := strings.TrimLeft(inside, ": "); s != "" && (strings.ContainsAny(s[:1], "#.-") || strings.Contains(s, "=")) && !strings.HasSuffix(s, "}") {
				attrs += " " + s
				last.end = last.start + int32(open)
			}
		}
	}
	for last.end > last.start && (m.src[last.end-1] == '#' || isSpace(m.src[last.end-1])) && m.dialect == FormatBikeshed {
		last.end-- // marks that close a heading
	}
	attrs = m.resolve(attrs)
	title := m.titleOf(lines)
	number := ""
	switch {
	case m.dialect == FormatMarkdown:
		number, title = cutNumber(title)
		if number == "" && level == 1 && m.raised == 0 && m.titleHeading(title) {
			return
		}
		level = max(1, level-m.raised)
	case m.isUnnumbered(attrs):
		level = max(1, level-m.raised)
	default:
		level = max(1, level-m.raised)
		number = m.nextNumber(level)
	}
	m.openSection(number, title, level, lines[0])
	t := sectionTarget(number, title)
	m.anchor(firstSet(attributeID(attrs), slug(title)), t)
}

func (m *mdReader) isUnnumbered(attrs string) bool {
	n := attribute(attrs, "numbered")
	return m.plain || n == "false" || n == "no" || hasWord(attrs, "-") || hasWord(attrs, ".unnumbered") || hasWord(attrs, ".no-num")
}

func hasWord(attrs, word string) bool {
	for _, w := range strings.Fields(attrs) {
		if w == word {
			return true
		}
	}
	return false
}

// titleHeading takes the first heading of a Markdown file for the title of the document if it has none yet.
func (m *mdReader) titleHeading(title string) bool {
	if m.b.doc.Meta.Title != "" && !strings.EqualFold(m.b.doc.Meta.Title, title) || len(m.b.doc.Sections) > 0 {
		return false
	}
	m.b.doc.Meta.Title = title
	m.raised = 1
	return true
}

func (m *mdReader) openSection(number, title string, level int, at mdLine) {
	m.stop()
	m.row, m.html = false, m.html[:0]
	clear(m.open)
	if len(m.b.doc.Sections) >= MaxSections {
		m.gap("the draft has more sections than are told apart", int(at.start), int(at.end))
		return
	}
	m.b.section(number, validText(title), level, Span{int(at.start), int(at.end)})
}

// nextNumber counts the sections. A heading that leaves out levels counts as one level deeper.
func (m *mdReader) nextNumber(level int) string {
	level = min(level, m.level+1, len(m.count))
	m.level = level
	m.count[level-1]++
	clear(m.count[level:])
	number := sectionOrdinal(m.count[0], m.appendix)
	for _, n := range m.count[1:level] {
		number += "." + fmt.Sprint(n)
	}
	return number
}

// titleOf gives the text of a heading.
func (m *mdReader) titleOf(lines []mdLine) string {
	var s strings.Builder
	m.render(lines, mdSink{
		plain:   func(from, to int) { s.Write(m.src[from:to]) },
		literal: func(text string, _ int) { s.WriteString(text) },
	})
	return strings.ToValidUTF8(foldSpace(s.String()), "\uFFFD")
}

// cutNumber cuts a number that the author wrote off a title: "3.1. Overview", "A.2 Examples", "Appendix B: Changes".
func cutNumber(title string) (number, rest string) {
	word, rest, _ := strings.Cut(title, " ")
	if strings.EqualFold(word, "Appendix") {
		word, rest, _ = strings.Cut(rest, " ")
		word = strings.TrimRight(word, ".:")
		if len(word) == 1 && isUpper(word[0]) {
			return word, strings.TrimLeft(rest, "-: ")
		}
		return "", title
	}
	dots := strings.Count(word, ".")
	word = strings.TrimSuffix(word, ".")
	if rest == "" || word == "" || dots == 0 && !isDigit(word[0]) || len(word) > 16 {
		return "", title
	}
	for i, part := range strings.Split(word, ".") {
		if len(part) == 0 || len(part) > 3 || !(allDigits(part) || i == 0 && len(part) == 1 && isUpper(part[0])) {
			return "", title
		}
	}
	return word, rest
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// slug gives the anchor that kramdown makes of a heading: lower case, letters, digits, "-" and "_" only, spaces as
// dashes, nothing before the first letter (kramdown.gettalong.org/converter/html.html, "Automatic ID generation").
func slug(title string) string {
	var s strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case r >= 'a' && r <= 'z':
			s.WriteRune(r)
		case s.Len() == 0:
		case r >= '0' && r <= '9' || r == '-' || r == '_':
			s.WriteRune(r)
		case r == ' ':
			s.WriteByte('-')
		}
	}
	return s.String()
}

// anchor notes what an anchor stands for; the first use of a name counts.
func (m *mdReader) anchor(name string, t xmlTarget) {
	if name == "" {
		return
	}
	if _, taken := m.anchors[name]; !taken && len(m.anchors) < MaxBlocks {
		m.anchors[name] = t
	}
}

// anchorHere notes an anchor of a paragraph: a reader is sent to the section.
func (m *mdReader) anchorHere(attrs string) {
	id := attributeID(attrs)
	if n := len(m.b.doc.Sections); id != "" && n > 0 {
		s := m.b.doc.Sections[n-1]
		m.anchor(id, sectionTarget(s.Number, s.Title))
	}
}

// isAttributes reports a line of attributes for the block before or after it: "{: #anchor}", in mmark "{#anchor}".
func (m *mdReader) isAttributes(l mdLine) bool {
	text := m.text(l)
	if l.kind != mdText || len(text) < 3 || text[0] != '{' || text[len(text)-1] != '}' {
		return false
	}
	if m.dialect == FormatMmark {
		return text[1] == '#' || text[1] == '.' || bytes.Contains(text, []byte("=\"")) && text[1] != '{'
	}
	return text[1] == ':' && text[2] != ':' && text[2] != '/'
}

// attributes gives the inside of a line of attributes with named ones put in.
func (m *mdReader) attributes(l mdLine) string {
	text := m.text(l)
	return m.resolve(strings.TrimLeft(string(text[1:len(text)-1]), ": "))
}

// isExtension reports a line that speaks to the processor: "{::comment}", "{:/}", "{mainmatter}".
func (m *mdReader) isExtension(l mdLine) bool {
	text := m.text(l)
	if m.dialect == FormatMmark {
		return bytes.Equal(text, []byte("{mainmatter}")) || bytes.Equal(text, []byte("{backmatter}")) || bytes.Equal(text, []byte("{frontmatter}"))
	}
	return m.dialect == FormatKramdown && (bytes.HasPrefix(text, []byte("{::")) || bytes.HasPrefix(text, []byte("{:/")))
}

// braces reads a line in braces.
func (m *mdReader) braces(lines []mdLine, kind BlockKind) int {
	l := lines[0]
	text := m.text(l)
	switch {
	case m.isAttributes(l):
		attrs := m.attributes(l)
		if name, rest, ok := strings.Cut(string(text[2:len(text)-1]), ":"); ok && m.dialect == FormatKramdown && isWord(name) {
			if len(m.ald) < maxCitations && m.ald[name] == "" {
				m.ald[name] = " " + rest[:min(len(rest), maxInfo)]
			}
			return 1
		}
		if m.b.block < 0 && len(lines) > 1 && !m.isBlank(lines[1]) && len(m.attrs) < maxInfo {
			m.attrs += " " + attrs // they belong to the block that follows
			return 1
		}
		m.anchorHere(attrs)
		return 1
	case m.isExtension(l):
		return m.extension(lines)
	case m.dialect == FormatMmark && bytes.HasPrefix(text, []byte("{{")) && bytes.HasSuffix(text, []byte("}}")):
		m.included(lines[:1])
		return 1
	}
	return 0
}

func isWord(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isNameByte(s[i]) {
			return false
		}
	}
	return s != ""
}

// resolve puts the attributes in that a name stands for.
func (m *mdReader) resolve(attrs string) string {
	if len(attrs) > maxInfo {
		attrs = attrs[:maxInfo]
	}
	for _, w := range strings.Fields(attrs) {
		if a, ok := m.ald[w]; ok && len(attrs) < 2*maxInfo {
			attrs += a
		}
	}
	return attrs
}

// attribute gives the value of name="value" among attributes; empty if absent.
func attribute(attrs, name string) string {
	for i := 0; ; {
		j := strings.Index(attrs[i:], name+"=")
		if j < 0 {
			return ""
		}
		i += j + len(name) + 1
		if start := i - len(name) - 1; start > 0 && isNameByte(attrs[start-1]) {
			continue
		}
		if i < len(attrs) && (attrs[i] == '"' || attrs[i] == '\'') {
			value, _, _ := strings.Cut(attrs[i+1:], attrs[i:i+1])
			return value
		}
		value, _, _ := strings.Cut(attrs[i:], " ")
		return strings.TrimRight(value, "}")
	}
}

// attributeID gives the anchor among attributes: "#name" or id="name"; empty if there is none.
func attributeID(attrs string) string {
	quoted := false
	for i := 0; i < len(attrs); i++ {
		switch {
		case attrs[i] == '"':
			quoted = !quoted
		case attrs[i] == '#' && !quoted && (i == 0 || attrs[i-1] == ' '):
			id, _, _ := strings.Cut(attrs[i+1:], " ")
			return strings.TrimRight(id, "}")
		}
	}
	if id := attribute(attrs, "anchor"); id != "" {
		return id
	}
	return attribute(attrs, "id")
}
