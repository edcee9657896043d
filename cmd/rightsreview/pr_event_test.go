package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/github"
)

// webhooks names the folder with the examples of events that others have collected.
const webhooks = "RIGHTSREVIEW_WEBHOOKS"

// holdEvent reads an event and says what is wrong with what comes of it; empty if nothing is.
func holdEvent(source []byte, name string) string {
	var e event
	if err := json.Unmarshal(source, &e); err != nil {
		return err.Error()
	}
	r, err := e.request(name)
	switch {
	case err != nil && (strings.Contains(err.Error(), "\n") || len(err.Error()) > 500):
		return "the error is " + err.Error()
	case err != nil || r.nothing != "" || r.run != nil:
		return ""
	}
	if _, _, err := github.ParseRef(r.ref.String()); err != nil {
		return "the request is for " + r.ref.String()
	}
	return ""
}

// TestWebhooks reads every example of an event that GitHub sends.
func TestWebhooks(t *testing.T) {
	folder := os.Getenv(webhooks)
	if folder == "" {
		t.Skipf("%s names no folder with @octokit/webhooks-examples", webhooks)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*", "index.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no examples in %s: %v", folder, err)
	}
	read, asked := 0, map[string]bool{}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var events []struct {
			Name     string
			Examples []json.RawMessage
		}
		if err := json.Unmarshal(source, &events); err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			for i, example := range e.Examples {
				read++
				if problem := holdEvent(example, e.Name); problem != "" {
					t.Errorf("%s, %s %d: %s", file, e.Name, i, problem)
				}
				var one event
				_ = json.Unmarshal(example, &one)
				if r, err := one.request(e.Name); err == nil && r.nothing == "" {
					asked[e.Name] = true
				}
			}
		}
	}
	for _, name := range []string{"pull_request", "pull_request_review"} {
		if !asked[name] {
			t.Errorf("no example of %s asks for a review", name)
		}
	}
	for _, name := range []string{"issues", "push", "check_run", "release"} {
		if asked[name] {
			t.Errorf("an example of %s asks for a review", name)
		}
	}
	t.Logf("%d examples of events", read)
}

const (
	eventHead = `{"repository":{"full_name":"example/drafts"}`
	aCommand  = `"comment":{"body":"/rightsreview recheck","user":{"type":"User"}}`
)

func TestEvents(t *testing.T) {
	for name, c := range map[string]struct{ source, want string }{
		"pull request":              {eventHead + `,"pull_request":{"number":3,"head":{"sha":"abc","repo":{"full_name":"example/drafts"}}}}`, "example/drafts#3 abc"},
		"from a fork":               {eventHead + `,"pull_request":{"number":3,"head":{"sha":"abc","repo":{"full_name":"mallory/drafts"}}}}`, "example/drafts#3 abc read only"},
		"from a fork that is gone":  {eventHead + `,"pull_request":{"number":3,"head":{"sha":"abc","repo":null}}}`, "example/drafts#3 abc read only"},
		"command":                   {eventHead + `,"action":"created","issue":{"number":3,"pull_request":{}},` + aCommand + `}`, "example/drafts#3 "},
		"command on an issue":       {eventHead + `,"action":"created","issue":{"number":3},` + aCommand + `}`, "nothing"},
		"command that was deleted":  {eventHead + `,"action":"deleted","issue":{"number":3,"pull_request":{}},` + aCommand + `}`, "nothing"},
		"command of a bot":          {eventHead + `,"issue":{"number":3,"pull_request":{}},` + strings.Replace(aCommand, "User", "Bot", 1) + `}`, "nothing"},
		"comment without a command": {eventHead + `,"issue":{"number":3,"pull_request":{}},"comment":{"body":"Hello","user":{}}}`, "nothing"},
		"comment of nobody":         {eventHead + `,"issue":{"number":3,"pull_request":{}},"comment":null}`, "nothing"},
		"run of a push":             {eventHead + `,"workflow_run":{"event":"push","head_sha":"abc"}}`, "nothing"},
		"run without a commit":      {eventHead + `,"workflow_run":{"event":"pull_request"}}`, "error"},
		"run":                       {eventHead + `,"workflow_run":{"event":"pull_request","head_sha":"abc"}}`, "example/drafts#0 abc"},
		"no repository":             {`{}`, "error"},
		"nothing at all":            {`null`, "error"},
		"push":                      {eventHead + `,"ref":"refs/heads/main"}`, "error"},
		"pull request of no number": {eventHead + `,"pull_request":{"head":{"sha":"abc"}}}`, "error"},
		"number below zero":         {eventHead + `,"pull_request":{"number":-3,"head":{"sha":"abc"}}}`, "error"},
		"a name that leads away":    {`{"repository":{"full_name":"../../user"},"pull_request":{"number":3,"head":{"sha":"abc"}}}`, "error"},
		"a name that leads up":      {`{"repository":{"full_name":"a/.."},"pull_request":{"number":3,"head":{"sha":"abc"}}}`, "error"},
		"command, no number":        {eventHead + `,"issue":{"pull_request":{}},` + aCommand + `}`, "error"},
	} {
		t.Run(name, func(t *testing.T) {
			var e event
			if err := json.Unmarshal([]byte(c.source), &e); err != nil {
				t.Fatal(err)
			}
			r, err := e.request("pull_request")
			got := r.ref.String() + " " + r.head
			switch {
			case err != nil:
				got = "error"
			case r.nothing != "":
				got = "nothing"
			case r.readOnly:
				got += " read only"
			}
			if got != c.want {
				t.Errorf("%q, want %q (%v)", got, c.want, err)
			}
		})
	}
}

func TestBrokenEvents(t *testing.T) {
	for name, source := range map[string]string{
		"empty": "", "cut": `{"repository":{`, "no JSON": "::error::x", "a list": "[]", "another kind": `{"repository":3}`, "deep": strings.Repeat(`{"a":`, 200_000),
		"30 MB": `{"a":"` + strings.Repeat("x", 30_000_000) + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "event.json")
			if err := os.WriteFile(path, []byte(source), 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := readEvent(path); err == nil || !strings.Contains(err.Error(), "read the event") || len(err.Error()) > 500 {
				t.Errorf("the error is %.600v", err)
			}
		})
	}
	if _, err := readEvent(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("an event that is not there was read")
	}
}

// FuzzEvent says that no event ends the program, and that a request is for a pull request that there can be.
func FuzzEvent(f *testing.F) {
	f.Add([]byte(eventHead+`,"pull_request":{"number":3,"head":{"sha":"abc"}}}`), "pull_request")
	f.Add([]byte(eventHead+`,"issue":{"number":3,"pull_request":{}},`+aCommand+`}`), "issue_comment")
	f.Add([]byte(eventHead+`,"workflow_run":{"event":"pull_request","head_sha":"abc"}}`), "workflow_run")
	f.Add([]byte("null"), "\n")
	f.Fuzz(func(t *testing.T, source []byte, name string) {
		if json.Valid(source) && json.Unmarshal(source, &event{}) == nil && len(name) < 100 && !strings.Contains(name, "\n") {
			if problem := holdEvent(source, name); problem != "" && !strings.HasPrefix(problem, "the error is") {
				t.Errorf("%q: %s", source, problem)
			}
		}
	})
}
