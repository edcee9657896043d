package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/rightsreview/rightsreview/reviewer/assess"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/checklist"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/eval"
)

// oracleName is the model that answers from the labels: it shows what is lost between a model and the reader.
const oracleName = "oracle"

// checkModel tells which flags about a model are wrong.
func (o *evalOptions) checkModel() error {
	if o.model.name == oracleName {
		if i := slices.IndexFunc(modelFlagNames, o.flags.Changed); i >= 0 {
			return usageError(fmt.Errorf("--model %s answers from the labels, so --%s has no effect: leave it out", oracleName, modelFlagNames[i]))
		}
		return nil
	}
	if o.model.asked() && o.rows {
		return usageError(errors.New("--rows and --model do not go together: rows are of the checklist alone"))
	}
	return o.model.check(o.flags)
}

// runModel measures the checklist alone, a model alone, and both, and gives the report of both.
func (o *evalOptions) runModel(ctx context.Context, w, log io.Writer, labels []eval.Labels) (eval.Report, error) {
	rules, err := o.catalogue(nil)
	if err != nil {
		return eval.Report{}, usageError(err)
	}
	list, err := compile(rules)
	if err != nil {
		return eval.Report{}, err
	}
	ask, finish, err := o.asker(log, rules)
	if err != nil {
		return eval.Report{}, err
	}
	beside, err := o.besides(ctx, labels, list, ask)
	if err = errors.Join(err, finish()); err != nil {
		return eval.Report{}, err
	}
	all := beside[len(beside)-1]
	if o.format == "json" {
		err = writeJSON(w, beside)
	} else {
		for _, b := range beside {
			err = errors.Join(err, b.WriteText(w))
		}
	}
	return all.Columns[len(all.Columns)-1].Report, err
}

// besides measures each file of labels, and all of them together last.
func (o *evalOptions) besides(ctx context.Context, labels []eval.Labels, list *checklist.Checklist, ask eval.Asker) ([]eval.Beside, error) {
	var all []eval.Beside
	for _, l := range labels {
		b, err := eval.ReviewWith(ctx, l, o.documents, list, ask)
		if err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("interrupted: %w", err)
		}
		all = append(all, b)
	}
	if len(all) > 1 {
		all = append(all, eval.Together(all))
	}
	return all, nil
}

// asker gives what asks about a document, and what is to be called at the end.
func (o *evalOptions) asker(log io.Writer, rules *catalogue.Catalogue) (eval.Asker, func() error, error) {
	if o.model.name == oracleName {
		ask := func(l eval.Label, doc *document.Document) assess.Assessor {
			return assess.Assessor{
				Model: eval.Oracle(l, doc), Name: oracleName, Categories: rules.Categories, Guidelines: rules.Guidelines, Jobs: 1,
			}
		}
		return ask, func() error { return nil }, nil
	}
	a, err := (&common{stderr: log}).ask(o.model, rules)
	if err != nil {
		return nil, nil, err
	}
	ask := func(eval.Label, *document.Document) assess.Assessor { return a.assessor }
	finish := func() error {
		a.progress.finish()
		if err := errors.Join(a.keep(), a.fatal()); err != nil {
			return &failure{exitUnfinished, err}
		}
		return nil
	}
	return ask, finish, nil
}
