package github

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-github/v60/github"
	"github.com/rightsreview/rightsreview/reviewer/github/standin"
	"github.com/rightsreview/rightsreview/reviewer/patch"
	pl "github.com/rightsreview/rightsreview/reviewer/pull"
)

// clientOf is a client of a GitHub for tests, with the token of a workflow. Whatever it sends and gets is held against GitHub's
// description where there is one.
func clientOf(t *testing.T, s *standin.Server) *Client {
	t.Helper()
	c, err := New(Options{
		API: s.URL, Token: s.WorkflowToken(standin.Reviewer), Version: "test", Pace: time.Millisecond, MaxWait: time.Hour,
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }, Transport: standin.Checked(t, nil),
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func open(t *testing.T, c *Client, number int) *PullRequest {
	t.Helper()
	p, err := c.OpenPull(t.Context(), Ref{"example", "drafts", number})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// drafts finds and reads the drafts of a pull request, with the version before each.
func drafts(t *testing.T, p *PullRequest, s Search) (paths []string, old map[string]string) {
	t.Helper()
	if err := p.Find(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	old = map[string]string{}
	for d, err := range p.Drafts(t.Context()) {
		if err != nil {
			t.Fatalf("%s: %v", d.Path, err)
		}
		paths = append(paths, d.Path)
		if e := p.Earlier(d); e != nil {
			old[d.Path] = e.Path + ": " + string(e.Source)
		}
	}
	return paths, old
}

// draft is a text that is told to be a draft by what is in it.
func draft(n int) string {
	var b strings.Builder
	b.WriteString("# A draft\n\nServers MUST be polite.\n\n")
	for i := range n {
		fmt.Fprintf(&b, "Line %d of the draft.\n", i)
	}
	return b.String()
}

func TestDrafts(t *testing.T) {
	s := standin.New(t)
	repo := s.Repository("example", "drafts")
	repo.Commit("main", standin.Files{
		"draft-a.md": draft(60), "moved.md": draft(50), "gone.md": "Servers SHOULD go.\n", "README.md": "Hello.\n", "crlf.md": strings.ReplaceAll(draft(20), "\n", "\r\n"),
	})
	changed := strings.Replace(draft(60), "Line 30 of", "Line thirty of", 1)
	pull := repo.Open(standin.PR{Files: standin.Files{
		"draft-a.md": changed, "moved.md": standin.Gone, "sub/dir/moved (2).md": draft(50), "gone.md": standin.Gone, "new.md": draft(5), "README.md": "Hello, you.\n",
		"draft-b.xml": "<rfc category='std'></rfc>", "draft-b.txt": "x", ".hidden/draft-c.md": draft(5), "node_modules/draft-d.md": draft(5),
		"code.go": "package x // MUST\n", "crlf.md": strings.ReplaceAll(strings.Replace(draft(20), "Line 3 ", "Line three ", 1), "\n", "\r\n"),
		"attic/draft-e.md": draft(5), "picture.pdf": "%PDF-1.4\x00\x00",
	}})
	p := open(t, clientOf(t, s), pull.Number)
	paths, old := drafts(t, p, Search{Ignored: func(path string) bool { return path == "attic" }})
	slices.Sort(paths)
	if diff := cmp.Diff([]string{"crlf.md", "draft-a.md", "draft-b.xml", "new.md", "picture.pdf", "sub/dir/moved (2).md"}, paths); diff != "" {
		t.Errorf("drafts (-want +got):\n%s", diff)
	}
	want := map[string]string{
		"draft-a.md": "draft-a.md: " + draft(60), "sub/dir/moved (2).md": "moved.md: " + draft(50),
		"crlf.md": "crlf.md: " + strings.ReplaceAll(draft(20), "\n", "\r\n"),
	}
	if diff := cmp.Diff(want, old); diff != "" {
		t.Errorf("versions before (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"draft-b.txt is the same draft as draft-b.xml", "gone.md is deleted by this pull request"}, p.Left); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
	if a := p.PatchOf("draft-a.md"); !a.Changed(patch.Right, 35, 35) || a.Changed(patch.Right, 1, 10) {
		t.Errorf("the patch is %+v", a)
	}
	if n := s.Count("GET", "compare/*"); n != 0 {
		t.Errorf("%d comparisons, and the patches tell all", n)
	}
}

// TestDraftsWithoutPatch reads both versions where GitHub gives no patch.
func TestDraftsWithoutPatch(t *testing.T) {
	s := standin.New(t)
	s.Limits.Patch = 100
	repo := s.Repository("example", "drafts")
	repo.Commit("main", standin.Files{"draft-a.md": draft(600)})
	pull := repo.Open(standin.PR{Files: standin.Files{"draft-a.md": strings.ReplaceAll(draft(600), "Line 5", "Row 5"), "new.md": draft(40)}})
	pull.PushBase(standin.Files{"draft-a.md": draft(700)}) // the version before is not that of the base branch
	p := open(t, clientOf(t, s), pull.Number)
	_, old := drafts(t, p, Search{})
	if diff := cmp.Diff(map[string]string{"draft-a.md": "draft-a.md: " + draft(600)}, old); diff != "" {
		t.Error(diff)
	}
	if a := p.PatchOf("draft-a.md"); !a.Changed(patch.Right, 10, 10) || a.Changed(patch.Right, 6, 9) {
		t.Errorf("the patch is wrong: %+v", a.Hunks[0])
	}
	if a := p.PatchOf("new.md"); !a.Changed(patch.Right, 1, 44) {
		t.Errorf("all of a new file is changed: %+v", a)
	}
}

// TestManyFiles reads all pages, and says what GitHub does not list.
func TestManyFiles(t *testing.T) {
	s := standin.New(t)
	s.Limits.Files = 250
	repo := s.Repository("example", "drafts")
	repo.Commit("main", standin.Files{"x.md": "x"})
	files := standin.Files{}
	for i := range 260 {
		files[fmt.Sprintf("note-%03d.md", i)] = "# A note\n"
	}
	files["draft-a.md"] = draft(3)
	p := open(t, clientOf(t, s), repo.Open(standin.PR{Files: files}).Number)
	if err := p.Find(t.Context(), Search{Draft: func(path string) (bool, bool) { return path == "draft-a.md", true }}); err != nil {
		t.Fatal(err)
	}
	if n := s.Count("GET", "files"); n != 3 {
		t.Errorf("%d pages were read", n)
	}
	if len(p.Gaps) != 1 || !strings.Contains(p.Gaps[0], "changes 261 files, and GitHub lists 250") {
		t.Errorf("gaps %q", p.Gaps)
	}
	p = open(t, clientOf(t, s), 1)
	if err := p.Find(t.Context(), Search{}); err != nil {
		t.Fatal(err)
	}
	if len(p.candidates) != mostDrafts || len(p.Gaps) != 2 {
		t.Errorf("%d candidates, gaps %q", len(p.candidates), p.Gaps)
	}
}

func TestReadFolder(t *testing.T) {
	s := standin.New(t)
	repo := s.Repository("example", "drafts")
	repo.Commit("main", standin.Files{"rules/surveillance/own.yaml": "title: Own\n", "rules/README.md": "x", "rules/concepts/a.yaml": "b", "x.md": "x"})
	p := open(t, clientOf(t, s), repo.Open(standin.PR{Files: standin.Files{"rules/surveillance/own.yaml": "title: Evil\n"}}).Number)
	files, err := p.ReadFolder(t.Context(), "rules")
	if err != nil || len(files) != 2 || string(files["surveillance/own.yaml"]) != "title: Own\n" {
		t.Errorf("read %q, %v", files, err)
	}
	if _, err := p.ReadFolder(t.Context(), "none"); err == nil || !strings.Contains(err.Error(), "folder none of the base branch") {
		t.Errorf("error %v", err)
	}
}

func TestContentThatIsNotOfTheCommit(t *testing.T) {
	s := standin.New(t)
	repo := s.Repository("example", "drafts")
	repo.Commit("main", standin.Files{"x.md": "x"})
	pull := repo.Open(standin.PR{Files: standin.Files{"draft-a.md": draft(3)}})
	s.Inject(standin.Fault{Match: standin.On("GET", "contents/draft-a.md"), Status: 200, Body: "another text", Times: -1})
	c, err := New(Options{API: s.URL, Token: s.WorkflowToken(standin.Reviewer), MaxWait: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	p := open(t, c, pull.Number)
	if err := p.Find(t.Context(), Search{}); err != nil {
		t.Fatal(err)
	}
	for _, err := range p.Drafts(t.Context()) {
		if err == nil || !strings.Contains(err.Error(), "is not that of the commit") {
			t.Errorf("error %v", err)
		}
	}
}

func TestParseRef(t *testing.T) {
	for text, want := range map[string]string{
		"example/drafts#12":                              "example/drafts#12",
		"https://github.com/example/drafts/pull/12":      "example/drafts#12 github.com",
		"https://ghe.example.org/a/b.c/pull/3/files?x#y": "a/b.c#3 ghe.example.org",
		"example/drafts":                                 "",
		"example/drafts#0":                               "",
		"example/drafts#99999999999999999999":            "",
		"../drafts#1":                                    "",
		"https://github.com/example/drafts/issues/12":    "",
		"https://github.com/example/drafts/pull/12evil":  "",
		"javascript:alert(1)//github.com/a/b/pull/1":     "",
		"https://github.com/example/dr%2fafts/pull/12":   "",
		"example/drafts#1 extra":                         "",
	} {
		ref, host, err := ParseRef(text)
		got := strings.TrimSpace(ref.String() + " " + host)
		if err != nil {
			got = ""
		}
		if got != want {
			t.Errorf("ParseRef(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestServerAPI(t *testing.T) {
	for page, want := range map[string]string{
		"https://github.com":                "https://api.github.com/",
		"https://github.example.org":        "https://github.example.org/api/v3/",
		"https://github.example.org/":       "https://github.example.org/api/v3/",
		"https://example.ghe.com":           "https://api.example.ghe.com/",
		"https://github.example.org/api/v3": "https://github.example.org/api/v3",
		"github.example.org":                "",
		"file:///etc/passwd":                "",
	} {
		if got, err := ServerAPI(page); got != want || (err == nil) != (want != "") {
			t.Errorf("ServerAPI(%q) = %q, %v; want %q", page, got, err, want)
		}
	}
	if _, err := New(Options{API: "http://github.example.org/api/v3/", Token: "x"}); err == nil {
		t.Error("a token would be sent in clear text")
	}
	for api, want := range map[string]string{
		"https://api.github.com/": "https://api.github.com/graphql", "https://github.example.org/api/v3/": "https://github.example.org/api/graphql",
	} {
		u, err := apiURL(api)
		if err != nil || graphURL(u) != want {
			t.Errorf("GraphQL of %s: %s, %v", api, graphURL(u), err)
		}
	}
}

func TestUnwrapped(t *testing.T) {
	for body, want := range map[string]string{
		`{"type":"file","encoding":"base64","content":"aGVs\nbG8=","sha":"` + blobSHA([]byte("hello")) + `"}`: "hello",
		`{"type":"file","encoding":"base64","content":"aGVsbG8=","sha":"0"}`:                                  `{"type":"file","encoding":"base64","content":"aGVsbG8=","sha":"0"}`,
		`{"a": 1}`: `{"a": 1}`,
	} {
		if got := string(unwrapped([]byte(body))); got != want {
			t.Errorf("unwrapped(%s) = %s", body, got)
		}
	}
}

// TestTokenIsNotShown says that an answer which repeats the token does not bring it into an error.
func TestTokenIsNotShown(t *testing.T) {
	s := standin.New(t)
	token := s.WorkflowToken(standin.Reviewer)
	s.Inject(standin.Fault{Status: 403, Body: `{"message":"Bearer ` + token + ` may not"}`, Times: -1})
	c, err := New(Options{API: s.URL, Token: token, MaxWait: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.OpenPull(t.Context(), Ref{"example", "drafts", 1})
	if err == nil || strings.Contains(err.Error(), token) || !strings.Contains(err.Error(), "Bearer *** may not") {
		t.Errorf("error %v", err)
	}
}

// TestOtherAccount tells that a token writes under another account than the one that is taken for ours.
func TestOtherAccount(t *testing.T) {
	s := standin.New(t)
	repo := s.Repository("example", "drafts")
	repo.Commit("main", standin.Files{"x.md": "x"})
	pull := repo.Open(standin.PR{Files: standin.Files{"draft-a.md": draft(3)}})
	c := clientOf(t, s)
	p := &Publisher{Pull: open(t, c, pull.Number)}
	c.self = &pl.Account{Login: "our-app[bot]", Bot: true}
	p.whose(&github.User{Login: github.String("github-actions[bot]"), Type: github.String("Bot")})
	if len(p.Result.Missed) != 1 || !strings.Contains(p.Result.Missed[0], "writes as github-actions[bot] and not as our-app[bot]") {
		t.Errorf("told: %q", p.Result.Missed)
	}
}
