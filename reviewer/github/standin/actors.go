package standin

import (
	"crypto/rsa"
	"fmt"
	"maps"
	"strings"
	"time"
)

// Access is what may be done with a kind of thing.
type Access int

const (
	None Access = iota
	Read
	Write
)

func (a Access) String() string { return [...]string{"none", "read", "write"}[a] }

// Permissions are what a token may do.
type Permissions struct{ Contents, PullRequests, Issues, Checks Access }

var (
	// Reviewer may do what a reviewer needs, and may not resolve threads.
	Reviewer = Permissions{Contents: Read, PullRequests: Write, Issues: Write, Checks: Write}
	// ReadOnly is what a workflow may do for a pull request from a fork, whatever it asks for.
	ReadOnly = Permissions{Contents: Read, PullRequests: Read, Issues: Read, Checks: Read}
	// All is everything.
	All = Permissions{Contents: Write, PullRequests: Write, Issues: Write, Checks: Write}
)

// user is somebody with an account.
type user struct {
	login   string
	id      int64
	bot     bool
	created time.Time
}

// actor is who asks, by a token.
type actor struct {
	user         *user
	permissions  Permissions
	app          *App     // of a token of an App, which that of a workflow is too; nil for people
	installation bool     // the token is one of an installation: it begins with ghs_
	only         []string // the repositories that the token is for, with their owners; nil for all
	expired      bool
}

// workflowUser is who GitHub's own token of a workflow writes as: https://api.github.com/users/github-actions%5Bbot%5D
const (
	workflowSlug   = "github-actions"
	workflowUserID = 41898282
	workflowAppID  = 15368
)

// Token gives a token of a person, who is made if need be.
func (s *Server) Token(login string, p Permissions) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	token := fmt.Sprintf("ghp_%s%d", login, len(s.tokens)+1)
	s.tokens[token] = &actor{user: s.user(login), permissions: p}
	return token
}

// WorkflowToken gives a token as workflows have it: that of github-actions[bot].
func (s *Server) WorkflowToken(p Permissions) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	app := s.apps[workflowAppID]
	if app == nil {
		app = &App{server: s, ID: workflowAppID, Slug: workflowSlug, permissions: All}
		s.apps[app.ID] = app
		s.users[app.Login()] = &user{login: app.Login(), id: workflowUserID, bot: true, created: s.clock}
	}
	return s.installationToken(app, p)
}

// UserID is the id of somebody, who is made if need be.
func (s *Server) UserID(login string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.user(login).id
}

// Expire makes a token invalid: who uses it gets 401.
func (s *Server) Expire(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.tokens[token]; a != nil {
		a.expired = true
	}
}

// App is a GitHub App, installed once in every repository.
type App struct {
	ID           int64
	Slug         string
	Installation int64 // its id

	server      *Server
	key         *rsa.PublicKey
	permissions Permissions
}

// App registers an App that signs with the private half of a key.
func (s *Server) App(slug string, key *rsa.PublicKey, p Permissions) *App {
	s.mu.Lock()
	defer s.mu.Unlock()
	app := &App{server: s, ID: s.id("app"), Slug: slug, Installation: s.id("installation"), key: key, permissions: p}
	s.apps[app.ID] = app
	s.user(app.Login()).bot = true
	return app
}

// Login is the name under which an App writes.
func (a *App) Login() string { return a.Slug + "[bot]" }

// Token gives a token of the installation, as if the App had asked for it.
func (a *App) Token() string {
	a.server.mu.Lock()
	defer a.server.mu.Unlock()
	return a.server.installationToken(a, a.permissions)
}

func (s *Server) installationToken(app *App, p Permissions) string {
	token := fmt.Sprintf("ghs_%s%d", strings.ReplaceAll(app.Slug, "-", ""), len(s.tokens)+1)
	s.tokens[token] = &actor{user: s.user(app.Login()), permissions: p, app: app, installation: true}
	return token
}

// Collaborator gives somebody a role in a repository: read, triage, write, maintain or admin.
func (r *Repository) Collaborator(login, role string) {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	r.server.user(login)
	r.roles[login] = role
}

// role is the role of somebody. As every repository can be read by everybody who has an account, it is never none.
func (r *Repository) role(u *user) string {
	switch role := r.roles[u.login]; {
	case role != "":
		return role
	case u.login == r.Owner:
		return "admin"
	}
	return "read"
}

// association is what GitHub calls the relation of an author to a repository.
func (r *Repository) association(u *user) string {
	switch {
	case u.login == r.Owner:
		return "OWNER"
	case r.roles[u.login] != "":
		return "COLLABORATOR"
	case r.contributors[u.login]:
		return "CONTRIBUTOR"
	}
	return "NONE"
}

// names are the permissions as GitHub writes them.
func (p Permissions) names() map[string]string {
	all := map[string]Access{"contents": p.Contents, "pull_requests": p.PullRequests, "issues": p.Issues, "checks": p.Checks}
	named := map[string]string{"metadata": "read"}
	maps.DeleteFunc(all, func(_ string, a Access) bool { return a == None })
	for name, a := range all {
		named[name] = a.String()
	}
	return named
}
