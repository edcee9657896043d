package main

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/config"
	"github.com/rightsreview/rightsreview/reviewer/local"
	"github.com/rightsreview/rightsreview/reviewer/review"
	"github.com/spf13/cobra"
)

// common holds what the flags say that all commands have which write about drafts.
type common struct {
	settings
	format, output, least, failOn string
	categories                    []string
	jobs                          int
	noColour, quiet, verbose      bool

	stdin          io.Reader
	stdout, stderr io.Writer
}

func (c *common) register(cmd *cobra.Command, formats []string) {
	f := cmd.Flags()
	f.StringVarP(&c.format, "format", "f", "", "write in `FORMAT`: "+strings.Join(formats, ", ")+" (default: text)")
	f.StringVarP(&c.output, "output", "o", "", "write to `FILE`, whole or not at all (default: standard output)")
	c.registerFile(f)
	completeWith(cmd, "format", formats)
	c.registerChoices(cmd)
}

// registerChoices adds the flags that are the same wherever drafts come from and reviews go to.
func (c *common) registerChoices(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&c.least, "min-severity", "", "leave out findings below `SEVERITY`: high, medium or low (default: low)")
	f.StringSliceVar(&c.categories, "category", nil, "leave out findings outside the `CATEGORY`; may be repeated")
	f.StringVar(&c.failOn, "fail-on", "", "exit code 1 if there are findings from `SEVERITY` on: high, medium, low or never\n(default: never)")
	c.registerRules(f)
	f.IntVarP(&c.jobs, "jobs", "j", 0, "review `N` drafts at a time; the output is the same (default: one a processor)")
	f.BoolVar(&c.noColour, "no-colour", false, "no colour; the environment variable NO_COLOR does the same")
	f.BoolVar(&c.noColour, "no-color", false, "no colour")
	_ = f.MarkHidden("no-color")
	f.BoolVarP(&c.quiet, "quiet", "q", false, "say nothing on standard error but errors")
	completeWith(cmd, "min-severity", severityNames())
	completeWith(cmd, "fail-on", append(severityNames(), "never"))
	completeWith(cmd, "category", categoryNames())
}

// connect takes over the streams of a command.
func (c *common) connect(cmd *cobra.Command) {
	c.stdin, c.stdout, c.stderr = cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr()
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

// choices are what flags and configuration have decided about the output.
type choices struct {
	format    string
	failOn    catalogue.Severity
	decisions func(path string) review.Decisions
}

// choose reads the flags that must be one of some words; they win over the configuration.
func (c *common) choose(conf *config.Config, formats []string) (choices, error) {
	out := choices{format: c.format, failOn: conf.FailOn}
	if c.format != "" {
		if err := choose("format", c.format, formats); err != nil {
			return out, err
		}
	}
	least, err := severityOf("--min-severity", c.least, severityNames())
	if err != nil {
		return out, err
	}
	if c.failOn != "" {
		if out.failOn, err = severityOf("--fail-on", c.failOn, append(severityNames(), "never")); err != nil {
			return out, err
		}
	}
	var categories []catalogue.Category
	for _, name := range c.categories {
		if err := choose("category", name, categoryNames()); err != nil {
			return out, err
		}
		categories = append(categories, catalogue.Category(name))
	}
	if c.jobs < 0 {
		return out, usageError(fmt.Errorf("--jobs %d: write 1 or more", c.jobs))
	}
	c.jobs = cmp.Or(c.jobs, runtime.GOMAXPROCS(0))
	date := date()
	out.decisions = func(path string) review.Decisions {
		d := conf.Decisions(path)
		d.Least, d.Categories, d.Today = cmp.Or(least, d.Least), categories, date
		return d
	}
	return out, nil
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

func (c *common) open() (sink, error) {
	if c.output == "" || c.output == "-" {
		return stream{inWorkflow(c.stdout)}, nil
	}
	return local.Create(c.output)
}

// say writes a line for people; tell writes one for those who want to know more.
func (c *common) say(format string, args ...any) {
	if !c.quiet {
		fmt.Fprintf(c.stderr, "rightsreview: %s\n", printable(fmt.Sprintf(format, args...)))
	}
}

func (c *common) tell(format string, args ...any) {
	if c.verbose {
		c.say(format, args...)
	}
}
