package standin

import (
	"net/http"
	"slices"
	"strings"
)

var pullRoutes = []route{
	{"GET /repos/{owner}/{repo}", "/repos/repos#get-a-repository", nil, getRepository},
	{"GET /repos/{owner}/{repo}/pulls", "/pulls/pulls#list-pull-requests", readPulls, listPulls},
	{"GET /repos/{owner}/{repo}/pulls/{number}", "/pulls/pulls#get-a-pull-request", readPulls, getPull},
	{"GET /repos/{owner}/{repo}/pulls/{number}/files", "/pulls/pulls#list-pull-requests-files", readPulls, listFiles},
	{"GET /repos/{owner}/{repo}/pulls/{number}/commits", "/pulls/pulls#list-commits-on-a-pull-request", readPulls, listCommits},
}

func getRepository(c *call) (reply, error) { return reply{value: c.showFullRepository(c.repo)}, nil }

// listPulls gives the open ones, newest first, unless the query says otherwise.
// https://docs.github.com/rest/pulls/pulls#list-pull-requests
func listPulls(c *call) (reply, error) {
	query := c.request.URL.Query()
	state, base, head := or(query.Get("state"), "open"), query.Get("base"), query.Get("head")
	list := slices.DeleteFunc(slices.Clone(c.repo.pulls), func(p *Pull) bool {
		return state != "all" && state != p.state() || base != "" && base != p.into ||
			head != "" && head != p.from.Owner+":"+p.branch
	})
	if query.Get("direction") != "asc" {
		slices.Reverse(list)
	}
	return reply{value: each(page(c, list), c.showPull)}, nil
}

func getPull(c *call) (reply, error) {
	if strings.Contains(c.request.Header.Get("Accept"), "diff") {
		return reply{}, &refusal{status: http.StatusNotAcceptable, message: "The stand-in does not write diffs: list the files"}
	}
	list, err := c.pull.repository.compare(c.pull.mergeBase(), c.pull.head)
	if err != nil {
		return reply{}, err
	}
	shown := c.showPull(c.pull)
	added, removed := 0, 0
	for _, d := range list {
		added, removed = added+d.additions, removed+d.removed
	}
	for name, value := range (object{
		"changed_files": len(list), "additions": added, "deletions": removed, "commits": len(c.pull.commits()),
		"comments": len(c.pull.comments), "review_comments": len(c.pull.remarks()), "merged": c.pull.merged != nil, "mergeable": true,
		"rebaseable": true, "mergeable_state": "clean", "merged_by": nil, "maintainer_can_modify": false,
	}) {
		shown[name] = value
	}
	if c.pull.merged != nil {
		shown["merged_by"] = c.showUser(c.user(c.repo.Owner))
	}
	return reply{value: shown}, nil
}

func (p *Pull) state() string {
	if p.open {
		return "open"
	}
	return "closed"
}

func (c *call) showPull(p *Pull) object {
	url, web := p.url(), p.web()
	shown := object{
		"id": p.id, "node_id": p.nodeID(), "number": p.Number, "state": p.state(), "locked": p.locked, "draft": p.draft,
		"title": p.title, "body": p.body, "user": c.showUser(p.author), "author_association": p.association(p.author),
		"created_at": stamp(p.created), "updated_at": stamp(p.updated), "closed_at": maybe(p.closed), "merged_at": nil,
		"merge_commit_sha": nil, "assignee": nil, "assignees": []object{}, "labels": []object{}, "milestone": nil, "auto_merge": nil,
		"active_lock_reason": nil, "requested_reviewers": []object{}, "requested_teams": []object{},
		"url": url, "html_url": web, "diff_url": web + ".diff", "patch_url": web + ".patch", "issue_url": p.issue(),
		"commits_url": url + "/commits", "comments_url": p.issue() + "/comments", "review_comments_url": url + "/comments",
		"review_comment_url": p.repository.url() + "/pulls/comments{/number}",
		"statuses_url":       p.repository.url() + "/statuses/" + p.head.sha,
		"base":               c.showEnd(p.repository, p.into, p.base), "head": c.showEnd(p.from, p.branch, p.head),
		"_links": p.links(),
	}
	if p.lost {
		shown["head"].(object)["repo"] = nil
	}
	if p.merged != nil {
		shown["merged_at"], shown["merge_commit_sha"] = stamp(p.closed), p.merged.sha
	}
	return shown
}

// showEnd is one of the two ends of a pull request.
func (c *call) showEnd(r *Repository, branch string, x *commit) object {
	return object{
		"label": r.Owner + ":" + branch, "ref": branch, "sha": x.sha, "user": c.showUser(c.user(r.Owner)), "repo": c.showRepository(r),
	}
}

func (p *Pull) links() object {
	return object{
		"self": href(p.url()), "html": href(p.web()), "issue": href(p.issue()), "comments": href(p.issue() + "/comments"),
		"review_comments": href(p.url() + "/comments"), "review_comment": href(p.repository.url() + "/pulls/comments{/number}"),
		"commits": href(p.url() + "/commits"), "statuses": href(p.repository.url() + "/statuses/" + p.head.sha),
	}
}

// association of the author of a pull request is at least that of one who contributes, once something was merged.
func (p *Pull) association(u *user) string { return p.repository.association(u) }

func listFiles(c *call) (reply, error) {
	list, err := c.repo.compare(c.pull.mergeBase(), c.pull.head)
	if err != nil {
		return reply{}, err
	}
	list = list[:min(len(list), c.Limits.Files)]
	return reply{value: each(page(c, list), func(d difference) object { return c.showFile(d, c.pull.head.sha) })}, nil
}

func listCommits(c *call) (reply, error) {
	return reply{value: each(page(c, c.pull.commits()), c.showCommit)}, nil
}

// showFile is a changed file. A binary or large one has no patch.
func (c *call) showFile(d difference, ref string) object {
	shown := object{
		"sha": or(d.after, d.before), "filename": d.path, "status": d.status, "additions": d.additions, "deletions": d.removed,
		"changes":  d.additions + d.removed,
		"blob_url": c.repo.web() + "/blob/" + ref + "/" + escapePath(d.path), "raw_url": c.repo.web() + "/raw/" + ref + "/" + escapePath(d.path),
		"contents_url": c.repo.url() + "/contents/" + escapePath(d.path) + "?ref=" + ref,
	}
	if d.previous != "" {
		shown["previous_filename"] = d.previous
	}
	if d.patch != "" && len(d.patch) <= c.Limits.Patch {
		shown["patch"] = d.patch
	}
	return shown
}
