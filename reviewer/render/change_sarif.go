package render

import (
	"io"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// changeSARIF writes comparisons as SARIF 2.1.0: concerns with their baselineState (section 3.27.24), and protections that
// were removed or weakened as results of their own.
type changeSARIF struct {
	sarif
	last  Summary
	noted map[string]bool // paths of versions that have been noted: a version may stand in two comparisons
}

func newChangeSARIF(w io.Writer, o Options) ChangeRenderer {
	return &changeSARIF{sarif: *newSARIF(w, o).(*sarif), noted: map[string]bool{}}
}

// baselineStates say in SARIF what became of a concern.
var baselineStates = map[review.Change]string{
	review.New: "new", review.Worse: "updated", review.Better: "updated", review.Resolved: "absent", review.Unchanged: "unchanged",
	review.Removed: "new", review.Weakened: "new",
}

// Comparison writes the results of one comparison.
func (s *changeSARIF) Comparison(c review.Comparison) error {
	s.noteOnce(c.Old)
	s.noteOnce(c.New)
	s.count(c)
	for _, k := range c.Concerns {
		f, doc := k.Finding, documentOf(c.New)
		if k.Change == review.Resolved {
			doc = documentOf(c.Old)
		}
		f.Change = k.Change
		if err := s.item(s.result(doc, f)); err != nil {
			return err
		}
	}
	return s.losses(c)
}

// noteOnce keeps a version as an artifact; artifacts are unique (section 3.14.15).
func (s *changeSARIF) noteOnce(r review.Review) {
	if doc := documentOf(r); !s.noted[doc.Path] {
		s.noted[doc.Path] = true
		s.note(doc, r)
	}
}

func (s *changeSARIF) count(c review.Comparison) {
	l := c.New.Count()
	s.last.Ledger = s.last.Ledger.Add(l)
}

// Close writes the tool, its rules and the ledger.
func (s *changeSARIF) Close(status review.Status) error {
	s.last.Status = status
	return s.sarif.Close(s.last)
}

// lost is a protection that was removed or weakened, as a result at the place in the new version where it stood.
func (s *sarif) lost(c review.Comparison, k review.ProtectionChange) sarifResult {
	doc, at := documentOf(c.New), k.PlaceInNew()
	severity := catalogue.Medium
	out := sarifResult{
		RuleID: k.Rule.ID, RuleIndex: s.rule(k.Rule), Level: sarifLevel(severity), Message: sarifText{Text: lostText(k)},
		Locations: []sarifLocation{sarifLocationOf(doc, at)}, Fingerprints: map[string]string{fingerprintKey: k.ID},
		Baseline: baselineStates[k.Change],
	}
	if k.Old.StartLine > 0 {
		was := sarifLocationOf(documentOf(c.Old), k.Old)
		was.Message = &sarifText{Text: "The earlier version"}
		out.Related = append(out.Related, was)
	}
	out.Properties.Severity, out.Properties.Stance = severity.String(), ""
	out.Properties.Quote, out.Properties.Also, out.Properties.Cues = k.Old.Quote, present(k.Also), []jsonCue{}
	out.Properties.Change = k.Change
	return out
}

// lostText says what became of a protection.
func lostText(k review.ProtectionChange) string {
	text := "A protection was " + string(k.Change) + ": " + line(k.Rule.Title) + "."
	if len(k.How) > 0 {
		text += " " + sentence(strings.Join(k.How, "; "))
	}
	if k.Change == review.Removed {
		text += " It said: \"" + line(k.Old.Quote) + "\""
	}
	return text
}

func documentOf(r review.Review) *document.Document {
	if r.Document == nil {
		return &document.Document{}
	}
	return r.Document
}
