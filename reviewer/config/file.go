package config

import (
	"fmt"

	"github.com/goccy/go-yaml/ast"
)

// file is the configuration file as it is written. schema.json says the same, and a test holds the two together.
type file struct {
	Drafts       drafts          `yaml:"drafts"`
	Rules        rules           `yaml:"rules"`
	Severities   map[string]word `yaml:"severities"`
	Suppressions []suppression   `yaml:"suppressions"`
	MinSeverity  word            `yaml:"min-severity"`
	FailOn       word            `yaml:"fail-on"`
	Format       word            `yaml:"format"`
	Pull         pull            `yaml:"pull-requests"`
}

type pull struct {
	Post        word `yaml:"post"`
	ModelText   word `yaml:"model-text"`
	InlineFrom  word `yaml:"inline-from"`
	Suggestions word `yaml:"suggestions"`
	Dismiss     word `yaml:"dismiss"`
}

type drafts struct {
	Include []word `yaml:"include"`
	Ignore  []word `yaml:"ignore"`
}

type rules struct {
	Directories []word `yaml:"directories"`
	Off         []word `yaml:"off"`
	On          []word `yaml:"on"`
}

type suppression struct {
	Rule    word `yaml:"rule"`
	ID      word `yaml:"id"`
	Path    word `yaml:"path"`
	Reason  word `yaml:"reason"`
	Owner   word `yaml:"owner"`
	Expires word `yaml:"expires"`
}

// line is where the suppression stands: at the first of its fields that is given.
func (s suppression) line() int {
	least := 0
	for _, w := range []word{s.Rule, s.ID, s.Path, s.Reason, s.Owner, s.Expires} {
		if w.line > 0 && (least == 0 || w.line < least) {
			least = w.line
		}
	}
	return max(1, least)
}

// word is a text and the line it stands on.
type word struct {
	text string
	line int // 1-based; 0 if it is not in the file
}

// UnmarshalYAML reads any scalar as the text that it is.
func (w *word) UnmarshalYAML(node ast.Node) error {
	w.line = node.GetToken().Position.Line
	switch n := node.(type) {
	case *ast.NullNode:
		return nil
	case *ast.StringNode:
		w.text = n.Value
	case *ast.LiteralNode:
		w.text = n.Value.Value
	case ast.ScalarNode:
		w.text = n.GetToken().Value
	default:
		return &Problem{Line: w.line, Text: fmt.Sprintf("a %s stands where a text is expected", node.Type())}
	}
	return nil
}
