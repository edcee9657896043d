package assess

import (
	"slices"
	"strings"

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
// read more closely and change less often.
const (
	smallPart = 3000
	largePart = 11000
)

// kindWeights say how much is to be expected of a kind of section; a kind that is not named is not sent.
var kindWeights = map[document.SectionKind]float64{
	document.SectionBody: 1, document.SectionSecurity: 0.9, document.SectionPrivacy: 0.9, document.SectionHumanRights: 0.9,
	document.SectionOperational: 0.9, document.SectionIntroduction: 0.6, document.SectionAbstract: 0.5, document.SectionAppendix: 0.4,
	document.SectionTerminology: 0.4,
}

// partsOf cuts a draft into parts, in reading order. A change in one section leaves the parts of the others as they are.
func partsOf(doc *document.Document) []part {
	var parts []part
	open, top := part{}, -1
	flush := func() {
		if len(open.blocks) > 0 {
			parts = append(parts, open)
		}
		open = part{}
	}
	for i, b := range doc.Blocks {
		section := doc.SectionOf(i)
		weight := kindWeights[section.Kind]
		if weight == 0 || b.Kind == document.BlockReference || b.Kind == document.BlockBoilerplate || b.Text.Len() == 0 {
			continue
		}
		size := open.text.Len()
		if first := topOf(doc, b.Section); first != top || size > largePart || size > smallPart && i > 0 && doc.Blocks[i-1].Section != b.Section {
			flush()
			top = first
		}
		if len(open.blocks) == 0 {
			open.text.Start, open.title = b.Text.Start, pathOf(doc, b.Section)
		}
		open.text.End = b.Text.End
		open.blocks = append(open.blocks, b.Text)
		open.weight = max(open.weight, weight)
	}
	flush()
	return parts
}

// topOf is the section of the top level in which a section stands.
func topOf(doc *document.Document, section int) int {
	for section >= 0 && doc.Sections[section].Parent >= 0 {
		section = doc.Sections[section].Parent
	}
	return section
}

// pathOf names a section by the titles from the top down.
func pathOf(doc *document.Document, section int) string {
	var titles []string
	for ; section >= 0; section = doc.Sections[section].Parent {
		titles = append(titles, doc.Sections[section].Title)
	}
	slices.Reverse(titles)
	return strings.Join(titles, " > ")
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
