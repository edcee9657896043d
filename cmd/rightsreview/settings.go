package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/checklist"
	"github.com/rightsreview/rightsreview/reviewer/config"
	"github.com/rightsreview/rightsreview/reviewer/render"
	"github.com/spf13/pflag"
)

// settings say which configuration and which rules a command uses.
type settings struct {
	file  string   // of --config
	rules []string // folders of --rules
	only  bool     // --only-rules
}

func (s *settings) register(flags *pflag.FlagSet) {
	s.registerFile(flags)
	s.registerRules(flags)
}

func (s *settings) registerFile(flags *pflag.FlagSet) {
	flags.StringVar(&s.file, "config", "", "configuration `FILE` (default: "+config.FileName+" beside the draft or above it)")
}

func (s *settings) registerRules(flags *pflag.FlagSet) {
	flags.StringArrayVar(&s.rules, "rules", nil, "folder `DIR` with rules of your own; may be repeated")
	flags.BoolVar(&s.only, "only-rules", false, "leave out the built-in rules")
}

// load reads the configuration that holds for some paths, and the rules that it and the flags ask for.
func (s *settings) load(paths []string) (*config.Config, *catalogue.Catalogue, error) {
	c, err := s.config(paths)
	if err != nil {
		return nil, nil, usageError(err)
	}
	rules, err := s.catalogue(c.RuleFolders)
	if err != nil {
		return nil, nil, usageError(err)
	}
	if err := c.CheckNames(ruleIDs(rules), render.Formats()); err != nil {
		return nil, nil, usageError(err)
	}
	return c, kept(rules, c), nil
}

// config finds and reads the one configuration that all paths have.
func (s *settings) config(paths []string) (*config.Config, error) {
	file := s.file
	if file == "" {
		var err error
		if file, err = configOf(paths); err != nil {
			return nil, err
		}
	}
	if file == "" {
		return &config.Config{}, nil
	}
	return config.Load(file)
}

func configOf(paths []string) (string, error) {
	common := ""
	for i, path := range paths {
		file, err := config.Find(folderOf(path))
		if err != nil {
			return "", err
		}
		if i > 0 && file != common {
			return "", fmt.Errorf("%s and %s have different configurations (%s and %s): review them one after the other, "+
				"or choose one with --config", paths[0], path, named(common), named(file))
		}
		common = file
	}
	return shortest(common), nil
}

func named(file string) string {
	if file == "" {
		return "none"
	}
	return shortest(file)
}

// shortest writes a path relative to the working folder if it is in it.
func shortest(path string) string {
	here, err := os.Getwd()
	if err != nil || path == "" {
		return path
	}
	if relative, err := filepath.Rel(here, path); err == nil && filepath.IsLocal(relative) {
		return relative
	}
	return path
}

// folderOf is the folder in which the search for the configuration of a path begins.
func folderOf(path string) string {
	if path == "-" {
		return "."
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return path
	}
	return filepath.Dir(path)
}

// catalogue is the built-in one with the rules of some folders and of --rules; one of theirs replaces a built-in rule
// of the same id.
func (s *settings) catalogue(folders []string) (*catalogue.Catalogue, error) {
	rules, err := catalogue.Builtin()
	if err != nil {
		return nil, err
	}
	if s.only {
		rules.Rules = nil
	}
	for _, folder := range append(folders, s.rules...) {
		own, err := ownRules(folder, rules)
		if err != nil {
			return nil, err
		}
		rules = rules.Merge(own)
	}
	return rules, nil
}

func ownRules(folder string, base *catalogue.Catalogue) (*catalogue.Catalogue, error) {
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("there is no folder %s to read rules from", folder)
	}
	own, err := catalogue.Load(os.DirFS(folder), base)
	if err != nil {
		return nil, fmt.Errorf("the rules in %s are not in order:\n%w", shortest(folder), err)
	}
	if len(own.Rules) == 0 {
		return nil, fmt.Errorf("there are no rules in %s: a rule is a file CATEGORY/NAME.yaml in it", shortest(folder))
	}
	for i := range own.Rules {
		own.Rules[i].File = filepath.Join(folder, filepath.FromSlash(own.Rules[i].File))
	}
	return own, nil
}

// kept leaves out the rules that the configuration has switched off.
func kept(all *catalogue.Catalogue, c *config.Config) *catalogue.Catalogue {
	some := *all
	some.Rules = nil
	for _, r := range all.Rules {
		if c.Keep(r.ID) {
			some.Rules = append(some.Rules, r)
		}
	}
	return &some
}

func ruleIDs(c *catalogue.Catalogue) []string {
	ids := make([]string, len(c.Rules))
	for i, r := range c.Rules {
		ids[i] = r.ID
	}
	return ids
}

// compile makes rules ready. What is wrong with them is in files that are the user's own.
func compile(rules *catalogue.Catalogue) (*checklist.Checklist, error) {
	list, err := checklist.Compile(rules)
	return list, usageError(err)
}

// settled is what flags, configuration and rules come to.
type settled struct {
	choices
	config    *config.Config
	rules     *catalogue.Catalogue
	checklist *checklist.Checklist
}

// settle reads flags, configuration and rules for some paths.
func (c *common) settle(paths, formats []string) (s settled, err error) {
	conf, rules, err := c.load(paths)
	if err != nil {
		return s, err
	}
	return c.settleWith(conf, rules, formats)
}

// settleWith reads flags beside a configuration and rules that are there already.
func (c *common) settleWith(conf *config.Config, rules *catalogue.Catalogue, formats []string) (s settled, err error) {
	s.config, s.rules = conf, rules
	if s.choices, err = c.choose(s.config, formats); err != nil {
		return s, err
	}
	if s.checklist, err = compile(s.rules); err != nil {
		return s, err
	}
	if len(s.rules.Rules) == 0 {
		return s, usageError(errors.New("no rules are left to review with: see rules.off in the configuration, or --rules"))
	}
	return s, nil
}
