package standin

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// Validate holds every request and reply against GitHub's own description of its API, and fails the test where they differ.
// The test is skipped if there is no description: see .ci/peers. A nil transport is the usual one. Queries of GraphQL are
// held against GitHub's schema if ValidateQuery can.
func Validate(t testing.TB, next http.RoundTripper) http.RoundTripper {
	t.Helper()
	if os.Getenv(descriptionVariable) == "" {
		t.Skipf("no description of GitHub's API: %s is not set, see .ci/peers", descriptionVariable)
	}
	return validator(t, next)
}

// Checked is Validate for tests that have something to say without a description too: they are not skipped.
func Checked(t testing.TB, next http.RoundTripper) http.RoundTripper {
	t.Helper()
	if os.Getenv(descriptionVariable) != "" {
		return validator(t, next)
	}
	if next == nil {
		return http.DefaultTransport
	}
	return next
}

// Client gives a client that sends a token and is Checked.
func (s *Server) Client(token string) *http.Client {
	return &http.Client{Transport: bearer{token, Checked(s.t, nil)}}
}

type bearer struct {
	token string
	next  http.RoundTripper
}

func (b bearer) RoundTrip(q *http.Request) (*http.Response, error) {
	q = q.Clone(q.Context())
	if b.token != "" {
		q.Header.Set("Authorization", "Bearer "+b.token)
	}
	return b.next.RoundTrip(q)
}

func validator(t testing.TB, next http.RoundTripper) http.RoundTripper {
	t.Helper()
	router, err := openRouter()
	if err != nil {
		t.Fatal(err)
	}
	if next == nil {
		next = http.DefaultTransport
	}
	return &validating{t: t, next: next, router: router}
}

// validating is a transport that holds what passes against a description.
type validating struct {
	t       testing.TB
	next    http.RoundTripper
	router  routers.Router
	refused bool // requests may be wrong: they are sent to be refused
}

func (v *validating) RoundTrip(q *http.Request) (*http.Response, error) {
	q, body, err := copyOf(q)
	if err != nil {
		return nil, err
	}
	input := v.request(q, body)
	answer, err := v.next.RoundTrip(q)
	if err != nil {
		return nil, err // the connection broke
	}
	content, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	answer.Body = &cut{Reader: bytes.NewReader(content), err: err}
	if err == nil && input != nil {
		v.reply(input, answer, content)
	}
	return answer, nil
}

// cut is a body that ends as the one did that it was read from.
type cut struct {
	*bytes.Reader
	err error
}

func (c *cut) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if err == io.EOF && c.err != nil {
		err = c.err
	}
	return n, err
}

func (c *cut) Close() error { return nil }

func copyOf(q *http.Request) (*http.Request, []byte, error) {
	q = q.Clone(q.Context())
	if q.Body == nil {
		return q, nil, nil
	}
	body, err := io.ReadAll(q.Body)
	_ = q.Body.Close()
	q.Body = io.NopCloser(bytes.NewReader(body))
	return q, body, err
}

// request holds a request against the description. Nil if its reply cannot be.
func (v *validating) request(q *http.Request, body []byte) *openapi3filter.RequestValidationInput {
	v.t.Helper()
	switch {
	case strings.HasSuffix(q.URL.Path, "/graphql"):
		v.query(body)
		return nil
	case strings.HasPrefix(q.URL.Path, "/raw/"): // no part of the API
		return nil
	}
	route, parameters, err := v.router.FindRoute(q)
	if err != nil {
		v.t.Errorf("%s %s is no operation of GitHub that the stand-in knows: %v", q.Method, q.URL.Path, err)
		return nil
	}
	read := q.Clone(q.Context())
	read.Body = io.NopCloser(bytes.NewReader(body))
	input := &openapi3filter.RequestValidationInput{
		Request: read, PathParams: parameters, Route: route,
		Options: &openapi3filter.Options{
			AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true,
			ExcludeRequestBody: string(body) == "null", // which ghinstallation sends where no body is needed
		},
	}
	if err := openapi3filter.ValidateRequest(q.Context(), input); err != nil && !v.refused {
		v.t.Errorf("request %s %s is not what GitHub describes: %s\n%s", q.Method, q.URL.Path, firstLine(err), shortened(body))
	}
	return input
}

func (v *validating) query(body []byte) {
	if os.Getenv(queryVariable) == "" {
		return
	}
	var asked struct {
		Query     string
		Variables map[string]any
	}
	if err := json.Unmarshal(body, &asked); err != nil {
		v.t.Errorf("query of GraphQL is not JSON: %v", err)
		return
	}
	ValidateQuery(v.t, asked.Query, asked.Variables)
}

// reply holds a reply against the description.
func (v *validating) reply(input *openapi3filter.RequestValidationInput, answer *http.Response, content []byte) {
	v.t.Helper()
	q := input.Request
	if answer.StatusCode == http.StatusNotModified {
		return
	}
	described := input.Route.Operation.Responses.Status(answer.StatusCode) != nil
	if !described && answer.StatusCode >= http.StatusBadRequest {
		v.refusal(q, answer.StatusCode, content) // most that can go wrong is described nowhere
		return
	}
	if described && answer.StatusCode == http.StatusOK && strings.Contains(answer.Header.Get("Content-Type"), "raw") {
		return // the bytes of a file
	}
	err := openapi3filter.ValidateResponse(q.Context(), (&openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: answer.StatusCode, Header: answer.Header, Options: input.Options,
	}).SetBodyBytes(content))
	if err != nil {
		v.t.Errorf("reply to %s %s (%d) is not what GitHub describes: %s\n%s", q.Method, q.URL.Path, answer.StatusCode, firstLine(err), shortened(content))
	}
}

// refusal holds an error against what all errors have in common.
func (v *validating) refusal(q *http.Request, status int, content []byte) {
	v.t.Helper()
	var said struct {
		Message *string
		Docs    *string `json:"documentation_url"`
	}
	if err := json.Unmarshal(content, &said); err != nil || said.Message == nil || said.Docs == nil {
		v.t.Errorf("reply to %s %s (%d) is not an error of GitHub: it has no message or documentation_url: %v\n%s", q.Method, q.URL.Path, status, err, shortened(content))
	}
}

func shortened(text []byte) []byte { return text[:min(len(text), 600)] }
