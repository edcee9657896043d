package document

import "strings"

// flow opens blocks so that a term and its definition, or the cells of a row, come into one.
type flow struct {
	b     *builder
	carry bool // the open block waits for its next paragraph: a term for its definition
	row   bool // inside a table row all text goes into one block
	plate bool // inside boilerplate
}

// start opens a block, or goes on in the open one where a term waits for its definition or a row for its cells.
func (f *flow) start(kind BlockKind) {
	if f.row || f.carry && f.b.block >= 0 {
		f.b.fold()
		f.carry = false
		return
	}
	if f.plate && kind.Prose() {
		kind = BlockBoilerplate
	}
	f.carry = false
	f.b.begin(kind, "")
}

func (f *flow) stop() {
	if !f.row {
		f.carry = false
		f.b.endBlock()
	}
}

// readable copies Source[start:end] into the open block as prose does, with no-break spaces as white space and no-break
// hyphens as hyphens, so that text reads the same however an author has set it.
func (b *builder) readable(start, end int) {
	if !b.unplain {
		b.prose(start, end)
		return
	}
	src, from := b.doc.Source, start
	for i := start; i < end; {
		space, n := noBreak(src[i:end])
		if n == 0 {
			i++
			continue
		}
		b.prose(from, i)
		if space {
			b.fold()
		} else {
			b.literal("-", i)
		}
		i += n
		from = i
	}
	b.prose(from, end)
}

// noBreak tells a no-break space (U+00A0, U+2007, U+202F) or hyphen (U+2011) at the start of s and its length, 0 if
// there is none.
func noBreak(s []byte) (space bool, size int) {
	switch {
	case s[0] == 0xC2 && len(s) > 1 && s[1] == 0xA0:
		return true, 2
	case s[0] == 0xE2 && len(s) > 2 && s[1] == 0x80:
		switch s[2] {
		case 0x87, 0xAF:
			return true, 3
		case 0x91:
			return false, 3
		}
	}
	return false, 0
}

// trimBlock takes white space off the end of the open block.
func (b *builder) trimBlock() {
	d := b.doc
	if b.block < 0 {
		return
	}
	end := trimRight(d.Text, d.Blocks[b.block].Text.Start, len(d.Text))
	d.Text = d.Text[:end]
	for n := len(d.pieces); n > 0 && int(d.pieces[n-1].text) > end; n-- {
		d.pieces = d.pieces[:n-1]
	}
}

// listing joins the parts of a bibliographic entry with commas, each part where it stands in the source.
type listing struct {
	b     *builder
	parts int
}

// add copies one part; an empty one is left out.
func (l *listing) add(text string, at int) {
	if text == "" {
		return
	}
	if l.parts > 0 {
		l.b.literal(",", at)
	}
	l.b.fold()
	l.b.literal(validText(text), at)
	l.parts++
}

// validText replaces what is not UTF-8 in a text that was taken from the source.
func validText(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }
