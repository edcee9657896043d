package standin

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Files are the changes that a commit makes: what is in each file afterwards, by path. Other files stay as they were.
type Files map[string]string

// Gone as the content of a file removes it.
const Gone = "\x00gone"

// objects are shared by a repository and its forks: as on GitHub, what was pushed to one can be read in the others.
type objects struct {
	commits map[string]*commit
	blobs   map[string][]byte
	trees   map[string][]entry
}

// commit is a snapshot: the blob of every file by path.
type commit struct {
	sha, tree string
	parents   []*commit
	files     map[string]string
	author    *user
	message   string
	at        time.Time
}

// entry is one of a tree.
type entry struct {
	name, sha string
	folder    bool
}

func newObjects() *objects {
	return &objects{commits: map[string]*commit{}, blobs: map[string][]byte{}, trees: map[string][]entry{}}
}

// hash names an object as git does.
func hash(kind string, content []byte) string {
	h := sha1.New()
	fmt.Fprintf(h, "%s %d\x00", kind, len(content))
	h.Write(content)
	return hex.EncodeToString(h.Sum(nil))
}

// commit makes a commit of some changes to the first of its parents.
func (o *objects) commit(parents []*commit, changes Files, author *user, at time.Time, message string) *commit {
	files := map[string]string{}
	if len(parents) > 0 {
		maps.Copy(files, parents[0].files)
	}
	for path, content := range changes {
		if content == Gone {
			delete(files, path)
			continue
		}
		files[path] = o.blob([]byte(content))
	}
	c := &commit{parents: parents, files: files, author: author, at: at, message: message}
	c.tree = o.tree(files)
	c.sha = hash("commit", c.object())
	o.commits[c.sha] = c
	return c
}

func (o *objects) blob(content []byte) (sha string) {
	sha = hash("blob", content)
	o.blobs[sha] = content
	return sha
}

// tree keeps the trees of some files, by path, and gives the topmost.
func (o *objects) tree(files map[string]string) (sha string) {
	below := map[string]map[string]string{}
	var entries []entry
	for path, blob := range files {
		folder, rest, inside := strings.Cut(path, "/")
		if !inside {
			entries = append(entries, entry{name: path, sha: blob})
			continue
		}
		if below[folder] == nil {
			below[folder] = map[string]string{}
		}
		below[folder][rest] = blob
	}
	for folder, files := range below {
		entries = append(entries, entry{name: folder, sha: o.tree(files), folder: true})
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.order(), b.order()) })
	var content []byte
	for _, e := range entries {
		binary, _ := hex.DecodeString(e.sha)
		content = fmt.Appendf(content, "%s %s\x00%s", strings.TrimPrefix(e.mode(), "0"), e.name, binary)
	}
	sha = hash("tree", content)
	o.trees[sha] = entries
	return sha
}

// order is what git sorts the entries of a tree by.
func (e entry) order() string {
	if e.folder {
		return e.name + "/"
	}
	return e.name
}

func (e entry) mode() string {
	if e.folder {
		return "040000"
	}
	return "100644"
}

func (e entry) kind() string {
	if e.folder {
		return "tree"
	}
	return "blob"
}

// object is a commit as git writes it.
func (c *commit) object() []byte {
	text := fmt.Appendf(nil, "tree %s\n", c.tree)
	for _, p := range c.parents {
		text = fmt.Appendf(text, "parent %s\n", p.sha)
	}
	who := fmt.Sprintf("%s <%s> %d +0000", c.author.login, c.author.email(), c.at.Unix())
	return fmt.Appendf(text, "author %s\ncommitter %s\n\n%s\n", who, who, c.message)
}

func (u *user) email() string { return fmt.Sprintf("%d+%s@users.noreply.example", u.id, u.login) }

// history is a commit and all that came before it.
func (c *commit) history() map[*commit]bool {
	seen, next := map[*commit]bool{}, []*commit{c}
	for len(next) > 0 {
		c := next[len(next)-1]
		next = next[:len(next)-1]
		if !seen[c] {
			seen[c] = true
			next = append(next, c.parents...)
		}
	}
	return seen
}

// mergeBase is the last commit that two have in common; nil if there is none.
func mergeBase(a, b *commit) *commit {
	of := a.history()
	var common []*commit
	for c := range b.history() {
		if of[c] {
			common = append(common, c)
		}
	}
	best := slices.DeleteFunc(slices.Clone(common), func(c *commit) bool {
		return slices.ContainsFunc(common, func(other *commit) bool { return other != c && other.history()[c] })
	})
	if len(best) == 0 {
		return nil
	}
	return slices.MaxFunc(best, func(a, b *commit) int { return strings.Compare(a.sha, b.sha) })
}

// since are the commits of head that are not in base, oldest first.
func since(base, head *commit) []*commit {
	before := base.history()
	commits := slices.Collect(maps.Keys(head.history()))
	commits = slices.DeleteFunc(commits, func(c *commit) bool { return before[c] })
	slices.SortFunc(commits, func(a, b *commit) int {
		if n := a.at.Compare(b.at); n != 0 {
			return n
		}
		return strings.Compare(a.sha, b.sha)
	})
	return commits
}
