package document

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// htmlAttrs are the attributes of a start tag that matter.
type htmlAttrs struct {
	id, class, style, name, content, highlight, include string
	hidden, open                                        bool
}

// maxAttr is how much of an attribute is read, in bytes; metadata may be a sentence.
const maxAttr = 1000

func (p *htmlParser) attrs(more bool) (a htmlAttrs) {
	for n := 0; more; n++ {
		var key, value []byte
		key, value, more = p.z.TagAttr()
		if n > 256 {
			continue
		}
		value = value[:min(len(value), maxAttr)]
		switch string(key) {
		case "id":
			a.id = string(value)
		case "class":
			a.class = string(value)
		case "style":
			a.style = string(value)
		case "name":
			a.name = string(value)
		case "content":
			a.content = string(value)
		case "highlight", "data-lang", "data-language":
			a.highlight = string(value)
		case "data-include":
			a.include = string(value)
		case "hidden":
			a.hidden = true
		case "open":
			a.open = true
		}
	}
	return a
}

// start handles a start tag.
func (p *htmlParser) start(at int, selfClosing bool) {
	tag, more := p.z.TagName()
	name := atom.Lookup(tag)
	a := p.attrs(more)
	p.closeImplied(name)
	if isVoidAtom(name) {
		p.void(name, a, at)
		return
	}
	n := htmlNode{name: name, start: at, htmlContext: p.top().htmlContext}
	n.block = isBlockAtom(name)
	if n.block && !n.hide && !n.skip {
		p.boundary()
	}
	p.classify(&n, a)
	n.hidden = p.hiddenReason(name, a)
	if a.include != "" {
		p.b.gapIn("the draft includes \""+strings.ToValidUTF8(a.include, "")+"\", which was not read", Span{at, p.at})
	}
	if selfClosing && (name == 0 || n.skip) {
		return // "<svg .../>" and the like: HTML closes only foreign elements so
	}
	p.push(n)
	if name == atom.Title && p.over == 0 && p.capture.depth == 0 && p.open[atom.Svg] == 0 {
		p.capture = htmlCapture{depth: len(p.stack), what: "title"}
	}
	if p.over == 0 && !n.hide && n.hidden == "" && !n.skip {
		p.opened(p.top(), a)
	}
}

// void handles an element that has no inside.
func (p *htmlParser) void(name atom.Atom, a htmlAttrs, at int) {
	top := p.top()
	switch name {
	case atom.Meta:
		p.metaTag(a.name, a.content)
	case atom.Hr:
		p.boundary()
	case atom.Br:
		if top.skip || top.hide {
			return
		}
		p.lineBreak(top, at)
	case atom.Wbr, atom.Img, atom.Input:
	}
}

// lineBreak is a br: two of them end a paragraph.
func (p *htmlParser) lineBreak(top *htmlNode, at int) {
	switch {
	case p.head.level > 0:
		p.head.space()
	case p.b.block < 0:
	case top.pre:
		p.b.codeLiteral("\n", at)
	default:
		p.b.fold()
		if p.breaks++; p.breaks > 1 {
			p.boundary()
		}
	}
}

// classify says what the text in an element is.
func (p *htmlParser) classify(n *htmlNode, a htmlAttrs) {
	switch n.name {
	case atom.Script, atom.Style, atom.Iframe, atom.Noembed, atom.Noframes, atom.Head, atom.Object, atom.Canvas, atom.Audio, atom.Video:
		n.skip = true
	case atom.Title:
		n.skip = p.open[atom.Svg] == 0
	case atom.Body:
		n.skip = false
	case atom.Li:
		n.kind = BlockList
	case atom.Dt, atom.Dd:
		n.kind = BlockDefinition
	case atom.Aside, atom.Blockquote:
		n.kind = BlockNote
	case atom.P, atom.Td, atom.Th:
	case atom.Tr:
		n.row, n.kind = true, BlockTableRow
	case atom.Svg:
		n.kind, n.language = BlockFigure, ""
	case atom.Pre, atom.Xmp, atom.Listing, atom.Plaintext:
		n.pre, n.kind, n.raw = !n.row, BlockCode, n.name == atom.Xmp || n.name == atom.Plaintext
		if n.art && n.language == "" {
			n.kind = BlockFigure
		}
		if strings.HasPrefix(a.class, "idl") {
			n.language = LanguageWebIDL
		}
	case atom.Nav, atom.Header:
		n.plate = true
	case atom.Section:
		n.section++
	}
	if a.highlight != "" {
		n.language = codeLanguage(a.highlight)
	}
	switch a.id {
	case "toc", "table-of-contents", "internal-metadata", "external-metadata", "w3c-logo", "back-to-top":
		n.plate = n.plate || n.name != atom.Section
	}
	for _, word := range strings.Fields(a.class) {
		p.classWord(n, word)
	}
	if n.row {
		n.kind, n.pre = BlockTableRow, false
	}
}

// classWord is what a class name says about an element, by the habits of ReSpec, Bikeshed and xml2rfc.
func (p *htmlParser) classWord(n *htmlNode, word string) {
	switch word {
	case "note", "advisement", "issue", "ednote", "warning", "note-container", "correction", "informative-note", "cref":
		if n.block && n.name != atom.Section && !n.pre {
			n.kind = BlockNote
		}
	case "head", "toc", "document-information", "copyright", "ears":
		n.plate = n.plate || n.name != atom.Section && n.name != atom.H1
	case "pilcrow", "self-link", "selflink", "headerlink", "permalink", "anchorjs-link", "toplink", "dfn-panel", "mdn-anno",
		"caniuse-status", "removeOnSave", "respec-info-panel":
		n.skip = true
	case "artwork", "art-text", "art-ascii-art", "ascii-art", "figure":
		n.art = n.pre || n.name == atom.Div
		if n.pre {
			n.kind = BlockFigure
		}
	default:
		if l := classLanguage(word, n); l != "" {
			n.language = l
			if n.pre {
				n.kind = BlockCode
			}
		}
	}
}

// classLanguage reads a language from a class: "lang-yang", "language-json", "highlight-xml", "art-abnf" anywhere, a
// bare "json" on code.
func classLanguage(word string, n *htmlNode) string {
	for _, prefix := range []string{"lang-", "language-", "highlight-", "art-"} {
		if rest, ok := strings.CutPrefix(word, prefix); ok {
			return codeLanguage(rest)
		}
	}
	if n.pre || n.name == atom.Code {
		return canonicalLanguage(word)
	}
	return ""
}

// codeLanguage gives the language that a word means, the word itself if it is not known.
func codeLanguage(word string) string {
	if known := canonicalLanguage(word); known != "" {
		return known
	}
	switch word = strings.ToLower(strings.ToValidUTF8(word, "")); word {
	case "text", "txt", "plain", "none", "nohighlight", "ascii-art", "svg", "auto":
		return ""
	}
	return word
}

// opened does what the start of an element causes.
func (p *htmlParser) opened(n *htmlNode, a htmlAttrs) {
	switch n.name {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		p.startHeading(n, a)
	case atom.Tr:
		p.endBlock()
	case atom.Td, atom.Th:
		if n.row && p.b.open() {
			p.b.fold()
			p.b.literal("|", n.start)
			p.b.fold()
		}
	case atom.Dd:
		if p.b.open() {
			p.b.fold()
		}
	case atom.Pre, atom.Xmp, atom.Listing:
		if n.pre && !n.plate {
			p.endBlock()
		}
	case atom.Section:
		p.openSection(n, a)
	case atom.Ul, atom.Ol, atom.Table:
		if p.carry && !n.row && !n.plate {
			p.endBlock()
		}
	}
	if p.head.level > 0 && isNumberClass(a.class) {
		p.head.number = len(p.stack)
	}
	p.startCapture(n, a)
}

func isNumberClass(class string) bool {
	for _, word := range strings.Fields(class) {
		if word == "secno" || word == "section-number" {
			return true
		}
	}
	return false
}

// isBlockAtom reports the elements that a paragraph cannot go on through.
func isBlockAtom(name atom.Atom) bool {
	switch name {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Caption, atom.Center, atom.Dd, atom.Details,
		atom.Dialog, atom.Dir, atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Head, atom.Header, atom.Hgroup, atom.Hr, atom.Html, atom.Li, atom.Listing,
		atom.Main, atom.Menu, atom.Nav, atom.Ol, atom.P, atom.Plaintext, atom.Pre, atom.Section, atom.Summary, atom.Svg,
		atom.Table, atom.Tbody, atom.Td, atom.Template, atom.Tfoot, atom.Th, atom.Thead, atom.Tr, atom.Ul, atom.Xmp:
		return true
	}
	return false
}

func isHeadingAtom(name atom.Atom) bool {
	switch name {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

func isCellAtom(name atom.Atom) bool { return name == atom.Td || name == atom.Th || name == atom.Table }

func isTableAtom(name atom.Atom) bool {
	switch name {
	case atom.Table, atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr, atom.Td, atom.Th, atom.Body, atom.Html:
		return true
	}
	return false
}

func isVoidAtom(name atom.Atom) bool {
	switch name {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta, atom.Param,
		atom.Source, atom.Track, atom.Wbr, atom.Keygen, atom.Basefont, atom.Frame, atom.Bgsound:
		return true
	}
	return false
}
