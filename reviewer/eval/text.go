package eval

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// WriteText writes a report for people. The error is that of the writer.
func (r Report) WriteText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "== %s: %d documents (%d concern, %d protective, %d neutral), %d lines\n", r.Name,
		r.Documents[KindConcern]+r.Documents[KindProtective]+r.Documents[KindNeutral],
		r.Documents[KindConcern], r.Documents[KindProtective], r.Documents[KindNeutral], r.Lines)
	r.writeRecall(t)
	r.writePrecision(t)
	r.writeCategories(t)
	r.writeRules(t)
	for _, e := range r.LabelErrors {
		fmt.Fprintf(t, "label error: %s\n", e)
	}
	fmt.Fprintln(t)
	return t.Flush()
}

func (r Report) writeRecall(w io.Writer) {
	fmt.Fprintf(w, "recall\t%s\n", r.Recall)
	for _, s := range []catalogue.Severity{catalogue.High, catalogue.Medium, catalogue.Low} {
		raised := r.Raised[s.String()]
		fmt.Fprintf(w, "  labelled %s\t%s\t(raised as high %d, medium %d, low %d)\n", s, r.RecallBySeverity[s.String()],
			raised["high"], raised["medium"], raised["low"])
	}
	for _, k := range kinds() {
		fmt.Fprintf(w, "  in %s documents\t%s\n", k, r.RecallByKind[k])
	}
	fmt.Fprintf(w, "  by first places alone\t%s\n", r.RecallPrimary)
	fmt.Fprintf(w, "  by findings of medium or higher\t%s\n", r.RecallStrong)
	fmt.Fprintf(w, "  by findings of any category\t%s\n", r.RecallAny)
}

func (r Report) writePrecision(w io.Writer) {
	fmt.Fprintf(w, "precision, medium or higher\t%s\n", r.Precision)
	fmt.Fprintf(w, "  on a label of any category\t%s\n", r.PrecisionAny)
	fmt.Fprintf(w, "  high findings alone\t%s\n", r.PrecisionHigh)
	fmt.Fprintf(w, "false alarms\t%s\t(%d lie on a label too)\n", r.Alarms, r.AlarmsOnLabel)
	fmt.Fprintf(w, "  lookalikes left alone\t%s\n", r.Lookalikes)
	fmt.Fprintf(w, "  in quiet categories\t%s\n", r.Quiet)
	for _, k := range kinds() {
		fmt.Fprintf(w, "    of %s documents\t%s\n", k, r.QuietByKind[k])
	}
	fmt.Fprintf(w, "findings\t%s\n", severities(r.Findings))
	for _, k := range kinds() {
		fmt.Fprintf(w, "  in %s documents\t%s\n", k, severities(r.FindingsByKind[k]))
	}
	fmt.Fprintf(w, "high in protective or neutral documents\t%d\n", r.HighOffConcern)
	fmt.Fprintf(w, "documents raised, precision\t%s\n", r.Presence.Precision)
	fmt.Fprintf(w, "documents raised, recall\t%s\n", r.Presence.Recall)
}

func (r Report) writeCategories(w io.Writer) {
	fmt.Fprintf(w, "\ncategory\trecall\tdocuments, precision\tdocuments, recall\n")
	for _, c := range catalogue.Categories() {
		p := r.PresenceBy[c]
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", c, r.RecallByCategory[c], p.Precision, p.Recall)
	}
}

func (r Report) writeRules(w io.Writer) {
	fmt.Fprintf(w, "\nrule\ton label\toff label\tfalse alarms\tlow on label\tlow elsewhere\n")
	for _, t := range r.Rules {
		fmt.Fprintf(w, "  %s\t%d\t%d\t%d\t%d\t%d\n", t.Rule, t.OnLabel, t.OffLabel, t.Alarms, t.WeakHits, t.Weak-t.WeakHits)
	}
}

func kinds() []Kind { return []Kind{KindConcern, KindProtective, KindNeutral} }

// String is "12/40 = 0.30", or "-" if there was nothing to hit.
func (s Share) String() string {
	if s.Total == 0 {
		return "-"
	}
	return fmt.Sprintf("%d/%d = %.2f", s.Hits, s.Total, s.Value())
}

// String is "12 = 0.80 per 1,000 lines".
func (r Rate) String() string {
	return fmt.Sprintf("%d = %.2f per 1,000 lines", r.Count, r.PerThousand())
}

func severities(n map[string]int) string {
	return fmt.Sprintf("%d high, %d medium, %d low", n["high"], n["medium"], n["low"])
}

// WriteRows writes one line for each labelled concern (hit or miss) and each finding of medium or higher that is a
// false alarm (alarm) or lies on no label (loose), tab-separated:
//
//	miss|hit     document  lines  category  severity  quote   reason or rules
//	alarm|loose  document  lines  category  severity  rule    stance  quote  why
//
// Only rows of the given category are written; empty is all.
func (r Report) WriteRows(w io.Writer, category catalogue.Category) error {
	var rows []string
	for _, m := range r.misses {
		if wanted(m.Category, category) {
			rows = append(rows, row("miss", m.Document, span(m.Lines[0], m.Lines[1]), m.Category, m.Severity, m.Quote, m.Reason))
		}
	}
	for _, h := range r.hits {
		if wanted(h.Category, category) {
			rows = append(rows, row("hit", h.Document, span(h.Lines[0], h.Lines[1]), h.Category, h.Severity, h.Quote, ruleNames(h.Findings)))
		}
	}
	for _, v := range r.verdicts {
		if !wanted(v.Rule.Category, category) || !strong(v.Finding) || (v.Alarm == "" && v.OnLabel) {
			continue
		}
		kind := "loose"
		if v.Alarm != "" {
			kind = "alarm"
		}
		rows = append(rows, row(kind, v.Document, span(v.StartLine, v.EndLine), v.Rule.Category, v.Severity, v.Rule.ID, v.Stance, v.Quote, v.Alarm))
	}
	_, err := io.WriteString(w, strings.Join(rows, ""))
	return err
}

func wanted(c, only catalogue.Category) bool { return only == "" || c == only }

func ruleNames(findings []review.Finding) string {
	var names []string
	for _, f := range findings {
		names = append(names, fmt.Sprintf("%s(%s)", f.Rule.ID, f.Severity))
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), " ")
}

func span(first, last int) string { return fmt.Sprintf("%d-%d", first, last) }

func row(cells ...any) string {
	texts := make([]string, len(cells))
	for i, c := range cells {
		texts[i] = fold(fmt.Sprint(c))
	}
	return strings.Join(texts, "\t") + "\n"
}
