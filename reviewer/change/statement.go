package change

import (
	"bytes"

	"github.com/rightsreview/rightsreview/reviewer/document"
)

// statement is one side of a link: the words of its units, as one.
type statement struct {
	words    []word
	source   []byte // the text of the document that the words are in
	gone     []bool // by word: it is not in the other side; a word that is only spelled otherwise is in it
	replaced []bool // by word: it is gone and the other side has others in its place
	meanings []said
	amounts  []amount
}

func (c *wording) statement(words []word, source []byte) statement {
	s := statement{words: words, source: source, gone: make([]bool, len(words)), replaced: make([]bool, len(words)), meanings: c.find(words)}
	s.amounts = c.amounts(words, s.meanings)
	return s
}

// changed gives what a statement says on a scale that the other one lacks, and whether anything on it is kept.
func (s statement) changed(scale int) (only []said, kept bool) {
	for _, m := range s.meanings {
		if m.scale != scale {
			continue
		}
		if s.lost(m.first, m.last) {
			only = append(only, m)
		} else {
			kept = true
		}
	}
	return only, kept
}

func (s statement) lost(first, last int) bool {
	for k := first; k <= last; k++ {
		if s.gone[k] {
			return true
		}
	}
	return false
}

// kept is the share of its words that a statement has in common with the other one.
func (s statement) kept() float64 {
	n := 0
	for _, gone := range s.gone {
		if !gone {
			n++
		}
	}
	return float64(n) / float64(max(1, len(s.gone)))
}

// quote gives words as they are spelled in the draft, on one line.
func (s statement) quote(first, last int) string {
	span := document.Span{Start: s.words[first].text.Start, End: s.words[last].text.End}
	return string(bytes.Join(bytes.Fields(s.source[span.Start:span.End]), []byte(" ")))
}

func (c *wording) count(s statement, scale int) int {
	n := 0
	for _, m := range s.meanings {
		if m.scale == scale {
			n++
		}
	}
	return n
}

// capitals reports whether a requirement word is in capitals: it then binds whatever stands around it (RFC 8174).
func capitals(s statement, m said) bool { return requirement[s.words[m.first].key] }
