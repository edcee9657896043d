package main

import (
	"strconv"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/github/standin"
)

const draftPath = "draft-example-parcel-relay.md"

// push pushes a draft to the pull request.
func (f forge) push(text string) { f.pull.Push(standin.Files{draftPath: text}) }

// summary is the body of the only summary.
func (f forge) summary(t *testing.T) string {
	t.Helper()
	var found []string
	for _, c := range f.pull.Comments() {
		if strings.Contains(c.Body, "<!-- rightsreview:v1 summary") {
			found = append(found, c.Body)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d summaries, want one", len(found))
	}
	return found[0]
}

// beside counts our comments beside lines.
func (f forge) beside(t *testing.T, want int) []standin.ReviewComment {
	t.Helper()
	list := f.pull.ReviewComments()
	ours := list[:0:0]
	for _, c := range list {
		if c.Author == "github-actions[bot]" {
			ours = append(ours, c)
		}
	}
	if len(ours) != want {
		t.Fatalf("%d comments of ours beside lines, want %d", len(ours), want)
	}
	return ours
}

// wrote lists the writes since the last look.
func (f forge) wrote() (list []string) {
	for _, r := range f.server.Writes() {
		list = append(list, r.Method+" "+r.Path[strings.LastIndexByte(r.Path, '/')+1:])
	}
	f.server.Forget()
	return list
}

func (f forge) wantWrites(t *testing.T, when string, want ...string) {
	t.Helper()
	if got := f.wrote(); strings.Join(got, ", ") != strings.Join(want, ", ") {
		t.Errorf("%s: writes %q, want %q", when, got, want)
	}
}

// TestPRLife takes a pull request from its opening to its end.
func TestPRLife(t *testing.T) {
	f := newForge(t, inlineConfig, prDraft, prChanged).checked(t)
	f.repo.Collaborator("carol", "write")

	pr(t, 0, "example/drafts#1")
	f.beside(t, 3)
	f.wantWrites(t, "opened", "POST reviews", "POST comments")

	out := pr(t, 0, "example/drafts#1")
	if !strings.Contains(out, "nothing is new") {
		t.Errorf("a rerun says: %s", out)
	}
	if n := len(f.server.Requests()); n > 6 {
		t.Errorf("a rerun with nothing new takes %d requests", n)
	}
	f.wantWrites(t, "run again")

	// A push elsewhere: the summary is edited, and nothing else is said.
	text := strings.Replace(prChanged, "A relay for parcels", "A relay for small parcels", 1)
	f.push(text)
	pr(t, 0, "example/drafts#1")
	f.beside(t, 3)
	f.wantWrites(t, "pushed elsewhere", "PATCH "+summaryID(f))

	// The passage itself is edited a little: it is the same question.
	text = strings.Replace(text, "a log of the source address", "a complete log of the source address", 1)
	f.push(text)
	pr(t, 0, "example/drafts#1")
	f.beside(t, 3)
	f.wantWrites(t, "passage edited", "PATCH "+summaryID(f))
	pr(t, 0, "example/drafts#1")
	f.wantWrites(t, "passage edited, run again")

	// A rebase with a forced push.
	f.pull.PushBase(standin.Files{"README.md": "# Parcels, again\n"})
	f.pull.Rebase()
	pr(t, 0, "example/drafts#1")
	f.beside(t, 3)
	f.wantWrites(t, "rebased", "PATCH "+summaryID(f))

	// One protection is put back.
	text = strings.Replace(text, "The relay SHOULD delete", "The relay MUST delete", 1)
	f.push(text)
	pr(t, 0, "example/drafts#1")
	f.beside(t, 3)
	if s := f.summary(t); !strings.Contains(s, "No longer there: 1") {
		t.Errorf("the summary does not tell of what is gone:\n%s", s)
	}
	f.wantWrites(t, "protection put back", "PATCH "+summaryID(f), "POST graphql")
	if c := f.beside(t, 3)[0]; !c.Resolved && c.Minimized == "" {
		t.Errorf("the thread is open: %+v", c)
	}
	pr(t, 0, "example/drafts#1")
	f.wantWrites(t, "protection put back, run again")

	// Somebody dismisses the concern; a stranger cannot.
	id := idOf(t, f, "Keeping a record")
	f.pull.CommentAs("mallory", "/rightsreview dismiss "+id+" because I say so")
	command := f.pull.CommentAs("carol", "/rightsreview dismiss "+id+" The law of the land asks for it, see section 5.")
	pr(t, 0, "example/drafts#1")
	f.wantWrites(t, "dismissed", "PATCH "+summaryID(f), "POST reactions", "POST reactions")
	s := f.summary(t)
	if !strings.Contains(s, "Dismissed: 1") || !strings.Contains(s, "The law of the land") || strings.Contains(s, "1 high concern") {
		t.Errorf("the summary after the dismissal:\n%s", s)
	}
	for _, c := range f.pull.Comments() {
		if c.ID == command && strings.Join(c.Reactions, ", ") != "github-actions[bot] +1" {
			t.Errorf("the command is answered by %v", c.Reactions)
		}
	}
	pr(t, 0, "example/drafts#1")
	f.wantWrites(t, "dismissed, run again")
	f.push(strings.Replace(text, "A relay for small parcels", "A relay for tiny parcels", 1))
	pr(t, 0, "example/drafts#1")
	if s := f.summary(t); !strings.Contains(s, "Dismissed: 1") {
		t.Errorf("the dismissal is forgotten:\n%s", s)
	}
	f.wrote()

	f.pull.Close()
	out = pr(t, 0, "example/drafts#1")
	f.wantWrites(t, "closed")
	t.Log(out)
}

func summaryID(f forge) string {
	for _, c := range f.pull.Comments() {
		if strings.Contains(c.Body, "<!-- rightsreview:v1 summary") {
			return strconv.FormatInt(c.ID, 10)
		}
	}
	return "none"
}

// idOf finds the id of the finding that a comment beside lines is about.
func idOf(t *testing.T, f forge, title string) string {
	t.Helper()
	for _, c := range f.pull.ReviewComments() {
		if strings.Contains(c.Body, title) {
			_, rest, _ := strings.Cut(c.Body, ", id `")
			return rest[:16]
		}
	}
	t.Fatalf("no comment about %q", title)
	return ""
}

// TestPRSecondSummary deletes what two runs at the same time have left: there is one summary, the older one.
func TestPRSecondSummary(t *testing.T) {
	f := newForge(t, "", prDraft, prChanged).checked(t)
	pr(t, 0, "example/drafts#1")
	f.pull.CommentAs("github-actions[bot]", f.summary(t))
	f.push(prChanged + "\nOne more line.\n")
	pr(t, 0, "example/drafts#1")
	f.summary(t)
}

// TestPRNothingToSay writes nothing where there is nothing to say, and says so to who runs it.
func TestPRNothingToSay(t *testing.T) {
	f := newForge(t, inlineConfig, prDraft, strings.Replace(prDraft, "parcels of data", "parcels with data", 1)).checked(t)
	if out := pr(t, 0, "example/drafts#1"); !strings.Contains(out, "there is nothing to say") {
		t.Errorf("out: %s", out)
	}
	f.wantWrites(t, "nothing to say")
	if n := 6; len(f.server.Requests()) > n {
		t.Errorf("%d requests, want at most %d", len(f.server.Requests()), n)
	}
	f.pull = f.repo.Open(standin.PR{Files: standin.Files{"README.md": "# Other parcels\n", "Makefile": "all:\n"}})
	if out := pr(t, 0, "example/drafts#2"); !strings.Contains(out, "no draft is among the changed files") {
		t.Errorf("out: %s", out)
	}
	f.wantWrites(t, "no draft")
}

// TestPRWithoutKey believes no state, so that every run reviews everything again; it says nothing twice all the same, and a run
// with nothing new takes few requests.
func TestPRWithoutKey(t *testing.T) {
	f := newForge(t, inlineConfig, prDraft, prChanged).checked(t)
	t.Setenv("RIGHTSREVIEW_KEY", "")
	pr(t, 0, "example/drafts#1")
	f.beside(t, 3)
	f.wantWrites(t, "opened", "POST reviews", "POST comments")
	pr(t, 0, "example/drafts#1")
	if n := len(f.server.Requests()); n > 6 {
		t.Errorf("a rerun with nothing new takes %d requests", n)
	}
	f.wantWrites(t, "run again")
	f.push(strings.Replace(prChanged, "A relay for parcels", "A relay for small parcels", 1))
	pr(t, 0, "example/drafts#1")
	f.beside(t, 3)
	f.summary(t)
}
