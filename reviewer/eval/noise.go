package eval

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/checklist"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
	"github.com/sourcegraph/conc/iter"
)

// Noise says how much a reader of ordinary drafts is asked to look at.
type Noise struct {
	Documents  int                           `json:"documents"`
	Lines      int                           `json:"lines"`
	Findings   map[string]int                `json:"findings"` // by severity
	Calm       int                           `json:"calm"`     // documents without a finding of medium or higher
	Categories map[catalogue.Category]Volume `json:"categories"`
	Rules      []RuleVolume                  `json:"rules"`   // by findings of medium or higher, most first
	Loudest    []DocumentVolume              `json:"loudest"` // likewise, at most ten
}

// Volume counts what was raised.
type Volume struct {
	High      int `json:"high"`
	Medium    int `json:"medium"`
	Low       int `json:"low"`
	Documents int `json:"documents"` // in which something of medium or higher was raised
}

func (v Volume) strong() int { return v.High + v.Medium }

// RuleVolume counts what one rule raised.
type RuleVolume struct {
	Rule string `json:"rule"`
	Volume
}

// DocumentVolume counts what was raised in one document.
type DocumentVolume struct {
	Document string `json:"document"`
	Findings int    `json:"findings"` // of medium or higher
}

// Draw draws n files whose names match a pattern from a folder, the same ones for the same seed and the same folder.
// All are drawn if there are not more than n. They come in order of name.
func Draw(folder, pattern string, n int, seed uint64) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(folder, pattern))
	if err != nil {
		return nil, fmt.Errorf("draw documents from %s: pattern %q: %w", folder, pattern, err)
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("draw documents from %s: no file matches %q", folder, pattern)
	}
	slices.Sort(paths)
	draw := rand.New(rand.NewPCG(seed, 0))
	draw.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
	paths = paths[:min(n, len(paths))]
	slices.Sort(paths)
	return paths, nil
}

// Listen reviews files and counts what is raised.
func Listen(paths []string, list *checklist.Checklist) (Noise, error) {
	type heard struct {
		findings []review.Finding
		lines    int
		err      error
	}
	all := iter.Map(paths, func(path *string) heard {
		source, err := os.ReadFile(*path)
		if err != nil {
			return heard{err: fmt.Errorf("read drawn document: %w", err)}
		}
		doc, err := document.Parse(document.Draft{Path: filepath.Base(*path), Source: source})
		if err != nil {
			return heard{err: err}
		}
		return heard{findings: list.Check(doc).Findings, lines: doc.LineCount()}
	})
	n := Noise{Findings: map[string]int{}, Categories: map[catalogue.Category]Volume{}}
	rules := map[string]Volume{}
	for i, h := range all {
		if h.err != nil {
			return Noise{}, h.err
		}
		n.add(filepath.Base(paths[i]), h.lines, h.findings, rules)
	}
	n.rank(rules)
	return n, nil
}

func (n *Noise) add(name string, lines int, findings []review.Finding, rules map[string]Volume) {
	n.Documents++
	n.Lines += lines
	count := 0
	raised := map[catalogue.Category]bool{}
	raisedRules := map[string]bool{}
	for _, f := range findings {
		n.Findings[f.Severity.String()]++
		rules[f.Rule.ID] = rules[f.Rule.ID].plus(f, !raisedRules[f.Rule.ID])
		n.Categories[f.Rule.Category] = n.Categories[f.Rule.Category].plus(f, !raised[f.Rule.Category])
		if strong(f) {
			count++
			raised[f.Rule.Category] = true
			raisedRules[f.Rule.ID] = true
		}
	}
	if count == 0 {
		n.Calm++
		return
	}
	n.Loudest = append(n.Loudest, DocumentVolume{name, count})
}

// plus adds a finding. First says that nothing strong was raised in the document so far.
func (v Volume) plus(f review.Finding, first bool) Volume {
	switch f.Severity {
	case catalogue.High:
		v.High++
	case catalogue.Medium:
		v.Medium++
	default:
		v.Low++
	}
	if first && strong(f) {
		v.Documents++
	}
	return v
}

func (n *Noise) rank(rules map[string]Volume) {
	for _, id := range slices.Sorted(maps.Keys(rules)) {
		n.Rules = append(n.Rules, RuleVolume{id, rules[id]})
	}
	slices.SortStableFunc(n.Rules, func(a, b RuleVolume) int { return b.strong() - a.strong() })
	slices.SortStableFunc(n.Loudest, func(a, b DocumentVolume) int {
		return cmp.Or(b.Findings-a.Findings, cmp.Compare(a.Document, b.Document))
	})
	n.Loudest = n.Loudest[:min(10, len(n.Loudest))]
}

// Strong is the number of findings of medium or higher.
func (n Noise) Strong() Rate { return Rate{n.Findings["high"] + n.Findings["medium"], n.Lines} }

// Figures are the numbers that gates can name.
func (n Noise) Figures() map[string]float64 {
	documents := float64(max(1, n.Documents))
	return map[string]float64{
		"documents":             float64(n.Documents),
		"findings-per-document": float64(n.Strong().Count) / documents,
		"high-per-document":     float64(n.Findings["high"]) / documents,
		"low-per-document":      float64(n.Findings["low"]) / documents,
		"findings-per-1000":     n.Strong().PerThousand(),
		"calm-documents":        float64(n.Calm) / documents,
	}
}

// WriteText writes the noise for people. The error is that of the writer.
func (n Noise) WriteText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	figures := n.Figures()
	fmt.Fprintf(t, "documents\t%d, %d lines\n", n.Documents, n.Lines)
	fmt.Fprintf(t, "findings\t%s\n", severities(n.Findings))
	fmt.Fprintf(t, "medium or higher, by document\t%.2f (high alone: %.2f)\n", figures["findings-per-document"], figures["high-per-document"])
	fmt.Fprintf(t, "medium or higher\t%s\n", n.Strong())
	fmt.Fprintf(t, "documents with none\t%s\n", Share{n.Calm, n.Documents})
	fmt.Fprintf(t, "\ncategory\thigh\tmedium\tlow\tdocuments\n")
	for _, c := range catalogue.Categories() {
		n.Categories[c].write(t, string(c))
	}
	fmt.Fprintf(t, "\nrule\thigh\tmedium\tlow\tdocuments\n")
	for _, r := range n.Rules {
		r.write(t, r.Rule)
	}
	fmt.Fprintf(t, "\nloudest\tmedium or higher\n")
	for _, d := range n.Loudest {
		fmt.Fprintf(t, "  %s\t%d\n", d.Document, d.Findings)
	}
	return t.Flush()
}

func (v Volume) write(w io.Writer, name string) {
	fmt.Fprintf(w, "  %s\t%d\t%d\t%d\t%d\n", name, v.High, v.Medium, v.Low, v.Documents)
}
