package document

import (
	"encoding/binary"
	"unicode/utf8"
)

// A control is a character that a reader does not see and that a draft has no honest use for inside a line: a
// zero-width character, a bidirectional control (Unicode Standard Annex 9, section 2), or a C0 or C1 control that is
// not white space.

// hideControls records every run of controls in Source[start:end] as hidden and makes the copying functions of the
// builder drop them. A byte order mark at the very start of Source is dropped without a record. A parser calls it once,
// on all of its source, before it copies anything.
func (b *builder) hideControls(start, end int) {
	src := b.doc.Source
	for i := nextUnplain(src, start, end); i < end; i = nextUnplain(src, i, end) {
		b.unplain = true
		reason, n := controlAt(src, i, end)
		if reason == "" {
			i += n
			continue
		}
		from := i
		for i += n; i < end; i += n {
			var next string
			if next, n = controlAt(src, i, end); next != reason {
				break
			}
		}
		if from == 0 && i == 3 && src[0] == 0xEF {
			continue // byte order mark
		}
		if len(b.doc.Hidden) < maxHiddenControls {
			b.hide(reason, Span{from, i})
		}
	}
}

// maxHiddenControls bounds the records of hidden controls in one document: a draft that is full of them is told by the
// first ones, and a hostile one must not fill the memory.
const maxHiddenControls = 10_000

// nextUnplain finds the first byte in src[from:end] that is neither printable ASCII nor white space; end if none.
func nextUnplain(src []byte, from, end int) int {
	const high, low = 0x8080808080808080, 0x0101010101010101
	i := from
	for ; i+8 <= end; i += 8 {
		w := binary.LittleEndian.Uint64(src[i:])
		// a byte under 0x20 borrows from its top bit when 0x20 is taken away; a byte from 0x80 has it already
		if (w|(w-low*0x20)|(w+low))&high != 0 && firstUnplain(src, i, i+8) < i+8 {
			break
		}
	}
	return firstUnplain(src, i, end)
}

func firstUnplain(src []byte, from, end int) int {
	for i := from; i < end; i++ {
		if c := src[i]; c >= 0x7F || c < ' ' && !isSpace(c) {
			return i
		}
	}
	return end
}

// controlAt names the control at src[i] and tells how many bytes the character there takes; the name is empty if it
// is no control. A byte that is not UTF-8 counts as one character of Latin-1.
func controlAt(src []byte, i, end int) (reason string, size int) {
	c := src[i]
	if c < utf8.RuneSelf {
		if c == 0x7F || c < ' ' && !isSpace(c) {
			return "control character", 1
		}
		return "", 1
	}
	r, n := utf8.DecodeRune(src[i:end])
	if r == utf8.RuneError && n <= 1 {
		r, n = rune(c), 1
	}
	return controlName(r), n
}

func controlName(r rune) string {
	switch {
	case r >= 0x80 && r <= 0x9F:
		return "control character"
	case r == 0x200E || r == 0x200F || r == 0x061C || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069:
		return "bidirectional control"
	case r >= 0x200B && r <= 0x200D || r >= 0x2060 && r <= 0x2064 || r == 0xFEFF || r == 0x00AD || r == 0x180E:
		return "zero-width character"
	case r >= 0xE0000 && r <= 0xE007F:
		return "tag character"
	}
	return ""
}

// visible gives text, which stands for Source[at], without its controls, and records them as hidden: a character
// reference such as "&#x202e;" hides as well as the character does.
func (b *builder) visible(text string, at int) string {
	for i, r := range text {
		if reason := controlName(r); reason != "" || r < ' ' && !isSpace(byte(r)) || r == 0x7F {
			return b.dropControls(text, i, at)
		}
	}
	return text
}

func (b *builder) dropControls(text string, first, at int) string {
	kept := make([]byte, 0, len(text))
	kept = append(kept, text[:first]...)
	for _, r := range text[first:] {
		reason := controlName(r)
		if r < ' ' && !isSpace(byte(r)) || r == 0x7F {
			reason = "control character"
		}
		if reason == "" {
			kept = utf8.AppendRune(kept, r)
		} else if len(b.doc.Hidden) < maxHiddenControls {
			b.hide(reason, Span{at, min(at+1, len(b.doc.Source))})
		}
	}
	return string(kept)
}

// copyUnplain appends src[start:end], which holds no white space to fold, without its controls. Bytes that are not
// UTF-8 are read as Latin-1, as in drafts from before RFC 7997; Text is valid UTF-8 always.
func (b *builder) copyUnplain(start, end int) {
	src := b.doc.Source
	for i := start; i < end; {
		from := i
		i = nextUnplain(src, i, end)
		if i > from {
			b.piece(from)
			b.doc.Text = append(b.doc.Text, src[from:i]...)
		}
		if i == end {
			return
		}
		reason, n := controlAt(src, i, end)
		if reason == "" {
			b.piece(i)
			if n == 1 {
				b.doc.Text = utf8.AppendRune(b.doc.Text, rune(src[i]))
			} else {
				b.doc.Text = append(b.doc.Text, src[i:i+n]...)
			}
		}
		i += n
	}
}
