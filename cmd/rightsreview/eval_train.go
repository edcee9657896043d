package main

import (
	"fmt"
	"io"
	"os"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/checklist"
	"github.com/rightsreview/rightsreview/reviewer/eval"
	"github.com/spf13/cobra"
)

// trainOptions are the flags of eval train.
type trainOptions struct {
	settings
	documents []string
	pull      float64
	model     string
	output    string
}

func newTrainCommand() *cobra.Command {
	o := &trainOptions{}
	cmd := &cobra.Command{
		Use:   "train LABELS...",
		Short: "Fit the weights of the stance model to labels",
		Long: `Fit the weights of the stance model (docs/stance.md) to labels, by logistic regression drawn towards the present weights.

It prints each weight before and after, and how well the model tells labelled concerns from other passages: before,
after, and when each document is judged by weights that were fitted without it. Nothing is written without --output.`,
		Example: `  rightsreview eval train labels/design.yaml --documents documents
  rightsreview eval train labels/design.yaml --documents documents --model stance.yaml --output stance.yaml`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd.OutOrStdout(), args) },
	}
	f := cmd.Flags()
	o.registerRules(f)
	f.StringArrayVar(&o.documents, "documents", nil, "folder of the labelled documents; several are searched in order")
	f.Float64Var(&o.pull, "pull", 3, "how strongly weights are drawn towards the present ones")
	f.StringVar(&o.model, "model", "reviewer/catalogue/stance.yaml", "file whose weights --output rewrites")
	f.StringVar(&o.output, "output", "", "file to write the fitted model to")
	_ = cmd.MarkFlagRequired("documents")
	return cmd
}

func (o *trainOptions) run(w io.Writer, paths []string) error {
	rules, err := o.catalogue(nil)
	if err != nil {
		return usageError(err)
	}
	list, err := compile(rules)
	if err != nil {
		return err
	}
	lessons, err := o.lessons(paths, list)
	if err != nil {
		return usageError(err)
	}
	after := eval.Train(rules.Stance, lessons, o.pull)
	if err := eval.WriteTraining(w, rules.Stance, after, lessons); err != nil {
		return err
	}
	fmt.Fprintf(w, "\nbefore       %v\nafter        %v\nheld out     %v\n",
		eval.FitOf(rules.Stance, lessons), eval.FitOf(after, lessons), eval.CrossFit(rules.Stance, lessons, o.pull))
	return o.save(after)
}

func (o *trainOptions) lessons(paths []string, list *checklist.Checklist) ([]eval.Lesson, error) {
	labels, err := eval.ReadLabels(paths)
	if err != nil {
		return nil, err
	}
	var all []eval.Lesson
	for _, l := range labels {
		lessons, err := eval.Lessons(l, o.documents, list)
		if err != nil {
			return nil, err
		}
		all = append(all, lessons...)
	}
	return all, nil
}

func (o *trainOptions) save(after catalogue.Stance) error {
	if o.output == "" {
		return nil
	}
	source, err := os.ReadFile(o.model)
	if err != nil {
		return usageError(fmt.Errorf("read the model that is rewritten: %w; name it with --model", err))
	}
	return os.WriteFile(o.output, eval.Rewrite(source, after), 0o644)
}
