package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rightsreview/rightsreview/reviewer/github/standin"
)

// prDraft is a draft with a protection, to which a change can do something.
const prDraft = `---
title: A Parcel Relay
docname: draft-example-parcel-relay-01
category: std
---

--- abstract

A relay for parcels of data between two people.

--- middle

# Introduction

A relay carries parcels for people who do not know each other's addresses.

# Relay Operation

The relay MUST delete all records about a parcel as soon as it was delivered.

Parcels between the relay and its clients MUST be encrypted with TLS.

# Addresses

A client picks a new random address for every parcel.

# Security Considerations

An observer of the relay can see which clients use it.
`

// prChanged is prDraft after a change that weakens a protection and brings a concern.
var prChanged = strings.NewReplacer(
	"The relay MUST delete all records about a parcel as soon as it was delivered.",
	"The relay SHOULD delete all records about a parcel as soon as it was delivered.",
	"A client picks a new random address for every parcel.",
	"The relay MUST keep a log of the source address of every client and hand it to law enforcement agencies on request.",
).Replace(prDraft)

// forge is a repository with a pull request on a GitHub for tests.
type forge struct {
	server *standin.Server
	repo   *standin.Repository
	pull   *standin.Pull
}

// config allows comments beside lines.
const inlineConfig = "pull-requests:\n  post: inline\n"

// newForge opens a pull request on a repository whose base branch has a configuration; empty for none.
func newForge(t *testing.T, config, before, after string) forge {
	t.Helper()
	if testing.Short() && t.Name() != "TestPR" {
		t.Skip("reviews with all rules, which takes minutes with the race detector")
	}
	s := standin.New(t)
	repo := s.Repository("example", "drafts")
	files := standin.Files{"draft-example-parcel-relay.md": before, "README.md": "# Parcels\n"}
	if config != "" {
		files[".rightsreview.yml"] = config
	}
	repo.Commit("main", files)
	pull := repo.Open(standin.PR{Author: "alice", Title: "Change the relay", Files: standin.Files{"draft-example-parcel-relay.md": after}})
	environ(t, s)
	fastClock(t)
	return forge{s, repo, pull}
}

// environ makes the environment that of a workflow of a GitHub for tests.
func environ(t *testing.T, s *standin.Server) {
	t.Helper()
	for name, value := range map[string]string{
		"GITHUB_API_URL": s.URL, "GITHUB_GRAPHQL_URL": s.URL + "/graphql", "GITHUB_TOKEN": s.WorkflowToken(standin.Reviewer),
		"RIGHTSREVIEW_KEY": "a secret for tests", "GH_TOKEN": "", "GITHUB_EVENT_PATH": "", "GITHUB_EVENT_NAME": "", "GITHUB_OUTPUT": "",
		"RIGHTSREVIEW_APP_ID": "", "RIGHTSREVIEW_APP_KEY": "", "CI": "", "GITHUB_ACTIONS": "", "GITHUB_SERVER_URL": "",
	} {
		t.Setenv(name, value)
	}
}

// checked holds all that is sent and answered from here on against GitHub's own description of its API, where there is one.
func (f forge) checked(t *testing.T) forge {
	t.Helper()
	was := http.DefaultTransport
	t.Cleanup(func() { http.DefaultTransport = was })
	http.DefaultTransport = standin.Checked(t, was)
	return f
}

// fastClock lets no time pass in this test, and gives what was waited for.
func fastClock(t *testing.T) *[]time.Duration {
	t.Helper()
	was, waited := forgeClock, &[]time.Duration{}
	t.Cleanup(func() { forgeClock = was })
	forgeClock.pace = time.Millisecond
	forgeClock.sleep = func(ctx context.Context, d time.Duration) error {
		if d > time.Millisecond {
			*waited = append(*waited, d)
		}
		return ctx.Err()
	}
	return waited
}

// pr runs the command and holds its exit code against one.
func pr(t *testing.T, want int, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(context.Background(), append([]string{"pr"}, args...), strings.NewReader(""), &stdout, &stderr)
	if code != want {
		t.Fatalf("rightsreview pr %q: exit code %d, want %d\n%s%s", args, code, want, stdout.String(), stderr.String())
	}
	return stdout.String() + stderr.String()
}

// TestPR is the short one: it reviews a pull request once, and again.
func TestPR(t *testing.T) {
	f := newForge(t, inlineConfig, prDraft, prChanged)
	if out := pr(t, 0, "example/drafts#1"); !strings.Contains(out, "3 found = 3 in comments beside the lines") {
		t.Errorf("out: %s", out)
	}
	f.beside(t, 3)
	f.summary(t)
	if n := len(f.server.Requests()); n > 10 {
		t.Errorf("the first run takes %d requests", n)
	}
	pr(t, 0, "example/drafts#1")
	f.beside(t, 3)
	f.summary(t)
}

// bodyOf reads the body of a request, which can still be read afterwards.
func bodyOf(r *http.Request) string {
	body, _ := io.ReadAll(r.Body) // what cannot be read does not match
	r.Body = io.NopCloser(bytes.NewReader(body))
	return string(body)
}
