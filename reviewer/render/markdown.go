package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/review"
)

// markdown writes for an issue or a mail. Nothing from a draft can start markup, load anything or ping anybody.
type markdown struct {
	w     *bufio.Writer
	table table
	any   bool // something was written
	blank bool // the last line is blank
}

func newMarkdown(w io.Writer, _ Options) Renderer {
	return &markdown{w: bufio.NewWriterSize(w, 64<<10)}
}

// Review writes one review under a heading of the second level.
func (m *markdown) Review(r review.Review) error {
	v := viewOf(r)
	m.head(v)
	for _, group := range groups(v.Findings) {
		m.heading(3, inline(heading(group[0].Place)))
		for _, e := range group {
			m.finding(v, e)
		}
	}
	m.doubted(v)
	m.since(r)
	m.protections(v)
	m.suppressed(v)
	m.list("Considerations", mapped(v.Notes, noteText))
	m.list("Not read", v.Gaps)
	m.list("Not asked, or not answered", v.Unsaid)
	m.list("Hidden from readers, and not reviewed", v.Hidden)
	m.table.add(v.Findings)
	m.table.doubt(v.Doubted)
	return m.w.Flush()
}

// Close writes the table and the ledger.
func (m *markdown) Close(s Summary) error {
	if s.Ledger.Shown > 0 {
		m.summary()
	}
	m.list("Ledger", append(ledgerLines(s), suppressionLines(s)...))
	if s.Ledger.Shown > 0 {
		m.apart()
		m.put(inline(disclaimer(s)) + "\n")
	}
	return m.w.Flush()
}

// put writes a string; the buffer remembers the first error until it is flushed.
func (m *markdown) put(s string) {
	_, _ = m.w.WriteString(s)
	m.any, m.blank = true, strings.HasSuffix(s, "\n\n")
}

// apart makes sure that what follows stands after a blank line.
func (m *markdown) apart() {
	if m.any && !m.blank {
		m.put("\n")
		m.blank = true
	}
}

// heading writes a heading; its text must be safe.
func (m *markdown) heading(level int, text string) {
	m.apart()
	m.put(strings.Repeat("#", level) + " " + text + "\n\n")
}

// list writes lines under a heading; nothing if there are none.
func (m *markdown) list(title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	m.heading(3, title)
	for _, l := range lines {
		m.put("- " + inline(l) + "\n")
	}
}

func (m *markdown) head(v view) {
	m.heading(2, inline(v.Name))
	if v.Title != "" {
		m.put("**" + inline(v.Title) + "**\n\n")
	}
	if v.Status != review.Failed {
		facts := append([]string{code(v.Path), string(v.doc.Format), plural(v.Lines, "line")}, v.counts()...)
		m.put(strings.Join(facts, ", ") + "\n")
	}
	if n := len(v.Gaps); n > 0 {
		m.put("\n**Partial:** " + plural(n, "part") + " of the draft could not be read; see below.\n")
	}
	if len(v.Unsaid) > 0 {
		m.put("\n**Partial:** a model was not asked everything, or did not answer; see below.\n")
	}
	if text := v.verdict(); text != "" {
		m.put("\n" + inline(text) + "\n")
	}
}

func (m *markdown) finding(v view, e entry) {
	m.passage(v, e)
	m.item("Concern", inline(e.Rule.Message))
	m.item("Ask", inline(e.Rule.Question))
	m.item("How others solved it", inline(e.Rule.Mitigation))
	m.item("Rights", markdownLinks(e.Rights))
	m.item("Guidance", markdownLinks(e.Guidance))
	m.item("Why", inline(e.Reason)+fmt.Sprintf(" (confidence %.2f)", e.Confidence))
	m.item("Also", strings.Join(mapped(e.Also, code), ", "))
	m.item("Rule", code(e.Rule.ID)+", id "+code(e.ID))
	m.model(e.Said)
}

// passage writes what a finding is and where it is.
func (m *markdown) passage(v view, e entry) {
	m.heading(4, strings.ToUpper(e.Severity.String())+" - "+inline(e.Category+": "+e.Rule.Title+e.becameText()))
	m.put(inline(sentence(e.Where)) + "\n\n")
	m.quote(v, e.Place)
	for _, p := range e.Further {
		m.put("And " + inline(where(p)) + ":\n\n")
		m.quote(v, p)
	}
}

// model writes what a model says of a finding, folded.
func (m *markdown) model(s *said) {
	if s == nil {
		return
	}
	m.fold(s.Headline)
	m.saidByModel(s)
	m.unfold()
}

// saidByModel writes what a model says as items, and whose words there are.
func (m *markdown) saidByModel(s *said) {
	if len(s.Words) > 0 {
		m.put("What stands between quotation marks was written by model " + inline(s.Model) + ", and was checked by nobody.\n\n")
	}
	m.said(s)
}

// said writes what a model says as items.
func (m *markdown) said(s *said) {
	m.item("It reads", inline(s.Reading))
	for _, w := range s.Words {
		m.item(sentenceStart(w.Label), inline(`"`+w.Text+`"`))
	}
	m.item("It points to", code(s.Evidence))
}

// doubted writes the findings that a model speaks against, folded, with both reasons.
func (m *markdown) doubted(v view) {
	if len(v.Doubted) == 0 {
		return
	}
	m.fold(doubtedTitle(v))
	for _, e := range v.Doubted {
		m.passage(v, e)
		m.item("The checklist says", inline(e.Checklist()))
		m.put("- **" + inline(sentenceStart(e.Said.Headline)) + "**\n")
		m.said(e.Said)
		m.item("Rule", code(e.Rule.ID)+", id "+code(e.ID))
	}
	m.unfold()
}

// fold begins a box that is closed until somebody opens it; unfold ends it. GitHub, GitLab and others let these two elements
// through, and a mail shows what is in them.
func (m *markdown) fold(title string) {
	m.apart()
	m.put("<details><summary>" + inElement(title) + "</summary>\n\n")
}

func (m *markdown) unfold() {
	m.apart()
	m.put("</details>\n\n")
}

// item writes one fact; nothing if there is none. The text must be safe.
func (m *markdown) item(label, text string) {
	if text != "" {
		m.put("- **" + label + ":** " + text + "\n")
	}
}

func (m *markdown) quote(v view, p review.Place) {
	if rows := passage(v.doc, p); len(rows) > 0 {
		m.put(fence(rows) + "\n")
	}
}

func (m *markdown) protections(v view) {
	if len(v.Protections) == 0 {
		return
	}
	m.heading(3, "What the draft does well")
	for _, e := range v.Protections {
		m.put("**" + inline(e.Rule.Title) + "** (" + inline(e.Where) + "): " + inline(e.Reason) + "\n\n")
		m.quote(v, e.Place)
	}
}

func (m *markdown) suppressed(v view) {
	m.list("Suppressed", mapped(v.Suppressed, suppressedText))
}

func (m *markdown) summary() {
	m.heading(3, "Findings by category")
	m.put("| Category |")
	for _, s := range severities {
		m.put(" " + s.String() + " |")
	}
	m.put("\n| --- |" + strings.Repeat(" ---: |", len(severities)) + "\n")
	names, counts := m.table.rows()
	for i, name := range names {
		m.put("| " + inline(name) + " |")
		for _, n := range counts[i] {
			m.put(fmt.Sprintf(" %d |", n))
		}
		m.put("\n")
	}
}
