package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer"
	"github.com/rightsreview/rightsreview/reviewer/config"
	"github.com/rightsreview/rightsreview/reviewer/github"
	"github.com/rightsreview/rightsreview/reviewer/local"
	"github.com/rightsreview/rightsreview/reviewer/pull"
	"github.com/rightsreview/rightsreview/reviewer/render"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// fanOut hands reviews to several publishers.
type fanOut struct {
	to    []reviewer.Publisher
	sarif *local.Output // nil if none is written
}

func (f *fanOut) Publish(ctx context.Context, r review.Review) error {
	for _, p := range f.to {
		if err := p.Publish(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// Close closes all: that one fails does not keep the others.
func (f *fanOut) Close(ctx context.Context, s render.Summary) error {
	var errs []error
	for _, p := range f.to {
		errs = append(errs, p.Close(ctx, s))
	}
	return errors.Join(errs...)
}

// drop takes back what was not finished.
func (f *fanOut) drop() {
	if f.sarif != nil {
		_ = f.sarif.Drop()
	}
}

// publishers are where reviews go to: files first, so that they are there when something cannot be posted.
func (r *prRun) publishers(forge *github.Publisher) (*fanOut, error) {
	f := &fanOut{}
	if r.sarif != "" {
		var err error
		if f.sarif, err = local.Create(r.sarif); err != nil {
			return nil, usageError(fmt.Errorf("--sarif: %w", err))
		}
		renderer, err := render.New("sarif", f.sarif, render.Options{Version: version()})
		if err != nil {
			return nil, err
		}
		f.to = append(f.to, local.Printer{Renderer: renderer})
	}
	f.to = append(f.to, forge)
	return f, nil
}

// outcome is what a run came to, for those who act on it.
type outcome struct {
	counts pull.Counts
	status review.Status
	url    string
	posted int
}

// finish tells what was done, wherever somebody may look.
func (r *prRun) finish(p *github.Publisher, to *fanOut, err error) error {
	res := p.Result
	interrupted := errors.Is(err, reviewer.ErrInterrupted)
	if to.sarif != nil && !interrupted {
		err = errors.Join(err, to.sarif.Keep())
	}
	if interrupted {
		return &failure{exitUnfinished, errors.New("interrupted: nothing was posted")}
	}
	counts := pull.CountsOf(res.Points)
	err = errors.Join(err, r.tellArtifact(res), r.annotations(res.Points), r.writeJobSummary(p.Result.Whole(maxJobSummary)),
		r.outputs(outcome{counts, res.Status, res.SummaryURL, res.Posted}))
	r.print(p)
	for _, missed := range res.Missed {
		r.say("%s", missed)
	}
	return errors.Join(err, r.verdict(counts, res.Status))
}

// tellArtifact writes the artifact, or says how one that was handed in differs.
func (r *prRun) tellArtifact(res github.Result) error {
	own := artifactOf(r, res.Points, res.Status)
	if r.artifact != nil {
		if text := r.artifact.compare(own); text != "" {
			r.say("%s", text)
		}
	}
	if r.prCommand.artifact == "" {
		return nil
	}
	text, err := json.MarshalIndent(own, "", "  ")
	if err != nil {
		return err
	}
	return writeWhole(r.prCommand.artifact, append(text, '\n'))
}

// writeWhole writes a file whole or not at all.
func writeWhole(path string, content []byte) error {
	f, err := local.Create(path)
	if err != nil {
		return usageError(err)
	}
	defer f.Drop()
	if _, err := f.Write(content); err != nil {
		return err
	}
	return f.Keep()
}

// maxAnnotations is how many annotations of a level a step of a workflow can have (docs.github.com, "Limits on annotations").
const maxAnnotations = 10

// annotations writes commands of a workflow, the most severe first, as many as are shown.
func (r *prRun) annotations(points []pull.Point) error {
	if !r.marks {
		return nil
	}
	counts := map[string]int{}
	for _, a := range github.Annotations(pull.BySeverity(points)) {
		if counts[a.Level]++; counts[a.Level] > maxAnnotations {
			continue
		}
		fmt.Fprintf(r.stdout, "::%s file=%s,line=%d,endLine=%d,title=%s::%s\n", a.Level, property(a.Path), a.First, a.Last, property(a.Title), data(a.Message))
	}
	for _, level := range []string{"warning", "notice"} {
		if more := counts[level] - maxAnnotations; more > 0 {
			r.say("%d more of level %s are not annotated: a step of a workflow shows %d", more, level, maxAnnotations)
		}
	}
	return nil
}

// data and property write text for a command of a workflow, so that it can neither end nor begin one (github.com,
// actions/toolkit, packages/core/src/command.ts).
func data(text string) string {
	return strings.NewReplacer("%", "%25", "\n", "%0A").Replace(printableLines(text))
}

func property(text string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(data(text))
}

// maxJobSummary is less than the most that a step of a workflow may write, in bytes: it is 1 MiB, and all of it is lost beyond.
const maxJobSummary = 1_000_000

// writeJobSummary appends what the run has to say to the summary of the job.
func (r *prRun) writeJobSummary(text string) error {
	if r.jobSummary == "" {
		return nil
	}
	if err := appendTo(r.jobSummary, text); err != nil {
		return usageError(fmt.Errorf("--job-summary: %w", err))
	}
	return nil
}

// appendTo writes behind what stands in a file that the steps of a workflow share.
func appendTo(path, text string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// outputs tells the steps of a workflow that follow what came of this one.
func (r *prRun) outputs(o outcome) error {
	path := environment("GITHUB_OUTPUT")
	if path == "" {
		return nil
	}
	c := o.counts
	text := fmt.Sprintf("findings=%d\nhigh=%d\nmedium=%d\nlow=%d\nweakened=%d\nposted=%d\nstatus=%s\nsummary-url=%s\n",
		c.High+c.Medium+c.Low+c.Weakened, c.High, c.Medium, c.Low, c.Weakened, o.posted, o.status, strings.Fields(o.url + " -")[0])
	if err := appendTo(path, text); err != nil {
		return fmt.Errorf("write the outputs of the step: %w", err)
	}
	return nil
}

// print writes for people what the run has to say.
func (r *prRun) print(p *github.Publisher) {
	res := p.Result
	on := colour(r.stdout, r.noColour)
	if r.dryRun {
		r.printWrites(on)
	}
	fmt.Fprintf(r.stdout, "%s at %.7s: %s\n", r.pr.Ref, r.pr.Head, printable(r.pr.Title))
	for _, point := range pull.BySeverity(res.Points) {
		sign := point.Sign()
		first, _ := github.Lines(point)
		fmt.Fprintf(r.stdout, "  %s  %s:%d  %s  (%s, id %s)\n", paint(on, signStyles[sign], fmt.Sprintf("%-8s", sign)), printable(point.Path), first,
			printable(point.Rule.Title), point.Route, point.ID)
	}
	if len(res.Drafts) == 0 {
		fmt.Fprintln(r.stdout, "  no draft is among the changed files; drafts.include in "+config.FileName+" says which files are drafts")
	}
	for _, gap := range append(slices.Clone(res.Gaps), res.Left...) {
		fmt.Fprintf(r.stdout, "  not read: %s\n", printable(gap))
	}
	fmt.Fprintf(r.stdout, "%s: %s\n", res.Status, res.Ledger)
	switch {
	case r.dryRun:
		fmt.Fprintln(r.stdout, "This was a dry run: nothing was posted.")
	case res.SummaryURL != "":
		fmt.Fprintf(r.stdout, "%s, %s beside lines: %s\n", cmp.Or(map[bool]string{true: "Summary written"}[res.Changed], "Summary as it was"),
			count(res.Posted, "new comment"), res.SummaryURL)
	case !r.pr.Open:
		fmt.Fprintln(r.stdout, "The pull request is closed: nothing is posted.")
	case r.request.readOnly:
		fmt.Fprintln(r.stdout, "The pull request comes from a fork, so that this workflow cannot post: docs/action.md shows the pair of workflows that can.")
	case !r.policy.Summary:
		fmt.Fprintln(r.stdout, "Nothing is posted, as the base branch, --post or --artifact says.")
	case len(res.Points) == 0:
		fmt.Fprintln(r.stdout, "Nothing is posted: there is nothing to say.")
	}
}

// signStyles colour what a point is.
var signStyles = map[string]string{"high": "1;31", "removed": "1;35", "weakened": "35", "medium": "33", "low": "36"}

// printWrites prints what would be sent, word for word, in order.
func (r *prRun) printWrites(on bool) {
	for _, w := range r.writes {
		fmt.Fprintln(r.stdout, paint(on, "1", w.Method+" "+printable(w.Path)))
		fmt.Fprintf(r.stdout, "%s\n\n", printableLines(string(w.Body)))
	}
}
