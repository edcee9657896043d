package standin

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// defaultBranch is the default branch of every repository.
const defaultBranch = "main"

// Repository is a repository or a fork of one.
type Repository struct {
	Owner, Name string

	server       *Server
	id           int64
	parent       *Repository // of a fork
	objects      *objects
	branches     map[string]*commit
	pulls        []*Pull
	checks       []*check
	roles        map[string]string
	contributors map[string]bool
	created      time.Time
}

// Repository gives a repository, which is made if need be, with an empty commit on its branch main.
func (s *Server) Repository(owner, name string) *Repository {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.repositories[owner+"/"+name]; r != nil {
		return r
	}
	r := s.newRepository(owner, name)
	r.objects = newObjects()
	r.branches[defaultBranch] = r.objects.commit(nil, nil, s.user(owner), s.tick(), "Begin")
	return r
}

func (s *Server) newRepository(owner, name string) *Repository {
	s.user(owner)
	r := &Repository{
		Owner: owner, Name: name, server: s, id: s.id("repository"), created: s.tick(),
		branches: map[string]*commit{}, roles: map[string]string{}, contributors: map[string]bool{},
	}
	s.repositories[r.FullName()] = r
	return r
}

// FullName is the name with the owner.
func (r *Repository) FullName() string { return r.Owner + "/" + r.Name }

// Fork gives the fork of somebody, which is made if need be.
func (r *Repository) Fork(owner string) *Repository {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	return r.fork(owner)
}

func (r *Repository) fork(owner string) *Repository {
	if f := r.server.repositories[owner+"/"+r.Name]; f != nil {
		return f
	}
	f := r.server.newRepository(owner, r.Name)
	f.parent, f.objects = r, r.objects
	maps.Copy(f.branches, r.branches)
	return f
}

// Commit adds a commit to a branch, which begins at the default branch if it is new, and gives its name.
func (r *Repository) Commit(branch string, files Files) (sha string) {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	from := r.branches[branch]
	if from == nil {
		from = r.branches[defaultBranch]
	}
	c := r.objects.commit([]*commit{from}, files, r.server.user(r.Owner), r.server.tick(), "Change "+branch)
	r.branches[branch] = c
	return c.sha
}

// Head is the last commit of a branch; empty if there is no such branch.
func (r *Repository) Head(branch string) (sha string) {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	if c := r.branches[branch]; c != nil {
		return c.sha
	}
	return ""
}

// Delete removes a branch, as people do after a merge.
func (r *Repository) Delete(branch string) {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	delete(r.branches, branch)
}

// At gives the files of a commit or branch, whole.
func (r *Repository) At(ref string) Files {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	files := Files{}
	if c := r.resolve(ref); c != nil {
		for path, sha := range c.files {
			files[path] = string(r.objects.blobs[sha])
		}
	}
	return files
}

// shortestSHA is how much of the name of a commit GitHub needs.
const shortestSHA = 7

// resolve finds a commit by what people call it: a branch, a ref, the name of a commit or enough of its beginning, and the
// default branch if it is empty. Nil if there is none.
func (r *Repository) resolve(ref string) *commit {
	switch c := r.branches[strings.TrimPrefix(strings.TrimPrefix(ref, "refs/"), "heads/")]; {
	case ref == "" || ref == "HEAD":
		return r.branches[defaultBranch]
	case c != nil:
		return c
	}
	for _, p := range r.pulls {
		if strings.TrimPrefix(ref, "refs/") == p.ref() {
			return p.head
		}
	}
	if len(ref) < shortestSHA {
		return nil
	}
	for _, sha := range slices.Sorted(maps.Keys(r.objects.commits)) {
		if strings.HasPrefix(sha, ref) {
			return r.objects.commits[sha]
		}
	}
	return nil
}

func (r *Repository) pull(number int) *Pull {
	for _, p := range r.pulls {
		if p.Number == number {
			return p
		}
	}
	return nil
}
