package main

import (
	"cmp"
	"errors"
	"fmt"
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
)

// plan is what a review is going to do, after flags and configuration have been read.
type plan struct {
	config  *config.Config
	files   local.Files
	format  string
	failOn  catalogue.Severity
	options reviewer.Options
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
	if c.jobs < 0 {
		return usageError(fmt.Errorf("--jobs %d: write 1 or more", c.jobs))
	}
	c.jobs = cmp.Or(c.jobs, runtime.GOMAXPROCS(0))
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
