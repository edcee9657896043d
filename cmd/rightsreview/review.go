package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/rightsreview/rightsreview/reviewer"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/config"
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
Bikeshed and other), Bikeshed source, PDF and DOCX. In a folder, drafts are told by their names and by what is in them; symbolic
links, names that begin with a dot and node_modules are left, and of one draft in several formats the source is taken.
A file that is named is always reviewed.

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
	f.StringVarP(&c.format, "format", "f", "", "write reviews as "+strings.Join(render.Formats(), ", ")+" (default: text)")
	f.StringVarP(&c.output, "output", "o", "", "write to `FILE`, which is there whole or not at all (default: standard output)")
	f.StringVar(&c.least, "min-severity", "", "leave out findings below `SEVERITY`: high, medium or low (default: low)")
	f.StringSliceVar(&c.categories, "category", nil, "leave out findings outside the `CATEGORY`; may be repeated or joined with commas")
	f.StringVar(&c.failOn, "fail-on", "", "exit with code 1 if there are findings from `SEVERITY` on: high, medium, low or never (default: never)")
	c.settings.register(f)
	f.IntVarP(&c.jobs, "jobs", "j", runtime.GOMAXPROCS(0), "review `N` drafts at a time; the output is the same")
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

// plan is what a review is going to do, after flags and configuration have been read.
type plan struct {
	config  *config.Config
	files   local.Files
	format  string
	failOn  catalogue.Severity
	options reviewer.Options
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

// plan reads flags, configuration, rules and folders: all that can be wrong before the first draft is read.
func (c *reviewCommand) plan(paths []string) (plan, error) {
	conf, rules, err := c.load(paths)
	if err != nil {
		return plan{}, err
	}
	p := plan{config: conf, format: cmp.Or(c.format, conf.Format, "text"), failOn: conf.FailOn}
	if err := c.readFlags(&p); err != nil {
		return plan{}, err
	}
	if p.options.Checklist, err = compile(rules); err != nil {
		return plan{}, err
	}
	if len(rules.Rules) == 0 {
		return plan{}, usageError(errors.New("no rules are left to review with: see rules.off in the configuration, or --rules"))
	}
	c.tell("%s, configuration: %s", count(len(rules.Rules), "rule"), named(conf.File))
	found, err := c.find(paths, conf)
	if err != nil {
		return plan{}, err
	}
	p.files = local.Files{Paths: found, Stdin: c.stdin}
	if slices.Contains(found, "-") && isTerminal(c.stdin) {
		c.say("paste the draft, then press Ctrl-D on a line of its own")
	}
	p.options.Jobs, p.options.Drafts, p.options.Whole = c.jobs, len(found), covers(paths, conf)
	return p, nil
}

// readFlags reads the flags that must be one of some words; they win over the configuration.
func (c *reviewCommand) readFlags(p *plan) error {
	if err := choose("format", p.format, render.Formats()); err != nil {
		return err
	}
	least, err := severityOf("--min-severity", c.least, severityNames())
	if err != nil {
		return err
	}
	if c.failOn != "" {
		if p.failOn, err = severityOf("--fail-on", c.failOn, append(severityNames(), "never")); err != nil {
			return err
		}
	}
	var categories []catalogue.Category
	for _, name := range c.categories {
		if err := choose("category", name, categoryNames()); err != nil {
			return err
		}
		categories = append(categories, catalogue.Category(name))
	}
	if c.jobs < 1 {
		return usageError(fmt.Errorf("--jobs %d: write 1 or more", c.jobs))
	}
	conf, date := p.config, today().Format(time.DateOnly)
	p.options.Decisions = func(path string) review.Decisions {
		d := conf.Decisions(path)
		d.Least, d.Categories, d.Today = cmp.Or(least, d.Least), categories, date
		return d
	}
	return nil
}

// severityOf reads the severity that a flag gives; zero for an empty word and for never.
func severityOf(flag, word string, names []string) (catalogue.Severity, error) {
	if word == "" {
		return 0, nil
	}
	if err := choose("severity for "+flag, word, names); err != nil || word == "never" {
		return 0, err
	}
	return catalogue.ParseSeverity(word)
}

// find lists the drafts to review. It is an error if there are none.
func (c *reviewCommand) find(paths []string, conf *config.Config) ([]string, error) {
	if i := slices.IndexFunc(paths, c.isOutput); i >= 0 {
		return nil, usageError(fmt.Errorf("--output %s would write over the draft: choose another name", c.output))
	}
	ignored := func(path string) bool { return c.isOutput(path) || conf.Ignored(path) }
	found := local.Search{Draft: conf.Drafts, Ignored: ignored}.Find(paths)
	for _, s := range found.Skipped {
		if filepath.Base(s.Path) == config.FileName && shortest(absolute(s.Path)) != conf.File {
			c.say("%s is not used: the configuration of this run is %s", s.Path, named(conf.File))
		}
		c.tell("left %s: %s", s.Path, s.Why)
	}
	if len(found.Paths) == 0 {
		return nil, usageError(fmt.Errorf("no drafts in %s: --verbose says why files were left; name a file to review it all "+
			"the same, or list it under drafts.include in %s", strings.Join(paths, ", "), config.FileName))
	}
	return found.Paths, nil
}

// isOutput reports whether a path is the file that is to be written.
func (c *reviewCommand) isOutput(path string) bool {
	if c.output == "" || path == "-" {
		return false
	}
	output, err := os.Stat(c.output)
	if err != nil || !output.Mode().IsRegular() {
		return false
	}
	input, err := os.Stat(path)
	return err == nil && os.SameFile(output, input)
}

// covers reports whether the paths take in the whole folder of the configuration, so that a suppression which meets
// nothing is of no use.
func covers(paths []string, conf *config.Config) bool {
	if conf.File == "" {
		return false
	}
	folder := filepath.Dir(absolute(conf.File))
	return slices.ContainsFunc(paths, func(path string) bool {
		relative, err := filepath.Rel(absolute(path), folder)
		return path != "-" && err == nil && filepath.IsLocal(relative)
	})
}

// absolute is a path from the root; as it is if the working folder is not known.
func absolute(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
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
		return &failure{exitUnfinished, fmt.Errorf("interrupted: %d of %s reviewed", s.Ledger.Reviewed, count(s.Ledger.Drafts, "draft"))}
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
