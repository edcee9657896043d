package checklist

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"

	"github.com/rightsreview/rightsreview/reviewer/document"
)

// token is one word of a sentence.
type token struct {
	start, end int32 // byte offsets in Document.Text
	form       int32 // index in vocabulary.patterns, 0 if no rule knows the word
	after      mark  // what stands between it and the word before
}

// mark is the punctuation between two words, as far as it ends a clause.
type mark uint8

const (
	markNone   mark = iota
	markComma       // ends a clause only before a word that opens one
	markStrong      // semicolon, colon, bracket, dash
)

// wordByte folds the bytes of words to lower case; 0 for bytes that stand between words.
var wordByte = func() (t [256]byte) {
	for c := 0; c < 256; c++ {
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c >= 0x80:
			t[c] = byte(c)
		case c >= 'A' && c <= 'Z':
			t[c] = byte(c) | 0x20
		}
	}
	return t
}()

const (
	hashStart = 14695981039346656037
	hashPrime = 1099511628211
)

// hashWord is FNV-1a over a lower-case word, the hash that tokenise computes on the way.
func hashWord(word string) uint64 {
	h := uint64(hashStart)
	for i := 0; i < len(word); i++ {
		h = (h ^ uint64(word[i])) * hashPrime
	}
	return h
}

// tokenise cuts text[span] into words and looks each up. The possessive 's is left out; "n't" stays with its verb.
func (v *vocabulary) tokenise(to []token, text []byte, span document.Span) []token {
	after := markNone
	for i := span.Start; i < span.End; {
		c := wordByte[text[i]]
		if c == 0 {
			switch text[i] {
			case ',':
				after = max(after, markComma)
			case ';', ':', '(', ')':
				after = markStrong
			case '-':
				if i+1 < span.End && text[i+1] == '-' {
					after = markStrong
				}
			}
			i++
			continue
		}
		start := i
		h := uint64(hashStart)
		for i < span.End {
			c := wordByte[text[i]]
			if c == 0 {
				if text[i] != '\'' || !negates(text, i, span.End) {
					break
				}
				i++
				continue
			}
			h = (h ^ uint64(c)) * hashPrime
			i++
		}
		to = append(to, token{start: int32(start), end: int32(i), form: v.lookup(h, text[start:i]), after: after})
		after = markNone
		if i+1 < span.End && text[i] == '\'' && text[i+1]|0x20 == 's' && (i+2 >= span.End || wordByte[text[i+2]] == 0) {
			i += 2
		}
	}
	return to
}

// negates reports whether the apostrophe at i is the one of "n't".
func negates(text []byte, i, end int) bool {
	return i > 0 && text[i-1]|0x20 == 'n' && i+1 < end && text[i+1]|0x20 == 't' && (i+2 >= end || wordByte[text[i+2]] == 0)
}

//go:embed words.tsv
var wordCounts string

// commonness gives how often a word stands in a million words of the RFC series, at least 1.
var commonness = sync.OnceValue(func() map[string]int {
	counts := make(map[string]int, 6000)
	for _, line := range strings.Split(wordCounts, "\n") {
		word, count, ok := strings.Cut(line, "\t")
		if n, err := strconv.Atoi(count); ok && err == nil {
			counts[word] = n
		}
	}
	return counts
})

func howCommon(word string) int { return max(1, commonness()[word]) }
