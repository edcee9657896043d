package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/assess"
	"github.com/rightsreview/rightsreview/reviewer/openai"
)

// TestModelDocs holds docs/model.md against the flags that there are, and the example of a table of prices against what reads it.
func TestModelDocs(t *testing.T) {
	source, err := os.ReadFile("../../docs/model.md")
	if err != nil {
		t.Fatal(err)
	}
	docs := string(source)
	review, eval := newReviewCommand().Flags(), newEvalCommand().Flags()
	for _, m := range regexp.MustCompile("--([a-z][a-z-]+)").FindAllStringSubmatch(docs, -1) {
		if review.Lookup(m[1]) == nil && eval.Lookup(m[1]) == nil {
			t.Errorf("there is no flag --%s", m[1])
		}
	}
	for _, name := range append(modelFlagNames, "model") {
		if review.Lookup(name) == nil {
			t.Errorf("review has no flag --%s", name)
		}
		if !strings.Contains(docs, "--"+name) && name != "questions" && name != "seed" && name != "max-reply" && name != "model-timeout" {
			t.Errorf("the docs do not speak of --%s", name)
		}
	}
	for _, s := range openai.Servers() {
		if !strings.Contains(docs, "| `"+s.Name+"` |") {
			t.Errorf("the docs do not list the server %s", s.Name)
		}
	}
	for _, name := range []string{keyVariable, openaiKeyVariable} {
		if !strings.Contains(docs, name) {
			t.Errorf("the docs do not speak of %s", name)
		}
	}
	_, example, _ := strings.Cut(docs, "```yaml\n")
	example, _, _ = strings.Cut(example, "```")
	prices, err := assess.ReadPrices("docs/model.md", []byte(example))
	if err != nil || len(prices) == 0 {
		t.Errorf("the example of prices: %d of them, %v", len(prices), err)
	}
}
