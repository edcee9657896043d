package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/github"
	"github.com/rightsreview/rightsreview/reviewer/pull"
)

// request is what a run is asked to do.
type request struct {
	ref      github.Ref
	host     string // of the page that names the pull request; empty if it was not named so
	head     string // the commit to review; empty for the newest
	readOnly bool   // the token of the workflow cannot write: the pull request comes from a fork
	event    bool   // it comes from an event of a workflow
	nothing  string // why there is nothing to do; empty if there is
	run      *workflowRun
}

// workflowRun is a run that has ended, as the event workflow_run tells of it (docs.github.com, "Webhook events and
// payloads"). It is told by GitHub, and not by what the run has left behind.
type workflowRun struct {
	Event      string
	HeadSHA    string `json:"head_sha"`
	HeadBranch string `json:"head_branch"`
	HeadRepo   struct {
		Owner struct{ Login string }
	} `json:"head_repository"`
}

// event is what is needed of the event of a workflow.
type event struct {
	Action     string
	Repository struct {
		FullName string `json:"full_name"`
	}
	PullRequest *struct {
		Number int
		Head   struct {
			SHA  string
			Repo *struct {
				FullName string `json:"full_name"`
			}
		}
	} `json:"pull_request"`
	Issue *struct {
		Number      int
		PullRequest *struct{} `json:"pull_request"`
	}
	Comment *struct {
		Body string
		User struct{ Type string }
	}
	WorkflowRun *workflowRun `json:"workflow_run"`
}

// maxEvent is the largest event that is read, in bytes: GitHub sends no more (docs.github.com, "Webhook events and
// payloads").
const maxEvent = 25 << 20

// request reads which pull request is meant.
func (c *prCommand) request(args []string) (r request, err error) {
	if len(args) == 1 {
		r.ref, r.host, err = github.ParseRef(args[0])
		r.head = c.head
		return r, err
	}
	file, name := c.event, environment("GITHUB_EVENT_NAME")
	if file == "" {
		file = environment("GITHUB_EVENT_PATH")
	}
	if file == "" {
		return r, errors.New("which pull request? Name it: rightsreview pr OWNER/REPO#NUMBER")
	}
	e, err := readEvent(file)
	if err != nil {
		return r, err
	}
	r, err = e.request(name)
	r.event = c.head == ""
	r.head = cmp.Or(c.head, r.head)
	return r, err
}

func readEvent(path string) (e event, err error) {
	f, err := os.Open(path)
	if err != nil {
		return e, fmt.Errorf("read the event: %w", err)
	}
	defer f.Close()
	if err := json.NewDecoder(io.LimitReader(f, maxEvent)).Decode(&e); err != nil {
		return e, fmt.Errorf("read the event in %s: %w", path, err)
	}
	return e, nil
}

// repositoryName is OWNER/REPO; neither can be a way to somewhere else.
var repositoryName = regexp.MustCompile(`^[A-Za-z0-9_-]+/(?:[A-Za-z0-9_-]|\.[A-Za-z0-9_-])[A-Za-z0-9._-]*$`)

// request says what an event asks for. Without its name, what is in it tells.
func (e event) request(name string) (r request, err error) {
	owner, repo, _ := strings.Cut(e.Repository.FullName, "/")
	if !repositoryName.MatchString(e.Repository.FullName) {
		return r, errors.New("the event names no repository: name the pull request yourself, as OWNER/REPO#NUMBER")
	}
	r.ref = github.Ref{Owner: owner, Repo: repo}
	switch {
	case e.WorkflowRun != nil:
		return e.afterRun(r)
	case e.PullRequest != nil:
		return e.onPull(r, name)
	case e.Issue != nil:
		return e.onIssue(r)
	}
	return r, fmt.Errorf("the event %s is about no pull request: name one, as OWNER/REPO#NUMBER", name)
}

func (e event) onPull(r request, name string) (request, error) {
	if r.ref.Number, r.head = e.PullRequest.Number, e.PullRequest.Head.SHA; r.ref.Number <= 0 {
		return r, errNoNumber
	}
	if e.Comment != nil { // beside lines
		r.nothing = e.silence()
		return r, nil
	}
	fork := e.PullRequest.Head.Repo == nil || !strings.EqualFold(e.PullRequest.Head.Repo.FullName, e.Repository.FullName)
	r.readOnly = fork && name == "pull_request"
	return r, nil
}

func (e event) onIssue(r request) (request, error) {
	r.ref.Number = e.Issue.Number
	if e.Issue.PullRequest == nil {
		r.nothing = "the comment is on an issue and not on a pull request: there is nothing to do"
		return r, nil
	}
	if r.nothing = e.silence(); r.nothing == "" && r.ref.Number <= 0 {
		return r, errNoNumber
	}
	return r, nil
}

var errNoNumber = errors.New("the event names no number of a pull request: name one, as OWNER/REPO#NUMBER")

// silence says why a comment asks for nothing; empty if it may.
func (e event) silence() string {
	switch {
	case e.Action == "deleted":
		return "a comment was deleted: there is nothing to do"
	case e.Comment == nil || e.Comment.User.Type == "Bot":
		return "the comment is a bot's: there is nothing to do"
	case !strings.Contains(e.Comment.Body, pull.Mention):
		return "the comment has no command: there is nothing to do"
	}
	return ""
}

// afterRun is asked for by a run that had no right to write.
func (e event) afterRun(r request) (request, error) {
	r.run, r.head = e.WorkflowRun, e.WorkflowRun.HeadSHA
	switch {
	case r.run.Event != "pull_request":
		r.nothing = fmt.Sprintf("the run was started by %s and not by a pull request: there is nothing to do", r.run.Event)
	case r.head == "":
		return r, errors.New("the event names no commit of the run that has ended")
	}
	return r, nil
}

// derive finds the pull request of a run that has ended from what GitHub says of it. What the run has left behind is only
// held against that.
func (r *prRun) derive(ctx context.Context) (err error) {
	if r.request.run == nil {
		if r.fromArtifact != "" {
			return usageError(errors.New("--from-artifact is for the event workflow_run, which says what pull request the artifact is of"))
		}
		return nil
	}
	run := r.request.run
	if r.request.ref.Number, err = r.client.FindPull(ctx, r.request.ref, run.HeadRepo.Owner.Login, run.HeadBranch, run.HeadSHA); err != nil {
		return err
	}
	if r.fromArtifact == "" {
		return nil
	}
	r.artifact, err = readArtifact(r.fromArtifact, r.request)
	return err
}
