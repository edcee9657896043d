package eval

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
)

func TestDrawIsTheSameForTheSameSeed(t *testing.T) {
	folder := t.TempDir()
	for i := range 50 {
		if err := os.WriteFile(filepath.Join(folder, "rfc"+strconv.Itoa(i)+".txt"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	draw := func(n int, seed uint64) []string {
		paths, err := Draw(folder, "rfc*.txt", n, seed)
		if err != nil {
			t.Fatal(err)
		}
		return paths
	}
	if diff := cmp.Diff(draw(10, 1), draw(10, 1)); diff != "" {
		t.Errorf("one seed draws two samples:\n%s", diff)
	}
	if cmp.Equal(draw(10, 1), draw(10, 2)) {
		t.Error("two seeds draw one sample")
	}
	if n := len(draw(80, 1)); n != 50 {
		t.Errorf("80 of 50 are %d", n)
	}
	if _, err := Draw(folder, "*.html", 10, 1); err == nil {
		t.Error("a sample of no files is no error")
	}
}

func TestNoiseAddsUp(t *testing.T) {
	n := Noise{Findings: map[string]int{}, Categories: map[catalogue.Category]Volume{}}
	rules := map[string]Volume{}
	log := reviewed(logging, 0,
		finding(catalogue.Surveillance, "log", catalogue.Low, 1, 1),
		finding(catalogue.Surveillance, "log", catalogue.High, 2, 2),
		finding(catalogue.Surveillance, "log", catalogue.Medium, 3, 3),
		finding(catalogue.Censorship, "filter", catalogue.Low, 4, 4))
	n.add("a.txt", 600, log.Findings, rules)
	n.add("b.txt", 400, nil, rules)
	n.rank(rules)
	want := Noise{
		Documents: 2, Lines: 1000, Calm: 1,
		Findings: map[string]int{"high": 1, "medium": 1, "low": 2},
		Categories: map[catalogue.Category]Volume{
			catalogue.Surveillance: {High: 1, Medium: 1, Low: 1, Documents: 1},
			catalogue.Censorship:   {Low: 1},
		},
		Rules: []RuleVolume{
			{"surveillance/log", Volume{High: 1, Medium: 1, Low: 1, Documents: 1}},
			{"censorship/filter", Volume{Low: 1}},
		},
		Loudest: []DocumentVolume{{"a.txt", 2}},
	}
	if diff := cmp.Diff(want, n); diff != "" {
		t.Errorf("noise (-want +got):\n%s", diff)
	}
	if got := n.Figures()["findings-per-document"]; got != 1 {
		t.Errorf("%v findings of medium or higher by document, want 1", got)
	}
	if got := n.Figures()["findings-per-1000"]; got != 2 {
		t.Errorf("%v findings of medium or higher by 1,000 lines, want 2", got)
	}
}
