package standin

import (
	"fmt"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"
)

// longestBody is how long a comment or a review may be, in characters.
const longestBody = 65536

var commentRoutes = []route{
	{"GET /repos/{owner}/{repo}/issues/{number}/comments", "/issues/comments#list-issue-comments", readComments, listComments},
	{"POST /repos/{owner}/{repo}/issues/{number}/comments", "/issues/comments#create-an-issue-comment", writeComments, createComment},
	{"GET /repos/{owner}/{repo}/issues/comments/{comment}", "/issues/comments#get-an-issue-comment", readComments, getComment},
	{"PATCH /repos/{owner}/{repo}/issues/comments/{comment}", "/issues/comments#update-an-issue-comment", writeComments, editComment},
	{"DELETE /repos/{owner}/{repo}/issues/comments/{comment}", "/issues/comments#delete-an-issue-comment", writeComments, deleteComment},
	{"GET /repos/{owner}/{repo}/issues/comments/{comment}/reactions", "/reactions/reactions#list-reactions-for-an-issue-comment", readComments, listCommentReactions},
	{"POST /repos/{owner}/{repo}/issues/comments/{comment}/reactions", "/reactions/reactions#create-reaction-for-an-issue-comment", writeComments, reactToComment},
	{"GET /repos/{owner}/{repo}/pulls/comments/{comment}/reactions", "/reactions/reactions#list-reactions-for-a-pull-request-review-comment", readPulls, listRemarkReactions},
	{"POST /repos/{owner}/{repo}/pulls/comments/{comment}/reactions", "/reactions/reactions#create-reaction-for-a-pull-request-review-comment", writePulls, reactToRemark},
}

// failed is the refusal of one field of a thing.
func failed(resource, code, field, message string) error {
	e := object{"resource": resource, "code": code, "field": field}
	if message != "" {
		e["message"] = message
	}
	return &refusal{status: http.StatusUnprocessableEntity, message: "Validation Failed", errors: []object{e}}
}

// checkBody refuses a body that is not there or too long.
func checkBody(resource string, body *string) error {
	switch {
	case body == nil:
		return invalid(`"body" wasn't supplied.`)
	case *body == "":
		return failed(resource, "missing_field", "body", "")
	case utf8.RuneCountInString(*body) > longestBody:
		return failed(resource, "custom", "body", fmt.Sprintf("body is too long (maximum is %d characters)", longestBody))
	}
	return nil
}

// text reads the field body of the request.
func (c *call) text(resource string) (string, error) {
	var asked struct{ Body *string }
	if err := c.decode(&asked); err != nil {
		return "", err
	}
	if err := checkBody(resource, asked.Body); err != nil {
		return "", err
	}
	return *asked.Body, nil
}

// pushes says whether the actor may push, and so write in a locked conversation.
func (c *call) pushes() bool { return c.actor.permissions.Contents == Write }

func locked() error {
	return &refusal{
		status: http.StatusForbidden, message: "Unable to create comment because issue is locked.",
		docs: "https://docs.github.com/articles/locking-conversations/",
	}
}

func listComments(c *call) (reply, error) {
	list := slices.Clone(c.pull.comments)
	if since := c.request.URL.Query().Get("since"); since != "" {
		at, err := time.Parse(time.RFC3339, since)
		if err != nil {
			return reply{}, invalid("%q is not a time.", since)
		}
		list = slices.DeleteFunc(list, func(x *comment) bool { return x.updated.Before(at) })
	}
	return reply{value: each(page(c, list), func(x *comment) object { return c.showComment(c.pull, x) })}, nil
}

func createComment(c *call) (reply, error) {
	body, err := c.text("IssueComment")
	if err != nil {
		return reply{}, err
	}
	if c.pull.locked && !c.pushes() {
		return reply{}, locked()
	}
	x := c.pull.addComment(c.actor.user, c.actor.app, body)
	return reply{status: http.StatusCreated, value: c.showComment(c.pull, x)}, nil
}

// comment finds the comment in the conversation that the path names.
func (c *call) comment() (*Pull, *comment, error) {
	id := c.number("comment")
	for _, p := range c.repo.pulls {
		for _, x := range p.comments {
			if x.id == id {
				return p, x, nil
			}
		}
	}
	return nil, nil, notFound()
}

func getComment(c *call) (reply, error) {
	p, x, err := c.comment()
	if err != nil {
		return reply{}, err
	}
	return reply{value: c.showComment(p, x)}, nil
}

func editComment(c *call) (reply, error) {
	p, x, err := c.comment()
	if err != nil {
		return reply{}, err
	}
	body, err := c.text("IssueComment")
	if err != nil {
		return reply{}, err
	}
	x.body, x.updated = body, c.tick()
	return reply{value: c.showComment(p, x)}, nil
}

func deleteComment(c *call) (reply, error) {
	p, x, err := c.comment()
	if err != nil {
		return reply{}, err
	}
	p.remove(x.id)
	return reply{status: http.StatusNoContent}, nil
}

func (c *call) showComment(p *Pull, x *comment) object {
	url := fmt.Sprintf("%s/issues/comments/%d", p.repository.url(), x.id)
	shown := object{
		"id": x.id, "node_id": x.nodeID(), "url": url, "html_url": fmt.Sprintf("%s#issuecomment-%d", p.web(), x.id), "issue_url": p.issue(),
		"user": c.showUser(x.author), "body": x.body, "author_association": p.association(x.author), "created_at": stamp(x.created),
		"updated_at": stamp(x.updated), "reactions": showReactions(x.reactions, url), "performed_via_github_app": nil,
	}
	if x.app != nil {
		shown["performed_via_github_app"] = c.showApp(x.app)
	}
	return shown
}

func listCommentReactions(c *call) (reply, error) {
	_, x, err := c.comment()
	if err != nil {
		return reply{}, err
	}
	return c.listReactions(x)
}

func reactToComment(c *call) (reply, error) {
	p, x, err := c.comment()
	if err != nil {
		return reply{}, err
	}
	return c.react(p, x)
}

func listRemarkReactions(c *call) (reply, error) {
	_, m, err := c.remark()
	if err != nil {
		return reply{}, err
	}
	return c.listReactions(&m.comment)
}

func reactToRemark(c *call) (reply, error) {
	p, m, err := c.remark()
	if err != nil {
		return reply{}, err
	}
	return c.react(p, &m.comment)
}

func (c *call) listReactions(x *comment) (reply, error) {
	list := slices.Clone(x.reactions)
	if content := c.request.URL.Query().Get("content"); content != "" {
		list = slices.DeleteFunc(list, func(r reaction) bool { return r.content != content })
	}
	return reply{value: each(page(c, list), c.showReaction)}, nil
}

// react answers 200 and the old reaction if there is one already.
func (c *call) react(p *Pull, x *comment) (reply, error) {
	var asked struct{ Content string }
	if err := c.decode(&asked); err != nil {
		return reply{}, err
	}
	if !slices.Contains(reactionNames, asked.Content) {
		return reply{}, invalid("%s is not a member of %q.", asked.Content, reactionNames)
	}
	r, made := p.react(x, c.actor.user, asked.Content)
	if !made {
		return reply{value: c.showReaction(r), unchanged: true}, nil
	}
	return reply{status: http.StatusCreated, value: c.showReaction(r)}, nil
}

func (c *call) showReaction(r reaction) object {
	return object{"id": r.id, "node_id": nodeID("REA", r.id), "user": c.showUser(r.user), "content": r.content, "created_at": stamp(r.at)}
}
