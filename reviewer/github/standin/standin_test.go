package standin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// caller asks the stand-in. What it asks may be wrong; the replies are held against GitHub's description if there is one.
type caller struct {
	t      *testing.T
	root   string
	client *http.Client
	header http.Header
}

func as(t *testing.T, s *Server, token string) caller {
	t.Helper()
	transport := Checked(t, nil)
	if v, ok := transport.(*validating); ok {
		v.refused = true
	}
	return caller{t: t, root: s.URL, client: &http.Client{Transport: bearer{token, transport}}}
}

// answer is a reply as a test sees it.
type answer struct {
	status int
	header http.Header
	text   string
	value  any
}

// do sends a body as JSON; a string is sent as it is.
func (c caller) do(method, path string, body any) answer {
	c.t.Helper()
	content, ok := body.(string)
	if !ok && body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		content = string(encoded)
	}
	if !strings.HasPrefix(path, "http") {
		path = c.root + path
	}
	q, err := http.NewRequest(method, path, strings.NewReader(content))
	if err != nil {
		c.t.Fatal(err)
	}
	if content != "" {
		q.Header.Set("Content-Type", "application/json")
	} else {
		q.Body = nil
	}
	for name, values := range c.header {
		q.Header[name] = values
	}
	got, err := c.client.Do(q)
	if err != nil {
		c.t.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	a := answer{status: got.StatusCode, header: got.Header, text: string(text)}
	_ = json.Unmarshal(text, &a.value)
	return a
}

func (c caller) get(path string) answer { c.t.Helper(); return c.do("GET", path, nil) }

// with gives a caller that sends a header too.
func (c caller) with(name, value string) caller {
	c.header = http.Header{name: {value}}
	return c
}

// at walks into the value: names of fields and numbers of elements.
func (a answer) at(path ...any) any {
	value := a.value
	for _, step := range path {
		switch s := step.(type) {
		case string:
			fields, _ := value.(map[string]any)
			value = fields[s]
		case int:
			list, _ := value.([]any)
			if s >= len(list) {
				return nil
			}
			value = list[s]
		}
	}
	return value
}

func (a answer) list() []any {
	list, _ := a.value.([]any)
	return list
}

// lines are numbered lines of text.
func lines(from, to int) string {
	var b strings.Builder
	for i := from; i <= to; i++ {
		fmt.Fprintf(&b, "line %d\n", i)
	}
	return b.String()
}

// draft has 60 lines, of which line 10 and line 40 are changed: "@@ -7,7 +7,8 @@" and "@@ -37,7 +38,6 @@".
var (
	before = lines(1, 60)
	after  = strings.Replace(strings.Replace(before, "line 10\n", "line ten\nand more\n", 1), "line 40\n", "", 1)
)

// example is a repository with a pull request of alice from her fork.
func example(t *testing.T) (*Server, *Repository, *Pull) {
	t.Helper()
	s := New(t)
	repo := s.Repository("example", "drafts")
	repo.Commit("main", Files{"draft.md": before, "notes/old.txt": lines(1, 20), "gone.md": "Gone.\n", "image.png": "\x89PNG\x00"})
	pull := repo.Open(PR{Author: "alice", Fork: "alice", Title: "Longer", Body: "It is longer.", Files: Files{
		"draft.md": after, "notes/old.txt": Gone, "notes/new.txt": lines(1, 20) + "more\n", "gone.md": Gone, "image.png": "\x89PNG\x00\x00", "added.md": "New.",
	}})
	return s, repo, pull
}

const pullPath = "/repos/example/drafts/pulls/1"

// draftPatch is what git says of draft.md.
const draftPatch = "@@ -7,7 +7,8 @@ line 6\n line 7\n line 8\n line 9\n-line 10\n+line ten\n+and more\n line 11\n line 12\n line 13\n" +
	"@@ -37,7 +38,6 @@ line 36\n line 37\n line 38\n line 39\n-line 40\n line 41\n line 42\n line 43"

func TestPull(t *testing.T) {
	s, repo, pull := example(t)
	c := as(t, s, s.WorkflowToken(Reviewer))
	got := c.get(pullPath)
	for name, want := range map[string]any{
		"number": 1.0, "title": "Longer", "body": "It is longer.", "state": "open", "draft": false, "merged": false, "changed_files": 5.0,
		"additions": 4.0, "deletions": 3.0, "commits": 1.0,
	} {
		if got.at(name) != want {
			t.Errorf("%s: %v, want %v", name, got.at(name), want)
		}
	}
	if got.at("head", "repo", "full_name") != "alice/drafts" || got.at("base", "repo", "full_name") != "example/drafts" ||
		got.at("head", "sha") != pull.Head() || got.at("base", "sha") != repo.Head("main") || got.at("head", "repo", "fork") != true {
		t.Errorf("ends of the pull request: %v, %v", got.at("head"), got.at("base"))
	}
	pull.LoseFork()
	if got := c.get(pullPath); got.at("head", "repo") != nil {
		t.Errorf("repository of a fork that is gone: %v", got.at("head", "repo"))
	}
	if got := c.get("/repos/example/drafts/pulls?state=open&head=alice:change-1"); len(got.list()) != 1 {
		t.Errorf("open pull requests: %s", got.text)
	}
	if got := c.get("/repos/example/drafts/commits/" + pull.Head() + "/pulls"); len(got.list()) != 1 {
		t.Errorf("pull requests of its commit: %s", got.text)
	}
	if got := c.get(pullPath + "/commits"); got.at(0, "sha") != pull.Head() {
		t.Errorf("commits: %s", got.text)
	}
	merge := pull.Merge()
	if got := c.get(pullPath); got.at("merged") != true || got.at("state") != "closed" || got.at("merge_commit_sha") != merge || got.at("changed_files") != 5.0 {
		t.Errorf("after the merge: %s", got.text)
	}
}

func TestFiles(t *testing.T) {
	s, _, _ := example(t)
	c := as(t, s, s.WorkflowToken(Reviewer))
	got := c.get(pullPath + "/files")
	type file struct{ name, previous, status, patch any }
	for i, want := range []file{
		{"added.md", nil, "added", "@@ -0,0 +1 @@\n+New.\n\\ No newline at end of file"},
		{"draft.md", nil, "modified", draftPatch},
		{"gone.md", nil, "removed", "@@ -1 +0,0 @@\n-Gone."},
		{"image.png", nil, "modified", nil},
		{"notes/new.txt", "notes/old.txt", "renamed", "@@ -18,3 +18,4 @@ line 17\n line 18\n line 19\n line 20\n+more"},
	} {
		if have := (file{got.at(i, "filename"), got.at(i, "previous_filename"), got.at(i, "status"), got.at(i, "patch")}); have != want {
			t.Errorf("file %d: %q, want %q", i, have, want)
		}
	}
	if len(got.list()) != 5 || got.at(0, "sha") != hash("blob", []byte("New.")) || got.at(1, "changes") != 4.0 {
		t.Errorf("files: %s", got.text)
	}
	s.Limits.Patch = 100
	if got := c.get(pullPath + "/files"); got.at(1, "patch") != nil || got.at(0, "patch") == nil {
		t.Errorf("a large patch is not left out, or a small one is: %s", got.text)
	}
}

func TestPages(t *testing.T) {
	s, repo, _ := example(t)
	files := Files{}
	for i := range 205 {
		files[fmt.Sprintf("%03d.md", i)] = "Text.\n"
	}
	repo.Open(PR{Files: files})
	c := as(t, s, s.WorkflowToken(Reviewer))
	path := "/repos/example/drafts/pulls/2/files"
	if n := len(c.get(path).list()); n != 30 {
		t.Errorf("%d files on the usual page, want 30", n)
	}
	for _, page := range []struct {
		query, first string
		length       int
		relations    string
	}{
		{"?per_page=100", "000.md", 100, "next last"},
		{"?per_page=1000&page=2", "100.md", 100, "prev next last first"},
		{"?per_page=100&page=3", "200.md", 5, "prev first"},
		{"?per_page=100&page=4", "", 0, "prev first"},
	} {
		got := c.get(path + page.query)
		first, _ := got.at(0, "filename").(string)
		if len(got.list()) != page.length || first != page.first || relations(got.header.Get("Link")) != page.relations {
			t.Errorf("page %s: %d files from %q, links %q", page.query, len(got.list()), first, got.header.Get("Link"))
		}
	}
	next, _, _ := strings.Cut(strings.TrimPrefix(c.get(path+"?per_page=100").header.Get("Link"), "<"), ">")
	if got := c.do("GET", next, nil); got.at(0, "filename") != "100.md" {
		t.Errorf("the link to the next page, %s, leads to %v", next, got.at(0, "filename"))
	}
	s.Limits.Files = 150
	if n := len(c.get(path + "?per_page=100&page=2").list()); n != 50 {
		t.Errorf("%d files on page 2 of 150, want 50", n)
	}
}

func relations(link string) string {
	var names []string
	for part := range strings.SplitSeq(link, ",") {
		if _, relation, ok := strings.Cut(part, `rel="`); ok {
			names = append(names, strings.TrimSuffix(relation, `"`))
		}
	}
	return strings.Join(names, " ")
}

func TestContents(t *testing.T) {
	s, repo, pull := example(t)
	big := strings.Repeat("x", 3000)
	repo.Commit("main", Files{"big.txt": big, "notes/with space/ü.md": "Hm.\n"})
	s.Limits.Contents, s.Limits.Raw = 2000, 4000
	c := as(t, s, s.WorkflowToken(Reviewer))
	raw := c.with("Accept", "application/vnd.github.raw+json")
	const path = "/repos/example/drafts/contents/"
	for name, wrong := range map[string]bool{
		"file":                    c.get(path+"gone.md").at("content") != "R29uZS4K\n",
		"file of the fork":        raw.get(path+"draft.md?ref="+pull.Head()).text != after,
		"file of the ref":         raw.get(path+"draft.md?ref=refs/pull/1/head").text != after,
		"file of main":            raw.get(path+"draft.md").text != before,
		"file that is gone":       c.get(path+"gone.md?ref="+pull.Head()).status != 404,
		"ref that is not there":   c.get(path+"gone.md?ref=nowhere").status != 404,
		"large file":              c.get(path+"big.txt").at("encoding") != "none" || c.get(path+"big.txt").at("content") != "",
		"large file, raw":         raw.get(path+"big.txt").text != big,
		"folder":                  len(c.get(path+"notes").list()) != 2 || c.get(path+"notes").at(0, "type") != "file",
		"root":                    len(c.get(path).list()) != 5,
		"name with a space":       raw.get(path+"notes/with%20space/%C3%BC.md").text != "Hm.\n",
		"download":                c.do("GET", c.get(path+"gone.md").at("download_url").(string), nil).text != "Gone.\n",
		"blob":                    c.get("/repos/example/drafts/git/blobs/"+hash("blob", []byte("Gone.\n"))).at("content") != "R29uZS4K\n",
		"blob that is not there":  c.get("/repos/example/drafts/git/blobs/"+strings.Repeat("0", 40)).status != 404,
		"tree":                    len(c.get("/repos/example/drafts/git/trees/main?recursive=1").at("tree").([]any)) != 8,
		"tree that is not deep":   len(c.get("/repos/example/drafts/git/trees/main").at("tree").([]any)) != 5,
		"ref":                     c.get("/repos/example/drafts/git/ref/heads/main").at("object", "sha") != repo.Head("main"),
		"ref of the pull request": c.get("/repos/example/drafts/git/ref/pull/1/head").at("object", "sha") != pull.Head(),
		"branches":                c.get("/repos/example/drafts/branches").at(0, "name") != "main",
		"branch":                  c.get("/repos/example/drafts/branches/main").at("commit", "sha") != repo.Head("main"),
		"commit":                  c.get("/repos/example/drafts/commits/"+pull.Head()).at("stats", "additions") != 4.0,
		"commit, not there":       c.get("/repos/example/drafts/commits/"+strings.Repeat("0", 40)).status != 422,
		"repository":              c.get("/repos/example/drafts").at("default_branch") != "main",
		"fork":                    c.get("/repos/alice/drafts").at("parent", "full_name") != "example/drafts",
		"repository, not there":   c.get("/repos/example/nothing").status != 404,
	} {
		if wrong {
			t.Errorf("%s is wrong", name)
		}
	}
	s.Limits.Raw = 2500
	if got := raw.get(path + "big.txt"); got.status != 403 || got.at("errors", 0, "code") != "too_large" {
		t.Errorf("a file that is too large: %d %s", got.status, got.text)
	}
}

func TestCompare(t *testing.T) {
	s, repo, pull := example(t)
	base := pull.Base()
	main := pull.PushBase(Files{"other.md": "Other.\n"})
	c := as(t, s, s.WorkflowToken(Reviewer))
	got := c.get("/repos/example/drafts/compare/main...alice:change-1")
	if got.at("merge_base_commit", "sha") != base || got.at("status") != "diverged" || got.at("ahead_by") != 1.0 || got.at("behind_by") != 1.0 ||
		len(got.at("files").([]any)) != 5 || got.at("files", 1, "patch") != draftPatch {
		t.Errorf("comparison: %s", got.text)
	}
	if got := c.get(pullPath); got.at("base", "sha") != base || got.at("changed_files") != 5.0 {
		t.Errorf("the pull request sees a push to its base: %v", got.at("base", "sha"))
	}
	if head := pull.Rebase(); c.get(pullPath).at("base", "sha") != main || repo.At(head)["other.md"] == "" || c.get(pullPath).at("changed_files") != 5.0 {
		t.Errorf("after the rebase: %s", c.get(pullPath).text)
	}
	pull.PushBase(Files{"third.md": "Third.\n"})
	pull.MergeBase()
	if got := c.get(pullPath); got.at("changed_files") != 5.0 || got.at("commits") != 2.0 {
		t.Errorf("after the base was merged: %v files, %v commits", got.at("changed_files"), got.at("commits"))
	}
	if got := c.get("/repos/example/drafts/compare/main...nowhere"); got.status != 404 {
		t.Errorf("comparison with nothing: %d", got.status)
	}
}

// TestObjects holds the names of our objects against those of the real git.
func TestObjects(t *testing.T) {
	_, repo, pull := example(t)
	folder := t.TempDir()
	for name, content := range repo.At(pull.Head()) {
		write(t, folder, name, content)
	}
	run(t, folder, "init", "-q")
	run(t, folder, "add", "-A")
	want := strings.TrimSpace(run(t, folder, "write-tree"))
	if got := repo.resolve(pull.Head()).tree; got != want {
		t.Errorf("tree %s, want %s", got, want)
	}
	object := repo.resolve(pull.Head()).object()
	if got := hash("commit", object); got != pull.Head() || !bytes.HasPrefix(object, []byte("tree "+want+"\nparent ")) {
		t.Errorf("commit %s:\n%s", got, object)
	}
}
