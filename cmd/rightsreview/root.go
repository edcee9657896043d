package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/hint"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "rightsreview",
		Short: "Review draft technical standards for risks to human rights",
		Long: `Rightsreview reads a draft technical standard (of the IETF, the W3C or others) and points to the passages in which
it may harm people: surveillance, interception, weak encryption, lost anonymity, identifiers that stay, censorship,
manipulated traffic, exclusion, control by a few. Each finding quotes the draft, gives section and line, asks the
authors a question, and names how others solved it. What a draft does well is told too.

It works offline, with a checklist that is data: rightsreview rules lists it. A model can be asked too, if you name one;
what it says is checked against the draft and marked as its own. It is a help for people who review, and no verdict.

Exit codes: 0 all was done; 1 there are findings from --fail-on on; 2 the command line or a configuration file is
wrong; 3 something could not be done.`,
		Example: `  rightsreview review draft-example-protocol-03.txt
  rightsreview review --format markdown --output review.md drafts/
  curl -s https://www.rfc-editor.org/rfc/rfc7725.txt | rightsreview review -
  rightsreview explain draft-example-protocol-03.txt:120`,
		Args:          noCommand,
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       version(),
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetVersionTemplate("rightsreview {{.Version}}\n")
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(
		newReviewCommand(), newPRCommand(), newDiffCommand(), newHistoryCommand(), newExplainCommand(), newRulesCommand(), newInitCommand(), newSchemaCommand(), newEvalCommand(),
		newManCommand(), newVersionCommand(),
	)
	root.InitDefaultCompletionCmd()
	return root
}

// noCommand says which command was perhaps meant by a word that is none, or that a file needs one before it.
func noCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if _, err := os.Stat(args[0]); err == nil || args[0] == "-" {
		return fmt.Errorf("unknown command %q: to review it, write: rightsreview review %s", args[0], args[0])
	}
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	return fmt.Errorf("unknown command %q%s", args[0], hint.DidYouMean(args[0], names))
}

// flagError says what is wrong with a flag, and which one was perhaps meant.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) || len(unknown.GetSpecifiedName()) < 2 {
		return err
	}
	if err := keyOnCommandLine(cmd, unknown.GetSpecifiedName()); err != nil {
		return err
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	if near := hint.Nearest("--"+unknown.GetSpecifiedName(), names); near != "" {
		return fmt.Errorf("%w: did you mean %s?", err, near)
	}
	return err
}

// choose reads a word that must be one of some names.
func choose(what, word string, names []string) error {
	for _, name := range names {
		if word == name {
			return nil
		}
	}
	near := hint.DidYouMean(word, names)
	if near == "" {
		near = ": choose one of " + strings.Join(names, ", ")
	}
	return usageError(fmt.Errorf("unknown %s %q%s", what, word, near))
}
