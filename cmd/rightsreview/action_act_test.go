package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/rightsreview/rightsreview/reviewer/github/standin"
)

// job runs workflows on this computer as GitHub does, by means of act: in a repository that holds the action, which
// installs a program that is served as a release.
type job struct {
	t       *testing.T
	program string // the bytes of the program
	event   string // the name of the event
	payload any    // what is known about it
	api     string // GITHUB_API_URL
	token   string // GITHUB_TOKEN; "token-of-the-job" if it is empty
	with    string // the inputs, as lines of YAML
	source  bool   // whether the program is built from source
}

// done is what a workflow has left.
type done struct {
	failed  bool
	log     string
	outputs map[string]string
}

func (j job) run() done {
	t := j.t
	t.Helper()
	act := actionPeer(t, "RIGHTSREVIEW_ACT")
	asset := map[string]string{"amd64": "rightsreview_linux_amd64", "arm64": "rightsreview_linux_arm64"}[runtime.GOARCH]
	if runtime.GOOS != "linux" || asset == "" {
		t.Skip("act is tried on Linux alone")
	}

	root, home, stub := t.TempDir(), t.TempDir(), t.TempDir()
	writeIn(t, root, "action.yml", readProject(t, "action.yml"))
	for _, name := range actionScripts {
		writeIn(t, root, ".github/action/"+name, readProject(t, ".github/action/"+name))
	}
	checksums := "# none\n"
	if !j.source {
		checksums = fmt.Sprintf("# v0.0.0, of a test\n%s  %s\n", sum(j.program), asset)
	}
	writeIn(t, root, ".github/action/checksums.txt", checksums)
	writeIn(t, root, "go.mod", "module example.org/rightsreview\n\ngo 1.24\n")
	writeIn(t, root, "cmd/rightsreview/main.go", "package main\n\nfunc main() { println(\"built from source\") }\n")
	writeIn(t, root, ".github/workflows/test.yml", fmt.Sprintf(`on: [%s]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: ./
        id: review
        with:
%s
      - if: always()
        env:
          OUTPUTS: ${{ toJSON(steps.review.outputs) }}
        run: tr -d '\n' <<<"outputs:$OUTPUTS"; echo
`, j.event, regexp.MustCompile(`(?m)^`).ReplaceAllString(strings.TrimRight(j.with, "\n"), "          ")))
	for _, args := range [][]string{
		{"init", "-q"}, {"remote", "add", "origin", "https://github.com/example/drafts.git"}, {"add", "-A"},
		{"-c", "user.name=test", "-c", "user.email=test@example.org", "commit", "-q", "-m", "test"},
	} {
		git := exec.Command("git", args...)
		git.Dir = root
		if out, err := git.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	// The action that sets up Go cannot be fetched here. It is not needed, because Go is there, but act reads it.
	writeIn(t, stub, "action.yml", "name: stub\ndescription: stub\nruns:\n  using: composite\n  steps: []\n")
	setup := regexp.MustCompile(`actions/setup-go@[0-9a-f]{40}`).FindString(readProject(t, "action.yml"))

	payload, err := json.Marshal(j.payload)
	if err != nil {
		t.Fatal(err)
	}
	server := serveReleases(t, map[string]string{"/v0.0.0/" + asset: j.program})
	cmd := exec.Command(act, j.event, "-P", "ubuntu-latest=-self-hosted", "--action-offline-mode",
		"--local-repository", setup+"="+stub,
		"--eventpath", writeIn(t, t.TempDir(), "event.json", string(payload)),
		"--env", "RIGHTSREVIEW_RELEASES="+server.URL, "--env", "GITHUB_API_URL="+j.api, "--env", "GITHUB_GRAPHQL_URL="+j.api+"/graphql",
		"--env", "GOCACHE="+goEnv(t, "GOCACHE"), "--env", "GOTOOLCHAIN=local", "-s", "GITHUB_TOKEN="+cmp.Or(j.token, "token-of-the-job"))
	cmd.Dir, cmd.Env = root, append(os.Environ(), "HOME="+home, "XDG_CACHE_HOME="+home)
	out, err := cmd.CombinedOutput()
	result := done{failed: err != nil, log: string(out)}
	if found := regexp.MustCompile(`\| outputs:(\{.*\})`).FindStringSubmatch(result.log); found == nil {
		t.Fatalf("no outputs: %v\n%s", err, out)
	} else if err := json.Unmarshal([]byte(found[1]), &result.outputs); err != nil {
		t.Fatalf("%v\n%s", err, found[1])
	}
	return result
}

// pullRequestEvent is what GitHub tells a workflow about a pull request, as far as it is needed here.
func pullRequestEvent(number int) map[string]any {
	repository := map[string]any{"full_name": "example/drafts", "name": "drafts", "owner": map[string]any{"login": "example"}, "default_branch": "main"}
	return map[string]any{
		"action": "synchronize", "number": number, "repository": repository,
		"pull_request": map[string]any{
			"number": number,
			"head":   map[string]any{"ref": "change", "sha": strings.Repeat("b", 40), "repo": repository},
			"base":   map[string]any{"ref": "main", "sha": strings.Repeat("a", 40), "repo": repository},
		},
	}
}

// TestActionInWorkflow runs the action from its inputs to its outputs, with a program that asks the API once.
func TestActionInWorkflow(t *testing.T) {
	var asked []string
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.URL.Path+" "+r.Header.Get("Authorization"))
		_, _ = w.Write([]byte("answer"))
	}))
	t.Cleanup(api.Close)
	got := job{t: t, event: "pull_request", payload: pullRequestEvent(7), api: api.URL,
		with: "dry-run: true\nfail-on: high\nkey: signing-key\ncategory: |\n  surveillance\n  interception\nsarif: out file.sarif\n",
		program: `#!/usr/bin/env bash
[[ $RIGHTSREVIEW_KEY == signing-key ]] && echo "has the key"
curl -s -H "Authorization: Bearer $GITHUB_TOKEN" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/pulls/7"; echo
grep -o '"number":[0-9]*' "$GITHUB_EVENT_PATH" | head -n 1
printf 'argument <%s>\n' "$@"
printf 'findings=3\nhigh=1\nmedium=2\nlow=0\nweakened=1\nposted=0\nstatus=complete\nsummary-url=https://example.org/1\n' >>"$GITHUB_OUTPUT"
echo '{}' >"out file.sarif"
echo '# Review' >>"$GITHUB_STEP_SUMMARY"
exit 1
`}.run()
	if !got.failed {
		t.Error("exit code 1 did not fail the job")
	}
	want := map[string]string{
		"findings": "3", "high": "1", "medium": "2", "low": "0", "weakened": "1", "posted": "0", "status": "complete",
		"summary-url": "https://example.org/1", "sarif-file": "out file.sarif", "artifact-file": "", "exit-code": "1",
	}
	if diff := gocmp.Diff(want, got.outputs); diff != "" {
		t.Errorf("outputs (-want +got):\n%s", diff)
	}
	if diff := gocmp.Diff(slices.Sorted(maps.Keys(readAction(t).Outputs)), slices.Sorted(maps.Keys(got.outputs))); diff != "" {
		t.Errorf("outputs that action.yml names and those that a workflow gets:\n%s", diff)
	}
	if diff := gocmp.Diff([]string{"GET /repos/example/drafts/pulls/7 Bearer token-of-the-job"}, asked); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	holds(t, got.log, "checksum verified", "has the key", "answer", `"number":7`, "argument <pr>", "argument <--sarif=out file.sarif>",
		"argument <--fail-on=high>", "argument <--category=surveillance>", "argument <--category=interception>", "argument <--dry-run>",
		"argument <--job-summary=")
	if strings.Contains(got.log, "token-of-the-job") || strings.Contains(got.log, "argument <>") {
		t.Errorf("the token or an empty argument is in the log:\n%s", got.log)
	}
}

// TestActionInWorkflowFromSource builds the program, where there is none that is released.
func TestActionInWorkflowFromSource(t *testing.T) {
	got := job{t: t, event: "pull_request", payload: pullRequestEvent(7), source: true, with: "post: none"}.run()
	if got.failed || got.outputs["exit-code"] != "0" {
		t.Errorf("%+v", got)
	}
	holds(t, got.log, "rightsreview was built from source.", "built from source")
}

// TestActionInWorkflowProgram runs this very program in a workflow, against an API that has nothing.
func TestActionInWorkflowProgram(t *testing.T) {
	actionPeer(t, "RIGHTSREVIEW_ACT")
	asked := 0
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"message":"Not Found","status":"404"}`))
	}))
	t.Cleanup(api.Close)
	got := job{t: t, program: ownProgram(t), event: "pull_request", payload: pullRequestEvent(7), api: api.URL, with: "dry-run: true"}.run()
	if !got.failed || got.outputs["status"] != "failed" || got.outputs["exit-code"] != "3" {
		t.Errorf("a pull request that is not there: %v\n%s", got.outputs, got.log)
	}
	if asked == 0 {
		t.Error("the API was not asked")
	}
}

// TestActionOnPullRequest runs action and program on a pull request: in its own repository, and as the pair for a fork.
func TestActionOnPullRequest(t *testing.T) {
	actionPeer(t, "RIGHTSREVIEW_ACT")
	program := ownProgram(t)
	f := newForge(t, inlineConfig, prDraft, prChanged)
	on := func(event string, payload any, p standin.Permissions, with string) done {
		return job{t: t, program: program, event: event, payload: payload, api: f.server.URL, token: f.server.WorkflowToken(p), with: with}.run()
	}
	payload := func(number int, head, from string) map[string]any {
		event := pullRequestEvent(number)
		event["pull_request"].(map[string]any)["head"] = map[string]any{"ref": "change", "sha": head, "repo": map[string]any{"full_name": from}}
		return event
	}
	got := on("pull_request", payload(1, f.pull.Head(), "example/drafts"), standin.Reviewer, "key: a secret for tests\n")
	if got.failed || got.outputs["posted"] != "3" || got.outputs["status"] != "complete" || got.outputs["weakened"] != "2" {
		t.Errorf("own repository: %v\n%s", got.outputs, got.log)
	}
	f.beside(t, 3)
	if got = on("pull_request", payload(1, f.pull.Head(), "example/drafts"), standin.Reviewer, "key: a secret for tests\n"); got.outputs["posted"] != "0" {
		t.Errorf("run again: %v\n%s", got.outputs, got.log)
	}
	f.beside(t, 3)

	f.pull = f.repo.Open(standin.PR{Author: "mallory", Fork: "mallory", Branch: "change", Files: standin.Files{draftPath: prChanged}})
	artifact := filepath.Join(t.TempDir(), "artifact.json")
	got = on("pull_request", payload(2, f.pull.Head(), "mallory/drafts"), standin.ReadOnly, "artifact: "+artifact+"\n")
	if got.failed || got.outputs["artifact-file"] != artifact || len(f.pull.Comments()) > 0 {
		t.Errorf("analysis of a fork: %v\n%s", got.outputs, got.log)
	}
	got = on("workflow_run", map[string]any{
		"action": "completed", "repository": pullRequestEvent(2)["repository"], "workflow_run": map[string]any{
			"event": "pull_request", "head_sha": f.pull.Head(), "head_branch": "change",
			"head_repository": map[string]any{"full_name": "mallory/drafts", "owner": map[string]any{"login": "mallory"}},
		},
	}, standin.Reviewer, "key: a secret for tests\nfrom-artifact: "+artifact+"\n")
	if got.failed || got.outputs["posted"] != "3" {
		t.Errorf("post for a fork: %v\n%s", got.outputs, got.log)
	}
	f.beside(t, 3)
}

// ownProgram is the program that the tests start as rightsreview.
func ownProgram(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("rightsreview")
	if err != nil {
		t.Fatal(err)
	}
	path, err = filepath.EvalSymlinks(path)
	if err != nil {
		t.Fatal(err)
	}
	return readFile(t, path)
}
