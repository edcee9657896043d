package assess

import (
	"context"
	"fmt"
	"sync"

	"github.com/rightsreview/rightsreview/prompts"
	"github.com/tiktoken-go/tokenizer"
)

// codec counts tokens as the models of OpenAI since 2024 do (o200k_base); others count a little otherwise.
var codec = sync.OnceValues(func() (tokenizer.Codec, error) { return tokenizer.Get(tokenizer.O200kBase) })

// bytesPerToken is how many bytes a token has in English prose, for when there is no tokeniser.
const bytesPerToken = 4

// Tokens counts the tokens of a text, about.
func Tokens(text string) int {
	c, err := codec()
	if err != nil {
		return len(text)/bytesPerToken + 1
	}
	n, err := c.Count(text)
	if err != nil {
		return len(text)/bytesPerToken + 1
	}
	return n
}

// What a question costs beside its text, and what replies come to, in tokens. They are what replies of the schemas had in
// trials, rounded up.
const (
	frameTokens  = 12 // roles and separators of a chat
	perVerdict   = 110
	perRefutal   = 60
	perDiscovery = 160
)

// Expected is what a question will use, about.
func Expected(p prompts.Prompt) prompts.Usage {
	u := prompts.Usage{In: Tokens(p.System) + Tokens(p.User) + Tokens(string(p.Schema)) + frameTokens}
	switch q := p.About.(type) {
	case prompts.Judge:
		u.Out = perVerdict * len(q.Findings)
	case prompts.Refute:
		u.Out = perRefutal * len(q.Claims)
	default:
		u.Out = perDiscovery
	}
	return u
}

// Budget is how much may be spent; 0 is no limit.
type Budget struct {
	Tokens int     // of questions and replies together
	Cost   float64 // in the currency of the price table
}

// Meter is a model that sends questions on as long as the budget lasts. It is safe for concurrent use.
type Meter struct {
	Model  Model
	Budget Budget
	Price  Price // zero if the model has none

	mutex sync.Mutex
	spent prompts.Usage // with what is expected of the questions that are under way
}

// Ask sends a question on, or gives ErrSpent if it would go over the budget.
func (m *Meter) Ask(ctx context.Context, p prompts.Prompt) (prompts.Reply, error) {
	wanted := Expected(p)
	if err := m.reserve(wanted); err != nil {
		return prompts.Reply{}, err
	}
	reply, err := m.Model.Ask(ctx, p)
	used := reply.Usage
	if used == (prompts.Usage{}) && err == nil && !reply.Cached {
		used = prompts.Usage{In: wanted.In, Out: Tokens(reply.Text)}
		reply.Usage = used
	}
	m.settle(wanted, used)
	return reply, err
}

func (m *Meter) reserve(u prompts.Usage) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	after := m.spent.Add(u)
	if m.Budget.Tokens > 0 && after.In+after.Out > m.Budget.Tokens {
		return fmt.Errorf("%w: %d of %d tokens are used, and the next question needs about %d", ErrSpent,
			m.spent.In+m.spent.Out, m.Budget.Tokens, u.In+u.Out)
	}
	if cost := m.Price.Cost(after); m.Budget.Cost > 0 && cost > m.Budget.Cost {
		return fmt.Errorf("%w: %.4f of %.4f is used, and the next question costs about %.4f", ErrSpent,
			m.Price.Cost(m.spent), m.Budget.Cost, m.Price.Cost(u))
	}
	m.spent = after
	return nil
}

// settle puts what was used in the place of what was expected.
func (m *Meter) settle(wanted, used prompts.Usage) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.spent = prompts.Usage{In: m.spent.In - wanted.In + used.In, Out: m.spent.Out - wanted.Out + used.Out, Cached: m.spent.Cached + used.Cached}
}
