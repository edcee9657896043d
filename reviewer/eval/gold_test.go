package eval_test

import (
	"cmp"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/checklist"
	"github.com/rightsreview/rightsreview/reviewer/eval"
)

// gold reads the labels beside the repository, or of RIGHTSREVIEW_GOLD, and gives the folder of their documents.
func gold(t *testing.T) (labels []eval.Labels, documents string) {
	t.Helper()
	folder := cmp.Or(os.Getenv("RIGHTSREVIEW_GOLD"), "../../../shared/gold")
	paths, _ := filepath.Glob(filepath.Join(folder, "labels", "*.yaml"))
	if len(paths) == 0 {
		t.Skip("no labelled documents: set RIGHTSREVIEW_GOLD to a folder with labels/ and documents/")
	}
	labels, err := eval.ReadLabels(paths)
	if err != nil {
		t.Fatal(err)
	}
	return labels, filepath.Join(folder, "documents")
}

// builtin gives the built-in rules, and the checklist made of them.
func builtin(t *testing.T) (*catalogue.Catalogue, *checklist.Checklist) {
	t.Helper()
	rules, err := catalogue.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	list, err := checklist.Compile(rules)
	if err != nil {
		t.Fatal(err)
	}
	return rules, list
}

// TestGold measures the built-in rules on the labelled documents beside the repository; `go test -v` prints the report.
func TestGold(t *testing.T) {
	labels, documents := gold(t)
	_, list := builtin(t)
	for _, l := range labels {
		reviewed, err := eval.Review(l, documents, list)
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
