package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/rightsreview/rightsreview/prompts"
	"github.com/rightsreview/rightsreview/reviewer/assess"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/local"
	"github.com/rightsreview/rightsreview/reviewer/openai"
	"github.com/rightsreview/rightsreview/reviewer/replies"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// asking is a model with everything that stands between it and a review.
type asking struct {
	flags    modelFlags
	assessor assess.Assessor
	progress *progress
	careful  *careful // nil if nobody is asked
	client   *openai.Client
	batch    *replies.Batch
	recorder *replies.Recorder
	record   *local.Output
}

// ask makes what the flags ask for.
func (c *common) ask(m modelFlags, rules *catalogue.Catalogue) (*asking, error) {
	price, err := m.price()
	if err != nil {
		return nil, err
	}
	folder, err := m.cacheFolder()
	if err != nil {
		return nil, err
	}
	kept := replies.Folder{Path: folder, Name: m.identity() + " at " + m.address()}
	a := &asking{flags: m, progress: newProgress(c, m.name), assessor: assess.Assessor{
		Name: m.name, Categories: rules.Categories, Guidelines: rules.Guidelines, Jobs: m.questions, Price: price,
	}}
	switch {
	case m.estimate && folder != "":
		a.assessor.Kept = kept.Has
		return a, nil
	case m.estimate:
		return a, nil
	case m.replay != "":
		a.assessor.Jobs = 1 // a recording takes no time, and a budget is then spent the same way every time
	}
	a.assessor.Model = a.progress
	return a, a.chain(c, kept)
}

// chain puts together what stands between a review and the server: progress, recorder, folder of replies, budget, careful, client.
// The recorder stands before the folder, so that a recording has the replies that were kept, too; the budget stands behind it,
// because those cost nothing.
func (a *asking) chain(c *common, kept replies.Folder) error {
	model, err := a.source(c, kept)
	if err != nil {
		return err
	}
	model = a.meter(model)
	if kept.Path != "" {
		kept.Model = model
		model = kept
	}
	if file := a.flags.record; file != "" {
		if a.record, err = local.Create(file); err != nil {
			return usageError(fmt.Errorf("--record: %w", err))
		}
		a.recorder = &replies.Recorder{Model: model, Name: a.flags.identity(), To: a.record}
		model = a.recorder
	}
	a.progress.model = model
	return nil
}

// meter keeps the budget before a model.
func (a *asking) meter(model assess.Model) *assess.Meter {
	m := &assess.Meter{Model: model, Budget: assess.Budget{Tokens: a.flags.maxTokens, Cost: a.flags.maxCost}}
	if a.assessor.Price != nil {
		m.Price = *a.assessor.Price
	}
	if a.batch != nil {
		m.Budget = left(m.Budget, m.Price, a.batch.Used())
	}
	return m
}

// source is what questions come to that no folder answers.
func (a *asking) source(c *common, kept replies.Folder) (assess.Model, error) {
	m := a.flags
	if m.replay != "" {
		f, err := os.Open(m.replay)
		if err != nil {
			return nil, usageError(fmt.Errorf("--replay: %w", err))
		}
		defer f.Close()
		player, err := replies.Read(m.replay, f, m.identity())
		if err != nil {
			return nil, usageError(fmt.Errorf("--replay: %w", err))
		}
		return player, nil
	}
	var err error
	if a.client, err = m.client(c.say); err != nil {
		return nil, err
	}
	if m.batch != "" {
		if a.batch, err = replies.OpenBatch(m.batch, kept, assess.Expected); err != nil {
			return nil, usageError(fmt.Errorf("--batch: %w", err))
		}
		return a.batch, nil
	}
	a.careful = &careful{model: a.client}
	return a.careful, nil
}

// left is what earlier batches have left of a budget; never 0, which would be no limit.
func left(b assess.Budget, price assess.Price, used prompts.Usage) assess.Budget {
	if b.Tokens > 0 {
		b.Tokens = max(1, b.Tokens-used.In-used.Out)
	}
	if b.Cost > 0 {
		b.Cost = max(1e-9, b.Cost-price.Cost(used))
	}
	return b
}

// keep finishes a recording. A recording of an interrupted run is kept: it has what was answered.
func (a *asking) keep() error {
	if a.record == nil {
		return nil
	}
	if err := a.recorder.Err(); err != nil {
		return errors.Join(fmt.Errorf("--record %s: %w", a.flags.record, err), a.record.Drop())
	}
	return a.record.Keep()
}

// drop takes away a recording that was not kept.
func (a *asking) drop() {
	if a.record != nil {
		_ = a.record.Drop()
	}
}

// fatal is why asking was given up, or why a recording cannot stand for a model; nil if all is well.
func (a *asking) fatal() error {
	if n := a.progress.unrecorded; n > 0 {
		return fmt.Errorf("--replay %s: it has no reply to %s: the draft, the rules, the prompts or the flags about the model have changed; "+
			"record it again", a.flags.replay, count(n, "question"))
	}
	if a.careful == nil {
		return nil
	}
	a.careful.mutex.Lock()
	defer a.careful.mutex.Unlock()
	return a.careful.fatal
}

// careful gives up once the server has said that every further question would end the same way, and keeps what a model says in
// place of an answer out of errors, which are shown as our own words.
type careful struct {
	model assess.Model

	mutex sync.Mutex
	fatal error
}

func (c *careful) Ask(ctx context.Context, p prompts.Prompt) (prompts.Reply, error) {
	c.mutex.Lock()
	given := c.fatal
	c.mutex.Unlock()
	if given != nil {
		return prompts.Reply{}, errors.New("not asked, because of what came of a question before")
	}
	reply, err := c.model.Ask(ctx, p)
	failure, ok := errors.AsType[*openai.Error](err)
	if !ok {
		return reply, err
	}
	if failure.Kind == openai.Filtered {
		quiet := *failure
		quiet.Said = ""
		return reply, &quiet
	}
	if failure.Fatal() {
		c.mutex.Lock()
		c.fatal = err
		c.mutex.Unlock()
	}
	return reply, err
}

// line is what was asked, in one sentence.
func (a *asking) line(l review.ModelLedger) string {
	cost := "no price known"
	if l.Priced {
		cost = fmt.Sprintf("cost %.4f", l.Cost)
	}
	text := fmt.Sprintf("asked %s: %s, %d kept, %d tokens in, %d out, %s; %d judged, %d doubted, %d raised", a.flags.name,
		count(l.Calls, "call"), l.Kept, l.In, l.Out, cost, l.Judged, l.Doubted, l.Raised)
	if l.Unasked > 0 {
		text += ", " + count(l.Unasked, "question") + " not asked or not answered"
	}
	return text
}
