package document

import (
	"bytes"
	"strings"
)

// xmlBlocks are the elements that end the paragraph in which they stand.
var xmlBlocks = nameSet(`section name t ul ol dl dt dd li list figure artwork artset sourcecode preamble postamble table texttable
	ttcol c aside blockquote note references reference referencegroup author thead tbody tfoot tr td th xi:include include abstract`)

func (x *xmlReader) isBlock(node int32) bool {
	_, block := xmlBlocks[x.nodes[node].name]
	return block
}

// start opens a block, or goes on in the open one where a term waits for its definition or a row for its cells.
func (x *xmlReader) start(kind BlockKind) {
	if x.row || x.carry && x.b.block >= 0 {
		x.b.fold()
		x.carry = false
		return
	}
	if x.plate && kind.Prose() {
		kind = BlockBoilerplate
	}
	x.carry = false
	x.b.begin(kind, "")
}

func (x *xmlReader) stop() {
	if !x.row {
		x.carry = false
		x.b.endBlock()
	}
}

// resume opens a block for text that follows a block inside a paragraph.
func (x *xmlReader) resume() {
	if x.b.block < 0 {
		x.start(x.kind)
	}
}

// front reads the abstract and the notes.
func (x *xmlReader) front(node int32) {
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		switch x.nodes[c].name {
		case "abstract":
			x.unnumberedSection(c, "Abstract")
		case "note":
			x.unnumberedSection(c, "Note")
		case "boilerplate":
			x.plate = true
			x.sections(c, 1)
			x.plate = false
		}
	}
}

// openSection opens a section unless there are too many.
func (x *xmlReader) openSection(number, title string, level int, heading Span) {
	x.stop()
	if len(x.b.doc.Sections) >= MaxSections {
		x.gap("the draft has more sections than are told apart", heading.Start, heading.End)
		return
	}
	x.b.section(number, title, level, heading)
}

func (x *xmlReader) unnumberedSection(node int32, title string) {
	own, heading := x.title(node)
	if own != "" {
		title = own
	}
	x.openSection("", title, 1, heading)
	x.children(node, BlockParagraph)
}

func (x *xmlReader) sections(node int32, level int) {
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		switch x.nodes[c].name {
		case "section":
			x.section(c, level)
		case "xi:include", "include":
			x.included(c)
		case "t", "figure", "ul", "ol", "dl":
			x.block(c, BlockParagraph) // text that stands outside every section
		case "":
			x.strayEntities(c)
		}
	}
}

// strayEntities notes entities where sections should stand: they would bring in text from other files.
func (x *xmlReader) strayEntities(node int32) {
	if n := x.nodes[node]; n.kind == xmlText {
		x.decode(int(n.start), int(n.end))
	}
}

func (x *xmlReader) section(node int32, level int) {
	title, heading := x.title(node)
	x.openSection(x.labels[node], title, level, heading)
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		switch name := x.nodes[c].name; {
		case name == "section":
			x.section(c, level+1)
		case name == "references":
			x.references(c, level+1)
		case name == "name":
		default:
			x.child(c, BlockParagraph)
		}
	}
	x.stop()
}

// back reads references and appendices. Several groups of references get the section around them that processors add.
func (x *xmlReader) back(node int32) {
	level := 1
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		switch x.nodes[c].name {
		case "references":
			if number := x.labels[node]; number != "" && level == 1 {
				at := int(x.nodes[c].start)
				x.openSection(number, "References", 1, Span{at, int(x.nodes[c].body)})
				level = 2
			}
			x.references(c, level)
		case "section":
			x.section(c, 1)
		}
	}
}

// children copies mixed content: text goes into blocks of a kind, elements that are blocks get their own.
func (x *xmlReader) children(node int32, kind BlockKind) {
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		x.child(c, kind)
	}
	x.stop()
}

func (x *xmlReader) child(node int32, kind BlockKind) {
	n := x.nodes[node]
	switch {
	case x.isBlock(node):
		x.block(node, kind)
	case n.kind == xmlText && len(bytes.TrimSpace(x.src[n.start:n.end])) == 0:
		x.b.fold()
	case n.kind == xmlElement || n.kind == xmlText || n.kind == xmlCData:
		if x.b.block < 0 || x.carry {
			x.start(kind)
		}
		x.inline(node)
	}
}

// block copies one block element. Kind is what a paragraph in it is.
func (x *xmlReader) block(node int32, kind BlockKind) {
	if x.row && !isCellBlock(x.nodes[node].name) {
		x.b.fold()
		x.inlines(node)
		return
	}
	switch x.nodes[node].name {
	case "t":
		x.paragraph(node, kind)
	case "ul", "ol", "dl":
		x.children(node, kind)
	case "list":
		x.list(node, kind)
	case "li":
		x.item(node, BlockList)
	case "dt":
		x.start(BlockDefinition)
		x.inlines(node)
		x.carry = !x.row
	case "dd":
		x.definition(node)
	case "figure":
		x.figure(node)
	case "artset":
		x.artset(node)
	case "artwork", "sourcecode":
		x.artwork(node)
	case "table":
		x.table(node)
	case "texttable":
		x.texttable(node)
	case "aside", "blockquote", "note":
		x.children(node, BlockNote)
	case "section": // inside a paragraph or an item: damaged, but its text is text
		x.section(node, 1)
	case "references":
		x.references(node, 1)
	case "reference":
		x.referenceEntry(node)
	case "author":
		x.authorEntry(node)
	case "xi:include", "include":
		x.included(node)
	case "name":
	default:
		x.children(node, kind)
	}
}

// isCellBlock tells the blocks that keep their shape in the cell of a table; others are text of the cell.
func isCellBlock(name string) bool {
	switch name {
	case "t", "ul", "ol", "dl", "li", "dt", "dd", "list", "name":
		return true
	}
	return false
}

func (x *xmlReader) paragraph(node int32, kind BlockKind) {
	if span, ok := x.attr(node, "hangText"); ok && span.Len() > 0 {
		x.start(BlockDefinition)
		x.text(span.Start, span.End)
		x.b.fold()
		kind = BlockDefinition
	} else {
		x.start(kind)
	}
	outer := x.kind
	x.kind = kind
	x.inlines(node)
	x.kind = outer
	x.stop()
}

// list reads a list of v2 (RFC 7749 section 2.22). The style "empty", which is the default, only indents.
func (x *xmlReader) list(node int32, kind BlockKind) {
	style := x.attrText(node, "style")
	switch {
	case style == "" || style == "empty":
	case style == "hanging":
		kind = BlockDefinition
	default:
		kind = BlockList
	}
	x.stop()
	x.children(node, kind)
}

// item reads a list item; what hangs together in it is told by its kind.
func (x *xmlReader) item(node int32, kind BlockKind) {
	if !x.row {
		x.b.endBlock()
	}
	x.children(node, kind)
}

// definition goes on in the block that its term has opened.
func (x *xmlReader) definition(node int32) {
	x.b.fold()
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		if x.carry && x.isBlock(c) && x.nodes[c].name != "t" {
			x.stop()
		}
		x.child(c, BlockDefinition)
	}
	x.stop()
}

func (x *xmlReader) figure(node int32) {
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		switch x.nodes[c].name {
		case "artwork", "sourcecode":
			x.artwork(c)
		case "artset":
			x.artset(c)
		case "preamble", "postamble":
			x.paragraph(c, BlockParagraph)
		}
	}
	x.caption(node, "Figure ")
}

// caption copies the number and title of a figure or table, as it is printed below it.
func (x *xmlReader) caption(node int32, word string) {
	title, at := x.title(node)
	number := x.labels[node]
	if title == "" || x.row {
		return
	}
	x.b.begin(BlockFigure, "")
	if number != "" {
		x.b.literal(word+number+":", at.Start)
		x.b.fold()
	}
	if name := x.find(node, "name"); name != 0 {
		x.inlines(name)
	} else {
		x.text(at.Start, at.End)
	}
	x.b.endBlock()
}

// artset copies the drawing that can be read as text, or else the first.
func (x *xmlReader) artset(node int32) {
	var best int32
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		if x.nodes[c].name != "artwork" {
			continue
		}
		if best == 0 || x.attrText(c, "type") == "ascii-art" {
			best = c
		}
	}
	if best != 0 {
		x.artwork(best)
	}
}

// maxMarkdownSource is how long a piece of code in Markdown may be before it is taken for the source of the draft
// itself, in bytes. Examples are shorter.
const maxMarkdownSource = 8 << 10

// artwork copies a drawing or code. Blank lines around it are left out.
func (x *xmlReader) artwork(node int32) {
	n := x.nodes[node]
	kind, language := codeKind(x.attrText(node, "type"), n.name == "sourcecode")
	if language == "markdown" && int(n.end-n.body) > maxMarkdownSource {
		x.b.hide("embedded markdown source", Span{int(n.body), int(n.end)})
		return
	}
	x.stop()
	x.b.begin(kind, language)
	x.drawing(node, false)
	x.b.trimBlock()
	x.b.endBlock()
}

// drawing copies the text in a drawing or code as it is; begun says whether there is any before it.
func (x *xmlReader) drawing(node int32, begun bool) bool {
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		n := x.nodes[c]
		start, end := int(n.start), int(n.end)
		switch {
		case n.kind == xmlText || n.kind == xmlCData:
			if !begun {
				start = skipBlankLines(x.src, start, end)
			}
			begun = begun || start < end
			if n.kind == xmlCData {
				x.b.code(start, end)
			} else {
				x.verbatim(start, end)
			}
		case n.kind == xmlElement && n.name == "xref":
			x.b.codeLiteral(x.xrefText(c), start)
		case n.kind == xmlElement && n.name != "cref" && n.name != "iref" && n.name != "style":
			begun = x.drawing(c, begun)
		}
	}
	return begun
}

// skipBlankLines gives where the first line in src[start:end] that holds something starts.
func skipBlankLines(src []byte, start, end int) int {
	line := start
	for i := start; i < end; i++ {
		switch {
		case src[i] == '\n':
			line = i + 1
		case !isSpace(src[i]):
			return line
		}
	}
	return end
}

// codeKind tells from the type of artwork or a fence whether it is a drawing or code, and in which language.
func codeKind(kind string, code bool) (BlockKind, string) {
	t := strings.ToLower(strings.TrimSpace(kind))
	switch t {
	case "":
		if code {
			return BlockCode, ""
		}
		return BlockFigure, ""
	case "ascii-art", "ascii-art-svg", "aasvg", "asciiart", "ascii", "art", "goat", "ditaa", "mermaid", "plantuml", "plantuml-utxt", "drawing", "diagram",
		"svg", "image/svg+xml", "call-flow", "message-flow", "flow", "math", "math-asciitex", "tex", "railroad", "railroad-utf8", "protocol-aasvg", "binary-art", "hex-dump", "inline-drawing":
		return BlockFigure, ""
	case "protocol", "packet", "bit-layout", "packetdiag":
		return BlockFigure, LanguagePacket
	}
	if language := canonicalLanguage(t); language != "" {
		return BlockCode, language
	}
	return BlockCode, t
}

// table copies one block for each row of a v3 table (RFC 7991 section 2.54).
func (x *xmlReader) table(node int32) {
	x.stop()
	x.rows(node)
	x.caption(node, "Table ")
}

func (x *xmlReader) rows(node int32) {
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		switch x.nodes[c].name {
		case "tr":
			x.tableRow(c)
		case "thead", "tbody", "tfoot":
			x.rows(c)
		}
	}
}

func (x *xmlReader) tableRow(node int32) {
	var cells []int32
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		if name := x.nodes[c].name; name == "td" || name == "th" {
			cells = append(cells, c)
		}
	}
	x.cells(cells)
}

// cells copies the cells of one row into one block, parted by "|".
func (x *xmlReader) cells(cells []int32) {
	x.b.begin(BlockTableRow, "")
	x.row = true
	for i, c := range cells {
		if i > 0 && x.b.open() {
			x.b.fold()
			x.b.literal("|", int(x.nodes[c].start))
			x.b.fold()
		}
		x.children(c, BlockTableRow)
	}
	x.row = false
	x.b.endBlock()
}

// texttable copies a v2 table (RFC 7749 section 2.38), whose cells come in reading order and are as many in a row as
// there are headings.
func (x *xmlReader) texttable(node int32) {
	x.stop()
	var heads, cells []int32
	var after []int32
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		switch x.nodes[c].name {
		case "preamble":
			x.paragraph(c, BlockParagraph)
		case "postamble":
			after = append(after, c)
		case "ttcol":
			heads = append(heads, c)
		case "c":
			cells = append(cells, c)
		}
	}
	x.cells(heads)
	width := max(1, len(heads))
	for len(cells) > 0 {
		n := min(width, len(cells))
		x.cells(cells[:n])
		cells = cells[n:]
	}
	for _, c := range after {
		x.paragraph(c, BlockParagraph)
	}
	x.caption(node, "Table ")
}

// included notes a part of the text that stands in another file. It is never opened.
func (x *xmlReader) included(node int32) {
	n := x.nodes[node]
	x.gap("the draft includes \""+x.attrText(node, "href")+"\", which was not read", int(n.start), int(n.end))
}
