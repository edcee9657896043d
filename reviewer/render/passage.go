package render

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// row is what a passage has on one line of the source, as a reader sees it: no indent, no markup.
type row struct {
	Line int // 1-based line of the source; 0 if not known
	runs []run
}

// run is a piece of a row. Its text is clean.
type run struct {
	text   string
	marked bool // one of the words that decided
}

// text is the whole row.
func (r row) text() string {
	var b strings.Builder
	for _, p := range r.runs {
		b.WriteString(p.text)
	}
	return b.String()
}

// passage lays a quote out in the lines of the source in which it stands. A quote that is cut, or not the text at its
// place, stays in the line of the last word that was found.
func passage(doc *document.Document, p review.Place) []row {
	words := wordsOf(doc, p)
	lines := make([]int, len(words))
	line := p.StartLine
	for i, w := range words {
		if w.text >= 0 {
			line = doc.Line(doc.SourceSpan(document.Span{Start: w.text, End: w.text + 1}).Start)
		}
		lines[i] = line
	}
	marks := marksOf(p)
	var rows []row
	for i := 0; i < len(words); {
		j := i + 1
		for j < len(words) && lines[j] == lines[i] {
			j++
		}
		rows = append(rows, row{lines[i], runsOf(p.Quote, words[i].start, words[j-1].end, marks)})
		i = j
	}
	return rows
}

// word is one word of a quote.
type word struct {
	start, end int // in the quote
	text       int // where it starts in Document.Text; -1 if it was not found there
}

// wordsOf cuts a quote into words and finds each in the text at its place, up to the first that is not there.
func wordsOf(doc *document.Document, p review.Place) []word {
	text := textAt(doc, p)
	at := 0
	var words []word
	for start := skipSpace(p.Quote, 0); start < len(p.Quote); {
		end := start + 1
		for end < len(p.Quote) && !isSpace(p.Quote[end]) {
			end++
		}
		at = skipSpace(text, at)
		w := word{start, end, -1}
		if strings.HasPrefix(text[at:], p.Quote[start:end]) {
			w.text = p.Text.Start + at
			at += end - start
		} else {
			at = len(text)
		}
		words = append(words, w)
		start = skipSpace(p.Quote, end)
	}
	return words
}

// textAt is the text of a document at a place; empty if there is none, as for the whole draft.
func textAt(doc *document.Document, p review.Place) string {
	if doc == nil || p.Text.Start < 0 || p.Text.End < p.Text.Start || p.Text.End > len(doc.Text) {
		return ""
	}
	return string(doc.Text[p.Text.Start:p.Text.End])
}

func skipSpace(s string, i int) int {
	for i < len(s) && isSpace(s[i]) {
		i++
	}
	return i
}

func isSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

// marksOf gives the words that decided as ranges that lie in the quote, in order, apart, and between characters.
func marksOf(p review.Place) [][2]int {
	var marks [][2]int
	for _, w := range p.Words {
		m := [2]int{runeStart(p.Quote, w[0]), runeStart(p.Quote, w[1])}
		if m[0] < m[1] {
			marks = append(marks, m)
		}
	}
	slices.SortFunc(marks, func(a, b [2]int) int { return a[0] - b[0] })
	apart := marks[:0]
	for _, m := range marks {
		if n := len(apart); n > 0 && m[0] <= apart[n-1][1] {
			apart[n-1][1] = max(apart[n-1][1], m[1])
			continue
		}
		apart = append(apart, m)
	}
	return apart
}

// runeStart moves an offset into s back to the start of the character that it points into.
func runeStart(s string, i int) int {
	i = min(max(i, 0), len(s))
	for i > 0 && i < len(s) && !utf8.RuneStart(s[i]) {
		i--
	}
	return i
}

// runsOf cuts quote[start:end] at the marks and cleans each piece.
func runsOf(quote string, start, end int, marks [][2]int) []run {
	var runs []run
	add := func(from, to int, marked bool) {
		if from < to {
			runs = append(runs, run{clean(quote[from:to]), marked})
		}
	}
	at := start
	for _, m := range marks {
		from, to := max(m[0], at), min(m[1], end)
		if from >= to {
			continue
		}
		add(at, from, false)
		add(from, to, true)
		at = to
	}
	add(at, end, false)
	return runs
}

// wrapRow breaks a row into rows of at most width columns, at white space where there is any. Only the first keeps
// the line number.
func wrapRow(r row, width int) []row {
	if atom(r.runs).cells() <= width {
		return []row{r}
	}
	var rows []row
	open, used := row{Line: r.Line}, 0
	emit := func(text string, marked bool) {
		if n := len(open.runs); n > 0 && open.runs[n-1].marked == marked {
			open.runs[n-1].text += text
		} else {
			open.runs = append(open.runs, run{text, marked})
		}
		used += cells(text)
	}
	for _, p := range atoms(r.runs, width) {
		n := p.cells()
		if used > 0 && used+n > width {
			rows = append(rows, open)
			open, used = row{}, 0
		}
		for _, piece := range p {
			if used == 0 && piece.text == " " {
				continue
			}
			emit(piece.text, piece.marked)
		}
	}
	return append(rows, open)
}

// atom is a run of text that should not be broken: a word with what clings to it, or a space.
type atom []run

func (a atom) cells() int {
	n := 0
	for _, p := range a {
		n += cells(p.text)
	}
	return n
}

// atoms cuts runs at spaces; a word of more than width columns is cut too.
func atoms(runs []run, width int) []atom {
	var all []atom
	var open atom
	flush := func() {
		if len(open) > 0 {
			all = append(all, open)
			open = nil
		}
	}
	for _, r := range runs {
		for i, part := range strings.Split(r.text, " ") {
			if i > 0 {
				flush()
				all = append(all, atom{{" ", r.marked}})
			}
			for _, bit := range cut(part, width) {
				if bit == "" {
					continue
				}
				if open.cells()+cells(bit) > width {
					flush()
				}
				open = append(open, run{bit, r.marked})
			}
		}
	}
	flush()
	return all
}
