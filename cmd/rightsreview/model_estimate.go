package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/rightsreview/rightsreview/reviewer"
	"github.com/rightsreview/rightsreview/reviewer/assess"
)

// estimateFormats are those in which --estimate writes.
var estimateFormats = []string{"text", "json"}

// estimate is what asking a model would come to.
type estimate struct {
	Model  string         `json:"model"`
	Priced bool           `json:"priced"` // the model has a price; all costs are 0 if it has none
	Drafts []estimateLine `json:"drafts"`
	All    estimateLine   `json:"all"`
}

// estimateLine is that for one draft, or for all.
type estimateLine struct {
	Path      string  `json:"path,omitempty"`
	Questions int     `json:"questions"` // that would be sent
	Kept      int     `json:"kept"`      // that were answered in an earlier run
	In        int     `json:"tokens_in"`
	Out       int     `json:"tokens_out"`
	Cost      float64 `json:"cost"`
	Error     string  `json:"error,omitempty"`
}

// writeEstimate says what asking would come to. Nothing is sent.
func (c *reviewCommand) writeEstimate(ctx context.Context, p plan) error {
	if err := choose("format for --estimate", p.format, estimateFormats); err != nil {
		return err
	}
	drafts, err := reviewer.Estimate(ctx, p.files, p.options)
	if err != nil {
		return &failure{exitUnfinished, fmt.Errorf("interrupted: %w", err)}
	}
	e := estimateOf(drafts, p.asking.assessor)
	output, err := c.open()
	if err != nil {
		return usageError(err)
	}
	defer output.Drop()
	if p.format == "json" {
		err = writeJSON(output, e)
	} else {
		err = e.writeText(output)
	}
	if err = errors.Join(err, output.Keep()); err != nil {
		return err
	}
	var unread []error
	for _, d := range drafts {
		unread = append(unread, d.Err)
	}
	if err := errors.Join(unread...); err != nil {
		return &failure{exitUnfinished, err}
	}
	return nil
}

func estimateOf(drafts []reviewer.Estimated, a assess.Assessor) estimate {
	e := estimate{Model: a.Name, Priced: a.Price != nil, Drafts: []estimateLine{}}
	var sum assess.Estimate
	for _, d := range drafts {
		line := lineOf(d.Path, d.Estimate, a.Price)
		if d.Err != nil {
			line.Error = d.Err.Error()
		}
		e.Drafts = append(e.Drafts, line)
		sum = sum.Add(d.Estimate)
	}
	e.All = lineOf("", sum, a.Price)
	return e
}

func lineOf(path string, e assess.Estimate, price *assess.Price) estimateLine {
	line := estimateLine{Path: path, Questions: e.Questions, Kept: e.Kept, In: e.Usage.In, Out: e.Usage.Out}
	if price != nil {
		line.Cost = price.Cost(e.Usage)
	}
	return line
}

// writeText writes a table.
func (e estimate) writeText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "questions\tkept\ttokens in\ttokens out\tcost\t  draft")
	for _, d := range e.Drafts {
		e.row(t, d, d.Path)
	}
	e.row(t, e.All, "all")
	if err := t.Flush(); err != nil {
		return err
	}
	price := "The cost is by the table of prices, without what the server has in its cache."
	if !e.Priced {
		price = "No price is known of it: give one with --prices."
	}
	_, err := fmt.Fprintf(w, "\nAbout what asking %s comes to; servers count otherwise, and replies are as long as they are. The second look at\n"+
		"findings is counted as if all that matter held. %s\nNothing was sent.\n", printable(e.Model), price)
	return err
}

func (e estimate) row(w io.Writer, l estimateLine, name string) {
	cost := "?"
	if e.Priced {
		cost = fmt.Sprintf("%.4f", l.Cost)
	}
	if l.Error != "" {
		name += " (not read)"
	}
	fmt.Fprintf(w, "%d\t%d\t%d\t%d\t%s\t  %s\n", l.Questions, l.Kept, l.In, l.Out, cost, printable(name))
}
