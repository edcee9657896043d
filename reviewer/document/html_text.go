package document

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// text handles the text between two tags.
func (p *htmlParser) text(start, end int) {
	top := p.top()
	if top.name == atom.Style {
		p.styles.read(p.src[start:end])
	}
	if top.name == atom.Script {
		p.script(start, end)
	}
	if p.capture.depth > 0 {
		p.capture.text = append(p.capture.text, html.UnescapeString(string(p.src[start:min(end, start+maxAttr)]))...)
	}
	if top.skip {
		return
	}
	blank := isBlank(p.src[start:end])
	switch {
	case top.hide:
		p.visible = p.visible || !blank
	case p.head.level > 0:
		p.headingText(start, end, p.head.number > 0 && len(p.stack) >= p.head.number)
	case blank && !(top.pre && p.b.block >= 0):
		if p.b.block >= 0 {
			p.b.fold()
		}
	default:
		p.copy(top, start, end)
	}
}

func isBlank(text []byte) bool {
	for _, c := range text {
		if !isSpace(c) {
			return false
		}
	}
	return true
}

// copy puts text into the open block, or the one that it opens.
func (p *htmlParser) copy(top *htmlNode, start, end int) {
	fresh := p.b.block < 0
	p.ensure(top)
	p.carry = p.carry && p.open[atom.Dt] > 0 // text outside a term is the definition that the open block has waited for
	p.breaks = 0
	pre := top.pre && isFormal(p.b.doc.Blocks[p.b.block].Kind)
	if pre && fresh {
		start = skipNewline(p.src, start, end)
	}
	if top.raw {
		p.plain(start, end, pre)
		return
	}
	p.decoded(start, end, pre)
}

// skipNewline leaves out the line break right after a pre tag
// (https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody), and lines of white space with it.
func skipNewline(src []byte, start, end int) int {
	for at := start; at < end && isSpace(src[at]); at++ {
		if src[at] == '\n' {
			start = at + 1
		}
	}
	return start
}

// ensure opens a block for text if none is open.
func (p *htmlParser) ensure(top *htmlNode) {
	if p.b.block >= 0 {
		return
	}
	kind, language := top.kind, ""
	section := p.sectionKind()
	switch {
	case top.plate, section == SectionBoilerplate, section == SectionAuthors:
		kind = BlockBoilerplate
	case isFormal(kind):
		language = top.language
		if language == LanguagePacket {
			kind = BlockFigure
		}
	case section == SectionReferences && (kind == BlockDefinition || kind == BlockList || kind == BlockTableRow):
		kind = BlockReference
	}
	p.b.begin(kind, language)
}

func (p *htmlParser) sectionKind() SectionKind {
	if n := len(p.b.doc.Sections); n > 0 {
		return p.b.doc.Sections[n-1].Kind
	}
	return SectionBody
}

// plain copies Source[start:end]. No-break spaces fold like spaces in running text.
func (p *htmlParser) plain(start, end int, pre bool) {
	if pre {
		p.b.code(start, end)
		return
	}
	for p.b.unplain {
		i := bytes.Index(p.src[start:end], noBreakSpace)
		if i < 0 {
			break
		}
		p.b.prose(start, start+i)
		p.b.fold()
		start += i + len(noBreakSpace)
	}
	p.b.prose(start, end)
}

var noBreakSpace = []byte("\u00a0")

// decoded copies Source[start:end] with its character references decoded.
func (p *htmlParser) decoded(start, end int, pre bool) {
	for start < end {
		i := bytes.IndexByte(p.src[start:end], '&')
		if i < 0 {
			break
		}
		at := start + i
		p.plain(start, at, pre)
		start = at + p.reference(at, end, pre)
	}
	p.plain(start, end, pre)
}

// reference copies the character reference at src[at] == '&' and gives its length; an ampersand that opens none is
// copied as it is.
func (p *htmlParser) reference(at, end int, pre bool) int {
	text, n := decodeReference(p.src[at:min(end, at+40)])
	if n == 0 {
		p.plain(at, at+1, pre)
		return 1
	}
	if pre {
		p.b.codeLiteral(p.shown(text, at, n), at)
	} else {
		p.b.literal(p.shown(text, at, n), at)
	}
	return n
}

// decodeReference decodes the reference that opens text; length 0 if there is none.
func decodeReference(text []byte) (decoded string, length int) {
	n := 1
	for n < len(text) && (isAlpha(text[n]) || isDigit(text[n]) || n == 1 && text[n] == '#') {
		n++
	}
	if n < len(text) && text[n] == ';' {
		n++
	}
	if n < 3 {
		return "", 0
	}
	decoded = html.UnescapeString(string(text[:n]))
	if decoded == string(text[:n]) {
		return "", 0
	}
	return decoded, n
}

// shown drops the controls in decoded text, which Source[at:at+n] stands for, records them as hidden, and shows
// no-break spaces as spaces and no-break hyphens as hyphens.
func (p *htmlParser) shown(text string, at, n int) string {
	for _, r := range text {
		if reason := hiddenRune(r); reason != "" && len(p.b.doc.Hidden) < maxHiddenControls {
			p.b.hide(reason, Span{at, at + n})
		}
	}
	return visibleRunes(text)
}

func hiddenRune(r rune) string {
	if r < utf8.RuneSelf && (r >= ' ' || isSpace(byte(r))) && r != 0x7F {
		return ""
	}
	return controlName(r)
}
