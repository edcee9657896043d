package document

import (
	"bytes"
	"strings"
)

// looksLikeBikeshed reports whether a draft is Bikeshed source: a pre element of class metadata near its start.
func looksLikeBikeshed(source []byte) bool {
	head := source[:min(len(source), 64<<10)]
	for {
		i := bytes.Index(head, []byte("<pre"))
		if i < 0 {
			return false
		}
		end := bytes.IndexByte(head[i:], '>')
		if end < 0 {
			return false
		}
		if class, ok := findAttr(head, i+4, i+end+1, "class"); ok && hasWord(string(head[class.Start:class.End]), "metadata") {
			return true
		}
		head = head[i+end:]
	}
}

// parseBikeshed reads the source of a W3C or WHATWG draft that Bikeshed processes (speced.github.io/bikeshed): HTML
// with Markdown between the tags, and shorthands for links.
func parseBikeshed(draft Draft) (*Document, error) {
	return readTwice(draft, FormatBikeshed, (*mdReader).bikeshed), nil
}

func (m *mdReader) bikeshed() {
	m.b.doc.Meta.Stream = "W3C"
	m.blocks(m.split(0, len(m.src)), BlockParagraph, 0)
	m.endRow()
	m.stop()
	m.plain = true
	m.references()
}

// metadata reads the lines of the metadata block: "Key: value", with more lines of one value set in.
func (m *mdReader) metadata(start, end int) {
	meta := &m.b.doc.Meta
	var abstract []mdLine
	key := ""
	for at := start; at < end; {
		stop, next := end, end
		if i := bytes.IndexByte(m.src[at:end], '\n'); i >= 0 {
			stop, next = at+i, at+i+1
		}
		l := mdLine{start: int32(at), end: int32(stop)}
		at = next
		line := m.src[l.start:l.end]
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if i := bytes.IndexByte(line, ':'); i > 0 && !isSpace(line[0]) {
			key = strings.ToLower(string(line[:min(i, maxEntityName)]))
			l.start += int32(i + 1)
		}
		if key == "abstract" {
			abstract = append(abstract, l)
			continue
		}
		bikeshedMeta(meta, key, foldSpace(string(bytes.ToValidUTF8(m.text(l), nil))))
	}
	if len(abstract) > 0 {
		m.openSection("", "Abstract", 1, abstract[0])
		m.blocks(abstract, BlockParagraph, 0)
		m.stop()
	}
}

func bikeshedMeta(meta *Metadata, key, value string) {
	switch key {
	case "title":
		meta.Title = strings.Trim(value, "\"")
	case "shortname":
		meta.Name = value
	case "status":
		meta.Intended = value
	case "date":
		meta.Date = value
	case "group", "work group":
		meta.WorkingGroup = strings.ToLower(value)
		if meta.WorkingGroup == "whatwg" {
			meta.Stream = "WHATWG"
		}
	case "editor":
		if value != "" {
			meta.Authors++
		}
	}
}

// rawClasses are the classes of pre elements that speak to the processor.
var rawClasses = nameSet(`metadata biblio anchors link-defaults ignored-specs info railroad boilerplate head deps`)

// rawHTML reads an element whose inside is no Markdown: code, scripts, styles.
func (m *mdReader) rawHTML(l mdLine) {
	at, _ := m.indent(l)
	t := readTag(m.src, at, int(l.end))
	inside := Span{t.end, max(t.end, bytes.LastIndex(m.src[:l.end], []byte("</")))}
	if t.name != "pre" && t.name != "xmp" {
		return
	}
	class := m.value(t, "class")
	for _, word := range strings.Fields(class) {
		if word == "metadata" {
			m.metadata(inside.Start, inside.End)
		}
		if strings.HasPrefix(word, "include") {
			m.includedFile(inside)
			return
		}
		if _, ok := rawClasses[word]; ok {
			return
		}
	}
	m.endRow()
	m.stop()
	m.preformatted(inside, m.languageOf(t, class), t.name == "pre")
}

// includedFile notes a part of the draft that stands in another file.
func (m *mdReader) includedFile(inside Span) {
	name := bytes.TrimSpace(m.src[inside.Start:inside.End])
	name = bytes.TrimSpace(bytes.TrimPrefix(name, []byte("path:")))
	if i := bytes.IndexByte(name, '\n'); i >= 0 {
		name = name[:i]
	}
	m.gap("the draft includes \""+string(bytes.ToValidUTF8(name[:min(len(name), maxInfo)], nil))+"\", which was not read", inside.Start, inside.End)
}

// languageOf tells the language of code from the attribute "highlight" or a class.
func (m *mdReader) languageOf(t htmlTag, class string) string {
	if h := m.value(t, "highlight"); h != "" {
		return h
	}
	for _, word := range strings.Fields(class) {
		word = strings.TrimPrefix(strings.TrimPrefix(word, "language-"), "lang-")
		if canonicalLanguage(word) != "" {
			return word
		}
	}
	return m.value(t, "lang")
}

// preformatted copies code without the indent that all its lines have. In pre elements tags are dropped and entities
// decoded.
func (m *mdReader) preformatted(inside Span, language string, markup bool) {
	start := skipBlankLines(m.src, inside.Start, inside.End)
	end := trimRight(m.src, start, inside.End)
	if start >= end {
		return
	}
	kind, language := codeKind(validText(language), true)
	m.b.begin(kind, language)
	margin := commonIndent(m.src[start:end])
	for at := start; at < end; {
		stop := end
		if i := bytes.IndexByte(m.src[at:end], '\n'); i >= 0 {
			stop = at + i
		}
		from := at
		for n := 0; n < margin && from < stop && (m.src[from] == ' ' || m.src[from] == '\t'); n++ {
			from++
		}
		if markup {
			m.codeText(from, stop)
		} else {
			m.b.code(from, stop)
		}
		if stop < end {
			m.b.codeLiteral("\n", stop)
		}
		at = stop + 1
	}
	m.b.endBlock()
}

// commonIndent counts the white space that opens every line that is not blank.
func commonIndent(text []byte) int {
	least := -1
	for len(text) > 0 && least != 0 {
		line := text
		if i := bytes.IndexByte(text, '\n'); i >= 0 {
			line, text = text[:i], text[i+1:]
		} else {
			text = nil
		}
		if n := len(line) - len(bytes.TrimLeft(line, " \t")); n < len(line) && (least < 0 || n < least) {
			least = n
		}
	}
	return max(0, least)
}

// codeText copies part of a line of code without its tags.
func (m *mdReader) codeText(start, end int) {
	from := start
	for i := start; i < end; {
		n, shown := 0, ""
		switch m.src[i] {
		case '<':
			if t := readTag(m.src, i, min(end, i+maxReference)); t.end > 0 {
				if _, ok := inlineTags[t.name]; ok {
					n = t.end - i
				}
			}
		case '&':
			if name, size := entityName(m.src[:end], i); size > 0 {
				if text, ok := predefinedEntity(name); ok {
					n, shown = size, text
				}
			}
		}
		if n == 0 {
			i++
			continue
		}
		m.b.code(from, i)
		m.b.codeLiteral(shown, i)
		i += n
		from = i
	}
	m.b.code(from, end)
}
