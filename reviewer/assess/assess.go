// Package assess asks a model whether findings hold and what else a draft does, and believes only what it can check in the
// draft.
package assess

import (
	"context"
	"errors"
	"fmt"
	"slices"

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
	Jobs       int    // questions at a time, at least 1
	Price      *Price // what the model costs; nil if that is not known
	// Kept reports whether a question was answered in an earlier run and would not be sent; nil if none was.
	Kept func(prompts.Prompt) bool
}

// Assess adds to a review what the model says: a verdict to each finding of the checklist, and the findings that it raises
// itself. It takes no finding away. What could not be asked or answered is a gap; what was asked, and what became of it, is in
// the ledger of the result. The review is one that has not been assembled.
func (a Assessor) Assess(ctx context.Context, r review.Review) review.Review {
	w := a.begin(r)
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
	runs   map[string]bool // see copied; nil until it is needed
	ledger review.ModelLedger
	failed []string // what could not be asked or answered
	unsent int      // questions that the budget did not allow
}

// begin makes the work on a review. The findings are a copy.
func (a Assessor) begin(r review.Review) *work {
	r.Findings = slices.Clone(r.Findings)
	return &work{Assessor: a, review: r, doc: r.Document, parts: partsOf(r.Document)}
}

// question is one question with what to do with the reply.
type question struct {
	prompt prompts.Prompt
	about  string // in words: "the section Records"
	// use enters a reply that check lets pass, and tells how many entries of it are missing or not as asked for.
	use func(text string) int
}

// answer is what came of a question.
type answer struct {
	text     string // a reply that can be used; empty if there is an error
	err      error
	usage    prompts.Usage
	calls    int  // replies that the model gave
	kept     bool // a reply is from an earlier run
	repaired bool // the second reply is as asked for, and the first was not
}

// run asks questions in their order, some at a time, and uses the replies in the same order.
func (w *work) run(ctx context.Context, questions []question) {
	answers := make([]answer, len(questions))
	p := pool.New().WithMaxGoroutines(max(1, w.Jobs))
	for i := range questions {
		p.Go(func() { answers[i] = w.ask(ctx, questions[i].prompt) })
	}
	p.Wait()
	for i, got := range answers {
		w.account(questions[i], got)
		if got.err != nil {
			continue
		}
		if n := questions[i].use(got.text); n > 0 {
			w.ledger.Invalid += n
			w.failed = append(w.failed, fmt.Sprintf("%s: in the reply %s missing or not as asked for", questions[i].about, entries(n)))
		}
	}
}

// entries counts entries, with the verb that follows.
func entries(n int) string {
	if n == 1 {
		return "1 entry is"
	}
	return fmt.Sprintf("%d entries are", n)
}

// ask sends a question, and once more, with what was wrong, if the reply is not as asked for. Of two replies with faults the
// one that can be used in part is taken, the first before the second.
func (w *work) ask(ctx context.Context, p prompts.Prompt) (got answer) {
	fault := got.send(ctx, w.Model, p)
	if fault == nil || !isInvalid(fault) {
		got.err = fault
		return got
	}
	first := got.text
	again := got.send(ctx, w.Model, p.Again(fault.Error()))
	got.repaired = again == nil
	switch {
	case again == nil:
	case first != "":
		got.text = first
	case got.text != "":
	case isInvalid(again):
		got.err = fmt.Errorf("the reply was not as asked for, twice: %w", again)
	default:
		got.err = fmt.Errorf("the reply was not as asked for (%w), and could not be asked for again: %s", fault, again)
	}
	return got
}

// send asks once. The error is an invalid if there is a reply with a fault; text is then what can be used of it, if anything.
func (got *answer) send(ctx context.Context, m Model, p prompts.Prompt) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	reply, err := m.Ask(ctx, p)
	if err != nil {
		return err
	}
	if reply.Cached {
		got.kept = true
	} else {
		got.calls++
		got.usage = got.usage.Add(reply.Usage)
	}
	usable, err := check(p, reply.Text)
	got.text = ""
	if usable {
		got.text = reply.Text
	}
	return err
}

// account enters a question in the ledger.
func (w *work) account(q question, got answer) {
	l := &w.ledger
	l.Calls += got.calls
	l.In, l.Out, l.CachedIn = l.In+got.usage.In, l.Out+got.usage.Out, l.CachedIn+got.usage.Cached
	if got.kept && got.calls == 0 {
		l.Kept++
	}
	switch {
	case got.err == nil:
		if got.repaired {
			l.Repaired++
		}
		return
	case isInvalid(got.err):
		l.Invalid++
	case errors.Is(got.err, ErrSpent):
		l.Unasked++
		w.unsent++
		return
	default:
		l.Unasked++
	}
	w.failed = append(w.failed, q.about+": "+got.err.Error())
}

// invalid is the error of a reply that is not as asked for.
type invalid struct{ what string }

func (e invalid) Error() string { return e.what }

func isInvalid(err error) bool {
	var i invalid
	return errors.As(err, &i)
}
