package pull

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/patch"
)

// suggestion is the lines beside which a comment on the point stands, in the wording that the rule offers; empty if it offers
// none for them, or if not the whole passage stands there.
func (p Point) suggestion() string {
	if p.concern == nil || len(p.Rule.Suggest) == 0 || p.Anchor.Side != patch.Right || p.new == nil || !plainSource(p.new.Format) {
		return ""
	}
	_, place := p.Place()
	if p.Anchor.First > place.StartLine || p.Anchor.Last < place.EndLine {
		return ""
	}
	var before []string
	for line := p.Anchor.First; line <= p.Anchor.Last; line++ {
		before = append(before, p.new.LineText(line))
	}
	text := strings.Join(before, "\n")
	if strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && r != '\t' && !unicode.IsPrint(r) }) {
		return "" // what people do not see they should not commit
	}
	if after := reworded(text, p.Rule.Suggest); after != text {
		return after
	}
	return ""
}

// plainSource reports whether the lines of a format's source are what people write.
func plainSource(f document.Format) bool { return f != document.FormatPDF && f != document.FormatDOCX }

// reworded puts words in the place of others, as whole words and in any case.
func reworded(text string, words map[string]string) string {
	var from []string
	for w := range words {
		from = append(from, regexp.QuoteMeta(w))
	}
	slices.SortFunc(from, func(a, b string) int { return len(b) - len(a) }) // the longest first
	pattern := regexp.MustCompile(`(?i)\b(?:` + strings.Join(from, "|") + `)\b`)
	return pattern.ReplaceAllStringFunc(text, func(found string) string {
		word, known := words[strings.ToLower(found)]
		if !known { // it is the same but for the case only as Unicode has it, as with a long s
			return found
		}
		return sameCase(found, word)
	})
}

// sameCase begins a word with a capital if another one does.
func sameCase(like, word string) string {
	if first, _ := utf8.DecodeRuneInString(like); unicode.IsUpper(first) {
		first, size := utf8.DecodeRuneInString(word)
		return strings.TrimSuffix(string(unicode.ToUpper(first)), "\ufffd") + word[size:]
	}
	return word
}
