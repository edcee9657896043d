package github

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/google/go-github/v60/github"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/pull"
	"github.com/rightsreview/rightsreview/reviewer/render"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Publisher carries the reviews of the drafts of a pull request back to it: in comments beside lines, in one summary that is
// kept up to date, and as a check run, as far as the policy and the token allow. It is a reviewer.Publisher.
type Publisher struct {
	Pull    *PullRequest
	Earlier pull.Earlier // what was said before
	Answers pull.Answers // to the commands since
	Policy  pull.Policy
	Signer  pull.Signer
	Version string                 // of the program
	Digest  string                 // of rules, configuration, options and program
	Today   string                 // YYYY-MM-DD
	Dismiss bool                   // somebody may dismiss findings by a comment
	Check   bool                   // post a check run too
	Fails   func(pull.Counts) bool // says that the check run is to fail; nil if it never does

	Result Result // what was done, after Close

	drafts []pull.Draft
	looked bool // for a newer commit, and there was none
}

// Result is what a run has said, and where.
type Result struct {
	pull.Report
	Ledger     pull.Ledger // with the points
	Posted     int         // comments beside lines that this run has posted
	SummaryURL string      // empty if there is no summary
	Changed    bool        // the summary was written or edited
	Missed     []string    // what could not be done as it should, and why; the findings are told elsewhere
}

// MovedError is that the pull request has got a newer commit while its drafts were reviewed.
type MovedError struct{ From, To string }

// Error names both commits.
func (e *MovedError) Error() string {
	return fmt.Sprintf("the pull request has moved from %.7s to %.7s meanwhile, so that nothing is posted: a run for the newer commit will", e.From, e.To)
}

// Publish keeps a review until all are there.
func (p *Publisher) Publish(_ context.Context, r review.Review) error {
	p.drafts = append(p.drafts, pull.Draft{Review: r, Patch: p.Pull.PatchOf(r.Document.Path)})
	return nil
}

// Close posts what there is to say. After an interruption nothing is posted.
func (p *Publisher) Close(ctx context.Context, s render.Summary) error {
	if ctx.Err() != nil {
		return nil
	}
	report := p.report(s)
	posts := p.Policy.Summary && p.Pull.Open
	if !posts {
		p.Result = Result{Report: report, Ledger: report.Ledger.With(report.Points)}
		return errors.Join(p.Result.Ledger.Check(), p.check(ctx))
	}
	err := p.post(ctx, report)
	p.Result.Ledger = p.Result.Report.Ledger.With(p.Result.Points)
	return errors.Join(err, p.Result.Ledger.Check(), p.check(ctx))
}

// report decides what there is to say.
func (p *Publisher) report(s render.Summary) pull.Report {
	var all pull.Sorted
	docs := map[string]*document.Document{}
	for _, d := range p.drafts {
		s := d.Sort(p.Answers.Dismissed)
		all.Points, all.Suppressed = append(all.Points, s.Points...), append(all.Suppressed, s.Suppressed...)
		all.Ledger = all.Ledger.Add(s.Ledger)
		if d.Review.Err == nil {
			docs[d.Review.Document.Path] = d.Review.Document
		}
	}
	gaps := slices.Concat(p.Pull.Gaps, p.gaps())
	status := pull.StatusOf(p.drafts, len(p.Pull.Gaps))
	if s.Status != review.Complete && status == review.Complete {
		status = s.Status
	}
	policy := p.Policy
	policy.Summary = policy.Summary && p.Pull.Open
	state := p.Earlier.State
	state.Head, state.Base, state.Digest = p.Pull.Head, p.Pull.Base, p.Digest
	state.Handled = slices.Clone(state.Handled)
	for _, a := range p.Answers.Answers {
		if id := a.Command.Comment.ID; !slices.Contains(state.Handled, id) {
			state.Handled = append(state.Handled, id)
		}
	}
	return pull.Report{
		Decision: pull.Decide(all.Points, p.Earlier, pull.Holding(p.Answers.Dismissed, p.Today), policy, status == review.Complete, docs),
		State:    state, Page: p.Pull.Page, Version: p.Version, Drafts: p.drafts, Left: p.Pull.Left, Gaps: gaps, Status: status,
		Suppressed: all.Suppressed, Ledger: all.Ledger, Dismissed: p.Answers.Dismissed, Explained: p.Answers.Explained, Policy: policy, Dismiss: p.Dismiss,
	}
}

// gaps lists what could not be read of the drafts.
func (p *Publisher) gaps() (lines []string) {
	for _, d := range p.drafts {
		path := d.Review.Document.Path
		if d.Review.Err != nil {
			lines = append(lines, path+": "+d.Review.Err.Error())
		}
		for _, g := range d.Review.Gaps {
			lines = append(lines, path+": "+g.What)
		}
	}
	return lines
}

// unmoved notices a newer commit before anything is written.
func (p *Publisher) unmoved(ctx context.Context) error {
	now, err := p.Pull.HeadNow(ctx)
	if err == nil && now != p.Pull.Head {
		err = &MovedError{p.Pull.Head, now}
	}
	p.looked = err == nil
	return err
}

// post writes all there is to write: first what stands beside lines, then the summary that says where everything went.
func (p *Publisher) post(ctx context.Context, r pull.Report) error {
	p.Result = Result{Report: r}
	var err error
	if points := r.Inline(); len(points) > 0 {
		if err = p.unmoved(ctx); err == nil {
			err = p.review(ctx, points)
		}
	}
	if err == nil {
		err = p.summary(ctx)
	}
	if err != nil {
		p.unsaid()
		return err
	}
	p.close(ctx)
	p.tidy(ctx)
	for _, a := range p.Answers.Answers {
		if a.Reaction == "" {
			continue
		}
		if err := p.Pull.React(ctx, a.Command.Comment, a.Reaction); err != nil {
			p.miss(err)
		}
	}
	return nil
}

// tidy deletes further summaries of ours, which runs that went on at the same time have left. Without a key somebody else could
// have written them under our account.
func (p *Publisher) tidy(ctx context.Context) {
	if !p.Signer.Trusted() {
		return
	}
	for _, c := range p.Earlier.Doubled {
		reply, err := p.Pull.client.rest.Issues.DeleteComment(ctx, p.Pull.Owner, p.Pull.Repo, c.ID)
		if err != nil && (reply == nil || reply.StatusCode != http.StatusNotFound) {
			p.miss(explain("delete a second summary", err))
		}
	}
}

func (p *Publisher) miss(err error) { p.Result.Missed = append(p.Result.Missed, err.Error()) }

// unsaid gives what was not posted the route of what only the run itself tells.
func (p *Publisher) unsaid() {
	for i := range p.Result.Points {
		point := &p.Result.Points[i]
		if point.Route == pull.Summary && !p.Earlier.Knows(point.ID) || point.Route == pull.Inline && point.Comment.ID == 0 {
			point.Route = pull.Overflow
		}
	}
}

// review posts points beside their lines, in one review. GitHub refuses a review as a whole if it does not like one of its
// comments, and does not say which: halves are tried then, down to the one that it does not like.
func (p *Publisher) review(ctx context.Context, points []pull.Point) error {
	err := p.postReview(ctx, points)
	switch status(err) {
	case 0:
		return err
	case http.StatusUnprocessableEntity:
		return p.halves(ctx, points, err)
	case http.StatusForbidden, http.StatusNotFound:
		p.miss(err)
		for _, point := range points {
			p.Result.Lost(point.ID)
		}
		return nil
	}
	return err
}

func (p *Publisher) halves(ctx context.Context, points []pull.Point, refused error) error {
	if err := p.unmoved(ctx); err != nil {
		return err
	}
	if len(points) == 1 {
		p.miss(fmt.Errorf("%s, lines %d-%d: %w", points[0].Path, points[0].Anchor.First, points[0].Anchor.Last, refused))
		p.Result.Lost(points[0].ID)
		return nil
	}
	half := len(points) / 2
	if err := p.review(ctx, points[:half]); err != nil {
		return err
	}
	return p.review(ctx, points[half:])
}

// postReview posts one review, and learns which comment became of each point.
func (p *Publisher) postReview(ctx context.Context, points []pull.Point) error {
	c, run := p.Pull.client, p.runID(points)
	request := &github.PullRequestReviewRequest{
		CommitID: &p.Pull.Head, Event: github.String("COMMENT"), Body: github.String(p.Result.ReviewBody(p.Signer, run, len(points))),
	}
	for _, point := range points {
		request.Comments = append(request.Comments, draftComment(point, p.Result.CommentBody(p.Signer, point)))
	}
	var id int64
	do := func() error {
		made, _, err := c.rest.PullRequests.CreateReview(ctx, p.Pull.Owner, p.Pull.Repo, p.Pull.Number, request)
		id = made.GetID()
		return err
	}
	done := func() (was bool, err error) {
		id, err = p.findReview(ctx, run)
		return id != 0, err
	}
	if err := c.write(ctx, "post a review", do, done); err != nil {
		return err
	}
	p.Result.Posted += len(points)
	return p.learn(ctx, id, points)
}

func draftComment(p pull.Point, body string) *github.DraftReviewComment {
	path, last, side := p.Path, p.Anchor.Last, string(p.Anchor.Side)
	c := &github.DraftReviewComment{Path: &path, Body: &body, Line: &last, Side: &side}
	if first := p.Anchor.First; first < last { // GitHub wants start_line only where there are several lines
		c.StartLine, c.StartSide = &first, &side
	}
	return c
}

// runID names a review by what is in it, so that it can be found after a write of which nobody knows whether it was done.
func (p *Publisher) runID(points []pull.Point) string {
	h := sha256.New()
	h.Write([]byte(p.Pull.Head))
	for _, point := range points {
		h.Write([]byte(point.ID))
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// findReview looks for a review of ours; 0 if it is not there.
func (p *Publisher) findReview(ctx context.Context, run string) (int64, error) {
	self, err := p.Pull.client.Self(ctx)
	if err != nil {
		return 0, err
	}
	reviews := pages(func(o github.ListOptions) ([]*github.PullRequestReview, *github.Response, error) {
		return p.Pull.client.rest.PullRequests.ListReviews(ctx, p.Pull.Owner, p.Pull.Repo, p.Pull.Number, &o)
	})
	for r, err := range reviews {
		if err != nil {
			return 0, explain("look whether the review was posted", err)
		}
		if Same(accountOf(r.GetUser()), self) && p.Signer.RunID(r.GetBody()) == run {
			return r.GetID(), nil
		}
	}
	return 0, nil
}

// learn finds the comments of a review, for links and for the next run. That they cannot be found does no harm.
func (p *Publisher) learn(ctx context.Context, review int64, points []pull.Point) error {
	for _, point := range points {
		p.Result.Decision.Posted(point.ID, pull.Comment{})
	}
	if review == 0 {
		return nil
	}
	made, _, err := p.Pull.client.rest.PullRequests.ListReviewComments(ctx, p.Pull.Owner, p.Pull.Repo, p.Pull.Number, review,
		&github.ListOptions{PerPage: perPage})
	if err != nil {
		p.miss(explain("find the comments that were posted", err))
		return nil
	}
	for _, c := range made {
		if id := p.Signer.PointID(c.GetBody()); id != "" {
			p.Result.Decision.Posted(id, besideComment(c))
		}
	}
	return nil
}

// summary writes the summary, or edits it if it says something else than before.
func (p *Publisher) summary(ctx context.Context) error {
	p.Result.Gaps = slices.Concat(p.Result.Gaps, p.Result.Missed)
	body, final := p.Result.Summary(p.Signer)
	p.Result.Report = final
	c, was := p.Pull.client, p.Earlier.Summary
	switch {
	case was != nil && sameBody(was.Body, body):
		p.Result.SummaryURL = was.URL
		return nil
	case was == nil && p.Result.Silent(p.Earlier):
		return nil
	}
	if !p.looked {
		if err := p.unmoved(ctx); err != nil {
			return err
		}
	}
	comment := &github.IssueComment{Body: &body}
	do := func() error {
		made, _, err := c.rest.Issues.CreateComment(ctx, p.Pull.Owner, p.Pull.Repo, p.Pull.Number, comment)
		p.Result.SummaryURL = made.GetHTMLURL()
		p.whose(made.GetUser())
		return err
	}
	done := func() (bool, error) { return p.findSummary(ctx) }
	if was != nil {
		do = func() error {
			made, _, err := c.rest.Issues.EditComment(ctx, p.Pull.Owner, p.Pull.Repo, was.ID, comment)
			p.Result.SummaryURL = made.GetHTMLURL()
			return err
		}
		done = func() (bool, error) { return false, nil } // to edit it twice is to edit it once
	}
	p.Result.Changed = true
	return c.write(ctx, "post the summary", do, done)
}

// whose holds the account that has written against the one that is taken for ours: with another one, no later run would know
// what was said.
func (p *Publisher) whose(user *github.User) {
	if self := p.Pull.client.self; user.GetLogin() != "" && self != nil && !Same(accountOf(user), *self) {
		p.miss(fmt.Errorf("the token writes as %s and not as %s: name the account with --bot, or the next run says all of it again", user.GetLogin(), self.Login))
	}
}

// sameBody compares texts as GitHub keeps them: line ends may have become CRLF, and white space at the end is lost.
func sameBody(a, b string) bool {
	clean := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	return clean(a) == clean(b)
}

func (p *Publisher) findSummary(ctx context.Context) (bool, error) {
	self, err := p.Pull.client.Self(ctx)
	if err != nil {
		return false, err
	}
	comments, err := p.Pull.Comments(ctx)
	for _, c := range comments {
		if !c.Beside && Same(c.By, self) && p.Signer.IsSummary(c.Body) {
			p.Result.SummaryURL = c.URL
			return true, nil
		}
	}
	return false, err
}

// Annotation is how a check run and a workflow mark a point. Nothing fails by it.
type Annotation struct {
	Level          string // "warning" or "notice"
	Path           string
	First, Last    int // lines of the new version, 1-based, inclusive
	Title, Message string
}

// Annotations are those of points, without what somebody has dismissed.
func Annotations(points []pull.Point) (all []Annotation) {
	for _, p := range points {
		if p.Route == pull.Dismissed {
			continue
		}
		a := Annotation{Level: "warning", Path: p.Path, Title: p.Title, Message: p.Remark().Message()}
		if p.Severity == catalogue.Low {
			a.Level = "notice"
		}
		a.First, a.Last = Lines(p)
		all = append(all, a)
	}
	return all
}

// Lines are those of the new version to which a point belongs, 1-based: those of the passage, or where it was.
func Lines(p pull.Point) (first, last int) {
	place := p.PlaceInNew()
	return max(1, place.StartLine), max(1, place.StartLine, place.EndLine)
}
