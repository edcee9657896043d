package document

import (
	"bytes"
	"sort"
)

// Limits on structured facts; beyond them facts are left out, the text itself stays.
const (
	// MaxFields is how many fields a document may have. The longest YANG and MIB modules among the RFCs have under 5,000.
	MaxFields = 100_000
	// maxFieldText is how much of a description is kept, in bytes.
	maxFieldText = 1000
	// maxFieldType is how far a type or default is looked for, in bytes, so that a line without end costs little.
	maxFieldType = 200
	// maxFieldName is the longest name, in bytes. RFC 7950 section 14 asks readers of YANG for at least 64.
	maxFieldName = 128
	// maxFieldDepth is how deeply braces are followed; deeper ones are counted only.
	maxFieldDepth = 64
)

// extractFields reads the formal languages in the code blocks and figures of a document, and names the language of
// those blocks that the parser left unnamed.
func extractFields(d *Document) []Field {
	sink := fieldSink{doc: d, section: -2}
	for i := 0; i < len(d.Blocks) && len(sink.fields) < MaxFields; {
		if !isFormal(d.Blocks[i].Kind) {
			i++
			continue
		}
		end := runOfFormal(d, i)
		sink.run(i, end)
		i = end
	}
	return sink.fields
}

func isFormal(k BlockKind) bool { return k == BlockCode || k == BlockFigure }

// runOfFormal names the languages of the blocks from first on and gives the end of those that are one text: blocks
// of one section and one language with nothing between them, since a blank line in a module does not end it.
func runOfFormal(d *Document, first int) int {
	language := nameLanguage(d, first, "")
	end := first + 1
	for end < len(d.Blocks) && isFormal(d.Blocks[end].Kind) && d.Blocks[end].Section == d.Blocks[first].Section {
		if nameLanguage(d, end, language) != language {
			break
		}
		end++
	}
	return end
}

// nameLanguage tells the language of a block, and writes it down if the parser left it open. Code that says nothing of
// its own goes on in the language of the code before it.
func nameLanguage(d *Document, block int, before string) string {
	b := &d.Blocks[block]
	if known := canonicalLanguage(b.Language); known != "" {
		b.Language = known
		return known
	}
	language := sniffLanguage(d.Text[b.Text.Start:b.Text.End])
	if language == "" && b.Kind == BlockCode && goesOn(before, d.Text[b.Text.Start:b.Text.End]) {
		language = before
	}
	if b.Language == "" {
		b.Language = language
	}
	return language
}

// fieldScanner gives the one function that reads a language, nil if it is not read.
func fieldScanner(language string) func(*fieldScan) {
	switch language {
	case LanguageYANG:
		return scanYANG
	case languageYANGTree:
		return scanYANGTree
	case LanguageABNF:
		return scanABNF
	case LanguageCDDL:
		return scanCDDL
	case LanguageASN1:
		return scanASN1
	case LanguageJSON:
		return scanJSON
	case LanguageXML:
		return scanXML
	case LanguageC, languageTLS:
		return scanStructs
	case LanguageHTTP:
		return scanHTTP
	case LanguageWebIDL:
		return scanWebIDL
	case LanguagePacket:
		return scanPacket
	}
	return nil
}

// fieldSink gathers the fields of a document.
type fieldSink struct {
	doc      *Document
	fields   []Field
	language string
	first    int // first block of the run
	end      int // block after the run
	section  int // section that seen is about
	seen     map[string]struct{}
}

// run reads the blocks from first up to end, which are of one language.
func (k *fieldSink) run(first, end int) {
	d := k.doc
	language := canonicalLanguage(d.Blocks[first].Language)
	if language == "" {
		language = sniffLanguage(d.Text[d.Blocks[first].Text.Start:d.Blocks[first].Text.End])
	}
	scan := fieldScanner(language)
	if scan == nil {
		return
	}
	if s := d.Blocks[first].Section; s != k.section {
		k.section = s
		clear(k.seen)
	}
	k.language, k.first, k.end = language, first, end
	if language == languageYANGTree {
		k.language = LanguageYANG
	}
	start, stop := d.Blocks[first].Text.Start, d.Blocks[end-1].Text.End
	scan(&fieldScan{sink: k, text: d.Text[start:stop], base: start})
}

// blockAt finds the block of the run that holds an offset of Text.
func (k *fieldSink) blockAt(offset int) int {
	blocks := k.doc.Blocks[k.first:k.end]
	i := sort.Search(len(blocks), func(i int) bool { return blocks[i].Text.Start > offset })
	return k.first + max(0, i-1)
}

// fieldScan is a position in the text of one run of blocks.
type fieldScan struct {
	sink *fieldSink
	text []byte
	base int // offset of text in Document.Text
	at   int
}

// add makes a field of text[start:end] and gives its index, -1 if it is no name or there are too many.
func (s *fieldScan) add(start, end int, kind string) int {
	k := s.sink
	if end <= start || end-start > maxFieldName || len(k.fields) >= MaxFields {
		return -1
	}
	k.fields = append(k.fields, Field{
		Name: string(bytes.ToValidUTF8(s.text[start:end], nil)), Type: kind, Language: k.language,
		Block: k.blockAt(s.base + start), Text: Span{s.base + start, s.base + end},
	})
	return len(k.fields) - 1
}

// addOnce is add for examples, in which a name comes again and again: once for each section and language.
func (s *fieldScan) addOnce(start, end int, kind string) int {
	k := s.sink
	if end <= start || end-start > maxFieldName {
		return -1
	}
	var buffer [maxFieldName + 8]byte
	key := append(append(append(buffer[:0], k.language...)[:min(len(k.language), 7)], ' '), s.text[start:end]...)
	if _, ok := k.seen[string(key)]; ok {
		return -1
	}
	if k.seen == nil {
		k.seen = map[string]struct{}{}
	}
	k.seen[string(key)] = struct{}{}
	return s.add(start, end, kind)
}

// field gives the field at an index that add gave; a field of no document for -1.
func (s *fieldScan) field(index int) *Field {
	if index < 0 {
		return &Field{}
	}
	return &s.sink.fields[index]
}

// folded gives text[start:end] with white space folded, cut to maxFieldText.
func (s *fieldScan) folded(start, end int) string {
	return foldText(s.text[start:max(start, min(end, start+4*maxFieldText))])
}

func foldText(text []byte) string {
	out := make([]byte, 0, min(len(text), maxFieldText))
	space := false
	for _, c := range text {
		if isSpace(c) {
			space = len(out) > 0
			continue
		}
		if len(out)+2 > maxFieldText {
			break
		}
		if space {
			out = append(out, ' ')
			space = false
		}
		out = append(out, c)
	}
	return string(bytes.ToValidUTF8(out, nil))
}

func (s *fieldScan) more() bool { return s.at < len(s.text) }

// peek is the byte at an offset from here, 0 beyond the end.
func (s *fieldScan) peek(offset int) byte {
	if s.at+offset < len(s.text) {
		return s.text[s.at+offset]
	}
	return 0
}

func (s *fieldScan) space() {
	for s.at < len(s.text) && isSpace(s.text[s.at]) {
		s.at++
	}
}

// word reads a name made of letters, digits and -_. and gives where it stands; an empty span if there is none.
func (s *fieldScan) word() (start, end int) {
	start = s.at
	for s.at < len(s.text) && nameByte[s.text[s.at]] {
		s.at++
	}
	return start, s.at
}

// quoted reads a string that the byte here opens, up to the same byte, and gives its inside. A backslash escapes.
func (s *fieldScan) quoted() (start, end int) {
	quote := s.text[s.at]
	s.at++
	start = s.at
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case quote:
			s.at++
			return start, s.at - 1
		case '\\':
			s.at++
		}
		s.at++
	}
	s.at = min(s.at, len(s.text))
	return min(start, s.at), s.at
}

// line moves to the next line and gives the rest of this one.
func (s *fieldScan) line() (start, end int) {
	start = s.at
	if i := bytes.IndexByte(s.text[s.at:], '\n'); i >= 0 {
		s.at += i + 1
		return start, s.at - 1
	}
	s.at = len(s.text)
	return start, s.at
}

// until moves past the next occurrence of mark, or to the end.
func (s *fieldScan) until(mark string) {
	if i := bytes.Index(s.text[s.at:], []byte(mark)); i >= 0 {
		s.at += i + len(mark)
		return
	}
	s.at = len(s.text)
}

// comments skips white space and the comments of C: to the end of the line after two slashes, and between /* and */.
func (s *fieldScan) comments() {
	for {
		s.space()
		if s.peek(0) != '/' {
			return
		}
		switch s.peek(1) {
		case '/':
			s.line()
		case '*':
			s.at += 2
			s.until("*/")
		default:
			return
		}
	}
}

// nameByte tells the bytes of names: letters, digits, hyphen, underscore, full stop.
var nameByte = byteClass("-_.", true)

func byteClass(marks string, alphanumeric bool) (class [256]bool) {
	for c := range class {
		b := byte(c)
		class[c] = alphanumeric && (isAlpha(b) || isDigit(b))
	}
	for i := range len(marks) {
		class[marks[i]] = true
	}
	return class
}
