// Package standin is a strict GitHub for tests: it keeps repositories, pull requests and what is said on them in memory,
// answers on loopback, and refuses what GitHub refuses, in GitHub's words.
//
//	s := standin.New(t)
//	repo := s.Repository("example", "drafts")
//	repo.Commit("main", standin.Files{"draft.md": "One.\n"})
//	pull := repo.Open(standin.PR{Author: "alice", Files: standin.Files{"draft.md": "One.\nTwo.\n"}})
//	token := s.WorkflowToken(standin.Reviewer)
//	// ... point a client at s.URL, with the token, and let it review pull.Number ...
//	for _, review := range pull.Reviews() { ... }
//
// It is stricter than GitHub where GitHub's mercy depends on things that tests do not model: every repository is as if it
// were private, so that reading needs a permission too. Differences between files are those of the real git, never those
// of our own code, which is what is tested.
//
// What GitHub does not document is guessed on the strict side: a commit that was pushed away by force is no longer one of the
// pull request; the base of a pull request moves only with its head; lines between which others were put are outdated. The
// words of some refusals are guessed too: go by the status.
//
// It does not know symbolic links, submodules, merge conflicts, labels, webhooks and the secondary limits (see
// SecondaryLimit for a fault that imitates them).
package standin

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Server is a GitHub. All its methods may be called while it answers requests.
type Server struct {
	// URL is the root of the API, without a slash at the end.
	URL string
	// Limits may be made smaller before the first request, so that tests need no large files.
	Limits Limits

	t       testing.TB
	handler http.Handler

	mu           sync.Mutex // guards all below, and everything that is reached from it
	clock        time.Time
	ids          map[string]int64
	users        map[string]*user
	tokens       map[string]*actor
	apps         map[int64]*App
	repositories map[string]*Repository
	diffs        *differ

	used    atomic.Int64 // requests that count for the primary limit
	journal journal
	faults  faults
}

// Limits are what GitHub does not give or take.
type Limits struct {
	Patch    int // bytes of a patch; a larger one is left out of the files of a pull request
	Contents int // bytes of a file that comes as base64 in JSON
	Raw      int // bytes of a file that comes at all
	Files    int // files of a pull request
}

// githubLimits are GitHub's own, but for Patch: that large patches are left out is documented, the size is our guess.
// https://docs.github.com/rest/repos/contents#get-repository-content
// https://docs.github.com/rest/pulls/pulls#list-pull-requests-files
var githubLimits = Limits{Patch: 1 << 20, Contents: 1 << 20, Raw: 100 << 20, Files: 3000}

// New starts a GitHub that knows nobody and nothing. It stops when the test ends.
func New(t testing.TB) *Server {
	t.Helper()
	s := &Server{
		Limits: githubLimits, t: t,
		clock: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC),
		ids:   map[string]int64{}, users: map[string]*user{}, tokens: map[string]*actor{}, apps: map[int64]*App{},
		repositories: map[string]*Repository{}, diffs: newDiffer(),
	}
	s.handler = s.middle(s.routes())
	server := httptest.NewServer(s.handler)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Handler answers as the server does, for whoever wants to listen elsewhere. The addresses in replies begin with URL.
func (s *Server) Handler() http.Handler { return s.handler }

// SetClock says what time it is on GitHub. Every action takes one second of it.
func (s *Server) SetClock(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clock = now.UTC().Truncate(time.Second)
}

// Now is the time on GitHub.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clock
}

// tick is the time of an action; the next one is a second later.
func (s *Server) tick() time.Time {
	s.clock = s.clock.Add(time.Second)
	return s.clock
}

// firstID gives every kind a range of its own, beyond 32 bits for what GitHub counts that far: an id of the wrong kind is
// then never right by chance.
var firstID = map[string]int64{
	"user": 1_000, "repository": 500_000, "pull": 1_600_000_000, "comment": 2_700_000_000, "review": 3_800_000_000,
	"review comment": 4_900_000_000, "reaction": 600_000, "check run": 50_000_000_000, "app": 70_000, "installation": 80_000,
}

func (s *Server) id(kind string) int64 {
	s.ids[kind]++
	return firstID[kind] + s.ids[kind]
}

// user gives somebody, who is made if need be.
func (s *Server) user(login string) *user {
	if u, ok := s.users[login]; ok {
		return u
	}
	u := &user{login: login, id: s.id("user"), created: s.clock}
	s.users[login] = u
	return u
}
