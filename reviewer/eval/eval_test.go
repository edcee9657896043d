package eval

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/checklist"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

func finding(category catalogue.Category, name string, severity catalogue.Severity, first, last int) review.Finding {
	return review.Finding{
		Rule:     catalogue.Rule{ID: string(category) + "/" + name, Category: category},
		Severity: severity,
		Place:    review.Place{StartLine: first, EndLine: last, Quote: "words of " + name},
	}
}

func reviewed(label Label, lines int, findings ...review.Finding) Reviewed {
	return Reviewed{Label: label, Lines: lines, Result: checklist.Result{Findings: findings}}
}

// logging has two concerns, a lookalike and a quiet category.
var logging = Label{
	Document: "logging.txt", Kind: KindConcern, Read: "full",
	Concerns: []Passage{
		{Category: catalogue.Surveillance, Also: []catalogue.Category{catalogue.WeakenedAnonymity}, Severity: catalogue.High, Lines: [2]int{100, 110}},
		{Category: catalogue.WeakenedEncryption, Severity: catalogue.Low, Lines: [2]int{300, 300}},
	},
	Lookalikes: []Passage{{Category: catalogue.Censorship, Lines: [2]int{50, 52}, Reason: "a packet filter"}},
	Quiet:      []catalogue.Category{catalogue.Exclusion},
}

func TestRecall(t *testing.T) {
	tests := []struct {
		name    string
		finding review.Finding
		found   bool
	}{
		{"in the lines", finding(catalogue.Surveillance, "log", catalogue.High, 105, 106), true},
		{"five lines before", finding(catalogue.Surveillance, "log", catalogue.High, 90, 95), true},
		{"six lines before", finding(catalogue.Surveillance, "log", catalogue.High, 90, 94), false},
		{"five lines after", finding(catalogue.Surveillance, "log", catalogue.High, 115, 120), true},
		{"six lines after", finding(catalogue.Surveillance, "log", catalogue.High, 116, 120), false},
		{"a low finding", finding(catalogue.Surveillance, "log", catalogue.Low, 105, 106), true},
		{"the other right category", finding(catalogue.WeakenedAnonymity, "names", catalogue.High, 105, 106), true},
		{"a wrong category", finding(catalogue.Interception, "tap", catalogue.High, 105, 106), false},
		{"about the whole draft", finding(catalogue.Surveillance, "absent", catalogue.High, 0, 0), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := Measure("set", []Reviewed{reviewed(logging, 1000, test.finding)})
			want := Share{Total: 2}
			if test.found {
				want.Hits = 1
			}
			if r.Recall != want {
				t.Errorf("recall is %v, want %v", r.Recall, want)
			}
			if len(r.hits) != want.Hits || len(r.misses) != 2-want.Hits {
				t.Errorf("%d hits and %d misses", len(r.hits), len(r.misses))
			}
		})
	}
}

func TestRecallOfFurtherPlaces(t *testing.T) {
	f := finding(catalogue.WeakenedEncryption, "null", catalogue.Medium, 700, 701)
	f.Further = []review.Place{{StartLine: 302, EndLine: 302}}
	r := Measure("set", []Reviewed{reviewed(logging, 1000, f)})
	if r.Recall.Hits != 1 || r.RecallPrimary.Hits != 0 {
		t.Errorf("recall %v, by first places alone %v", r.Recall, r.RecallPrimary)
	}
}

func TestPrecisionAndAlarms(t *testing.T) {
	r := Measure("set", []Reviewed{reviewed(logging, 2000,
		finding(catalogue.Surveillance, "log", catalogue.High, 100, 101),        // on its label
		finding(catalogue.Interception, "tap", catalogue.Medium, 104, 104),      // on a label of another category
		finding(catalogue.Censorship, "filter", catalogue.Medium, 52, 60),       // on the lookalike
		finding(catalogue.Censorship, "filter", catalogue.Medium, 53, 60),       // beside the lookalike
		finding(catalogue.Exclusion, "script", catalogue.High, 900, 900),        // in a quiet category
		finding(catalogue.Exclusion, "script", catalogue.Low, 901, 901),         // too low to be an alarm
		finding(catalogue.CentralisedControl, "root", catalogue.Medium, 1, 2))}) // on nothing
	if want := (Share{1, 6}); r.Precision != want {
		t.Errorf("precision is %v, want %v", r.Precision, want)
	}
	if want := (Share{2, 6}); r.PrecisionAny != want {
		t.Errorf("precision on any label is %v, want %v", r.PrecisionAny, want)
	}
	if want := (Rate{2, 2000}); r.Alarms != want || r.Alarms.PerThousand() != 1 {
		t.Errorf("false alarms are %v, want %v", r.Alarms, want)
	}
	if want := (Rate{1, 2000}); r.Quiet != want {
		t.Errorf("alarms in quiet categories are %v, want %v", r.Quiet, want)
	}
	if want := (Share{0, 1}); r.Lookalikes != want {
		t.Errorf("lookalikes left alone are %v, want %v", r.Lookalikes, want)
	}
	want := []Tally{
		{Rule: "surveillance/log", OnLabel: 1},
		{Rule: "centralised-control/root", OffLabel: 1},
		{Rule: "interception/tap", OffLabel: 1},
		{Rule: "exclusion/script", Alarms: 1, Weak: 1},
		{Rule: "censorship/filter", OffLabel: 1, Alarms: 1},
	}
	if diff := cmp.Diff(want, r.Rules); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
}

func TestRaisedSeverity(t *testing.T) {
	r := Measure("set", []Reviewed{reviewed(logging, 1000,
		finding(catalogue.Surveillance, "log", catalogue.Low, 100, 101),
		finding(catalogue.WeakenedAnonymity, "names", catalogue.Medium, 105, 105),
		finding(catalogue.Interception, "tap", catalogue.High, 105, 105))}) // of a category that is not right there
	want := map[string]map[string]int{"high": {"medium": 1}, "low": {"none": 1}}
	if diff := cmp.Diff(want, r.Raised); diff != "" {
		t.Errorf("raised severity (-want +got):\n%s", diff)
	}
}

func TestHighInProtectiveDocuments(t *testing.T) {
	calm := Label{Document: "calm.txt", Kind: KindProtective, Quiet: []catalogue.Category{catalogue.Surveillance}}
	r := Measure("set", []Reviewed{
		reviewed(calm, 500, finding(catalogue.Surveillance, "log", catalogue.High, 1, 1)),
		reviewed(logging, 500, finding(catalogue.Surveillance, "log", catalogue.High, 100, 100)),
	})
	if r.HighOffConcern != 1 {
		t.Errorf("%d high findings in protective or neutral documents, want 1", r.HighOffConcern)
	}
	if got := r.QuietByKind[KindProtective].PerThousand(); got != 2 {
		t.Errorf("%v quiet alarms per 1,000 protective lines, want 2", got)
	}
	if got := r.QuietByKind[KindConcern].PerThousand(); got != 0 {
		t.Errorf("%v quiet alarms per 1,000 lines of concern documents, want 0", got)
	}
}

func TestDocumentsRaised(t *testing.T) {
	r := Measure("set", []Reviewed{reviewed(logging, 1000,
		finding(catalogue.Surveillance, "log", catalogue.Medium, 900, 900),        // deserved, wherever it lies
		finding(catalogue.WeakenedAnonymity, "names", catalogue.Medium, 100, 100), // right too: neither for nor against
		finding(catalogue.WeakenedEncryption, "null", catalogue.Low, 300, 300),    // deserved, but not raised
		finding(catalogue.Censorship, "filter", catalogue.Medium, 400, 400))})     // not deserved
	if want := (Presence{Precision: Share{1, 2}, Recall: Share{1, 2}}); r.Presence != want {
		t.Errorf("documents raised: %+v, want %+v", r.Presence, want)
	}
	if want := (Presence{Precision: Share{0, 1}}); r.PresenceBy[catalogue.Censorship] != want {
		t.Errorf("documents raised for censorship: %+v, want %+v", r.PresenceBy[catalogue.Censorship], want)
	}
}

func TestRows(t *testing.T) {
	r := Measure("set", []Reviewed{reviewed(logging, 1000,
		finding(catalogue.Surveillance, "log", catalogue.High, 100, 101),
		finding(catalogue.Censorship, "filter", catalogue.Medium, 51, 51),
		finding(catalogue.CentralisedControl, "root", catalogue.Medium, 1, 2))})
	var got strings.Builder
	if err := r.WriteRows(&got, ""); err != nil {
		t.Fatal(err)
	}
	want := "miss\tlogging.txt\t300-300\tweakened-encryption\tlow\t\t\n" +
		"hit\tlogging.txt\t100-110\tsurveillance\thigh\t\tsurveillance/log(high)\n" +
		"alarm\tlogging.txt\t51-51\tcensorship\tmedium\tcensorship/filter\t\twords of filter\tlookalike at 50-52: a packet filter\n" +
		"loose\tlogging.txt\t1-2\tcentralised-control\tmedium\tcentralised-control/root\t\twords of root\t\n"
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	got.Reset()
	if err := r.WriteRows(&got, catalogue.Censorship); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(got.String(), "\n"); n != 1 || !strings.HasPrefix(got.String(), "alarm\t") {
		t.Errorf("rows of one category:\n%s", got.String())
	}
}

func TestQuoteStands(t *testing.T) {
	source := "A Title\n\nServers log the\n   address of every client.\n\nNothing else is kept.\n"
	doc, err := document.Parse(document.Draft{Path: "a.txt", Source: []byte(source)})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name  string
		lines [2]int
		quote string
		want  bool
	}{
		{"over a line break", [2]int{3, 4}, "log the address of", true},
		{"shortened", [2]int{3, 4}, "log the address ...", true},
		{"elsewhere", [2]int{6, 6}, "log the address of", false},
		{"not in the draft", [2]int{3, 4}, "log the name of", false},
		{"past the end", [2]int{3, 40}, "log the address of", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := quoteStands(doc, Passage{Lines: test.lines, Quote: test.quote}); got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestReadLabelsIsStrict(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"unknown key", "- document: a.txt\n  kind: concern\n  tone: calm\n", "tone"},
		{"unknown kind", "- document: a.txt\n  kind: evil\n", "write concern, protective or neutral"},
		{"unknown category", "- document: a.txt\n  kind: neutral\n  quiet: [noise]\n", `unknown category "noise"`},
		{"a path", "- document: ../a.txt\n  kind: neutral\n", "name of a file"},
		{"no severity", "- document: a.txt\n  kind: concern\n  concerns:\n    - category: censorship\n      lines: [1, 2]\n", "no severity"},
		{"lines backwards", "- document: a.txt\n  kind: concern\n  lookalikes:\n    - category: censorship\n      lines: [3, 2]\n", "1-based"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "labels.yaml")
			if err := os.WriteFile(path, []byte(test.source), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := ReadLabels([]string{path})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want one that says %q", err, test.want)
			}
		})
	}
}

func TestGates(t *testing.T) {
	figures := map[string]float64{"recall": 0.5, "noise": 3}
	tests := []struct {
		gate   string
		missed bool
		fails  bool
	}{
		{"recall >= 0.5", false, false},
		{"recall >= 0.51", true, false},
		{"noise <= 3", false, false},
		{"noise <= 2.9", true, false},
		{"recal >= 0", false, true},
		{"recall > 0.4", false, true},
		{"recall >= half", false, true},
	}
	for _, test := range tests {
		t.Run(test.gate, func(t *testing.T) {
			missed, err := Missed([]string{test.gate}, figures)
			if (err != nil) != test.fails || (len(missed) > 0) != test.missed {
				t.Errorf("missed %v, error %v", missed, err)
			}
		})
	}
}

func TestNoFigureOfNothing(t *testing.T) {
	figures := Measure("set", []Reviewed{reviewed(logging, 1000)}).Figures()
	if got, ok := figures["recall/surveillance"]; !ok || got != 0 {
		t.Errorf("recall of surveillance is %v, %v", got, ok)
	}
	if got, ok := figures["recall/exclusion"]; ok {
		t.Errorf("recall of exclusion, of which nothing is labelled, is %v", got)
	}
	if _, err := Missed([]string{"precision >= 0.1"}, figures); err == nil {
		t.Error("a gate over the precision of no findings is kept")
	}
}

// A figure without anything behind it would keep every gate; Measure of nothing must not look like success in print.
func TestNothingIsNotPrintedAsAll(t *testing.T) {
	var text strings.Builder
	if err := Measure("empty", nil).WriteText(&text); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text.String(), "1.00") {
		t.Errorf("an empty measurement prints a full share:\n%s", text.String())
	}
}
