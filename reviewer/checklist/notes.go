package checklist

import (
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// The coverage of a consideration, as review.Note has it.
const (
	answered    = "answered"
	partly      = "partly"
	notAnswered = "not answered"
)

// considerations are what a draft is expected to consider under a heading of its own, and who expects it. A missing one is
// no finding: of the RFCs of 2020 to 2023 only one in eight has a privacy section, and it may be treated elsewhere.
var considerations = []struct {
	guideline, title string
	kind             document.SectionKind
	heading          string // a word of the heading, for those that are no kind of section
	text             string // what to say where the heading is missing
}{
	{"RFC 3552 section 5", "Security considerations", document.SectionSecurity, "", "Every RFC needs them (RFC 7322 section 4.8.5)."},
	{"RFC 6973 section 7", "Privacy considerations", document.SectionPrivacy, "", "They may stand under security considerations or in a document that this one cites."},
	{"RFC 9620 section 4", "Human-rights considerations", document.SectionHumanRights, "", "Their absence is the norm; the guidelines ask that the questions be considered, not that the heading be there."},
	{"RFC 2277 section 6", "Internationalisation considerations", "", "internationali", "They are needed where the draft carries text that people read."},
}

// notes says which considerations a draft has, and where.
func (d *reading) notes() []review.Note {
	notes := make([]review.Note, 0, len(considerations))
	for _, c := range considerations {
		n := review.Note{Guideline: c.guideline, Title: c.title, Coverage: notAnswered, Text: c.text}
		for i, s := range d.doc.Sections {
			if !isConsideration(s, c.kind, c.heading) {
				continue
			}
			n.Where = where(s)
			if n.Coverage, n.Text = answered, ""; d.empty(i) {
				n.Coverage, n.Text = partly, "The section has no sentence of its own."
			}
			break
		}
		notes = append(notes, n)
	}
	return notes
}

func isConsideration(s document.Section, kind document.SectionKind, heading string) bool {
	if heading != "" {
		return strings.Contains(strings.ToLower(s.Title), heading)
	}
	return s.Kind == kind && s.Title != ""
}

// empty reports whether neither a section nor one below it has prose.
func (d *reading) empty(section int) bool {
	for i := section; i < len(d.doc.Sections); i++ {
		if s := d.doc.Sections[i]; i > section && s.Level <= d.doc.Sections[section].Level {
			return true
		}
		for b := d.doc.Sections[i].Blocks.Start; b < d.doc.Sections[i].Blocks.End; b++ {
			if d.doc.Blocks[b].Kind.Prose() {
				return false
			}
		}
	}
	return true
}

func where(s document.Section) string {
	if s.Number == "" {
		return s.Title
	}
	return "Section " + s.Number
}
