// Package config reads from .rightsreview.yml what a project has decided about its reviews.
package config

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// FileName is the name of the configuration file.
const FileName = ".rightsreview.yml"

// Config is what a project has decided. The zero value is a project that has decided nothing.
type Config struct {
	File        string             // where it was read from; empty if there is no file
	RuleFolders []string           // folders with rules of the project's own, beside the built-in ones
	MinSeverity catalogue.Severity // findings below it are left out; zero if not said
	FailOn      catalogue.Severity // findings from it on fail the run; zero for never
	Format      string             // of the output; empty if not said
	Pull        Pull               // what may be said on pull requests

	folder       string // absolute; globs are relative to it; empty if the repository is elsewhere
	include      []string
	ignore       []string
	on, off      []word // patterns of rules
	severities   map[string]catalogue.Severity
	suppressions []*review.Suppression
	words        []word // all words that name rules, to be checked when the rules are known
	format       word
}

// Keep reports whether a rule is to be used. What is switched on wins over what is switched off.
func (c *Config) Keep(rule string) bool {
	return !matchesAny(c.off, rule) || matchesAny(c.on, rule)
}

func matchesAny(patterns []word, rule string) bool {
	for _, p := range patterns {
		if review.Matches(p.text, rule) {
			return true
		}
	}
	return false
}

// Decisions are those about the draft at a path: the date of the run is left to the caller.
func (c *Config) Decisions(path string) review.Decisions {
	d := review.Decisions{Least: c.MinSeverity, Severities: c.severities}
	for _, s := range c.suppressions {
		if s.Path == "" || c.matches(s.Path, path) {
			d.Suppressions = append(d.Suppressions, s)
		}
	}
	return d
}

// Ignored reports whether a file or folder that a search for drafts meets is to be left out.
func (c *Config) Ignored(path string) bool {
	return c.matchesAnyGlob(c.ignore, path)
}

// Drafts says which files a search for drafts takes: those for which it reports true. known is false if the project
// has not said, so that drafts are to be told by what is in them.
func (c *Config) Drafts(path string) (draft, known bool) {
	return c.matchesAnyGlob(c.include, path), len(c.include) > 0
}

func (c *Config) matchesAnyGlob(globs []string, path string) bool {
	for _, g := range globs {
		if c.matches(g, path) {
			return true
		}
	}
	return false
}

// matches reports whether a path, relative to the working folder or absolute, is meant by a glob of the file. A glob
// with a slash is relative to the file's folder; one without is about the last part of the path, as in .gitignore.
func (c *Config) matches(glob, path string) bool {
	if path == "-" {
		return glob == "-" || glob == "**"
	}
	relative, err := c.relative(path)
	if err != nil {
		return false
	}
	if !strings.Contains(strings.TrimSuffix(glob, "/"), "/") {
		relative = filepath.Base(relative)
	}
	return doublestar.MatchUnvalidated(strings.TrimSuffix(strings.TrimPrefix(glob, "./"), "/"), relative)
}

// relative writes a path from the folder of the file on, with slashes.
func (c *Config) relative(path string) (string, error) {
	if c.folder == "" { // a repository that is elsewhere
		return path, nil
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	relative, err := filepath.Rel(c.folder, absolute)
	return filepath.ToSlash(relative), err
}

// Problem is something wrong in a configuration file, and what to do about it.
type Problem struct {
	File string
	Line int // 1-based
	Text string
}

// Error gives file, line and problem in the form that editors follow.
func (p *Problem) Error() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text) }
