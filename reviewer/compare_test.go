package reviewer_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rightsreview/rightsreview/reviewer"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/change"
	"github.com/rightsreview/rightsreview/reviewer/checklist"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

func comparing(t testing.TB) reviewer.Options {
	t.Helper()
	rules, err := catalogue.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	list, err := checklist.Compile(rules)
	if err != nil {
		t.Fatal(err)
	}
	return reviewer.Options{Checklist: list, Comparer: change.New(rules.Wording), Jobs: 1}
}

// longDraft is a text of some 200 pages of 58 lines, made of copies of a draft in each of which its terms have other names;
// in the new version every fortieth line is another, and the copies stand in another order.
func longDraft(t testing.TB) (old, new document.Draft) {
	t.Helper()
	const pages, linesPerPage = 200, 58
	source, err := os.ReadFile("../fixtures/changes/draft-brandvold-parcel-relay-00.txt")
	if err != nil {
		t.Fatal(err)
	}
	var before, after []string
	for i := 0; len(before) < pages*linesPerPage; i++ {
		copied := strings.NewReplacer("relay", fmt.Sprintf("relay%d", i), "box", fmt.Sprintf("box%d", i)).Replace(string(source))
		lines := strings.Split(copied, "\n")
		before = append(before, lines...)
		edited := strings.Split(copied, "\n")
		for k := 20; k < len(edited); k += 40 {
			edited[k] = strings.ReplaceAll(strings.ReplaceAll(edited[k], "MUST", "SHOULD"), " the ", " each ")
		}
		if i%3 == 0 {
			after = append(edited, after...)
		} else {
			after = append(after, edited...)
		}
	}
	return document.Draft{Path: "old.txt", Source: []byte(strings.Join(before, "\n"))},
		document.Draft{Path: "new.txt", Source: []byte(strings.Join(after, "\n"))}
}

// BenchmarkCompare compares two versions of a text of 200 pages, and gives how many times as long that takes as reviewing
// both.
func BenchmarkCompare(b *testing.B) {
	o := comparing(b)
	old, new := longDraft(b)
	var reviewing, comparing time.Duration
	for b.Loop() {
		start := time.Now()
		reviewer.Compare([]document.Draft{old}, o)
		reviewer.Compare([]document.Draft{new}, o)
		middle := time.Now()
		reviewer.Compare([]document.Draft{old, new}, o)
		reviewing, comparing = reviewing+middle.Sub(start), comparing+time.Since(middle)
	}
	b.ReportMetric(float64(comparing)/float64(reviewing), "times-the-reviews")
	b.ReportMetric(float64(bytes.Count(old.Source, []byte("\n"))), "lines")
}

func TestCompareVersions(t *testing.T) {
	o := comparing(t)
	draft := func(text string) document.Draft { return document.Draft{Path: "draft.md", Source: []byte(text)} }
	const must = "# Transport\n\nEvery message MUST be encrypted with TLS 1.3.\n"
	for name, c := range map[string]struct {
		versions []document.Draft
		steps    int
		status   review.Status
		bad      int
	}{
		"none":        {nil, 0, review.Complete, 0},
		"one":         {[]document.Draft{draft(must)}, 0, review.Complete, 0},
		"same":        {[]document.Draft{draft(must), draft(must)}, 1, review.Complete, 0},
		"weaker":      {[]document.Draft{draft(must), draft(strings.Replace(must, "MUST", "SHOULD", 1))}, 1, review.Complete, 2}, // a protection, and a concern
		"empty":       {[]document.Draft{draft(must), draft("")}, 1, review.Failed, 0},
		"three":       {[]document.Draft{draft(must), draft(must), draft("# Transport\n\nThere is none.\n")}, 2, review.Complete, 1},
		"other bytes": {[]document.Draft{draft(must), {Path: "a.pdf", Source: []byte("%PDF-1.7")}}, 1, review.Failed, 0},
	} {
		t.Run(name, func(t *testing.T) {
			h := reviewer.Compare(c.versions, o)
			bad := 0
			for _, s := range h.Steps {
				for change, n := range s.Tally().Shown {
					if change.Bad() {
						bad += n
					}
				}
				if err := s.Tally().Check(); err != nil {
					t.Error(err)
				}
			}
			if len(h.Versions) != len(c.versions) || len(h.Steps) != c.steps || h.Status() != c.status || bad != c.bad {
				t.Errorf("%d versions, %d steps, %s, %d bad; want %d, %s, %d", len(h.Versions), len(h.Steps), h.Status(), bad, c.steps, c.status, c.bad)
			}
		})
	}
}
