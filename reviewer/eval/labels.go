// Package eval measures reviews against labels that people made: what is found, what is missed, and what is noise.
package eval

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
)

// Kind says what a labelled document is as a whole.
type Kind string

// The kinds of document.
const (
	KindConcern    Kind = "concern"    // it introduces harms
	KindProtective Kind = "protective" // it limits them
	KindNeutral    Kind = "neutral"    // neither
)

// Labels is what people found in the documents of one file.
type Labels struct {
	File      string // as the user gave it
	Documents []Label
}

// Label is what people found in one document.
type Label struct {
	Document   string               `yaml:"document"` // file name in the folder of documents
	Title      string               `yaml:"title"`
	Kind       Kind                 `yaml:"kind"`
	Read       string               `yaml:"read"` // "full", or "sections" if only parts were read
	Concerns   []Passage            `yaml:"concerns"`
	Lookalikes []Passage            `yaml:"lookalikes"` // passages that must not be reported in their category
	Quiet      []catalogue.Category `yaml:"quiet"`      // categories in which a finding of medium or higher is a false alarm
}

// Passage is one labelled place.
type Passage struct {
	Category catalogue.Category   `yaml:"category"`
	Also     []catalogue.Category `yaml:"also"`     // other categories that would be right too
	Severity catalogue.Severity   `yaml:"severity"` // zero for lookalikes
	Lines    [2]int               `yaml:"lines"`    // 1-based, inclusive
	Quote    string               `yaml:"quote"`    // words of the passage, white space folded
	Reason   string               `yaml:"reason"`
}

// accepts reports whether a finding of that category would be right here.
func (p Passage) accepts(c catalogue.Category) bool {
	return p.Category == c || slices.Contains(p.Also, c)
}

// ReadLabels reads files of labels, strictly: an unknown key or category is an error.
func ReadLabels(paths []string) ([]Labels, error) {
	all := make([]Labels, 0, len(paths))
	for _, path := range paths {
		source, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read labels: %w", err)
		}
		var labels Labels
		if err := yaml.UnmarshalWithOptions(source, &labels.Documents, yaml.Strict()); err != nil {
			return nil, fmt.Errorf("read labels %s: %w", path, err)
		}
		labels.File = filepath.Base(path)
		for _, l := range labels.Documents {
			if err := l.check(); err != nil {
				return nil, fmt.Errorf("read labels %s: %w", path, err)
			}
		}
		all = append(all, labels)
	}
	return all, nil
}

func (l Label) check() error {
	if l.Document == "" || l.Document != filepath.Base(l.Document) {
		return fmt.Errorf("document %q: write the name of a file in the folder of documents", l.Document)
	}
	if !slices.Contains([]Kind{KindConcern, KindProtective, KindNeutral}, l.Kind) {
		return fmt.Errorf("%s: kind %q: write concern, protective or neutral", l.Document, l.Kind)
	}
	for _, c := range l.Concerns {
		if c.Severity == 0 {
			return fmt.Errorf("%s: the concern at line %d has no severity", l.Document, c.Lines[0])
		}
		if err := c.check(l.Document); err != nil {
			return err
		}
	}
	for _, p := range l.Lookalikes {
		if err := p.check(l.Document); err != nil {
			return err
		}
	}
	return checkCategories(l.Document, l.Quiet)
}

func (p Passage) check(document string) error {
	if p.Lines[0] < 1 || p.Lines[1] < p.Lines[0] {
		return fmt.Errorf("%s: lines %v: write the first and the last line, 1-based", document, p.Lines)
	}
	return checkCategories(document, append([]catalogue.Category{p.Category}, p.Also...))
}

func checkCategories(document string, categories []catalogue.Category) error {
	for _, c := range categories {
		if !slices.Contains(catalogue.Categories(), c) {
			return fmt.Errorf("%s: unknown category %q: write one of %v", document, c, catalogue.Categories())
		}
	}
	return nil
}
