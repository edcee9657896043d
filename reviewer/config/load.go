package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/goccy/go-yaml"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/hint"
	"github.com/rightsreview/rightsreview/reviewer/review"
	"github.com/sourcegraph/conc/panics"
)

// MaxSize is the largest configuration file that is read, in bytes. A suppression takes about 200.
const MaxSize = 1 << 20

// Find looks for the configuration file in a folder and in those above it, up to the root of the repository (the
// folder that holds .git) or else of the file system. It is empty if there is none.
func Find(folder string) (string, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", FileName, err)
	}
	for {
		file := filepath.Join(folder, FileName)
		if exists(file) {
			return file, nil
		}
		if other := strings.TrimSuffix(file, ".yml") + ".yaml"; exists(other) {
			return "", fmt.Errorf("%s is not read: rename it to %s", other, FileName)
		}
		above := filepath.Dir(folder)
		if above == folder || exists(filepath.Join(folder, ".git")) {
			return "", nil
		}
		folder = above
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Load reads a configuration file. The error joins all that is wrong with it, each a *Problem with its line.
func Load(path string) (*Config, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	defer f.Close()
	source, err := io.ReadAll(io.LimitReader(f, MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	if len(source) > MaxSize {
		return nil, fmt.Errorf("read configuration: %s has over %d bytes", path, MaxSize)
	}
	folder, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	return parse(path, folder, source)
}

// Read reads the text of a configuration file that stands at the root of a repository which is not on this computer. The
// paths that it is asked about are relative to that root, and so are its RuleFolders, of which nobody has looked whether
// they are there.
func Read(source []byte) (*Config, error) {
	if len(source) > MaxSize {
		return nil, fmt.Errorf("read configuration: %s has over %d bytes", FileName, MaxSize)
	}
	return parse(FileName, "", source)
}

// parse reads the text of a configuration file that stands in a folder, given as an absolute path, or at the root of a
// repository that is elsewhere if the folder is empty.
func parse(path, folder string, source []byte) (*Config, error) {
	var f file
	var err error
	fault := panics.Try(func() { err = yaml.NewDecoder(bytes.NewReader(source), yaml.Strict()).Decode(&f) })
	if fault != nil { // goccy/go-yaml v1.19.2 panics at some tags
		return nil, &Problem{path, 1, "the YAML cannot be understood: write it without tags (!) and anchors (&)"}
	}
	if err != nil && !errors.Is(err, io.EOF) { // an empty file decides nothing
		return nil, yamlProblem(path, err)
	}
	r := reader{config: &Config{File: path, folder: folder}}
	r.read(f)
	return r.config, errors.Join(r.problems...)
}

// yamlProblem says in our words what the decoder found.
func yamlProblem(path string, err error) error {
	var own *Problem
	if errors.As(err, &own) {
		own.File = path
		return own
	}
	var unknown *yaml.UnknownFieldError
	if errors.As(err, &unknown) {
		name := unknown.Token.Value
		return &Problem{path, unknown.Token.Position.Line, fmt.Sprintf("unknown field %q%s", name, fieldHint(name))}
	}
	var other yaml.Error
	if errors.As(err, &other) && other.GetToken() != nil {
		return &Problem{path, other.GetToken().Position.Line, other.GetMessage()}
	}
	return fmt.Errorf("%s: %w", path, err)
}

func fieldHint(name string) string {
	fields := fieldNames(reflect.TypeFor[file]())
	if h := hint.DidYouMean(name, fields); h != "" {
		return h
	}
	return ": the fields are " + strings.Join(fields, ", ")
}

// fieldNames lists the fields of a part of the file and of all parts in it.
func fieldNames(t reflect.Type) (names []string) {
	for t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	for _, f := range reflect.VisibleFields(t) {
		if name := f.Tag.Get("yaml"); name != "" {
			names = append(names, name)
			names = append(names, fieldNames(f.Type)...)
		}
	}
	return names
}

// reader turns the file into a Config and gathers what is wrong.
type reader struct {
	config   *Config
	problems []error
}

func (r *reader) problem(line int, format string, args ...any) {
	r.problems = append(r.problems, &Problem{r.config.File, max(1, line), fmt.Sprintf(format, args...)})
}

func (r *reader) read(f file) {
	c := r.config
	c.include = r.globs("drafts.include", f.Drafts.Include)
	c.ignore = r.globs("drafts.ignore", f.Drafts.Ignore)
	for _, w := range f.Rules.Directories {
		c.RuleFolders = append(c.RuleFolders, filepath.Join(c.folder, filepath.FromSlash(w.text)))
		r.folder(w, c.RuleFolders[len(c.RuleFolders)-1])
	}
	c.Pull = r.pull(f.Pull)
	c.on, c.off = f.Rules.On, f.Rules.Off
	c.words = slices.Concat(c.words, f.Rules.On, f.Rules.Off)
	r.severities(f.Severities)
	for _, s := range f.Suppressions {
		r.suppression(s)
	}
	c.MinSeverity = r.severity("min-severity", f.MinSeverity)
	if f.FailOn.text != "never" {
		c.FailOn = r.severity("fail-on", f.FailOn)
	}
	c.format, c.Format = f.Format, f.Format.text
}

func (r *reader) globs(field string, words []word) (globs []string) {
	for _, w := range words {
		globs = append(globs, r.glob(field, w))
	}
	return globs
}

func (r *reader) glob(field string, w word) string {
	if w.line > 0 && (w.text == "" || !doublestar.ValidatePattern(w.text)) {
		r.problem(w.line, "%s: %q is not a pattern of paths: write one such as drafts/** or draft-*.md", field, w.text)
	}
	return filepath.ToSlash(w.text)
}

// folder says what is wrong with a folder of rules. Where the repository is elsewhere, only that it is in it can be told.
func (r *reader) folder(w word, path string) {
	if r.config.folder == "" {
		if w.text == "" || !filepath.IsLocal(path) {
			r.problem(w.line, "rules.directories: %q is no folder of this repository", w.text)
		}
		return
	}
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		if w.text == "" {
			r.problem(w.line, "rules.directories: an entry is empty: name a folder, or take it out")
			return
		}
		r.problem(w.line, "rules.directories: there is no folder %q beside this file", w.text)
	}
}

func (r *reader) severities(words map[string]word) {
	c := r.config
	c.severities = map[string]catalogue.Severity{}
	for rule, w := range words {
		c.words = append(c.words, word{rule, w.line})
		c.severities[rule] = r.severity("severities", w)
	}
	slices.SortFunc(c.words, func(a, b word) int { return a.line - b.line })
}

func (r *reader) severity(field string, w word) catalogue.Severity {
	if w.line == 0 {
		return 0
	}
	s, err := catalogue.ParseSeverity(w.text)
	if err != nil {
		choice := "high, medium or low"
		if field == "fail-on" {
			choice = "high, medium, low or never"
		}
		r.problem(w.line, "%s: unknown severity %q: write %s", field, w.text, choice)
	}
	return s
}

func (r *reader) suppression(s suppression) {
	made := &review.Suppression{
		Rule: s.Rule.text, ID: s.ID.text, Path: r.glob("suppressions.path", s.Path),
		Reason: strings.Join(strings.Fields(s.Reason.text), " "), Owner: s.Owner.text, Expires: s.Expires.text,
		Origin: fmt.Sprintf("%s:%d", r.config.File, s.line()),
	}
	if err := made.Check(); err != nil {
		r.problem(s.line(), "suppressions: %s", err)
	}
	if made.Rule != "" {
		r.config.words = append(r.config.words, s.Rule)
	}
	r.config.suppressions = append(r.config.suppressions, made)
}

// CheckNames says which names in the file are of no rule and no format. It is called when the rules are known, the
// project's own among them. Without formats, that of the output is not looked at.
func (c *Config) CheckNames(rules, formats []string) error {
	var problems []error
	for _, w := range c.words {
		if !slices.ContainsFunc(rules, func(rule string) bool { return review.Matches(w.text, rule) }) {
			text := fmt.Sprintf("no rule is called %q%s", w.text, hint.DidYouMean(w.text, patterns(rules)))
			problems = append(problems, &Problem{c.File, w.line, text})
		}
	}
	if c.format.line > 0 && len(formats) > 0 && !slices.Contains(formats, c.Format) {
		text := fmt.Sprintf("format: unknown format %q: choose one of %s", c.Format, strings.Join(formats, ", "))
		problems = append(problems, &Problem{c.File, c.format.line, text})
	}
	return errors.Join(problems...)
}

// patterns lists the rules and their categories as they are written in the file.
func patterns(rules []string) []string {
	all := slices.Clone(rules)
	for _, rule := range rules {
		if p := string(catalogue.CategoryOf(rule)) + "/*"; !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all
}
