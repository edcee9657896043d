package config

import (
	"slices"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/hint"
)

// Post is how much may be said on a pull request.
type Post string

// The ways to post, from little to much.
const (
	PostNone    Post = "none"    // nothing
	PostSummary Post = "summary" // one comment, which is kept up to date
	PostInline  Post = "inline"  // that, and a review with comments beside the lines that they are about
)

// Posts lists the ways to post, from little to much.
func Posts() []Post { return []Post{PostNone, PostSummary, PostInline} }

// AtMost is the lesser of two ways to post; empty is no limit.
func (p Post) AtMost(limit Post) Post {
	if limit == "" || slices.Index(Posts(), p) <= slices.Index(Posts(), limit) {
		return p
	}
	return limit
}

// Pull is what a project allows on its pull requests. Only the file of the base branch says so, so that a pull request
// cannot allow itself anything.
type Pull struct {
	Post        Post               // PostSummary if not said
	ModelText   bool               // what a model wrote may be shown, folded
	InlineFrom  catalogue.Severity // findings below it are in the summary only; Low if not said
	Suggestions bool               // wording may be offered as a suggestion to commit
	AuthorMay   bool               // the author of a pull request may dismiss findings, and not only people with write access
}

// DefaultPull is what holds where a project has said nothing.
func DefaultPull() Pull { return Pull{Post: PostSummary, InlineFrom: catalogue.Low} }

func (r *reader) pull(f pull) Pull {
	p := DefaultPull()
	p.Post = Post(r.choice("post", f.Post, string(p.Post), "none", "summary", "inline"))
	p.ModelText = r.choice("model-text", f.ModelText, "none", "none", "folded") == "folded"
	if s := r.severity("pull-requests.inline-from", f.InlineFrom); s > 0 {
		p.InlineFrom = s
	}
	p.Suggestions = r.choice("suggestions", f.Suggestions, "false", "false", "true") == "true"
	p.AuthorMay = r.choice("dismiss", f.Dismiss, "writers", "writers", "writers-and-author") == "writers-and-author"
	return p
}

// choice reads a word of the settings of pull requests that must be one of some; without it, it is the usual one.
func (r *reader) choice(field string, w word, usual string, words ...string) string {
	switch {
	case w.line == 0:
		return usual
	case slices.Contains(words, w.text):
		return w.text
	}
	near := hint.DidYouMean(w.text, words)
	if near == "" {
		near = ": write " + strings.Join(words, " or ")
	}
	r.problem(w.line, "pull-requests.%s: unknown word %q%s", field, w.text, near)
	return usual
}
