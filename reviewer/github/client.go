// Package github takes drafts from pull requests and carries what there is to say back to them.
package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"
	"github.com/rightsreview/rightsreview/reviewer/patience"
	"github.com/rightsreview/rightsreview/reviewer/pull"
	"github.com/shurcooL/githubv4"
)

// defaultAPI is where GitHub's REST API is.
const defaultAPI = "https://api.github.com/"

// Options say how GitHub is reached.
type Options struct {
	API     string // address of the REST API; empty for defaultAPI
	GraphQL string // address of the GraphQL API; empty for the one beside the REST API
	Token   string // of a user or an installation, or the one of a workflow; empty to read what is public
	App     *App   // to log in as an App instead; nil for the token
	Bot     string // login under which the token writes, where that cannot be asked: "name[bot]"; empty if not known
	Version string // of the program, for the name under which it asks

	Pace    time.Duration // between two writes; GitHub asks for a second at least, and less is for tests
	Timeout time.Duration // of one request
	MaxWait time.Duration // in all, for limits to pass
	Tell    func(string)  // hears of every wait; may be nil
	DryRun  func(Request) // takes every write instead of GitHub; nil to send them

	Transport http.RoundTripper // nil for the usual one
	Sleep     func(context.Context, time.Duration) error
}

// Usual times: GitHub asks integrators to leave a second between writes (docs.github.com, "Best practices for using the REST
// API", "Pause between mutative requests").
const (
	UsualPace    = time.Second
	UsualTimeout = 30 * time.Second
	UsualMaxWait = 15 * time.Minute
)

// Client speaks to one GitHub. It is made for one goroutine at a time.
type Client struct {
	rest    *github.Client
	graph   *githubv4.Client
	options Options
	limits  *limits
	self    *pull.Account // who we are; nil until it is asked
}

// New makes a client. It asks nothing yet.
func New(o Options) (*Client, error) {
	o = o.withDefaults()
	api, err := apiURL(o.API)
	if err != nil {
		return nil, err
	}
	graph := o.GraphQL
	if graph == "" {
		graph = graphURL(api)
	}
	c := &Client{options: o, limits: newLimits(o, graph)}
	transport := http.RoundTripper(c.limits)
	if o.App != nil {
		if transport, err = o.App.transport(transport, strings.TrimSuffix(api.String(), "/")); err != nil {
			return nil, err
		}
	} else if o.Token != "" {
		transport = &bearer{transport, o.Token}
	}
	c.rest = github.NewClient(&http.Client{Transport: transport})
	c.rest.BaseURL = api
	c.graph = githubv4.NewEnterpriseClient(graph, &http.Client{Transport: transport})
	return c, nil
}

func (o Options) withDefaults() Options {
	if o.API == "" {
		o.API = defaultAPI
	}
	if o.Timeout == 0 {
		o.Timeout = UsualTimeout
	}
	if o.Sleep == nil {
		o.Sleep = patience.Sleep
	}
	if o.Tell == nil {
		o.Tell = func(string) {}
	}
	if o.Transport == nil {
		o.Transport = http.DefaultTransport
	}
	return o
}

// userAgent is the name under which the program asks.
func userAgent(version string) string {
	return "rightsreview/" + version + " (+https://github.com/rightsreview/rightsreview)"
}

// ServerAPI is the address of the REST API of a GitHub server, given by the address that people open:
// https://github.example.org has it at /api/v3 (docs.github.com, "GitHub Enterprise Server REST API").
func ServerAPI(page string) (string, error) {
	u, err := url.Parse(page)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return "", fmt.Errorf("%q is no address of a GitHub: write one such as https://github.example.org", shown(u))
	}
	switch {
	case u.Host == "github.com" || u.Host == "api.github.com":
		return defaultAPI, nil
	case strings.HasSuffix(u.Host, ".ghe.com") && !strings.HasPrefix(u.Host, "api."):
		return "https://api." + u.Host + "/", nil // GitHub Enterprise Cloud with data residency
	case strings.Contains(u.Path, "/api/"):
		return page, nil
	}
	return strings.TrimSuffix(page, "/") + "/api/v3/", nil
}

func apiURL(api string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSuffix(api, "/") + "/")
	if err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && local(u.Hostname())) {
		return nil, fmt.Errorf("%q is no address of a GitHub API that can be used: it must begin with https://", shown(u))
	}
	return u, nil
}

// shown is an address as it can be told: without a name and a password. It is empty if it could not be read.
func shown(u *url.URL) string {
	if u == nil {
		return ""
	}
	bare := *u
	bare.User = nil
	return bare.String()
}

// local reports whether a host is this computer, so that a token does not leave it in clear text.
func local(host string) bool { return host == "localhost" || host == "127.0.0.1" || host == "::1" }

// graphURL is where the GraphQL API is beside the REST API.
func graphURL(api *url.URL) string {
	u := *api
	if strings.HasSuffix(u.Path, "/api/v3/") {
		u.Path = strings.TrimSuffix(u.Path, "v3/") + "graphql"
	} else {
		u.Path += "graphql"
	}
	return u.String()
}

// bearer adds the token to requests.
type bearer struct {
	next  http.RoundTripper
	token string
}

func (b *bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+b.token)
	return b.next.RoundTrip(r)
}

// Self is the account under which the client writes. The token of a workflow must not be asked for it (it gets 403), so its
// account is known by its name.
func (c *Client) Self(ctx context.Context) (pull.Account, error) {
	if c.self != nil {
		return *c.self, nil
	}
	self, err := c.askSelf(ctx)
	if err == nil {
		c.self = &self
	}
	return self, err
}

func (c *Client) askSelf(ctx context.Context) (pull.Account, error) {
	switch o := c.options; {
	case o.App != nil:
		return o.App.account(ctx)
	case o.Bot != "":
		return pull.Account{Login: o.Bot, Bot: true}, nil
	case strings.HasPrefix(o.Token, "ghs_"):
		return pull.Account{Login: "github-actions[bot]", Bot: true}, nil
	case o.Token == "":
		return pull.Account{}, nil
	}
	user, _, err := c.rest.Users.Get(ctx, "")
	if err != nil {
		return pull.Account{}, explain("ask whose token this is", err)
	}
	return accountOf(user), nil
}

// Same reports whether an account is another one's. Names with brackets are those of bots, and people cannot have them.
func Same(a, b pull.Account) bool {
	if a.ID != 0 && b.ID != 0 {
		return a.ID == b.ID
	}
	return a.Login != "" && strings.EqualFold(a.Login, b.Login) && a.Bot == b.Bot
}

func accountOf(u *github.User) pull.Account {
	return pull.Account{ID: u.GetID(), Login: u.GetLogin(), Bot: u.GetType() == "Bot"}
}

// explain says what failed, and what to do about it where that is known. The token is in none of it.
func explain(doing string, err error) error {
	var reply *github.ErrorResponse
	if !errors.As(err, &reply) || reply.Response == nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	message := reply.Message
	for _, e := range reply.Errors {
		message += ", " + e.Message
	}
	return &replyError{Doing: doing, Status: reply.Response.StatusCode, Message: message}
}

// replyError is an answer of GitHub's that is no success.
type replyError struct {
	Doing   string
	Status  int
	Message string // GitHub's
}

// hints say what to do about an answer, by status.
var hints = map[int]string{
	http.StatusUnauthorized: "the token is not valid or has expired",
	http.StatusForbidden:    "the token may not do this: see the permissions in docs/action.md",
	http.StatusNotFound:     "there is no such thing, or the token cannot see it",
}

// Error gives what failed, GitHub's words and a hint.
func (e *replyError) Error() string {
	text := fmt.Sprintf("%s: GitHub answers %d %s", e.Doing, e.Status, strings.TrimSpace(e.Message))
	if hint := hints[e.Status]; hint != "" {
		text += " (" + hint + ")"
	}
	return text
}

// status is that of an answer which is no success; 0 if the error is of another kind.
func status(err error) int {
	var reply *github.ErrorResponse
	if errors.As(err, &reply) && reply.Response != nil {
		return reply.Response.StatusCode
	}
	var own *replyError
	if errors.As(err, &own) {
		return own.Status
	}
	return 0
}
