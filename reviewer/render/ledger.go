package render

import (
	"fmt"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/review"
)

// ledgerLines put the ledger into sentences.
func ledgerLines(s Summary) []string {
	l := s.Ledger
	lines := []string{fmt.Sprintf("%s of %d read. The run is %s.", plural(l.Reviewed, "draft"), l.Drafts, s.Status)}
	made := plural(l.Made, "finding") + " made"
	if l.Made > 0 {
		made += fmt.Sprintf(": %d shown, %d left out by the chosen severity or category, %d suppressed", l.Shown, l.Below, l.Suppressed)
	}
	lines = append(lines, made+".", fmt.Sprintf("%s, %s ruled out, %s that could not be read.",
		plural(l.Protections, "protection"), plural(l.RuledOut, "passage"), plural(l.Gaps, "part")))
	if err := l.Check(); err != nil {
		lines = append(lines, "Fault: "+err.Error()+".")
	}
	return lines
}

// suppressionLines say which suppressions did nothing.
func suppressionLines(s Summary) []string {
	var lines []string
	for _, u := range s.Unused {
		lines = append(lines, "Suppression that met no finding: "+suppressionText(u))
	}
	for _, e := range s.Expired {
		lines = append(lines, "Suppression that has expired: "+suppressionText(e))
	}
	return lines
}

// suppressionText says what is suppressed, why, by whom, until when, and where that is written.
func suppressionText(s review.Suppression) string {
	var parts []string
	for _, p := range []struct{ before, text string }{
		{"rule ", s.Rule}, {"finding ", s.ID}, {"in ", s.Path}, {"because ", s.Reason}, {"by ", s.Owner},
		{"until ", s.Expires}, {"written in ", s.Origin},
	} {
		if p.text != "" {
			parts = append(parts, p.before+line(p.text))
		}
	}
	return strings.Join(parts, ", ")
}

// suppressedText says which finding is suppressed, and by what.
func suppressedText(e entry) string {
	return line(e.Rule.Title) + " (" + e.Where + ", id " + e.ID + "): " + suppressionText(*e.Suppressed)
}
