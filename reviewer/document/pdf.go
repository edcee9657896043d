package document

import (
	"bytes"
	"fmt"
	"strings"
)

// Limits on PDF. A PDF of a few kilobytes may ask for any amount of memory and time.
const (
	// maxPDFPages is how many pages are read. The longest standards (3GPP TS 38.331, ITU-T collections) have 1,500.
	maxPDFPages = 3000
	// maxPDFText is how much text is taken from one PDF, in bytes.
	maxPDFText = 32 << 20
)

// looksLikePDF reports whether a draft is PDF: the mark stands in its first kilobyte (ISO 32000-1, annex H.3.4.1).
func looksLikePDF(source []byte) bool {
	return bytes.Contains(source[:min(len(source), 1024)], []byte("%PDF-"))
}

// parsePDF reads PDF. Positions count in the text that was extracted, which has one line for each line on paper and a
// form feed before each page but the first, so that a page and a line say where something stands.
func parsePDF(draft Draft) (*Document, error) {
	pages, gaps, err := readPDF(draft.Source, maxPDFTime)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", draft.Path, err)
	}
	text := setPDF(pages)
	if len(bytes.TrimSpace(text.source)) == 0 {
		return nil, fmt.Errorf("read %s: the PDF has no text; if it is a scan, run character recognition on it", draft.Path)
	}
	if i := bytes.LastIndex(draft.Source, []byte("%%EOF")); i < 0 || len(draft.Source)-i > 4096 {
		gaps = append(gaps, Gap{What: "the PDF is cut off: its end is missing, and pages may be"})
	}
	d, err := text.document(draft.Path)
	if err != nil {
		return nil, err
	}
	d.Gaps = append(d.Gaps, gaps...)
	return d, nil
}

// document reads the extracted text: that of a typewriter font as the text of an RFC, any other by its looks.
func (t *pdfText) document(path string) (*Document, error) {
	if t.typewritten() {
		d, err := parseText(Draft{Path: path, Source: t.source})
		if err != nil {
			return nil, err
		}
		d.Format = FormatPDF
		return d, nil
	}
	b := newBuilder(Draft{Path: path, Source: t.source}, FormatPDF)
	b.hideControls(0, len(t.source))
	b.doc.pages = pageStarts(t.source)
	p := pdfParser{b: b, t: t}
	p.parse()
	for _, l := range t.lines {
		if l.hidden != "" && len(b.doc.Hidden) < maxHiddenControls {
			b.hide(l.hidden, Span{l.start, l.end})
		}
	}
	return b.finish(), nil
}

// pdfParser turns lines on paper into sections and blocks.
type pdfParser struct {
	b     *builder
	t     *pdfText
	title bool // the title of the draft was seen
}

func (p *pdfParser) parse() {
	lines := p.t.lines
	for i := 0; i < len(lines) && len(p.b.doc.Blocks) < MaxBlocks; {
		if lines[i].furniture || lines[i].hidden != "" {
			i++
			continue
		}
		group, next := p.t.group(i)
		p.group(group)
		i = next
	}
	headMetadata(&p.b.doc.Meta, p.t.source)
}

// group copies the lines of one paragraph, heading, row or piece of code.
func (p *pdfParser) group(lines []pdfLine) {
	first := lines[0]
	text := p.joined(lines)
	switch {
	case p.heading(lines, text):
	case p.tocLine(text):
		p.copy(BlockBoilerplate, lines)
	case len(p.b.doc.Sections) == 0 && p.front(lines, text), p.plate():
		p.copy(BlockBoilerplate, lines)
	case first.mono:
		p.code(lines)
	case len(first.gaps) > 0:
		p.row(lines)
	case p.b.doc.Sections != nil && p.kind() == SectionReferences && strings.HasPrefix(text, "["):
		p.copy(BlockReference, lines)
	case strings.HasPrefix(text, "NOTE"):
		p.copy(BlockNote, lines)
	case pdfMarker(text) > 0:
		p.copy(BlockList, lines)
	default:
		p.copy(BlockParagraph, lines)
	}
}

func (p *pdfParser) kind() SectionKind {
	if n := len(p.b.doc.Sections); n > 0 {
		return p.b.doc.Sections[n-1].Kind
	}
	return SectionBody
}

// plate reports a section of boilerplate.
func (p *pdfParser) plate() bool {
	k := p.kind()
	return k == SectionBoilerplate || k == SectionAuthors
}

// front takes what stands before the first section: the title is the largest text of the first page; short lines and
// notices are boilerplate.
func (p *pdfParser) front(lines []pdfLine, text string) bool {
	if !p.title && lines[0].page == 0 && lines[0].size >= p.t.largest-0.5 && p.t.largest > p.t.body*1.15 {
		p.title = true
		p.b.doc.Meta.Title = cutText(foldSpace(text), maxHTMLTitle)
	}
	low := strings.ToLower(text)
	return len(text) < 100 || strings.Contains(low, "©") || strings.Contains(low, "copyright") || strings.Contains(low, "all rights reserved")
}

// tocLine reports a line of a table of contents: dot leaders, or any line while the contents last.
func (p *pdfParser) tocLine(text string) bool {
	return strings.Contains(text, "....") || strings.Contains(text, ". . . .") || strings.Contains(text, "…………")
}

func (p *pdfParser) joined(lines []pdfLine) string {
	var out strings.Builder
	for i, l := range lines {
		if i > 0 {
			out.WriteByte(' ')
		}
		out.Write(bytes.TrimSpace(p.t.source[l.start:l.end]))
		if out.Len() > 2000 {
			break
		}
	}
	return out.String()
}

// heading opens a section if the lines are one.
func (p *pdfParser) heading(lines []pdfLine, text string) bool {
	if len(lines) > 3 || len(text) > 200 || p.tocLine(text) || lines[0].mono && !lines[0].bold {
		return false
	}
	number, title := splitNumber(foldSpace(text))
	if n := len(p.b.doc.Sections); n > 0 && isContents(p.b.doc.Sections[n-1].Title) && !(lines[0].bold || lines[0].size > p.t.body*1.1) {
		return false
	}
	strong := lines[0].bold || lines[0].size > p.t.body*1.1
	last := text[len(text)-1]
	known := titleKind(strings.ToLower(title)) != "" && strings.Count(title, " ") < 6
	switch {
	case title == "" || last == ',' || last == ';' || last == '-' || last == '.' && !strong || number == "" && !isWordy(title):
		return false
	case number != "" && (strong || known || len(lines) == 1 && isTitleLike(title)):
	case number == "" && known && (strong || len(lines) == 1 && isAlone(title)):
	case number == "" && lines[0].size > p.t.body*1.15 && len(p.b.doc.Sections) > 0 && !pdfCaption(title):
	case number == "" && lines[0].size > p.t.body*1.15 && lines[0].size < p.t.largest-0.5 && !pdfCaption(title) && pdfMarker(text) == 0:
	default:
		return false
	}
	p.b.section(number, cutText(title, maxHTMLTitle), strings.Count(number, ".")+1, Span{lines[0].start, lines[len(lines)-1].end})
	return true
}

// isWordy reports a title that starts with a capital and is made of words for the most part: no formula, no scrap of a
// drawing.
func isWordy(title string) bool {
	letters := 0
	for i := range len(title) {
		if isAlpha(title[i]) || title[i] == ' ' {
			letters++
		}
	}
	return isUpper(title[0]) && len(title) > 3 && letters*5 >= len(title)*4 && !strings.Contains(title, "=")
}

// isTitleLike reports words that may be a title: a capital first, no stop last, few words.
func isTitleLike(title string) bool {
	last := title[len(title)-1]
	return isUpper(title[0]) && strings.Count(title, " ") < 12 && last != '.' && last != ':' && !strings.Contains(title, ". ")
}

// isAlone reports a title of one to four words, the first with a capital.
func isAlone(title string) bool {
	return isUpper(title[0]) && strings.Count(title, " ") < 4 && title[len(title)-1] != '.'
}

// pdfCaption reports the caption of a figure or table.
func pdfCaption(title string) bool {
	return strings.HasPrefix(title, "Figure ") || strings.HasPrefix(title, "Table ")
}

// copy copies lines as running text. A word that the page breaks at a hyphen is joined.
func (p *pdfParser) copy(kind BlockKind, lines []pdfLine) {
	p.b.begin(kind, "")
	for i, l := range lines {
		end := l.end
		if i+1 < len(lines) && p.t.breaksWord(l, lines[i+1]) {
			p.b.prose(l.start, end-p.t.hyphen(l))
			continue
		}
		p.b.prose(l.start, end)
		if i+1 < len(lines) && !joinsHyphen(p.t.source, l, lines[i+1]) {
			p.b.fold()
		}
	}
	p.b.endBlock()
}

// row copies a line of a table, its cells parted by "|".
func (p *pdfParser) row(lines []pdfLine) {
	for _, l := range lines {
		p.b.begin(BlockTableRow, "")
		at := l.start
		for _, gap := range l.gaps {
			p.b.prose(at, gap)
			if p.b.open() {
				p.b.fold()
				p.b.literal("|", gap)
				p.b.fold()
			}
			at = gap
		}
		p.b.prose(at, l.end)
		p.b.endBlock()
	}
}

// code copies lines of a typewriter font as they are.
func (p *pdfParser) code(lines []pdfLine) {
	kind := BlockCode
	if isDrawing(p.t.source[lines[0].start:lines[len(lines)-1].end]) {
		kind = BlockFigure
	}
	p.b.begin(kind, "")
	for i, l := range lines {
		if i > 0 {
			p.b.codeLiteral("\n", max(0, l.start-1))
		}
		p.b.code(l.start, l.end)
	}
	p.b.endBlock()
}

// headMetadata takes the name of the draft and the body that makes it from the first pages of a draft on paper.
func headMetadata(meta *Metadata, source []byte) {
	head := string(source[:min(len(source), 8000)])
	for _, k := range []struct{ mark, stream string }{{"ITU-T", "ITU-T"}, {"ETSI ", "ETSI"}, {"3GPP", "3GPP"}, {"W3C ", "W3C"}} {
		if strings.Contains(head, k.mark) {
			meta.Stream = k.stream
			break
		}
	}
	if name := draftNameIn(head); name != "" {
		meta.Name = name
		meta.WorkingGroup = groupOf(name)
		meta.Stream = ""
		if strings.HasPrefix(name, "draft-ietf-") {
			meta.Stream = "IETF"
		}
	}
}

// draftNameIn finds the name of an Internet-Draft; empty if there is none.
func draftNameIn(text string) string {
	i := strings.Index(text, "draft-")
	if i < 0 {
		return ""
	}
	end := i
	for end < len(text) && (isLower(text[end]) || isDigit(text[end]) || text[end] == '-') {
		end++
	}
	name := strings.TrimRight(text[i:end], "-")
	if strings.Count(name, "-") < 3 {
		return ""
	}
	return name
}
