package assess

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rightsreview/rightsreview/reviewer/document"
)

// part is a stretch of a draft that a model reads at once: a section, or some small ones that stand together.
type part struct {
	text   document.Span   // from its first block to its last, in Document.Text
	blocks []document.Span // in order
	title  string          // titles from the top down, without numbers, which change when a draft is renumbered
	weight float64         // how much is to be expected of it, by 1,000 bytes
}

// Sizes of parts, in bytes of text; a token is about four. Larger parts cost fewer words of instruction, smaller ones are
// read more closely and change less often. A part takes in sections of the top level until it has tinyPart, other sections
// until it has smallPart, and has at most largePart.
const (
	tinyPart  = 8000
	smallPart = 15000
	largePart = 28000
)

// kindWeights say how much is to be expected of a kind of section; a kind that is not named is not sent.
var kindWeights = map[document.SectionKind]float64{
	document.SectionBody: 1, document.SectionSecurity: 0.9, document.SectionPrivacy: 0.9, document.SectionHumanRights: 0.9,
	document.SectionOperational: 0.9, document.SectionIntroduction: 0.6, document.SectionAbstract: 0.5, document.SectionAppendix: 0.4,
	document.SectionTerminology: 0.4, document.SectionIANA: 0.2,
}

// partsOf cuts a draft into parts, in reading order. A change in one section leaves the parts in front of it as they are, and
// those behind it from where a cut falls as before: mostly the next, at the latest behind what is not sent. No part has more
// than largePart bytes, and what is not sent stands in none.
func partsOf(doc *document.Document) []part {
	c := cutter{doc: doc, top: -1}
	for i, b := range doc.Blocks {
		weight := kindWeights[doc.SectionOf(i).Kind]
		if weight == 0 || b.Kind == document.BlockReference || b.Kind == document.BlockBoilerplate {
			c.flush()
			continue
		}
		for _, span := range pieces(doc, b) {
			c.add(span, b.Section, weight)
		}
	}
	c.flush()
	return c.parts
}

// cutter gathers blocks into parts.
type cutter struct {
	doc     *document.Document
	parts   []part
	open    part
	section int // of the last block
	top     int // section of the top level that the open part is in
}

func (c *cutter) flush() {
	if len(c.open.blocks) > 0 {
		c.parts = append(c.parts, c.open)
	}
	c.open = part{}
}

// add puts a block, or a piece of one, into the open part or into a new one.
func (c *cutter) add(span document.Span, section int, weight float64) {
	size, top := c.open.text.Len(), c.doc.TopSection(section)
	if size > tinyPart && top != c.top || size+span.Len() >= largePart || size > smallPart && section != c.section {
		c.flush()
	}
	c.top, c.section = top, section
	if len(c.open.blocks) == 0 {
		c.open.text.Start, c.open.title = span.Start, pathOf(c.doc, section)
	}
	c.open.text.End = span.End
	c.open.blocks = append(c.open.blocks, span)
	c.open.weight = max(c.open.weight, weight)
}

// pieces is a block, cut where it is larger than a part may be: behind a sentence, or else at white space.
func pieces(doc *document.Document, b document.Block) []document.Span {
	var all []document.Span
	rest := b.Text
	for rest.Len() > largePart {
		end := cutPoint(doc, b, rest)
		all = append(all, document.Span{Start: rest.Start, End: end})
		rest.Start = end
	}
	if rest.Len() > 0 {
		all = append(all, rest)
	}
	return all
}

// cutPoint is where to cut a stretch of a block that is too large, between half and all of what a part may have.
func cutPoint(doc *document.Document, b document.Block, rest document.Span) int {
	half, end := rest.Start+largePart/2, rest.Start+largePart
	for _, s := range slices.Backward(doc.Sentences[b.Sentences.Start:b.Sentences.End]) {
		if half < s.Text.End && s.Text.End <= end {
			return s.Text.End
		}
	}
	for _, space := range []string{"\n", " "} {
		if i := bytes.LastIndex(doc.Text[half:end], []byte(space)); i >= 0 {
			return half + i + 1
		}
	}
	for end > half && !utf8.RuneStart(doc.Text[end]) {
		end--
	}
	return end
}

// above stands between the title of a section and that of one in it.
const above = " > "

// pathOf names a section by the titles from the top down.
func pathOf(doc *document.Document, section int) string {
	var titles []string
	for ; section >= 0; section = doc.Sections[section].Parent {
		titles = append(titles, seen(doc.Sections[section].Title))
	}
	slices.Reverse(titles)
	return strings.Join(titles, above)
}

// content is the text of a part as it is sent.
func (p part) content(doc *document.Document) string {
	texts := make([]string, len(p.blocks))
	for i, b := range p.blocks {
		texts[i] = doc.String(b)
	}
	return strings.Join(texts, "\n\n")
}

func (p part) holds(span document.Span) bool {
	return span.Start >= p.text.Start && span.Start < p.text.End
}

// requirementWords are how often a text says what must or may be: where something is decided.
func requirementWords(text string) int {
	n := 0
	for _, w := range []string{"MUST", "SHALL", "SHOULD", "MAY", "REQUIRED", "RECOMMENDED"} {
		n += strings.Count(text, w)
	}
	return n
}
