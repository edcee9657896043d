package main

import (
	"context"
	"fmt"

	"github.com/rightsreview/rightsreview/reviewer"
	"github.com/rightsreview/rightsreview/reviewer/openai"
	"github.com/rightsreview/rightsreview/reviewer/render"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// nobody is a publisher that nobody reads.
type nobody struct{}

func (nobody) Publish(context.Context, review.Review) error { return nil }

func (nobody) Close(context.Context, render.Summary) error { return nil }

// batchText is about how much text a batch may have, in bytes: less than the limit on its file, which has the text as JSON, with
// escapes and the schema.
const batchText = openai.MaxBatchBytes / 2

// handIn goes on with the batch of --batch: it collects one that has ended, finds out what is still to be asked, and hands that in.
// The review can be written once it returns nil. Until then the error says what was done, and its exit code is that of a run
// which has not finished.
func (c *reviewCommand) handIn(ctx context.Context, p plan) error {
	a := p.asking
	if a.batch.ID() != "" {
		if err := c.collect(ctx, a); err != nil {
			return err
		}
	}
	if _, err := reviewer.Run(ctx, p.files, nobody{}, p.options); err != nil {
		return err
	}
	a.progress.finish()
	waiting := a.batch.Waiting(openai.MaxBatchQuestions, batchText)
	if len(waiting) == 0 {
		return nil
	}
	if err := a.batch.Prepare(); err != nil {
		return usageError(fmt.Errorf("--batch: %w", err))
	}
	id, err := a.client.Submit(ctx, waiting)
	if err != nil {
		return &failure{exitUnfinished, err}
	}
	if err := a.batch.Submitted(id, len(waiting)); err != nil {
		return &failure{exitUnfinished, fmt.Errorf("batch %s was submitted, but --batch %s cannot be written: %w", id, a.flags.batch, err)}
	}
	return &failure{exitUnfinished, fmt.Errorf("submitted %s as batch %s: run the same command again later; %s remembers it",
		count(len(waiting), "question"), id, a.flags.batch)}
}

// collect takes the results of a batch into the folder of replies.
func (c *reviewCommand) collect(ctx context.Context, a *asking) error {
	id := a.batch.ID()
	replies, status, err := a.client.Collect(ctx, id)
	if err != nil {
		return &failure{exitUnfinished, fmt.Errorf("%w; to hand the questions in anew, remove %s", err, a.flags.batch)}
	}
	if !status.Ended() {
		text := fmt.Sprintf("batch %s is %s: %d of %s answered", id, status.State, status.Answered, count(status.Total, "question"))
		if !status.Until.IsZero() {
			text += ", by " + status.Until.Format("2006-01-02 15:04 MST") + " at the latest"
		}
		return &failure{exitUnfinished, fmt.Errorf("%s: run again later", text)}
	}
	failures := map[int]string{}
	for i, f := range status.Failures {
		failures[i] = string(f.Kind)
	}
	if err := a.batch.Collected(replies, failures, status.Spent); err != nil {
		return &failure{exitUnfinished, err}
	}
	c.say("collected batch %s (%s): %s, %s", id, status.State, countReplies(len(replies)), count(len(failures), "failure"))
	return nil
}

func countReplies(n int) string {
	if n == 1 {
		return "1 reply"
	}
	return fmt.Sprintf("%d replies", n)
}
