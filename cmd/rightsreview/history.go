package main

import (
	"context"
	"errors"
	"io"

	"github.com/rightsreview/rightsreview/reviewer"
	"github.com/rightsreview/rightsreview/reviewer/render"
	"github.com/rightsreview/rightsreview/reviewer/review"
	"github.com/spf13/cobra"
)

func newHistoryCommand() *cobra.Command {
	var c common
	cmd := &cobra.Command{
		Use:   "history FILE...",
		Short: "Follow a draft over its revisions",
		Long: `Follow a draft over its revisions: how many concerns and protections each has, and what each does that the one
before it did not. It answers when a protection came, when it was weakened and when it disappeared.

The files are revisions of one draft, the oldest first; that they are in different formats does not matter.

With --fail-on, the last step counts as in rightsreview diff.

Exit codes: 0 all was done; 1 the last step does something from --fail-on on; 2 the command line or a configuration file
is wrong; 3 a revision could not be read or the output could not be written.`,
		Example: `  rightsreview history draft-example-protocol-??.txt
  rightsreview history --format html --output history.html draft-example-protocol-??.txt`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("nothing to follow: name the revisions of a draft, the oldest first")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			c.connect(cmd)
			return c.history(cmd.Context(), args)
		},
	}
	c.register(cmd, render.HistoryFormats())
	return cmd
}

func (c *common) history(ctx context.Context, paths []string) error {
	p, err := c.prepare(paths, render.HistoryFormats())
	if err != nil {
		return err
	}
	versions, err := c.read(ctx, paths)
	if err != nil {
		return err
	}
	h := reviewer.Compare(versions, p.options).Limit(p.decisions)
	err = c.write(func(w io.Writer, o render.Options) error { return render.History(p.format, w, o, h, p.decisions) })
	if err != nil {
		return err
	}
	return historyVerdict(p, h)
}

// historyVerdict turns a history into an exit code: that of its last step, unless a revision could not be read.
func historyVerdict(p comparing, h review.History) error {
	for _, r := range h.Versions {
		if r.Err != nil {
			return &failure{exitUnfinished, r.Err}
		}
	}
	if n := len(h.Steps); n > 0 {
		return changeVerdict(p.failOn, h.Steps[n-1])
	}
	return nil
}
