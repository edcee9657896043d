package document

import (
	"bytes"
	"math"
	"strings"
)

// group gives the lines from index i on that make one paragraph, and the index after them.
func (t *pdfText) group(i int) ([]pdfLine, int) {
	lines := []pdfLine{t.lines[i]}
	next := i + 1
	for next < len(t.lines) && len(lines) < 500 {
		l := t.lines[next]
		if l.furniture || l.hidden != "" {
			next++
			continue
		}
		if t.parts(lines, l) {
			break
		}
		lines = append(lines, l)
		next++
	}
	return lines, next
}

// parts reports whether a new paragraph starts with a line after others.
func (t *pdfText) parts(lines []pdfLine, l pdfLine) bool {
	last := lines[len(lines)-1]
	text, before := t.text(l), t.text(last)
	if last.mono != l.mono || len(last.gaps) > 0 != (len(l.gaps) > 0) || math.Abs(last.size-l.size) > 0.6 && !(last.mono && l.mono) {
		return true
	}
	if l.mono {
		return last.page != l.page || last.bottom-l.bottom > 2.4*t.leading*max(l.size, 1)
	}
	if len(l.gaps) > 0 {
		return true
	}
	if pdfMarker(text) > 0 || strings.HasPrefix(text, "NOTE") || last.bold != l.bold && (last.bold || startsNumber(text)) {
		return true
	}
	ends := endsText(before)
	if strings.HasSuffix(before, ";") {
		return true // items of a list whose bullets are drawn
	}
	if last.page != l.page || l.bottom > last.bottom+0.5*l.size { // another page or column
		return ends || !isLower(text[0]) && !isDigit(text[0])
	}
	if last.bottom-l.bottom > 1.3*t.leading*max(l.size, 1) {
		return true
	}
	return ends && (l.left > lines[0].left+0.8*l.size || last.right < l.right-8*l.size && len(lines) > 1 && isUpper(text[0]))
}

func (t *pdfText) text(l pdfLine) string { return string(bytes.TrimSpace(t.source[l.start:l.end])) }

// startsNumber reports "6.2 Title".
func startsNumber(text string) bool {
	number, _ := splitNumber(text)
	return number != ""
}

// endsText reports a line that may be the last of a paragraph.
func endsText(text string) bool {
	text = strings.TrimRight(text, ")\"'”’")
	if text == "" {
		return true
	}
	c := text[len(text)-1]
	return c == '.' || c == ':' || c == '?' || c == '!' || c == ';'
}

// pdfMarker is the length of the mark that opens a list item, 0 if there is none: a bullet, a dash, "a)", "1)", "(iv)".
func pdfMarker(text string) int {
	for _, bullet := range []string{"•", "–", "—", "▪", "■", "●", "◦", "○", "‣", "·", "-", "*", "\uf0b7", "\uf02d", "\uf0a7"} {
		if rest, ok := strings.CutPrefix(text, bullet); ok && (rest == "" || rest[0] == ' ') {
			return len(bullet)
		}
	}
	n := 0
	if n < len(text) && text[n] == '(' {
		n++
	}
	from := n
	for n < len(text) && n-from < 4 && (isLower(text[n]) || isDigit(text[n])) {
		n++
	}
	if n > from && n-from < 4 && n+1 < len(text) && text[n] == ')' && text[n+1] == ' ' {
		return n + 1
	}
	return 0
}

// hyphen is the length of the hyphen that ends a line, 0 if there is none.
func (t *pdfText) hyphen(l pdfLine) int {
	if l.end-l.start > 2 && t.source[l.end-1] == '-' && isAlpha(t.source[l.end-2]) {
		return 1
	}
	if bytes.HasSuffix(t.source[l.start:l.end], []byte("\u2010")) {
		return len("\u2010")
	}
	return 0
}

// breaksWord reports a hyphen that stands there only because the line ends: the word is written without it elsewhere, or
// not written with it.
func (t *pdfText) breaksWord(l, next pdfLine) bool {
	n := t.hyphen(l)
	if n == 0 || !isLower(t.source[next.start]) {
		return false
	}
	head := lastWord(t.source[l.start : l.end-n])
	tail := firstWord(t.source[next.start:next.end])
	if head == "" || tail == "" || strings.Contains(head, "-") {
		return false
	}
	t.learnWords()
	head, tail = strings.ToLower(head), strings.ToLower(tail)
	if keepsHyphen[head] && !t.words[head+tail] {
		return false
	}
	if t.words[head+tail] {
		return true
	}
	return !t.words[head+"-"+tail] && !(t.words[head] && t.words[tail])
}

// keepsHyphen are first parts of compounds that English writes with a hyphen.
var keepsHyphen = map[string]bool{
	"all": true, "anti": true, "by": true, "co": true, "cross": true, "eighty": true, "end": true, "ex": true, "fifty": true, "first": true,
	"five": true, "forty": true, "four": true, "half": true, "hop": true, "in": true, "inter": true, "intra": true, "ip": true, "key": true,
	"long": true, "low": true, "high": true, "man": true, "multi": true, "nation": true, "ninety": true, "non": true, "off": true, "on": true,
	"one": true, "open": true, "opt": true, "out": true, "peer": true, "per": true, "point": true, "post": true, "pre": true, "pseudo": true,
	"quasi": true, "re": true, "real": true, "second": true, "self": true, "semi": true, "seventy": true, "short": true, "sixty": true,
	"so": true, "sub": true, "thirty": true, "three": true, "third": true, "top": true, "two": true, "twenty": true, "well": true, "world": true,
}

// learnWords gathers the words that stand inside lines.
func (t *pdfText) learnWords() {
	if t.words != nil {
		return
	}
	t.words = map[string]bool{}
	for _, l := range t.lines {
		words := strings.FieldsFunc(strings.ToLower(string(t.source[l.start:l.end])), func(r rune) bool {
			return r != '-' && !(r >= 'a' && r <= 'z') && r < 0x80
		})
		for i, w := range words {
			if i > 0 && i < len(words)-1 && len(t.words) < 200_000 && len(w) < 64 {
				t.words[strings.Clone(w)] = true
			}
		}
	}
}

func lastWord(text []byte) string {
	at := len(text)
	for at > 0 && (isAlpha(text[at-1]) || text[at-1] == '-' || text[at-1] >= 0x80) {
		at--
	}
	return string(text[at:])
}

func firstWord(text []byte) string {
	end := 0
	for end < len(text) && (isAlpha(text[end]) || text[end] >= 0x80) {
		end++
	}
	return string(text[:end])
}

// joinsHyphen reports a word with a hyphen of its own that goes on in the next line.
func joinsHyphen(src []byte, l, next pdfLine) bool {
	return l.end-l.start > 2 && src[l.end-1] == '-' && isAlpha(src[l.end-2]) && isAlpha(src[next.start])
}
