package eval

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"

	"github.com/rightsreview/rightsreview/reviewer/assess"
	"github.com/rightsreview/rightsreview/reviewer/checklist"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Column is what was measured of one way to review.
type Column struct {
	Way    string             `json:"way"`
	Report Report             `json:"report"`
	Model  review.ModelLedger `json:"model"`
	Gaps   []string           `json:"gaps"` // what could not be asked or answered, by document

	reviewed []Reviewed
}

// Beside is the same labelled documents reviewed by the checklist alone, by a model alone, and by both.
type Beside struct {
	Name      string   `json:"name"`
	Documents int      `json:"documents"`
	Columns   []Column `json:"columns"` // in that order
}

// ways are the three ways, in the order of the columns.
var ways = []string{"checklist", "model", "both"}

// Asker gives what asks a model about a labelled document; see Oracle for one that needs no model.
type Asker func(Label, *document.Document) assess.Assessor

// ReviewWith reviews every labelled document in the three ways and measures them. A finding that the model speaks against does
// not count as raised. Documents are taken one after the other; the model is asked as the asker allows.
func ReviewWith(ctx context.Context, labels Labels, folder string, list *checklist.Checklist, ask Asker) (Beside, error) {
	b := Beside{Name: labels.File, Documents: len(labels.Documents)}
	for _, way := range ways {
		b.Columns = append(b.Columns, Column{Way: way, Gaps: []string{}})
	}
	for _, label := range labels.Documents {
		if err := b.review(ctx, label, folder, list, ask); err != nil {
			return Beside{}, err
		}
	}
	b.measure()
	return b, nil
}

func (b *Beside) review(ctx context.Context, label Label, folder string, list *checklist.Checklist, ask Asker) error {
	source, err := os.ReadFile(filepath.Join(folder, label.Document))
	if err != nil {
		return fmt.Errorf("read labelled document: %w", err)
	}
	doc, err := document.Parse(document.Draft{Path: label.Document, Source: source})
	if err != nil {
		return err
	}
	assessor := ask(label, doc)
	found := list.Check(doc)
	b.Columns[0].add(label, review.Review{Document: doc, Findings: found.Findings})
	b.Columns[1].add(label, assessor.Assess(ctx, review.Review{Document: doc}))
	b.Columns[2].add(label, assessor.Assess(ctx, review.Review{Document: doc, Findings: found.Findings}))
	return nil
}

// add enters one review.
func (c *Column) add(label Label, r review.Review) {
	raised := slices.DeleteFunc(slices.Clone(r.Findings), review.Finding.Doubted)
	c.reviewed = append(c.reviewed, Reviewed{
		Label: label, Result: checklist.Result{Findings: raised}, Lines: r.Document.LineCount(), Errors: labelErrors(label, r.Document),
	})
	if r.Model != nil {
		c.Model = c.Model.Add(*r.Model)
	}
	for _, g := range r.Gaps {
		c.Gaps = append(c.Gaps, label.Document+": "+g.What)
	}
}

func (b *Beside) measure() {
	for i := range b.Columns {
		b.Columns[i].Report = Measure(b.Name+", "+b.Columns[i].Way, b.Columns[i].reviewed)
	}
}

// Together puts measurements of several files of labels into one.
func Together(all []Beside) Beside {
	b := Beside{Name: "all"}
	for _, way := range ways {
		b.Columns = append(b.Columns, Column{Way: way, Gaps: []string{}})
	}
	for _, one := range all {
		b.Documents += one.Documents
		for i, c := range one.Columns {
			to := &b.Columns[i]
			to.reviewed = append(to.reviewed, c.reviewed...)
			to.Model = to.Model.Add(c.Model)
			to.Gaps = append(to.Gaps, c.Gaps...)
		}
	}
	b.measure()
	return b
}

// rows are what WriteText shows of each way.
var rows = []struct {
	name string
	of   func(Column, int) string
}{
	{"recall, high", func(c Column, _ int) string { return c.Report.RecallBySeverity["high"].String() }},
	{"recall, medium", func(c Column, _ int) string { return c.Report.RecallBySeverity["medium"].String() }},
	{"recall, low", func(c Column, _ int) string { return c.Report.RecallBySeverity["low"].String() }},
	{"recall, all", func(c Column, _ int) string { return c.Report.Recall.String() }},
	{"recall by findings of medium or higher", func(c Column, _ int) string { return c.Report.RecallStrong.String() }},
	{"precision, medium or higher", func(c Column, _ int) string { return c.Report.Precision.String() }},
	{"precision, high", func(c Column, _ int) string { return c.Report.PrecisionHigh.String() }},
	{"false alarms", func(c Column, _ int) string { return c.Report.Alarms.String() }},
	{"findings", func(c Column, _ int) string { return severities(c.Report.Findings) }},
	{"questions, by document", func(c Column, n int) string { return each(c.Model.Calls+c.Model.Kept, n) }},
	{"tokens in, by document", func(c Column, n int) string { return each(c.Model.In, n) }},
	{"tokens out, by document", func(c Column, n int) string { return each(c.Model.Out, n) }},
	{"quotes and reasons dropped", func(c Column, _ int) string { return fmt.Sprint(c.Model.Dropped) }},
	{"replies not as asked for", func(c Column, _ int) string { return fmt.Sprint(c.Model.Invalid) }},
	{"questions not asked", func(c Column, _ int) string { return fmt.Sprint(c.Model.Unasked) }},
}

func each(n, documents int) string { return fmt.Sprintf("%.0f", float64(n)/float64(max(1, documents))) }

// WriteText writes the three columns side by side for people. The error is that of the writer.
func (b Beside) WriteText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "== %s: %d documents", b.Name, b.Documents)
	for _, c := range b.Columns {
		fmt.Fprintf(t, "\t%s", c.Way)
	}
	fmt.Fprintln(t)
	for _, row := range rows {
		fmt.Fprint(t, row.name)
		for _, c := range b.Columns {
			fmt.Fprintf(t, "\t%s", row.of(c, b.Documents))
		}
		fmt.Fprintln(t)
	}
	for _, c := range b.Columns {
		for _, gap := range c.Gaps {
			fmt.Fprintf(t, "not done, %s: %s\n", c.Way, gap)
		}
	}
	fmt.Fprintln(t)
	return t.Flush()
}
