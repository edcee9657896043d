package render

import (
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

func TestWhere(t *testing.T) {
	for want, p := range map[string]review.Place{
		"the draft as a whole":           {},
		"line 3":                         {StartLine: 3, EndLine: 3},
		"lines 3-5":                      {StartLine: 3, EndLine: 5},
		"section 3.1, line 3":            {StartLine: 3, EndLine: 3, Section: "3.1"},
		"appendix A.2, line 3":           {StartLine: 3, EndLine: 3, Section: "A.2"},
		"section 3.1, lines 3-5, page 2": {StartLine: 3, EndLine: 5, Section: "3.1", Page: 2},
	} {
		if got := where(p); got != want {
			t.Errorf("where(%+v) = %q, want %q", p, got, want)
		}
	}
}

func TestReason(t *testing.T) {
	cues := []review.Cue{cue("must", 2), cue("keep", 1), fact("in the body", 0.5), cue("log", 0.4), fact("in security considerations", -1)}
	for _, c := range []struct {
		stance review.Stance
		cues   []review.Cue
		want   string
	}{
		{review.Requires, cues, `the draft requires it: "must", "keep", in the body; against that: in security considerations`},
		{review.Warns, cues, `the draft warns of it: in security considerations; against that: "must", "keep", in the body`},
		{review.Enables, nil, "the draft makes it possible"},
		{"new", nil, "the draft speaks of it"},
	} {
		if got := reason(c.stance, c.cues); got != c.want {
			t.Errorf("%s: %q, want %q", c.stance, got, c.want)
		}
	}
}

// TestStances keeps the words and the stances together.
func TestStances(t *testing.T) {
	for _, s := range []review.Stance{
		review.Requires, review.Recommends, review.Permits, review.Introduces, review.Enables, review.SelfDeclared,
		review.Describes, review.Warns, review.Forbids, review.Mitigates, review.Cites,
	} {
		if stances[s] == "" {
			t.Errorf("no words for %q", s)
		}
	}
}

// TestVerdict says that only a complete review without findings has no findings.
func TestVerdict(t *testing.T) {
	for _, c := range []struct {
		name string
		v    view
		none bool
	}{
		{"complete", view{Status: review.Complete}, true},
		{"partial", view{Status: review.Partial}, false},
		{"failed", view{Status: review.Failed, Failure: "no"}, false},
		{"found", view{Status: review.Complete, Findings: []entry{{}}}, false},
		{"suppressed", view{Status: review.Complete, Suppressed: []entry{{}}}, false},
	} {
		if got := c.v.verdict(); (got == "No findings.") != c.none {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

// TestNoFindings says the same of every format for people.
func TestNoFindings(t *testing.T) {
	for _, format := range []string{"text", "markdown", "html"} {
		if out := rendered(t, format, Options{}, empty(t)); !strings.Contains(out, "No findings.") {
			t.Errorf("%s does not say that a complete review has none", format)
		}
		for _, r := range []review.Review{partial(t), failed(), sample(t)} {
			if out := rendered(t, format, Options{}, r); strings.Contains(out, "No findings.") {
				t.Errorf("%s says that a review has no findings which is %s", format, r.Status())
			}
		}
	}
	if out := rendered(t, "brief", Options{}, partial(t)); !strings.Contains(out, "two pages have no text") {
		t.Error("the brief does not say what was not read")
	}
}

func TestGuidelineOf(t *testing.T) {
	for want, r := range map[string]catalogue.Rule{
		"4.14": {Category: catalogue.Censorship, Guidance: []string{"RFC 2804", "RFC 9620 section 4.14", "RFC 9620 section 4.1"}},
		"4.15": {Category: catalogue.Censorship, Guidance: []string{"RFC 9620 section 4.15.2"}},
		"4.16": {Category: catalogue.Censorship, Guidance: []string{"RFC 7754"}},
		"4.21": {Category: "own"},
		"4.4":  {Category: catalogue.TrafficManipulation},
	} {
		if got := guidelines[guidelineOf(r)].number; got != want {
			t.Errorf("%+v is filed under %s, want %s", r, got, want)
		}
	}
	for _, c := range catalogue.Categories() {
		if guidelineOf(catalogue.Rule{Category: c}) == len(guidelines)-1 {
			t.Errorf("%s has no guideline", c)
		}
	}
}

// TestBriefHasEveryGuideline counts the guidelines with and without findings.
func TestBriefHasEveryGuideline(t *testing.T) {
	out := rendered(t, "brief", Options{}, sample(t))
	for _, g := range guidelines {
		if n := strings.Count(out, g.number+" "+g.title); n != 1 {
			t.Errorf("%s %s stands %d times in the brief", g.number, g.title, n)
		}
	}
}

// TestEveryFindingIsThere says that no format for people or machines loses one.
func TestEveryFindingIsThere(t *testing.T) {
	r := sample(t)
	for _, format := range Formats() {
		out := rendered(t, format, Options{}, r)
		for _, f := range r.Findings {
			if f.Suppressed != nil && format == "rdjsonl" {
				continue
			}
			if !strings.Contains(out, f.Rule.Title) {
				t.Errorf("%s lacks %q", format, f.Rule.Title)
			}
		}
	}
}

func TestLedgerLines(t *testing.T) {
	s := Summary{Status: review.Partial, Ledger: review.Ledger{Drafts: 2, Reviewed: 1, Made: 3, Shown: 1, Below: 1}}
	if out := strings.Join(ledgerLines(s), "\n"); !strings.Contains(out, "1 draft of 2 read. The run is partial.") || !strings.Contains(out, "Fault: the ledger does not add up") {
		t.Errorf("ledger:\n%s", out)
	}
}

func TestGapText(t *testing.T) {
	doc := readDocument(t, "a.txt", "One.\nTwo.\nThree.\n", document.Metadata{})
	if got := gapText(doc, document.Gap{What: "an image", Source: document.Span{Start: 5, End: 12}}); got != "an image (lines 2-3)" {
		t.Errorf("gap %q", got)
	}
}
