package change

import (
	"bytes"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rightsreview/rightsreview/reviewer/document"
)

// unit is what is compared as a whole: a sentence of prose, or a line of a figure or code.
type unit struct {
	text    document.Span // in Document.Text
	block   int
	section int // index in Document.Sections, -1 before the first
	words   []word
	key     string // its words as one string: units with the same key say the same
	weight  float64
}

// word is one word of a unit, without the marks around it.
type word struct {
	key  string        // in lower case, but for requirement words in capitals, which mean more (RFC 8174)
	root string        // what it has in common with its other forms and with words of the same meaning
	text document.Span // in Document.Text
	// weight is how much it tells, once versions are aligned: more, the fewer units have its root; id numbers the root
	weight float64
	id     int
}

// text is a version of a draft, cut into units.
type text struct {
	doc   *document.Document
	units []unit
	roots roots
	known map[string]string // the roots of words seen before
}

// read cuts a document into units. What a reviewer would not compare is left out: references, boilerplate, authors,
// acknowledgements and the change log.
func read(doc *document.Document, roots roots) *text {
	t := &text{doc: doc, roots: roots, known: map[string]string{}}
	for i, b := range doc.Blocks {
		if passedOver(doc.SectionOf(i).Kind) || b.Kind == document.BlockReference || b.Kind == document.BlockBoilerplate {
			continue
		}
		if b.Sentences.End > b.Sentences.Start {
			for _, s := range doc.Sentences[b.Sentences.Start:b.Sentences.End] {
				t.add(s.Text, i, b.Section)
			}
			continue
		}
		for at := b.Text.Start; at < b.Text.End; {
			end := b.Text.End
			if n := bytes.IndexByte(doc.Text[at:end], '\n'); n >= 0 {
				end = at + n
			}
			t.add(document.Span{Start: at, End: end}, i, b.Section)
			at = end + 1
		}
	}
	return t
}

func passedOver(k document.SectionKind) bool {
	switch k {
	case document.SectionReferences, document.SectionAcknowledgement, document.SectionAuthors,
		document.SectionBoilerplate, document.SectionChanges:
		return true
	}
	return false
}

// add makes a unit of a span that has words.
func (t *text) add(span document.Span, block, section int) {
	words := wordsOf(t.doc.Text, t.withoutMarker(span, block))
	if len(words) == 0 {
		return
	}
	keys := make([]string, len(words))
	for i := range words {
		keys[i] = words[i].key
		root, known := t.known[words[i].key]
		if !known {
			root = t.roots.of(words[i].key)
			t.known[words[i].key] = root
		}
		words[i].root = root
	}
	t.units = append(t.units, unit{text: span, block: block, section: section, words: words, key: strings.Join(keys, " ")})
}

// longestMarker is the greatest length of the mark at the head of a list item: "(viii)".
const longestMarker = 6

// withoutMarker leaves out the mark at the head of a list item, "3.", "a)", "-" or "o": it says nothing, and other formats of
// the same draft do not have it.
func (t *text) withoutMarker(span document.Span, block int) document.Span {
	if b := t.doc.Blocks[block]; b.Kind != document.BlockList || b.Text.Start != span.Start {
		return span
	}
	mark, _, found := bytes.Cut(t.doc.Text[span.Start:span.End], []byte(" "))
	if !found || len(mark) > longestMarker || !marker(string(mark)) {
		return span
	}
	return document.Span{Start: span.Start + len(mark), End: span.End}
}

// marker reports whether a text is the mark of a list item: letters or digits with a dot or bracket behind them, or a bullet.
func marker(text string) bool {
	switch text {
	case "-", "*", "+", "o", "•", "–":
		return true
	}
	name := strings.TrimLeft(strings.TrimRight(text, ".)"), "(")
	if name == text {
		return false
	}
	return strings.Trim(name, "0123456789") == "" || len(name) == 1 || strings.Trim(name, "ivx") == ""
}

// at gives the range of units that a span of the document's text touches.
func (t *text) at(span document.Span) document.Range {
	first := sort.Search(len(t.units), func(i int) bool { return t.units[i].text.End > span.Start })
	last := first
	for last < len(t.units) && t.units[last].text.Start < span.End {
		last++
	}
	return document.Range{Start: first, End: last}
}

// requirement are the words that mean more in capitals (RFC 2119, RFC 8174).
var requirement = map[string]bool{
	"MUST": true, "SHALL": true, "SHOULD": true, "MAY": true, "REQUIRED": true, "RECOMMENDED": true, "OPTIONAL": true, "NOT": true,
}

// wordsOf cuts a span into words. References in brackets and the numbers of sections are no words: they change when a
// draft is renumbered, and say nothing by themselves.
func wordsOf(doc []byte, span document.Span) []word {
	words := make([]word, 0, span.Len()/6+1)
	for at := span.Start; at < span.End; {
		r, size := utf8.DecodeRune(doc[at:span.End])
		if r == '[' {
			if n := reference(doc[at:span.End]); n > 0 {
				at += n
				continue
			}
		}
		if !inWord(r) {
			at += size
			continue
		}
		w := document.Span{Start: at, End: wordEnd(doc, at, span.End)}
		at = w.End
		if key := keyOf(string(doc[w.Start:w.End])); !numbered(words, key) {
			words = append(words, word{key: key, text: w})
		}
	}
	return words
}

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// wordEnd finds the end of a word: letters and digits, with dots, apostrophes and underscores between them ("1.3", "don't",
// "pre_shared_key") and commas between digits ("1,000").
func wordEnd(doc []byte, at, limit int) int {
	last := ' '
	for at < limit {
		r, size := utf8.DecodeRune(doc[at:limit])
		if !inWord(r) {
			next, _ := utf8.DecodeRune(doc[min(at+size, limit):limit])
			digits := unicode.IsDigit(last) && unicode.IsDigit(next)
			if !inWord(next) || r != '.' && r != '_' && r != '\'' && r != '’' && (r != ',' || !digits) {
				break
			}
		}
		at, last = at+size, r
	}
	return at
}

// reference is the length of a reference such as "[RFC8446]" or "[RFC6973, Section 7]" at the start of text; 0 if there
// is none.
func reference(text []byte) int {
	end := bytes.IndexByte(text, ']')
	if end < 2 || end > 60 || bytes.IndexByte(text[:end], '\n') >= 0 || bytes.Count(text[:end], []byte{' '}) > 4 {
		return 0
	}
	return end + 1
}

func keyOf(spelling string) string {
	if requirement[spelling] {
		return spelling
	}
	lower := strings.ToLower(spelling)
	if strings.ContainsAny(lower, "’,") {
		return folded.Replace(lower)
	}
	return lower
}

// folded writes words that differ only in marks alike.
var folded = strings.NewReplacer("’", "'", ",", "")

// numbered reports whether a word is the number behind "Section", "Figure", "Table" or "Appendix".
func numbered(before []word, key string) bool {
	if len(before) == 0 {
		return false
	}
	switch before[len(before)-1].key {
	case "section", "sections", "figure", "table", "appendix":
		return key[0] >= '0' && key[0] <= '9' || len(strings.SplitN(key, ".", 2)[0]) == 1
	}
	return false
}
