package render

import (
	"bytes"
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// htmlChunk is a stretch of the draft with the entries that begin in it.
type htmlChunk struct {
	Size    string // class that tells the browser how high the chunk is before it is drawn
	Lines   []htmlLine
	Entries []htmlEntry
}

// htmlLine is a line of the source.
type htmlLine struct {
	N       int    // 1-based; 0 if it goes on from the line before
	Heading string // title of the section that begins here; empty if none does
	Pieces  []htmlPiece
	Far     bool // not by a passage
}

// htmlPiece is a run of a line that is shown in one way.
type htmlPiece struct {
	Text  string
	Class string // empty for plain text
	For   string // keys of the entries that it belongs to: "f1 f4"
	Href  string // the first entry, on the first piece of a passage only
}

// htmlSection is a row of the table of sections.
type htmlSection struct {
	Title, Href string
	Level       int
	Heat        string // class of the strip: the highest severity; empty if there is nothing
	Sum         []htmlCount
	N           int
}

// htmlTick is a finding in the strip that stands for the whole draft, in a box of 1000 by 12.
type htmlTick struct {
	X, Y, Height int
	Class, Href  string
}

// maxChunk is how many lines stand together when nothing else divides them.
const maxChunk = 60

// layOut fills in the entries, chunks, sections and ticks of a review.
func (h *htmlRenderer) layOut(out *htmlReview) {
	var entries []htmlEntry
	for _, e := range out.Findings {
		entries = append(entries, h.entry(out, e, htmlLevels[e.Severity], false))
	}
	for _, e := range out.Protections {
		entries = append(entries, h.entry(out, e, htmlGood, true))
	}
	slices.SortStableFunc(entries, func(a, b htmlEntry) int { return a.Place.StartLine - b.Place.StartLine })
	if out.Omitted {
		out.Chunks = passageChunks(out.doc, entries)
	} else {
		out.Chunks = draftChunks(out.doc, entries)
	}
	out.Sections = sectionsOf(out, entries)
	out.Ticks = ticksOf(out, entries)
}

func (h *htmlRenderer) entry(out *htmlReview, e entry, level Level, good bool) htmlEntry {
	h.findings++
	x := htmlEntry{entry: e, Level: level, Key: fmt.Sprintf("f%d", h.findings), Good: good}
	if e.Place.StartLine > 0 {
		x.Lines, x.Href = lineRange(e.Place.StartLine, e.Place.EndLine), lineHref(out.Key, e.Place.StartLine)
	}
	for _, p := range e.Further {
		x.Steps = append(x.Steps, htmlPlace{lineHref(out.Key, p.StartLine), where(p)})
	}
	return x
}

func lineHref(key string, line int) string { return fmt.Sprintf("#%s-%d", key, line) }

// passageChunks shows the passages alone.
func passageChunks(doc *document.Document, entries []htmlEntry) []htmlChunk {
	var chunks []htmlChunk
	for _, e := range entries {
		c := htmlChunk{Entries: []htmlEntry{e}}
		for i, r := range passage(doc, e.Place) {
			l := htmlLine{N: r.Line}
			if i == 0 {
				l.Heading = heading(e.Place)
			}
			for _, p := range r.runs {
				class := "m " + e.Class
				if p.marked {
					class += " w"
				}
				l.Pieces = append(l.Pieces, htmlPiece{Text: p.text, Class: class, For: e.Key})
			}
			c.Lines = append(c.Lines, l)
		}
		c.Size = sizeOf(len(c.Lines), 1)
		chunks = append(chunks, c)
	}
	return chunks
}

// draftChunks cuts the draft before the paragraphs in which entries begin, so that each stands beside its passage, and
// where it gets long. Entries about the whole draft stand beside its first lines.
func draftChunks(doc *document.Document, entries []htmlEntry) []htmlChunk {
	count := doc.LineCount()
	heads := headingLines(doc)
	starts := chunkStarts(doc, entries, heads)
	marks := marksByLine(doc, entries)
	var chunks []htmlChunk
	for i, first := range starts {
		last := count
		if i+1 < len(starts) {
			last = starts[i+1] - 1
		}
		var c htmlChunk
		for n := first; n <= last; n++ {
			c.Lines = append(c.Lines, htmlLine{n, heads[n], pieces(doc.LineText(n), marks[n]), !near(marks, n)})
		}
		for len(entries) > 0 && (entries[0].Place.StartLine <= last || i+1 == len(starts)) {
			c.Entries = append(c.Entries, entries[0])
			entries = entries[1:]
		}
		c.Size = sizeOf(len(c.Lines), len(c.Entries))
		chunks = append(chunks, c)
	}
	return chunks
}

// near reports whether a line is one of a passage, or the next after one.
func near(marks map[int][]htmlMark, n int) bool { return len(marks[n]) > 0 || len(marks[n-1]) > 0 }

// headingLines gives the title of each section by the line of its heading.
func headingLines(doc *document.Document) map[int]string {
	heads := map[int]string{}
	for _, s := range doc.Sections {
		if title := line(s.Number + " " + s.Title); title != "" && s.Heading.Len() > 0 {
			heads[doc.Line(s.Heading.Start)] = title
		}
	}
	return heads
}

// chunkStarts gives the first lines of the chunks, in order. A chunk that gets long ends at a heading if one is near.
func chunkStarts(doc *document.Document, entries []htmlEntry, heads map[int]string) []int {
	at := map[int]bool{1: true}
	for _, e := range entries {
		at[paragraphStart(doc, e.Place.StartLine, at)] = true
	}
	var starts []int
	for n := 1; n <= doc.LineCount(); n++ {
		long := 0
		if len(starts) > 0 {
			long = n - starts[len(starts)-1]
		}
		if at[n] || long >= maxChunk || long >= maxChunk/2 && heads[n] != "" {
			starts = append(starts, n)
		}
	}
	return starts
}

// paragraphStart is the first line after the last blank one, so that no paragraph is torn; it stays near.
func paragraphStart(doc *document.Document, n int, stop map[int]bool) int {
	const near = 12
	for up := n; up > 1 && n-up < near; up-- {
		if stop[up] || strings.TrimSpace(doc.LineText(up-1)) == "" {
			return up
		}
	}
	return max(1, n)
}

// sizes are the heights, in pixels, that a browser takes for a chunk before it has drawn it; style.css has a class for each.
var sizes = []int{100, 250, 500, 900, 1400}

// sizeOf is the class for the height of a number of lines beside a number of entries.
func sizeOf(lines, entries int) string {
	const line, entry = 20, 240
	height := max(lines*line, entries*entry)
	for _, s := range sizes {
		if height <= s {
			return fmt.Sprintf("z%d", s)
		}
	}
	return fmt.Sprintf("z%d", sizes[len(sizes)-1])
}

// htmlMark is a stretch of one line that belongs to an entry.
type htmlMark struct {
	start, end int // in the line
	entry      htmlEntry
	word       bool // one of the words that decided
	first      bool // the first of the passage
}

// marksByLine finds the stretches of every passage, by line.
func marksByLine(doc *document.Document, entries []htmlEntry) map[int][]htmlMark {
	byLine := map[int][]htmlMark{}
	for _, e := range entries {
		for _, p := range append([]review.Place{e.Place}, e.Further...) {
			passage, words := sourceSpans(doc, p)
			if len(passage) == 0 {
				passage = wholeLines(doc, p)
			}
			first := true
			for _, span := range passage {
				first = !addMark(doc, byLine, span, htmlMark{entry: e, first: first}) && first
			}
			for _, span := range words {
				addMark(doc, byLine, span, htmlMark{entry: e, word: true})
			}
		}
	}
	return byLine
}

// wholeLines is the lines of a place, for a quote that is not found word for word.
func wholeLines(doc *document.Document, p review.Place) []document.Span {
	if p.StartLine < 1 || p.StartLine > doc.LineCount() {
		return nil
	}
	last := min(max(p.StartLine, p.EndLine), doc.LineCount())
	return []document.Span{{Start: lineStart(doc, p.StartLine), End: lineStart(doc, last) + len(doc.LineText(last))}}
}

// addMark enters a span of the source line by line, without the white space at the ends of lines.
func addMark(doc *document.Document, byLine map[int][]htmlMark, span document.Span, m htmlMark) bool {
	added := false
	for n := doc.Line(span.Start); n <= doc.Line(max(span.Start, span.End-1)); n++ {
		start := lineStart(doc, n)
		text := doc.LineText(n)
		m.start, m.end = max(0, span.Start-start), min(len(text), span.End-start)
		for m.start < m.end && isSpace(text[m.start]) {
			m.start++
		}
		for m.start < m.end && isSpace(text[m.end-1]) {
			m.end--
		}
		if m.start < m.end {
			byLine[n] = append(byLine[n], m)
			added, m.first = true, false
		}
	}
	return added
}

// lineStart is the offset in Source of the first byte of a 1-based line.
func lineStart(doc *document.Document, n int) int {
	return sort.Search(len(doc.Source), func(offset int) bool { return doc.Line(offset) >= n })
}

// sourceSpans finds the bytes of the source that a quote and its deciding words are copies of. What stands between,
// such as markup or the foot of a page, is left out.
func sourceSpans(doc *document.Document, p review.Place) (passage, words []document.Span) {
	marks := marksOf(p)
	for _, w := range wordsOf(doc, p) {
		if w.text < 0 {
			break
		}
		passage = joined(doc, passage, doc.SourceSpan(document.Span{Start: w.text, End: w.text + w.end - w.start}))
		for _, m := range marks {
			if from, to := max(m[0], w.start), min(m[1], w.end); from < to {
				words = joined(doc, words, doc.SourceSpan(document.Span{Start: w.text + from - w.start, End: w.text + to - w.start}))
			}
		}
	}
	return passage, words
}

// joined adds a span to others, as part of the last if only white space lies between.
func joined(doc *document.Document, spans []document.Span, s document.Span) []document.Span {
	if n := len(spans); n > 0 && spans[n-1].End <= s.Start && len(bytes.TrimSpace(doc.Source[spans[n-1].End:s.Start])) == 0 {
		spans[n-1].End = s.End
		return spans
	}
	return append(spans, s)
}

// pieces cuts a line at the ends of its marks. Where marks lie over each other the highest severity gives the colour.
func pieces(text string, marks []htmlMark) []htmlPiece {
	cuts := []int{0, len(text)}
	for _, m := range marks {
		cuts = append(cuts, runeStart(text, m.start), runeStart(text, m.end))
	}
	slices.Sort(cuts)
	var out []htmlPiece
	for i, to := range cuts[1:] {
		if from := cuts[i]; from < to {
			out = append(out, visible(pieceOf(text[from:to], from, marks))...)
		}
	}
	return out
}

// pieceOf says how the stretch of a line that starts at an offset is shown.
func pieceOf(text string, start int, marks []htmlMark) htmlPiece {
	p := htmlPiece{Text: text}
	level, word := "", false
	var keys []string
	for _, m := range marks {
		if m.start > start || m.end <= start {
			continue
		}
		if level == "" || rank(m.entry.Class) > rank(level) {
			level = m.entry.Class
		}
		word = word || m.word
		if !slices.Contains(keys, m.entry.Key) {
			keys = append(keys, m.entry.Key)
		}
		if m.first && m.start == start && p.Href == "" {
			p.Href = "#" + m.entry.Key
		}
	}
	if level == "" {
		return p
	}
	p.Class, p.For = "m "+level, strings.Join(keys, " ")
	if word {
		p.Class += " w"
	}
	return p
}

func rank(class string) int { return slices.Index([]string{"good", "low", "medium", "high"}, class) }

// visible cuts a piece so that characters which show nothing, or would turn others around, are shown by their code.
func visible(p htmlPiece) []htmlPiece {
	if plain(p.Text) {
		return []htmlPiece{p}
	}
	var out []htmlPiece
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			q := p
			q.Text = b.String()
			out, p.Href = append(out, q), ""
			b.Reset()
		}
	}
	for i, r := range p.Text {
		switch {
		case r == '\t':
			b.WriteString("    ")
		case r == '\f' || r == '\r':
		case r == utf8.RuneError && !strings.HasPrefix(p.Text[i:], "\uFFFD"):
			b.WriteRune('\uFFFD')
		case unseen(r) || r == '\u2028' || r == '\u2029':
			flush()
			out = append(out, htmlPiece{Text: fmt.Sprintf("U+%04X", r), Class: "unseen"})
		default:
			b.WriteRune(r)
		}
	}
	flush()
	return out
}

// sectionsOf lists the sections of a draft with what was found in each.
func sectionsOf(out *htmlReview, entries []htmlEntry) []htmlSection {
	var list []htmlSection
	var lines []int
	for _, s := range out.doc.Sections {
		title := line(s.Number + " " + s.Title)
		if title == "" || s.Heading.Len() == 0 {
			continue
		}
		n := out.doc.Line(s.Heading.Start)
		list, lines = append(list, htmlSection{Title: title, Href: lineHref(out.Key, n), Level: min(max(s.Level, 1), 4)}), append(lines, n)
	}
	counts := make([]map[string]int, len(list))
	for _, e := range entries {
		i := sort.SearchInts(lines, e.Place.StartLine+1) - 1
		if i < 0 {
			continue
		}
		if counts[i] == nil {
			counts[i] = map[string]int{}
		}
		counts[i][e.Class]++
		if list[i].Heat == "" || rank(e.Class) > rank(list[i].Heat) {
			list[i].Heat = e.Class
		}
	}
	for i := range list {
		for _, s := range severities {
			if n := counts[i][htmlLevels[s].Class]; n > 0 {
				list[i].Sum = append(list[i].Sum, htmlCount{htmlLevels[s], n})
			}
		}
		if n := counts[i][htmlGood.Class]; n > 0 {
			list[i].Sum = append(list[i].Sum, htmlCount{htmlGood, n})
		}
	}
	return list
}

// ticksOf places entries in the strip of the whole draft; the more severe, the higher.
func ticksOf(out *htmlReview, entries []htmlEntry) []htmlTick {
	var ticks []htmlTick
	for _, e := range entries {
		if e.Place.StartLine > 0 {
			height := 3 * (rank(e.Class) + 1)
			x := 996 * (e.Place.StartLine - 1) / max(1, out.Lines)
			ticks = append(ticks, htmlTick{x, 12 - height, height, e.Class, "#" + e.Key})
		}
	}
	return ticks
}
