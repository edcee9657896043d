package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rightsreview/rightsreview/reviewer/github/standin"
)

// file is a file of this test, and read reads it.
func (f forge) file(t *testing.T, name string) string { return filepath.Join(t.TempDir(), name) }

func contentOf(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestPRPosts(t *testing.T) {
	for _, c := range []struct {
		name, config string
		args         []string
		writes       []string
	}{
		{"nothing is said by the base branch", "", nil, []string{"POST comments"}},
		{"inline", inlineConfig, nil, []string{"POST reviews", "POST comments"}},
		{"none", "pull-requests:\n  post: none\n", nil, nil},
		{"a flag does not raise", "pull-requests:\n  post: summary\n", []string{"--post", "inline"}, []string{"POST comments"}},
		{"a flag does not raise none", "pull-requests:\n  post: none\n", []string{"--post", "inline"}, nil},
		{"a flag lowers", inlineConfig, []string{"--post", "summary"}, []string{"POST comments"}},
		{"a flag lowers to none", inlineConfig, []string{"--post", "none"}, nil},
		{"dry run", inlineConfig, []string{"--dry-run"}, nil},
		{"dry run of a check run too", inlineConfig, []string{"--dry-run", "--check-run"}, nil},
		{"inline from high", inlineConfig + "  inline-from: high\n", nil, []string{"POST reviews", "POST comments"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newForge(t, c.config, prDraft, prChanged).checked(t)
			out := pr(t, 0, append(c.args, "example/drafts#1")...)
			f.wantWrites(t, c.name, c.writes...)
			if !strings.Contains(out, "3 found") {
				t.Errorf("the output is %s", out)
			}
		})
	}
}

// TestPRDryRun holds what a dry run prints against what is posted then.
func TestPRDryRun(t *testing.T) {
	f := newForge(t, inlineConfig, prDraft, prChanged).checked(t)
	printed := pr(t, 0, "--dry-run", "example/drafts#1")
	f.wrote()
	pr(t, 0, "example/drafts#1")
	review := f.server.Writes()[0]
	var sent, said map[string]any
	if err := json.Unmarshal([]byte(review.Body), &sent); err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(printed, "POST /repos/example/drafts/pulls/1/reviews\n")
	if !found {
		t.Fatalf("the dry run prints %s", printed)
	}
	if err := json.NewDecoder(strings.NewReader(rest)).Decode(&said); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(sent) != fmt.Sprint(said) {
		t.Errorf("a dry run prints\n%v\nand posted is\n%v", said, sent)
	}
}

func TestPRSurfaces(t *testing.T) {
	f := newForge(t, "pull-requests:\n  post: none\n", prDraft, prChanged).checked(t)
	job, sarif, output := f.file(t, "job.md"), f.file(t, "out.sarif"), f.file(t, "output")
	t.Setenv("GITHUB_OUTPUT", output)
	out := pr(t, 0, "--annotations", "--job-summary", job, "--sarif", sarif, "--check-run", "example/drafts#1")
	for _, want := range []string{
		"::warning file=draft-example-parcel-relay.md,line=25,endLine=25,title=High concern%3A Keeping a record of who used which address::",
		"::warning file=draft-example-parcel-relay.md,line=19,endLine=19,title=A protection is weakened%3A",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no annotation %q in\n%s", want, out)
		}
	}
	if text := contentOf(t, job); strings.Count(text, "<details>") < 3 || !strings.Contains(text, "Ledger: 3 found") {
		t.Errorf("job summary:\n%s", text)
	}
	if text := contentOf(t, sarif); !strings.Contains(text, `"baselineState":"new"`) || !strings.Contains(text, "draft-example-parcel-relay.md") {
		t.Errorf("SARIF:\n%s", text)
	}
	if text := contentOf(t, output); text != "findings=3\nhigh=1\nmedium=0\nlow=0\nweakened=2\nposted=0\nstatus=complete\nsummary-url=-\n" {
		t.Errorf("outputs:\n%s", text)
	}
	runs := f.repo.CheckRuns()
	if len(runs) != 1 || runs[0].Conclusion != "neutral" || len(runs[0].Annotations) != 3 {
		t.Errorf("check runs %+v", runs)
	}
	f.wantWrites(t, "check run", "POST check-runs")
	pr(t, 0, "--check-run", "example/drafts#1")
	f.wantWrites(t, "check run again")
}

// TestPRManyAnnotations needs three requests for one check run.
func TestPRManyAnnotations(t *testing.T) {
	f := newForge(t, "pull-requests:\n  post: none\n", prDraft, prDraft+"\n").checked(t)
	f.pull.Push(standin.Files{"draft-example-all-at-once.md": largeDraft(t, 70)})
	out := pr(t, 0, "--check-run", "--annotations", "example/drafts#1")
	runs := f.repo.CheckRuns()
	if len(runs) != 1 || len(runs[0].Annotations) != 123 {
		t.Errorf("%d check runs, %d annotations", len(runs), len(runs[0].Annotations))
	}
	if n := strings.Count(out, "::warning") + strings.Count(out, "::notice"); n != 20 {
		t.Errorf("%d annotations of the workflow, want 10 of each level", n)
	}
}

// TestPRStillSaysSo leaves a summary of the job even where nothing is new.
func TestPRStillSaysSo(t *testing.T) {
	f := newForge(t, inlineConfig, prDraft, prChanged).checked(t)
	job := f.file(t, "job.md")
	pr(t, 0, "--job-summary", job, "example/drafts#1")
	whole := contentOf(t, job)
	pr(t, 0, "--job-summary", job, "example/drafts#1")
	if more := strings.TrimPrefix(contentOf(t, job), whole); !strings.Contains(more, "Nothing is new since the last review of `") {
		t.Errorf("the job says: %s", more)
	}
}

func TestPRFails(t *testing.T) {
	for _, c := range []struct {
		args []string
		conf string
		code int
	}{
		{[]string{"--fail-on", "high"}, "", 1},
		{[]string{"--fail-on", "never"}, "fail-on: high\n", 0},
		{nil, "fail-on: high\n", 1},
		{nil, "", 0},
	} {
		f := newForge(t, c.conf, prDraft, prChanged).checked(t)
		args := append(c.args, "example/drafts#1")
		pr(t, c.code, args...)
		pr(t, c.code, args...) // nothing is new, and what counts is the same
		f.wrote()
	}
}

func TestPRWithApp(t *testing.T) {
	f := newForge(t, inlineConfig, prDraft, prChanged).checked(t)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	app := f.server.App("rights-review", &key.PublicKey, standin.Reviewer)
	block := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	t.Setenv("GITHUB_TOKEN", "")
	t.Setenv("RIGHTSREVIEW_KEY", "")
	t.Setenv("RIGHTSREVIEW_APP_ID", fmt.Sprint(app.ID))
	t.Setenv("RIGHTSREVIEW_APP_KEY", string(block))
	pr(t, 0, "example/drafts#1")
	for _, c := range f.pull.ReviewComments() {
		if c.Author != "rights-review[bot]" {
			t.Errorf("a comment of %s", c.Author)
		}
	}
	f.wrote()
	pr(t, 0, "example/drafts#1")
	f.wantWrites(t, "run again", "POST access_tokens")
	path := f.file(t, "key.pem")
	if err := os.WriteFile(path, block, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("RIGHTSREVIEW_APP_KEY", path)
	if out := pr(t, 0, "example/drafts#1"); !strings.Contains(out, "nothing is new") {
		t.Errorf("with the key in a file: %s", out)
	}
}

// TestPRForkPair reviews a pull request of a fork with a token that cannot write, and posts with one that can.
func TestPRForkPair(t *testing.T) {
	f := newForge(t, inlineConfig, prDraft, prDraft+"\n").checked(t)
	f.pull = f.repo.Open(standin.PR{Author: "mallory", Fork: "mallory", Branch: "patch", Files: standin.Files{draftPath: prChanged}})
	event, artifact := f.file(t, "event.json"), f.file(t, "artifact.json")
	write := func(text string) {
		if err := os.WriteFile(event, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	writer := os.Getenv("GITHUB_TOKEN")
	t.Setenv("GITHUB_TOKEN", f.server.WorkflowToken(standin.Permissions{Contents: standin.Read, PullRequests: standin.Read, Issues: standin.Read}))
	t.Setenv("GITHUB_EVENT_PATH", event)
	t.Setenv("GITHUB_EVENT_NAME", "pull_request")
	write(fmt.Sprintf(`{"repository":{"full_name":"example/drafts"},"pull_request":{"number":%d,"head":{"sha":%q,"repo":{"full_name":"mallory/drafts"}}}}`, f.pull.Number, f.pull.Head()))
	out := pr(t, 0, "--artifact", artifact)
	f.wantWrites(t, "analysis")
	if !strings.Contains(out, "3 found") {
		t.Errorf("analysis: %s", out)
	}
	if out := pr(t, 0); !strings.Contains(out, "comes from a fork") {
		t.Errorf("without --artifact: %s", out)
	}
	f.wantWrites(t, "fork with a token that only reads")

	t.Setenv("GITHUB_TOKEN", writer)
	t.Setenv("GITHUB_EVENT_NAME", "workflow_run")
	write(fmt.Sprintf(`{"repository":{"full_name":"example/drafts"},"workflow_run":{"event":"pull_request","head_sha":%q,"head_branch":"patch",
		"head_repository":{"full_name":"mallory/drafts","owner":{"login":"mallory"}}}}`, f.pull.Head()))
	pr(t, 0, "--from-artifact", artifact)
	f.beside(t, 3)
	f.wantWrites(t, "post", "POST reviews", "POST comments")

	for what, change := range map[string][2]string{
		"another number":     {`"number": 2`, `"number": 1`},
		"another commit":     {f.pull.Head(), strings.Repeat("a", 40)},
		"another repository": {`"example/drafts"`, `"example/other"`},
		"another form":       {"rightsreview-artifact/v1", "rightsreview-artifact/v9"},
		"a further field":    {`"number"`, `"body": "hello @everyone", "number"`},
	} {
		good := contentOf(t, artifact)
		bad := f.file(t, "bad.json")
		if err := os.WriteFile(bad, []byte(strings.Replace(good, change[0], change[1], 1)), 0o644); err != nil {
			t.Fatal(err)
		}
		if out := pr(t, 3, "--from-artifact", bad); !strings.Contains(out, "artifact") {
			t.Errorf("%s: %s", what, out)
		}
		f.wantWrites(t, what)
	}
}

// TestPRMoved stops where the pull request moves while it is reviewed.
func TestPRMoved(t *testing.T) {
	f := newForge(t, inlineConfig, prDraft, prChanged).checked(t)
	old := f.pull.Head()
	f.push(prChanged + "\nOne more line.\n")
	if out := pr(t, 3, "--head", old, "example/drafts#1"); !strings.Contains(out, "has moved from") {
		t.Errorf("a stale commit: %s", out)
	}
	f.wantWrites(t, "a stale commit")

	event := f.file(t, "event.json")
	t.Setenv("GITHUB_EVENT_PATH", event)
	t.Setenv("GITHUB_EVENT_NAME", "pull_request")
	stale := fmt.Sprintf(`{"repository":{"full_name":"example/drafts"},"pull_request":{"number":1,"head":{"sha":%q,"repo":{"full_name":"example/drafts"}}}}`, old)
	if err := os.WriteFile(event, []byte(stale), 0o644); err != nil {
		t.Fatal(err)
	}
	if out := pr(t, 0); !strings.Contains(out, "has moved from") {
		t.Errorf("a stale event: %s", out)
	}
	f.wantWrites(t, "a stale event")

	// It moves while the drafts are read.
	f.server.Inject(standin.Fault{Match: func(r *http.Request) bool {
		if standin.On("GET", "contents/"+draftPath)(r) {
			go f.push(prChanged + "\nTwo more lines.\n")
			return true
		}
		return false
	}, Delay: 300 * time.Millisecond})
	if out := pr(t, 3, "example/drafts#1"); !strings.Contains(out, "has moved from") {
		t.Errorf("moved meanwhile: %s", out)
	}
	f.wantWrites(t, "moved meanwhile")
}

func TestPRUsage(t *testing.T) {
	f := newForge(t, "pull-requests:\n  post: sumary\n", prDraft, prChanged).checked(t)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"example/drafts#1"}, `.rightsreview.yml:2: pull-requests.post: unknown word "sumary": did you mean "summary"?`},
		{[]string{"example/drafts"}, "is no pull request: write OWNER/REPO#NUMBER"},
		{[]string{}, "which pull request?"},
		{[]string{"--post", "inlin", "example/drafts#1"}, `did you mean "inline"?`},
		{[]string{"--github-url", "ftp://x", "example/drafts#1"}, "is no address of a GitHub"},
		{[]string{"https://evil.example/example/drafts/pull/1"}, "the pull request is on evil.example: if your token is for it, add --github-url https://evil.example"},
		{[]string{"--github-url", "https://ghe.example", "https://github.com/example/drafts/pull/1"}, "the pull request is on github.com"},
		{[]string{"a/b#1", "c/d#2"}, "name one pull request"},
	} {
		if out := pr(t, 2, c.args...); !strings.Contains(out, c.want) {
			t.Errorf("%q: %s", c.args, out)
		}
	}
	// A page of the GitHub that the workflow names is one of its own.
	t.Setenv("GITHUB_SERVER_URL", "https://ghe.example")
	if out := pr(t, 2, "https://GHE.example/example/drafts/pull/1"); !strings.Contains(out, "pull-requests.post") {
		t.Errorf("a page of the workflow's GitHub: %s", out)
	}
	t.Setenv("GITHUB_SERVER_URL", "")
	if out := pr(t, 3, "example/drafts#77"); !strings.Contains(out, "there is no pull request example/drafts#77") {
		t.Errorf("no such pull request: %s", out)
	}
	t.Setenv("GITHUB_TOKEN", "")
	if out := pr(t, 2, "example/drafts#1"); !strings.Contains(out, "there is no token: set GITHUB_TOKEN") {
		t.Errorf("no token: %s", out)
	}
	f.wantWrites(t, "usage")
}

// TestPRModel asks a model beside the checklist: its words are posted only where the base branch allows it, and folded.
func TestPRModel(t *testing.T) {
	for conf, words := range map[string]bool{inlineConfig: false, inlineConfig + "  model-text: folded\n": true} {
		f := newForge(t, conf, prDraft, prDraft+"\n")
		f.pull.Push(standin.Files{"draft-model.md": modelDraft})
		server := newModelServer(t)
		out := pr(t, 0, append(server.flags("--only-rules", "--rules", "testdata/rules"), "example/drafts#1")...)
		said := f.summary(t)
		for _, c := range f.pull.ReviewComments() {
			said += c.Body
		}
		if !strings.Contains(said, "tiny says: it holds") || !strings.Contains(out, "4 found") {
			t.Errorf("nothing of the model:\n%s%s", out, said)
		}
		for _, word := range []string{saidHolds, saidAsk} {
			if strings.Contains(said, word) != words {
				t.Errorf("with %q: words of the model: %v", conf, !words)
			}
		}
		if before, _, _ := strings.Cut(said, "<details>"); words && (strings.Contains(before, saidHolds) || strings.Contains(before, saidAsk)) {
			t.Errorf("words of the model are not folded:\n%s", before)
		}
	}
}

// TestPRSuggestion offers wording only where the base branch allows it, and only where the passage stands.
func TestPRSuggestion(t *testing.T) {
	text := strings.Replace(prDraft, "A client picks a new random address for every parcel.",
		"A client picks a new random address for every parcel.\n\nThe account record of a person MUST contain a First Name and a\nlast name.", 1)
	const want = "```suggestion\nThe account record of a person MUST contain a Given name and a\nfamily name.\n```\n"
	for conf, offered := range map[string]bool{inlineConfig: false, inlineConfig + "  suggestions: true\n": true} {
		f := newForge(t, conf, prDraft, text).checked(t)
		pr(t, 0, "example/drafts#1")
		found := 0
		for _, c := range f.pull.ReviewComments() {
			if strings.Contains(c.Body, want) {
				found++
				if c.Start != 27 || c.Line != 28 {
					t.Errorf("the suggestion stands beside lines %d-%d", c.Start, c.Line)
				}
			}
		}
		if (found == 1) != offered || found > 1 {
			t.Errorf("with %q: %d suggestions\n%+v", conf, found, f.pull.ReviewComments())
		}
	}
}
