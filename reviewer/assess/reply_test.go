package assess

import (
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/prompts"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

func TestCheck(t *testing.T) {
	judge := prompts.Judge{Findings: make([]prompts.Claim, 2)}.Prompt()
	discover := prompts.Discover{}.Prompt()
	refute := prompts.Refute{Claims: make([]prompts.Claim, 1)}.Prompt()
	one, two := verdict(1, "holds", "", "a b"), verdict(2, "cannot-tell", "", "")
	stands := `{"number":1,"verdict":"stands","reason":""}`
	passage := raised("censorship", "a b c d")
	for name, c := range map[string]struct {
		prompt prompts.Prompt
		text   string
		usable bool
		fault  string // empty if there is none
	}{
		"judge":                                 {judge, `{"claims":[` + one + `,` + two + `]}`, true, ""},
		"judge, other order":                    {judge, ` {"claims":[` + two + `,` + one + "]}\n", true, ""},
		"judge, one missing":                    {judge, `{"claims":[` + one + `]}`, true, "1 entry is"},
		"judge, all missing":                    {judge, `{"claims":[]}`, true, "2 entries"},
		"judge, one twice":                      {judge, `{"claims":[` + one + `,` + one + `,` + two + `]}`, true, "1 entry is"},
		"judge, another number":                 {judge, `{"claims":[` + one + `,` + two + `,` + verdict(3, "holds", "", "a b") + `]}`, true, "1 entry is"},
		"judge, another verdict":                {judge, `{"claims":[` + one + `,` + verdict(2, "maybe", "", "") + `]}`, true, "1 entry is"},
		"judge, another stance":                 {judge, strings.Replace(`{"claims":[`+one+`,`+two+`]}`, "requires", "wants", 1), true, "1 entry is"},
		"judge, another grade":                  {judge, strings.Replace(`{"claims":[`+one+`,`+two+`]}`, `"high"`, `"huge"`, 1), true, "1 entry is"},
		"judge, unknown field":                  {judge, `{"claims":[` + one + `,` + two + `],"note":1}`, false, "schema"},
		"judge, inner field":                    {judge, `{"claims":[` + strings.Replace(one, "{", `{"note":1,`, 1) + `,` + two + `]}`, false, "schema"},
		"judge, wrong type":                     {judge, strings.Replace(`{"claims":[`+one+`,`+two+`]}`, `"number":1`, `"number":"1"`, 1), false, "wrong type"},
		"judge, cut off":                        {judge, `{"claims":[` + one, false, "cut off"},
		"judge, null list":                      {judge, `{"claims":null}`, false, "list is missing"},
		"judge, another answer":                 {judge, `{"passages":[]}`, false, "schema"},
		"discover, none":                        {discover, `{"passages":[]}`, true, ""},
		"discover, one":                         {discover, `{"passages":[` + passage + `]}`, true, ""},
		"discover, category":                    {discover, `{"passages":[` + passage + `,` + raised("evil", "a b c d") + `]}`, true, "1 entry is"},
		"discover, no list":                     {discover, `{}`, false, "list is missing"},
		"discover, null":                        {discover, `null`, false, "list is missing"},
		"discover, too many":                    {discover, `{"passages":[` + strings.Repeat(passage+",", maxItems) + passage + `]}`, false, "over 40"},
		"discover, text behind":                 {discover, `{"passages":[]} I hope this helps.`, false, "stands behind"},
		"discover, second object":               {discover, `{"passages":[]}{"passages":[]}`, false, "stands behind"},
		"discover, text before":                 {discover, `Here it is: {"passages":[]}`, false, "not a JSON object"},
		"discover, fenced":                      {discover, "```json\n{\"passages\":[]}\n```", false, "not a JSON object"},
		"discover, a list":                      {discover, `[]`, false, "wrong type"},
		"discover, empty":                       {discover, ``, false, "empty"},
		"discover, white space":                 {discover, "\n \n", false, "empty"},
		"refute":                                {refute, `{"claims":[` + stands + `]}`, true, ""},
		"refute, verdict of the other question": {refute, `{"claims":[` + strings.Replace(stands, "stands", "holds", 1) + `]}`, true, "1 entry is"},
	} {
		t.Run(name, func(t *testing.T) {
			usable, err := check(c.prompt, c.text)
			if usable != c.usable || (err == nil) != (c.fault == "") {
				t.Fatalf("usable %v, error %v", usable, err)
			}
			if err != nil && (!strings.Contains(err.Error(), c.fault) || !isInvalid(err)) {
				t.Errorf("the error is %q, want one of %q", err, c.fault)
			}
		})
	}
}

// TestProblemQuotesNothing lets a reply carry an order into the question that repairs it.
func TestProblemQuotesNothing(t *testing.T) {
	for _, text := range []string{
		`{"EVIL":1}`, `EVIL`, `{"claims":"EVIL"}`, `{"claims":[{"number":"EVIL"}]}`, `{"claims":[{"EVIL":2}]}`, `{"claims":[]} EVIL`, `{"claims":[{"number":1e99}]}`,
	} {
		_, err := check(prompts.Judge{Findings: make([]prompts.Claim, 1)}.Prompt(), text)
		if err == nil || strings.Contains(err.Error(), "EVIL") {
			t.Errorf("%s: the error is %v", text, err)
		}
	}
}

func TestVerdicts(t *testing.T) {
	for name, c := range map[string]struct {
		verdict, evidence string
		want              review.Verdict
		dropped           int
	}{
		"holds":                       {"holds", "keep the name of every visitor", review.Holds, 0},
		"does not hold":               {"does-not-hold", "for two years", review.DoesNotHold, 0},
		"words of the same paragraph": {"holds", "The records are kept in one place", review.Holds, 0},
		"words of another paragraph":  {"holds", "An agency can read", review.CannotTell, 1},
		"invented words":              {"does-not-hold", "keep nothing at all", review.CannotTell, 1},
		"no words":                    {"holds", "", review.CannotTell, 1},
		"one word":                    {"does-not-hold", "name", review.CannotTell, 1},
		"cannot tell":                 {"cannot-tell", "", review.CannotTell, 0},
		"cannot tell, with words":     {"cannot-tell", "for two years", review.CannotTell, 0},
		"cannot tell, invented words": {"cannot-tell", "for ten years", review.CannotTell, 1},
	} {
		t.Run(name, func(t *testing.T) {
			before := checked(t)
			before.Findings = before.Findings[:1]
			r, s := assessed(t, before, func(p prompts.Prompt) (string, error) {
				if p.Name == "judge" {
					return `{"claims":[` + verdict(1, c.verdict, "", c.evidence) + `]}`, nil
				}
				if p.Name == "discover" {
					return `{"passages":[]}`, nil
				}
				return sensible(p)
			})
			a := r.Findings[0].Assessment
			if a == nil || a.Verdict != c.want || r.Model.Dropped != c.dropped {
				t.Fatalf("assessment %+v, dropped %d", a, r.Model.Dropped)
			}
			if shown := a.Evidence.Quote; c.dropped == 0 && fold(shown) != c.evidence {
				t.Errorf("the evidence is %q", shown)
			}
			addsUp(t, before, r, len(s.asked))
		})
	}
}
