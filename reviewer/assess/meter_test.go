package assess

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/rightsreview/rightsreview/prompts"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// counted is a model that says what it used, within what is expected.
type counted struct {
	mutex sync.Mutex
	used  prompts.Usage
	calls int
	err   error
	none  bool // it does not say what it used
}

func (c *counted) Ask(_ context.Context, p prompts.Prompt) (prompts.Reply, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	text, _ := sensible(p)
	u := Expected(p)
	u.In, u.Out = u.In-rand.IntN(u.In/2), u.Out-rand.IntN(u.Out/2+1)
	c.calls++
	c.used = c.used.Add(u)
	if c.none {
		u = prompts.Usage{}
	}
	return prompts.Reply{Text: text, Usage: u}, c.err
}

func TestMeterNeverOver(t *testing.T) {
	before := checked(t)
	all := assessor(t, nil).Estimate(before)
	whole := all.Usage.In + all.Usage.Out
	for _, jobs := range []int{1, 8} {
		for budget := 100; budget < whole+2000; budget += whole / 17 {
			c := &counted{}
			a := assessor(t, &Meter{Model: c, Budget: Budget{Tokens: budget}})
			a.Jobs = jobs
			r := a.Assess(t.Context(), before)
			addsUp(t, before, r, c.calls)
			if used := c.used.In + c.used.Out; used > budget {
				t.Errorf("jobs %d, budget %d: %d tokens were used", jobs, budget, used)
			}
			if r.Model.In != c.used.In || r.Model.Out != c.used.Out {
				t.Errorf("the ledger has %d and %d tokens, and %+v were used", r.Model.In, r.Model.Out, c.used)
			}
			spent := r.Model.Unasked > 0
			if told := len(r.Gaps) > 0 && strings.Contains(r.Gaps[0].What, "the budget was spent"); told != spent || spent != (r.Status() == review.Partial) {
				t.Errorf("budget %d: %d not asked, gaps %v", budget, r.Model.Unasked, r.Gaps)
			}
		}
	}
}

func TestMeterCost(t *testing.T) {
	price := Price{In: 1, Cached: 0.1, Out: 4}
	c := &counted{}
	a := assessor(t, &Meter{Model: c, Budget: Budget{Cost: 0.004}, Price: price})
	r := a.Assess(t.Context(), checked(t))
	if cost := price.Cost(c.used); cost > 0.004 || c.calls == 0 || r.Model.Unasked == 0 {
		t.Errorf("%d questions cost %.5f, and %d were not asked", c.calls, cost, r.Model.Unasked)
	}
	if got := price.Cost(prompts.Usage{In: 1e6, Out: 1e6, Cached: 5e5}); got != 0.5+0.05+4 {
		t.Errorf("the cost is %v", got)
	}
}

func TestMeterSettles(t *testing.T) {
	p := prompts.Refute{Claims: []prompts.Claim{{Number: 1, Quote: "x"}}}.Prompt()
	want := Expected(p)
	for name, c := range map[string]struct {
		model Model
		spent func(prompts.Usage) bool
	}{
		"what it says":                {&counted{}, func(u prompts.Usage) bool { return u.In > 0 && u.In <= want.In }},
		"our count where it does not": {&counted{none: true}, func(u prompts.Usage) bool { return u.In == want.In && u.Out > 0 }},
		"nothing after a fault":       {&scripted{answer: func(prompts.Prompt) (string, error) { return "", errors.New("x") }}, func(u prompts.Usage) bool { return u.In == 10 }},
		"nothing for what is kept":    {keptModel{}, func(u prompts.Usage) bool { return u == prompts.Usage{} }},
	} {
		t.Run(name, func(t *testing.T) {
			m := &Meter{Model: c.model, Budget: Budget{Tokens: 1 << 20}}
			reply, _ := m.Ask(t.Context(), p)
			if !c.spent(m.spent) {
				t.Errorf("spent %+v of an expected %+v", m.spent, want)
			}
			if c, ok := c.model.(*counted); ok && reply.Usage != m.spent || ok && c.calls != 1 {
				t.Errorf("the reply has %+v, and %+v is spent", reply.Usage, m.spent)
			}
		})
	}
}

// keptModel answers from an earlier run.
type keptModel struct{}

func (keptModel) Ask(context.Context, prompts.Prompt) (prompts.Reply, error) {
	return prompts.Reply{Text: "{}", Cached: true}, nil
}

// TestMeterOrder holds that a small question still goes where a large one does not, and that the error tells the figures.
func TestMeterOrder(t *testing.T) {
	small := prompts.Refute{Claims: []prompts.Claim{{Number: 1, Quote: "x"}}}.Prompt()
	large := prompts.Discover{Text: strings.Repeat("word ", 5000)}.Prompt()
	m := &Meter{Model: &counted{}, Budget: Budget{Tokens: 2000}}
	if _, err := m.Ask(t.Context(), large); !errors.Is(err, ErrSpent) || !strings.Contains(err.Error(), "0 of 2000") {
		t.Errorf("the large question: %v", err)
	}
	if _, err := m.Ask(t.Context(), small); err != nil {
		t.Errorf("the small question: %v", err)
	}
}

func TestPrices(t *testing.T) {
	p, err := BuiltinPrices()
	if err != nil {
		t.Fatal(err)
	}
	for model, in := range map[string]float64{"gpt-4.1-mini": 0.40, "gpt-4.1-mini-2025-04-14": 0.40, "gpt-4.1": 2, "gpt-5-nano": 0.05, "gpt-5": 1.25} {
		if got, ok := p.Of(model); !ok || got.In != in {
			t.Errorf("%s: %+v, %v", model, got, ok)
		}
	}
	if _, ok := p.Of("llama3"); ok {
		t.Error("a model that is not in the table has a price")
	}
	for _, bad := range []string{"- {model: x, inn: 1}", "- {in: 1}", "- {model: x, in: -1}", "model: x", "- [1]"} {
		if _, err := ReadPrices("p.yaml", []byte(bad)); err == nil || !strings.HasPrefix(err.Error(), "p.yaml:") {
			t.Errorf("%s: the error is %v", bad, err)
		}
	}
}
