package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/github/standin"
)

// largeDraft has an example of a number of rules, a section each.
func largeDraft(t *testing.T, number int) string {
	t.Helper()
	rules, err := catalogue.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("---\ntitle: All at Once\ndocname: draft-example-all-at-once-00\ncategory: std\n---\n\n--- abstract\n\nAll that can be asked.\n\n--- middle\n\n")
	for _, r := range rules.Rules {
		if r.Kind != catalogue.KindConcern || len(r.Examples.Fires) == 0 || strings.Contains(r.Examples.Fires[0], "\n#") {
			continue
		}
		for i, example := range r.Examples.Fires {
			if number == 0 {
				return b.String()
			}
			number--
			fmt.Fprintf(&b, "# Part %d of %s\n\n%s\n\n", i+1, strings.ReplaceAll(r.ID, "/", " on "), strings.TrimSpace(example))
		}
	}
	return b.String()
}

// TestPRLarge holds the ledger of a pull request with more to say than anybody reads.
func TestPRLarge(t *testing.T) {
	f := newForge(t, inlineConfig, prDraft, prDraft+"\n").checked(t)
	f.pull.Push(standin.Files{"draft-example-all-at-once.md": largeDraft(t, 70)})
	out := pr(t, 0, "example/drafts#1")
	t.Log(out)
	f.beside(t, 30)
	body := f.summary(t)
	if len(body) > 65_536 {
		t.Errorf("the summary has %d bytes", len(body))
	}
	if file := os.Getenv("RIGHTSREVIEW_SHOW"); file != "" {
		_ = os.WriteFile(file, []byte(body), 0o644)
	}
	f.wrote()
	pr(t, 0, "example/drafts#1")
	f.wantWrites(t, "run again")
	pr(t, 0, "--fail-on", "never", "--min-severity", "low", "example/drafts#1")
	f.beside(t, 30)
}
