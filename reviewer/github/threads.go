package github

import (
	"context"
	"fmt"

	"github.com/rightsreview/rightsreview/reviewer/pull"
	"github.com/shurcooL/githubv4"
)

// thread is a conversation beside lines, as GraphQL tells of it; REST does not say whether it is resolved.
type thread struct {
	ID               githubv4.ID
	IsResolved       bool
	ViewerCanResolve bool
	Comments         struct {
		Nodes []struct {
			ID          string // the node_id of REST
			IsMinimized bool
		}
	} `graphql:"comments(first: 1)"`
}

// threads reads all conversations beside lines, by the node of their first comment.
func (p *PullRequest) threads(ctx context.Context) (map[string]thread, error) {
	var query struct {
		Repository struct {
			PullRequest struct {
				ReviewThreads struct {
					PageInfo struct {
						HasNextPage bool
						EndCursor   githubv4.String
					}
					Nodes []thread
				} `graphql:"reviewThreads(first: 100, after: $after)"`
			} `graphql:"pullRequest(number: $number)"`
		} `graphql:"repository(owner: $owner, name: $name)"`
	}
	vars := map[string]any{
		"owner": githubv4.String(p.Owner), "name": githubv4.String(p.Repo), "number": githubv4.Int(p.Number), "after": (*githubv4.String)(nil),
	}
	all := map[string]thread{}
	for {
		if err := p.client.graph.Query(ctx, &query, vars); err != nil {
			return nil, fmt.Errorf("read the threads: %w", err)
		}
		page := query.Repository.PullRequest.ReviewThreads
		for _, t := range page.Nodes {
			if len(t.Comments.Nodes) > 0 {
				all[t.Comments.Nodes[0].ID] = t
			}
		}
		if !page.PageInfo.HasNextPage {
			return all, nil
		}
		vars["after"] = githubv4.NewString(page.PageInfo.EndCursor)
	}
}

// close closes the threads of what is gone. That one cannot be closed is told, and does no other harm.
func (p *Publisher) close(ctx context.Context) {
	if len(p.Result.Close) == 0 {
		return
	}
	threads, err := p.Pull.threads(ctx)
	if err != nil {
		p.miss(err)
		return
	}
	nodes := map[int64]string{}
	for _, c := range p.Earlier.Beside {
		nodes[c.ID] = c.Node
	}
	for _, s := range p.Result.Close {
		if err := p.closeThread(ctx, threads[nodes[s.Comment]], s); err != nil {
			p.miss(err)
		}
	}
}

// closeThread resolves a thread if the token may (it needs contents: write), and folds our comment otherwise.
func (p *Publisher) closeThread(ctx context.Context, t thread, s pull.Said) error {
	if len(t.Comments.Nodes) == 0 || t.IsResolved || t.Comments.Nodes[0].IsMinimized {
		return nil
	}
	if t.ViewerCanResolve && p.Pull.client.resolve(ctx, t) == nil {
		return nil
	}
	if err := p.Pull.client.minimize(ctx, t); err != nil {
		return fmt.Errorf("fold the comment %s: %w", s.URL, err)
	}
	return nil
}

func (c *Client) resolve(ctx context.Context, t thread) error {
	var mutation struct {
		ResolveReviewThread struct {
			Thread struct{ IsResolved bool }
		} `graphql:"resolveReviewThread(input: $input)"`
	}
	return c.graph.Mutate(ctx, &mutation, githubv4.ResolveReviewThreadInput{ThreadID: t.ID}, nil)
}

func (c *Client) minimize(ctx context.Context, t thread) error {
	var mutation struct {
		MinimizeComment struct {
			MinimizedComment struct{ IsMinimized bool }
		} `graphql:"minimizeComment(input: $input)"`
	}
	input := githubv4.MinimizeCommentInput{SubjectID: t.Comments.Nodes[0].ID, Classifier: githubv4.ReportedContentClassifiersOutdated}
	return c.graph.Mutate(ctx, &mutation, input, nil)
}
