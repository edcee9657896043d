package standin

import (
	"fmt"
	"time"
)

// PR is how a pull request is opened. Only Files is needed.
type PR struct {
	Author      string // "author" if it is empty
	Title, Body string
	Base        string // the branch to merge into; the default branch if it is empty
	Branch      string // the branch of the changes; made from the number if it is empty
	Fork        string // the owner of the fork that holds the branch; empty for the repository itself
	Files       Files  // what the first commit changes
	Draft       bool
}

// Pull is a pull request.
type Pull struct {
	Number int

	repository *Repository
	from       *Repository // where the branch is
	lost       bool        // from was deleted
	id         int64
	author     *user
	title      string
	body       string
	into       string
	branch     string
	base       *commit // the last commit of the branch to merge into, when the head moved last
	head       *commit
	open       bool
	merged     *commit
	draft      bool
	locked     bool
	created    time.Time
	updated    time.Time
	closed     time.Time
	comments   []*comment
	reviews    []*review
	threads    []*thread
}

// Open opens a pull request with one commit.
func (r *Repository) Open(pr PR) *Pull {
	s := r.server
	s.mu.Lock()
	defer s.mu.Unlock()
	number := len(r.pulls) + 1
	p := &Pull{
		Number: number, repository: r, from: r, id: s.id("pull"), author: s.user(or(pr.Author, "author")),
		title: or(pr.Title, fmt.Sprintf("Change %d", number)), body: pr.Body, into: or(pr.Base, defaultBranch),
		branch: or(pr.Branch, fmt.Sprintf("change-%d", number)), open: true, draft: pr.Draft,
	}
	if pr.Fork != "" {
		p.from = r.fork(pr.Fork)
	}
	if p.base = r.branches[p.into]; p.base == nil {
		s.t.Fatalf("open a pull request in %s: no branch %q: commit to it first", r.FullName(), p.into)
	}
	p.created = s.tick()
	p.updated = p.created
	p.move(r.objects.commit([]*commit{p.base}, pr.Files, p.author, p.created, p.title))
	r.pulls = append(r.pulls, p)
	return p
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// move sets the head, on the branch too.
func (p *Pull) move(head *commit) {
	p.head, p.from.branches[p.branch] = head, head
	if base := p.repository.branches[p.into]; base != nil {
		p.base = base
	}
	p.updated = p.repository.server.tick()
}

func (p *Pull) ref() string { return fmt.Sprintf("pull/%d/head", p.Number) }

// mergeBase is what the changes of the pull request are counted from.
func (p *Pull) mergeBase() *commit { return p.mergeBaseOf(p.head) }

func (p *Pull) mergeBaseOf(head *commit) *commit {
	into := p.repository.branches[p.into]
	if p.merged != nil || into == nil {
		into = p.base // what was merged has changes still
	}
	return mergeBase(into, head)
}

// commits are those that the pull request would add.
func (p *Pull) commits() []*commit {
	into := p.repository.branches[p.into]
	if p.merged != nil || into == nil {
		into = p.base
	}
	return since(into, p.head)
}

// Push adds a commit and gives its name.
func (p *Pull) Push(files Files) (sha string) {
	return p.do(func() *commit {
		return p.repository.objects.commit([]*commit{p.head}, files, p.author, p.repository.server.tick(), "Change more")
	})
}

// ForcePush replaces all commits by one on top of a commit: that of the merge base if it is empty.
func (p *Pull) ForcePush(onto string, files Files) (sha string) {
	return p.do(func() *commit {
		from := p.mergeBase()
		if onto != "" {
			from = p.repository.resolve(onto)
		}
		if from == nil {
			p.repository.server.t.Fatalf("force-push onto %q in %s: no such commit", onto, p.repository.FullName())
		}
		return p.repository.objects.commit([]*commit{from}, files, p.author, p.repository.server.tick(), p.title)
	})
}

// Rebase replaces all commits by one with the same changed files on top of the branch to merge into.
func (p *Pull) Rebase() (sha string) {
	return p.do(func() *commit {
		from := p.repository.branches[p.into]
		return p.repository.objects.commit([]*commit{from}, p.changes(), p.author, p.repository.server.tick(), p.title)
	})
}

// MergeBase merges the branch to merge into into the branch of the pull request, as the button "Update branch" does. Files
// that both changed stay as they are in the pull request.
func (p *Pull) MergeBase() (sha string) {
	return p.do(func() *commit {
		into := p.repository.branches[p.into]
		merge := p.repository.objects.commit([]*commit{into, p.head}, p.changes(), p.author, p.repository.server.tick(), "Merge "+p.into)
		return p.repository.objects.swapParents(merge)
	})
}

// swapParents makes a commit again with its parents the other way round.
func (o *objects) swapParents(c *commit) *commit {
	delete(o.commits, c.sha)
	c.parents = []*commit{c.parents[1], c.parents[0]}
	c.sha = hash("commit", c.object())
	o.commits[c.sha] = c
	return c
}

// changes are what the pull request does to files.
func (p *Pull) changes() Files {
	files, base := Files{}, p.mergeBase()
	for path, sha := range p.head.files {
		if base.files[path] != sha {
			files[path] = string(p.repository.objects.blobs[sha])
		}
	}
	for path := range base.files {
		if _, ok := p.head.files[path]; !ok {
			files[path] = Gone
		}
	}
	return files
}

// do moves the head of the pull request to a commit.
func (p *Pull) do(make func() *commit) (sha string) {
	p.repository.server.mu.Lock()
	defer p.repository.server.mu.Unlock()
	c := make()
	p.move(c)
	return c.sha
}

// PushBase adds a commit to the branch to merge into. The pull request does not notice: its base stays the old commit until
// its own head moves.
func (p *Pull) PushBase(files Files) (sha string) { return p.repository.Commit(p.into, files) }

// Close closes without merging.
func (p *Pull) Close() {
	p.change(func() { p.open, p.closed = false, p.repository.server.tick() })
}

// Reopen opens again.
func (p *Pull) Reopen() { p.change(func() { p.open = true }) }

// Merge merges and closes.
func (p *Pull) Merge() (sha string) {
	p.change(func() {
		into := p.repository.branches[p.into]
		p.base = into
		p.merged = p.repository.objects.commit([]*commit{into, p.head}, p.changes(), p.author, p.repository.server.tick(), "Merge "+p.branch)
		p.repository.branches[p.into] = p.merged
		p.repository.contributors[p.author.login] = true
		p.open, p.closed, sha = false, p.repository.server.tick(), p.merged.sha
	})
	return sha
}

// LoseFork deletes the repository that the branch is in: the pull request stays, and names none. Its commits stay too.
func (p *Pull) LoseFork() { p.change(func() { p.lost = true }) }

// SetDraft makes the pull request a draft or ready for review.
func (p *Pull) SetDraft(draft bool) { p.change(func() { p.draft = draft }) }

// SetBody writes the description anew.
func (p *Pull) SetBody(body string) { p.change(func() { p.body = body }) }

// Lock lets nobody write but who may push.
func (p *Pull) Lock() { p.change(func() { p.locked = true }) }

// Unlock lets everybody write again.
func (p *Pull) Unlock() { p.change(func() { p.locked = false }) }

func (p *Pull) change(what func()) {
	p.repository.server.mu.Lock()
	defer p.repository.server.mu.Unlock()
	what()
	p.updated = p.repository.server.tick()
}

// Head is the last commit.
func (p *Pull) Head() (sha string) {
	p.repository.server.mu.Lock()
	defer p.repository.server.mu.Unlock()
	return p.head.sha
}

// Base is the commit of the branch to merge into that the pull request reports.
func (p *Pull) Base() (sha string) {
	p.repository.server.mu.Lock()
	defer p.repository.server.mu.Unlock()
	return p.base.sha
}
