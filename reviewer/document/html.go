package document

import (
	"bytes"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlParser reads HTML of any kind, token by token: the tokenizer gives the raw bytes of each token, and the sum of
// their lengths is the position in the source. Elements that are never closed, or closed twice, do no harm.
type htmlParser struct {
	b   *builder
	src []byte
	z   *html.Tokenizer
	at  int // source offset after the current token

	stack []htmlNode
	open  map[atom.Atom]int // how many elements of a name are on the stack
	over  int               // elements open beyond MaxDepth

	carry   bool        // the open block is a term that waits for its definition
	breaks  int         // line breaks since the last text
	visible bool        // the hidden element that is open has text
	head    htmlHeading // the heading that is open
	capture htmlCapture // the text that is being read for the metadata
	styles  htmlStyles
	kind    htmlKind
	numbers htmlNumbers
}

// htmlNode is an open element. What is in the context of its parent holds in its own unless the element changes it.
type htmlNode struct {
	name   atom.Atom
	start  int // source offset of its tag
	hidden string
	htmlContext
}

// htmlContext says what text is here.
type htmlContext struct {
	kind     BlockKind
	language string
	pre      bool // white space counts
	raw      bool // entities are not decoded
	skip     bool // not shown, and no secret: scripts, links to the paragraph itself
	hide     bool // not shown
	plate    bool // boilerplate: all of it is one block
	row      bool // all of it goes into the row of a table
	art      bool // code here is artwork
	block    bool // the element starts and ends a block
	section  int  // number of section elements around
}

// looksLikeHTML reports whether a draft is HTML: its first tag is one that only HTML has.
func looksLikeHTML(source []byte) bool {
	head := bytes.TrimLeft(bytes.TrimPrefix(source[:min(len(source), 64<<10)], []byte("\xEF\xBB\xBF")), " \t\r\n\f")
	for len(head) > 0 && head[0] == '<' {
		switch {
		case bytes.HasPrefix(head, []byte("<!--")):
			head = afterMark(head, "-->")
			continue
		case bytes.HasPrefix(head, []byte("<?xml")):
			head = afterMark(head, "?>")
			continue
		}
		low := bytes.ToLower(head[:min(len(head), 16)])
		for _, mark := range []string{"<!doctype html", "<html", "<head", "<body", "<pre>", "<pre ", "<meta ", "<title>"} {
			if bytes.HasPrefix(low, []byte(mark)) {
				return true
			}
		}
		return false
	}
	return false
}

// parseHTML reads HTML: sources and output of ReSpec, output of Bikeshed and xml2rfc, text of RFCs in pre elements, and
// other pages. Scripts are never run and files that a page includes are never fetched.
func parseHTML(draft Draft) (*Document, error) {
	if isTextInHTML(draft.Source) {
		return parseTextInHTML(draft)
	}
	b := newBuilder(draft, FormatHTML)
	b.hideControls(0, len(draft.Source))
	p := newHTMLParser(b)
	p.stack = append(p.stack, htmlNode{htmlContext: htmlContext{kind: BlockParagraph, block: true}})
	for p.next() {
		if len(b.doc.Blocks) >= MaxBlocks {
			b.gapIn("the draft has more blocks than are read; split it", Span{p.at, len(p.src)})
			break
		}
	}
	for len(p.stack) > 1 {
		p.pop()
	}
	p.finishMeta()
	return b.finish(), nil
}

func newHTMLParser(b *builder) *htmlParser {
	p := &htmlParser{b: b, src: b.doc.Source, open: map[atom.Atom]int{}}
	p.z = html.NewTokenizer(bytes.NewReader(p.src))
	p.kind = htmlKindOf(p.src)
	p.numbers.many = countHeadings(p.src) > 2
	return p
}

// next takes one token; false at the end.
func (p *htmlParser) next() bool {
	kind := p.z.Next()
	start := p.at
	p.at = min(len(p.src), p.at+len(p.z.Raw()))
	switch kind {
	case html.ErrorToken:
		return false
	case html.TextToken:
		p.text(start, p.at)
	case html.StartTagToken:
		p.start(start, false)
	case html.SelfClosingTagToken:
		p.start(start, true)
	case html.EndTagToken:
		name, _ := p.z.TagName()
		p.end(atom.Lookup(name))
	case html.CommentToken:
		p.comment(start, p.at)
	}
	return true
}

// comment hides a comment. One of a single word is a mark for programs, such as "NewPage", and says nothing.
func (p *htmlParser) comment(start, end int) {
	inside := bytes.Trim(p.src[start:end], "<>!-? \t\r\n")
	if bytes.ContainsAny(inside, " \t\n") && len(p.b.doc.Hidden) < maxHiddenControls {
		p.b.hide("html comment", Span{start, end})
	}
}

func (p *htmlParser) top() *htmlNode { return &p.stack[len(p.stack)-1] }

// boundary is where a block element starts or ends.
func (p *htmlParser) boundary() {
	top := p.top()
	if p.b.block < 0 {
		return
	}
	if top.row || top.plate || p.carry || p.head.level > 0 {
		p.b.fold()
		return
	}
	p.endBlock()
}

func (p *htmlParser) endBlock() {
	if p.b.block >= 0 {
		block := &p.b.doc.Blocks[p.b.block]
		if isFormal(block.Kind) {
			p.trimCode(block)
		}
	}
	p.carry, p.breaks = false, 0
	p.b.endBlock()
}

// trimCode cuts the white space from the end of code, and calls what is drawn a figure.
func (p *htmlParser) trimCode(block *Block) {
	d := p.b.doc
	end := len(d.Text)
	for end > block.Text.Start && isSpace(d.Text[end-1]) {
		end--
	}
	d.Text = d.Text[:end]
	for n := len(d.pieces); n > 0 && int(d.pieces[n-1].text) > end; n-- {
		d.pieces = d.pieces[:n-1]
	}
	if block.Kind == BlockCode && block.Language == "" && isDrawing(d.Text[block.Text.Start:end]) {
		block.Kind = BlockFigure
	}
}

// isDrawing reports box drawing or arrows in text of no known language.
func isDrawing(text []byte) bool {
	text = text[:min(len(text), sniffBytes)]
	marks := bytes.Count(text, []byte("--")) + bytes.Count(text, []byte(" | ")) + bytes.Count(text, []byte("|\n")) +
		3*bytes.Count(text, []byte("-->")) + 3*bytes.Count(text, []byte("<--")) + 3*bytes.Count(text, []byte("─"))
	return marks >= 6 && sniffLanguage(text) == ""
}

// push opens an element.
func (p *htmlParser) push(n htmlNode) {
	if len(p.stack) > MaxDepth {
		if p.over == 0 {
			p.b.gapIn("elements nest deeper than are followed; what is deeper is read as if it stood at that depth", Span{n.start, n.start})
		}
		p.over++
		return
	}
	if n.hidden != "" && !p.top().hide {
		n.hide, p.visible = true, false
	} else {
		n.hidden = ""
	}
	p.stack = append(p.stack, n)
	p.open[n.name]++
}

// pop closes the innermost element.
func (p *htmlParser) pop() {
	n := *p.top()
	if isHeadingAtom(n.name) && p.head.level > 0 && p.head.depth == len(p.stack) {
		p.endHeading()
	}
	if p.head.number == len(p.stack) {
		p.head.number = 0
	}
	if p.capture.depth == len(p.stack) {
		p.endCapture()
	}
	if n.name == atom.Dt && p.b.open() && !n.hide && !n.skip {
		p.carry = true
	}
	if n.name == atom.Tr || n.plate && !p.parent().plate || n.name == atom.Pre {
		p.endBlock()
	}
	p.stack = p.stack[:len(p.stack)-1]
	p.open[n.name]--
	if n.hidden != "" && p.visible && len(p.b.doc.Hidden) < maxHiddenControls {
		p.b.hide(n.hidden, Span{n.start, p.at})
	}
	if n.block && !n.hide && !n.skip {
		if n.name == atom.Dd || n.name == atom.Dl {
			p.carry = false
		}
		p.boundary()
	}
}

func (p *htmlParser) parent() *htmlNode { return &p.stack[max(0, len(p.stack)-2)] }

// end handles an end tag.
func (p *htmlParser) end(name atom.Atom) {
	if p.over > 0 {
		p.over--
		p.boundary()
		return
	}
	if p.open[name] == 0 {
		if name == atom.P {
			p.boundary()
		}
		return
	}
	block := isBlockAtom(name)
	for i := len(p.stack) - 1; i > 0; i-- {
		n := p.stack[i].name
		if n == name {
			p.popTo(i)
			return
		}
		if !block && p.stack[i].block || isCellAtom(n) && !isTableAtom(name) {
			return // an end tag that belongs to nothing here
		}
	}
}

// popTo closes all elements from stack index i up.
func (p *htmlParser) popTo(i int) {
	for len(p.stack) > i {
		p.pop()
	}
}

// closeImplied closes the elements whose end tags HTML lets authors leave out, before one named name opens
// (https://html.spec.whatwg.org/multipage/syntax.html#optional-tags).
func (p *htmlParser) closeImplied(name atom.Atom) {
	switch name {
	case atom.Li:
		p.closeOpen(atom.Li, atom.Li, atom.Ul, atom.Ol)
	case atom.Dt, atom.Dd:
		p.closeOpen(atom.Dt, atom.Dd, atom.Dl, atom.Dl)
	case atom.Tr:
		p.closeOpen(atom.Tr, atom.Tr, atom.Table, atom.Table)
	case atom.Td, atom.Th:
		p.closeOpen(atom.Td, atom.Th, atom.Tr, atom.Table)
	}
	if isBlockAtom(name) && p.open[atom.P] > 0 {
		for i := len(p.stack) - 1; i > 0; i-- {
			if p.stack[i].name == atom.P {
				p.popTo(i)
				return
			}
			if p.stack[i].block {
				return
			}
		}
	}
}

// closeOpen closes the innermost element named a or b, unless one named stop or halt is further in.
func (p *htmlParser) closeOpen(a, b, stop, halt atom.Atom) {
	if p.open[a] == 0 && p.open[b] == 0 {
		return
	}
	for i := len(p.stack) - 1; i > 0; i-- {
		switch p.stack[i].name {
		case a, b:
			p.popTo(i)
			return
		case stop, halt:
			return
		}
	}
}
