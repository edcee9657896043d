package local

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rightsreview/rightsreview/reviewer/document"
)

// tree writes files below a new folder. A text that begins with "->" is a symbolic link.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		if to, link := strings.CutPrefix(text, "->"); link {
			err = os.Symlink(filepath.Join(root, to), path)
		} else {
			err = os.WriteFile(path, []byte(text), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// under takes the root off paths.
func under(t *testing.T, root string, paths []string) []string {
	t.Helper()
	var names []string
	for _, path := range paths {
		name, err := filepath.Rel(root, path)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, filepath.ToSlash(name))
	}
	return names
}

func TestFind(t *testing.T) {
	root := tree(t, map[string]string{
		"draft-a.txt":                  "anything",
		"rfc1.txt":                     "anything",
		"rfc-index.txt":                "anything",
		"notes.txt":                    "milk, bread",
		"paper.txt":                    "7. Security Considerations",
		"plain.md":                     "# Logs\n\nServers MUST count.",
		"README.md":                    "# How to build",
		"explainer.md":                 "## Privacy Considerations",
		"b/spec.xml":                   "<?xml version='1.0'?><!-- licence --><rfc category='std'>",
		"b/pom.xml":                    "<project>MUST</project>",
		"b/index.html":                 "<script class='remove' src='respec-w3c'></script>",
		"b/coverage.html":              "<p>87 %</p>",
		"b/index.bs":                   "<pre class=metadata>",
		"a/contribution.docx":          "PK\x03\x04",
		"a/contribution.pdf":           "%PDF-1.7",
		"a/not.docx":                   "text",
		"draft-a.go":                   "package main",
		".git/draft-x.txt":             "x",
		".hidden/draft-x.txt":          "x",
		"node_modules/pkg/draft-x.txt": "x",
		"link/draft-l.txt":             "->draft-a.txt",
		"linked":                       "->b",
		"attic/draft-old.txt":          "x",
	})
	search := Search{Ignored: func(path string) bool { return filepath.Base(path) == "attic" }}
	found := search.Find([]string{root})
	want := []string{
		"a/contribution.docx", "b/index.bs", "b/spec.xml", "draft-a.txt", "explainer.md", "paper.txt", "plain.md", "rfc1.txt",
	}
	if diff := cmp.Diff(want, under(t, root, found.Paths)); diff != "" {
		t.Errorf("drafts (-want +got):\n%s", diff)
	}
	why := map[string]string{}
	for _, s := range found.Skipped {
		why[under(t, root, []string{s.Path})[0]] = s.Why
	}
	for name, want := range map[string]string{
		"README.md": "not a draft", "attic": "ignored", ".git": "hidden or installed",
		"linked": "not a regular file", "link/draft-l.txt": "not a regular file",
		"a/contribution.pdf": "the same draft as " + filepath.Join(root, "a/contribution.docx"),
		"b/index.html":       "the same draft as " + filepath.Join(root, "b/index.bs"),
	} {
		if why[name] != want {
			t.Errorf("%s was left because %q, want %q", name, why[name], want)
		}
	}
}

func TestFindWhatTheProjectSays(t *testing.T) {
	root := tree(t, map[string]string{"draft-a.txt": "x", "specs/one.text": "y"})
	search := Search{Draft: func(path string) (bool, bool) { return filepath.Ext(path) == ".text", true }}
	found := search.Find([]string{root})
	if diff := cmp.Diff([]string{"specs/one.text"}, under(t, root, found.Paths)); diff != "" {
		t.Error(diff)
	}
}

func TestFindNamedFiles(t *testing.T) {
	root := tree(t, map[string]string{"README.md": "x", "draft-b.txt": "x", "draft-a.txt": "x"})
	at := func(name string) string { return filepath.Join(root, name) }
	paths := []string{at("README.md"), at("draft-b.txt"), "-", root, root + "/./draft-b.txt", at("none.txt"), "-"}
	found := Search{}.Find(paths)
	want := []string{at("README.md"), at("draft-b.txt"), "-", at("draft-a.txt"), at("none.txt")}
	if diff := cmp.Diff(want, found.Paths); diff != "" {
		t.Errorf("each once, in the order given (-want +got):\n%s", diff)
	}
}

func TestFindKeepsAFolderThatCannotBeRead(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("everything can be read by root")
	}
	root := tree(t, map[string]string{"closed/draft-x.txt": "x", "draft-a.txt": "x"})
	closed := filepath.Join(root, "closed")
	if err := os.Chmod(closed, 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(closed, 0o755)
	found := Search{}.Find([]string{root})
	if diff := cmp.Diff([]string{"closed", "draft-a.txt"}, under(t, root, found.Paths)); diff != "" {
		t.Fatal(diff)
	}
	for _, err := range (Files{Paths: found.Paths[:1]}).Drafts(context.Background()) {
		if err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("error %v", err)
		}
	}
}

func TestDrafts(t *testing.T) {
	root := tree(t, map[string]string{"draft-example.txt": "text", "empty.txt": ""})
	large := filepath.Join(root, "large.txt")
	if err := os.WriteFile(large, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, document.MaxSource+1); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ path, want, err string }{
		"a file":                {path: filepath.Join(root, "draft-example.txt"), want: "text"},
		"an empty file":         {path: filepath.Join(root, "empty.txt")},
		"standard input":        {path: "-", want: "from a pipe"},
		"a large file":          {path: large, err: "over the limit of 64 MiB"},
		"a folder":              {path: root, err: "it is a folder"},
		"a misspelt file":       {path: filepath.Join(root, "draft-exmaple.txt"), err: "did you mean " + filepath.Join(root, "draft-example.txt") + "?"},
		"a file that is gone":   {path: filepath.Join(root, "x"), err: "there is no such file"},
		"a folder that is gone": {path: filepath.Join(root, "x", "y"), err: "there is no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			f := Files{Paths: []string{c.path}, Stdin: iotest.OneByteReader(strings.NewReader("from a pipe"))}
			for draft, err := range f.Drafts(context.Background()) {
				if draft.Path != c.path || string(draft.Source) != c.want {
					t.Errorf("read %q from %q", draft.Source, draft.Path)
				}
				if c.err == "" && err != nil || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
					t.Errorf("error %v, want %q", err, c.err)
				}
				if err != nil && strings.Count(err.Error(), c.path) != 1 {
					t.Errorf("the path is not once in %q", err)
				}
			}
		})
	}
	t.Run("no more once the context is done", func(t *testing.T) {
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		n := 0
		for range (Files{Paths: []string{root, root, root}}).Drafts(ctx) {
			n++
			stop()
		}
		if n != 1 {
			t.Errorf("%d drafts", n)
		}
	})
	t.Run("no longer than the context", func(t *testing.T) {
		ctx, stop := context.WithTimeout(context.Background(), time.Millisecond)
		defer stop()
		pipe, _ := io.Pipe() // nobody writes to it
		for draft, err := range (Files{Paths: []string{"-", "-"}, Stdin: pipe}).Drafts(ctx) {
			t.Errorf("read %q, %v", draft.Source, err)
		}
	})
	t.Run("an endless pipe", func(t *testing.T) {
		f := Files{Paths: []string{"-"}, Stdin: endless{}}
		for _, err := range f.Drafts(context.Background()) {
			if err == nil || !strings.Contains(err.Error(), "over the limit") {
				t.Errorf("error %v", err)
			}
		}
	})
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
