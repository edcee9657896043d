package local

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Search says what a search for drafts takes and leaves.
type Search struct {
	// Draft says whether a file is a draft, if the project has settled that. Nil or not known leaves it to the file's
	// name and content.
	Draft func(path string) (draft, known bool)
	// Ignored says that a file or folder is left out. Nil leaves nothing out.
	Ignored func(path string) bool
}

// Found is what a search for drafts has found.
type Found struct {
	Paths   []string
	Skipped []Skipped // the files and folders that were left, in order
}

// Skipped is a file or folder that was left, and why.
type Skipped struct{ Path, Why string }

// Find lists the drafts at some paths, each once: files and "-" as they are, folders searched with what is below them
// in order of name. Symbolic links in a folder are not followed, names that begin with a dot and node_modules are left.
// What is not there or cannot be read, folders too, stays in the list, so that its review says so.
func (s Search) Find(paths []string) Found {
	var found Found
	for _, path := range paths {
		if info, err := os.Stat(path); path == "-" || err != nil || !info.IsDir() {
			found.Paths = append(found.Paths, path)
			continue
		}
		s.walk(path, &found)
	}
	found.Paths = unique(found.Paths)
	return found
}

// unique leaves out a file that was named before, in this or another spelling.
func unique(paths []string) []string {
	seen := map[string]bool{}
	return slices.DeleteFunc(paths, func(path string) bool {
		name := path
		if path != "-" {
			name = filepath.Clean(path)
		}
		again := seen[name]
		seen[name] = true
		return again
	})
}

func (s Search) walk(root string, found *Found) {
	var drafts []string
	_ = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			drafts = append(drafts, path)
			return nil
		}
		why := s.leave(root, path, entry)
		switch {
		case why != "":
			found.Skipped = append(found.Skipped, Skipped{path, why})
			if entry.IsDir() {
				return fs.SkipDir
			}
		case !entry.IsDir():
			drafts = append(drafts, path)
		}
		return nil
	})
	kept, twins := withoutTwins(drafts)
	found.Paths = append(found.Paths, kept...)
	found.Skipped = append(found.Skipped, twins...)
}

// leave says why a file or folder is left; empty if it is not.
func (s Search) leave(root, path string, entry fs.DirEntry) string {
	name := entry.Name()
	switch {
	case path == root:
		return ""
	case strings.HasPrefix(name, ".") || name == "node_modules":
		return "hidden or installed"
	case s.Ignored != nil && s.Ignored(path):
		return "ignored"
	case entry.IsDir():
		return ""
	case !entry.Type().IsRegular():
		return "not a regular file"
	}
	if s.Draft != nil {
		if draft, known := s.Draft(path); known && draft {
			return ""
		} else if known {
			return "not among the drafts of the configuration"
		}
	}
	if !looksLikeDraft(path) {
		return "not a draft"
	}
	return ""
}

// extensions are those of drafts; where a folder has one draft in several formats, the first is the one to review,
// because the others are usually made from it.
var extensions = []string{".md", ".mkd", ".markdown", ".bs", ".xml", ".html", ".htm", ".txt", ".docx", ".pdf"}

// withoutTwins leaves one file of those that differ only in their extension. The order stays.
func withoutTwins(paths []string) (kept []string, twins []Skipped) {
	stem := func(path string) string { return filepath.Join(filepath.Dir(path), base(path)) }
	best := map[string]string{}
	for _, path := range paths {
		if other, ok := best[stem(path)]; !ok || rank(path) < rank(other) {
			best[stem(path)] = path
		}
	}
	for _, path := range paths {
		if chosen := best[stem(path)]; chosen == path {
			kept = append(kept, path)
		} else {
			twins = append(twins, Skipped{path, "the same draft as " + chosen})
		}
	}
	return kept, twins
}

func rank(path string) int {
	if i := slices.Index(extensions, strings.ToLower(filepath.Ext(path))); i >= 0 {
		return i
	}
	return len(extensions)
}

// draftName is how Internet-Drafts and RFCs are named.
var draftName = regexp.MustCompile(`^(draft-.|rfc[0-9]+$)`)

// sniffed is how much of a file is looked at to tell a draft, in bytes: enough for a licence before the first tag.
const sniffed = 32 << 10

// marks are words of which drafts of a format have at least one near their beginning, in lower case.
var marks = map[string][]string{
	".xml":      {"<rfc ", "<rfc\n", "<rfc\r", "<rfc>"},
	".md":       markdownMarks,
	".mkd":      markdownMarks,
	".markdown": markdownMarks,
	".bs":       {"class=metadata", "class='metadata'", `class="metadata"`},
	".html":     htmlMarks,
	".htm":      htmlMarks,
	".txt":      {"internet-draft", "request for comments", "internet engineering task force", "security considerations"},
	".pdf":      {"%pdf-"},
	".docx":     {"pk\x03\x04"},
}

var (
	markdownMarks = []string{
		"\ndocname:", "\nipr:", "--- abstract", "%%%\n", "internet-draft", "security considerations", "privacy considerations",
		"{::boilerplate", "bcp14", "rfc2119", "rfc 2119",
	}
	htmlMarks = []string{
		"respec", "bikeshed", "xml2rfc", "internet-draft", "w3.org/stylesheets/tr", "security considerations",
		"privacy considerations", "rfc2119", "rfc 2119",
	}
)

// requirement is a key word of BCP 14 in capitals, as specifications have them and few other texts do. It is a mark in
// the formats in which people write texts of all kinds.
var (
	requirement = regexp.MustCompile(`\b(MUST|SHALL|SHOULD)\b`)
	prose       = []string{".md", ".mkd", ".markdown", ".html", ".htm", ".txt"}
)

// looksLikeDraft tells a draft by its extension and then by its name or the marks in it. A file that cannot be read is
// taken for one, so that its review says so.
func looksLikeDraft(path string) bool {
	extension := strings.ToLower(filepath.Ext(path))
	words, ok := marks[extension]
	if !ok {
		return false
	}
	if draftName.MatchString(base(path)) {
		return true
	}
	file, err := os.Open(path)
	if err != nil {
		return true
	}
	defer file.Close()
	head, err := io.ReadAll(io.LimitReader(file, sniffed))
	if err != nil {
		return true
	}
	lower := bytes.ToLower(head)
	return slices.ContainsFunc(words, func(word string) bool { return bytes.Contains(lower, []byte(word)) }) ||
		slices.Contains(prose, extension) && requirement.Match(head)
}
