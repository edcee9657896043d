package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/review"
)

// The widths of the text format, in columns.
const (
	defaultWidth = 80
	minWidth     = 40
	maxWidth     = 100 // longer lines are hard to read
	indent       = "  "
	gutter       = 5 // before a quoted line: the line number
)

// text writes for a terminal.
type text struct {
	w      *bufio.Writer
	colour bool
	width  int
	table  table
	any    bool            // something was written
	said   map[string]bool // rules whose text this review has given already
}

func newText(w io.Writer, o Options) Renderer {
	width := o.Width
	if width == 0 {
		width = defaultWidth
	}
	return &text{w: bufio.NewWriterSize(w, 64<<10), colour: o.Colour, width: min(max(width, minWidth), maxWidth)}
}

// Review writes one review, so that it can be read while the next is made.
func (t *text) Review(r review.Review) error {
	v := viewOf(r)
	if t.any {
		t.put("\n")
	}
	t.any = true
	t.said = map[string]bool{}
	t.head(v)
	for _, group := range groups(v.Findings) {
		t.rule(heading(group[0].Place))
		for _, e := range group {
			t.finding(v, e)
		}
	}
	t.doubted(v)
	t.since(r)
	t.protections(v)
	t.list("Suppressed", indent, indent+indent, mapped(v.Suppressed, suppressedText))
	t.list("Considerations", indent, indent+indent, mapped(v.Notes, noteText))
	t.list("Not read", t.paint(styleWarn, "!")+" ", indent, v.Gaps)
	t.list("Not asked, or not answered", t.paint(styleWarn, "!")+" ", indent, v.Unsaid)
	t.list("Hidden from readers, and not reviewed", "- ", indent, v.Hidden)
	t.table.add(v.Findings)
	t.table.doubt(v.Doubted)
	return t.w.Flush()
}

// Close writes the table and the ledger.
func (t *text) Close(s Summary) error {
	if t.any {
		t.put("\n")
	}
	if s.Ledger.Shown > 0 {
		t.summary()
	}
	t.rule("Ledger")
	for _, l := range append(ledgerLines(s), suppressionLines(s)...) {
		t.prose(indent, indent, l, styleNone)
	}
	if s.Ledger.Shown > 0 {
		t.prose(indent, indent, disclaimer(s), styleDim)
	}
	return t.w.Flush()
}

// put writes a string; the buffer remembers the first error until it is flushed.
func (t *text) put(s string) { _, _ = t.w.WriteString(s) }

func (t *text) paint(s style, text string) string {
	if !t.colour {
		return text
	}
	return s.paint(text)
}

// prose writes wrapped text, the first line after first and the others after rest.
func (t *text) prose(first, rest, text string, s style) {
	for i, l := range wrap(text, t.width-cells(rest)) {
		before := rest
		if i == 0 {
			before = first
		}
		t.put(before + t.paint(s, l) + "\n")
	}
}

// rule writes a heading with a line to the right edge.
func (t *text) rule(title string) {
	lines := wrap(title, t.width-6)
	last := lines[len(lines)-1]
	for _, l := range lines[:len(lines)-1] {
		t.put("   " + t.paint(styleHead, l) + "\n")
	}
	fill := max(2, t.width-cells(last)-4)
	t.put("── " + t.paint(styleHead, last) + " " + strings.Repeat("─", fill) + "\n\n")
}

// head says which draft this is and what there is to say about it.
func (t *text) head(v view) {
	t.prose("", "", v.Name, styleBold)
	if v.Title != "" {
		t.prose("", "", v.Title, styleBold)
	}
	if v.Status == review.Failed {
		t.prose("", "", v.verdict(), styleFailed)
		t.put("\n")
		return
	}
	facts := append([]string{string(v.doc.Format), plural(v.Lines, "line")}, v.counts()...)
	if v.Path != v.Name {
		facts = append([]string{v.Path}, facts...)
	}
	t.prose("", "", strings.Join(facts, ", "), styleDim)
	if n := len(v.Gaps); n > 0 {
		t.prose("", "", "Partial: "+plural(n, "part")+" of the draft could not be read; see below.", styleWarn)
	}
	if n := len(v.Unsaid); n > 0 {
		t.prose("", "", "Partial: a model was not asked everything, or did not answer; see below.", styleWarn)
	}
	t.put("\n")
	if text := v.verdict(); text != "" {
		t.prose("", "", text, styleNone)
		t.put("\n")
	}
}

// finding writes one finding with all that helps to decide about it.
func (t *text) finding(v view, e entry) {
	t.passage(v, e)
	t.labelled("Ask", e.Rule.Question)
	if !t.said[e.Rule.ID] {
		t.said[e.Rule.ID] = true
		t.about(e)
	}
	t.labelled("Why", e.Reason+fmt.Sprintf(" (confidence %.2f)", e.Confidence))
	t.model(e.Said)
	t.labelled("Also", strings.Join(e.Also, ", "))
	t.labelled("Rule", e.Rule.ID+", id "+e.ID)
	t.put("\n")
}

// model writes what a model says, as its own.
func (t *text) model(s *said) {
	if s != nil {
		t.labelled("Model", sentenceStart(s.sentence()))
	}
}

// doubted writes the findings that a model speaks against: shorter than others, and with both reasons.
func (t *text) doubted(v view) {
	if len(v.Doubted) == 0 {
		return
	}
	t.rule(doubtedTitle(v))
	for _, e := range v.Doubted {
		t.passage(v, e)
		t.labelled("Why", "the checklist says: "+e.Checklist())
		t.model(e.Said)
		t.labelled("Rule", e.Rule.ID+", id "+e.ID)
		t.put("\n")
	}
}

// badge is a word to stand out before the first line of something, and as much space for the lines below.
func (t *text) badge(s style, word string) (first, rest string) {
	word = strings.ToUpper(word)
	rest = strings.Repeat(" ", cells(word)+len("[] "))
	if !t.colour {
		return "[" + word + "] ", rest
	}
	return t.paint(s, " "+word+" ") + " ", rest
}

// passage writes what a finding is and where it is.
func (t *text) passage(v view, e entry) {
	first, rest := t.badge(badges[e.Severity], e.Severity.String())
	t.prose(first, rest, e.Category+": "+line(e.Rule.Title)+e.becameText(), styleBold)
	if e.Place.StartLine > 0 {
		t.prose(rest, rest, e.Where, styleDim)
	}
	t.put("\n")
	t.quote(v, e.Place)
	for _, p := range e.Further {
		t.prose(indent, indent, "and "+where(p)+":", styleDim)
		t.quote(v, p)
	}
}

// about writes what a rule says wherever it fires. It is written once in a review.
func (t *text) about(e entry) {
	t.labelled("Concern", e.Rule.Message)
	t.labelled("Others", e.Rule.Mitigation)
	t.labelled("Rights", rightsText(e.Rights))
	label := "Read"
	for _, l := range e.Guidance {
		t.labelled(label, linkText(l))
		label = ""
	}
}

// labelled writes one line of facts; nothing if there are none.
func (t *text) labelled(label, text string) {
	if text = line(text); text == "" {
		return
	}
	const width = 10
	rest := strings.Repeat(" ", width)
	first := indent + t.paint(styleDim, label) + rest[len(indent)+len(label):]
	t.prose(first, rest, text, styleNone)
}

// rightsText lists rights with their titles, those of one instrument together.
func rightsText(links []Link) string {
	refs := make([]string, len(links))
	for i, l := range links {
		refs[i] = l.Ref
	}
	return strings.Join(refs, ", ")
}

func linkText(l Link) string {
	if l.URL == "" {
		return l.Ref
	}
	return l.Ref + " <" + l.URL + ">"
}

// quote writes a passage with the numbers of its lines, and marks the words that decided.
func (t *text) quote(v view, p review.Place) {
	rows := passage(v.doc, p)
	if len(rows) == 0 {
		return
	}
	for _, r := range rows {
		for _, r := range wrapRow(r, t.width-gutter-3) {
			t.row(r)
		}
	}
	t.put("\n")
}

func (t *text) row(r row) {
	number := strings.Repeat(" ", gutter)
	if r.Line > 0 {
		number = fmt.Sprintf("%*d", gutter, r.Line)
	}
	var shown strings.Builder
	for _, p := range r.runs {
		if p.marked {
			shown.WriteString(t.paint(styleMark, p.text))
		} else {
			shown.WriteString(p.text)
		}
	}
	t.put(t.paint(styleDim, number+" │ ") + strings.TrimRight(shown.String(), " ") + "\n")
	if under := r.underline(); under != "" && !t.colour {
		t.put(strings.Repeat(" ", gutter) + " │ " + under + "\n")
	}
}

func (t *text) protections(v view) {
	if len(v.Protections) == 0 {
		return
	}
	t.rule("What the draft does well")
	for _, e := range v.Protections {
		t.prose(t.paint(styleGood, "+")+" ", indent, line(e.Rule.Title)+" ("+e.Where+"): "+e.Reason, styleNone)
		t.quote(v, e.Place)
	}
}

// list writes lines under a title, each after a mark; nothing if there are none.
func (t *text) list(title, mark, rest string, lines []string) {
	if len(lines) == 0 {
		return
	}
	t.rule(title)
	for _, l := range lines {
		t.prose(mark, rest, l, styleNone)
	}
	t.put("\n")
}

// summary writes the table of findings by category and severity.
func (t *text) summary() {
	t.rule("Findings by category")
	names, counts := t.table.rows()
	first := min(26, t.width-8*len(severities))
	t.put(strings.Repeat(" ", first))
	for _, s := range severities {
		t.put(t.paint(styleDim, fmt.Sprintf("%8s", s)))
	}
	t.put("\n")
	for i, name := range names {
		for n, l := range wrap(name, first-len(indent)) {
			if n > 0 {
				t.put("\n")
			}
			t.put(indent + l + strings.Repeat(" ", first-len(indent)-cells(l)))
		}
		for _, n := range counts[i] {
			t.put(fmt.Sprintf("%8d", n))
		}
		t.put("\n")
	}
	t.put("\n")
}
