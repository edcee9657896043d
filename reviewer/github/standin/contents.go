package standin

import (
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
)

var contentRoutes = []route{
	{"GET /repos/{owner}/{repo}/contents/{path...}", "/repos/contents#get-repository-content", readContents, getContents},
	{"GET /repos/{owner}/{repo}/compare/{range...}", "/commits/commits#compare-two-commits", readContents, getComparison},
	{"GET /repos/{owner}/{repo}/git/blobs/{sha}", "/git/blobs#get-a-blob", readContents, getBlob},
	{"GET /repos/{owner}/{repo}/git/trees/{sha...}", "/git/trees#get-a-tree", readContents, getTree},
	{"GET /repos/{owner}/{repo}/git/ref/{ref...}", "/git/refs#get-a-reference", readContents, getRef},
	{"GET /repos/{owner}/{repo}/branches", "/branches/branches#list-branches", readContents, listBranches},
	{"GET /repos/{owner}/{repo}/branches/{branch...}", "/branches/branches#get-a-branch", readContents, getBranch},
	{"GET /repos/{owner}/{repo}/commits/{ref}", "/commits/commits#get-a-commit", readContents, getCommit},
	{"GET /repos/{owner}/{repo}/commits/{sha}/pulls", "/commits/commits#list-pull-requests-associated-with-a-commit", readPulls, listPullsOfCommit},
}

func escapePath(name string) string { return (&url.URL{Path: name}).EscapedPath() }

// wantsRaw says whether the client asks for the bytes of a file.
// https://docs.github.com/rest/repos/contents#custom-media-types-for-repository-contents
func (c *call) wantsRaw() bool {
	accept := c.request.Header.Get("Accept")
	return strings.HasPrefix(accept, "application/vnd.github.") && strings.Contains(accept, "raw")
}

func getContents(c *call) (reply, error) {
	name, ref := strings.Trim(c.request.PathValue("path"), "/"), c.request.URL.Query().Get("ref")
	at := c.repo.resolve(ref)
	if at == nil {
		return reply{}, &refusal{status: http.StatusNotFound, message: "No commit found for the ref " + ref}
	}
	if sha, ok := at.files[name]; ok {
		return c.file(name, sha, at)
	}
	list := c.folder(name, at)
	if len(list) == 0 && name != "" {
		return reply{}, notFound()
	}
	return reply{value: list}, nil
}

// file answers with a file: its bytes, or JSON with the bytes in it if there are not too many.
func (c *call) file(name, sha string, at *commit) (reply, error) {
	content := c.repo.objects.blobs[sha]
	if len(content) > c.Limits.Raw {
		return reply{}, tooLarge()
	}
	if c.wantsRaw() {
		c.header.Set("Content-Type", "application/vnd.github.raw+json; charset=utf-8")
		return reply{raw: content}, nil
	}
	shown := c.showEntry(name, entry{name: path.Base(name), sha: sha}, at)
	shown["encoding"], shown["content"] = "base64", wrapped(content)
	if len(content) > c.Limits.Contents {
		shown["encoding"], shown["content"] = "none", ""
	}
	return reply{value: shown}, nil
}

func tooLarge() error {
	return &refusal{
		status: http.StatusForbidden, message: "This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API.",
		errors: []object{{"resource": "Blob", "field": "data", "code": "too_large"}},
	}
}

// wrapped is base64 in lines of 60, as GitHub sends it.
func wrapped(content []byte) string {
	var lines strings.Builder
	for chunk := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(content)), 60) {
		lines.Write(chunk)
		lines.WriteByte('\n')
	}
	return lines.String()
}

// folder lists what is in a folder; nothing if there is none.
func (c *call) folder(name string, at *commit) []object {
	prefix, found := "", map[string]entry{}
	if name != "" {
		prefix = name + "/"
	}
	for file, sha := range at.files {
		rest, ok := strings.CutPrefix(file, prefix)
		if !ok {
			continue
		}
		first, _, deeper := strings.Cut(rest, "/")
		found[first] = entry{name: first, sha: sha, folder: deeper}
	}
	list := []object{}
	for _, first := range slices.Sorted(maps.Keys(found)) {
		e := found[first]
		if e.folder {
			e.sha = c.repo.objects.treeAt(at, prefix+first)
		}
		list = append(list, c.showEntry(prefix+first, e, at))
	}
	return list
}

// treeAt is the tree of a folder that is there.
func (o *objects) treeAt(at *commit, name string) string {
	sha := at.tree
	for segment := range strings.SplitSeq(name, "/") {
		for _, e := range o.trees[sha] {
			if e.name == segment {
				sha = e.sha
				break
			}
		}
	}
	return sha
}

func (c *call) showEntry(name string, e entry, at *commit) object {
	kind, size, git, page := "file", len(c.repo.objects.blobs[e.sha]), "/git/blobs/", "/blob/"
	var download any = c.URL + "/raw/" + c.repo.FullName() + "/" + at.sha + "/" + escapePath(name)
	if e.folder {
		kind, size, git, page, download = "dir", 0, "/git/trees/", "/tree/", nil
	}
	self := c.repo.url() + "/contents/" + escapePath(name) + "?ref=" + at.sha
	html := c.repo.web() + page + at.sha + "/" + escapePath(name)
	return object{
		"type": kind, "name": e.name, "path": name, "sha": e.sha, "size": size, "url": self, "git_url": c.repo.url() + git + e.sha,
		"html_url": html, "download_url": download, "_links": object{"self": self, "git": c.repo.url() + git + e.sha, "html": html},
	}
}

// download is the operation of Server.download, which is none of the API.
var download = route{pattern: "GET /raw/{owner}/{repo}/{sha}/{path...}"}

// download answers at the address that contents give for the bytes of a file. It asks for no token, as that of GitHub has
// one in it.
func (s *Server) download(w http.ResponseWriter, q *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.repositories[q.PathValue("owner")+"/"+q.PathValue("repo")]; r != nil {
		if at := r.resolve(q.PathValue("sha")); at != nil {
			if sha, ok := at.files[q.PathValue("path")]; ok {
				_, _ = w.Write(r.objects.blobs[sha])
				return
			}
		}
	}
	http.Error(w, "404: Not Found", http.StatusNotFound)
}

func getBlob(c *call) (reply, error) {
	sha := c.request.PathValue("sha")
	content, ok := c.repo.objects.blobs[sha]
	switch {
	case !ok:
		return reply{}, notFound()
	case len(content) > c.Limits.Raw:
		return reply{}, tooLarge()
	case c.wantsRaw():
		c.header.Set("Content-Type", "application/vnd.github.raw+json; charset=utf-8")
		return reply{raw: content}, nil
	}
	return reply{value: object{
		"sha": sha, "node_id": "B_" + sha, "url": c.repo.url() + "/git/blobs/" + sha, "size": len(content), "encoding": "base64",
		"content": wrapped(content),
	}}, nil
}

func getTree(c *call) (reply, error) {
	sha := c.request.PathValue("sha")
	if at := c.repo.resolve(sha); at != nil {
		sha = at.tree
	}
	if _, ok := c.repo.objects.trees[sha]; !ok {
		return reply{}, notFound()
	}
	list := c.tree(sha, "", c.request.URL.Query().Has("recursive"))
	return reply{value: object{"sha": sha, "url": c.repo.url() + "/git/trees/" + sha, "tree": list, "truncated": false}}, nil
}

func (c *call) tree(sha, prefix string, deep bool) []object {
	list := []object{}
	for _, e := range c.repo.objects.trees[sha] {
		shown := object{"path": prefix + e.name, "mode": e.mode(), "type": e.kind(), "sha": e.sha, "url": c.repo.url() + "/git/" + e.kind() + "s/" + e.sha}
		if !e.folder {
			shown["size"] = len(c.repo.objects.blobs[e.sha])
		}
		list = append(list, shown)
		if e.folder && deep {
			list = append(list, c.tree(e.sha, prefix+e.name+"/", deep)...)
		}
	}
	return list
}

func getRef(c *call) (reply, error) {
	ref := c.request.PathValue("ref")
	x := c.repo.branches[strings.TrimPrefix(ref, "heads/")]
	if strings.HasPrefix(ref, "pull/") {
		x = c.repo.resolve(ref)
	}
	if x == nil || !strings.Contains(ref, "/") {
		return reply{}, notFound()
	}
	return reply{value: object{
		"ref": "refs/" + ref, "node_id": "REF_" + ref, "url": c.repo.url() + "/git/refs/" + ref,
		"object": object{"type": "commit", "sha": x.sha, "url": c.repo.url() + "/git/commits/" + x.sha},
	}}, nil
}

func listBranches(c *call) (reply, error) {
	names := slices.Sorted(maps.Keys(c.repo.branches))
	return reply{value: each(page(c, names), func(name string) object {
		sha := c.repo.branches[name].sha
		return object{"name": name, "protected": false, "commit": object{"sha": sha, "url": c.repo.url() + "/commits/" + sha}}
	})}, nil
}

func getBranch(c *call) (reply, error) {
	name := c.request.PathValue("branch")
	x := c.repo.branches[name]
	if x == nil {
		return reply{}, &refusal{status: http.StatusNotFound, message: "Branch not found"}
	}
	self := c.repo.url() + "/branches/" + escapePath(name)
	return reply{value: object{
		"name": name, "commit": c.showCommit(x), "protected": false, "protection": object{"enabled": false}, "protection_url": self + "/protection",
		"_links": object{"self": self, "html": c.repo.web() + "/tree/" + escapePath(name)},
	}}, nil
}

func getCommit(c *call) (reply, error) {
	ref := c.request.PathValue("ref")
	x := c.repo.resolve(ref)
	if x == nil {
		return reply{}, &refusal{status: http.StatusUnprocessableEntity, message: "No commit found for SHA: " + ref}
	}
	shown, before := c.showCommit(x), map[string]string{}
	if len(x.parents) > 0 {
		before = x.parents[0].files
	}
	list, err := c.diffs.compare(c.repo.objects, before, x.files)
	if err != nil {
		return reply{}, err
	}
	added, removed := 0, 0
	for _, d := range list {
		added, removed = added+d.additions, removed+d.removed
	}
	shown["stats"] = object{"additions": added, "deletions": removed, "total": added + removed}
	shown["files"] = each(list, func(d difference) object { return c.showFile(d, x.sha) })
	return reply{value: shown}, nil
}

// listPullsOfCommit gives the pull requests that a commit is or was a part of.
func listPullsOfCommit(c *call) (reply, error) {
	x := c.repo.resolve(c.request.PathValue("sha"))
	if x == nil {
		return reply{}, &refusal{status: http.StatusUnprocessableEntity, message: "No commit found for SHA: " + c.request.PathValue("sha")}
	}
	list := slices.DeleteFunc(slices.Clone(c.repo.pulls), func(p *Pull) bool { return p.merged != x && !slices.Contains(p.commits(), x) })
	return reply{value: each(page(c, list), c.showPull)}, nil
}

// comparedFiles is how many files a comparison has; they are all on its first page.
// https://docs.github.com/rest/commits/commits#compare-two-commits
const comparedFiles = 300

func getComparison(c *call) (reply, error) {
	before, after, ok := strings.Cut(c.request.PathValue("range"), "...")
	base, head := c.compared(before), c.compared(after)
	if !ok || base == nil || head == nil {
		return reply{}, notFound()
	}
	middle := mergeBase(base, head)
	if middle == nil {
		return reply{}, &refusal{status: http.StatusNotFound, message: "No common ancestor between " + before + " and " + after + "."}
	}
	ahead, behind := since(base, head), since(head, base)
	list, err := c.repo.compare(middle, head)
	if err != nil {
		return reply{}, err
	}
	url, web := c.repo.url()+"/compare/"+before+"..."+after, c.repo.web()+"/compare/"+before+"..."+after
	shown := object{
		"url": url, "html_url": web, "permalink_url": web, "diff_url": web + ".diff", "patch_url": web + ".patch",
		"base_commit": c.showCommit(base), "merge_base_commit": c.showCommit(middle), "status": relation(len(ahead), len(behind)),
		"ahead_by": len(ahead), "behind_by": len(behind), "total_commits": len(ahead), "commits": each(page(c, ahead), c.showCommit),
		"files": []object{},
	}
	if positive(c.request.URL.Query().Get("page"), 1) == 1 {
		shown["files"] = each(list[:min(len(list), comparedFiles)], func(d difference) object { return c.showFile(d, head.sha) })
	}
	return reply{value: shown}, nil
}

// compared finds one end of a comparison: a ref, or one of a fork as owner:ref.
func (c *call) compared(name string) *commit {
	r := c.repo
	if owner, ref, other := strings.Cut(name, ":"); other {
		name = ref
		if _, ref, named := strings.Cut(ref, ":"); named { // owner:repository:ref
			name = ref
		}
		if r = c.repositories[owner+"/"+c.repo.Name]; r == nil {
			return nil
		}
	}
	if name == "" {
		return nil
	}
	return r.resolve(name)
}

func relation(ahead, behind int) string {
	switch {
	case ahead > 0 && behind > 0:
		return "diverged"
	case ahead > 0:
		return "ahead"
	case behind > 0:
		return "behind"
	}
	return "identical"
}
