package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/change"
	"github.com/rightsreview/rightsreview/reviewer/config"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/local"
	"github.com/rightsreview/rightsreview/reviewer/render"
)

// plan is what a review is going to do, after flags and configuration have been read.
type plan struct {
	config  *config.Config
	files   local.Files
	format  string
	failOn  catalogue.Severity
	options reviewer.Options
	asking  *asking // nil if no model is asked
}

// plan reads flags, configuration, rules and folders: all that can be wrong before the first draft is read.
func (c *reviewCommand) plan(ctx context.Context, paths []string) (plan, error) {
	if err := c.model.check(c.flags); err != nil {
		return plan{}, err
	}
	s, err := c.settle(paths, render.Formats())
	if err != nil {
		return plan{}, err
	}
	p := plan{config: s.config, format: cmp.Or(s.format, s.config.Format, "text"), failOn: s.failOn}
	p.options.Decisions, p.options.Checklist = s.decisions, s.checklist
	c.tell("%s, configuration: %s", count(len(s.rules.Rules), "rule"), named(s.config.File))
	found, err := c.find(paths, s.config)
	if err != nil {
		return plan{}, err
	}
	p.files = local.Files{Paths: found, Stdin: c.stdin}
	if slices.Contains(found, "-") && isTerminal(c.stdin) {
		c.say("paste the draft, then press Ctrl-D on a line of its own")
	}
	p.options.Jobs, p.options.Drafts, p.options.Whole = c.jobs, len(found), covers(paths, s.config)
	base, err := c.readBase(ctx, found)
	if err != nil {
		return p, err
	}
	if base != nil {
		p.options.Base = func(document.Draft) *document.Draft { return base }
		p.options.Comparer = change.New(s.rules.Wording)
	}
	if !c.model.asked() {
		return p, nil
	}
	return c.planModel(p, s.rules)
}

// planModel adds the model. With a budget one draft is reviewed after the other, so that the same run spends it the same way.
func (c *reviewCommand) planModel(p plan, rules *catalogue.Catalogue) (plan, error) {
	if c.isOutput(c.model.record) || c.isOutput(c.model.replay) || c.isOutput(c.model.batch) {
		return p, usageError(fmt.Errorf("--output %s is also a file of the model's: choose another name", c.output))
	}
	var err error
	if p.asking, err = c.ask(c.model, rules); err != nil {
		return p, err
	}
	p.asking.progress.total = p.options.Drafts
	p.options.Assessor = &p.asking.assessor
	if c.model.maxTokens > 0 || c.model.maxCost > 0 {
		p.options.Jobs = 1
	}
	return p, nil
}

// readBase reads the earlier version that --base names; nil if it names none.
func (c *reviewCommand) readBase(ctx context.Context, drafts []string) (*document.Draft, error) {
	if c.base == "" {
		return nil, nil
	}
	if len(drafts) != 1 {
		return nil, usageError(fmt.Errorf("--base is an earlier version of one draft, but there are %d to review: name one", len(drafts)))
	}
	if c.base == "-" && drafts[0] == "-" {
		return nil, usageError(errors.New("standard input cannot be both the draft and --base: name a file for one of them"))
	}
	if c.isOutput(c.base) {
		return nil, usageError(fmt.Errorf("--output %s would write over --base: choose another name", c.output))
	}
	base, err := local.Files{Stdin: c.stdin}.Read(ctx, c.base)
	if err != nil {
		return nil, usageError(fmt.Errorf("--base: %w", err))
	}
	return &base, nil
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
func (c *common) isOutput(path string) bool {
	if c.output == "" || path == "-" || path == "" {
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
