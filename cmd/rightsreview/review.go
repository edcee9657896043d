package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rightsreview/rightsreview/reviewer"
	"github.com/rightsreview/rightsreview/reviewer/local"
	"github.com/rightsreview/rightsreview/reviewer/render"
	"github.com/rightsreview/rightsreview/reviewer/review"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// reviewCommand holds what the flags of review say.
type reviewCommand struct {
	common
	base  string
	model modelFlags
	flags *pflag.FlagSet
}

func newReviewCommand() *cobra.Command {
	var c reviewCommand
	cmd := &cobra.Command{
		Use:   "review PATH...",
		Short: "Review drafts",
		Long: `Review drafts. A PATH is a file, a folder, or - for standard input.

Drafts are read in any of these formats: text, RFCXML, Markdown (kramdown-rfc, mmark and other), HTML (ReSpec,
Bikeshed and other), Bikeshed source, PDF and DOCX. A file that is named is always reviewed. In a folder, drafts are
told by their names and by what is in them; symbolic links, names that begin with a dot and node_modules are left, and
of one draft in several formats the source is taken.

With --base, a protection that the draft has lost or weakened since counts as medium for --fail-on.

Nothing leaves this computer, unless --model names a model: then parts of the drafts are sent to its server. What a model
says is marked as its own, and it takes no finding away: those that it doubts stay, and count for --fail-on.

Exit codes: 0 all was done; 1 there are findings from --fail-on on; 2 the command line or a configuration file is
wrong; 3 a draft could not be read, the model could not be asked at all, a batch is not answered yet, the run was
interrupted or the output could not be written. With --fail-on a draft of which a part could not be read, or about which
the model was not asked everything, is 3 too, since nobody knows what is in it.`,
		Example: `  rightsreview review draft-example-protocol-03.txt
  rightsreview review --category surveillance,interception --min-severity medium drafts/
  rightsreview review --format markdown --output review.md draft-example-protocol-03.xml
  rightsreview review --fail-on high --quiet .
  rightsreview review --base draft-example-protocol-02.txt draft-example-protocol-03.txt
  rightsreview review --model qwen3:8b --model-url ollama draft-example-protocol-03.txt
  rightsreview review --model gpt-5-mini --estimate drafts/
  curl -s https://www.rfc-editor.org/rfc/rfc7725.txt | rightsreview review --format json -`,
		Args: somePaths,
		RunE: func(cmd *cobra.Command, args []string) error {
			c.connect(cmd)
			c.flags = cmd.Flags()
			return c.run(cmd.Context(), args)
		},
	}
	c.register(cmd, render.Formats())
	cmd.Flags().StringVar(&c.base, "base", "", "compare the draft with the earlier version in `FILE`: findings say what became of them")
	cmd.Flags().BoolVarP(&c.verbose, "verbose", "v", false, "say which files were left and what was used")
	c.model.registerReview(cmd)
	cmd.MarkFlagsMutuallyExclusive("quiet", "verbose")
	return cmd
}

// somePaths asks for at least one path and says what to write.
func somePaths(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("nothing to review: name a draft, a folder with drafts, or - for standard input")
	}
	return nil
}

func (c *reviewCommand) run(ctx context.Context, paths []string) error {
	p, err := c.plan(ctx, paths)
	if err != nil {
		return err
	}
	began := time.Now()
	if p.asking != nil {
		defer p.asking.drop()
	}
	switch {
	case c.model.estimate:
		return c.writeEstimate(ctx, p)
	case c.model.batch != "":
		if err := c.handIn(ctx, p); err != nil {
			return err
		}
	}
	output, err := c.open()
	if err != nil {
		return usageError(err)
	}
	defer output.Drop()
	renderer, err := render.New(p.format, output, render.Options{
		Colour: c.output == "" && colour(c.stdout, c.noColour), Width: width(c.stdout), Version: version(),
	})
	if err != nil {
		return usageError(err)
	}
	watch := c.watch(local.Printer{Renderer: renderer}, p)
	summary, err := reviewer.Run(ctx, p.files, watch, p.options)
	watch.done()
	if p.asking != nil {
		err = errors.Join(err, c.finish(ctx, p.asking))
	}
	interrupted := errors.Is(err, reviewer.ErrInterrupted)
	if err == nil || interrupted {
		err = errors.Join(err, output.Keep())
	}
	c.report(watch, p, summary, interrupted, time.Since(began))
	return c.verdict(watch, p, summary, err)
}

// finish ends what goes on with a model.
func (c *reviewCommand) finish(ctx context.Context, a *asking) error {
	err := a.keep()
	if ctx.Err() != nil { // the questions that were cut off are gaps, and the reviews are there
		return errors.Join(err, reviewer.ErrInterrupted)
	}
	if a.batch != nil {
		if used := a.batch.Used(); used.Out > 0 || a.batch.Failed() > 0 {
			c.say("batches used %d tokens in, %d out; %s without an answer", used.In, used.Out, count(a.batch.Failed(), "question"))
		}
		return errors.Join(err, a.batch.Done())
	}
	return err
}

// verdict turns what has happened into an exit code.
func (c *reviewCommand) verdict(w *watch, p plan, s render.Summary, err error) error {
	switch {
	case errors.Is(err, reviewer.ErrInterrupted):
		l := s.Ledger
		if p.asking != nil && l.Reviewed == l.Drafts {
			return &failure{exitUnfinished, errors.New("interrupted while the model was asked: the review has what it said until then")}
		}
		return &failure{exitUnfinished, fmt.Errorf("interrupted: %d of %s reviewed", l.Reviewed, count(l.Drafts, "draft"))}
	case err != nil:
		return err
	case s.Ledger.Reviewed < s.Ledger.Drafts:
		return &failure{code: exitUnfinished}
	case p.asking != nil && p.asking.fatal() != nil:
		return &failure{exitUnfinished, fmt.Errorf("the model could not be asked: %w", p.asking.fatal())}
	case p.failOn > 0 && w.unread:
		return &failure{exitUnfinished, errors.New("parts of a draft could not be read, so that --fail-on cannot be decided")}
	case p.failOn > 0 && s.Status != review.Complete:
		return &failure{exitUnfinished, errors.New("the model was not asked everything, or did not answer, so that --fail-on cannot be decided")}
	case p.failOn > 0 && w.worst >= p.failOn:
		return &failure{code: exitFindings}
	}
	return nil
}
