package document

import "bytes"

// abbreviation says what a word with a full stop after it does to a sentence.
type abbreviation byte

const (
	wordPlain     abbreviation = iota // no abbreviation
	wordGoesOn                        // never ends a sentence: "e.g."
	wordMayEnd                        // ends one if a word follows that sentences start with: "et al. The"
	wordBeforeNum                     // goes on if a number follows: "No. 5", "Oct. 20"
)

// abbreviations are in lower case, without the last full stop.
var abbreviations = map[string]abbreviation{
	"e.g": wordGoesOn, "i.e": wordGoesOn, "eg": wordGoesOn, "ie": wordGoesOn, "cf": wordGoesOn, "vs": wordGoesOn, "viz": wordGoesOn,
	"fig": wordGoesOn, "figs": wordGoesOn, "sect": wordGoesOn, "nos": wordGoesOn, "eq": wordGoesOn, "eqs": wordGoesOn,
	"approx": wordGoesOn, "resp": wordGoesOn, "dr": wordGoesOn, "mr": wordGoesOn, "mrs": wordGoesOn, "ms": wordGoesOn,
	"prof": wordGoesOn, "st": wordGoesOn, "vol": wordGoesOn, "pp": wordGoesOn, "eds": wordGoesOn, "refs": wordGoesOn,
	"w.r.t": wordGoesOn, "incl": wordGoesOn, "para": wordGoesOn, "a.k.a": wordGoesOn, "n.b": wordGoesOn, "esp": wordGoesOn,
	"al": wordMayEnd, "etc": wordMayEnd, "inc": wordMayEnd, "corp": wordMayEnd, "ltd": wordMayEnd, "jr": wordMayEnd, "co": wordMayEnd,
	"ph.d": wordMayEnd, "dept": wordMayEnd, "univ": wordMayEnd,
	"sec": wordBeforeNum, "no": wordBeforeNum, "par": wordBeforeNum, "ch": wordBeforeNum, "ver": wordBeforeNum, "rev": wordBeforeNum,
	"ed": wordBeforeNum, "art": wordBeforeNum, "ref": wordBeforeNum, "std": wordBeforeNum, "p": wordBeforeNum, "v": wordBeforeNum,
	"jan": wordBeforeNum, "feb": wordBeforeNum, "mar": wordBeforeNum, "apr": wordBeforeNum, "jun": wordBeforeNum, "jul": wordBeforeNum,
	"aug": wordBeforeNum, "sep": wordBeforeNum, "sept": wordBeforeNum, "oct": wordBeforeNum, "nov": wordBeforeNum, "dec": wordBeforeNum,
}

// maxAbbreviation is the length of the longest abbreviation, in bytes.
const maxAbbreviation = 6

// appendSentences cuts the prose in text[span] into sentences. A sentence ends with a full stop, question mark or
// exclamation mark, and what closes after it, before a space and a word that can start a sentence.
func appendSentences(to []Sentence, text []byte, span Span, block int) []Sentence {
	prose := text[span.Start:span.End]
	others := bytes.IndexByte(prose, '?') >= 0 || bytes.IndexByte(prose, '!') >= 0
	start := 0
	for i := nextStop(prose, 0, others); i < len(prose); {
		end := i + 1
		for end < len(prose) && (prose[end] == '.' || prose[end] == '!' || prose[end] == '?') {
			end++
		}
		end = skipClosers(prose, end)
		if end < len(prose) && (prose[end] != ' ' || !endsSentence(prose, start, i, end)) {
			i = nextStop(prose, end, others)
			continue
		}
		to = appendSentence(to, text, Span{span.Start + start, span.Start + end}, block)
		start = min(end+1, len(prose))
		i = nextStop(prose, start, others)
	}
	return appendSentence(to, text, Span{span.Start + start, span.End}, block)
}

// nextStop finds the next full stop from at on, and if others is set the next question or exclamation mark.
func nextStop(prose []byte, at int, others bool) int {
	if !others {
		if i := bytes.IndexByte(prose[at:], '.'); i >= 0 {
			return at + i
		}
		return len(prose)
	}
	for at < len(prose) && prose[at] != '.' && prose[at] != '!' && prose[at] != '?' {
		at++
	}
	return at
}

func appendSentence(to []Sentence, text []byte, span Span, block int) []Sentence {
	for span.Start < span.End && isSpace(text[span.Start]) {
		span.Start++
	}
	for span.End > span.Start && isSpace(text[span.End-1]) {
		span.End--
	}
	if span.Len() == 0 {
		return to
	}
	return append(to, Sentence{Block: block, Text: span})
}

// skipClosers passes quotation marks, brackets and marks of emphasis that close after a sentence.
func skipClosers(s []byte, i int) int {
	for i < len(s) {
		switch {
		case isCloser(s[i]):
			i++
		case s[i] == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && (s[i+2] == 0x99 || s[i+2] == 0x9D):
			i += 3
		default:
			return i
		}
	}
	return i
}

func isCloser(c byte) bool {
	return c == '"' || c == '\'' || c == ')' || c == ']' || c == '*' || c == '_' || c == '`'
}

// skipOpeners passes what opens before the first word of a sentence.
func skipOpeners(s []byte, i int) int {
	for i < len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\'' || c == '(' || c == '[' || c == '*' || c == '_' || c == '`' || c == '|':
			i++
		case c == ' ' && s[i-1] == '|':
			i++
		case c == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && (s[i+2] == 0x98 || s[i+2] == 0x9C):
			i += 3
		default:
			return i
		}
	}
	return i
}

// endsSentence reports whether the mark at stop, with its closers up to the space at end, ends the sentence begun at
// start.
func endsSentence(s []byte, start, stop, end int) bool {
	next := skipOpeners(s, end+1)
	if next >= len(s) {
		return true
	}
	if isLower(s[next]) {
		return startsLowerSentence(s[next:]) && (stop == 0 || s[stop-1] != 'i' || s[next] != 'e')
	}
	if s[stop] != '.' {
		return true
	}
	word := wordStart(s, start, stop)
	w := s[word:stop]
	if len(w) == 0 {
		return s[next] != '.' // a row of dots
	}
	if marksItem(s, start, word, w) {
		return false
	}
	switch kindOfWord(w) {
	case wordGoesOn:
		return false
	case wordMayEnd:
		return end > stop+1 || isStarter(s[next:])
	case wordBeforeNum:
		return !isDigit(s[next])
	}
	return len(w) != 1 || !isUpper(w[0]) || end > stop+1 || !isInitial(s, start, word) || isStarter(s[next:])
}

// wordStart finds where the word before the full stop at stop starts.
func wordStart(s []byte, start, stop int) int {
	for stop > start {
		switch s[stop-1] {
		case ' ', '(', '[', '"', '\'', '*', '_', '/', '`':
			return stop
		}
		stop--
	}
	return stop
}

// kindOfWord looks a word up among the abbreviations. Letters with full stops between them, as in "U.S" and "P.O", are
// one too.
func kindOfWord(w []byte) abbreviation {
	if len(w) > maxAbbreviation {
		return wordPlain
	}
	var low [maxAbbreviation]byte
	for i, c := range w {
		if isUpper(c) {
			c += 'a' - 'A'
		}
		low[i] = c
	}
	if kind, ok := abbreviations[string(low[:len(w)])]; ok {
		return kind
	}
	if len(w) < 3 || len(w)%2 == 0 {
		return wordPlain
	}
	for i, c := range w {
		if i%2 == 0 && !isAlpha(c) || i%2 == 1 && c != '.' {
			return wordPlain
		}
	}
	return wordMayEnd
}

// marksItem reports whether w is the mark of a list item, at the start of the sentence or after a colon or another
// sentence: "1." and "a." in "two steps: a. Open. b. Close."
func marksItem(s []byte, start, word int, w []byte) bool {
	if word == start && isItemLabel(w) {
		return true
	}
	if !isListMark(w) {
		return false
	}
	if word == start {
		return true
	}
	if len(w) == 1 && isLower(w[0]) && word >= start+3 && s[word-2] == '.' && (s[word-3] == 'i' || s[word-3] == 'e') {
		return true // "i. e."
	}
	return word >= start+2 && s[word-1] == ' ' && (s[word-2] == ':' || s[word-2] == ';')
}

// isItemLabel reports whether w is what requirements and the like are numbered with: "R3.1.12", "REQ-4", "3.1".
func isItemLabel(w []byte) bool {
	if len(w) > 12 || !isDigit(w[len(w)-1]) {
		return false
	}
	for _, c := range w {
		if !isUpper(c) && !isDigit(c) && c != '.' && c != '-' {
			return false
		}
	}
	return true
}

func isListMark(w []byte) bool {
	if len(w) > 3 {
		return false
	}
	for _, c := range w {
		if !isDigit(c) && (len(w) > 1 || !isAlpha(c)) {
			return false
		}
	}
	return true
}

// isInitial reports whether the single capital at word is the initial of a name: it stands first, or after another
// initial, a name or a word that names follow. After other words it is a label, as in "node B" and "Appendix A".
func isInitial(s []byte, start, word int) bool {
	if word == start || s[word-1] != ' ' {
		return true
	}
	end := word - 1
	before := s[wordStart(s, start, end):end]
	if len(before) == 0 {
		return true
	}
	if !isUpper(before[0]) {
		switch string(before) {
		case "and", "by", "to", "from", "of", "with", "thank", "&", "or":
			return true
		}
		return !isLower(before[0])
	}
	switch string(before) {
	case "Appendix", "Annex", "Section", "Figure", "Table", "Type", "Class", "Option", "Case", "Step", "Part", "Node", "Host",
		"Router", "Level", "Group", "Category", "Profile", "Party", "User", "Domain", "Network", "Server", "Client", "Example",
		"Scenario", "Method", "Mode", "Phase":
		return false
	}
	return true
}

// isStarter reports whether the next word is one that sentences often start with, and names do not.
func isStarter(rest []byte) bool {
	n := 0
	for n < len(rest) && n < 12 && isAlpha(rest[n]) {
		n++
	}
	if n < len(rest) && rest[n] != ' ' && rest[n] != ',' && rest[n] != '\'' {
		return false
	}
	switch string(rest[:n]) {
	case "The", "This", "These", "Those", "That", "It", "In", "If", "For", "However", "An", "As", "When", "While", "There", "They",
		"We", "Such", "Each", "Any", "All", "Some", "Therefore", "Thus", "To", "Note", "Since", "Although", "Because", "Other",
		"Unless", "Where", "With", "Then", "Also", "Implementations", "Clients", "Servers", "See", "Our", "But", "And", "At", "By", "On":
		return true
	}
	return false
}

// startsLowerSentence reports whether a sentence may start with this lower-case word: identifiers such as "xDSL" and
// "iSCSI" do, and the marks of list items, "b." and "b)"; ordinary words do not.
func startsLowerSentence(rest []byte) bool {
	if len(rest) > 2 && (rest[1] == '.' || rest[1] == ')') && rest[2] == ' ' {
		return true
	}
	for i, c := range rest {
		if c == ' ' || i > 24 {
			return false
		}
		if i > 0 && isUpper(c) {
			return true
		}
	}
	return false
}
