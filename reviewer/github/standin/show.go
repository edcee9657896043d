package standin

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// site is where pages for people are. Nothing answers there.
const site = "https://github.com"

func stamp(at time.Time) string { return at.Format(time.RFC3339) }

// maybe is a time that may not have come.
func maybe(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return stamp(at)
}

// nodeID names something for GraphQL. That of GitHub is as opaque.
func nodeID(kind string, id int64) string {
	return kind + "_" + base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d", id))
}

func (r *Repository) url() string { return r.server.URL + "/repos/" + r.FullName() }
func (r *Repository) web() string { return site + "/" + r.FullName() }
func (p *Pull) url() string       { return fmt.Sprintf("%s/pulls/%d", p.repository.url(), p.Number) }
func (p *Pull) web() string       { return fmt.Sprintf("%s/pull/%d", p.repository.web(), p.Number) }
func (p *Pull) issue() string     { return fmt.Sprintf("%s/issues/%d", p.repository.url(), p.Number) }
func (t *thread) nodeID() string  { return nodeID("PRRT", t.id) }
func (r *review) nodeID() string  { return nodeID("PRR", r.id) }
func (m *remark) nodeID() string  { return nodeID("PRRC", m.id) }
func (c *comment) nodeID() string { return nodeID("IC", c.id) }
func (p *Pull) nodeID() string    { return nodeID("PR", p.id) }

func href(url string) object { return object{"href": url} }

func (s *Server) showUser(u *user) object {
	url := s.URL + "/users/" + u.login
	shown := object{
		"login": u.login, "id": u.id, "node_id": nodeID("U", u.id), "type": u.kind(), "site_admin": false, "gravatar_id": "",
		"user_view_type": "public",
		"avatar_url":     fmt.Sprintf("https://avatars.githubusercontent.com/u/%d?v=4", u.id), "url": url, "html_url": site + "/" + u.login,
		"events_url": url + "/events{/privacy}", "following_url": url + "/following{/other_user}", "gists_url": url + "/gists{/gist_id}",
		"starred_url": url + "/starred{/owner}{/repo}",
	}
	for _, name := range []string{"followers", "organizations", "received_events", "repos", "subscriptions"} {
		shown[name+"_url"] = url + "/" + name
	}
	return shown
}

func (u *user) kind() string {
	if u.bot {
		return "Bot"
	}
	return "User"
}

// Addresses that GitHub gives of every repository: the part after the repository.
var repositoryURLs = strings.Fields(`archive assignees blobs branches collaborators comments commits compare contents contributors
	deployments downloads events forks git_commits git_refs git_tags hooks issue_comment issue_events issues keys labels
	languages merges milestones notifications pulls releases stargazers statuses subscribers subscription tags teams trees`)

func (s *Server) showRepository(r *Repository) object {
	shown := object{
		"id": r.id, "node_id": nodeID("R", r.id), "name": r.Name, "full_name": r.FullName(), "owner": s.showUser(s.user(r.Owner)),
		"private": false, "visibility": "public", "fork": r.parent != nil, "description": nil, "homepage": nil, "language": nil,
		"url": r.url(), "html_url": r.web(), "clone_url": r.web() + ".git", "git_url": "git://github.com/" + r.FullName() + ".git",
		"ssh_url": "git@github.com:" + r.FullName() + ".git", "svn_url": r.web(), "mirror_url": nil, "default_branch": defaultBranch,
		"license": nil, "archived": false, "disabled": false, "topics": []string{}, "allow_forking": true, "is_template": false,
		"created_at": stamp(r.created), "updated_at": stamp(r.created), "pushed_at": stamp(r.created),
	}
	for _, name := range []string{"issues", "projects", "wiki", "pages", "discussions", "downloads"} {
		shown["has_"+name] = name == "issues"
	}
	for _, name := range strings.Fields("size forks forks_count open_issues open_issues_count stargazers_count watchers watchers_count") {
		shown[name] = 0
	}
	for _, name := range repositoryURLs {
		shown[name+"_url"] = r.url() + "/" + name
	}
	return shown
}

// showFullRepository is what is told of a repository that is asked for by itself.
func (s *Server) showFullRepository(r *Repository) object {
	shown := s.showRepository(r)
	shown["network_count"], shown["subscribers_count"] = 0, 0
	if r.parent != nil {
		shown["parent"], shown["source"] = s.showRepository(r.parent), s.showRepository(r.parent)
	}
	return shown
}

func (c *call) showCommit(x *commit) object {
	who := object{"name": x.author.login, "email": x.author.email(), "date": stamp(x.at)}
	url := c.repo.url() + "/commits/" + x.sha
	return object{
		"sha": x.sha, "node_id": "C_" + x.sha, "url": url, "html_url": c.repo.web() + "/commit/" + x.sha, "comments_url": url + "/comments",
		"author": c.showUser(x.author), "committer": c.showUser(x.author),
		"commit": object{
			"url": c.repo.url() + "/git/commits/" + x.sha, "author": who, "committer": who, "message": x.message, "comment_count": 0,
			"tree":         object{"sha": x.tree, "url": c.repo.url() + "/git/trees/" + x.tree},
			"verification": object{"verified": false, "reason": "unsigned", "signature": nil, "payload": nil, "verified_at": nil},
		},
		"parents": each(x.parents, func(p *commit) object {
			return object{"sha": p.sha, "url": c.repo.url() + "/commits/" + p.sha, "html_url": c.repo.web() + "/commit/" + p.sha}
		}),
	}
}

// showApp is an App as its comments and check runs name it.
func (s *Server) showApp(a *App) object {
	page := site + "/apps/" + a.Slug
	return object{
		"id": a.ID, "slug": a.Slug, "node_id": nodeID("A", a.ID), "client_id": fmt.Sprintf("Iv1.%016x", a.ID), "name": a.Slug,
		"owner": s.showUser(s.user(a.Login())), "description": "", "external_url": page, "html_url": page,
		"created_at": stamp(s.user(a.Login()).created), "updated_at": stamp(s.user(a.Login()).created),
		"permissions": a.permissions.names(), "events": []string{},
	}
}

var reactionNames = []string{"+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"}

func showReactions(list []reaction, url string) object {
	shown := object{"url": url + "/reactions", "total_count": len(list)}
	for _, name := range reactionNames {
		shown[name] = 0
	}
	for _, r := range list {
		shown[r.content] = shown[r.content].(int) + 1
	}
	return shown
}
