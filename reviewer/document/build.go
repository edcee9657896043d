package document

import (
	"bytes"
)

// builder is how every parser makes a Document: it opens sections and blocks and copies text into them, and the
// builder folds white space, remembers where each byte came from, cuts sentences and classifies sections.
type builder struct {
	doc   *Document
	block int  // index of the open block, -1 if none
	space bool // white space was seen since the last byte of the open block

	unplain bool // Source has bytes other than printable ASCII and white space; see hideControls
}

func newBuilder(draft Draft, format Format) *builder {
	doc := &Document{Path: draft.Path, Format: format, Source: draft.Source}
	doc.lines = indexLines(draft.Source)
	n := len(draft.Source)
	doc.Text = make([]byte, 0, n+n/32+64)
	doc.Sentences = make([]Sentence, 0, n/160+8)
	doc.Blocks = make([]Block, 0, n/400+8)
	doc.pieces = make([]piece, 0, n/40+8)
	return &builder{doc: doc, block: -1}
}

// section closes the open section and opens the next. Level is 1 at the top.
func (b *builder) section(number, title string, level int, heading Span) {
	b.endBlock()
	d := b.doc
	b.closeSection()
	parent := len(d.Sections) - 1
	for parent >= 0 && d.Sections[parent].Level >= level {
		parent = d.Sections[parent].Parent
	}
	kind := SectionBody
	if parent >= 0 {
		kind = d.Sections[parent].Kind
	}
	kind = classifySection(number, title, kind)
	at := len(d.Text)
	d.Sections = append(d.Sections, Section{
		Number: number, Title: title, Level: level, Parent: parent, Kind: kind,
		Text: Span{at, at}, Blocks: Range{len(d.Blocks), len(d.Blocks)}, Heading: heading,
	})
}

func (b *builder) closeSection() {
	d := b.doc
	if n := len(d.Sections); n > 0 {
		d.Sections[n-1].Text.End = len(d.Text)
		d.Sections[n-1].Blocks.End = len(d.Blocks)
	}
}

// begin closes the open block and opens the next.
func (b *builder) begin(kind BlockKind, language string) {
	b.endBlock()
	d := b.doc
	at := len(d.Text)
	d.Blocks = append(d.Blocks, Block{
		Kind: kind, Language: language, Section: len(d.Sections) - 1, Text: Span{at, at},
		Sentences: Range{len(d.Sentences), len(d.Sentences)},
	})
	b.block, b.space = len(d.Blocks)-1, false
}

// prose copies Source[start:end] into the open block, with white space folded to one space.
func (b *builder) prose(start, end int) {
	src := b.doc.Source
	for i := start; i < end; {
		for i < end && isSpace(src[i]) {
			i++
			b.space = true
		}
		from := i
		i = wordsEnd(src, i, end)
		if i > from {
			b.gap()
			b.copyRun(from, i)
		}
	}
}

// wordsEnd finds the end of the run of words that starts at src[i]: the words have one space between them, so that they
// can be copied in one piece.
func wordsEnd(src []byte, i, end int) int {
	for i < end {
		switch c := src[i]; {
		case c > ' ':
			i++
		case c == ' ' && i+1 < end && src[i+1] > ' ':
			i += 2
		case isSpace(c):
			return i
		default:
			i++
		}
	}
	return i
}

// copyRun copies Source[from:to], which has no white space to fold, without controls.
func (b *builder) copyRun(from, to int) {
	if b.unplain {
		b.copyUnplain(from, to)
		return
	}
	b.piece(from)
	b.doc.Text = append(b.doc.Text, b.doc.Source[from:to]...)
}

// literal appends text that stands for Source[at], such as a decoded entity. White space in it is folded.
func (b *builder) literal(text string, at int) {
	text = b.visible(text, at)
	for i := 0; i < len(text); {
		if isSpace(text[i]) {
			b.space = true
			i++
			continue
		}
		from := i
		for i < len(text) && !isSpace(text[i]) {
			i++
		}
		b.gap()
		b.piece(at)
		b.doc.Text = append(b.doc.Text, text[from:i]...)
	}
}

// fold notes that white space stands between what was and what will be copied.
func (b *builder) fold() { b.space = true }

// code copies Source[start:end] into the open block as it is, with its white space.
func (b *builder) code(start, end int) {
	if end <= start {
		return
	}
	b.copyRun(start, end)
}

// codeLiteral appends text as it is, standing for Source[at].
func (b *builder) codeLiteral(text string, at int) {
	text = b.visible(text, at)
	if text == "" {
		return
	}
	b.piece(at)
	b.doc.Text = append(b.doc.Text, text...)
}

func (b *builder) gap() {
	if b.space && len(b.doc.Text) > b.doc.Blocks[b.block].Text.Start {
		b.doc.Text = append(b.doc.Text, ' ')
	}
	b.space = false
}

func (b *builder) piece(source int) {
	d := b.doc
	if n := len(d.pieces); n > 0 {
		last := d.pieces[n-1]
		if int(last.source)+len(d.Text)-int(last.text) == source {
			return // goes on where the last piece ends
		}
		if int(last.text) == len(d.Text) {
			d.pieces[n-1].source = int32(source)
			return
		}
	}
	d.pieces = append(d.pieces, piece{int32(len(d.Text)), int32(source)})
}

// open reports whether a block is open and has text.
func (b *builder) open() bool {
	return b.block >= 0 && len(b.doc.Text) > b.doc.Blocks[b.block].Text.Start
}

// endBlock closes the open block: an empty one is dropped, the sentences of prose are cut.
func (b *builder) endBlock() {
	if b.block < 0 {
		return
	}
	d := b.doc
	block := &d.Blocks[b.block]
	block.Text.End = len(d.Text)
	if block.Text.Len() == 0 {
		d.Blocks = d.Blocks[:b.block]
	} else {
		if block.Kind.Prose() {
			d.Sentences = appendSentences(d.Sentences, d.Text, block.Text, b.block)
		}
		block.Sentences.End = len(d.Sentences)
		d.Text = append(d.Text, '\n')
	}
	b.block = -1
}

// hide records text that a reader does not see.
func (b *builder) hide(reason string, at Span) {
	text := b.doc.Source[at.Start:min(at.End, at.Start+MaxHiddenText)]
	b.doc.Hidden = append(b.doc.Hidden, Hidden{Reason: reason, Source: at, Text: string(bytes.ToValidUTF8(text, nil))})
}

func (b *builder) gapIn(what string, at Span) {
	b.doc.Gaps = append(b.doc.Gaps, Gap{What: what, Source: at})
}

func (b *builder) finish() *Document {
	b.endBlock()
	b.closeSection()
	b.doc.Fields = extractFields(b.doc)
	return b.doc
}

// FoldSpaces writes one space for each run of white space but one at the start, which it leaves out, and tells where in the
// text each byte came from.
func FoldSpaces(text []byte) (folded string, at []int) {
	b := make([]byte, 0, len(text))
	at = make([]int, 0, len(text))
	for i, c := range text {
		if isSpace(c) {
			if n := len(b); n == 0 || b[n-1] == ' ' {
				continue
			}
			c = ' '
		}
		b, at = append(b, c), append(at, i)
	}
	return string(b), at
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '\v'
}
