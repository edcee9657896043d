package github

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/google/go-github/v60/github"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/patch"
	"github.com/rightsreview/rightsreview/reviewer/pull"
)

// Ref names a pull request.
type Ref struct {
	Owner, Repo string
	Number      int
}

var (
	shortRef = regexp.MustCompile(`^([A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?)/([A-Za-z0-9._-]+)#([1-9][0-9]{0,8})$`)
	pageRef  = regexp.MustCompile(`^https?://([^/]+)/([A-Za-z0-9_-]+)/([A-Za-z0-9._-]+)/pull/([1-9][0-9]{0,8})(?:[/?#].*)?$`)
)

// ParseRef reads OWNER/REPO#N, or the address of the page of a pull request; host is then that of the page.
func ParseRef(text string) (ref Ref, host string, err error) {
	if m := shortRef.FindStringSubmatch(text); m != nil {
		n, err := strconv.Atoi(m[3])
		return Ref{m[1], m[2], n}, "", err
	}
	if m := pageRef.FindStringSubmatch(text); m != nil {
		n, err := strconv.Atoi(m[4])
		return Ref{m[2], m[3], n}, m[1], err
	}
	return Ref{}, "", fmt.Errorf("%q is no pull request: write OWNER/REPO#NUMBER, or the address of its page", text)
}

// String writes OWNER/REPO#N.
func (r Ref) String() string { return fmt.Sprintf("%s/%s#%d", r.Owner, r.Repo, r.Number) }

// PullRequest is a pull request as it was when it was opened here. It is a Source: its drafts are the files that it changes.
type PullRequest struct {
	Ref
	Repository int64  // number of the repository on its GitHub
	Page       string // of the repository
	Title      string
	Author     pull.Account
	Open       bool
	Head       string // commit that is reviewed
	Base       string // commit of the base branch
	BaseBranch string

	Left []string // changed files that look like drafts and are not reviewed, and why
	Gaps []string // what could not be had

	client     *Client
	mergeBase  string // commit before the change; empty until it is asked
	changed    int    // files that the pull request changes
	search     Search
	candidates []*github.CommitFile // changed files that may be drafts, once Find has looked

	mu    sync.Mutex
	files map[string]*file // those that are drafts, by path, as far as they were read
}

// file is a draft that a pull request changes.
type file struct {
	oldPath string // where it was before; empty if the pull request adds it
	old     []byte // the version before, until it was asked for
	patch   patch.Patch
}

// workOn says for which repository an App asks.
func (c *Client) workOn(ref Ref) {
	if a := c.options.App; a != nil {
		a.owner, a.repo = ref.Owner, ref.Repo
	}
}

// OpenPull reads what a pull request says of itself.
func (c *Client) OpenPull(ctx context.Context, ref Ref) (*PullRequest, error) {
	c.workOn(ref)
	pr, _, err := c.rest.PullRequests.Get(ctx, ref.Owner, ref.Repo, ref.Number)
	if status(err) == http.StatusNotFound {
		return nil, fmt.Errorf("there is no pull request %s, or the token cannot see it", ref)
	}
	if err != nil {
		return nil, explain("read the pull request "+ref.String(), err)
	}
	p := &PullRequest{
		Ref: ref, Repository: pr.GetBase().GetRepo().GetID(), Page: pr.GetBase().GetRepo().GetHTMLURL(),
		Title: pr.GetTitle(), Author: accountOf(pr.GetUser()), Open: pr.GetState() == "open",
		Head: pr.GetHead().GetSHA(), Base: pr.GetBase().GetSHA(),
		BaseBranch: pr.GetBase().GetRef(), client: c, changed: pr.GetChangedFiles(), files: map[string]*file{},
	}
	if p.Head == "" || p.Base == "" {
		return nil, fmt.Errorf("read the pull request %s: GitHub says nothing of its commits", ref)
	}
	return p, nil
}

// HeadNow is the newest commit of the pull request.
func (p *PullRequest) HeadNow(ctx context.Context) (string, error) {
	now, _, err := p.client.rest.PullRequests.Get(ctx, p.Owner, p.Repo, p.Number)
	if err != nil {
		return "", explain("look for a newer commit", err)
	}
	return now.GetHead().GetSHA(), nil
}

// ReadBase reads a file of the base branch as it is now; nil if there is none.
func (p *PullRequest) ReadBase(ctx context.Context, path string) ([]byte, error) {
	source, err := p.contents(ctx, path, p.BaseBranch)
	if status(err) == http.StatusNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, explain("read "+path+" of the base branch", err)
	}
	return source, nil
}

// contents reads a file at a commit, whatever its size (up to 100 MB: docs.github.com, "Get repository content").
func (p *PullRequest) contents(ctx context.Context, path, commit string) ([]byte, error) {
	at := fmt.Sprintf("repos/%s/%s/contents/%s?ref=%s", p.Owner, p.Repo, pull.EscapePath(path), url.QueryEscape(commit))
	req, err := p.client.rest.NewRequest(http.MethodGet, at, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/vnd.github.raw+json")
	var body bytes.Buffer
	reply, err := p.client.rest.Do(ctx, req, &body)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(reply.Header.Get("Content-Type"), "application/json") {
		return unwrapped(body.Bytes()), nil
	}
	return body.Bytes(), nil
}

// unwrapped takes a file out of the JSON in which a GitHub that knows no raw answer sends it. A file that is JSON itself is
// left as it is.
func unwrapped(body []byte) []byte {
	var wrapped struct {
		Type, Encoding, Content string
		SHA                     string
	}
	if json.Unmarshal(body, &wrapped) != nil || wrapped.Type != "file" || wrapped.Encoding != "base64" {
		return body
	}
	source, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(wrapped.Content, "\n", ""))
	if err != nil || blobSHA(source) != wrapped.SHA {
		return body
	}
	return source
}

// blobSHA is how git names the content of a file.
func blobSHA(source []byte) string {
	h := sha1.New()
	fmt.Fprintf(h, "blob %d\x00", len(source))
	h.Write(source)
	return hex.EncodeToString(h.Sum(nil))
}

// Search says which of the changed files are drafts.
type Search struct {
	Draft   func(path string) (draft, known bool) // as the configuration has it; nil if it says nothing
	Ignored func(path string) bool                // nil ignores nothing
}

// mostFiles is how many changed files GitHub lists (docs.github.com, "List pull requests files").
const mostFiles = 3000

// mostDrafts is how many drafts of one pull request are read: each takes a request, and a workflow has 1,000 an hour.
const mostDrafts = 100

// Find looks for the changed files that may be drafts. What is in them tells, once they are read.
func (p *PullRequest) Find(ctx context.Context, s Search) error {
	files, err := p.list(ctx)
	if err != nil {
		return err
	}
	var candidates []*github.CommitFile
	var paths []string
	for _, f := range files {
		if s.candidate(f.GetFilename()) {
			candidates, paths = append(candidates, f), append(paths, f.GetFilename())
		}
	}
	p.search = s
	chosen := document.SourceOf(paths)
	for _, f := range candidates {
		switch name := f.GetFilename(); {
		case f.GetStatus() == "removed":
			p.Left = append(p.Left, name+" is deleted by this pull request")
		case chosen[name] != name:
			p.Left = append(p.Left, name+" is the same draft as "+chosen[name])
		default:
			p.candidates = append(p.candidates, f)
		}
	}
	if more := len(p.candidates) - mostDrafts; more > 0 {
		p.candidates = p.candidates[:mostDrafts]
		p.Gaps = append(p.Gaps, fmt.Sprintf("%d more files may be drafts; no more than %d of one pull request are read", more, mostDrafts))
	}
	return nil
}

// candidate tells by its name whether a file may be a draft.
func (s Search) candidate(path string) bool {
	if s.Ignored != nil && ignoredAbove(path, s.Ignored) {
		return false
	}
	if draft, known := s.known(path); known {
		return draft
	}
	return document.MayBeDraft(path) && !hidden(path)
}

func (s Search) known(path string) (draft, known bool) {
	if s.Draft == nil {
		return false, false
	}
	return s.Draft(path)
}

// ignoredAbove reports whether a file or one of the folders that it is in is ignored.
func ignoredAbove(path string, ignored func(string) bool) bool {
	for at := range len(path) {
		if path[at] == '/' && ignored(path[:at]) {
			return true
		}
	}
	return ignored(path)
}

// hidden reports whether a file is in a place where no drafts are.
func hidden(path string) bool {
	for _, part := range strings.Split(path, "/") {
		if strings.HasPrefix(part, ".") || part == "node_modules" {
			return true
		}
	}
	return false
}

// list gives all changed files.
func (p *PullRequest) list(ctx context.Context) (files []*github.CommitFile, err error) {
	changed := pages(func(o github.ListOptions) ([]*github.CommitFile, *github.Response, error) {
		return p.client.rest.PullRequests.ListFiles(ctx, p.Owner, p.Repo, p.Number, &o)
	})
	for f, err := range changed {
		if err != nil {
			return nil, explain("list the changed files", err)
		}
		files = append(files, f)
	}
	if len(files) == 0 {
		files, err = p.compare(ctx)
	}
	switch {
	case err != nil:
		return nil, err
	case len(files) < p.changed && p.changed > mostFiles:
		p.Gaps = append(p.Gaps, fmt.Sprintf("the pull request changes %d files, and GitHub lists no more than %d", p.changed, mostFiles))
	case len(files) < p.changed:
		p.Gaps = append(p.Gaps, fmt.Sprintf("the pull request changes %d files, and GitHub lists %d", p.changed, len(files)))
	}
	return files, nil
}

// compare asks for the difference between base and head: it names the commit before the change, and up to 300 files.
func (p *PullRequest) compare(ctx context.Context) ([]*github.CommitFile, error) {
	c, _, err := p.client.rest.Repositories.CompareCommits(ctx, p.Owner, p.Repo, p.Base, p.Head, &github.ListOptions{PerPage: 1})
	if err != nil {
		return nil, explain("compare the commits of the pull request", err)
	}
	p.mergeBase = c.GetMergeBaseCommit().GetSHA()
	if p.mergeBase == "" {
		return nil, errors.New("compare the commits of the pull request: GitHub names no commit before the change")
	}
	return c.Files, nil
}

// Drafts gives the drafts among the files that Find has found, each read when it is asked for.
func (p *PullRequest) Drafts(ctx context.Context) iter.Seq2[document.Draft, error] {
	return func(yield func(document.Draft, error) bool) {
		for _, f := range p.candidates {
			if ctx.Err() != nil {
				return
			}
			draft, is, err := p.read(ctx, f)
			if err != nil && ctx.Err() != nil {
				return
			}
			if is && !yield(draft, err) {
				return
			}
		}
	}
}

// read reads both versions of a draft. is tells whether it is one.
func (p *PullRequest) read(ctx context.Context, f *github.CommitFile) (d document.Draft, is bool, err error) {
	d.Path = f.GetFilename()
	if d.Source, err = p.contents(ctx, d.Path, p.Head); err != nil {
		return d, true, explain("read "+d.Path, err)
	}
	if f.GetSHA() != "" && blobSHA(d.Source) != f.GetSHA() {
		return d, true, fmt.Errorf("read %s: its content is not that of the commit %s", d.Path, p.Head)
	}
	if _, known := p.search.known(d.Path); !known && !document.LooksLikeDraft(d.Path, d.Source) {
		return d, false, nil
	}
	out := &file{oldPath: f.GetPreviousFilename()}
	if out.oldPath == "" && f.GetStatus() != "added" {
		out.oldPath = d.Path
	}
	out.old, out.patch, err = p.before(ctx, f, out.oldPath, d)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.files[d.Path] = out
	return d, true, err
}

// before finds the version before the change, and the patch between both: from GitHub's patch if it is whole, or else from
// the file itself.
func (p *PullRequest) before(ctx context.Context, f *github.CommitFile, oldPath string, d document.Draft) ([]byte, patch.Patch, error) {
	if diff, ok := whole(f); ok {
		if oldPath == "" {
			return nil, diff, nil
		}
		if old, err := diff.Undo(d.Source); err == nil {
			return old, diff, nil
		}
	}
	if oldPath == "" {
		return nil, compareText(nil, d.Source), nil
	}
	old, err := p.old(ctx, oldPath)
	if err != nil {
		return nil, patch.Patch{}, explain("read the version of "+d.Path+" before the change", err)
	}
	return old, compareText(old, d.Source), nil
}

// whole gives GitHub's patch of a file if it is there and nothing is missing from it. That of a file which was only renamed
// is empty.
func whole(f *github.CommitFile) (patch.Patch, bool) {
	if f.Patch == nil {
		return patch.Patch{}, f.GetStatus() == "renamed" && f.GetChanges() == 0
	}
	diff, err := patch.Parse(f.GetPatch())
	if err != nil {
		return diff, false
	}
	added, deleted := diff.Counts()
	return diff, added == f.GetAdditions() && deleted == f.GetDeletions()
}

// compareText makes the patch of a text; that of a PDF or a Word file is empty, as it is for git.
func compareText(old, new []byte) patch.Patch {
	if binary(old) || binary(new) || len(old) > mostDiffed || len(new) > mostDiffed {
		return patch.Patch{}
	}
	return patch.Compare(old, new)
}

// mostDiffed is the longest version that is compared line by line, in bytes: ten times the longest RFC. GitHub shows no
// difference of such a file, so that nothing can stand beside its lines.
const mostDiffed = 16 << 20

// binary tells as git does: a NUL in the first 8,000 bytes.
func binary(source []byte) bool { return bytes.IndexByte(source[:min(len(source), 8000)], 0) >= 0 }

// old reads a file as it was before the change.
func (p *PullRequest) old(ctx context.Context, path string) ([]byte, error) {
	if p.mergeBase == "" {
		if _, err := p.compare(ctx); err != nil {
			return nil, err
		}
	}
	return p.contents(ctx, path, p.mergeBase)
}

// Earlier gives the version of a draft before the change, once; nil if the pull request adds it.
func (p *PullRequest) Earlier(d document.Draft) *document.Draft {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.files[d.Path]
	if f == nil || f.oldPath == "" {
		return nil
	}
	old := &document.Draft{Path: f.oldPath, Source: f.old}
	f.old = nil // it is large, and nobody asks again
	return old
}

// PatchOf is the patch of a draft that was read; empty if there is none.
func (p *PullRequest) PatchOf(path string) patch.Patch {
	p.mu.Lock()
	defer p.mu.Unlock()
	if f := p.files[path]; f != nil {
		return f.patch
	}
	return patch.Patch{}
}

// ErrNoPull is in the error of FindPull if there is no such pull request any more.
var ErrNoPull = errors.New("no open pull request has the commit as its newest: it was closed, or has moved on")

// FindPull finds the open pull request of a commit that a workflow has run for, from what GitHub says of the run. owner and
// branch are where the commit comes from.
func (c *Client) FindPull(ctx context.Context, repo Ref, owner, branch, head string) (int, error) {
	c.workOn(repo)
	list, _, err := c.rest.PullRequests.List(ctx, repo.Owner, repo.Repo, &github.PullRequestListOptions{
		State: "open", Head: owner + ":" + branch, ListOptions: github.ListOptions{PerPage: perPage},
	})
	if err != nil {
		return 0, explain("find the pull request of the run", err)
	}
	var numbers []int
	for _, pr := range list {
		if pr.GetHead().GetSHA() == head {
			numbers = append(numbers, pr.GetNumber())
		}
	}
	switch len(numbers) {
	case 1:
		return numbers[0], nil
	case 0:
		return 0, fmt.Errorf("%s/%s, %.7s: %w", repo.Owner, repo.Repo, head, ErrNoPull)
	}
	return 0, fmt.Errorf("several pull requests have the commit %.7s as their newest: name one, as OWNER/REPO#NUMBER", head)
}

// Bounds on a folder of rules that is read over the API: a request a file.
const (
	mostRuleFiles = 300
	mostRuleDepth = 2 // a folder a category
)

// ReadFolder reads the files below a folder of the base branch, by path relative to it.
func (p *PullRequest) ReadFolder(ctx context.Context, folder string) (map[string][]byte, error) {
	files := map[string][]byte{}
	return files, p.readFolder(ctx, folder, "", 0, files)
}

func (p *PullRequest) readFolder(ctx context.Context, root, below string, depth int, files map[string][]byte) error {
	at := path.Join(root, below)
	_, entries, _, err := p.client.rest.Repositories.GetContents(ctx, p.Owner, p.Repo, at, &github.RepositoryContentGetOptions{Ref: p.BaseBranch})
	if err != nil {
		return explain("read the folder "+at+" of the base branch", err)
	}
	for _, e := range entries {
		name := path.Join(below, e.GetName())
		switch {
		case e.GetType() == "dir" && depth < mostRuleDepth:
			err = p.readFolder(ctx, root, name, depth+1, files)
		case e.GetType() == "file" && strings.HasSuffix(name, ".yaml"):
			if len(files) >= mostRuleFiles {
				return fmt.Errorf("the folder %s has over %d rules: read them from a checkout of the base branch, with --rules", root, mostRuleFiles)
			}
			files[name], err = p.ReadBase(ctx, path.Join(root, name))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
