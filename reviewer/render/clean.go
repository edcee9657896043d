package render

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean makes text from a draft safe to show: bytes that are no UTF-8, control characters and the characters that
// change the direction or hide what is written are left out; every kind of line break and tab becomes a space.
// Formats for machines do not use it, because there a quote must stay what the draft says.
func clean(text string) string {
	if plain(text) {
		return text
	}
	return strings.Map(cleanRune, strings.ToValidUTF8(text, ""))
}

// plain reports whether text is printable ASCII, the common case.
func plain(text string) bool {
	for i := 0; i < len(text); i++ {
		if c := text[i]; c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

func cleanRune(r rune) rune {
	switch {
	case r == '\n' || r == '\t' || r == '\r' || r == '\f' || r == '\v' || r == 0x85 || r == 0x2028 || r == 0x2029:
		return ' '
	case unseen(r):
		return -1
	}
	return r
}

// unseen reports whether a character is a control, or shows nothing and changes how others are shown. The joiners
// U+200C and U+200D and the variation selectors are not among them: languages and scripts need those.
func unseen(r rune) bool {
	switch {
	case unicode.IsControl(r):
		return true
	case r == 0x00AD, r == 0x061C, r == 0x180E, r == 0xFEFF: // soft hyphen, Arabic letter mark, vowel separator, byte order mark
		return true
	case 0x200B <= r && r <= 0x200F && r != 0x200C && r != 0x200D: // zero-width space, direction marks
		return true
	case 0x202A <= r && r <= 0x202E, 0x2060 <= r && r <= 0x206F: // bidirectional controls, invisible operators
		return true
	case 0xFFF9 <= r && r <= 0xFFFB, 0xE0000 <= r && r <= 0xE007F: // annotation, tags
		return true
	}
	return false
}

// line is clean with white space folded, for titles and names.
func line(text string) string { return strings.Join(strings.Fields(clean(text)), " ") }

// cells is the number of columns that text takes in a terminal: none for combining characters, two for the wide
// ones of East Asia and most emoji.
func cells(text string) int {
	n := 0
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			n++
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		n += runeCells(r)
		i += size
	}
	return n
}

func runeCells(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul),
		0x3000 <= r && r <= 0x303F, 0xFF01 <= r && r <= 0xFF60, 0xFFE0 <= r && r <= 0xFFE6, 0x1F300 <= r && r <= 0x1FAFF:
		return 2
	}
	return 1
}

// wrap breaks text at white space into lines of at most width columns; a word that is longer is cut.
func wrap(text string, width int) []string {
	var lines []string
	var b strings.Builder
	used := 0
	for _, word := range strings.Fields(text) {
		for _, part := range cut(word, width) {
			n := cells(part)
			if used > 0 && used+1+n > width {
				lines = append(lines, b.String())
				b.Reset()
				used = 0
			}
			if used > 0 {
				b.WriteByte(' ')
				used++
			}
			b.WriteString(part)
			used += n
		}
	}
	if used > 0 || len(lines) == 0 {
		lines = append(lines, b.String())
	}
	return lines
}

// cut breaks one word into parts of at most width columns.
func cut(word string, width int) []string {
	if cells(word) <= width {
		return []string{word}
	}
	var parts []string
	start, used := 0, 0
	for i, r := range word {
		n := runeCells(r)
		if used+n > width && i > start {
			parts = append(parts, word[start:i])
			start, used = i, 0
		}
		used += n
	}
	return append(parts, word[start:])
}
