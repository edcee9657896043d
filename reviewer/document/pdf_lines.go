package document

import (
	"bytes"
	"math"
	"sort"
	"strings"
)

// pdfRun is text on one line of a page in one font, with its box in points (1/72 inch), from the lower left corner of
// the page.
type pdfRun struct {
	text                     string
	index                    int  // of its first character on the page
	order                    int  // in which it was drawn
	follows                  bool // a blank stands between it and the run drawn before
	left, right, top, bottom float64
	size                     float64 // of the font as drawn
	bold, mono               bool
	white                    bool
}

// pdfLine is a line on paper and where its text stands.
type pdfLine struct {
	start, end  int // in the text
	page        int // from 0
	left, right float64
	top, bottom float64
	size        float64
	bold, mono  bool
	gaps        []int  // offsets in the text where a wide gap starts
	furniture   bool   // a running header or footer
	hidden      string // why a reader does not see it
}

// pdfText is the text of a PDF, line by line.
type pdfText struct {
	source  []byte
	lines   []pdfLine
	body    float64 // size of most text
	largest float64 // size of the largest line on the first page
	leading float64 // distance of most baselines, as a multiple of the size
	words   map[string]bool
}

func boldFont(name string) bool {
	low := strings.ToLower(name)
	return strings.Contains(low, "bold") || strings.Contains(low, "black") || strings.Contains(low, "heavy")
}

func monoFont(name string) bool {
	low := strings.ToLower(name)
	for _, mark := range []string{"mono", "courier", "consol", "menlo", "typewriter", "cmtt", "fixed"} {
		if strings.Contains(low, mark) {
			return true
		}
	}
	return false
}

// setPDF sets the runs of pages as lines of text.
func setPDF(pages [][]pdfRun) *pdfText {
	t := &pdfText{}
	for i, runs := range pages {
		if i > 0 {
			t.source = append(t.source, '\f')
		}
		t.page(i, runs)
	}
	t.measure()
	t.findFurniture()
	return t
}

// page appends the lines of a page. Producers draw links and emphasis in any order, so a page of one column is set by
// where things stand; a page of columns is set in the order in which it was drawn.
func (t *pdfText) page(page int, runs []pdfRun) {
	left := pageLeft(runs)
	lines := linesByPlace(runs)
	if hasColumns(runs, lines) {
		lines = linesByOrder(runs)
	}
	for _, line := range lines {
		t.line(page, left, line)
	}
}

// linesByOrder cuts runs into lines where one does not go on in the line before.
func linesByOrder(runs []pdfRun) (lines [][]pdfRun) {
	for i := 0; i < len(runs); {
		end := i + 1
		box := runs[i]
		for end < len(runs) && sameLine(box, runs[end-1], runs[end]) {
			box.top, box.bottom = max(box.top, runs[end].top), min(box.bottom, runs[end].bottom)
			end++
		}
		lines = append(lines, runs[i:end])
		i = end
	}
	return lines
}

// linesByPlace gathers the runs of each height into a line, from the top of the page down and from left to right.
func linesByPlace(runs []pdfRun) (lines [][]pdfRun) {
	order := append([]pdfRun(nil), runs...)
	sort.SliceStable(order, func(i, j int) bool { return order[i].top+order[i].bottom > order[j].top+order[j].bottom })
	var tallest []pdfRun // of each line
	for _, r := range order {
		at := -1
		for i := len(lines) - 1; i >= max(0, len(lines)-3); i-- {
			if besides(tallest[i], r) {
				at = i
				break
			}
		}
		if at < 0 {
			lines, tallest = append(lines, []pdfRun{r}), append(tallest, r)
			continue
		}
		lines[at] = append(lines[at], r)
		if r.top-r.bottom > tallest[at].top-tallest[at].bottom && r.size < 1.5*tallest[at].size {
			tallest[at] = r
		}
	}
	for _, line := range lines {
		sort.SliceStable(line, func(i, j int) bool { return line[i].left < line[j].left })
	}
	return lines
}

// besides reports whether a run stands in the line whose tallest run is given: their boxes overlap by half of the lower
// one, or a mark such as a full stop stands on its baseline.
func besides(tallest, r pdfRun) bool {
	overlap := min(tallest.top, r.top) - max(tallest.bottom, r.bottom)
	return overlap > 0.5*min(tallest.top-tallest.bottom, r.top-r.bottom) || math.Abs(tallest.bottom-r.bottom) < 0.2*max(tallest.size, r.size, 1)
}

// hasColumns reports a page of two columns: nearly all lines with text on both sides of a place in the middle third have
// a gap there, and the order of drawing goes back up from the foot of the left column to the head of the right.
func hasColumns(runs []pdfRun, lines [][]pdfRun) bool {
	left, right, top, bottom := math.Inf(1), math.Inf(-1), math.Inf(-1), math.Inf(1)
	for _, r := range runs {
		left, right = min(left, r.left), max(right, r.right)
		top, bottom = max(top, r.top), min(bottom, r.bottom)
	}
	width := right - left
	if len(runs) < 20 || width < 200 || !goesBackUp(runs, 0.4*(top-bottom), left+0.4*width) {
		return false
	}
	for x := left + width/3; x < right-width/3; x += 4 {
		both, open := 0, 0
		for _, line := range lines {
			if line[0].left < x && line[len(line)-1].right > x {
				both++
				if isOpenAt(line, x) {
					open++
				}
			}
		}
		if both >= 8 && open*10 >= both*8 {
			return true
		}
	}
	return false
}

// isOpenAt reports a gap of eight points or more around a place in a line.
func isOpenAt(line []pdfRun, x float64) bool {
	before, after := math.Inf(-1), math.Inf(1)
	for _, r := range line {
		if r.left <= x {
			before = max(before, r.right)
		} else {
			after = min(after, r.left)
		}
	}
	return before <= x && after-before >= 8
}

// goesBackUp reports a run that stands higher by a distance than the one before, right of a place.
func goesBackUp(runs []pdfRun, distance, place float64) bool {
	for i := 1; i < len(runs); i++ {
		if runs[i].bottom-runs[i-1].bottom > distance && runs[i].left > place {
			return true
		}
	}
	return false
}

func pageLeft(runs []pdfRun) float64 {
	left := math.Inf(1)
	for _, r := range runs {
		left = min(left, r.left)
	}
	return left
}

// sameLine reports whether a run goes on in the line that has a box and ends with a last run.
func sameLine(box, last, next pdfRun) bool {
	size := max(last.size, next.size, 1)
	if next.left < last.left-0.1*size {
		return false
	}
	overlap := min(box.top, next.top) - max(box.bottom, next.bottom)
	return overlap > 0.4*min(box.top-box.bottom, next.top-next.bottom) || math.Abs(last.bottom-next.bottom) < 0.35*size
}

// line appends one line. Gaps of more than two and a half times the font size part columns.
func (t *pdfText) line(page int, left float64, runs []pdfRun) {
	first := runs[0]
	l := pdfLine{page: page, left: first.left, top: first.top, bottom: first.bottom, size: 0, bold: true, mono: true}
	white := true
	var sizes []float64
	start := len(t.source)
	l.start = start
	if first.mono {
		t.indent(first, left)
	}
	for i, r := range runs {
		if i > 0 {
			t.space(&l, runs[i-1], r)
		}
		t.append(r.text)
		l.right, l.top, l.bottom = max(l.right, r.right), max(l.top, r.top), min(l.bottom, r.bottom)
		if blank := strings.TrimSpace(r.text) == ""; !blank {
			sizes = append(sizes, r.size)
			l.bold, l.mono, white = l.bold && r.bold, l.mono && r.mono, white && r.white
		}
	}
	sort.Float64s(sizes)
	if len(sizes) > 0 {
		l.size = sizes[len(sizes)/2] // a bracket may be set larger than the words around it
	}
	l.end = len(bytes.TrimRight(t.source, " "))
	if l.end <= start || len(bytes.TrimSpace(t.source[start:l.end])) == 0 {
		t.source = t.source[:start]
		return
	}
	t.source = append(t.source[:l.end], '\n')
	l.hidden = hiddenLine(l, white, t.source[start:l.end])
	t.lines = append(t.lines, l)
}

// hiddenLine says why a reader does not see a line. White text of a few words may stand on a dark ground: the head of a
// table.
func hiddenLine(l pdfLine, white bool, text []byte) string {
	switch {
	case l.size > 0 && l.size < 2:
		return "font too small to see"
	case white && bytes.Count(text, []byte{' '}) >= 3:
		return "text in the colour of the paper"
	}
	return ""
}

// indent sets a line of a typewriter font in by as many columns as it stands from the left edge of the text.
func (t *pdfText) indent(r pdfRun, left float64) {
	n := len([]rune(r.text))
	if n == 0 || r.right <= r.left {
		return
	}
	width := max((r.right-r.left)/float64(n), r.size*0.4, 1)
	columns := int(math.Round((r.left - left) / width))
	t.source = append(t.source, strings.Repeat(" ", max(0, min(columns, 120)))...)
}

// space parts two runs of a line.
func (t *pdfText) space(l *pdfLine, last, next pdfRun) {
	gap, size := next.left-last.right, max(last.size, 1)
	follows := next.follows && next.order == last.order+1
	switch {
	case gap > 2.5*size && !(last.mono && next.mono):
		l.gaps = append(l.gaps, len(t.source))
		t.source = append(t.source, "   "...)
	case last.mono && next.mono && gap > 0.3*size:
		t.source = append(t.source, strings.Repeat(" ", min(120, max(1, int(math.Round(gap/(0.6*size))))))...)
	case follows || gap > 0.18*size && !closesText(next.text):
		t.source = append(t.source, ' ')
	}
}

// closesText reports text that stands close to what is before it.
func closesText(text string) bool {
	return text != "" && strings.IndexByte(".,;:)]?!", text[0]) >= 0
}

// append adds the text of a run. PDFium gives a hyphen at the end of a line as U+0002 or U+FFFE; line breaks inside a run
// are spaces.
func (t *pdfText) append(text string) {
	for _, r := range text {
		switch r {
		case 0x02, 0xFFFE, 0xAD:
			r = '-'
		case '\r', '\n', '\f', '\t', 0xA0, 0x2007, 0x202F:
			r = ' '
		}
		t.source = append(t.source, string(r)...)
	}
}

// measure finds the size and leading of most text.
func (t *pdfText) measure() {
	sizes, leads := map[int]int{}, map[int]int{}
	for i, l := range t.lines {
		sizes[int(math.Round(l.size*2))] += l.end - l.start
		if l.page == 0 {
			t.largest = max(t.largest, l.size)
		}
		if i > 0 && t.lines[i-1].page == l.page && l.size > 0 {
			if ratio := (t.lines[i-1].bottom - l.bottom) / l.size; ratio > 0.8 && ratio < 2.5 {
				leads[int(math.Round(ratio*10))]++
			}
		}
	}
	t.body = float64(mostOf(sizes, 20)) / 2
	t.leading = float64(mostOf(leads, 12)) / 10
}

// mostOf gives the key with the largest value, the smallest key among equals, or what is usual if there is none.
func mostOf(counts map[int]int, usual int) int {
	keys := make([]int, 0, len(counts))
	for k := range counts {
		keys = append(keys, k)
	}
	sort.Ints(keys)
	best, most := usual, 0
	for _, k := range keys {
		if counts[k] > most {
			best, most = k, counts[k]
		}
	}
	return best
}

// findFurniture marks running headers and footers: lines at the edges of pages that come on three pages or more and on
// a fifth of all, whatever their digits; and bare page numbers there.
func (t *pdfText) findFurniture() {
	edges := t.edges()
	counts := map[uint64]int{}
	pages := 1
	for _, i := range edges {
		l := t.lines[i]
		pages = max(pages, l.page+1)
		counts[furnitureKey(t.source[l.start:l.end])]++
	}
	for _, i := range edges {
		l := &t.lines[i]
		text := t.source[l.start:l.end]
		n := counts[furnitureKey(text)]
		l.furniture = n >= 3 && n*5 >= pages || isPageNumber(bytes.TrimSpace(text)) && pages > 1
	}
}

// furnitureKey hashes a line without digits and without a page number in Roman numerals at its end.
func furnitureKey(text []byte) uint64 {
	if i := bytes.LastIndexByte(text, ' '); i > 0 && isPageNumber(text[i+1:]) {
		text = text[:i]
	}
	return foldKey(text)
}

// edges gives the indexes of the first and last three lines of each page, by height.
func (t *pdfText) edges() []int {
	var out []int
	for from := 0; from < len(t.lines); {
		to := from
		for to < len(t.lines) && t.lines[to].page == t.lines[from].page {
			to++
		}
		order := make([]int, 0, to-from)
		for i := from; i < to; i++ {
			order = append(order, i)
		}
		sort.SliceStable(order, func(a, b int) bool { return t.lines[order[a]].bottom > t.lines[order[b]].bottom })
		for k, i := range order {
			if k < 3 || k >= len(order)-3 {
				out = append(out, i)
			}
		}
		from = to
	}
	return out
}

// typewritten reports text that is nearly all in a typewriter font, as printed from the text of an RFC.
func (t *pdfText) typewritten() bool {
	mono, all := 0, 0
	for _, l := range t.lines {
		all += l.end - l.start
		if l.mono {
			mono += l.end - l.start
		}
	}
	if mono*10 < all*9 {
		return false
	}
	t.spread()
	return true
}

// spread sets the lines of typewritten pages again, with the blank lines that stand between them.
func (t *pdfText) spread() {
	out := make([]byte, 0, len(t.source)+len(t.source)/8)
	for i, l := range t.lines {
		if i > 0 && t.lines[i-1].page != l.page {
			for n := t.lines[i-1].page; n < l.page; n++ {
				out = append(out, '\f')
			}
		} else if i > 0 && l.size > 0 {
			blank := int(math.Round((t.lines[i-1].bottom-l.bottom)/(l.size*t.leading))) - 1
			out = append(out, strings.Repeat("\n", max(0, min(blank, 3)))...)
		}
		out = append(append(out, t.source[l.start:l.end]...), '\n')
	}
	t.source = out
}
