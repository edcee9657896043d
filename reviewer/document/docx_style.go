package document

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
)

// tokens gives the tokens of a part to a function, until the part ends or breaks.
func docxTokens(data []byte, see func(xml.Token)) {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict = false
	for {
		token, err := d.RawToken()
		if err != nil {
			return
		}
		see(token)
	}
}

// readStyles reads word/styles.xml.
func (r *docxReader) readStyles(data []byte) {
	id := ""
	var style docxStyle
	docxTokens(data, func(token xml.Token) {
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "style":
				id, style = docxAttr(t, "styleId"), docxStyle{}
			case "name":
				style.name = strings.ToLower(docxAttr(t, "val"))
			case "basedOn":
				style.base = docxAttr(t, "val")
			case "outlineLvl":
				if n, err := strconv.Atoi(docxAttr(t, "val")); err == nil && n >= 0 && n < 9 {
					style.outline = n + 1
				}
			case "numPr":
				style.numbered = true
			}
		case xml.EndElement:
			if t.Name.Local == "style" && id != "" && len(r.styles) < 10_000 {
				r.styles[id] = style
				id = ""
			}
		}
	})
}

// applyStyle gives a line what its style, and the styles that this builds on, say.
func (r *docxReader) applyStyle(l *docxLine, id string) {
	l.style = strings.ToLower(id)
	for depth := 0; id != "" && depth < 16; depth++ {
		style, ok := r.styles[id]
		if !ok {
			break
		}
		if depth == 0 && style.name != "" {
			l.style = style.name
		}
		l.numbered = l.numbered || style.numbered
		if l.level == 0 {
			l.level = style.outline
		}
		if l.level == 0 {
			l.level = headingStyle(style.name)
		}
		id = style.base
	}
	if l.level == 0 {
		l.level = headingStyle(l.style)
	}
}

// headingStyle gives the level of "heading 2" or "Heading2", 0 for other styles.
func headingStyle(name string) int {
	rest, ok := strings.CutPrefix(name, "heading")
	if !ok {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimSpace(rest))
	if err != nil || n < 1 || n > 9 {
		return 0
	}
	return n
}

// readNotes gathers the text of footnotes or endnotes.
func (r *docxReader) readNotes(data []byte, kind string, notes map[string]string) {
	id, text, inText := "", "", false
	docxTokens(data, func(token xml.Token) {
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case kind:
				id, text = docxAttr(t, "id"), ""
			case "p":
				text += " "
			case "t":
				inText = true
			}
		case xml.EndElement:
			switch t.Name.Local {
			case kind:
				if len(notes) < 100_000 {
					notes[kind+id] = strings.TrimSpace(text)
				}
			case "t":
				inText = false
			}
		case xml.CharData:
			if inText && len(text) < 1<<20 {
				text += string(t)
			}
		}
	})
}

// readComments notes the comments that reviewers have set beside the text.
func (r *docxReader) readComments(data []byte) {
	comments := map[string]string{}
	var order []string
	docxTokens(data, func(token xml.Token) {
		if t, ok := token.(xml.StartElement); ok && t.Name.Local == "comment" {
			order = append(order, docxAttr(t, "id"))
		}
	})
	r.readNotes(data, "comment", comments)
	for _, id := range order {
		if text := comments["comment"+id]; text != "" && len(r.secret) < maxHiddenControls {
			r.secret = append(r.secret, Hidden{Reason: "comment", Text: text, Source: Span{Start: -1}})
			delete(comments, "comment"+id)
		}
	}
}

// readCore takes the title from docProps/core.xml.
func (r *docxReader) readCore(data []byte) {
	in := false
	docxTokens(data, func(token xml.Token) {
		switch t := token.(type) {
		case xml.StartElement:
			in = t.Name.Local == "title"
		case xml.EndElement:
			in = false
		case xml.CharData:
			if in {
				r.title = cutText(foldSpace(string(t)), maxHTMLTitle)
			}
		}
	})
}

// finish puts what a reader does not see after the text.
func (r *docxReader) finish() {
	for i := range r.secret {
		h := &r.secret[i]
		start, end, _ := r.appendLine([]byte(h.Text))
		h.Source = Span{start, end}
	}
}

// document makes sections and blocks of the lines.
func (r *docxReader) document(path string) *Document {
	b := newBuilder(Draft{Path: path, Source: r.source}, FormatDOCX)
	b.hideControls(0, len(r.source))
	b.doc.Gaps = r.gaps
	b.doc.Meta.Title = r.title
	headMetadata(&b.doc.Meta, r.source)
	var numbers htmlNumbers
	for i := 0; i < len(r.lines); {
		end := i + 1
		for end < len(r.lines) && isCodeStyle(r.lines[i].style) && isCodeStyle(r.lines[end].style) && !r.lines[end].row {
			end++
		}
		r.put(b, r.lines[i:end], &numbers)
		i = end
	}
	for _, h := range r.secret {
		if h.Source.Len() > 0 {
			b.hide(h.Reason, h.Source)
		}
	}
	return b.finish()
}

// put copies one line, or the lines of one piece of code.
func (r *docxReader) put(b *builder, lines []docxLine, numbers *htmlNumbers) {
	l := lines[0]
	switch {
	case l.level > 0:
		number, title := splitNumber(foldSpace(string(bytes.ToValidUTF8(r.source[l.start:l.end], nil))))
		if number == "" && l.numbered {
			number = numbers.next(l.level)
		} else if number != "" {
			numbers.follow(number)
		}
		b.section(number, cutText(title, maxHTMLTitle), l.level, Span{l.start, l.end})
		return
	case l.style == "title" && b.doc.Meta.Title == "":
		b.doc.Meta.Title = cutText(foldSpace(string(bytes.ToValidUTF8(r.source[l.start:l.end], nil))), maxHTMLTitle)
	}
	b.begin(r.kind(b, l), "")
	switch {
	case isCodeStyle(l.style):
		for i, line := range lines {
			if i > 0 {
				b.codeLiteral("\n", max(0, line.start-1))
			}
			b.code(line.start, line.end)
		}
	default:
		b.prose(l.start, l.end)
	}
	b.endBlock()
}

// isCodeStyle reports the styles that word processors and 3GPP (TR 21.801: PL) use for code.
func isCodeStyle(name string) bool {
	return name == "pl" || strings.Contains(name, "code") || strings.Contains(name, "preformatted") || strings.Contains(name, "verbatim") || strings.Contains(name, "plain text")
}

// kind says what a line is, from its style and the section that it stands in. The short names are those of 3GPP
// (TR 21.801 annex) and ETSI.
func (r *docxReader) kind(b *builder, l docxLine) BlockKind {
	section := SectionBody
	if n := len(b.doc.Sections); n > 0 {
		section = b.doc.Sections[n-1].Kind
	}
	text := string(r.source[l.start:min(l.end, l.start+16)])
	switch {
	case strings.HasPrefix(l.style, "toc"), l.style == "title", l.style == "subtitle", section == SectionBoilerplate, section == SectionAuthors:
		return BlockBoilerplate
	case isCodeStyle(l.style):
		return BlockCode
	case l.row:
		return BlockTableRow
	case l.note, l.style == "no", l.style == "nw", strings.HasPrefix(l.style, "note"), strings.HasPrefix(text, "NOTE"):
		return BlockNote
	case l.style == "ex", section == SectionReferences && (strings.HasPrefix(text, "[") || l.numbered), l.style == "bibliography":
		return BlockReference
	case l.numbered, strings.HasPrefix(l.style, "list"), isIndentStyle(l.style), pdfMarker(text) > 0:
		return BlockList
	}
	return BlockParagraph
}

// isIndentStyle reports "B1" to "B5", the list items of 3GPP.
func isIndentStyle(name string) bool {
	return len(name) == 2 && name[0] == 'b' && name[1] >= '1' && name[1] <= '5'
}
