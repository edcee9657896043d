package render

import (
	"io"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// changeText writes comparisons for a terminal.
type changeText struct{ text }

func newChangeText(w io.Writer, o Options) ChangeRenderer { return &changeText{*newText(w, o).(*text)} }

// changeStyles are the colours of changes: what takes from people is red or yellow, what gives is green.
var changeStyles = map[review.Change]style{
	review.Removed: "1;97;41", review.New: "1;97;41", review.Weakened: "30;43", review.Worse: "30;43",
	review.Added: "30;42", review.Strengthened: "30;42", review.Resolved: "30;42", review.Better: "30;42",
}

// Comparison writes one comparison.
func (t *changeText) Comparison(c review.Comparison) error {
	v := changeViewOf(c)
	if t.any {
		t.put("\n")
	}
	t.any = true
	t.said = map[string]bool{}
	t.changeHead(v)
	for _, g := range v.Groups {
		t.rule(g.Title)
		for _, e := range g.Entries {
			t.change(v, e)
		}
	}
	t.list("Not read", t.paint(styleWarn, "!")+" ", indent, v.Gaps)
	if v.Failure == "" {
		t.list("Ledger", indent, indent, append(tallyLines(v.Tally), comparisonNote))
	}
	return t.w.Flush()
}

// Close writes nothing more; every comparison has its own ledger.
func (t *changeText) Close(review.Status) error { return t.w.Flush() }

func (t *changeText) changeHead(v changeView) {
	t.prose("", "", v.Old.Name+" → "+v.New.Name, styleBold)
	if title := v.New.Title; title != "" {
		t.prose("", "", title, styleBold)
	}
	if v.Failure != "" {
		t.prose("", "", v.Failure, styleFailed)
		t.put("\n")
		return
	}
	t.prose("", "", strings.Join([]string{v.Old.Path, plural(v.Old.Lines, "line")}, ", ")+"; "+
		strings.Join([]string{v.New.Path, plural(v.New.Lines, "line")}, ", "), styleDim)
	t.prose("", "", v.Sentences, styleDim)
	if n := len(v.Gaps); n > 0 {
		t.prose("", "", "Partial: "+plural(n, "part")+" could not be read; see below.", styleWarn)
	}
	t.put("\n")
	t.prose("", "", v.Headline, styleNone)
	t.put("\n")
}

// change writes one change with both passages.
func (t *text) change(v changeView, e changeEntry) {
	first, rest := t.badge(changeStyles[e.Change], string(e.Change))
	t.prose(first, rest, e.categoryText()+line(e.Rule.Title)+e.severityText(), styleBold)
	if e.Whole() {
		t.prose(rest, rest, "the draft as a whole", styleDim)
	}
	t.put("\n")
	t.side("-", "old version", v.Old.doc, e.Before, e.WhereOld)
	t.side("+", "new version", v.New.doc, e.After, e.WhereNew)
	if gone := e.goneText(); gone != "" {
		t.prose(indent+t.paint(styleDim, "+")+" ", indent+indent, "new version: "+gone, styleDim)
		t.put("\n")
	}
	for _, p := range e.Gone {
		t.prose(indent, indent, strings.ToLower(e.Further())+", "+where(p)+":", styleDim)
		t.side("", "", v.furtherDoc(e), p, "")
	}
	for i, how := range e.How {
		t.labelled([]string{"Change", ""}[min(i, 1)], sentence(how))
	}
	if !t.said[e.Rule.ID] && e.Bad() {
		t.said[e.Rule.ID] = true
		t.labelled(e.messageLabel(), e.Rule.Message)
		t.labelled("Ask", e.Rule.Question)
		t.labelled("Rights", rightsText(e.Rights))
	}
	t.labelled("Rule", e.Rule.ID+", id "+e.ID)
	t.put("\n")
}

// severityText is the severity of a concern in brackets; empty for a protection.
func (e changeEntry) severityText() string {
	if e.Protection {
		return ""
	}
	return " (" + e.Severity.String() + ")"
}

// side writes the passage in one version; nothing if that version does not have it.
func (t *text) side(mark, name string, doc *document.Document, p review.Place, at string) {
	if p.StartLine == 0 {
		return
	}
	if mark != "" {
		t.prose(indent+t.paint(styleDim, mark)+" ", indent+indent, name+", "+at+":", styleDim)
	}
	t.quote(view{doc: doc}, p)
}

// since says what a change does, in a review that was compared with an earlier version: beside the findings, which say it
// themselves, what became of protections, and which concerns are gone.
func (t *text) since(r review.Review) {
	if v, ok := sinceView(r); ok {
		t.rule("Since " + v.Old.Name)
		t.prose("", "", v.Headline, styleNone)
		t.put("\n")
		for _, g := range v.Groups {
			for _, e := range g.Entries {
				t.change(v, e)
			}
		}
	}
}
