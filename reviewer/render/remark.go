package render

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Remark is one thing that a change does to a draft, as a comment for those who work on it says it. Nothing in its Markdown
// that comes from a draft or a model can start markup, load anything or ping anybody.
type Remark struct {
	Concern    *review.ConcernChange    // one of the two is given, the other nil
	Protection *review.ProtectionChange //
	Old, New   *document.Document       // the versions that the places stand in; Old is nil for a new draft
	Beside     bool                     // it stands beside the lines, so that they need not be quoted first
	ModelText  bool                     // what a model says is told too, folded
	Suggestion string                   // lines that could take the place of those beside which it stands; empty for none
	Dismiss    string                   // what to write to dismiss it, as Markdown; empty if nobody can
}

// entry is what the remark is about, in the words that every format prints.
func (r Remark) entry() changeEntry {
	if r.Concern != nil {
		return concernEntry(*r.Concern)
	}
	return protectionEntry(*r.Protection)
}

// remarkLabels say what a remark is, before the title of its rule.
var remarkLabels = map[review.Change]string{
	review.Removed: "A protection is removed", review.Weakened: "A protection is weakened",
	review.New: "%s concern", review.Worse: "%s concern, worse than before",
}

// remarkLabel is what a remark is: "Medium concern", "A protection is weakened".
func remarkLabel(e changeEntry) string {
	label := remarkLabels[e.Change]
	if label == "" {
		label = "%s concern"
	}
	if strings.Contains(label, "%s") {
		label = fmt.Sprintf(label, sentenceStart(e.Severity.String()))
	}
	return label
}

// Plain is what the remark is and what it is about, on one line of plain text.
func (r Remark) Plain() string {
	e := r.entry()
	return remarkLabel(e) + ": " + line(e.Rule.Title)
}

// Message is the remark in a few lines of plain text: what the passage does, the question, and where that is from.
func (r Remark) Message() string {
	e := r.entry()
	lines := []string{sentence(e.Rule.Message), r.question(e)}
	for _, how := range e.How {
		lines = append(lines, "What changed: "+sentence(how))
	}
	refs := append(append([]string{}, e.Rule.Rights...), e.Rule.Guidance...)
	if len(refs) > 0 {
		lines = append(lines, "See: "+line(strings.Join(refs, ", "))+".")
	}
	return strings.Join(append(lines, fmt.Sprintf("(rule %s, id %s)", e.Rule.ID, e.ID)), "\n")
}

// Where says in words where the passage stands, in the version that has it.
func (r Remark) Where() string {
	e := r.entry()
	if e.After.StartLine == 0 && e.Before.StartLine > 0 {
		return e.WhereOld + " of the earlier version"
	}
	if !e.Protection && e.After.StartLine == 0 {
		return e.Where
	}
	return e.WhereNew
}

// Comment is the whole remark: what the passage does, one question, how others solved it, and folded why it was raised.
func (r Remark) Comment() string {
	var text strings.Builder
	m := &markdown{w: bufio.NewWriter(&text)}
	e := r.entry()
	m.put("**" + remarkLabel(e) + ":** " + inline(e.Rule.Title) + "\n\n")
	r.passages(m, e)
	m.put(inline(sentence(e.Rule.Message)) + "\n\n")
	for _, how := range e.How {
		m.put("What changed: " + inline(sentence(how)) + "\n\n")
	}
	m.put("**" + inline(r.question(e)) + "**\n\n")
	if e.Rule.Mitigation != "" {
		m.put("How others solved it: " + inline(sentence(e.Rule.Mitigation)) + "\n\n")
	}
	r.sources(m, e)
	if r.Suggestion != "" {
		m.put(suggestion(r.Suggestion))
	}
	r.why(m, e)
	_ = m.w.Flush()
	return text.String()
}

// defaultQuestion is asked of a protection whose rule has no question of its own.
const defaultQuestion = "Is this intended, and if it is, what protects people in its place?"

func (r Remark) question(e changeEntry) string {
	if e.Rule.Question == "" {
		return defaultQuestion
	}
	return sentenceStart(line(e.Rule.Question))
}

// passages quotes what the reader does not have before them.
func (r Remark) passages(m *markdown, e changeEntry) {
	if e.Protection || !r.Beside {
		m.side("Before", r.Old, e.Before, e.WhereOld)
	}
	if e.Protection && e.After.StartLine == 0 && e.Before.StartLine > 0 {
		m.put("After: it is gone, and nothing that says the same was found.\n\n")
		return
	}
	if !r.Beside {
		m.side(map[bool]string{true: "After", false: "The passage"}[e.Before.StartLine > 0], r.New, r.place(e), where(r.place(e)))
	}
}

// place is where the passage of a remark stands in the new version; zero if it is about the draft as a whole.
func (r Remark) place(e changeEntry) review.Place {
	if r.Concern != nil && e.After.StartLine == 0 {
		return r.Concern.Finding.Place
	}
	return e.After
}

func (r Remark) sources(m *markdown, e changeEntry) {
	var parts []string
	if len(e.Rights) > 0 {
		parts = append(parts, "Right: "+markdownLinks(e.Rights))
	}
	if len(e.Guidance) > 0 {
		parts = append(parts, "Guidance: "+markdownLinks(e.Guidance))
	}
	if len(parts) > 0 {
		m.put(strings.Join(parts, ". ") + ".\n\n")
	}
}

// suggestion writes lines as GitHub's block that can be committed.
func suggestion(lines string) string {
	ticks := strings.Repeat("`", max(3, longestRun(lines, '`')+1))
	return ticks + "suggestion\n" + strings.TrimSuffix(lines, "\n") + "\n" + ticks + "\n\n"
}

// why writes the box that says why this was raised and how to dismiss it.
func (r Remark) why(m *markdown, e changeEntry) {
	title := "Why this was raised"
	if r.Dismiss != "" {
		title += ", and how to dismiss it"
	}
	m.fold(title)
	if !e.Protection {
		m.put("The checklist reads the passage so: " + inline(e.Reason) + fmt.Sprintf(" (confidence %.2f).\n\n", e.Confidence))
		if r.Beside {
			m.quote(view{doc: r.New}, r.Concern.Finding.Place)
			m.put("\n")
		}
	} else {
		m.put("The checklist takes the earlier passage for a protection, and compared it with what stands there now.\n\n")
	}
	raised := "A rule raised this"
	if e.Said != nil && e.Said.Raised {
		raised = "A model raised this"
	}
	m.put("Rule " + code(e.Rule.ID) + ", id " + code(e.ID) + ". " + raised + " and no person has looked at it yet; " +
		"\"not applicable, because ...\" is a good answer.\n\n")
	r.model(m, e.Said)
	if r.Dismiss != "" {
		m.put("If it is not a concern, " + r.Dismiss + "\n")
	}
	m.unfold()
}

// model says what a model says of the passage: that it does in any case, and its own words only where they are allowed.
func (r Remark) model(m *markdown, s *said) {
	if s == nil {
		return
	}
	m.put(inline(sentence(s.Headline)) + "\n\n")
	if r.ModelText {
		m.saidByModel(s)
		m.put("\n")
	}
}

// Inline writes any text as Markdown that shows it as it is, on one line.
func Inline(text string) string { return inline(text) }

// Code writes any text as a code span of Markdown.
func Code(text string) string { return code(text) }

// Fold writes Markdown in a box that is closed until somebody opens it, under a title of plain text.
func Fold(title, body string) string {
	return "<details><summary>" + inElement(title) + "</summary>\n\n" + strings.TrimSpace(body) + "\n\n</details>\n"
}
