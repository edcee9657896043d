package eval_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/checklist"
	"github.com/rightsreview/rightsreview/reviewer/eval"
)

// TestGold measures the built-in rules on the labelled documents beside the repository; `go test -v` prints the report.
func TestGold(t *testing.T) {
	folder := os.Getenv("RIGHTSREVIEW_GOLD")
	if folder == "" {
		folder = "../../../shared/gold"
	}
	paths, _ := filepath.Glob(filepath.Join(folder, "labels", "*.yaml"))
	if len(paths) == 0 {
		t.Skip("no labelled documents: set RIGHTSREVIEW_GOLD to a folder with labels/ and documents/")
	}
	labels, err := eval.ReadLabels(paths)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := catalogue.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	list, err := checklist.Compile(rules)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range labels {
		reviewed, err := eval.Review(l, filepath.Join(folder, "documents"), list)
		if err != nil {
			t.Fatal(err)
		}
		r := eval.Measure(l.File, reviewed)
		for _, e := range r.LabelErrors {
			t.Error(e)
		}
		var text strings.Builder
		if err := r.WriteText(&text); err != nil {
			t.Fatal(err)
		}
		t.Log("\n" + text.String())
	}
}
