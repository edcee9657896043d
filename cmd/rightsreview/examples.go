package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/checklist"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
	"github.com/spf13/cobra"
)

func newExamplesCommand(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "test",
		Short: "Try the examples that stand in the rules",
		Long: `Try the examples that stand in the rules: each rule must give a finding (or a protection) in its examples under
fires, and none in those under quiet. Failures are told with file and line, and the exit code is 1.`,
		Example: `  rightsreview rules test
  rightsreview rules test --only-rules --rules my-rules`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, rules, err := s.load([]string{"."})
			if err != nil {
				return err
			}
			list, err := compile(rules)
			if err != nil {
				return err
			}
			return testExamples(cmd.OutOrStdout(), rules.Rules, list)
		},
	}
}

// example is one text of a rule, and what the rule must make of it.
type example struct {
	rule  catalogue.Rule
	text  string
	fires bool
	index int // in its list in the rule
}

func examplesOf(rule catalogue.Rule) (all []example) {
	for i, text := range rule.Examples.Fires {
		all = append(all, example{rule, text, true, i})
	}
	for i, text := range rule.Examples.Quiet {
		all = append(all, example{rule, text, false, i})
	}
	return all
}

// testExamples tries all examples and prints those that fail.
func testExamples(w io.Writer, rules []catalogue.Rule, list *checklist.Checklist) error {
	tried, failed := 0, 0
	for _, rule := range rules {
		examples := examplesOf(rule)
		if len(examples) == 0 {
			failed++
			fmt.Fprintf(w, "%s: %s has no examples: write one under fires and a near miss under quiet\n", rule.File, rule.ID)
		}
		for _, e := range examples {
			tried++
			if err := e.try(list); err != nil {
				failed++
				fmt.Fprintf(w, "%s:%d: %s: %s\n%s\n", rule.File, e.line(), rule.ID, err, wrap(e.text, 96, "    "))
				for _, reason := range e.reasons(list) {
					fmt.Fprintf(w, "%s\n", wrap("because "+reason, 96, "      "))
				}
			}
		}
	}
	if failed > 0 {
		fmt.Fprintf(w, "%s of %s: %d failed\n", count(tried, "example"), count(len(rules), "rule"), failed)
		return &failure{code: exitFindings}
	}
	_, err := fmt.Fprintf(w, "%s of %s: all as they should be\n", count(tried, "example"), count(len(rules), "rule"))
	return err
}

// try says how an example differs from what it must be.
func (e example) try(list *checklist.Checklist) error {
	doc, err := e.parse()
	if err != nil {
		return err
	}
	did := fired(list.Check(doc), e.rule)
	switch {
	case e.fires && !did:
		return errors.New("must fire in this example and does not")
	case !e.fires && did:
		return errors.New("must be quiet in this example and fires")
	}
	return nil
}

func (e example) parse() (*document.Document, error) {
	return document.Parse(document.Draft{Path: "example.md", Source: []byte(e.text)})
}

// reasons say what the rule made of the lines of an example.
func (e example) reasons(list *checklist.Checklist) (all []string) {
	doc, err := e.parse()
	if err != nil {
		return nil
	}
	for line := 1; line <= doc.LineCount(); line++ {
		for _, x := range list.Explain(doc, line) {
			if x.Rule.ID == e.rule.ID && x.Reason != "" && !slices.Contains(all, x.Reason) {
				all = append(all, x.Reason)
			}
		}
	}
	if len(all) == 0 {
		return []string{"no sentence has the words that the rule begins with"}
	}
	return all
}

// fired reports whether a rule gave what it is for: a finding, or a protection if it looks for those. A concern that is
// forbidden gives a protection too, and counts as quiet.
func fired(found checklist.Result, rule catalogue.Rule) bool {
	if rule.Kind == catalogue.KindProtection {
		return slices.ContainsFunc(found.Protections, func(p review.Protection) bool {
			return p.Rule.ID == rule.ID || slices.Contains(p.Also, rule.ID)
		})
	}
	return slices.ContainsFunc(found.Findings, func(f review.Finding) bool {
		return f.Rule.ID == rule.ID || slices.Contains(f.Also, rule.ID)
	})
}

// line is where the example stands in the rule's file, 1 if that cannot be told.
func (e example) line() int {
	source, err := ruleSource(e.rule.File)
	if err != nil {
		return 1
	}
	file, err := parser.ParseBytes(source, 0)
	if err != nil {
		return 1
	}
	list := "quiet"
	if e.fires {
		list = "fires"
	}
	path, err := yaml.PathString(fmt.Sprintf("$.examples.%s[%d]", list, e.index))
	if err != nil {
		return 1
	}
	node, err := path.FilterFile(file)
	if err != nil {
		return 1
	}
	return node.GetToken().Position.Line
}

// ruleSource reads the file of a rule: a built-in one from the program.
func ruleSource(file string) ([]byte, error) {
	source, err := fs.ReadFile(catalogue.Files(), file)
	if err != nil {
		return os.ReadFile(file)
	}
	return source, nil
}
