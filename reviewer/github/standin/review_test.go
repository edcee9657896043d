package standin

import (
	"fmt"
	"strings"
	"testing"
)

// TestReviewPlaces tries places for a comment in a review.
func TestReviewPlaces(t *testing.T) {
	s, _, pull := example(t)
	c := as(t, s, s.WorkflowToken(Reviewer))
	for name, x := range map[string]struct {
		comment object
		want    string // the refusal; empty if the place is right
	}{
		"added line":                   {object{"path": "draft.md", "line": 11, "side": "RIGHT"}, ""},
		"side is RIGHT if not said":    {object{"path": "draft.md", "line": 11}, ""},
		"first line of a hunk":         {object{"path": "draft.md", "line": 7, "side": "RIGHT"}, ""},
		"last line of a hunk":          {object{"path": "draft.md", "line": 14, "side": "RIGHT"}, ""},
		"above a hunk":                 {object{"path": "draft.md", "line": 6, "side": "RIGHT"}, notInDiff},
		"below a hunk":                 {object{"path": "draft.md", "line": 15, "side": "RIGHT"}, notInDiff},
		"behind the file":              {object{"path": "draft.md", "line": 1000, "side": "RIGHT"}, notInDiff},
		"line 0":                       {object{"path": "draft.md", "line": 0, "side": "RIGHT"}, notInDiff},
		"no line":                      {object{"path": "draft.md"}, notInDiff},
		"removed line":                 {object{"path": "draft.md", "line": 40, "side": "LEFT"}, ""},
		"left, outside of the hunks":   {object{"path": "draft.md", "line": 14, "side": "LEFT"}, notInDiff},
		"two lines":                    {object{"path": "draft.md", "start_line": 10, "line": 11, "side": "RIGHT", "start_side": "RIGHT"}, ""},
		"two lines on two sides":       {object{"path": "draft.md", "start_line": 10, "line": 11, "side": "RIGHT", "start_side": "LEFT"}, ""},
		"as many lines as a hunk has":  {object{"path": "draft.md", "start_line": 7, "line": 14}, ""},
		"start is the line":            {object{"path": "draft.md", "start_line": 11, "line": 11}, notBefore},
		"start is after the line":      {object{"path": "draft.md", "start_line": 12, "line": 11}, notBefore},
		"start is in another hunk":     {object{"path": "draft.md", "start_line": 11, "line": 41}, notSameHunk},
		"start is in no hunk":          {object{"path": "draft.md", "start_line": 2, "line": 11}, notSameHunk},
		"file that is not changed":     {object{"path": "README.md", "line": 1}, noSuchPath},
		"old name of a renamed file":   {object{"path": "notes/old.txt", "line": 20, "side": "LEFT"}, noSuchPath},
		"new name of a renamed file":   {object{"path": "notes/new.txt", "line": 21}, ""},
		"removed file":                 {object{"path": "gone.md", "line": 1, "side": "LEFT"}, ""},
		"removed file, right":          {object{"path": "gone.md", "line": 1}, notInDiff},
		"binary file":                  {object{"path": "image.png", "line": 1}, notInDiff},
		"position":                     {object{"path": "draft.md", "position": 5}, ""},
		"position of the second hunk":  {object{"path": "draft.md", "position": 14}, ""},
		"position of the second head":  {object{"path": "draft.md", "position": 10}, notInDiff},
		"position 0":                   {object{"path": "draft.md", "position": 0}, notInDiff},
		"position behind the diff":     {object{"path": "draft.md", "position": 18}, notInDiff},
		"unknown side":                 {object{"path": "draft.md", "line": 11, "side": "MIDDLE"}, "not a member"},
		"file-level, which it may not": {object{"path": "draft.md", "subject_type": "file"}, "subject_type"},
		"field of a single comment":    {object{"path": "draft.md", "line": 11, "commit_id": "x"}, "commit_id"},
		"line that is text":            {object{"path": "draft.md", "line": "11"}, "types"},
	} {
		x.comment["body"] = "About this."
		got := c.do("POST", pullPath+"/reviews", object{
			"commit_id": pull.Head(), "event": "COMMENT", "body": "Review.", "comments": []object{{"path": "draft.md", "line": 11, "body": "Right."}, x.comment},
		})
		switch {
		case x.want == "" && got.status != 200:
			t.Errorf("%s: %d %s", name, got.status, got.text)
		case x.want != "" && (got.status != 422 || !strings.Contains(got.text, x.want)):
			t.Errorf("%s: %d %s, want %q", name, got.status, got.text, x.want)
		}
	}
	for _, r := range pull.Reviews() {
		if len(r.Comments) != 2 {
			t.Errorf("a review has %d comments: one that is refused was kept in part", len(r.Comments))
		}
	}
}

// TestReviewForm is about the rest of a review.
func TestReviewForm(t *testing.T) {
	s, repo, pull := example(t)
	old := pull.Head()
	second := pull.Push(Files{"draft.md": after + "last\n"})
	c, alice := as(t, s, s.WorkflowToken(Reviewer)), as(t, s, s.Token("alice", All))
	comment := []object{{"path": "draft.md", "line": 11, "body": "Why?"}}
	for name, x := range map[string]struct {
		by     caller
		review any
		status int
		want   string
	}{
		"head":                     {c, object{"commit_id": second, "event": "COMMENT", "body": "B", "comments": comment}, 200, `"state":"COMMENTED"`},
		"older commit":             {c, object{"commit_id": old, "event": "COMMENT", "body": "B", "comments": comment}, 200, old},
		"without a commit":         {c, object{"event": "COMMENT", "body": "B"}, 200, second},
		"commit of the base":       {c, object{"commit_id": repo.Head("main"), "event": "COMMENT", "body": "B"}, 422, "commit_id is not part of the pull request"},
		"commit that is shortened": {c, object{"commit_id": second[:12], "event": "COMMENT", "body": "B"}, 422, "commit_id"},
		"without a body":           {c, object{"event": "COMMENT", "comments": comment}, 422, "body"},
		"longest body":             {c, object{"event": "COMMENT", "body": strings.Repeat("ü", longestBody)}, 200, ""},
		"body that is too long":    {c, object{"event": "COMMENT", "body": strings.Repeat("ü", longestBody+1)}, 422, "too long"},
		"comment that is too long": {c, object{"event": "COMMENT", "body": "B", "comments": []object{{"path": "draft.md", "line": 11, "body": strings.Repeat("x", longestBody+1)}}}, 422, "too long"},
		"comment without a body":   {c, object{"event": "COMMENT", "body": "B", "comments": []object{{"path": "draft.md", "line": 11}}}, 422, "body"},
		"approval":                 {c, object{"event": "APPROVE"}, 200, "APPROVED"},
		"approval of one's own":    {alice, object{"event": "APPROVE"}, 422, "own pull request"},
		"unknown event":            {c, object{"event": "SHRUG", "body": "B"}, 422, "member"},
		"no JSON":                  {c, "{", 400, "Problems parsing JSON"},
	} {
		got := x.by.do("POST", pullPath+"/reviews", x.review)
		if got.status != x.status || !strings.Contains(got.text, x.want) {
			t.Errorf("%s: %d %.300s, want %d %q", name, got.status, got.text, x.status, x.want)
		}
	}
	refused := c.do("POST", pullPath+"/reviews", object{"event": "COMMENT", "body": "B", "comments": []object{{"path": "draft.md", "line": 1, "body": "B"}}})
	if refused.at("message") != "Unprocessable Entity" || fmt.Sprint(refused.at("errors")) != "["+notInDiff+"]" || strings.Contains(refused.text, "draft.md") {
		t.Errorf("form of a refusal: %s", refused.text)
	}
}

func TestPendingReview(t *testing.T) {
	s, _, pull := example(t)
	c, other := as(t, s, s.WorkflowToken(Reviewer)), as(t, s, s.Token("bob", All))
	made := c.do("POST", pullPath+"/reviews", object{"comments": []object{{"path": "draft.md", "line": 11, "body": "Why?"}}})
	path := fmt.Sprintf("%s/reviews/%.0f", pullPath, made.at("id"))
	again := c.do("POST", pullPath+"/reviews", object{"event": "COMMENT", "body": "B"})
	if made.at("state") != "PENDING" || made.at("submitted_at") != nil || again.status != 422 || !strings.Contains(again.text, "one pending review") {
		t.Errorf("pending review: %s, another: %s", made.text, again.text)
	}
	if n, m, k := len(other.get(pullPath+"/reviews").list()), len(c.get(pullPath+"/reviews").list()), len(c.get(pullPath+"/comments").list()); n != 0 || m != 1 || k != 0 {
		t.Errorf("others see %d reviews, its author %d; %d comments are shown", n, m, k)
	}
	if got := c.do("POST", path+"/events", object{"event": "COMMENT"}); got.status != 422 {
		t.Errorf("submitted without a body: %d", got.status)
	}
	if got := c.do("POST", path+"/events", object{"event": "COMMENT", "body": "Now."}); got.at("state") != "COMMENTED" || got.at("submitted_at") == nil {
		t.Errorf("submitted: %s", got.text)
	}
	if n := len(other.get(path + "/comments").list()); n != 1 {
		t.Errorf("%d comments of the review, want 1", n)
	}
	if got := c.do("PUT", path, object{"body": "Later."}); got.at("body") != "Later." || pull.Reviews()[0].Body != "Later." {
		t.Errorf("edited: %s", got.text)
	}
	if got := c.do("DELETE", path, nil); got.status != 422 {
		t.Errorf("a review that was submitted is deleted: %d", got.status)
	}
	made = c.do("POST", pullPath+"/reviews", object{"body": "B"})
	if got := c.do("DELETE", fmt.Sprintf("%s/reviews/%.0f", pullPath, made.at("id")), nil); got.status != 200 || len(pull.Reviews()) != 1 {
		t.Errorf("deleted while pending: %d", got.status)
	}
}

// TestOutdated moves the lines under comments.
func TestOutdated(t *testing.T) {
	changed := func(from, to string) string { return strings.Replace(after, from, to, 1) }
	for name, x := range map[string]struct {
		move func(*Pull)
		want string // the lines of the comments on line 11, on 39 and 40, on the left 40, and on the file
	}{
		"nothing":                 {func(p *Pull) {}, "11 39-40 40 file"},
		"another file is pushed":  {func(p *Pull) { p.Push(Files{"other.md": "Other.\n"}) }, "11 39-40 40 file"},
		"lines are put above":     {func(p *Pull) { p.Push(Files{"draft.md": "new\n" + after}) }, "12 40-41 40 file"},
		"lines are put between":   {func(p *Pull) { p.Push(Files{"draft.md": changed("line 37\n", "line 37\nnew\n")}) }, "11 40-41 40 file"},
		"a line is put in a pair": {func(p *Pull) { p.Push(Files{"draft.md": changed("line 38\n", "line 38\nnew\n")}) }, "11 - 40 file"},
		"the line is changed":     {func(p *Pull) { p.Push(Files{"draft.md": changed("and more\n", "and less\n")}) }, "- 39-40 40 file"},
		"the line is removed":     {func(p *Pull) { p.Push(Files{"draft.md": changed("and more\n", "")}) }, "- 38-39 40 file"},
		"the change is undone":    {func(p *Pull) { p.Push(Files{"draft.md": before}) }, "- - - file"},
		"the file is removed":     {func(p *Pull) { p.Push(Files{"draft.md": Gone}) }, "- - 40 file"},
		"pushed by force":         {func(p *Pull) { p.ForcePush("", Files{"draft.md": "new\n" + after}) }, "12 40-41 40 file"},
		"rebased":                 {func(p *Pull) { p.PushBase(Files{"z.md": "Z.\n"}); p.Rebase() }, "11 39-40 40 file"},
		"the base is pushed":      {func(p *Pull) { p.PushBase(Files{"draft.md": "new\n" + before}) }, "11 39-40 40 file"},
		"changed and changed back": {func(p *Pull) {
			p.Push(Files{"draft.md": changed("and more\n", "and less\n")})
			p.Push(Files{"draft.md": after})
		}, "11 39-40 40 file"},
	} {
		t.Run(name, func(t *testing.T) {
			s, _, pull := example(t)
			c := as(t, s, s.WorkflowToken(Reviewer))
			head := pull.Head()
			got := c.do("POST", pullPath+"/reviews", object{"commit_id": head, "event": "COMMENT", "body": "B", "comments": []object{
				{"path": "draft.md", "line": 11, "body": "One."}, {"path": "draft.md", "start_line": 39, "line": 40, "body": "Two."},
				{"path": "draft.md", "line": 40, "side": "LEFT", "body": "Three."},
			}})
			file := c.do("POST", pullPath+"/comments", object{"commit_id": head, "path": "draft.md", "subject_type": "file", "body": "Four."})
			if got.status != 200 || file.status != 201 {
				t.Fatal(got.text, file.text)
			}
			x.move(pull)
			list := c.get(pullPath + "/comments")
			if places := placesOf(list); places != x.want {
				t.Errorf("places %q, want %q", places, x.want)
			}
			if list.at(0, "original_line") != 11.0 || list.at(0, "original_commit_id") != head || list.at(1, "original_start_line") != 39.0 ||
				list.at(0, "diff_hunk") != "@@ -7,7 +7,8 @@ line 6\n line 7\n line 8\n line 9\n-line 10\n+line ten\n+and more" {
				t.Errorf("what was there first is not kept: %v", list.at(0))
			}
		})
	}
}

func placesOf(list answer) string {
	var places []string
	for i := range list.list() {
		line, start := list.at(i, "line"), list.at(i, "start_line")
		switch {
		case list.at(i, "subject_type") == "file":
			places = append(places, "file")
		case line == nil && list.at(i, "position") == nil:
			places = append(places, "-")
		case start != nil:
			places = append(places, fmt.Sprintf("%v-%v", start, line))
		default:
			places = append(places, fmt.Sprint(line))
		}
	}
	return strings.Join(places, " ")
}

func TestSingleComments(t *testing.T) {
	s, _, pull := example(t)
	c, bob := as(t, s, s.WorkflowToken(Reviewer)), as(t, s, s.Token("bob", All))
	for name, x := range map[string]struct {
		comment any
		status  int
		want    string
	}{
		"line":           {object{"commit_id": pull.Head(), "path": "draft.md", "line": 11, "body": "B"}, 201, ""},
		"file":           {object{"commit_id": pull.Head(), "path": "draft.md", "subject_type": "file", "body": "B"}, 201, `"subject_type":"file"`},
		"no commit":      {object{"path": "draft.md", "line": 11, "body": "B"}, 422, "commit_id"},
		"no body":        {object{"commit_id": pull.Head(), "path": "draft.md", "line": 11}, 422, "body"},
		"foreign commit": {object{"commit_id": pull.Base(), "path": "draft.md", "line": 11, "body": "B"}, 422, `"field":"commit_id"`},
		"outside": {object{"commit_id": pull.Head(), "path": "draft.md", "line": 1, "body": "B"}, 422,
			`"field":"pull_request_review_thread.line","message":"pull_request_review_thread.line must be part of the diff"`},
		"path": {object{"commit_id": pull.Head(), "path": "no.md", "line": 1, "body": "B"}, 422, `"field":"pull_request_review_thread.path"`},
	} {
		got := c.do("POST", pullPath+"/comments", x.comment)
		if got.status != x.status || !strings.Contains(got.text, x.want) {
			t.Errorf("%s: %d %s, want %d %q", name, got.status, got.text, x.status, x.want)
		}
	}
	first := pull.ReviewComments()[0]
	id := first.ID
	reply := bob.do("POST", fmt.Sprintf("%s/comments/%d/replies", pullPath, id), object{"body": "Because."})
	if reply.status != 201 || reply.at("in_reply_to_id") != float64(id) || reply.at("pull_request_review_id") == nil || reply.at("user", "login") != "bob" {
		t.Errorf("reply: %s", reply.text)
	}
	if got := bob.do("POST", fmt.Sprintf("%s/comments/%.0f/replies", pullPath, reply.at("id")), object{"body": "And?"}); got.status != 404 {
		t.Errorf("reply to a reply: %d", got.status)
	}
	pull.ReplyAs("carol", id, "I see.")
	path := fmt.Sprintf("/repos/example/drafts/pulls/comments/%d", id)
	if got := c.do("PATCH", path, object{"body": "Better."}); got.at("body") != "Better." || c.get(path).at("body") != "Better." {
		t.Errorf("edited: %s", got.text)
	}
	if made, again := c.do("POST", path+"/reactions", object{"content": "eyes"}), c.do("POST", path+"/reactions", object{"content": "eyes"}); made.status != 201 || again.status != 200 {
		t.Errorf("reactions: %d, %d", made.status, again.status)
	}
	if got := c.do("DELETE", path, nil); got.status != 204 || c.get(path).status != 404 {
		t.Errorf("deleted: %d", got.status)
	}
	left := pull.ReviewComments()
	if n := len(left); n != 3 || left[n-1].InReplyTo != id || left[n-1].Author != "carol" {
		t.Errorf("replies after their comment is gone: %+v", left)
	}
}
