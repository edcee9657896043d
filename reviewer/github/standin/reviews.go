package standin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

var reviewRoutes = []route{
	{"GET /repos/{owner}/{repo}/pulls/{number}/reviews", "/pulls/reviews#list-reviews-for-a-pull-request", readPulls, listReviews},
	{"POST /repos/{owner}/{repo}/pulls/{number}/reviews", "/pulls/reviews#create-a-review-for-a-pull-request", writePulls, createReview},
	{"GET /repos/{owner}/{repo}/pulls/{number}/reviews/{review}", "/pulls/reviews#get-a-review-for-a-pull-request", readPulls, getReview},
	{"PUT /repos/{owner}/{repo}/pulls/{number}/reviews/{review}", "/pulls/reviews#update-a-review-for-a-pull-request", writePulls, editReview},
	{"DELETE /repos/{owner}/{repo}/pulls/{number}/reviews/{review}", "/pulls/reviews#delete-a-pending-review-for-a-pull-request", writePulls, deleteReview},
	{"POST /repos/{owner}/{repo}/pulls/{number}/reviews/{review}/events", "/pulls/reviews#submit-a-review-for-a-pull-request", writePulls, submitReview},
	{"GET /repos/{owner}/{repo}/pulls/{number}/reviews/{review}/comments", "/pulls/reviews#list-comments-for-a-pull-request-review", readPulls, listRemarksOfReview},
	{"GET /repos/{owner}/{repo}/pulls/{number}/comments", "/pulls/comments#list-review-comments-on-a-pull-request", readPulls, listRemarks},
	{"POST /repos/{owner}/{repo}/pulls/{number}/comments", "/pulls/comments#create-a-review-comment-for-a-pull-request", writePulls, createRemark},
	{"POST /repos/{owner}/{repo}/pulls/{number}/comments/{comment}/replies", "/pulls/comments#create-a-reply-for-a-review-comment", writePulls, createReply},
	{"GET /repos/{owner}/{repo}/pulls/comments/{comment}", "/pulls/comments#get-a-review-comment-for-a-pull-request", readPulls, getRemark},
	{"PATCH /repos/{owner}/{repo}/pulls/comments/{comment}", "/pulls/comments#update-a-review-comment-for-a-pull-request", writePulls, editRemark},
	{"DELETE /repos/{owner}/{repo}/pulls/comments/{comment}", "/pulls/comments#delete-a-review-comment-for-a-pull-request", writePulls, deleteRemark},
}

// unprocessable is how reviews are refused: by words alone.
func unprocessable(words ...string) error {
	return &refusal{status: http.StatusUnprocessableEntity, message: "Unprocessable Entity", errors: words}
}

// states of a review by the event that submits it.
var states = map[string]string{"": "PENDING", "COMMENT": "COMMENTED", "APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED"}

// askedReview is what a review is made from. The comments are read one by one: see readPlace.
type askedReview struct {
	CommitID string            `json:"commit_id"`
	Body     string            `json:"body"`
	Event    string            `json:"event"`
	Comments []json.RawMessage `json:"comments"`
}

func createReview(c *call) (reply, error) {
	var asked askedReview
	if err := c.decode(&asked); err != nil {
		return reply{}, err
	}
	head, err := c.commitOf(asked.CommitID)
	if err != nil {
		return reply{}, err
	}
	if err := c.checkEvent(asked.Event, asked.Body); err != nil {
		return reply{}, err
	}
	anchors, bodies, err := c.anchors(asked.Comments, head)
	if err != nil {
		return reply{}, err
	}
	if c.pull.pending(c.actor.user) != nil {
		return reply{}, unprocessable("User can only have one pending review per pull request")
	}
	r := c.pull.addReview(c.actor.user, states[asked.Event], asked.Body, head)
	for i, a := range anchors {
		c.pull.addThread(r, a, bodies[i])
	}
	c.pull.updated = c.clock
	return reply{value: c.showReview(r)}, nil
}

// commitOf finds a commit of the pull request by its full name; the head if there is no name.
func (c *call) commitOf(sha string) (*commit, error) {
	if sha == "" {
		return c.pull.head, nil
	}
	for _, x := range c.pull.commits() {
		if x.sha == sha {
			return x, nil
		}
	}
	return nil, unprocessable("commit_id is not part of the pull request")
}

// checkEvent refuses what may not be submitted.
func (c *call) checkEvent(event, body string) error {
	own := c.pull.author == c.actor.user
	switch {
	case states[event] == "":
		return invalid("%s is not a member of [\"APPROVE\", \"REQUEST_CHANGES\", \"COMMENT\"].", event)
	case c.pull.locked && !c.pushes():
		return unprocessable("lock prevents review")
	case utf8.RuneCountInString(body) > longestBody:
		return unprocessable(fmt.Sprintf("Body is too long (maximum is %d characters)", longestBody))
	case (event == "COMMENT" || event == "REQUEST_CHANGES") && strings.TrimSpace(body) == "":
		return unprocessable("Review body is required")
	case event == "APPROVE" && own:
		return unprocessable("Can not approve your own pull request")
	case event == "REQUEST_CHANGES" && own:
		return unprocessable("Can not request changes on your own pull request")
	}
	return nil
}

// ofReview are the fields that a comment of a review may have; subject_type is none of them.
// https://docs.github.com/rest/pulls/reviews#create-a-review-for-a-pull-request
var ofReview = []string{"path", "position", "body", "line", "side", "start_line", "start_side"}

// anchors looks up the place of every comment. One that is refused refuses the whole review, and is not named.
func (c *call) anchors(comments []json.RawMessage, head *commit) (anchors []anchor, bodies []string, err error) {
	for _, raw := range comments {
		at, body, err := readPlace(raw)
		if err != nil {
			return nil, nil, err
		}
		a, refused, err := c.pull.anchor(at, head)
		if err != nil {
			return nil, nil, err
		}
		if refused != nil {
			return nil, nil, unprocessable(refused.message)
		}
		anchors, bodies = append(anchors, a), append(bodies, body)
	}
	return anchors, bodies, nil
}

func readPlace(raw json.RawMessage) (at place, body string, err error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return at, "", invalid("For 'items', %s is not an object.", raw)
	}
	for name := range fields {
		if !slices.Contains(ofReview, name) {
			return at, "", invalid("%q is not a permitted key.", name)
		}
	}
	var text struct{ Body *string }
	if json.Unmarshal(raw, &at) != nil || json.Unmarshal(raw, &text) != nil {
		return at, "", invalid("For 'properties/comments', %s is not of the right types.", raw)
	}
	switch {
	case text.Body == nil || at.Path == "":
		return at, "", invalid(`"body" and "path" must be supplied.`)
	case utf8.RuneCountInString(*text.Body) > longestBody:
		return at, "", unprocessable(fmt.Sprintf("Body is too long (maximum is %d characters)", longestBody))
	case *text.Body == "":
		return at, "", unprocessable("Body can't be blank")
	}
	return at, *text.Body, checkSides(at)
}

func checkSides(at place) error {
	for _, side := range []string{at.Side, at.StartSide} {
		if side != "" && side != Left && side != Right {
			return invalid("%s is not a member of [\"LEFT\", \"RIGHT\"].", side)
		}
	}
	return nil
}

func (p *Pull) pending(u *user) *review {
	for _, r := range p.reviews {
		if r.author == u && r.state == "PENDING" {
			return r
		}
	}
	return nil
}

// reviews are those that the actor may see: the pending ones are its own.
func (c *call) reviews() []*review {
	return slices.DeleteFunc(slices.Clone(c.pull.reviews), func(r *review) bool { return r.state == "PENDING" && r.author != c.actor.user })
}

func (c *call) review() (*review, error) {
	id := c.number("review")
	for _, r := range c.reviews() {
		if r.id == id {
			return r, nil
		}
	}
	return nil, notFound()
}

func listReviews(c *call) (reply, error) {
	return reply{value: each(page(c, c.reviews()), c.showReview)}, nil
}

func getReview(c *call) (reply, error) {
	r, err := c.review()
	if err != nil {
		return reply{}, err
	}
	return reply{value: c.showReview(r)}, nil
}

func editReview(c *call) (reply, error) {
	r, err := c.review()
	if err != nil {
		return reply{}, err
	}
	body, err := c.text("PullRequestReview")
	if err != nil {
		return reply{}, err
	}
	r.body = body
	return reply{value: c.showReview(r)}, nil
}

func deleteReview(c *call) (reply, error) {
	r, err := c.review()
	if err != nil {
		return reply{}, err
	}
	if r.state != "PENDING" {
		return reply{}, unprocessable("Can not delete a non-pending pull request review")
	}
	shown := c.showReview(r)
	for _, m := range c.pull.of(r) {
		c.pull.remove(m.id)
	}
	c.pull.reviews = slices.DeleteFunc(c.pull.reviews, func(x *review) bool { return x == r })
	return reply{value: shown}, nil
}

func submitReview(c *call) (reply, error) {
	r, err := c.review()
	if err != nil {
		return reply{}, err
	}
	var asked struct{ Event, Body string }
	if err := c.decode(&asked); err != nil {
		return reply{}, err
	}
	switch body := or(asked.Body, r.body); {
	case asked.Event == "":
		return reply{}, invalid(`"event" wasn't supplied.`)
	case r.state != "PENDING":
		return reply{}, unprocessable("Can not submit a review that is not pending")
	default:
		if err := c.checkEvent(asked.Event, body); err != nil {
			return reply{}, err
		}
		r.state, r.body, r.submitted = states[asked.Event], body, c.tick()
	}
	return reply{value: c.showReview(r)}, nil
}

func (c *call) showReview(r *review) object {
	web := fmt.Sprintf("%s#pullrequestreview-%d", c.pull.web(), r.id)
	shown := object{
		"id": r.id, "node_id": r.nodeID(), "user": c.showUser(r.author), "body": r.body, "state": r.state, "commit_id": r.commit.sha,
		"html_url": web, "pull_request_url": c.pull.url(), "author_association": c.pull.association(r.author),
		"_links": object{"html": href(web), "pull_request": href(c.pull.url())},
	}
	if r.state != "PENDING" {
		shown["submitted_at"] = stamp(r.submitted)
	}
	return shown
}

// shown are the comments on lines and files that everybody sees.
func (p *Pull) shown() []*remark {
	return slices.DeleteFunc(p.remarks(), func(m *remark) bool { return m.review.state == "PENDING" })
}

func listRemarks(c *call) (reply, error) {
	list, query := c.pull.shown(), c.request.URL.Query()
	if since := query.Get("since"); since != "" {
		at, err := time.Parse(time.RFC3339, since)
		if err != nil {
			return reply{}, invalid("%q is not a time.", since)
		}
		list = slices.DeleteFunc(list, func(m *remark) bool { return m.updated.Before(at) })
	}
	if query.Get("sort") != "" && query.Get("direction") == "desc" { // which is without meaning unless sorted
		slices.Reverse(list)
	}
	return c.showRemarks(c.pull, page(c, list))
}

func listRemarksOfReview(c *call) (reply, error) {
	r, err := c.review()
	if err != nil {
		return reply{}, err
	}
	return c.showRemarks(c.pull, page(c, c.pull.of(r)))
}

func (c *call) showRemarks(p *Pull, list []*remark) (reply, error) {
	shown := []object{}
	for _, m := range list {
		x, err := c.showRemark(p, m)
		if err != nil {
			return reply{}, err
		}
		shown = append(shown, x)
	}
	return reply{value: shown}, nil
}

// remark finds the comment on a line or file that the path names.
func (c *call) remark() (*Pull, *remark, error) {
	id := c.number("comment")
	for _, p := range c.repo.pulls {
		if m := p.remark(id); m != nil && m.review.state != "PENDING" {
			return p, m, nil
		}
	}
	return nil, nil, notFound()
}

func getRemark(c *call) (reply, error) {
	p, m, err := c.remark()
	if err != nil {
		return reply{}, err
	}
	shown, err := c.showRemark(p, m)
	return reply{value: shown}, err
}

func editRemark(c *call) (reply, error) {
	p, m, err := c.remark()
	if err != nil {
		return reply{}, err
	}
	body, err := c.text("PullRequestReviewComment")
	if err != nil {
		return reply{}, err
	}
	m.body, m.updated = body, c.tick()
	shown, err := c.showRemark(p, m)
	return reply{value: shown}, err
}

func deleteRemark(c *call) (reply, error) {
	p, m, err := c.remark()
	if err != nil {
		return reply{}, err
	}
	p.remove(m.id)
	return reply{status: http.StatusNoContent}, nil
}

// createRemark makes a single comment, which is a review of its own.
func createRemark(c *call) (reply, error) {
	var asked struct {
		place
		CommitID string `json:"commit_id"`
		Body     *string
	}
	if err := c.decode(&asked); err != nil {
		return reply{}, err
	}
	if asked.CommitID == "" || asked.Path == "" {
		return reply{}, invalid(`"commit_id" and "path" must be supplied.`)
	}
	if err := checkBody("PullRequestReviewComment", asked.Body); err != nil {
		return reply{}, err
	}
	if err := checkSides(asked.place); err != nil {
		return reply{}, err
	}
	head, err := c.commitOf(asked.CommitID)
	if err != nil {
		return reply{}, failed("PullRequestReviewComment", "custom", "commit_id", "commit_id is not part of the pull request")
	}
	return c.addRemark(asked.place, head, *asked.Body)
}

func (c *call) addRemark(at place, head *commit, body string) (reply, error) {
	if c.pull.locked && !c.pushes() {
		return reply{}, locked()
	}
	a, refused, err := c.pull.anchor(at, head)
	switch {
	case err != nil:
		return reply{}, err
	case refused != nil:
		field := "pull_request_review_thread." + refused.field
		_, words, _ := strings.Cut(refused.message, " must ")
		return reply{}, failed("PullRequestReviewComment", "custom", field, field+" must "+or(words, "be part of the diff"))
	case c.pull.pending(c.actor.user) != nil:
		return reply{}, failed("PullRequestReview", "custom", "user_id", "user_id can only have one pending review per pull request")
	}
	m := c.pull.addThread(c.pull.addReview(c.actor.user, "COMMENTED", "", head), a, body)
	shown, err := c.showRemark(c.pull, m)
	return reply{status: http.StatusCreated, value: shown}, err
}

// createReply answers the first comment of a thread. Replies to replies are not supported.
func createReply(c *call) (reply, error) {
	p, m, err := c.remark()
	if err != nil || p != c.pull || !m.first {
		return reply{}, notFound()
	}
	body, err := c.text("PullRequestReviewComment")
	if err != nil {
		return reply{}, err
	}
	if p.locked && !c.pushes() {
		return reply{}, locked()
	}
	shown, err := c.showRemark(p, p.reply(c.actor.user, m.thread, body))
	return reply{status: http.StatusCreated, value: shown}, err
}

// showRemark is a comment on a line or file. What is outdated has no line, and keeps the one that it had.
func (c *call) showRemark(p *Pull, m *remark) (object, error) {
	at, err := p.now(m.thread)
	if err != nil {
		return nil, err
	}
	a, url := m.thread.anchor, fmt.Sprintf("%s/pulls/comments/%d", p.repository.url(), m.id)
	web := fmt.Sprintf("%s#discussion_r%d", p.web(), m.id)
	shown := object{
		"id": m.id, "node_id": m.nodeID(), "url": url, "html_url": web, "pull_request_url": p.url(), "pull_request_review_id": m.review.id,
		"user": c.showUser(m.author), "body": m.body, "author_association": p.association(m.author), "created_at": stamp(m.created),
		"updated_at": stamp(m.updated), "path": a.path, "diff_hunk": a.hunk, "subject_type": "line",
		"commit_id": a.commit.sha, "original_commit_id": a.commit.sha, "reactions": showReactions(m.reactions, url),
		"_links": object{"self": href(url), "html": href(web), "pull_request": href(p.url())},
	}
	if !at.outdated {
		shown["commit_id"] = p.head.sha
	}
	if !m.first {
		shown["in_reply_to_id"] = m.thread.id
	}
	if a.file {
		shown["subject_type"] = "file"
		return shown, nil
	}
	for name, value := range (object{
		"side": a.side, "line": number(at.line), "original_line": a.line, "position": number(at.position), "original_position": a.position,
		"start_line": number(at.start), "original_start_line": number(a.start), "start_side": nil,
	}) {
		shown[name] = value
	}
	if a.start != 0 {
		shown["start_side"] = a.startSide
	}
	return shown, nil
}

// number is a line, or null where there is none.
func number(line int) any {
	if line == 0 {
		return nil
	}
	return line
}
