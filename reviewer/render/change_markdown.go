package render

import (
	"io"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// changeMarkdown writes comparisons for an issue or a mail.
type changeMarkdown struct{ markdown }

func newChangeMarkdown(w io.Writer, o Options) ChangeRenderer {
	return &changeMarkdown{*newMarkdown(w, o).(*markdown)}
}

// Comparison writes one comparison under a heading of the second level.
func (m *changeMarkdown) Comparison(c review.Comparison) error {
	v := changeViewOf(c)
	m.heading(2, inline(v.Old.Name+" → "+v.New.Name))
	if v.New.Title != "" {
		m.put("**" + inline(v.New.Title) + "**\n\n")
	}
	if v.Failure != "" {
		m.put(inline(v.Failure) + "\n")
		return m.w.Flush()
	}
	m.put(code(v.Old.Path) + " against " + code(v.New.Path) + ": " + v.Sentences + "\n\n")
	m.put("**" + inline(v.Headline) + "**\n")
	for _, g := range v.Groups {
		m.heading(3, inline(g.Title))
		for _, e := range g.Entries {
			m.change(v, e)
		}
	}
	m.list("Not read", v.Gaps)
	m.list("Ledger", append(tallyLines(v.Tally), comparisonNote))
	return m.w.Flush()
}

// Close writes nothing more; every comparison has its own ledger.
func (m *changeMarkdown) Close(review.Status) error { return m.w.Flush() }

func (m *markdown) change(v changeView, e changeEntry) {
	m.heading(4, strings.ToUpper(string(e.Change))+" - "+inline(e.categoryText()+e.Rule.Title+e.severityText()))
	if e.Whole() {
		m.put("The draft as a whole.\n\n")
	}
	m.side("Old version", v.Old.doc, e.Before, e.WhereOld)
	m.side("New version", v.New.doc, e.After, e.WhereNew)
	if gone := e.goneText(); gone != "" {
		m.put("New version: " + gone + ".\n\n")
	}
	for _, p := range e.Gone {
		m.side(e.Further(), v.furtherDoc(e), p, where(p))
	}
	for _, how := range e.How {
		m.item("Change", inline(sentence(how)))
	}
	if e.Bad() {
		m.item(e.messageLabel(), inline(e.Rule.Message))
		m.item("Ask", inline(e.Rule.Question))
		m.item("Rights", markdownLinks(e.Rights))
		m.item("Guidance", markdownLinks(e.Guidance))
	}
	m.item("Rule", code(e.Rule.ID)+", id "+code(e.ID))
}

func (m *markdown) side(name string, doc *document.Document, p review.Place, at string) {
	if p.StartLine == 0 {
		return
	}
	m.put(name + ", " + inline(at) + ":\n\n")
	m.quote(view{doc: doc}, p)
}

// since says what a change does, in a review that was compared with an earlier version.
func (m *markdown) since(r review.Review) {
	v, ok := sinceView(r)
	if !ok {
		return
	}
	m.heading(3, "Since "+inline(v.Old.Name))
	m.put(inline(v.Headline) + "\n")
	for _, g := range v.Groups {
		for _, e := range g.Entries {
			m.change(v, e)
		}
	}
}
