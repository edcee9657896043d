package document

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// docxStyle is what a style says of its paragraphs (ECMA-376 part 1, section 17.7).
type docxStyle struct {
	name     string // in lower case
	base     string // the style that it builds on
	outline  int    // level of heading, 1 at the top, 0 if none
	numbered bool
}

// docxLine is a paragraph or table row and where its text stands.
type docxLine struct {
	start, end int
	style      string // name of the style, in lower case
	level      int    // of a heading, 0 if it is none
	numbered   bool   // a number or bullet is set before it
	row        bool
	note       bool // a footnote
}

// docxReader gathers the text of a DOCX.
type docxReader struct {
	styles map[string]docxStyle
	notes  map[string]string // text of footnotes and endnotes, by kind and id
	title  string
	gaps   []Gap

	source []byte
	lines  []docxLine
	secret []Hidden // deleted and hidden text, comments
}

// docxParagraph is the paragraph that is being read.
type docxParagraph struct {
	text     []byte
	style    string
	outline  int
	numbered bool
	notes    []string
}

// docxBody reads the XML of the main part.
type docxBody struct {
	r       *docxReader
	d       *xml.Decoder
	p       *docxParagraph
	outer   []*docxParagraph // paragraphs around a text box
	cell    []byte           // text of the cell that is open
	row     [][]byte
	tables  int    // tables open
	deleted int    // deletions open
	skip    int    // elements open whose text is not read
	run     string // why the text of the run is hidden
	inText  bool
	depth   int
}

var errTooDeep = errors.New("its elements nest deeper than " + strconv.Itoa(MaxDepth))

func (r *docxReader) body(data []byte) error {
	b := docxBody{r: r, d: xml.NewDecoder(bytes.NewReader(data))}
	b.d.Strict = false
	for {
		token, err := b.d.RawToken()
		if err == io.EOF {
			if b.depth > 0 {
				return io.ErrUnexpectedEOF
			}
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if b.depth++; b.depth > MaxDepth {
				return errTooDeep
			}
			b.start(t)
		case xml.EndElement:
			b.depth--
			b.end(t.Name.Local)
		case xml.CharData:
			b.text(t)
		}
		if len(r.source) > maxDOCXText || len(r.lines) > MaxBlocks {
			return errors.New("it has more text than is read; split it")
		}
	}
}

func docxAttr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// isOn reads a property that is on or off: on if it stands there without a value (ECMA-376 part 1, section 17.17.4).
func isOn(t xml.StartElement) bool {
	v := docxAttr(t, "val")
	return v != "0" && v != "false" && v != "off" && v != "none"
}

func (b *docxBody) start(t xml.StartElement) {
	if b.skip > 0 {
		b.skip++
		return
	}
	switch t.Name.Local {
	case "Fallback", "instrText", "object":
		b.skip = 1
	case "p":
		if t.Name.Space == "a" {
			return
		}
		if b.p != nil {
			b.outer = append(b.outer, b.p)
		}
		b.p = &docxParagraph{}
	case "tbl":
		b.tables++
	case "tr":
		if b.tables == 1 {
			b.row, b.cell = nil, nil
		}
	case "r":
		b.run = ""
	case "t":
		b.inText = t.Name.Space != "a"
	case "delText":
		b.inText = true
	case "del", "moveFrom":
		b.deleted++
	default:
		b.property(t)
	}
}

// property reads what a paragraph or run says of itself, and marks in its text.
func (b *docxBody) property(t xml.StartElement) {
	if b.p == nil {
		return
	}
	switch t.Name.Local {
	case "pStyle":
		b.p.style = docxAttr(t, "val")
	case "numId":
		b.p.numbered = docxAttr(t, "val") != "0"
	case "outlineLvl":
		if n, err := strconv.Atoi(docxAttr(t, "val")); err == nil && n >= 0 && n < 9 {
			b.p.outline = n + 1
		}
	case "vanish", "webHidden", "specVanish":
		if isOn(t) && t.Name.Local != "webHidden" {
			b.run = "hidden text"
		}
	case "color":
		if isWhite("#"+strings.ToLower(docxAttr(t, "val"))) && b.run == "" {
			b.run = "text in the colour of the paper"
		}
	case "sz":
		if n, err := strconv.Atoi(docxAttr(t, "val")); err == nil && n < 4 { // half points
			b.run = "font too small to see"
		}
	case "tab":
		if docxAttr(t, "pos") == "" {
			b.put([]byte{'\t'})
		}
	case "br", "cr":
		b.put([]byte{' '})
	case "noBreakHyphen":
		b.put([]byte{'-'})
	case "footnoteReference", "endnoteReference":
		kind := strings.TrimSuffix(t.Name.Local, "Reference")
		if note := b.r.notes[kind+docxAttr(t, "id")]; note != "" {
			b.p.notes = append(b.p.notes, note)
		}
	}
}

func (b *docxBody) end(name string) {
	if b.skip > 0 {
		b.skip--
		return
	}
	switch name {
	case "p":
		b.endParagraph()
	case "tc":
		if b.tables == 1 {
			b.row = append(b.row, b.cell)
			b.cell = nil
		}
	case "tr":
		if b.tables == 1 {
			b.r.addRow(b.row)
			b.row = nil
		}
	case "tbl":
		b.tables = max(0, b.tables-1)
	case "t", "delText":
		b.inText = false
	case "del", "moveFrom":
		b.deleted = max(0, b.deleted-1)
	}
}

func (b *docxBody) text(data []byte) {
	if b.skip > 0 || !b.inText || b.p == nil {
		return
	}
	switch {
	case b.deleted > 0:
		b.r.hide("deleted text", string(data))
	case b.run != "":
		b.r.hide(b.run, string(data))
	default:
		b.put(data)
	}
}

// put appends to the open paragraph.
func (b *docxBody) put(text []byte) {
	if b.skip == 0 && b.deleted == 0 && b.run == "" && len(b.p.text) < maxDOCXText {
		b.p.text = append(b.p.text, text...)
	}
}

func (b *docxBody) endParagraph() {
	if b.p == nil {
		return
	}
	p := b.p
	b.p = nil
	if n := len(b.outer); n > 0 {
		b.p, b.outer = b.outer[n-1], b.outer[:n-1]
	}
	if b.tables > 0 {
		if len(bytes.TrimSpace(p.text)) > 0 && len(b.cell) < maxDOCXText {
			b.cell = append(append(b.cell, p.text...), ' ')
		}
		return
	}
	b.r.addParagraph(p)
}

// hide notes text that a reader does not see; what follows close on it for the same reason is added to it.
func (r *docxReader) hide(reason, text string) {
	if n := len(r.secret); n > 0 && r.secret[n-1].Reason == reason && r.secret[n-1].Source.Start == len(r.lines) && len(r.secret[n-1].Text) < MaxHiddenText {
		r.secret[n-1].Text += text
		return
	}
	if strings.TrimSpace(text) != "" && len(r.secret) < maxHiddenControls {
		r.secret = append(r.secret, Hidden{Reason: reason, Text: text, Source: Span{Start: len(r.lines)}})
	}
}

// appendLine appends text as a line of its own; false if there is nothing in it.
func (r *docxReader) appendLine(text []byte) (start, end int, ok bool) {
	start = len(r.source)
	for _, c := range bytes.TrimRight(text, " \t\r\n") {
		if c == '\n' || c == '\r' || c == '\f' {
			c = ' '
		}
		r.source = append(r.source, c)
	}
	end = len(r.source)
	if isBlank(r.source[start:end]) {
		r.source = r.source[:start]
		return start, start, false
	}
	r.source = append(r.source, '\n')
	return start, end, true
}

func (r *docxReader) addParagraph(p *docxParagraph) {
	if start, end, ok := r.appendLine(p.text); ok {
		l := docxLine{start: start, end: end, level: p.outline, numbered: p.numbered}
		r.applyStyle(&l, p.style)
		r.lines = append(r.lines, l)
	}
	for _, note := range p.notes {
		if start, end, ok := r.appendLine([]byte(note)); ok {
			r.lines = append(r.lines, docxLine{start: start, end: end, note: true})
		}
	}
}

// addRow appends a table row as a line, its cells parted by " | ".
func (r *docxReader) addRow(cells [][]byte) {
	var text []byte
	for i, cell := range cells {
		if i > 0 {
			text = append(text, " | "...)
		}
		text = append(text, bytes.TrimSpace(cell)...)
	}
	if len(bytes.Trim(text, " |")) == 0 {
		return
	}
	if start, end, ok := r.appendLine(text); ok {
		r.lines = append(r.lines, docxLine{start: start, end: end, row: true})
	}
}
