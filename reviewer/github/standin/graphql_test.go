package standin

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

const threadsQuery = `query Threads($owner: String!, $name: String!, $number: Int!, $after: String) {
	repository(owner: $owner, name: $name) { pullRequest(number: $number) { reviewThreads(first: 2, after: $after) {
		pageInfo { hasNextPage endCursor }
		nodes { id isResolved isOutdated viewerCanResolve path line comments(first: 50) { nodes { databaseId author { login ... on Bot { databaseId } } body } } }
	} } }
}`

func (c caller) graphql(query string, variables object) answer {
	c.t.Helper()
	return c.do("POST", "/graphql", object{"query": query, "variables": variables})
}

func TestThreads(t *testing.T) {
	s, _, pull := example(t)
	first := pull.ReviewAs("github-actions[bot]", "draft.md", 11, "Why?")
	pull.ReplyAs("alice", first, "Because.")
	pull.ReviewAs("bob", "draft.md", 12, "And?")
	pull.ReviewAs("bob", "draft.md", 13, "Third.")
	c := as(t, s, s.WorkflowToken(Reviewer))
	variables := object{"owner": "example", "name": "drafts", "number": 1}
	connection := []any{"data", "repository", "pullRequest", "reviewThreads"}
	got := c.graphql(threadsQuery, variables)
	node := append(connection, "nodes", 0)
	at := func(path ...any) any { return got.at(append(node[:len(node):len(node)], path...)...) }
	if at("isResolved") != false || at("isOutdated") != false || at("viewerCanResolve") != false || at("path") != "draft.md" || at("line") != 11.0 ||
		at("comments", "nodes", 0, "databaseId") != float64(first) || at("comments", "nodes", 0, "author", "login") != "github-actions" ||
		at("comments", "nodes", 1, "author", "login") != "alice" || at("comments", "nodes", 1, "body") != "Because." {
		t.Errorf("threads: %s", got.text)
	}
	if len(got.at(append(connection, "nodes")...).([]any)) != 2 || got.at(append(connection, "pageInfo", "hasNextPage")...) != true {
		t.Errorf("first page: %s", got.text)
	}
	variables["after"] = got.at(append(connection, "pageInfo", "endCursor")...)
	if got := c.graphql(threadsQuery, variables); len(got.at(append(connection, "nodes")...).([]any)) != 1 || got.at(append(connection, "pageInfo", "hasNextPage")...) != false {
		t.Errorf("second page: %s", got.text)
	}
	pull.Push(Files{"draft.md": before})
	delete(variables, "after")
	if got = c.graphql(threadsQuery, variables); at("isOutdated") != true || at("line") != nil {
		t.Errorf("threads after a push: %s", got.text)
	}
}

func TestMutations(t *testing.T) {
	s, _, pull := example(t)
	remark := pull.ReviewAs("bob", "draft.md", 11, "Why?")
	comment := pull.CommentAs("bob", "Hm.")
	thread := pull.ReviewComments()[0].ThreadID
	const resolve = `mutation($id: ID!) { resolveReviewThread(input: {threadId: $id}) { thread { isResolved resolvedBy { login } } } }`
	const open = `mutation($input: UnresolveReviewThreadInput!) { unresolveReviewThread(input: $input) { thread { isResolved } } }`
	const hide = `mutation($id: ID!, $why: ReportedContentClassifiers!) { minimizeComment(input: {subjectId: $id, classifier: $why}) { minimizedComment { isMinimized minimizedReason } } }`
	c, pushes := as(t, s, s.WorkflowToken(Reviewer)), as(t, s, s.WorkflowToken(All))
	if got := c.graphql(resolve, object{"id": thread}); got.status != 200 || got.at("errors", 0, "type") != "FORBIDDEN" || got.at("data", "resolveReviewThread") != nil || pull.ReviewComments()[0].Resolved {
		t.Errorf("resolved without contents: write: %d %s", got.status, got.text)
	}
	if got := pushes.graphql(resolve, object{"id": thread}); got.at("data", "resolveReviewThread", "thread", "isResolved") != true || pull.ReviewComments()[0].ResolvedBy != "github-actions[bot]" {
		t.Errorf("resolved: %s", got.text)
	}
	if got := pushes.graphql(open, object{"input": object{"threadId": thread}}); got.at("data", "unresolveReviewThread", "thread", "isResolved") != false || pull.ReviewComments()[0].Resolved {
		t.Errorf("opened again: %s", got.text)
	}
	review := pull.Reviews()[0].ID
	for kind, path := range map[string]string{
		"comment": fmt.Sprintf("/repos/example/drafts/issues/comments/%d", comment), "remark": fmt.Sprintf("/repos/example/drafts/pulls/comments/%d", remark),
		"review": fmt.Sprintf("%s/reviews/%d", pullPath, review),
	} {
		id := c.get(path).at("node_id")
		got := c.graphql(hide, object{"id": id, "why": "OFF_TOPIC"})
		if shown := []any{"data", "minimizeComment", "minimizedComment"}; got.at(append(shown, "isMinimized")...) != true || got.at(append(shown, "minimizedReason")...) != "off-topic" {
			t.Errorf("%s hidden: %s", kind, got.text)
		}
	}
	if pull.Comments()[0].Minimized != "OFF_TOPIC" || pull.ReviewComments()[0].Minimized != "OFF_TOPIC" || pull.Reviews()[0].Minimized != "OFF_TOPIC" {
		t.Error("what was hidden is not")
	}
	reader := as(t, s, s.WorkflowToken(ReadOnly))
	if got := reader.graphql(hide, object{"id": c.get(fmt.Sprintf("%s/reviews/%d", pullPath, review)).at("node_id"), "why": "SPAM"}); got.at("errors", 0, "type") != "FORBIDDEN" {
		t.Errorf("hidden by one who may only read: %s", got.text)
	}
	if got := pushes.graphql(resolve, object{"id": "PRRT_x"}); got.at("errors", 0, "type") != "NOT_FOUND" {
		t.Errorf("a thread that is not there: %s", got.text)
	}
	if writes := s.Writes(); len(writes) != 5 {
		t.Errorf("%d writes, want 5: %+v", len(writes), writes)
	}
}

// TestQueries is about the form of queries. What is not valid is not shown to GitHub's schema.
func TestQueries(t *testing.T) {
	s, _, _ := example(t)
	c := caller{t: t, root: s.URL, client: &http.Client{Transport: bearer{s.WorkflowToken(Reviewer), http.DefaultTransport}}}
	pull := func(fields string) string {
		return `{ repository(owner: "example", name: "drafts") { pullRequest(number: 1) { ` + fields + ` } } }`
	}
	for name, x := range map[string]struct{ query, want string }{
		"alias, comment and fragment": {"query Q { mine: viewer { ...Who } # who\n } fragment Who on Bot { login }", `{"data":{"mine":{"login":"github-actions"}}}`},
		"type":                        {`{ viewer { __typename ... on User { id } ... { login } } }`, "Bot"},
		"default of a variable":       {`query($n: Int = 1) { repository(owner: "example", name: "drafts") { pullRequest(number: $n) { title } } }`, "Longer"},
		"unknown field":               {pull("smell"), "Field 'smell' doesn't exist on type 'PullRequest'"},
		"no fields":                   {`{ viewer }`, "must have selections"},
		"no boundary":                 {pull("reviewThreads { nodes { id } }"), "MISSING_PAGINATION_BOUNDARIES"},
		"too many":                    {pull("reviewThreads(first: 101) { nodes { id } }"), "EXCESSIVE_PAGINATION"},
		"wrong cursor":                {pull(`reviewThreads(first: 1, after: "x") { nodes { id } }`), "INVALID_CURSOR"},
		"unknown pull request":        {`{ repository(owner: "example", name: "drafts") { pullRequest(number: 9) { id } } }`, "NOT_FOUND"},
		"unknown repository":          {`{ repository(owner: "example", name: "x") { id } }`, "NOT_FOUND"},
		"not closed":                  {`{ viewer {`, "parseError"},
		"nothing":                     {`nonsense`, "parseError"},
	} {
		if got := c.graphql(x.query, nil); got.status != 200 || !strings.Contains(got.text, x.want) {
			t.Errorf("%s: %d %s, want %q", name, got.status, got.text, x.want)
		}
	}
}
