package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/rightsreview/rightsreview/reviewer"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/local"
	"github.com/rightsreview/rightsreview/reviewer/render"
	"github.com/rightsreview/rightsreview/reviewer/review"
	"github.com/spf13/cobra"
)

// reviewCommand holds what the flags of review say.
type reviewCommand struct {
	settings
	format, output, least, failOn string
	categories                    []string
	jobs                          int
	noColour, quiet, verbose      bool

	stdin          io.Reader
	stdout, stderr io.Writer
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

Nothing leaves this computer.

Exit codes: 0 all was done; 1 there are findings from --fail-on on; 2 the command line or a configuration file is
wrong; 3 a draft could not be read, the run was interrupted or the output could not be written. With --fail-on a draft
of which a part could not be read is 3 too, since nobody knows what is in it.`,
		Example: `  rightsreview review draft-example-protocol-03.txt
  rightsreview review --category surveillance,interception --min-severity medium drafts/
  rightsreview review --format markdown --output review.md draft-example-protocol-03.xml
  rightsreview review --fail-on high --quiet .
  curl -s https://www.rfc-editor.org/rfc/rfc7725.txt | rightsreview review --format json -`,
		Args: somePaths,
		RunE: func(cmd *cobra.Command, args []string) error {
			c.stdin, c.stdout, c.stderr = cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr()
			return c.run(cmd.Context(), args)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&c.format, "format", "f", "", "write in `FORMAT`: "+strings.Join(render.Formats(), ", ")+" (default: text)")
	f.StringVarP(&c.output, "output", "o", "", "write to `FILE`, whole or not at all (default: standard output)")
	f.StringVar(&c.least, "min-severity", "", "leave out findings below `SEVERITY`: high, medium or low (default: low)")
	f.StringSliceVar(&c.categories, "category", nil, "leave out findings outside the `CATEGORY`; may be repeated")
	f.StringVar(&c.failOn, "fail-on", "", "exit code 1 if there are findings from `SEVERITY` on: high, medium, low or never\n(default: never)")
	c.settings.register(f)
	f.IntVarP(&c.jobs, "jobs", "j", 0, "review `N` drafts at a time; the output is the same (default: one a processor)")
	f.BoolVar(&c.noColour, "no-colour", false, "no colour; the environment variable NO_COLOR does the same")
	f.BoolVar(&c.noColour, "no-color", false, "no colour")
	_ = f.MarkHidden("no-color")
	f.BoolVarP(&c.quiet, "quiet", "q", false, "say nothing on standard error but errors")
	f.BoolVarP(&c.verbose, "verbose", "v", false, "say which files were left and what was used")
	cmd.MarkFlagsMutuallyExclusive("quiet", "verbose")
	completeWith(cmd, "format", render.Formats())
	completeWith(cmd, "min-severity", severityNames())
	completeWith(cmd, "fail-on", append(severityNames(), "never"))
	completeWith(cmd, "category", categoryNames())
	return cmd
}

// somePaths asks for at least one path and says what to write.
func somePaths(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("nothing to review: name a draft, a folder with drafts, or - for standard input")
	}
	return nil
}

func completeWith(cmd *cobra.Command, flag string, words []string) {
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

func severityNames() []string { return []string{"high", "medium", "low"} }

func categoryNames() []string {
	var names []string
	for _, c := range catalogue.Categories() {
		names = append(names, string(c))
	}
	return names
}

func (c *reviewCommand) run(ctx context.Context, paths []string) error {
	p, err := c.plan(paths)
	if err != nil {
		return err
	}
	began := time.Now()
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
	interrupted := errors.Is(err, reviewer.ErrInterrupted)
	if err == nil || interrupted {
		err = errors.Join(err, output.Keep())
	}
	c.report(watch, p, summary, interrupted, time.Since(began))
	return c.verdict(watch, p, summary, err)
}

// sink is where the output goes.
type sink interface {
	io.Writer
	Keep() error
	Drop() error
}

// stream is an output that is written as it comes.
type stream struct{ io.Writer }

func (stream) Keep() error { return nil }
func (stream) Drop() error { return nil }

func (c *reviewCommand) open() (sink, error) {
	if c.output == "" || c.output == "-" {
		return stream{c.stdout}, nil
	}
	return local.Create(c.output)
}

// say writes a line for people; tell writes one for those who want to know more.
func (c *reviewCommand) say(format string, args ...any) {
	if !c.quiet {
		fmt.Fprintf(c.stderr, "rightsreview: %s\n", printable(fmt.Sprintf(format, args...)))
	}
}

func (c *reviewCommand) tell(format string, args ...any) {
	if c.verbose {
		c.say(format, args...)
	}
}

// verdict turns what has happened into an exit code.
func (c *reviewCommand) verdict(w *watch, p plan, s render.Summary, err error) error {
	switch {
	case errors.Is(err, reviewer.ErrInterrupted):
		l := s.Ledger
		return &failure{exitUnfinished, fmt.Errorf("interrupted: %d of %s reviewed", l.Reviewed, count(l.Drafts, "draft"))}
	case err != nil:
		return err
	case s.Ledger.Reviewed < s.Ledger.Drafts:
		return &failure{code: exitUnfinished}
	case p.failOn > 0 && s.Status != review.Complete:
		return &failure{exitUnfinished, errors.New("parts of a draft could not be read, so that --fail-on cannot be decided")}
	case p.failOn > 0 && w.worst >= p.failOn:
		return &failure{code: exitFindings}
	}
	return nil
}
