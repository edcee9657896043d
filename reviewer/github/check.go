package github

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/google/go-github/v60/github"
	"github.com/rightsreview/rightsreview/reviewer/pull"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// checkName is what the check run is called.
const checkName = "rightsreview"

// Limits of check runs (docs.github.com, "REST API endpoints for check runs"): annotations a request, bytes of the summary
// ("65535 characters"), of an annotation's message (64 KB) and title (255 characters).
const (
	annotationsPerRequest = 50
	maxCheckSummary       = 65_000
	maxAnnotation         = 60_000
	maxAnnotationTitle    = 250
)

// check posts a check run with an annotation for each point: they may stand anywhere in a file. It does not fail anything
// unless that was asked for.
func (p *Publisher) check(ctx context.Context) error {
	if !p.Check {
		return nil
	}
	c, r := p.Pull.client, p.Result
	external := p.externalID()
	exists, err := p.hasCheck(ctx, external)
	if err != nil || exists {
		return p.missed(err)
	}
	annotations := checkAnnotations(Annotations(r.Points))
	options := github.CreateCheckRunOptions{
		Name: checkName, HeadSHA: p.Pull.Head, ExternalID: &external, Status: github.String("completed"), Conclusion: github.String(p.conclusion()),
		Output: p.output(annotations[:min(len(annotations), annotationsPerRequest)]),
	}
	if r.SummaryURL != "" {
		options.DetailsURL = &r.SummaryURL
	}
	var id int64
	do := func() error {
		made, _, err := c.rest.Checks.CreateCheckRun(ctx, p.Pull.Owner, p.Pull.Repo, options)
		id = made.GetID()
		return err
	}
	done := func() (bool, error) { return p.hasCheck(ctx, external) }
	if err := c.write(ctx, "post a check run", do, done); err != nil {
		return p.missed(err)
	}
	for at := annotationsPerRequest; at < len(annotations) && id != 0; at += annotationsPerRequest {
		end := min(len(annotations), at+annotationsPerRequest)
		if err := p.annotate(ctx, id, annotations[at:end], end); err != nil {
			return p.missed(err)
		}
	}
	return nil
}

// missed notes what could not be posted; the findings are in the other places all the same.
func (p *Publisher) missed(err error) error {
	if err != nil {
		p.miss(err)
	}
	return nil
}

// externalID names a check run by what it says.
func (p *Publisher) externalID() string {
	said := fmt.Sprintf("%s %s %d %+v %s", p.Digest, p.Pull.Base, p.Pull.Number, pull.CountsOf(p.Result.Points), p.Result.Status)
	sum := sha256.Sum256([]byte(said))
	return "v1-" + hex.EncodeToString(sum[:16])
}

func (p *Publisher) hasCheck(ctx context.Context, external string) (bool, error) {
	list, _, err := p.Pull.client.rest.Checks.ListCheckRunsForRef(ctx, p.Pull.Owner, p.Pull.Repo, p.Pull.Head,
		&github.ListCheckRunsOptions{CheckName: github.String(checkName), ListOptions: github.ListOptions{PerPage: perPage}})
	if err != nil {
		return false, explain("look for an earlier check run", err)
	}
	for _, run := range list.CheckRuns {
		if run.GetExternalID() == external {
			return true, nil
		}
	}
	return false, nil
}

// annotate adds annotations to a check run, which has as many as sum afterwards.
func (p *Publisher) annotate(ctx context.Context, id int64, some []*github.CheckRunAnnotation, sum int) error {
	do := func() error {
		_, _, err := p.Pull.client.rest.Checks.UpdateCheckRun(ctx, p.Pull.Owner, p.Pull.Repo, id,
			github.UpdateCheckRunOptions{Name: checkName, Output: p.output(some)})
		return err
	}
	done := func() (bool, error) {
		run, _, err := p.Pull.client.rest.Checks.GetCheckRun(ctx, p.Pull.Owner, p.Pull.Repo, id)
		return run.GetOutput().GetAnnotationsCount() >= sum, err
	}
	return p.Pull.client.write(ctx, "add annotations", do, done)
}

// conclusion is what the check run comes to.
func (p *Publisher) conclusion() string {
	switch {
	case p.Fails != nil && p.Fails(pull.CountsOf(p.Result.Points)):
		return "failure"
	case p.Result.Status != review.Complete || len(p.Result.Points) > 0:
		return "neutral"
	}
	return "success"
}

func (p *Publisher) output(some []*github.CheckRunAnnotation) *github.CheckRunOutput {
	title, body := p.Result.Check(maxCheckSummary)
	return &github.CheckRunOutput{Title: &title, Summary: &body, Annotations: some}
}

// checkAnnotations writes annotations as check runs have them.
func checkAnnotations(all []Annotation) (out []*github.CheckRunAnnotation) {
	for _, a := range all {
		title, message := pull.Cut(a.Title, maxAnnotationTitle), pull.Cut(a.Message, maxAnnotation)
		out = append(out, &github.CheckRunAnnotation{Path: &a.Path, StartLine: &a.First, EndLine: &a.Last, AnnotationLevel: &a.Level, Title: &title, Message: &message})
	}
	return out
}
