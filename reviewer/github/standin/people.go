package standin

import (
	"fmt"
	"slices"
)

// CommentAs lets somebody write in the conversation.
func (p *Pull) CommentAs(login, body string) (id int64) {
	p.change(func() { id = p.addComment(p.repository.server.user(login), nil, body).id })
	return id
}

func (p *Pull) addComment(author *user, app *App, body string) *comment {
	s := p.repository.server
	at := s.tick()
	c := &comment{id: s.id("comment"), author: author, app: app, body: body, created: at, updated: at}
	p.comments = append(p.comments, c)
	return c
}

// ReplyAs lets somebody answer a comment on a line or file.
func (p *Pull) ReplyAs(login string, to int64, body string) (id int64) {
	p.withRemark(to, func(m *remark) { id = p.reply(p.repository.server.user(login), m.thread, body).id })
	return id
}

// ReviewAs lets somebody write a review of one comment on a line of the head, on the side RIGHT.
func (p *Pull) ReviewAs(login, path string, line int, body string) (id int64) {
	p.change(func() {
		a, refused, err := p.anchor(place{Path: path, Line: &line}, p.head)
		if err != nil || refused != nil {
			p.fail("review %s:%d: %v %v", path, line, refused, err)
			return
		}
		r := p.addReview(p.repository.server.user(login), "COMMENTED", "", p.head)
		id = p.addThread(r, a, body).id
	})
	return id
}

func (p *Pull) fail(format string, args ...any) {
	p.repository.server.t.Errorf("pull request %d: %s", p.Number, fmt.Sprintf(format, args...))
}

// ResolveThread lets somebody resolve the thread of a comment.
func (p *Pull) ResolveThread(login string, of int64) {
	p.withRemark(of, func(m *remark) { m.thread.resolved = p.repository.server.user(login) })
}

// UnresolveThread opens the thread of a comment again.
func (p *Pull) UnresolveThread(of int64) {
	p.withRemark(of, func(m *remark) { m.thread.resolved = nil })
}

// ReactAs lets somebody react to a comment of either kind, as with "+1".
func (p *Pull) ReactAs(login string, to int64, content string) {
	p.withAny(to, func(c *comment) { p.react(c, p.repository.server.user(login), content) })
}

func (p *Pull) react(c *comment, u *user, content string) (r reaction, made bool) {
	for _, r := range c.reactions {
		if r.user == u && r.content == content {
			return r, false
		}
	}
	s := p.repository.server
	r = reaction{id: s.id("reaction"), user: u, content: content, at: s.tick()}
	c.reactions = append(c.reactions, r)
	return r, true
}

// Edit changes a comment of either kind, as those with write access can whoever wrote it.
func (p *Pull) Edit(id int64, body string) {
	p.withAny(id, func(c *comment) { c.body, c.updated = body, p.repository.server.tick() })
}

// Delete removes a comment of either kind.
func (p *Pull) Delete(id int64) {
	p.withAny(id, func(*comment) { p.remove(id) })
}

func (p *Pull) remove(id int64) {
	p.comments = slices.DeleteFunc(p.comments, func(c *comment) bool { return c.id == id })
	for _, t := range p.threads {
		t.comments = slices.DeleteFunc(t.comments, func(m *remark) bool { return m.id == id })
	}
	p.threads = slices.DeleteFunc(p.threads, func(t *thread) bool { return len(t.comments) == 0 })
}

// withRemark does something with a comment on a line or file.
func (p *Pull) withRemark(id int64, what func(*remark)) {
	p.change(func() {
		if m := p.remark(id); m != nil {
			what(m)
			return
		}
		p.fail("no comment %d on a line or file", id)
	})
}

// withAny does something with a comment of either kind.
func (p *Pull) withAny(id int64, what func(*comment)) {
	p.change(func() {
		if c := p.anyComment(id); c != nil {
			what(c)
			return
		}
		p.fail("no comment %d", id)
	})
}

func (p *Pull) anyComment(id int64) *comment {
	for _, c := range p.comments {
		if c.id == id {
			return c
		}
	}
	if m := p.remark(id); m != nil {
		return &m.comment
	}
	return nil
}

func (p *Pull) remark(id int64) *remark {
	for _, t := range p.threads {
		for _, m := range t.comments {
			if m.id == id {
				return m
			}
		}
	}
	return nil
}

func (p *Pull) addReview(author *user, state, body string, c *commit) *review {
	s := p.repository.server
	r := &review{id: s.id("review"), author: author, body: body, state: state, commit: c, created: s.tick()}
	r.submitted = r.created
	p.reviews = append(p.reviews, r)
	return r
}

func (p *Pull) addThread(r *review, a anchor, body string) *remark {
	t := &thread{anchor: a}
	p.threads = append(p.threads, t)
	m := p.addRemark(r, t, body)
	t.id, m.first = m.id, true
	return m
}

// reply adds to a thread. Every reply is in a review of its own, without a body.
func (p *Pull) reply(author *user, t *thread, body string) *remark {
	return p.addRemark(p.addReview(author, "COMMENTED", "", p.head), t, body)
}

func (p *Pull) addRemark(r *review, t *thread, body string) *remark {
	s := p.repository.server
	at := s.tick()
	m := &remark{comment: comment{id: s.id("review comment"), author: r.author, body: body, created: at, updated: at}, review: r, thread: t}
	t.comments = append(t.comments, m)
	return m
}

// remarks are the comments on lines and files, oldest first.
func (p *Pull) remarks() (list []*remark) {
	for _, t := range p.threads {
		list = append(list, t.comments...)
	}
	slices.SortFunc(list, func(a, b *remark) int { return int(a.id - b.id) })
	return list
}

// Comments are what was said in the conversation, oldest first.
func (p *Pull) Comments() (list []Comment) {
	p.repository.server.mu.Lock()
	defer p.repository.server.mu.Unlock()
	for _, c := range p.comments {
		list = append(list, c.seen())
	}
	return list
}

func (c *comment) seen() Comment {
	seen := Comment{ID: c.id, Author: c.author.login, Body: c.body, Created: c.created, Updated: c.updated, Minimized: c.minimized}
	for _, r := range c.reactions {
		seen.Reactions = append(seen.Reactions, r.user.login+" "+r.content)
	}
	return seen
}

// ReviewComments are the comments on lines and files, oldest first, pending ones too.
func (p *Pull) ReviewComments() []ReviewComment {
	p.repository.server.mu.Lock()
	defer p.repository.server.mu.Unlock()
	return p.seen(p.remarks())
}

// Reviews are all reviews, oldest first, pending ones too.
func (p *Pull) Reviews() (list []Review) {
	p.repository.server.mu.Lock()
	defer p.repository.server.mu.Unlock()
	for _, r := range p.reviews {
		list = append(list, Review{
			ID: r.id, Author: r.author.login, Body: r.body, State: r.state, Commit: r.commit.sha, Minimized: r.minimized,
			Comments: p.seen(p.of(r)),
		})
	}
	return list
}

func (p *Pull) of(r *review) []*remark {
	return slices.DeleteFunc(p.remarks(), func(m *remark) bool { return m.review != r })
}

func (p *Pull) seen(list []*remark) (seen []ReviewComment) {
	for _, m := range list {
		at, err := p.now(m.thread)
		if err != nil {
			p.fail("place of comment %d: %v", m.id, err)
		}
		a := m.thread.anchor
		c := ReviewComment{
			Comment: m.comment.seen(), Path: a.path, Side: a.side, Line: at.line, Start: at.start, Original: a.line, Hunk: a.hunk,
			ReviewID: m.review.id, OnFile: a.file, Resolved: m.thread.resolved != nil, Outdated: at.outdated,
			OriginalCommit: a.commit.sha, ThreadID: m.thread.nodeID(),
		}
		if !m.first {
			c.InReplyTo = m.thread.id
		}
		if m.thread.resolved != nil {
			c.ResolvedBy = m.thread.resolved.login
		}
		seen = append(seen, c)
	}
	return seen
}
