// Package document turns the text of a draft into sections, blocks and sentences that remember where they stood.
package document

import (
	"bytes"
	"sort"
)

// Draft is a draft before anyone has read it: bytes, and where they came from.
type Draft struct {
	// Path is the file name as the user gave it, "-" for standard input. It is shown, never opened.
	Path string
	// Source holds the bytes of the draft, unread.
	Source []byte
}

// Format names how the source of a draft is written.
type Format string

// The formats that Parse reads.
const (
	FormatText     Format = "text"     // paginated or unpaginated text of an Internet-Draft or RFC
	FormatXML      Format = "rfcxml"   // RFCXML, vocabulary v2 (RFC 7749) or v3 (RFC 7991)
	FormatKramdown Format = "kramdown" // kramdown-rfc Markdown
	FormatMmark    Format = "mmark"    // mmark Markdown
	FormatMarkdown Format = "markdown" // other Markdown
	FormatHTML     Format = "html"     // ReSpec, Bikeshed output, RFC HTML, other HTML
	FormatBikeshed Format = "bikeshed" // Bikeshed source
	FormatPDF      Format = "pdf"
	FormatDOCX     Format = "docx"
)

// Document is a draft that has been read. Everything in it is in reading order.
//
// Text holds what a reader sees, white space folded inside prose and kept inside code; sections, blocks and sentences
// are spans of Text. Source positions are found with SourceSpan and Lines.
type Document struct {
	Path   string // as in Draft
	Format Format
	Meta   Metadata

	Source    []byte // what positions count in: the draft's bytes; for PDF and DOCX the text that was extracted
	Text      []byte // what a reader sees
	Sections  []Section
	Blocks    []Block
	Sentences []Sentence
	Fields    []Field // structured facts from formal languages in code blocks
	Hidden    []Hidden
	Gaps      []Gap

	pieces []piece // where each run of Text came from, by Text offset
	lines  lineIndex
	pages  []int // offset in Source of the first byte of each page; nil if the format has none
}

// Metadata says what the draft is, as far as its own text tells; empty fields are unknown.
type Metadata struct {
	Name         string // "draft-ietf-tls-esni-18" or "rfc8446"
	Title        string
	WorkingGroup string // "tls"
	Intended     string // intended or actual status: "Standards Track", "Informational", ...
	Date         string // as written
	Stream       string // "IETF", "IRTF", "IAB", "Independent", "Editorial", "W3C", ...
	Authors      int    // number of authors
}

// SectionKind says what a section is for.
type SectionKind string

// The kinds of section. A subsection has its parent's kind unless its own title says otherwise.
const (
	SectionBody            SectionKind = "body"
	SectionAbstract        SectionKind = "abstract"
	SectionIntroduction    SectionKind = "introduction"
	SectionTerminology     SectionKind = "terminology"
	SectionSecurity        SectionKind = "security"
	SectionPrivacy         SectionKind = "privacy"
	SectionHumanRights     SectionKind = "human-rights"
	SectionOperational     SectionKind = "operational"
	SectionIANA            SectionKind = "iana"
	SectionReferences      SectionKind = "references"
	SectionAcknowledgement SectionKind = "acknowledgements"
	SectionAuthors         SectionKind = "authors"
	SectionAppendix        SectionKind = "appendix"
	SectionBoilerplate     SectionKind = "boilerplate" // status of this memo, copyright, table of contents
	SectionChanges         SectionKind = "changes"     // change log, implementation status: removed before publication
)

// Section is a numbered or named part of a document.
type Section struct {
	Number string // "3.1", "A.2"; empty if it has none
	Title  string
	Level  int // 1 for a top-level section
	Parent int // index in Document.Sections, -1 at the top
	Kind   SectionKind
	Text   Span // in Document.Text, heading left out, subsections left out
	Blocks Range
	// Heading is where the heading stands in Source.
	Heading Span
}

// BlockKind says what a block of text is.
type BlockKind string

// The kinds of block.
const (
	BlockParagraph   BlockKind = "paragraph"
	BlockList        BlockKind = "list"       // one list item
	BlockDefinition  BlockKind = "definition" // a term with its definition, or the definition alone
	BlockTableRow    BlockKind = "table-row"
	BlockFigure      BlockKind = "figure" // a diagram: box drawing, message flow, packet layout
	BlockCode        BlockKind = "code"
	BlockNote        BlockKind = "note"
	BlockReference   BlockKind = "reference"
	BlockBoilerplate BlockKind = "boilerplate"
)

// Prose reports whether blocks of this kind hold sentences that people read as such.
func (k BlockKind) Prose() bool {
	switch k {
	case BlockParagraph, BlockList, BlockDefinition, BlockTableRow, BlockNote:
		return true
	}
	return false
}

// The languages of a code block or figure; empty if not known.
const (
	LanguageABNF   = "abnf"
	LanguageYANG   = "yang"
	LanguageCDDL   = "cddl"
	LanguageASN1   = "asn.1"
	LanguageJSON   = "json"
	LanguageXML    = "xml"
	LanguageC      = "c"
	LanguageHTTP   = "http"
	LanguageWebIDL = "webidl"
	LanguagePacket = "packet" // a bit-layout diagram
)

// Block is one paragraph, list item, table row, figure, piece of code or reference.
type Block struct {
	Kind      BlockKind
	Language  string // of code and figures; one of the Language constants or the draft's own word
	Section   int    // index in Document.Sections, -1 before the first section
	Text      Span   // in Document.Text
	Sentences Range  // in Document.Sentences; empty unless Kind.Prose()
}

// Sentence is one sentence of prose.
type Sentence struct {
	Block int  // index in Document.Blocks
	Text  Span // in Document.Text
}

// Field is a named datum that a formal language in the draft defines: a YANG leaf, an ABNF rule, an ASN.1 component,
// a JSON member, a bit-field of a packet diagram, a WebIDL attribute.
type Field struct {
	Name        string // as written
	Type        string // as written; empty if the language gives none
	Language    string
	Description string // text that the language attaches to it, white space folded; may be empty
	Default     string // default value as written; empty if none
	Mandatory   bool   // the language says that it must be present
	Block       int    // index in Document.Blocks
	Text        Span   // where the name stands in Document.Text
}

// Hidden is text in the source that a reader does not see.
type Hidden struct {
	Reason string // "html comment", "display:none", "zero-width character", "bidirectional control", ...
	Source Span
	Text   string // at most MaxHiddenText bytes of it
}

// Gap is a part of the draft that could not be read. A review with gaps is partial.
type Gap struct {
	What   string // what was not read, and why
	Source Span   // zero if about the whole draft
}

// Span is a half-open range of byte offsets.
type Span struct{ Start, End int }

// Len is the number of bytes in the span.
func (s Span) Len() int { return s.End - s.Start }

// Range is a half-open range of indexes.
type Range struct{ Start, End int }

// piece says that Text from Text on is a verbatim copy of Source from Source on, up to the next piece.
// MaxSource bounds both.
type piece struct{ text, source int32 }

// SourceSpan finds the bytes of Source that a span of Text came from: the shortest span of Source that has them all.
func (d *Document) SourceSpan(text Span) Span {
	i := d.pieceAt(text.Start)
	start := d.sourceOffset(i, text.Start)
	if text.End <= text.Start {
		return Span{start, start}
	}
	end := start + 1
	// the cells of a table row may stand in Source in another order than in Text
	for ; i+1 < len(d.pieces) && int(d.pieces[i+1].text) < text.End; i++ {
		start = min(start, int(d.pieces[i+1].source))
		end = max(end, d.sourceOffset(i, int(d.pieces[i+1].text)-1)+1)
	}
	return Span{start, max(end, d.sourceOffset(i, text.End-1)+1)}
}

// pieceAt finds the piece that a byte of Text stands in.
func (d *Document) pieceAt(text int) int {
	return max(0, sort.Search(len(d.pieces), func(i int) bool { return int(d.pieces[i].text) > text })-1)
}

// sourceOffset finds where a byte of Text that stands in piece i came from.
func (d *Document) sourceOffset(i, text int) int {
	if len(d.pieces) == 0 {
		return 0
	}
	source := int(d.pieces[i].source)
	offset := max(source, source+text-int(d.pieces[i].text))
	if i+1 < len(d.pieces) {
		if next := int(d.pieces[i+1].source); next >= source && offset >= next && offset > source {
			offset = max(source, next-1)
		}
	}
	return min(offset, max(0, len(d.Source)-1))
}

// Line is the 1-based line of Source in which the byte at offset stands. Only LF ends a line.
func (d *Document) Line(offset int) int { return d.lines.line(d.Source, offset) }

// LineSpan gives the first and last line, 1-based and inclusive, that a span of Text covers in Source.
func (d *Document) LineSpan(text Span) (first, last int) {
	s := d.SourceSpan(text)
	return d.Line(s.Start), d.Line(max(s.Start, s.End-1))
}

// LineCount is the number of lines in Source; a last line without LF counts.
func (d *Document) LineCount() int {
	n := len(d.Source)
	if n == 0 {
		return 0
	}
	return d.Line(n - 1)
}

// LineText is the source text of a 1-based line, without its LF; empty if there is no such line.
func (d *Document) LineText(line int) string {
	if line < 1 || line > d.LineCount() {
		return ""
	}
	start := d.lines.start(d.Source, line)
	end := len(d.Source)
	if i := bytes.IndexByte(d.Source[start:], '\n'); i >= 0 {
		end = start + i
	}
	for end > start && d.Source[end-1] == '\r' {
		end--
	}
	return string(d.Source[start:end])
}

// Page is the 1-based page on which the byte of Source at offset stands, 0 if the format has no pages.
func (d *Document) Page(offset int) int {
	return sort.SearchInts(d.pages, offset+1)
}

// String gives the text of a span of Document.Text.
func (d *Document) String(text Span) string { return string(d.Text[text.Start:text.End]) }

// SectionOf gives the section in which a block stands; the zero Section with Parent -1 if it stands in none.
func (d *Document) SectionOf(block int) Section {
	if block < 0 || block >= len(d.Blocks) || d.Blocks[block].Section < 0 {
		return Section{Parent: -1, Kind: SectionBody}
	}
	return d.Sections[d.Blocks[block].Section]
}

// TopSection gives the section of the top level in which a section stands; both are indexes of Sections, -1 for none.
func (d *Document) TopSection(section int) int {
	for section >= 0 && d.Sections[section].Parent >= 0 {
		section = d.Sections[section].Parent
	}
	return section
}

// BlockAt finds the block that holds the byte of Text at offset, or the last one before it; -1 if there is none.
func (d *Document) BlockAt(offset int) int {
	return sort.Search(len(d.Blocks), func(i int) bool { return d.Blocks[i].Text.Start > offset }) - 1
}
