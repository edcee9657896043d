package local

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/document"
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

// withoutTwins leaves one file of those that differ only in their extension. The order stays.
func withoutTwins(paths []string) (kept []string, twins []Skipped) {
	chosen := document.SourceOf(paths)
	for _, path := range paths {
		if chosen[path] == path {
			kept = append(kept, path)
		} else {
			twins = append(twins, Skipped{path, "the same draft as " + chosen[path]})
		}
	}
	return kept, twins
}

// looksLikeDraft tells a draft by its name and content. A file that cannot be read is taken for one, so that its review
// says so.
func looksLikeDraft(path string) bool {
	switch {
	case document.NamedAsDraft(path):
		return true
	case !document.MayBeDraft(path):
		return false
	}
	file, err := os.Open(path)
	if err != nil {
		return true
	}
	defer file.Close()
	head, err := io.ReadAll(io.LimitReader(file, document.Sniffed))
	return err != nil || document.LooksLikeDraft(path, head)
}
