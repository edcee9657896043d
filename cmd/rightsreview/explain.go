package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/checklist"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/local"
	"github.com/rightsreview/rightsreview/reviewer/review"
	"github.com/spf13/cobra"
)

func newExplainCommand() *cobra.Command {
	var s settings
	var noColour bool
	cmd := &cobra.Command{
		Use:   "explain FILE:LINE",
		Short: "Say what each rule made of a line, and why",
		Long: `Say of every rule that looked at the passage on a line whether it fired and why, and which words decided. LINE
counts from 1 in the file as it is. For a PDF or DOCX it counts in the text that was taken from it.`,
		Example: `  rightsreview explain draft-example-protocol-03.txt:120
  rightsreview explain --only-rules --rules my-rules draft-example.md:42`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			path, line, err := place(args[0])
			if err != nil {
				return usageError(err)
			}
			list, doc, err := s.prepare(cmd.Context(), path, cmd.InOrStdin())
			if err != nil {
				return err
			}
			if line > doc.LineCount() {
				return usageError(fmt.Errorf("%s has %s, so there is no line %d", path, count(doc.LineCount(), "line"), line))
			}
			e := explainer{w: cmd.OutOrStdout(), colour: colour(cmd.OutOrStdout(), noColour)}
			return e.explain(doc, line, list.Explain(doc, line))
		},
	}
	s.register(cmd.Flags())
	cmd.Flags().BoolVar(&noColour, "no-colour", false, "no colour; the environment variable NO_COLOR does the same")
	return cmd
}

// place reads FILE:LINE.
func place(text string) (path string, line int, err error) {
	at := strings.LastIndexByte(text, ':')
	if at > 0 {
		line, err = strconv.Atoi(text[at+1:])
	}
	if at <= 0 || err != nil || line < 1 {
		return "", 0, fmt.Errorf("%q is no place: write FILE:LINE, such as draft-example.md:42", text)
	}
	return text[:at], line, nil
}

// prepare reads the rules and the one draft that a command is about.
func (s *settings) prepare(ctx context.Context, path string, stdin io.Reader) (
	*checklist.Checklist, *document.Document, error,
) {
	_, rules, err := s.load([]string{path})
	if err != nil {
		return nil, nil, err
	}
	list, err := compile(rules)
	if err != nil {
		return nil, nil, err
	}
	for draft, err := range (local.Files{Paths: []string{path}, Stdin: stdin}).Drafts(ctx) {
		if err != nil {
			return nil, nil, err
		}
		doc, err := document.Parse(draft)
		return list, doc, err
	}
	return nil, nil, ctx.Err()
}

// explainer writes explanations.
type explainer struct {
	w      io.Writer
	colour bool
	err    error
}

func (e *explainer) put(format string, args ...any) {
	if e.err == nil {
		_, e.err = fmt.Fprintf(e.w, format, args...)
	}
}

func (e *explainer) explain(doc *document.Document, line int, all []checklist.Explanation) error {
	e.put("%s:%d: %s\n", printable(doc.Path), line, paint(e.colour, "1", printable(strings.TrimSpace(doc.LineText(line)))))
	fired := 0
	for _, one := range all {
		if one.Fired {
			fired++
		}
		e.one(one)
	}
	if len(all) == 0 {
		e.put("\nNo rule looked at this line: it has none of the words that a rule begins with.\n")
		return e.err
	}
	e.put("\n%s looked, %d fired.\n", count(len(all), "rule"), fired)
	return e.err
}

// one writes what one rule made of one passage.
func (e *explainer) one(x checklist.Explanation) {
	mark, style := "no ", "2"
	if x.Fired {
		mark, style = "yes", "1;32"
		if x.Stance.Concern() {
			style = "1;33"
		}
	}
	e.put("\n%s %s  %s\n", paint(e.colour, style, mark), paint(e.colour, "1", x.Rule.ID), x.Rule.Title)
	if x.Reason != "" {
		e.put("    %s\n", x.Reason)
	}
	if x.Stance != "" {
		e.put("    stance: %s\n", x.Stance)
	}
	if lines := lineRange(x.Place); lines != "" {
		e.put("    %s:\n%s\n", lines, wrap(e.quote(x.Place), 96, "      "))
	}
	for _, c := range x.Cues {
		e.put("    %s  %s\n", paint(e.colour, cueStyle(c), fmt.Sprintf("%+5.1f", c.Effect)), c.Name)
	}
}

// cueStyle is yellow towards a concern and green away from it.
func cueStyle(c review.Cue) string {
	if c.Effect < 0 {
		return "32"
	}
	return "33"
}

func lineRange(p review.Place) string {
	switch {
	case p.StartLine == 0:
		return ""
	case p.EndLine <= p.StartLine:
		return fmt.Sprintf("line %d", p.StartLine)
	}
	return fmt.Sprintf("lines %d to %d", p.StartLine, p.EndLine)
}

// quote is the passage with the words that decided.
func (e *explainer) quote(p review.Place) string {
	if !e.colour {
		return printable(p.Quote)
	}
	var b strings.Builder
	at := 0
	for _, w := range p.Words {
		if w[0] < at || w[1] > len(p.Quote) {
			continue
		}
		b.WriteString(printable(p.Quote[at:w[0]]) + paint(true, "1;4", printable(p.Quote[w[0]:w[1]])))
		at = w[1]
	}
	return b.String() + printable(p.Quote[at:])
}
