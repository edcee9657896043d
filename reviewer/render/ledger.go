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
	lines = append(lines, made+".", fmt.Sprintf("%s, %s ruled out, %s.",
		plural(l.Protections, "protection"), plural(l.RuledOut, "passage"), gapCount(l)))
	lines = append(lines, modelLines(l.Model)...)
	if err := l.Check(); err != nil {
		lines = append(lines, "Fault: "+err.Error()+".")
	}
	return lines
}

// gapCount says how much is missing; with a model, what it was not asked or did not answer is among it.
func gapCount(l review.Ledger) string {
	if l.Model == (review.ModelLedger{}) {
		return plural(l.Gaps, "part") + " that could not be read"
	}
	return plural(l.Gaps, "gap") + " (parts that could not be read, questions that a model was not asked or did not answer)"
}

// modelLines put into sentences what a model was asked and what became of it; none if no model was asked.
func modelLines(l review.ModelLedger) []string {
	if l == (review.ModelLedger{}) {
		return nil
	}
	cost := "no price known"
	if l.Priced {
		cost = fmt.Sprintf("cost %.4f", l.Cost)
	}
	return []string{
		fmt.Sprintf("Model %s: %s, %s answered from an earlier run, %d tokens in (%d of them cached by the server), %d tokens out, %s.",
			modelWords(l.Name), plural(l.Calls, "call"), plural(l.Kept, "question"), l.In, l.CachedIn, l.Out, cost),
		fmt.Sprintf("What it said: %s judged, %d raised, %d doubted (%d of them refuted by a second question).",
			plural(l.Judged, "finding"), l.Raised, l.Doubted, l.Refuted),
		fmt.Sprintf("What was not believed: %s dropped that the draft does not hold or that cite what the catalogue does not, "+
			"%s not as asked for, %d more repaired, %d raised already. Not asked or not answered: %s.",
			plural(l.Dropped, "statement"), plural(l.Invalid, "answer"), l.Repaired, l.Duplicate, plural(l.Unasked, "question")),
	}
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
