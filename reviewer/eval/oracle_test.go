package eval_test

import (
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/assess"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/eval"
)

// withOracle measures labelled documents in the three ways, with the oracle as the model.
func withOracle(t *testing.T, labels eval.Labels, folder string) eval.Beside {
	t.Helper()
	rules, list := builtin(t)
	b, err := eval.ReviewWith(t.Context(), labels, folder, list, func(l eval.Label, doc *document.Document) assess.Assessor {
		return assess.Assessor{
			Model: &assess.Meter{Model: eval.Oracle(l, doc)}, Name: "oracle", Categories: rules.Categories, Guidelines: rules.Guidelines, Jobs: 1,
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestOracleGold shows that nothing is lost between a model that knows everything and the reader, on the labelled documents
// beside the repository; `go test -v` prints the measurements.
func TestOracleGold(t *testing.T) {
	labels, documents := gold(t)
	var all []eval.Beside
	for _, l := range labels {
		all = append(all, withOracle(t, l, documents))
	}
	all = append(all, eval.Together(all))
	for _, b := range all {
		t.Log("\n" + textOf(t, b))
	}
	losesNothing(t, all[len(all)-1], leastOfOracle)
}

// leastOfOracle is the least recall and precision with a model that knows everything. What is missing are labels in references,
// which are not sent.
const leastOfOracle = 0.98

// TestOracleSamples shows the same on the project's own drafts.
func TestOracleSamples(t *testing.T) {
	labels, err := eval.ReadLabels([]string{"../../fixtures/samples/labels.yaml"})
	if err != nil {
		t.Fatal(err)
	}
	b := withOracle(t, labels[0], "../../fixtures/samples")
	text := textOf(t, b)
	t.Log("\n" + text)
	losesNothing(t, b, 1)
	for _, want := range []string{"checklist", "model", "both", "recall, high", "precision, medium or higher", "tokens in, by document"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	if alone := b.Columns[0]; alone.Model.Calls != 0 || alone.Report.Recall.Hits >= b.Columns[2].Report.Recall.Hits {
		t.Errorf("the checklist alone: %d questions, recall %s; both: %s", alone.Model.Calls, alone.Report.Recall, b.Columns[2].Report.Recall)
	}
}

func losesNothing(t *testing.T, b eval.Beside, least float64) {
	t.Helper()
	for _, c := range b.Columns[1:] {
		if c.Report.Recall.Value() < least || c.Report.Precision.Value() < least {
			t.Errorf("%s: recall %s, precision %s, want at least %.2f", c.Way, c.Report.Recall, c.Report.Precision, least)
		}
		if c.Model.Dropped+c.Model.Invalid+c.Model.Unasked > 0 || len(c.Gaps) > 0 || c.Model.Calls == 0 || c.Model.In == 0 {
			t.Errorf("%s: the ledger has losses, or no questions: %+v, gaps %v", c.Way, c.Model, c.Gaps)
		}
	}
}

func textOf(t *testing.T, b eval.Beside) string {
	t.Helper()
	var text strings.Builder
	if err := b.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	return text.String()
}
