package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/github"
	"github.com/rightsreview/rightsreview/reviewer/github/standin"
)

// aRequest is what GitHub says of a run that has ended.
func aRequest() request {
	return request{ref: github.Ref{Owner: "example", Repo: "drafts", Number: 1}, head: strings.Repeat("a", 40)}
}

// anArtifact is what such a run leaves, with some fields changed.
func anArtifact(change func(map[string]any)) []byte {
	a := map[string]any{
		"schema": artifactSchema, "repository": "example/drafts", "number": 1, "head": strings.Repeat("a", 40), "base": strings.Repeat("b", 40),
		"version": "1", "digest": "x", "status": "complete", "points": []any{map[string]any{"id": "0123456789abcdef", "rule": "a/b", "path": "x.md", "change": "new"}},
	}
	change(a)
	text, _ := json.Marshal(a)
	return text
}

func TestReadArtifact(t *testing.T) {
	set := func(name string, value any) func(map[string]any) { return func(a map[string]any) { a[name] = value } }
	whole := anArtifact(func(map[string]any) {})
	for name, c := range map[string]struct {
		source []byte
		want   string // in the error; empty if it is read
	}{
		"in order":           {whole, ""},
		"white space":        {append([]byte(" \n"), append(whole, "\n\n"...)...), ""},
		"other capitals":     {anArtifact(set("repository", "Example/Drafts")), ""},
		"empty":              {nil, "not in the form"},
		"null":               {[]byte("null"), "has the form"},
		"no JSON":            {[]byte("::error::x"), "not in the form"},
		"cut":                {whole[:len(whole)-2], "not in the form"},
		"two":                {append(append([]byte{}, whole...), whole...), "not in the form"},
		"a brace behind":     {append(append([]byte{}, whole...), "}"...), "not in the form"},
		"a list":             {append(append([]byte("["), whole...), "]"...), "not in the form"},
		"unknown field":      {anArtifact(set("body", "@alice")), "not in the form"},
		"unknown in a point": {anArtifact(set("points", []any{map[string]any{"id": "x", "message": "@alice"}})), "not in the form"},
		"number as text":     {anArtifact(set("number", "1")), "not in the form"},
		"number too large":   {anArtifact(set("number", 1e30)), "not in the form"},
		"other schema":       {anArtifact(set("schema", "x##[error]\n::error::"+strings.Repeat("x", 10_000))), "has the form"},
		"other repository":   {anArtifact(set("repository", "mallory/drafts")), "another repository"},
		"other number":       {anArtifact(set("number", 2)), "pull request 2"},
		"no number":          {anArtifact(func(a map[string]any) { delete(a, "number") }), "pull request 0"},
		"other head":         {anArtifact(set("head", strings.Repeat("c", 40))), "another commit"},
		"short head":         {anArtifact(set("head", strings.Repeat("a", 7))), "another commit"},
		"deep":               {[]byte(strings.Repeat(`{"points":[`, 50_000)), "not in the form"},
		"deep lists":         {[]byte(strings.Repeat("[", 1_000_000)), "not in the form"},
		"too large":          {append(whole, strings.Repeat(" ", maxArtifact)...), "bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.json")
			if err := os.WriteFile(path, c.source, 0o644); err != nil {
				t.Fatal(err)
			}
			holdArtifact(t, path, c.want)
		})
	}
}

func holdArtifact(t *testing.T, path, want string) {
	t.Helper()
	a, err := readArtifact(path, aRequest())
	switch {
	case want == "" && err != nil:
		t.Error(err)
	case want != "" && (err == nil || !strings.Contains(err.Error(), want) || a != nil):
		t.Errorf("%v, want %q", err, want)
	case err != nil && len(err.Error()) > 1000+len(path):
		t.Errorf("the error has %d bytes", len(err.Error()))
	}
}

// TestArtifactFiles hands in what is no regular file.
func TestArtifactFiles(t *testing.T) {
	folder := t.TempDir()
	whole, link := filepath.Join(folder, "a.json"), filepath.Join(folder, "link")
	if err := os.WriteFile(whole, anArtifact(func(map[string]any) {}), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(whole, link); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	holdArtifact(t, whole, "")
	holdArtifact(t, link, "no regular file")
	holdArtifact(t, folder, "no regular file")
	holdArtifact(t, filepath.Join(folder, "none"), "read the artifact")
	holdArtifact(t, os.DevNull, "no regular file")
}

// TestSmuggledArtifact says that nothing of an artifact reaches the pull request, whatever it claims.
func TestSmuggledArtifact(t *testing.T) {
	f := newForge(t, inlineConfig, prDraft, prChanged)
	fork := f.repo.Open(standin.PR{Author: "mallory", Fork: "mallory", Branch: "b", Files: standin.Files{draftPath: prChanged}})
	f.pull = fork
	folder := t.TempDir()
	event, path := filepath.Join(folder, "event.json"), filepath.Join(folder, "a.json")
	text, _ := json.Marshal(map[string]any{"repository": map[string]any{"full_name": "example/drafts"}, "workflow_run": map[string]any{
		"event": "pull_request", "head_sha": fork.Head(), "head_branch": "b", "conclusion": "success",
		"head_repository": map[string]any{"full_name": "mallory/drafts", "owner": map[string]any{"login": "mallory"}},
	}})
	const smuggled = "@alice smuggled ##[error]x </details>"
	found := anArtifact(func(a map[string]any) {
		a["number"], a["head"], a["status"], a["version"], a["digest"], a["base"] = fork.Number, fork.Head(), smuggled, smuggled, smuggled, smuggled
		a["points"] = []any{map[string]any{"id": smuggled, "rule": smuggled, "path": smuggled, "change": smuggled}}
	})
	if os.WriteFile(event, text, 0o644) != nil || os.WriteFile(path, found, 0o644) != nil {
		t.Fatal("cannot write")
	}
	t.Setenv("GITHUB_EVENT_NAME", "workflow_run")
	out := pr(t, 0, "--event", event, "--from-artifact", path, "--verbose")
	quiet(t, "output", out)
	f.beside(t, 3)
	for name, body := range f.said() {
		inert(t, name, body)
		out += body
	}
	for _, r := range f.server.Writes() {
		out += r.Body
	}
	if strings.Contains(out, "smuggled") {
		t.Errorf("it is there:\n%s", out)
	}
}

// FuzzArtifact says that what is read is of the pull request that GitHub names, and that nothing ends the program.
func FuzzArtifact(f *testing.F) {
	f.Add(anArtifact(func(map[string]any) {}))
	f.Add([]byte(`{"points":[{"id":1}]}`))
	f.Add([]byte("[[[["))
	path := filepath.Join(f.TempDir(), "a.json")
	f.Fuzz(func(t *testing.T, source []byte) {
		if err := os.WriteFile(path, source, 0o644); err != nil {
			t.Fatal(err)
		}
		a, err := readArtifact(path, aRequest())
		if err != nil {
			return
		}
		if !strings.EqualFold(a.Repository, "example/drafts") || a.Number != 1 || a.Head != aRequest().head || a.Schema != artifactSchema {
			t.Errorf("%q is read as %+v", source, a)
		}
		_ = a.compare(artifact{})
	})
}
