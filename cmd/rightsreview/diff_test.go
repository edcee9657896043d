package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/render"
)

// writeVersions makes two versions of a draft, of which the new one logs what the old one does not.
func writeVersions(t *testing.T) (old, new string) {
	t.Helper()
	folder := t.TempDir()
	old, new = filepath.Join(folder, "draft-00.md"), filepath.Join(folder, "draft-01.md")
	for path, text := range map[string]string{
		old: "# Logs\n\nServers count visits.\n", new: "# Logs\n\nServers MUST log the source address of every client.\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return old, new
}

// TestDiffJobsMakeNoDifference also says that every format ends well.
func TestDiffJobsMakeNoDifference(t *testing.T) {
	old, new := writeVersions(t)
	for _, format := range render.ChangeFormats() {
		t.Run(format, func(t *testing.T) {
			args := []string{"diff", "--format", format, "--only-rules", "--rules", "testdata/rules", old, new, "--jobs"}
			code1, out1, err1 := program(context.Background(), append(args, "1")...)
			code2, out2, err2 := program(context.Background(), append(args, "2")...)
			if code1 != exitClean || code2 != exitClean || out1 != out2 || err1+err2 != "" {
				t.Errorf("exit codes %d and %d, %d and %d bytes, standard error:\n%s%s", code1, code2, len(out1), len(out2), err1, err2)
			}
			if !strings.Contains(out1, "log the source address") {
				t.Errorf("the passage is not in the output:\n%s", out1)
			}
		})
	}
}

func TestDiffUnwritableOutput(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skipf("no /dev/full: %v", err)
	}
	defer full.Close()
	old, new := writeVersions(t)
	for _, format := range render.ChangeFormats() {
		var errs bytes.Buffer
		args := []string{"diff", "--format", format, "--only-rules", "--rules", "testdata/rules", old, new}
		if got := run(context.Background(), args, strings.NewReader(""), full, &errs); got != exitUnfinished {
			t.Errorf("%s: exit code %d", format, got)
		}
		if !strings.Contains(errs.String(), "no space left") {
			t.Errorf("%s: standard error: %s", format, &errs)
		}
	}
}

// TestSinceInBrowser opens a review at a change that stands outside of the text of the draft.
func TestSinceInBrowser(t *testing.T) {
	browser := findBrowser(t)
	old, new := writeVersions(t)
	page := filepath.Join(t.TempDir(), "review.html")
	args := []string{"review", "--quiet", "--format", "html", "--output", page, "--only-rules", "--rules", "testdata/rules", "--base", new, old}
	if code, _, errs := program(context.Background(), args...); code != exitClean {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	card := regexp.MustCompile(`<article class="card [a-z]+" id="(c[0-9]+)"`).FindSubmatch(text)
	if card == nil {
		t.Fatal("the page has no change")
	}
	open(t, browser, "file://"+page+"#"+string(card[1]), 1440, 900)
}
