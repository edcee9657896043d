package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/hint"
	"github.com/rightsreview/rightsreview/reviewer/render"
	"github.com/spf13/cobra"
)

func newRulesCommand() *cobra.Command {
	var s settings
	var categories []string
	var kind string
	var literals bool
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List the rules of the checklist",
		Long: `List the rules of the checklist: the built-in ones, those of the configuration and those of --rules, without those
that the configuration switches off.`,
		Example: `  rightsreview rules
  rightsreview rules --category censorship --kind protection
  rightsreview rules show surveillance/connection-log
  rightsreview rules test --rules my-rules`,
		Args: noCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, rules, err := s.load([]string{"."})
			if err != nil {
				return err
			}
			if rules.Rules, err = filterRules(rules.Rules, categories, kind); err != nil {
				return err
			}
			if literals {
				return listLiterals(cmd.OutOrStdout(), rules)
			}
			return listRules(cmd.OutOrStdout(), rules.Rules)
		},
	}
	s.register(cmd.PersistentFlags())
	cmd.Flags().StringSliceVar(&categories, "category", nil, "only rules of the `CATEGORY`; may be repeated")
	cmd.Flags().StringVar(&kind, "kind", "", "only rules of the `KIND`: concern or protection")
	completeWith(cmd, "category", categoryNames())
	cmd.Flags().BoolVar(&literals, "literals", false, "list instead the words that their phrases can begin with, one a line")
	completeWith(cmd, "kind", kindNames())
	cmd.AddCommand(newShowCommand(&s), newExamplesCommand(&s))
	return cmd
}

func kindNames() []string {
	return []string{string(catalogue.KindConcern), string(catalogue.KindProtection)}
}

func filterRules(rules []catalogue.Rule, categories []string, kind string) ([]catalogue.Rule, error) {
	for _, name := range categories {
		if err := choose("category", name, categoryNames()); err != nil {
			return nil, err
		}
	}
	if kind != "" {
		if err := choose("kind", kind, kindNames()); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(slices.Clone(rules), func(r catalogue.Rule) bool {
		return kind != "" && string(r.Kind) != kind || len(categories) > 0 && !slices.Contains(categories, string(r.Category))
	}), nil
}

func listRules(w io.Writer, rules []catalogue.Rule) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "RULE\tKIND\tSEVERITY\tTITLE")
	for _, r := range rules {
		severity := r.Severity.String()
		if severity == "" {
			severity = "-"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", r.ID, r.Kind, severity, r.Title)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "%s\n", count(len(rules), "rule"))
	return err
}

// listLiterals lists what a search for fixed strings would have to look for, to be compared with one.
func listLiterals(w io.Writer, rules *catalogue.Catalogue) error {
	list, err := compile(rules)
	if err != nil {
		return err
	}
	for _, literal := range list.Literals() {
		if _, err := fmt.Fprintln(w, literal); err != nil {
			return err
		}
	}
	return nil
}

func newShowCommand(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "show ID...",
		Short: "Show what a rule looks for and what it says",
		Example: `  rightsreview rules show surveillance/connection-log
  rightsreview rules show --rules my-rules surveillance/my-rule`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: s.completeRules,
		RunE: func(cmd *cobra.Command, ids []string) error {
			_, rules, err := s.load([]string{"."})
			if err != nil {
				return err
			}
			for i, id := range ids {
				rule, ok := rules.Rule(id)
				if !ok {
					return usageError(fmt.Errorf("no rule is called %q%s", id, hint.DidYouMean(id, ruleIDs(rules))))
				}
				if i > 0 {
					fmt.Fprintln(cmd.OutOrStdout())
				}
				if err := showRule(cmd.OutOrStdout(), rule); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// completeRules offers the ids of rules to the shell.
func (s *settings) completeRules(_ *cobra.Command, _ []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
	_, rules, err := s.load([]string{"."})
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	ids := slices.DeleteFunc(ruleIDs(rules), func(id string) bool { return !strings.HasPrefix(id, word) })
	return ids, cobra.ShellCompDirectiveNoFileComp
}

// page writes headed paragraphs, wrapped.
type page struct {
	w   io.Writer
	err error
}

func (p *page) put(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// part writes a heading and what is under it, if there is anything.
func (p *page) part(heading string, paragraphs ...string) {
	paragraphs = slices.DeleteFunc(paragraphs, func(text string) bool { return strings.TrimSpace(text) == "" })
	if len(paragraphs) == 0 {
		return
	}
	p.put("\n%s\n", heading)
	for _, text := range paragraphs {
		p.put("%s\n", wrap(text, 96, "  "))
	}
}

// wrap breaks a text into lines of a width, each indented.
func wrap(text string, width int, indent string) string {
	var lines []string
	line := indent
	for _, word := range strings.Fields(text) {
		if len(line) > len(indent) && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = indent
		}
		if len(line) > len(indent) {
			line += " "
		}
		line += word
	}
	return strings.Join(append(lines, line), "\n")
}

func showRule(w io.Writer, r catalogue.Rule) error {
	p := &page{w: w}
	p.put("%s\n%s\n", r.ID, r.Title)
	about := string(r.Kind)
	if r.Severity > 0 {
		about += ", severity " + r.Severity.String()
	}
	if r.Facet != "" {
		about += ", " + r.Facet
	}
	p.put("%s, from %s\n", about, r.File)
	p.part("What such a passage does", r.Message)
	p.part("Question to the authors", r.Question)
	p.part("How others solved it", r.Mitigation)
	p.part("Worse when", listed(r.Raises)...)
	p.part("Better when", listed(r.Lowers)...)
	p.part("Rights", linked(r.Rights)...)
	p.part("Guidance", linked(r.Guidance)...)
	p.part("Not when it only looks like", listed(r.LooksLike)...)
	p.part("Examples in which it fires", listed(r.Examples.Fires)...)
	p.part("Examples in which it does not", listed(r.Examples.Quiet)...)
	return p.err
}

func listed(items []string) []string {
	lines := make([]string, len(items))
	for i, item := range items {
		lines[i] = "- " + item
	}
	return lines
}

// linked adds to each reference the address at which it is read.
func linked(references []string) []string {
	lines := listed(references)
	for i, reference := range references {
		link := render.LinkOf(reference)
		if link.Title != reference {
			lines[i] += ", " + link.Title
		}
		if link.URL != "" {
			lines[i] += ": " + link.URL
		}
	}
	return lines
}
