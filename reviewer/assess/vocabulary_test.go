package assess

import (
	"slices"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
)

// TestPlainReasons holds that reasons as models write them are shown as they are.
func TestPlainReasons(t *testing.T) {
	w := &work{Assessor: assessor(t, nil), doc: parse(t, draftText)}
	for _, reason := range []string{
		"The mandatory retention period allows operators to build long-term profiles of subscribers without any safeguard or oversight.",
		"A stable device identifier lets third parties correlate activity across networks and over time, which undermines user privacy.",
		"This creates a single point of control that can be compelled by authorities to deny service to individuals.",
		"Middleboxes are explicitly permitted to rewrite responses, which weakens end-to-end integrity and enables covert tampering.",
		"It warns implementers about fingerprinting and recommends mitigations, so it does not introduce the concern itself.",
		"Requiring a government-issued credential excludes refugees, stateless persons and undocumented migrants from the service.",
		"The registry operator gains unilateral authority to suspend names, with no appeal or due process for the affected registrant.",
		"Dropping traffic based on destination lets providers censor lawful speech without notifying the user.",
		"Could the authors clarify whether consent is obtained before the data is shared with affiliates?",
		"Would a shorter retention window or aggregated statistics satisfy the operational need?",
	} {
		if got := w.prose(reason, "", catalogue.Rule{}); got != reason {
			t.Errorf("%q is shown as %q", reason, got)
		}
	}
}

// TestRulesArePlain holds that what the catalogue says of its own rules could be shown.
func TestRulesArePlain(t *testing.T) {
	rules, err := builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range rules.Rules {
		for _, text := range []string{fold(rule.Message), fold(rule.Question)} {
			if _, enough := plain(text, nil); !enough {
				shown, _ := plain(text, nil)
				t.Errorf("%s: of its own words only these are plain: %s", rule.ID, shown)
			}
		}
	}
}

func TestWordList(t *testing.T) {
	list := strings.Fields(wordList)
	if !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) {
		t.Error("the list is not in order, or has a word twice")
	}
	for _, word := range list {
		if len(word) < 2 || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") != "" {
			t.Errorf("%q is not a word in small letters", word)
		}
	}
	for _, not := range []string{"john", "smith", "cisco", "fool", "thief", "kill", "please", "we", "our", "click", "com", "slash", "checklist"} {
		if vocabulary()[not] {
			t.Errorf("%q is plain: it names, abuses or sends somebody", not)
		}
	}
}
