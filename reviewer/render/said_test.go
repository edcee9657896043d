package render

import (
	"encoding/json"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Words of a model, which must be marked as such wherever they are shown, and must be nowhere once its text is taken out.
const (
	holdsBecause   = "Whoever keeps these records learns who spoke with whom."
	doubtsBecause  = "The interface answers to a court and nobody else."
	refutesBecause = "The number is random and is the customer's choice."
	raisedBecause  = "Customers are not told that they are recorded."
	raisedQuestion = "When are customers told?"
)

// assessed is the sample with what a model says of each finding.
func assessed(t testing.TB) review.Review {
	r := sample(t)
	doc := r.Document
	say := func(rule string, a review.Assessment) {
		for i := range r.Findings {
			if r.Findings[i].Rule.ID == sampleRules[rule].ID {
				a.Model, a.Prompt = "tiny-1", "0123456789abcdef"
				r.Findings[i].Assessment = &a
			}
		}
	}
	evidence := at(t, doc, "3", "Records", "the customer, the port and the time")
	say("record", review.Assessment{
		Verdict: review.Holds, Stance: review.Requires, Scale: "high", Scope: "high", Irremediability: "medium",
		Reason: holdsBecause, Evidence: evidence,
	})
	say("number", review.Assessment{
		Verdict: review.Holds, Stance: review.Requires, Scale: "low", Scope: "high", Irremediability: "low", Reason: "It stays for ever.",
		Evidence: evidence, Refuted: true, Refutation: refutesBecause,
	})
	say("access", review.Assessment{
		Verdict: review.DoesNotHold, Stance: review.Warns, Scale: "low", Scope: "low", Irremediability: "low", Reason: doubtsBecause, Evidence: evidence,
	})
	say("slow", review.Assessment{Verdict: review.CannotTell})
	raised := catalogue.Rule{
		ID: "model/surveillance", Category: catalogue.Surveillance, Title: "Raised by a model: Surveillance", Severity: catalogue.Medium,
		Message: "The passage may be one in which data about people is kept.", Question: "Who needs it?", Rights: []string{"ICCPR 17"},
	}
	place := at(t, doc, "3", "Records", "An agency that has the right to do so can ask for the [records]")
	r.Findings = append(r.Findings, review.Finding{
		ID: "fedcba9876543210", Rule: raised, Severity: catalogue.Medium, Stance: review.Introduces, Confidence: 0.5, Place: place,
		Assessment: &review.Assessment{
			Model: "tiny-1", Prompt: "0123456789abcdef", Verdict: review.Holds, Raised: true, Reason: raisedBecause, Question: raisedQuestion, Evidence: place,
		},
	})
	r.Gaps = append(r.Gaps, document.Gap{What: review.ModelGap + ": the budget was spent, and 2 questions were not asked"})
	r.Model = &review.ModelLedger{
		Name: "tiny-1", Calls: 5, Kept: 1, In: 4321, Out: 321, CachedIn: 1234, Cost: 0.012345, Priced: true, Judged: 4, Raised: 1, Doubted: 2,
		Refuted: 1, Dropped: 3, Invalid: 1, Repaired: 1, Duplicate: 1, Unasked: 2,
	}
	return r
}

// modelText is all that the model of assessed wrote.
func modelText() []string {
	return []string{holdsBecause, doubtsBecause, refutesBecause, raisedBecause, raisedQuestion, "It stays for ever."}
}

func TestModelGolden(t *testing.T) {
	for _, format := range Formats() {
		golden(t, format+"-model.golden", rendered(t, format, Options{Version: "1.2.3"}, assessed(t)))
	}
	golden(t, "text-model-none.golden", rendered(t, "text", Options{}, assessed(t).WithoutModelText()))
}

// TestModelTextIsMarked says that a model's words stand in every format for people between quotation marks, and that the model
// is named before them.
func TestModelTextIsMarked(t *testing.T) {
	for format, quote := range map[string]string{"text": `"`, "markdown": `"`, "brief": `"`, "html": "<q>"} {
		out := strings.Join(strings.Fields(html.UnescapeString(rendered(t, format, Options{Width: 100}, assessed(t)))), " ")
		for _, said := range modelText() {
			at := strings.Index(out, quote+said)
			if at < 0 {
				t.Errorf("%s: %q is not there between quotation marks", format, said)
				continue
			}
			if before := strings.ReplaceAll(strings.ToLower(out[max(0, at-700):at]), "</span>", ""); !strings.Contains(before, "model tiny-1") {
				t.Errorf("%s: nothing before %q says that a model wrote it:\n%s", format, said, before)
			}
		}
	}
}

// TestWithoutModelText says that with --no-model-text no format has a word of it, and all have the verdicts.
func TestWithoutModelText(t *testing.T) {
	for _, format := range Formats() {
		out := strings.Join(strings.Fields(rendered(t, format, Options{Width: 100}, assessed(t).WithoutModelText())), " ")
		for _, said := range modelText() {
			if strings.Contains(out, said) {
				t.Errorf("%s: %q is still there", format, said)
			}
		}
		if !strings.Contains(out, "tiny-1") {
			t.Errorf("%s does not name the model", format)
		}
	}
}

// TestDoubtedStays says that every format has what a model doubts, with both reasons where people read it.
func TestDoubtedStays(t *testing.T) {
	for _, format := range Formats() {
		out := strings.Join(strings.Fields(rendered(t, format, Options{Width: 100}, assessed(t))), " ")
		for _, rule := range []string{"access", "number"} {
			if title := sampleRules[rule].Title; !strings.Contains(out, title) {
				t.Errorf("%s lacks %q", format, title)
			}
		}
		if format == "json" || format == "sarif" || format == "rdjsonl" {
			continue
		}
		if !strings.Contains(out, "Doubted by the model: 2") {
			t.Errorf("%s has no group for what is doubted", format)
		}
		said := regexp.MustCompile(`(?i)the checklist says.{0,40}the draft recommends it.{0,500}the interface answers to a court`)
		if !said.MatchString(out) {
			t.Errorf("%s has not both reasons", format)
		}
		if strings.Index(out, sampleRules["access"].Title) < strings.Index(out, "Doubted by the model: 2") && format != "html" {
			t.Errorf("%s: what is doubted stands before its group", format)
		}
	}
}

// TestDoubtedForMachines holds SARIF 2.1.0, sections 3.27.9, 3.27.10 and 3.27.25, and the severity of rdjsonl.
func TestDoubtedForMachines(t *testing.T) {
	out := rendered(t, "sarif", Options{}, assessed(t))
	if err := validate(t, sarifOfficial(t), out); err != nil {
		t.Error(err)
	}
	var log struct {
		Runs []struct {
			Results []struct {
				RuleID, Kind, Level string
				Rank                float64
				Properties          struct {
					Assessment *struct{ Model, Verdict string }
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &log); err != nil {
		t.Fatal(err)
	}
	review := 0
	for _, r := range log.Runs[0].Results {
		if r.Kind == "review" {
			review++
			if r.Level != "none" || r.Rank != -1 || r.Properties.Assessment == nil || r.Properties.Assessment.Model != "tiny-1" {
				t.Errorf("doubted: %+v", r)
			}
		} else if r.Kind != "" || r.Level == "none" {
			t.Errorf("not doubted: %+v", r)
		}
	}
	if review != 2 {
		t.Errorf("%d results to review, want 2", review)
	}
	for line := range strings.Lines(rendered(t, "rdjsonl", Options{}, assessed(t))) {
		if strings.Contains(line, sampleRules["access"].ID) && (!strings.Contains(line, `"severity":"INFO"`) || !strings.Contains(line, "does not hold")) {
			t.Errorf("doubted: %s", line)
		}
		if strings.Contains(line, "model/surveillance") && !strings.Contains(line, `Model tiny-1 asks: \"`+raisedQuestion) {
			t.Errorf("raised: %s", line)
		}
	}
}

// TestModelLedger says that every format for people has the whole ledger, and names the model.
func TestModelLedger(t *testing.T) {
	for _, format := range []string{"text", "markdown", "brief", "html"} {
		out := strings.Join(strings.Fields(rendered(t, format, Options{Width: 100}, assessed(t))), " ")
		for _, want := range []string{
			"5 calls", "1 question answered from an earlier run", "4321 tokens in", "1234 of them cached", "321 tokens out", "cost 0.0123",
			"4 findings judged", "1 raised", "2 doubted", "1 of them refuted", "3 statements dropped", "1 answer not as asked for", "1 more repaired",
			"1 raised already", "2 questions", "the budget was spent", "A model, tiny-1, was asked",
		} {
			if !strings.Contains(strings.ReplaceAll(out, `\`, ""), want) {
				t.Errorf("%s lacks %q", format, want)
			}
		}
		if strings.Contains(out, "without a model") {
			t.Errorf("%s says that no model was asked", format)
		}
	}
	if lines := strings.Join(modelLines(review.ModelLedger{Name: "x", Calls: 1}), "\n"); !strings.Contains(lines, "no price known") {
		t.Errorf("ledger without a price:\n%s", lines)
	}
}

// TestTableAddsUp says that the table of categories counts what is doubted in a row of its own.
func TestTableAddsUp(t *testing.T) {
	v := viewOf(assessed(t))
	var all table
	all.add(v.Findings)
	all.doubt(v.Doubted)
	names, counts := all.rows()
	sum := make([]int, len(severities))
	for _, row := range counts[:len(counts)-1] {
		for i, n := range row {
			sum[i] += n
		}
	}
	last := counts[len(counts)-1]
	shown := 0
	for i, n := range last {
		shown += n
		if sum[i] != n {
			t.Errorf("%v do not add up to %v", counts, last)
		}
	}
	if want := assessed(t).Count().Shown; shown != want || names[len(names)-2] != "Doubted by the model" {
		t.Errorf("%v: %d in all, want %d", names, shown, want)
	}
}

// TestModelWords says what is left of text with which a model attacks its readers.
func TestModelWords(t *testing.T) {
	for text, want := range map[string]string{
		"plain, isn't it?":                         "plain, isn't it?",
		"see https://evil.example/x now":           "see https: evil.example/x now",
		"www.evil.example":                         "www evil.example",
		`he said "no"`:                             "he said 'no'",
		"@team #12 <b>x</b> [a](b) `c` **d** \\n|": "team 12 b x /b a (b) c d n",
		"a\x1b[31mb\u202ec\u200bd":                 "a 31mbcd",
		"mailto:a@b.example":                       "a b.example",
	} {
		if got := modelWords(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
