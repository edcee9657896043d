package standin

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
)

// recorder is a test that only remembers what is wrong.
type recorder struct {
	testing.TB
	problems []string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.problems = append(r.problems, fmt.Sprintf(format, args...))
}

// replies answers everything with one reply.
type replies struct {
	status int
	body   string
}

func (r replies) RoundTrip(q *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: r.status, Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}, Body: io.NopCloser(strings.NewReader(r.body)), Request: q,
	}, nil
}

// TestValidate shows that what is not as GitHub describes it is found.
func TestValidate(t *testing.T) {
	if os.Getenv(descriptionVariable) == "" {
		t.Skipf("no description of GitHub's API: %s is not set, see .ci/peers", descriptionVariable)
	}
	s, _, pull := example(t)
	annotation := `{"path":"draft.md","start_line":1,"end_line":1,"annotation_level":"notice","message":"M"}`
	run := func(n int) string {
		return fmt.Sprintf(`{"name":"n","head_sha":%q,"output":{"title":"T","summary":"S","annotations":[%s]}}`, pull.Head(), strings.TrimSuffix(strings.Repeat(annotation+",", n), ","))
	}
	for name, x := range map[string]struct {
		method, path, body string
		next               http.RoundTripper
		want               string // empty if all is well
	}{
		"50 annotations":         {"POST", "/repos/example/drafts/check-runs", run(50), nil, ""},
		"51 annotations":         {"POST", "/repos/example/drafts/check-runs", run(51), nil, "request POST /repos/example/drafts/check-runs is not what GitHub describes"},
		"unknown event":          {"POST", pullPath + "/reviews", `{"event":"SHRUG","body":"B"}`, nil, "request POST"},
		"no body":                {"POST", "/repos/example/drafts/issues/1/comments", `{}`, nil, "request POST"},
		"null of ghinstallation": {"POST", "/app/installations/1/access_tokens", `null`, nil, ""},
		"unknown operation":      {"GET", "/repos/example/drafts/smell", "", nil, "no operation of GitHub"},
		"method it has not":      {"PUT", pullPath + "/files", "{}", nil, "no operation of GitHub"},
		"reply without a field":  {"GET", "/repos/example/drafts/issues/comments/1", "", replies{200, `{"id":1}`}, "reply to GET"},
		"reply of another type":  {"GET", "/repos/example/drafts/issues/1/comments", "", replies{200, `{}`}, "reply to GET"},
		"status it has not":      {"GET", pullPath, "", replies{202, `{}`}, "reply to GET"},
		"error it has not":       {"GET", pullPath, "", replies{418, `{"message":"No","documentation_url":"https://docs.github.com"}`}, ""},
		"error of another form":  {"GET", pullPath, "", replies{418, `{"error":"No"}`}, "is not an error of GitHub"},
		"pull request":           {"GET", pullPath, "", nil, ""},
		"folder":                 {"GET", "/repos/example/drafts/contents/notes", "", nil, ""},
		"comparison":             {"GET", "/repos/example/drafts/compare/main...alice:change-1", "", nil, ""},
	} {
		r := &recorder{TB: t}
		c := caller{t: t, root: s.URL, client: &http.Client{Transport: bearer{s.WorkflowToken(Reviewer), Validate(r, x.next)}}}
		c.do(x.method, x.path, x.body)
		got := strings.Join(r.problems, "\n")
		if x.want == "" && got != "" || !strings.Contains(got, x.want) {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

// TestValidateQuery shows that what GitHub's schema does not allow is found.
func TestValidateQuery(t *testing.T) {
	ValidateQuery(t, threadsQuery, object{"owner": "example", "name": "drafts", "number": 1})
	for name, x := range map[string]struct {
		query     string
		variables object
		want      string
	}{
		"unknown field":    {`{ viewer { smell } }`, nil, "Cannot query field"},
		"wrong argument":   {`{ repository(owner: 1, name: "x") { id } }`, nil, "String cannot represent"},
		"missing variable": {threadsQuery, object{"owner": "example", "name": "drafts"}, "number"},
		"wrong variable":   {threadsQuery, object{"owner": "example", "name": "drafts", "number": "one"}, "Int cannot represent"},
		"wrong classifier": {`mutation { minimizeComment(input: {subjectId: "x", classifier: BORING}) { minimizedComment { isMinimized } } }`, nil, "BORING"},
		"not closed":       {`{ viewer {`, nil, "Syntax Error"},
	} {
		r := &recorder{TB: t}
		ValidateQuery(r, x.query, x.variables)
		if got := strings.Join(r.problems, "\n"); !strings.Contains(got, x.want) {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}
