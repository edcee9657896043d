package render

import (
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// maxEdits is how many changes of the text the page shows side by side; more than that is another draft.
const maxEdits = 2000

// changeHTML writes one page that needs nothing else: each change of a concern or protection with both passages side by
// side, and then every change of the text.
type changeHTML struct {
	w        io.Writer
	version  string
	template *template.Template
	body     spool
	names    []string
	entries  int // numbers the changes of all comparisons
}

func newChangeHTML(w io.Writer, o Options) ChangeRenderer {
	return &changeHTML{w: w, version: o.Version, template: pages()}
}

// htmlComparison is one comparison as the page shows it.
type htmlComparison struct {
	changeView
	Key   string
	Boxes []htmlChangeGroup
	Rows  []htmlEdit
	More  int // changes of the text that are not shown
	Notes []string
}

type htmlChangeGroup struct {
	Title   string
	Entries []htmlChange
}

// htmlChange is one change with its sides.
type htmlChange struct {
	changeEntry
	Level
	Key    string
	Sides  [2]htmlSide
	Others []htmlSide
}

// htmlSide is the passage in one version.
type htmlSide struct {
	Class, Name string // old or new, and what it is called
	Where       string
	Rows        []htmlLine
	Near        int // line of the version after which it stood, if it is not there; 0 if not known
}

// htmlEdit is a statement in both versions.
type htmlEdit struct {
	Heading string // of the section that begins here; empty if it is that of the edit before
	Sides   [2]htmlSide
}

// changeLevels say how each change is told apart: by class, by shape and by word.
var changeLevels = map[review.Change]Level{
	review.Removed: {"high", "✕", "Removed"}, review.Weakened: {"medium", "▼", "Weakened"},
	review.New: {"high", "▲", "New"}, review.Worse: {"medium", "▲", "Worse"},
	review.Added: {"good", "✓", "Added"}, review.Strengthened: {"good", "▲", "Strengthened"},
	review.Resolved: {"good", "✓", "Resolved"}, review.Better: {"good", "▼", "Better"},
}

// levelOf is the level of a change; a new concern has that of its severity.
func levelOf(e changeEntry) Level {
	l := changeLevels[e.Change]
	if e.Change == review.New && e.Severity != catalogue.High {
		l.Class = htmlLevels[e.Severity].Class
	}
	return l
}

// Comparison adds one comparison to the page.
func (h *changeHTML) Comparison(c review.Comparison) error {
	v := changeViewOf(c)
	out := htmlComparison{changeView: v, Key: fmt.Sprintf("d%d", len(h.names)+1), Notes: append(tallyLines(v.Tally), comparisonNote)}
	out.Boxes = htmlChangeGroups(v, &h.entries)
	out.Rows = htmlEdits(v, c.Edits[:min(len(c.Edits), maxEdits)])
	out.More = len(c.Edits) - len(out.Rows)
	h.names = append(h.names, v.Old.Name+" → "+v.New.Name)
	return h.template.ExecuteTemplate(&h.body, "change.html", out)
}

// htmlChangeGroups lays the groups of a comparison out; numbered counts the entries of the page.
func htmlChangeGroups(v changeView, numbered *int) []htmlChangeGroup {
	var boxes []htmlChangeGroup
	for _, g := range v.Groups {
		box := htmlChangeGroup{Title: g.Title}
		for _, e := range g.Entries {
			*numbered++
			box.Entries = append(box.Entries, htmlChangeOf(v, e, fmt.Sprintf("c%d", *numbered)))
		}
		boxes = append(boxes, box)
	}
	return boxes
}

func htmlChangeOf(v changeView, e changeEntry, key string) htmlChange {
	x := htmlChange{changeEntry: e, Level: levelOf(e), Key: key}
	x.Sides = v.sides(e.Before, e.After, e.Near)
	class := "new"
	if e.Change == review.Removed {
		class = "old"
	}
	for _, p := range e.Gone {
		x.Others = append(x.Others, htmlSideOf(class, e.Further(), v.furtherDoc(e), p))
	}
	return x
}

// sides lays a passage of both versions out.
func (v changeView) sides(before, after review.Place, near int) [2]htmlSide {
	sides := [2]htmlSide{
		htmlSideOf("old", "Old version", v.Old.doc, before), htmlSideOf("new", "New version", v.New.doc, after),
	}
	sides[1].Near = near
	return sides
}

// htmlSideOf lays a passage out; without rows if the version does not have it.
func htmlSideOf(class, name string, doc *document.Document, p review.Place) htmlSide {
	side := htmlSide{Class: class, Name: name}
	if p.StartLine == 0 {
		return side
	}
	side.Where = where(p)
	for _, r := range passage(doc, p) {
		l := htmlLine{N: r.Line}
		for _, run := range r.runs {
			class := ""
			if run.marked {
				class = "w"
			}
			l.Pieces = append(l.Pieces, htmlPiece{Text: run.text, Class: class})
		}
		side.Rows = append(side.Rows, l)
	}
	return side
}

func htmlEdits(v changeView, edits []review.Edit) []htmlEdit {
	rows := make([]htmlEdit, len(edits))
	last := ""
	for i, e := range edits {
		at := e.New
		if at.StartLine == 0 {
			at = e.Old
		}
		if title := heading(at); title != last {
			rows[i].Heading, last = title, title
		}
		rows[i].Sides = v.sides(e.Old, e.New, e.Near)
	}
	return rows
}

// Close writes the page.
func (h *changeHTML) Close(review.Status) error {
	title := "What the change does"
	if len(h.names) > 0 {
		title += ": " + strings.Join(h.names, ", ")
	}
	return writePage(h.w, h.version, title, func(_ *template.Template, w io.Writer) error {
		_, err := h.body.WriteTo(w)
		return err
	})
}

// writePage writes a page without script around its content.
func writePage(w io.Writer, version, title string, content func(*template.Template, io.Writer) error) error {
	_, err := io.WriteString(w, pageHead(title, version, pageStyle(), "")+"<body class=\"change\">\n<main id=\"reviews\">\n")
	if err != nil {
		return err
	}
	if err := content(pages(), w); err != nil {
		return err
	}
	_, err = io.WriteString(w, "</main>\n</body>\n</html>\n")
	return err
}

// pages are the templates of all pages.
func pages() *template.Template {
	return template.Must(template.New("").Funcs(htmlFuncs).ParseFS(page, "page/*.html"))
}
