package standin

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	jsonType     = "application/json; charset=utf-8"
	primaryLimit = 5000 // requests an hour of an installation; https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
	docs         = "https://docs.github.com/rest"
)

// object is one of JSON.
type object = map[string]any

// call is a request that is being answered.
type call struct {
	*Server
	request *http.Request
	body    []byte
	actor   *actor
	repo    *Repository
	pull    *Pull
	header  http.Header // of the reply
	docs    string      // the page on the operation, for refusals
}

// reply is an answer. Value becomes JSON; raw is sent as it is.
type reply struct {
	status    int
	value     any
	raw       []byte
	unchanged bool // of a method other than GET: nothing is different now
}

// refusal is an answer that says no.
type refusal struct {
	status  int
	message string
	errors  any    // strings or objects; nil if GitHub gives none
	docs    string // empty for the page on the operation
}

func (r *refusal) Error() string { return fmt.Sprintf("%d %s %v", r.status, r.message, r.errors) }

func errorBody(status int, message, page string) string {
	body, _ := json.Marshal(object{"message": message, "documentation_url": or(page, docs), "status": strconv.Itoa(status)})
	return string(body)
}

func notFound() error { return &refusal{status: http.StatusNotFound, message: "Not Found"} }

// invalid is the refusal of a request that is not in the form of the API.
func invalid(format string, args ...any) error {
	return &refusal{status: http.StatusUnprocessableEntity, message: "Invalid request.\n\n" + fmt.Sprintf(format, args...)}
}

// need is one permission that is enough.
type need struct {
	permission string
	access     Access
}

// route is an operation: who may do it, by any of some permissions, and what it does.
type route struct {
	pattern string // method and path; {name...} is the rest of the path
	page    string // of the documentation, below docs
	needs   []need
	answer  func(*call) (reply, error)
}

var (
	readContents = []need{{"contents", Read}}
	readPulls    = []need{{"pull_requests", Read}}
	writePulls   = []need{{"pull_requests", Write}}
	readComments = []need{{"issues", Read}, {"pull_requests", Read}}
	// A comment in the conversation of a pull request: either permission is enough.
	// https://docs.github.com/rest/issues/comments#create-an-issue-comment
	writeComments = []need{{"issues", Write}, {"pull_requests", Write}}
	readChecks    = []need{{"checks", Read}}
	writeChecks   = []need{{"checks", Write}}
)

// routes are all operations.
var routes = slices.Concat(pullRoutes, contentRoutes, commentRoutes, reviewRoutes, checkRoutes, accountRoutes)

func (s *Server) routes() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		for _, r := range routes {
			if r.matches(q) {
				s.serve(w, q, r)
				return
			}
		}
		if download.matches(q) {
			s.download(w, q)
			return
		}
		s.serve(w, q, route{answer: func(*call) (reply, error) { return reply{}, notFound() }})
	})
}

// numbers are the parameters of paths that are digits, which tells issues/7/comments from issues/comments/7.
var numbers = []string{"number", "comment", "review", "check", "installation"}

// matches says whether a request is for an operation, and keeps the parameters of its path if so.
func (r route) matches(q *http.Request) bool {
	method, pattern, _ := strings.Cut(r.pattern, " ")
	names, values := strings.Split(pattern, "/"), strings.Split(q.URL.EscapedPath(), "/")
	found := map[string]string{}
	for i, name := range names {
		parameter, isParameter := strings.CutPrefix(strings.TrimSuffix(name, "}"), "{")
		rest, isRest := strings.CutSuffix(parameter, "...")
		switch {
		case i >= len(values):
			return false
		case isRest:
			found[rest] = unescape(strings.Join(values[i:], "/"))
			values = values[:len(names)]
		case isParameter:
			found[parameter] = unescape(values[i])
			if found[parameter] == "" || slices.Contains(numbers, parameter) && strings.Trim(values[i], "0123456789") != "" {
				return false
			}
		case name != values[i]:
			return false
		}
	}
	for name, value := range found {
		q.SetPathValue(name, value)
	}
	return method == q.Method && len(names) == len(values)
}

func unescape(text string) string {
	if plain, err := url.PathUnescape(text); err == nil {
		return plain
	}
	return text
}

// serve answers one request, while no other is answered.
func (s *Server) serve(w http.ResponseWriter, q *http.Request, r route) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{Server: s, request: q, header: w.Header(), docs: docs + r.page}
	answer, err := c.answer(r)
	if err != nil {
		answer = c.refuse(err)
	}
	c.finish(w, answer)
}

func (c *call) answer(r route) (reply, error) {
	if err := c.identify(r); err != nil {
		return reply{}, err
	}
	if err := c.read(); err != nil {
		return reply{}, err
	}
	if err := c.locate(); err != nil {
		return reply{}, err
	}
	if !c.actor.may(r.needs) || c.foreign() {
		return reply{}, notAccessible()
	}
	return r.answer(c)
}

func notAccessible() error {
	return &refusal{status: http.StatusForbidden, message: "Resource not accessible by integration"}
}

// identify finds out who asks. Requests of an App about itself are signed and have no token: see byApp.
func (c *call) identify(r route) error {
	if byApp(r.pattern) {
		return nil
	}
	kind, token, _ := strings.Cut(c.request.Header.Get("Authorization"), " ")
	if kind = strings.ToLower(kind); token == "" || kind != "bearer" && kind != "token" {
		return &refusal{status: http.StatusUnauthorized, message: "Requires authentication"}
	}
	c.actor = c.tokens[token]
	if c.actor == nil || c.actor.expired {
		c.actor = nil
		return &refusal{status: http.StatusUnauthorized, message: "Bad credentials", docs: docs}
	}
	c.entry(func(e *Request) { e.Actor = c.actor.user.login })
	return nil
}

// may says whether an actor has one of some permissions. No needs are met by everybody, and by an App itself.
func (a *actor) may(needs []need) bool {
	if len(needs) == 0 {
		return true
	}
	p := map[string]Access{"contents": a.permissions.Contents, "pull_requests": a.permissions.PullRequests, "issues": a.permissions.Issues, "checks": a.permissions.Checks}
	for _, n := range needs {
		if p[n.permission] >= n.access {
			return true
		}
	}
	return false
}

// foreign says whether something would be changed in a repository that the token is not for. All can read it.
func (c *call) foreign() bool {
	return c.actor != nil && c.actor.only != nil && c.repo != nil && c.request.Method != http.MethodGet && !slices.Contains(c.actor.only, c.repo.FullName())
}

// read keeps the body, which must be JSON.
func (c *call) read() error {
	var err error
	if c.body, err = io.ReadAll(c.request.Body); err != nil {
		return err
	}
	if len(c.body) > 0 && !json.Valid(c.body) {
		return &refusal{status: http.StatusBadRequest, message: "Problems parsing JSON"}
	}
	return nil
}

// decode reads the body into a value. A value of the wrong kind is a refusal.
func (c *call) decode(into any) error {
	body := c.body
	if len(body) == 0 {
		body = []byte("{}")
	}
	if err := json.Unmarshal(body, into); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			return invalid("For 'properties/%s', %s is not a %s.", wrong.Field, wrong.Value, wrong.Type)
		}
		return &refusal{status: http.StatusBadRequest, message: "Problems parsing JSON"}
	}
	return nil
}

// locate finds the repository and the pull request that the path names.
func (c *call) locate() error {
	owner, name := c.request.PathValue("owner"), c.request.PathValue("repo")
	if owner == "" {
		return nil
	}
	if c.repo = c.repositories[owner+"/"+name]; c.repo == nil {
		return notFound()
	}
	if number := c.request.PathValue("number"); number != "" {
		n, err := strconv.Atoi(number)
		if c.pull = c.repo.pull(n); err != nil || c.pull == nil {
			return notFound()
		}
	}
	return nil
}

// number is an id in the path; -1 if it is none.
func (c *call) number(name string) int64 {
	n, err := strconv.ParseInt(c.request.PathValue(name), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// refuse turns an error into an answer. One that is no refusal is a fault of ours and fails the test.
func (c *call) refuse(err error) reply {
	var r *refusal
	if !errors.As(err, &r) {
		c.t.Errorf("stand-in: %s %s: %v", c.request.Method, c.request.URL.Path, err)
		r = &refusal{status: http.StatusInternalServerError, message: "Server Error"}
	}
	body := object{"message": r.message, "documentation_url": or(r.docs, c.docs), "status": strconv.Itoa(r.status)}
	if r.errors != nil {
		body["errors"] = r.errors
	}
	return reply{status: r.status, value: body}
}

// finish writes an answer, or 304 if the client has it already.
func (c *call) finish(w http.ResponseWriter, a reply) {
	body := a.raw
	if a.value != nil {
		body, _ = json.Marshal(a.value)
		w.Header().Set("Content-Type", jsonType)
	}
	if a.status == 0 {
		a.status = http.StatusOK
	}
	if c.request.Method == http.MethodGet && a.status == http.StatusOK {
		tag := fmt.Sprintf("W/\"%x\"", sha256.Sum256(append(body, c.header.Get("Link")...)))
		w.Header().Set("ETag", tag)
		if c.request.Header.Get("If-None-Match") == tag {
			a.status, body = http.StatusNotModified, nil
		}
	}
	if a.status != http.StatusNotModified { // which does not count: https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
		c.used.Add(1)
	}
	changed := c.request.Method != http.MethodGet && a.status < http.StatusMultipleChoices && !a.unchanged
	c.entry(func(e *Request) { e.Changed = changed })
	c.limits(w.Header())
	w.WriteHeader(a.status)
	_, _ = w.Write(body)
}

// limits says how many requests are left.
func (s *Server) limits(h http.Header) {
	used := int(s.used.Load())
	for name, value := range map[string]int{
		"Limit": primaryLimit, "Used": used, "Remaining": max(0, primaryLimit-used), "Reset": int(time.Now().Add(time.Hour).Unix()),
	} {
		h.Set("X-Ratelimit-"+name, strconv.Itoa(value))
	}
	h.Set("X-Ratelimit-Resource", "core")
	h.Set("X-Github-Request-Id", fmt.Sprintf("%04X:%06X", used, time.Now().UnixNano()&0xffffff))
}

type entryKey struct{}

func withEntry(ctx context.Context, e *Request) context.Context {
	return context.WithValue(ctx, entryKey{}, e)
}

// entry changes what the journal says of the request.
func (c *call) entry(change func(*Request)) {
	if e, ok := c.request.Context().Value(entryKey{}).(*Request); ok {
		c.journal.update(func() { change(e) })
	}
}

// The pages of lists: https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
const (
	usualPage = 30
	longest   = 100
)

// page cuts a list and says in the header Link where the rest is.
func page[T any](c *call, list []T) []T {
	query := c.request.URL.Query()
	size, number := positive(query.Get("per_page"), usualPage), positive(query.Get("page"), 1)
	size = min(size, longest)
	last := max(1, (len(list)+size-1)/size)
	var links []string
	link := func(page int, relation string) {
		query.Set("page", strconv.Itoa(page))
		at := url.URL{Path: c.request.URL.Path, RawQuery: query.Encode()}
		links = append(links, fmt.Sprintf("<%s%s>; rel=%q", c.URL, at.String(), relation))
	}
	if number > 1 {
		link(min(number-1, last), "prev")
	}
	if number < last {
		link(number+1, "next")
		link(last, "last")
	}
	if number > 1 {
		link(1, "first")
	}
	if len(links) > 0 {
		c.header.Set("Link", strings.Join(links, ", "))
	}
	from := min((number-1)*size, len(list))
	return list[from:min(from+size, len(list))]
}

func positive(text string, otherwise int) int {
	if n, err := strconv.Atoi(text); err == nil && n > 0 {
		return n
	}
	return otherwise
}

// each turns a list into what is sent; an empty one is [], not null.
func each[T any](list []T, show func(T) object) []object {
	shown := []object{}
	for _, x := range list {
		shown = append(shown, show(x))
	}
	return shown
}
