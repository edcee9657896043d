package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/checklist"
	"github.com/rightsreview/rightsreview/reviewer/eval"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// errGate says that a measurement fell short of a gate; the gates missed were printed already.
var errGate = errors.New("a gate was missed")

type evalOptions struct {
	settings
	documents, format, category, require string
	rows, samples                        bool
	model                                modelFlags
	flags                                *pflag.FlagSet
}

func newEvalCommand() *cobra.Command {
	var o evalOptions
	cmd := &cobra.Command{
		Use:   "eval LABELS...",
		Short: "Measure the checklist against documents that people have labelled",
		Long: `Measure the checklist against documents that people have labelled.

Each file of labels is reported, and then all together: recall, precision, false alarms, and what each rule is worth.

With --rows every miss, hit, false alarm and unlabelled finding is a line of tab-separated cells instead.

With --model the checklist alone, the model alone and both are measured side by side. The model named oracle answers from the
labels, without any server: it shows what is lost between a model and the reader. With --require both are held against the gates.

With --require the figures over all files are held against the gates under "gold" in a YAML file; a gate missed is exit code 1.`,
		Example: `  rightsreview eval labels/one.yaml labels/two.yaml --documents documents
  rightsreview eval labels/one.yaml --documents documents --rows --category censorship
  rightsreview eval labels/one.yaml --documents documents --model oracle
  rightsreview eval labels/one.yaml --documents documents --model qwen3:8b --model-url ollama --record replies.jsonl`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.flags = cmd.Flags()
			return o.run(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), args)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.documents, "documents", "", "folder of the labelled documents")
	f.StringVar(&o.format, "format", "text", "text or json")
	f.BoolVar(&o.rows, "rows", false, "list misses, hits, false alarms and loose findings instead of figures")
	f.StringVar(&o.category, "category", "", "with --rows: of this category alone")
	o.registerRules(f)
	f.StringVar(&o.require, "require", "", "file of gates to hold the figures against")
	f.BoolVar(&o.samples, "samples", false, "with --require: hold the gates under samples, those of the project's own drafts")
	o.model.register(cmd)
	_ = cmd.MarkFlagRequired("documents")
	cmd.AddCommand(newNoiseCommand(), newTrainCommand())
	return cmd
}

func (o *evalOptions) run(ctx context.Context, w, log io.Writer, paths []string) error {
	if err := o.checkModel(); err != nil {
		return err
	}
	if err := choose("format", o.format, []string{"text", "json"}); err != nil {
		return err
	}
	if o.category != "" {
		if err := choose("category", o.category, categoryNames()); err != nil {
			return err
		}
	}
	labels, err := eval.ReadLabels(paths)
	if err != nil {
		return usageError(err)
	}
	var report eval.Report
	if o.model.asked() {
		report, err = o.runModel(ctx, w, log, labels)
	} else {
		report, err = o.runChecklist(w, labels)
	}
	if err != nil || o.require == "" {
		return err
	}
	gates, err := eval.ReadGates(o.require)
	if err != nil {
		return usageError(err)
	}
	held := gates.Gold
	if o.samples {
		held = gates.Samples
	}
	return holdGates(log, held, report.Figures())
}

// runChecklist measures the checklist, and gives the report over all files.
func (o *evalOptions) runChecklist(w io.Writer, labels []eval.Labels) (eval.Report, error) {
	list, err := o.checklist()
	if err != nil {
		return eval.Report{}, err
	}
	reports, err := evalReports(labels, o.documents, list)
	if err != nil {
		return eval.Report{}, err
	}
	return reports[len(reports)-1], o.write(w, reports)
}

// checklist makes the rules ready that the flags ask for.
func (s *settings) checklist() (*checklist.Checklist, error) {
	rules, err := s.catalogue(nil)
	if err != nil {
		return nil, usageError(err)
	}
	return compile(rules)
}

// evalReports measures each file of labels, and all of them together last.
func evalReports(labels []eval.Labels, documents string, list *checklist.Checklist) ([]eval.Report, error) {
	var reports []eval.Report
	var together []eval.Reviewed
	for _, l := range labels {
		reviewed, err := eval.Review(l, documents, list)
		if err != nil {
			return nil, err
		}
		together = append(together, reviewed...)
		if len(labels) > 1 {
			reports = append(reports, eval.Measure(l.File, reviewed))
		}
	}
	return append(reports, eval.Measure("all", together)), nil
}

func (o *evalOptions) write(w io.Writer, reports []eval.Report) error {
	if o.rows {
		return reports[len(reports)-1].WriteRows(w, catalogue.Category(o.category))
	}
	if o.format == "json" {
		return writeJSON(w, reports)
	}
	for _, r := range reports {
		if err := r.WriteText(w); err != nil {
			return err
		}
	}
	return nil
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// holdGates prints the gates that the figures miss, and fails if there are any.
func holdGates(w io.Writer, gates []string, figures map[string]float64) error {
	missed, err := eval.Missed(gates, figures)
	if err != nil {
		return usageError(err)
	}
	for _, m := range missed {
		fmt.Fprintln(w, "gate missed:", m)
	}
	if len(missed) > 0 {
		return errGate
	}
	fmt.Fprintf(w, "gates kept: %d\n", len(gates))
	return nil
}
