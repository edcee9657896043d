// Package assess asks a model whether findings hold and what else a draft does, and believes only what it can check in the
// draft.
package assess

import (
	"context"
	"errors"
	"fmt"

	"github.com/rightsreview/rightsreview/prompts"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
	"github.com/sourcegraph/conc/pool"
)

// Model answers questions. It is called from several goroutines.
type Model interface {
	// Ask sends one question. The error wraps ErrSpent if the budget does not allow it.
	Ask(context.Context, prompts.Prompt) (prompts.Reply, error)
}

// ErrSpent is in the error of a question that was not sent because the budget is spent.
var ErrSpent = errors.New("the budget is spent")

// Assessor asks a model about drafts. It is safe for concurrent use.
type Assessor struct {
	Model      Model
	Name       string            // of the model, as it was asked for
	Categories []catalogue.About // what the categories mean
	Guidelines []catalogue.Guideline
	Jobs       int // questions at a time, at least 1
}

// Assess adds to a review what the model says: a verdict to each finding of the checklist, and the findings that it raises
// itself. It takes no finding away. What could not be asked or answered is a gap; what was asked, and what became of it, is in
// the ledger of the result. The review is one that has not been assembled.
func (a Assessor) Assess(ctx context.Context, r review.Review) review.Review {
	w := &work{Assessor: a, review: r, doc: r.Document, parts: partsOf(r.Document)}
	w.review.Findings = append([]review.Finding(nil), r.Findings...)
	w.hidden()
	w.run(ctx, w.firstRound())
	w.run(ctx, w.secondRound())
	w.finish()
	return w.review
}

// work is one review while the model is asked about it.
type work struct {
	Assessor
	review review.Review
	doc    *document.Document
	parts  []part
	ledger review.ModelLedger
	failed []string // what could not be asked or answered
	unsent int      // questions that the budget did not allow
}

// question is one question with what to do with the reply.
type question struct {
	prompt prompts.Prompt
	about  string // in words: "the section Records"
	use    func(text string) error
}

// answer is what came of a question.
type answer struct {
	reply    prompts.Reply
	err      error
	calls    int
	repaired bool
	text     string
}

// run asks questions in their order, some at a time, and uses the replies in the same order.
func (w *work) run(ctx context.Context, questions []question) {
	answers := make([]answer, len(questions))
	p := pool.New().WithMaxGoroutines(max(1, w.Jobs))
	for i := range questions {
		p.Go(func() { answers[i] = w.ask(ctx, questions[i]) })
	}
	p.Wait()
	for i, got := range answers {
		w.account(questions[i], got)
		if got.err == nil {
			_ = questions[i].use(got.text) // ask has tried it
		}
	}
}

// ask sends a question, and once more, with what was wrong, if the reply is not as asked for.
func (w *work) ask(ctx context.Context, q question) (got answer) {
	for try := 0; ; try++ {
		reply, err := w.Model.Ask(ctx, q.prompt)
		if !reply.Cached {
			got.calls++
		}
		got.reply.Usage = got.reply.Usage.Add(reply.Usage)
		got.reply.Cached = reply.Cached
		if err != nil {
			got.err = err
			return got
		}
		if err = check(q.prompt.Name, reply.Text); err == nil {
			got.text, got.repaired = reply.Text, try > 0
			return got
		}
		if try > 0 {
			got.err = fmt.Errorf("the reply was not as asked for, twice: %w", err)
			return got
		}
		q.prompt = q.prompt.Again(err.Error())
	}
}

// account enters a question in the ledger.
func (w *work) account(q question, got answer) {
	l := &w.ledger
	if got.reply.Cached && got.calls == 0 {
		l.Kept++
	} else {
		l.Calls += got.calls
		l.In, l.Out, l.CachedIn = l.In+got.reply.Usage.In, l.Out+got.reply.Usage.Out, l.CachedIn+got.reply.Usage.Cached
	}
	switch {
	case got.err == nil && got.repaired:
		l.Repaired++
	case errors.Is(got.err, ErrSpent):
		l.Unasked++
		l.Calls -= got.calls
		w.unsent++
	case got.err != nil && got.text == "" && got.calls > 0 && isInvalid(got.err):
		l.Invalid++
		w.failed = append(w.failed, q.about+": "+got.err.Error())
	case got.err != nil:
		l.Unasked++
		w.failed = append(w.failed, q.about+": "+got.err.Error())
	}
}

// invalid is the error of a reply that is not as asked for.
type invalid struct{ what string }

func (e invalid) Error() string { return e.what }

func isInvalid(err error) bool {
	var i invalid
	return errors.As(err, &i)
}
