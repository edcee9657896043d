package standin

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestComments(t *testing.T) {
	s, _, pull := example(t)
	c := as(t, s, s.WorkflowToken(Reviewer))
	path := "/repos/example/drafts/issues/1/comments"
	pull.CommentAs("bob", "Hello.")
	for name, x := range map[string]struct {
		body   any
		status int
		want   string
	}{
		"text":     {object{"body": "Hi."}, 201, `"login":"github-actions[bot]"`},
		"longest":  {object{"body": strings.Repeat("ü", longestBody)}, 201, ""},
		"too long": {object{"body": strings.Repeat("x", longestBody+1)}, 422, "ody is too long"},
		"empty":    {object{"body": ""}, 422, "missing_field"},
		"nothing":  {object{}, 422, "body"},
	} {
		if got := c.do("POST", path, x.body); got.status != x.status || !strings.Contains(got.text, x.want) {
			t.Errorf("%s: %d %.300s, want %d %q", name, got.status, got.text, x.status, x.want)
		}
	}
	now := s.Now().Add(time.Second).Format(time.RFC3339)
	id := c.do("POST", path, object{"body": "Last."}).at("id").(float64)
	one := fmt.Sprintf("/repos/example/drafts/issues/comments/%.0f", id)
	if list, late := c.get(path), c.get(path+"?since="+now); len(list.list()) != 4 || list.at(0, "user", "login") != "bob" || len(late.list()) != 1 {
		t.Errorf("%d comments, %d since %s", len(list.list()), len(late.list()), now)
	}
	if got := c.do("PATCH", one, object{"body": "Edited."}); got.at("body") != "Edited." || got.at("updated_at") == got.at("created_at") {
		t.Errorf("edited: %s", got.text)
	}
	if got := c.do("PATCH", one, object{"body": strings.Repeat("x", longestBody+1)}); got.status != 422 {
		t.Errorf("edited to be too long: %d", got.status)
	}
	pull.ReactAs("bob", int64(id), "+1")
	if got := c.do("POST", one+"/reactions", object{"content": "+1"}); got.status != 201 || c.get(one).at("reactions", "+1") != 2.0 || len(c.get(one+"/reactions").list()) != 2 {
		t.Errorf("reactions: %s", c.get(one).text)
	}
	if got := c.do("POST", one+"/reactions", object{"content": "thumbs"}); got.status != 422 {
		t.Errorf("unknown reaction: %d", got.status)
	}
	if got := c.do("DELETE", one, nil); got.status != 204 || c.get(one).status != 404 || c.do("PATCH", one, object{"body": "Again."}).status != 404 {
		t.Errorf("deleted: %d", got.status)
	}
	comments := pull.Comments()
	if comments[0].Body != "Hello." || comments[0].Author != "bob" || !comments[1].Created.After(comments[0].Created) {
		t.Errorf("comments: %+v", comments)
	}
}

// TestPermissions tries what each token may do.
func TestPermissions(t *testing.T) {
	s, _, pull := example(t)
	review := object{"event": "COMMENT", "body": "B"}
	check := func(sha string) object { return object{"name": "review", "head_sha": sha} }
	for name, x := range map[string]struct {
		token        string
		method, path string
		body         any
		status       int
		want         string
	}{
		"no token":                   {"", "GET", pullPath, nil, 401, "Requires authentication"},
		"unknown token":              {"ghs_unknown", "GET", pullPath, nil, 401, "Bad credentials"},
		"nothing to read":            {s.WorkflowToken(Permissions{}), "GET", pullPath, nil, 403, "Resource not accessible by integration"},
		"read":                       {s.WorkflowToken(ReadOnly), "GET", pullPath, nil, 200, ""},
		"contents, not allowed":      {s.WorkflowToken(Permissions{PullRequests: Write}), "GET", "/repos/example/drafts/contents/gone.md", nil, 403, ""},
		"review, not allowed":        {s.WorkflowToken(ReadOnly), "POST", pullPath + "/reviews", review, 403, "not accessible"},
		"review":                     {s.WorkflowToken(Reviewer), "POST", pullPath + "/reviews", review, 200, ""},
		"comment by issues":          {s.WorkflowToken(Permissions{Issues: Write}), "POST", "/repos/example/drafts/issues/1/comments", object{"body": "B"}, 201, ""},
		"comment by pull requests":   {s.WorkflowToken(Permissions{PullRequests: Write}), "POST", "/repos/example/drafts/issues/1/comments", object{"body": "B"}, 201, ""},
		"comment, not allowed":       {s.WorkflowToken(ReadOnly), "POST", "/repos/example/drafts/issues/1/comments", object{"body": "B"}, 403, ""},
		"check run":                  {s.WorkflowToken(Reviewer), "POST", "/repos/example/drafts/check-runs", check(pull.Head()), 201, ""},
		"check run, not allowed":     {s.WorkflowToken(ReadOnly), "POST", "/repos/example/drafts/check-runs", check(pull.Head()), 403, "not accessible"},
		"check run of a person":      {s.Token("bob", All), "POST", "/repos/example/drafts/check-runs", check(pull.Head()), 403, "GitHub App"},
		"a workflow about itself":    {s.WorkflowToken(All), "GET", "/user", nil, 403, "not accessible"},
		"a person about herself":     {s.Token("bob", ReadOnly), "GET", "/user", nil, 200, `"login":"bob"`},
		"a workflow by its name":     {s.WorkflowToken(ReadOnly), "GET", "/users/github-actions%5Bbot%5D", nil, 200, `"id":41898282`},
		"nobody":                     {s.WorkflowToken(ReadOnly), "GET", "/users/nobody", nil, 404, "Not Found"},
		"an operation there is not":  {s.WorkflowToken(ReadOnly), "PUT", pullPath, nil, 404, "Not Found"},
		"an App with a token":        {s.WorkflowToken(All), "GET", "/app", nil, 401, "could not be decoded"},
		"permission of the owner":    {s.WorkflowToken(ReadOnly), "GET", "/repos/example/drafts/collaborators/example/permission", nil, 200, `"permission":"admin"`},
		"permission of a passer-by":  {s.WorkflowToken(ReadOnly), "GET", "/repos/example/drafts/collaborators/alice/permission", nil, 200, `"permission":"read"`},
		"permission of nobody":       {s.WorkflowToken(ReadOnly), "GET", "/repos/example/drafts/collaborators/nobody/permission", nil, 404, "not a user"},
		"a pull request there isn't": {s.WorkflowToken(ReadOnly), "GET", "/repos/example/drafts/pulls/7", nil, 404, "Not Found"},
	} {
		c := as(t, s, x.token)
		if v, ok := c.client.Transport.(bearer).next.(*validating); ok && x.method == "PUT" {
			c.client.Transport = bearer{x.token, v.next} // which GitHub does not describe either
		}
		got := c.do(x.method, x.path, x.body)
		if got.status != x.status || !strings.Contains(got.text, x.want) {
			t.Errorf("%s: %d %.300s, want %d %q", name, got.status, got.text, x.status, x.want)
		}
		if got.status == 403 && got.header.Get("Retry-After") != "" {
			t.Errorf("%s: a missing permission looks like a limit", name)
		}
	}
	token := s.WorkflowToken(All)
	s.Expire(token)
	if got := as(t, s, token).get(pullPath); got.status != 401 {
		t.Errorf("token that is expired: %d", got.status)
	}
}

func TestRoles(t *testing.T) {
	s, repo, pull := example(t)
	c := as(t, s, s.WorkflowToken(ReadOnly))
	for role, permission := range map[string]string{"admin": "admin", "maintain": "write", "write": "write", "triage": "read", "read": "read"} {
		repo.Collaborator("carol", role)
		got := c.get("/repos/example/drafts/collaborators/carol/permission")
		if got.at("role_name") != role || got.at("permission") != permission {
			t.Errorf("role %s: %s", role, got.text)
		}
	}
	pull.CommentAs("carol", "Hm.")
	pull.CommentAs("dave", "Hm.")
	pull.CommentAs("example", "Hm.")
	got := c.get("/repos/example/drafts/issues/1/comments")
	for i, want := range []string{"COLLABORATOR", "NONE", "OWNER"} {
		if got.at(i, "author_association") != want {
			t.Errorf("association of %v: %v, want %s", got.at(i, "user", "login"), got.at(i, "author_association"), want)
		}
	}
}

func TestLocked(t *testing.T) {
	s, _, pull := example(t)
	remark := pull.ReviewAs("bob", "draft.md", 11, "Why?")
	pull.Lock()
	review, comment := object{"event": "COMMENT", "body": "B"}, object{"body": "B"}
	c, pushes := as(t, s, s.WorkflowToken(Reviewer)), as(t, s, s.WorkflowToken(All))
	for path, x := range map[string]struct {
		body   object
		status int
		want   string
	}{
		pullPath + "/reviews":                                   {review, 422, "lock prevents review"},
		"/repos/example/drafts/issues/1/comments":               {comment, 403, "locked"},
		fmt.Sprintf("%s/comments/%d/replies", pullPath, remark): {comment, 403, "locked"},
		pullPath + "/comments":                                  {object{"commit_id": pull.Head(), "path": "draft.md", "line": 11, "body": "B"}, 403, "locked"},
	} {
		if got := c.do("POST", path, x.body); got.status != x.status || !strings.Contains(got.text, x.want) {
			t.Errorf("%s: %d %s", path, got.status, got.text)
		}
		if got := pushes.do("POST", path, x.body); got.status > 201 {
			t.Errorf("%s, by one who may push: %d %s", path, got.status, got.text)
		}
	}
	if got := c.get(pullPath); got.at("locked") != true {
		t.Error("the pull request does not say that it is locked")
	}
	pull.Unlock()
	if got := c.do("POST", pullPath+"/reviews", review); got.status != 200 {
		t.Errorf("after the lock: %d", got.status)
	}
}

func TestChecks(t *testing.T) {
	s, repo, pull := example(t)
	c := as(t, s, s.WorkflowToken(Reviewer))
	const path = "/repos/example/drafts/check-runs"
	annotation := object{"path": "draft.md", "start_line": 3, "end_line": 3, "annotation_level": "warning", "message": "M"}
	many := func(n int) (list []object) {
		for range n {
			list = append(list, annotation)
		}
		return list
	}
	with := func(name string, value any) object {
		changed := object{}
		for k, v := range annotation {
			changed[k] = v
		}
		changed[name] = value
		return changed
	}
	run := func(name string, value any) object {
		return object{"name": "rights", "head_sha": pull.Head(), name: value}
	}
	out := func(annotations ...object) object {
		return run("output", object{"title": "T", "summary": "S", "annotations": annotations})
	}
	for name, x := range map[string]struct {
		run    object
		status int
		want   string
	}{
		"as little as can be":       {run("name", "rights"), 201, `"status":"queued"`},
		"50 annotations":            {out(many(50)...), 201, `"annotations_count":50`},
		"51 annotations":            {out(many(51)...), 422, "No more than 50 items are allowed; 51 were supplied."},
		"longest summary":           {run("output", object{"title": "T", "summary": strings.Repeat("ü", 65535)}), 201, ""},
		"summary that is too long":  {run("output", object{"title": "T", "summary": strings.Repeat("x", 65536)}), 422, "Only 65535 characters are allowed; 65536 were supplied."},
		"text that is too long":     {run("output", object{"title": "T", "summary": "S", "text": strings.Repeat("x", 65536)}), 422, "65535"},
		"no summary":                {run("output", object{"title": "T"}), 422, "summary"},
		"no title":                  {run("output", object{"summary": "S"}), 422, "title"},
		"no name":                   {object{"head_sha": pull.Head()}, 422, "name"},
		"no such commit":            {object{"name": "n", "head_sha": strings.Repeat("0", 40)}, 422, "No commit found for SHA"},
		"completed":                 {run("conclusion", "neutral"), 201, `"status":"completed"`},
		"no conclusion":             {run("status", "completed"), 422, "conclusion"},
		"unknown conclusion":        {run("conclusion", "shrug"), 422, "member"},
		"unknown level":             {out(with("annotation_level", "error")), 422, "member"},
		"no message":                {out(with("message", "")), 422, "message"},
		"lines out of order":        {out(with("end_line", 2)), 422, "order"},
		"columns of several lines":  {out(object{"path": "d", "start_line": 1, "end_line": 2, "start_column": 1, "annotation_level": "notice", "message": "M"}), 422, "columns"},
		"title that is too long":    {out(with("title", strings.Repeat("x", 256))), 422, "255"},
		"message that is too large": {out(with("message", strings.Repeat("x", 64*1024+1))), 422, "bytes"},
	} {
		if got := c.do("POST", path, x.run); got.status != x.status || !strings.Contains(got.text, x.want) {
			t.Errorf("%s: %d %.300s, want %d %q", name, got.status, got.text, x.status, x.want)
		}
	}
	id := c.do("POST", path, out(many(50)...)).at("id").(float64)
	one := fmt.Sprintf("%s/%.0f", path, id)
	if got := c.do("PATCH", one, object{"conclusion": "success", "output": object{"summary": "More.", "annotations": many(30)}}); got.at("output", "annotations_count") != 80.0 || got.at("output", "title") != "T" || got.at("conclusion") != "success" {
		t.Errorf("updated: %s", got.text)
	}
	if n := len(c.get(one + "/annotations?per_page=100").list()); n != 80 {
		t.Errorf("%d annotations, want 80", n)
	}
	app := s.App("other", nil, Reviewer)
	if got := as(t, s, app.Token()).do("PATCH", one, object{"status": "in_progress"}); got.status != 403 {
		t.Errorf("updated by another App: %d", got.status)
	}
	as(t, s, app.Token()).do("POST", path, object{"name": "theirs", "head_sha": pull.Head()})
	list := "/repos/example/drafts/commits/" + pull.Head() + "/check-runs"
	if got := c.get(list); got.at("total_count") != 2.0 || got.at("check_runs", 1, "id") != id {
		t.Errorf("the last of every name: %s", got.text)
	}
	if got := c.get(list + "?check_name=rights&filter=all"); got.at("total_count") != 5.0 {
		t.Errorf("all of a name: %v", got.at("total_count"))
	}
	if got := repo.CheckRuns(); len(got) != 6 || got[4].Summary != "More." || len(got[4].Annotations) != 80 || got[4].App != "github-actions" {
		t.Errorf("check runs: %d", len(got))
	}
}
