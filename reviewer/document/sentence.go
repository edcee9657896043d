package document

import "strings"

// abbreviations end with a full stop and do not end a sentence. Lower case, without the full stop.
var abbreviations = map[string]bool{
	"e.g": true, "i.e": true, "eg": true, "ie": true, "cf": true, "etc": false, "vs": true, "fig": true, "figs": true,
	"sec": true, "sect": true, "no": false, "nos": true, "eq": true, "al": true, "approx": true, "resp": true, "a.k.a": true,
	"dr": true, "mr": true, "mrs": true, "ms": true, "prof": true, "st": true, "inc": true, "corp": true, "ltd": true,
	"viz": true, "vol": true, "pp": true, "ed": true, "eds": true, "ref": true, "refs": true, "w.r.t": true, "incl": true,
	"u.s": true, "jr": true, "rev": true, "ver": true, "para": true, "art": true,
}

// appendSentences cuts the prose in text[span] into sentences.
func appendSentences(to []Sentence, text []byte, span Span, block int) []Sentence {
	start := span.Start
	for i := span.Start; i < span.End; i++ {
		c := text[i]
		if c != '.' && c != '!' && c != '?' {
			continue
		}
		end := i + 1
		for end < span.End && (text[end] == '.' || text[end] == '!' || text[end] == '?') {
			end++
		}
		for end < span.End && isCloser(text[end]) {
			end++
		}
		if end < span.End && text[end] != ' ' {
			continue
		}
		if end < span.End && !endsSentence(text, start, i, end, span.End) {
			continue
		}
		to = appendSentence(to, text, Span{start, end}, block)
		start = min(end+1, span.End)
		i = end
	}
	return appendSentence(to, text, Span{start, span.End}, block)
}

func appendSentence(to []Sentence, text []byte, span Span, block int) []Sentence {
	for span.Start < span.End && text[span.Start] == ' ' {
		span.Start++
	}
	for span.End > span.Start && text[span.End-1] == ' ' {
		span.End--
	}
	if span.Len() == 0 {
		return to
	}
	return append(to, Sentence{Block: block, Text: span})
}

func isCloser(c byte) bool {
	return c == '"' || c == '\'' || c == ')' || c == ']' || c == '*' || c == '_'
}

// endsSentence reports whether the full stop at stop, with its closers up to end, ends the sentence begun at start.
func endsSentence(text []byte, start, stop, end, limit int) bool {
	next := end + 1
	for next < limit && (text[next] == '"' || text[next] == '(' || text[next] == '\'' || text[next] == '[' || text[next] == '*' || text[next] == '_') {
		next++
	}
	if next >= limit {
		return true
	}
	n := text[next]
	if n >= 'a' && n <= 'z' {
		return startsLowerSentence(text[next:limit])
	}
	if text[stop] != '.' {
		return true
	}
	word := stop
	for word > start && text[word-1] != ' ' && text[word-1] != '(' && text[word-1] != '[' && text[word-1] != '"' {
		word--
	}
	w := text[word:stop]
	if len(w) == 0 {
		return true
	}
	if len(w) == 1 && w[0] >= 'A' && w[0] <= 'Z' && end == stop+1 {
		return false // an initial
	}
	if word == start && isListMark(w) {
		return false // "1." or "a." opens an item
	}
	if len(w) <= 6 && abbreviations[strings.ToLower(string(w))] {
		return false
	}
	if n >= '0' && n <= '9' && isSectionWord(w) {
		return false
	}
	return true
}

// startsLowerSentence reports whether a sentence may start with this lower-case word: identifiers such as "xDSL",
// "iSCSI" or "e-mail:" do, ordinary words do not.
func startsLowerSentence(rest []byte) bool {
	for i, c := range rest {
		if c == ' ' {
			return false
		}
		if i > 0 && c >= 'A' && c <= 'Z' {
			return true
		}
	}
	return false
}

func isListMark(w []byte) bool {
	if len(w) > 3 {
		return false
	}
	for _, c := range w {
		if (c < '0' || c > '9') && (len(w) > 1 || !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')) {
			return false
		}
	}
	return true
}

func isSectionWord(w []byte) bool {
	switch strings.ToLower(string(w)) {
	case "sec", "sect", "fig", "no", "nos", "eq", "par", "ch":
		return true
	}
	return false
}
