package github

import (
	"context"
	"net/http"
	"strings"

	"github.com/google/go-github/v60/github"
	"github.com/rightsreview/rightsreview/reviewer/pull"
)

// Comments reads all comments on the pull request and beside its lines.
func (p *PullRequest) Comments(ctx context.Context) (all []pull.Comment, err error) {
	said := pages(func(o github.ListOptions) ([]*github.IssueComment, *github.Response, error) {
		return p.client.rest.Issues.ListComments(ctx, p.Owner, p.Repo, p.Number, &github.IssueListCommentsOptions{ListOptions: o})
	})
	for c, err := range said {
		if err != nil {
			return nil, explain("read the comments", err)
		}
		all = append(all, issueComment(c))
	}
	beside := pages(func(o github.ListOptions) ([]*github.PullRequestComment, *github.Response, error) {
		return p.client.rest.PullRequests.ListComments(ctx, p.Owner, p.Repo, p.Number, &github.PullRequestListCommentsOptions{ListOptions: o})
	})
	for c, err := range beside {
		if err != nil {
			return nil, explain("read the comments beside lines", err)
		}
		all = append(all, besideComment(c))
	}
	return all, nil
}

func issueComment(c *github.IssueComment) pull.Comment {
	return pull.Comment{
		ID: c.GetID(), Node: c.GetNodeID(), By: accountOf(c.GetUser()), Association: c.GetAuthorAssociation(), Body: c.GetBody(),
		At: c.GetCreatedAt().Time, URL: c.GetHTMLURL(),
	}
}

func besideComment(c *github.PullRequestComment) pull.Comment {
	return pull.Comment{
		ID: c.GetID(), Node: c.GetNodeID(), By: accountOf(c.GetUser()), Association: c.GetAuthorAssociation(), Body: c.GetBody(),
		At: c.GetCreatedAt().Time, URL: c.GetHTMLURL(), Beside: true, ReplyTo: c.GetInReplyTo(),
	}
}

// MayWrite reports whether somebody has write access to the repository.
func (p *PullRequest) MayWrite(ctx context.Context, login string) (bool, error) {
	level, _, err := p.client.rest.Repositories.GetPermissionLevel(ctx, p.Owner, p.Repo, login)
	if status(err) == http.StatusNotFound { // no such account, or none that has to do with the repository
		return false, nil
	}
	if err != nil {
		return false, explain("ask what "+login+" may do", err)
	}
	switch strings.ToLower(level.GetPermission()) {
	case "admin", "write", "maintain":
		return true, nil
	}
	return false, nil
}

// React answers a comment with a sign. To do it twice is to do it once.
func (p *PullRequest) React(ctx context.Context, c pull.Comment, sign pull.Reaction) error {
	do := func() error {
		create := p.client.rest.Reactions.CreateIssueCommentReaction
		if c.Beside {
			create = p.client.rest.Reactions.CreatePullRequestCommentReaction
		}
		_, _, err := create(ctx, p.Owner, p.Repo, c.ID, string(sign))
		return err
	}
	return p.client.write(ctx, "answer a command", do, func() (bool, error) { return false, nil })
}
