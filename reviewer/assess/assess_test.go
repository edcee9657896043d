package assess

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rightsreview/rightsreview/prompts"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

func TestAssess(t *testing.T) {
	before := checked(t)
	r, s := assessed(t, before, sensible)
	addsUp(t, before, r, len(s.asked))
	if len(r.Gaps) > 0 || r.Model.Judged != 2 || r.Model.Raised != 1 || r.Model.Dropped+r.Model.Invalid+r.Model.Duplicate > 0 {
		t.Fatalf("gaps %v, ledger %+v", r.Gaps, *r.Model)
	}
	one := ofRule(r, "model/interception")
	if len(one) != 1 || one[0].Quote != agency || one[0].Severity != catalogue.Medium || !one[0].Assessment.Raised {
		t.Fatalf("raised: %+v", one)
	}
	for _, f := range r.Findings {
		a := f.Assessment
		if a.Model != "scripted" || a.Prompt == "" || a.Reason == "" || a.Evidence.StartLine == 0 || a.Verdict != review.Holds {
			t.Errorf("%s: assessment %+v", f.Rule.ID, a)
		}
	}
	if before.Findings[0].Assessment != nil || len(before.Findings) != 2 {
		t.Error("the review that was given has changed")
	}
}

// TestOrder holds that what promises most is asked first, so that a budget buys the most.
func TestOrder(t *testing.T) {
	_, s := assessed(t, checked(t), sensible)
	names := s.names()
	if names[0] != "judge" || names[len(names)-1] != "refute" || !slices.Contains(names, "discover") {
		t.Errorf("asked: %v", names)
	}
	var sections []string
	for _, p := range s.asked {
		if d, ok := p.About.(prompts.Discover); ok {
			sections = append(sections, d.Section)
		}
	}
	at := func(title string) int {
		return slices.IndexFunc(sections, func(s string) bool { return strings.Contains(s, title) })
	}
	if at("Records") < 0 || at("Records") > at("Introduction") && at("Introduction") >= 0 {
		t.Errorf("the sections are asked about in the order %q", sections)
	}
}

func TestClaims(t *testing.T) {
	doc := parse(t, draftText)
	r := review.Review{Document: doc}
	for range 8 {
		r.Findings = append(r.Findings, finding(t, doc, keeps, "surveillance", catalogue.Low))
	}
	r.Findings = append(r.Findings, finding(t, doc, agency, "interception", catalogue.High), review.Finding{Rule: catalogue.Rule{ID: "absent/x"}})
	w := &work{Assessor: assessor(t, nil), review: r, doc: doc, parts: partsOf(doc)}
	groups := w.claims(func(review.Finding) bool { return true })
	var sizes []int
	for _, g := range groups {
		sizes = append(sizes, len(g))
	}
	if diff := cmp.Diff([]int{8, 1}, sizes); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	if slices.Contains(slices.Concat(groups...), 9) {
		t.Error("a finding about the whole draft is asked about")
	}
}

// TestFurther holds that the model sees the further passages of a finding, and that its words may come from them.
func TestFurther(t *testing.T) {
	before := checked(t)
	doc := before.Document
	before.Findings = before.Findings[:1]
	before.Findings[0].Further = []review.Place{review.PlaceOf(doc, spanOf(t, doc, agency), nil)}
	before.Findings[0].Parts = append(before.Findings[0].Parts, review.Part{Text: spanOf(t, doc, agency)})
	r, s := assessed(t, before, func(p prompts.Prompt) (string, error) {
		switch p.Name {
		case "judge":
			if !strings.Contains(p.User, agency) {
				t.Error("the further passage is not sent")
			}
			return `{"claims":[` + verdict(1, "does-not-hold", "", "the visitor is not told") + `]}`, nil
		case "discover":
			if strings.Contains(p.User, "On the list already") != strings.Contains(p.User, agency) {
				t.Error("the passages are not listed where they stand")
			}
			return `{"passages":[` + raised("surveillance", agency) + `]}`, nil
		}
		return sensible(p)
	})
	a := r.Findings[0].Assessment
	if a.Verdict != review.DoesNotHold || a.Evidence.Quote != "the visitor is not told" {
		t.Errorf("assessment %+v", a)
	}
	if r.Model.Raised != 0 || r.Model.Duplicate == 0 {
		t.Errorf("what was asked about is raised again: %+v", *r.Model)
	}
	addsUp(t, before, r, len(s.asked))
}

// TestUnaskedPassages holds that a passage which the model was not asked about can be raised, though its finding is doubted.
func TestUnaskedPassages(t *testing.T) {
	before := checked(t)
	doc := before.Document
	f := &before.Findings[0]
	for range maxFurther {
		f.Further = append(f.Further, f.Place)
	}
	f.Further = append(f.Further, review.PlaceOf(doc, spanOf(t, doc, agency), nil))
	f.Parts = append(f.Parts, review.Part{Text: spanOf(t, doc, agency)})
	for _, c := range []struct {
		verdict string
		raised  int
	}{{"does-not-hold", 1}, {"holds", 0}} {
		r, _ := assessed(t, before, func(p prompts.Prompt) (string, error) {
			text, err := sensible(p)
			if p.Name == "judge" {
				text = strings.ReplaceAll(text, `"holds"`, `"`+c.verdict+`"`)
			}
			return strings.ReplaceAll(text, "interception", "surveillance"), err
		})
		if r.Model.Raised != c.raised {
			t.Errorf("%s: raised %d, want %d", c.verdict, r.Model.Raised, c.raised)
		}
	}
}

// TestLow holds that of a finding of low severity one further passage is asked about, that words from it count as evidence and
// that a third passage, which is not asked about, can be raised.
func TestLow(t *testing.T) {
	before := checked(t)
	doc := before.Document
	f := finding(t, doc, keeps, "surveillance", catalogue.Low)
	for _, passage := range []string{blocks, agency} {
		f.Further = append(f.Further, review.PlaceOf(doc, spanOf(t, doc, passage), nil))
		f.Parts = append(f.Parts, review.Part{Text: spanOf(t, doc, passage)})
	}
	before.Findings = []review.Finding{f}
	for evidence, c := range map[string]struct {
		verdict review.Verdict
		dropped int
	}{
		"must keep the name":          {review.CannotTell, 1}, // other letters
		"MUST keep the name":          {review.DoesNotHold, 0},
		"on the list of the ministry": {review.DoesNotHold, 0},
		"the visitor is not told":     {review.CannotTell, 1}, // not asked about
	} {
		t.Run(evidence, func(t *testing.T) {
			r, s := assessed(t, before, func(p prompts.Prompt) (string, error) {
				switch q := p.About.(type) {
				case prompts.Judge:
					if c := q.Findings[0]; len(c.Further) != lowFurther || c.Context != "" || c.Fires+c.LooksLike != "" {
						t.Errorf("a finding of low severity is told in many words: %+v", c)
					}
					return `{"claims":[` + verdict(1, "does-not-hold", "", evidence) + `]}`, nil
				case prompts.Discover:
					if slices.ContainsFunc(q.Listed, func(l prompts.Claim) bool { return strings.HasPrefix(agency, l.Quote) }) {
						t.Error("a passage that is not asked about is listed")
					}
				}
				text, err := sensible(p)
				return strings.ReplaceAll(text, "interception", "surveillance"), err
			})
			a := r.Findings[0].Assessment
			if a.Verdict != c.verdict || r.Model.Dropped != c.dropped || (a.Evidence.Quote == evidence) != (c.dropped == 0) {
				t.Errorf("assessment %+v, %d dropped", a, r.Model.Dropped)
			}
			if raised := ofRule(r, "model/surveillance"); (len(raised) == 1) != r.Findings[0].Doubted() {
				t.Errorf("raised: %+v, and the verdict is %s", raised, a.Verdict)
			}
			addsUp(t, before, r, len(s.asked))
		})
	}
}

// TestQuestionsStayTheSame holds that an edit changes no question about findings but those in whose sections it is, and the
// next.
func TestQuestionsStayTheSame(t *testing.T) {
	asked := func(text string) (all []string) {
		doc := parse(t, text)
		r := review.Review{Document: doc}
		severities := []catalogue.Severity{catalogue.Low, catalogue.High, catalogue.Low, catalogue.Low, catalogue.High, catalogue.Low, catalogue.Low, catalogue.High, catalogue.Low}
		for n, chapter := range chapters(24) {
			for i, severity := range severities[:1+n*n%8] {
				if sentence := fmt.Sprintf("In chapter %s the sentence %d of many", chapter, i); strings.Contains(string(doc.Text), sentence) {
					r.Findings = append(r.Findings, finding(t, doc, sentence, "surveillance", severity))
				}
			}
		}
		w := &work{Assessor: assessor(t, nil), review: r, doc: doc, parts: partsOf(doc)}
		for _, group := range w.claims(func(review.Finding) bool { return true }) {
			all = append(all, w.judge(group).prompt.User)
		}
		return all
	}
	text := long(24)
	before := asked(text)
	if len(before) < 8 {
		t.Fatalf("there are only %d questions", len(before))
	}
	for name, edited := range map[string]string{
		"a sentence more":  strings.Replace(text, "In chapter C the sentence 2 of many", "Something is new here. In chapter C the sentence 2 of many", 1),
		"a finding less":   strings.Replace(text, "In chapter C the sentence 2 of many", "In chapter C the sentence 2 of few", 1),
		"a chapter less":   text[:strings.Index(text, "## Chapter X")],
		"another foreword": strings.Replace(text, "# Long\n\n", "# Long\n\n## Foreword\n\nA chapter that was not there before.\n\n", 1),
	} {
		t.Run(name, func(t *testing.T) {
			changed := 0
			for _, q := range asked(edited) {
				if !slices.Contains(before, q) {
					changed++
				}
			}
			if changed > 4 { // two of each gravity
				t.Errorf("%d of %d questions have changed, want four at most", changed, len(before))
			}
		})
	}
}

func TestDiscover(t *testing.T) {
	for name, c := range map[string]struct {
		passages string
		want     review.ModelLedger // Raised, Dropped, Invalid and Duplicate of it
	}{
		"none":                       {"", review.ModelLedger{}},
		"in the part":                {raised("interception", agency), review.ModelLedger{Raised: 1}},
		"part of a sentence":         {raised("interception", "can read the records at any"), review.ModelLedger{Raised: 1}},
		"twice":                      {raised("interception", agency) + "," + raised("interception", "and the visitor is not told"), review.ModelLedger{Raised: 1, Duplicate: 1}},
		"in two categories":          {raised("interception", agency) + "," + raised("surveillance", agency), review.ModelLedger{Raised: 2}},
		"raised by the checklist":    {raised("surveillance", keeps), review.ModelLedger{Duplicate: 1}},
		"in another category":        {raised("weakened-anonymity", keeps), review.ModelLedger{Raised: 1}},
		"invented":                   {raised("surveillance", "An agency can read all letters of all people."), review.ModelLedger{Dropped: 1}},
		"of another part":            {raised("surveillance", "Each lender counts its packets."), review.ModelLedger{Dropped: 1}},
		"too few words":              {raised("surveillance", "An agency can"), review.ModelLedger{Dropped: 1}},
		"a category that is none":    {raised("evil", agency), review.ModelLedger{Invalid: 1}},
		"one of each, and the rules": {raised("evil", agency) + "," + raised("censorship", "Not a word of it is there.") + "," + raised("exclusion", agency), review.ModelLedger{Raised: 1, Dropped: 1, Invalid: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			before := checked(t)
			r, s := assessed(t, before, func(p prompts.Prompt) (string, error) {
				d, ok := p.About.(prompts.Discover)
				switch {
				case ok && strings.Contains(d.Text, agency):
					return `{"passages":[` + c.passages + `]}`, nil
				case ok:
					return `{"passages":[]}`, nil
				}
				return sensible(p)
			})
			got := review.ModelLedger{Raised: r.Model.Raised, Dropped: r.Model.Dropped, Invalid: r.Model.Invalid, Duplicate: r.Model.Duplicate}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("ledger (-want +got):\n%s", diff)
			}
			addsUp(t, before, r, len(s.asked))
		})
	}
}

func TestRefute(t *testing.T) {
	before := checked(t)
	for name, c := range map[string]struct {
		verdict string
		refuted int
		raised  catalogue.Severity // of what the model raised
	}{
		"refuted":     {"refuted", 3, catalogue.Low},
		"stands":      {"stands", 0, catalogue.Medium},
		"cannot tell": {"cannot-tell", 0, catalogue.Low},
	} {
		t.Run(name, func(t *testing.T) {
			r, s := assessed(t, before, func(p prompts.Prompt) (string, error) {
				text, err := sensible(p)
				return strings.ReplaceAll(text, "stands", c.verdict), err
			})
			addsUp(t, before, r, len(s.asked))
			if r.Model.Refuted != c.refuted || ofRule(r, "model/interception")[0].Severity != c.raised {
				t.Errorf("refuted %d, raised as %v", r.Model.Refuted, ofRule(r, "model/interception")[0].Severity)
			}
			for _, f := range r.Findings {
				if f.Doubted() && (f.Assessment.Refutation == "" || f.Assessment.Reason == "") {
					t.Errorf("%s: a reason is missing: %+v", f.Rule.ID, f.Assessment)
				}
			}
		})
	}
}

// TestRepair counts what becomes of replies that are not as asked for.
func TestRepair(t *testing.T) {
	short, one := `{"claims":[]}`, `{"claims":[`+verdict(1, "holds", "", words(keeps, 5))+`]}`
	for name, c := range map[string]struct {
		first, second string // of a judge; empty is a sensible reply
		want          review.ModelLedger
		gap           string
	}{
		"good":                             {"", "", review.ModelLedger{Judged: 2}, ""},
		"bad, then good":                   {"no", "", review.ModelLedger{Judged: 2, Repaired: 1}, ""},
		"bad twice":                        {"no", "no", review.ModelLedger{Invalid: 1}, "not as asked for, twice"},
		"short, then good":                 {short, "", review.ModelLedger{Judged: 2, Repaired: 1}, ""},
		"one missing, twice":               {one, one, review.ModelLedger{Judged: 1, Invalid: 1}, "1 entry is missing"},
		"short twice":                      {short, short, review.ModelLedger{Invalid: 2}, "2 entries are missing"},
		"short, then bad":                  {short, "no", review.ModelLedger{Invalid: 2}, "2 entries are missing"},
		"bad, then short":                  {"no", short, review.ModelLedger{Invalid: 2}, "2 entries are missing"},
		"bad, then a fault":                {"no", "FAULT", review.ModelLedger{Invalid: 1}, "could not be asked for again"},
		"short, then a fault: it is taken": {short, "FAULT", review.ModelLedger{Invalid: 2}, "2 entries are missing"},
	} {
		t.Run(name, func(t *testing.T) {
			before := checked(t)
			r, s := assessed(t, before, func(p prompts.Prompt) (string, error) {
				reply := c.first
				if strings.Contains(p.User, "could not be used") {
					reply = c.second
				}
				switch {
				case p.Name != "judge" || reply == "":
					return sensible(p)
				case reply == "FAULT":
					return "", errors.New("the line is dead")
				}
				return reply, nil
			})
			got := review.ModelLedger{Judged: r.Model.Judged, Repaired: r.Model.Repaired, Invalid: r.Model.Invalid}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("ledger (-want +got):\n%s", diff)
			}
			gaps := fmt.Sprint(r.Gaps)
			if !strings.Contains(gaps, c.gap) || (c.gap == "") != (len(r.Gaps) == 0) {
				t.Errorf("gaps %s, want %q", gaps, c.gap)
			}
			calls := len(s.asked)
			if strings.Contains(c.second, "FAULT") {
				calls-- // it was not answered
			}
			addsUp(t, before, r, calls)
		})
	}
}

func TestFaults(t *testing.T) {
	before := checked(t)
	r, s := assessed(t, before, func(prompts.Prompt) (string, error) { return "", errors.New("the key is wrong") })
	addsUp(t, before, r, 0)
	if r.Model.Unasked != len(s.asked) || r.Status() != review.Partial || !strings.Contains(fmt.Sprint(r.Gaps), "the key is wrong") {
		t.Errorf("%d questions, ledger %+v, gaps %v", len(s.asked), *r.Model, r.Gaps)
	}
	if n := len(r.Gaps); n > maxReasons+1 {
		t.Errorf("%d gaps; many are to be told in one", n)
	}
}

func TestCancelled(t *testing.T) {
	before := checked(t)
	ctx, cancel := context.WithCancel(t.Context())
	s := &scripted{}
	s.answer = func(p prompts.Prompt) (string, error) {
		cancel()
		return sensible(p)
	}
	r := assessor(t, s).Assess(ctx, before)
	addsUp(t, before, r, 1)
	if len(s.asked) != 1 || r.Model.Unasked == 0 || r.Status() != review.Partial {
		t.Errorf("%d questions were sent after the end, ledger %+v", len(s.asked)-1, *r.Model)
	}
}

func TestNothingToAsk(t *testing.T) {
	doc := parse(t, "# Only a heading\n")
	r, s := assessed(t, review.Review{Document: doc}, sensible)
	if len(s.asked) > 0 || r.Model == nil || *r.Model != (review.ModelLedger{Name: "scripted"}) || len(r.Gaps) > 0 {
		t.Errorf("%d questions, ledger %+v", len(s.asked), r.Model)
	}
	r, _ = assessed(t, review.Review{Document: &document.Document{Hidden: []document.Hidden{{Reason: "x"}}}}, sensible)
	if len(r.Findings) != 1 {
		t.Errorf("findings %+v", r.Findings)
	}
}

// TestSameWhateverJobs asks one and many at a time.
func TestSameWhateverJobs(t *testing.T) {
	before := review.Review{Document: parse(t, draftText+strings.TrimPrefix(long(6), "# Long\n"))}
	before.Findings = checked(t).Findings
	for i := range before.Findings {
		before.Findings[i] = finding(t, before.Document, before.Findings[i].Quote, before.Findings[i].Rule.Category, before.Findings[i].Severity)
	}
	ignore := cmp.Options{cmpopts.IgnoreFields(review.Review{}, "Document")}
	a := assessor(t, &scripted{answer: random(7)})
	want := a.Assess(t.Context(), before)
	for _, jobs := range []int{2, 8} {
		a := assessor(t, &scripted{answer: random(7)})
		a.Jobs = jobs
		if diff := cmp.Diff(want, a.Assess(t.Context(), before), ignore); diff != "" {
			t.Errorf("%d at a time (-one +many):\n%s", jobs, diff)
		}
	}
}

// random answers by chance, the same question in the same way: good replies, bad ones and none.
func random(seed uint64) func(prompts.Prompt) (string, error) {
	return func(p prompts.Prompt) (string, error) {
		h := seed
		for _, c := range []byte(p.User) {
			h = h*1099511628211 + uint64(c)
		}
		draw := rand.New(rand.NewPCG(h, seed))
		text, err := sensible(p)
		pick := func(from ...string) string { return from[draw.IntN(len(from))] }
		switch draw.IntN(8) {
		case 0:
			return "", errors.New("by chance")
		case 1:
			return text[:draw.IntN(len(text))], nil
		case 2:
			return "", fmt.Errorf("%w by chance", ErrSpent)
		case 3:
			text = strings.ReplaceAll(text, `"number":1`, `"number":`+pick("0", "2", "7", "-1"))
		case 4:
			text = strings.ReplaceAll(text, `"holds"`, pick(`"does-not-hold"`, `"cannot-tell"`, `"maybe"`))
			text = strings.ReplaceAll(text, `"stands"`, pick(`"refuted"`, `"cannot-tell"`, `"maybe"`))
		case 5:
			text = strings.ReplaceAll(text, "evidence\":\"", "evidence\":\"invented ")
			text = strings.ReplaceAll(text, "An agency", pick("No agency", "An agency"))
		case 6:
			text = pick(`{"claims":[]}`, `{"passages":[]}`, `{}`, `null`)
		}
		return text, err
	}
}

// TestLedgerAddsUp lets many random models answer.
func TestLedgerAddsUp(t *testing.T) {
	before := checked(t)
	for seed := range uint64(300) {
		answer, answered := random(seed), 0
		r, _ := assessed(t, before, func(p prompts.Prompt) (string, error) {
			text, err := answer(p)
			if err == nil {
				answered++
			}
			return text, err
		})
		addsUp(t, before, r, answered)
		if l := r.Model; l.In != 10*answered || l.Out != 5*answered {
			t.Errorf("seed %d: %d answers, tokens %d and %d", seed, answered, l.In, l.Out)
		}
		if t.Failed() {
			t.Fatalf("seed %d: %+v, gaps %v", seed, *r.Model, r.Gaps)
		}
	}
}

func TestEstimate(t *testing.T) {
	before := checked(t)
	s := &scripted{answer: sensible}
	a := assessor(t, s)
	e := a.Estimate(before)
	if len(s.asked) > 0 {
		t.Fatal("an estimate asks")
	}
	a.Assess(t.Context(), before)
	if e.Questions < len(s.asked)-1 || e.Questions > len(s.asked)+1 {
		t.Errorf("%d questions are expected, and %d were asked", e.Questions, len(s.asked))
	}
	in := 0
	for _, p := range s.asked {
		in += Tokens(p.System) + Tokens(p.User) + Tokens(string(p.Schema))
	}
	if e.Usage.In < in*7/10 || e.Usage.In > in*13/10 || e.Usage.Out == 0 {
		t.Errorf("%d tokens are expected, and %d were sent", e.Usage.In, in)
	}
	if two := e.Add(e); two.Questions != 2*e.Questions || two.Usage.In != 2*e.Usage.In {
		t.Errorf("twice is %+v", two)
	}
}

// TestWindow holds that a passage of a long paragraph is sent with what stands around it.
func TestWindow(t *testing.T) {
	filler := strings.Repeat("Some other thing is said here as well. ", 60)
	doc := parse(t, "# A\n\n"+filler+keeps+" "+filler+"\n")
	r := review.Review{Document: doc, Findings: []review.Finding{finding(t, doc, keeps, "surveillance", catalogue.High)}}
	_, s := assessed(t, r, sensible)
	context := s.asked[0].About.(prompts.Judge).Findings[0].Context
	if !strings.Contains(context, keeps) || len(context) > maxContext+100 || !strings.HasPrefix(context, "...") || !strings.HasSuffix(context, "...") {
		t.Errorf("the paragraph is sent as %q", context)
	}
}

// FuzzReply lets a model answer anything at all.
func FuzzReply(f *testing.F) {
	good, _ := sensible(prompts.Judge{Findings: []prompts.Claim{{Number: 1, Quote: keeps}}}.Prompt())
	for _, seed := range []string{good, `{"passages":[` + raised("interception", agency) + `]}`, `{"claims":[{"number":1,"verdict":"refuted","reason":"x"}]}`,
		"", "null", `{"claims":[]}`, `{"passages":[]}`, `[1]`, "{\"passages\":[{\"category\":\"exclusion\",\"quote\":\"\u200b\",\"reason\":\"\xff\",\"question\":\"@x\"}]}"} {
		f.Add(seed, seed, seed)
	}
	before := checked(f)
	a := assessor(f, nil)
	f.Fuzz(func(t *testing.T, judge, discover, refute string) {
		s := &scripted{answer: func(p prompts.Prompt) (string, error) {
			return map[string]string{"judge": judge, "discover": discover, "refute": refute}[p.Name], nil
		}}
		a.Model = s
		r := a.Assess(t.Context(), before)
		addsUp(t, before, r, len(s.asked))
		for _, one := range r.Findings {
			for _, place := range shownOf(one) {
				if !strings.Contains(fold(string(before.Document.Text)), strings.TrimSuffix(place.Quote, "...")) {
					t.Errorf("%q is not in the draft", place.Quote)
				}
			}
			if m := one.Assessment; m != nil {
				for _, text := range []string{m.Reason, m.Question, m.Refutation} {
					if strings.ContainsAny(text, "<>@`[]|\n\x1b\u200b\u202e") || strings.Contains(text, "://") || len(text) > maxProse+10 {
						t.Errorf("%q is shown", text)
					}
				}
			}
		}
	})
}

// shownOf are the places of a finding, and of what the model says of it.
func shownOf(f review.Finding) []review.Place {
	places := []review.Place{f.Place}
	if f.Assessment != nil {
		places = append(places, f.Assessment.Evidence)
	}
	return places
}
