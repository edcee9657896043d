package main

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// emulator is a GitHub that others have written: its variable and version are those of .ci/peers. It knows no files of a pull
// request and no lines in reviews, so that the drafts come from a comparison and all is said in the summary.
type emulator struct {
	url, token string // of somebody who owns the repository
}

const emulatorSeed = `tokens:
  ghp_alice: {login: alice, scopes: [repo, user]}
  ghp_reviewer: {login: reviewer, scopes: [repo, user]}
github:
  users: [{login: alice, name: Alice}, {login: reviewer, name: Reviewer}]
  repos: [{owner: alice, name: drafts, auto_init: true}]
`

// startEmulator starts it with the repository alice/drafts, and more in its configuration.
func startEmulator(t *testing.T, more string) emulator {
	t.Helper()
	program := os.Getenv("RIGHTSREVIEW_EMULATE")
	if program == "" {
		t.Skip("no emulator of GitHub: RIGHTSREVIEW_EMULATE is not set, see .ci/peers")
	}
	seed := filepath.Join(t.TempDir(), "seed.yaml")
	if err := os.WriteFile(seed, []byte(emulatorSeed+more), 0o644); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	listener.Close()
	var log bytes.Buffer
	cmd := exec.Command(program, "start", "-s", "github", "-p", port, "--seed", seed)
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("the emulator says:\n%s", log.String())
		}
	})
	e := emulator{"http://127.0.0.1:" + port, "ghp_alice"}
	for range 100 {
		if reply, err := http.Get(e.url + "/repos/alice/drafts"); err == nil {
			reply.Body.Close()
			return e
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("the emulator does not start")
	return e
}

// moving answers for the emulator, whose pull requests stay at the commit that they were opened with: here they follow their
// branch, as they do on GitHub.
func (e emulator) moving(t *testing.T, opened string) string {
	t.Helper()
	to, err := url.Parse(e.url)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ModifyResponse = func(reply *http.Response) error {
		if !strings.HasSuffix(reply.Request.URL.Path, "/pulls/1") {
			return nil
		}
		body, err := io.ReadAll(reply.Body)
		if err != nil {
			return err
		}
		now := e.call(t, "GET", "git/ref/heads/change", nil)["object"].(map[string]any)["sha"].(string)
		body = bytes.ReplaceAll(body, []byte(opened), []byte(now))
		reply.Body = io.NopCloser(bytes.NewReader(body))
		return nil
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	return server.URL
}

// call asks the emulator for something as the owner of the repository.
func (e emulator) call(t *testing.T, method, path string, body any) map[string]any {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequest(method, e.url+"/repos/alice/drafts/"+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+e.token)
	reply, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	content, _ := io.ReadAll(reply.Body)
	if reply.StatusCode >= 300 {
		t.Fatalf("%s %s: %d %s", method, path, reply.StatusCode, content)
	}
	var value any
	if err := json.Unmarshal(content, &value); err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	if list, ok := value.([]any); ok {
		return map[string]any{"list": list}
	}
	return value.(map[string]any)
}

// put writes the draft on a branch, and gives the commit.
func (e emulator) put(t *testing.T, branch, text string, replaces string) (commit, blob string) {
	t.Helper()
	body := map[string]any{"message": "Change", "branch": branch, "content": base64.StdEncoding.EncodeToString([]byte(text))}
	if replaces != "" {
		body["sha"] = replaces
	}
	made := e.call(t, "PUT", "contents/"+draftPath, body)
	return made["commit"].(map[string]any)["sha"].(string), made["content"].(map[string]any)["sha"].(string)
}

// comments are what was said on the pull request: author and text.
func (e emulator) comments(t *testing.T) (all []string) {
	t.Helper()
	for _, c := range e.call(t, "GET", "issues/1/comments", nil)["list"].([]any) {
		comment := c.(map[string]any)
		all = append(all, comment["user"].(map[string]any)["login"].(string)+": "+comment["body"].(string))
	}
	return all
}

// open opens a pull request, and makes the environment that of somebody who reviews it.
func (e emulator) open(t *testing.T) (head, blob string) {
	t.Helper()
	_, blob = e.put(t, "main", prDraft, "")
	main := e.call(t, "GET", "git/ref/heads/main", nil)["object"].(map[string]any)["sha"].(string)
	e.call(t, "POST", "git/refs", map[string]any{"ref": "refs/heads/change", "sha": main})
	head, blob = e.put(t, "change", prChanged, blob)
	e.call(t, "POST", "pulls", map[string]any{"title": "Change the relay", "head": "change", "base": "main"})
	for name, value := range map[string]string{
		"GITHUB_API_URL": e.moving(t, head), "GITHUB_GRAPHQL_URL": "", "GITHUB_TOKEN": "ghp_reviewer", "GH_TOKEN": "", "RIGHTSREVIEW_KEY": "a secret for tests",
		"GITHUB_EVENT_PATH": "", "RIGHTSREVIEW_APP_ID": "", "RIGHTSREVIEW_APP_KEY": "", "GITHUB_OUTPUT": "",
	} {
		t.Setenv(name, value)
	}
	fastClock(t)
	return head, blob
}

// TestPREmulatorApp logs in as an App, which the emulator lets do only what it was given, and posts a check run.
func TestPREmulatorApp(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	block := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
	e := startEmulator(t, fmt.Sprintf(`  apps:
    - app_id: 12345
      slug: rights-review
      name: Rights review
      private_key: %q
      permissions: {contents: read, pull_requests: write, issues: write, checks: write, metadata: read}
      installations: [{installation_id: 100, account: alice, repository_selection: all}]
`, block))
	e.open(t)
	t.Setenv("GITHUB_TOKEN", "")
	t.Setenv("RIGHTSREVIEW_APP_ID", "12345")
	t.Setenv("RIGHTSREVIEW_APP_KEY", block)
	pr(t, 0, "--check-run", "alice/drafts#1")
	said := strings.Join(e.comments(t), "\n")
	if !strings.HasPrefix(said, "rights-review[bot]: ### Human-rights review") {
		t.Errorf("said: %s", said)
	}
	runs := e.call(t, "GET", "commits/change/check-runs?check_name=rightsreview", nil)["check_runs"].([]any)
	if len(runs) != 1 || runs[0].(map[string]any)["conclusion"] != "neutral" {
		t.Errorf("check runs %v", runs)
	}
	if out := pr(t, 0, "alice/drafts#1"); !strings.Contains(out, "nothing is new") {
		t.Errorf("run again: %s", out)
	}
}

// TestPREmulator takes a pull request from its opening to its end on a GitHub that we have not written.
func TestPREmulator(t *testing.T) {
	e := startEmulator(t, "")
	first, blob := e.open(t)
	summary := func(when string, wants ...string) string {
		t.Helper()
		var ours []string
		for _, c := range e.comments(t) {
			if strings.HasPrefix(c, "reviewer: ") {
				ours = append(ours, c)
			}
		}
		if len(ours) != 1 {
			t.Fatalf("%s: %d comments of ours, want one", when, len(ours))
		}
		for _, want := range wants {
			if !strings.Contains(ours[0], want) {
				t.Errorf("%s: the summary does not say %q:\n%s", when, want, ours[0])
			}
		}
		return ours[0]
	}

	out := pr(t, 0, "alice/drafts#1")
	text := summary("opened", "**2 protections weakened or removed** and **1 high concern**", "Keeping a record")
	if !strings.Contains(out, "3 found = 3 in this summary") {
		t.Errorf("opened: %s", out)
	}
	if out := pr(t, 0, "alice/drafts#1"); !strings.Contains(out, "nothing is new") {
		t.Errorf("run again: %s", out)
	}

	e.put(t, "change", strings.Replace(prChanged, "The relay SHOULD delete", "The relay MUST delete", 1), blob)
	pr(t, 0, "alice/drafts#1")
	summary("pushed", "**1 protection weakened or removed** and **1 high concern**", "No longer there: 1")

	e.call(t, "PATCH", "git/refs/heads/change", map[string]any{"sha": first, "force": true})
	pr(t, 0, "alice/drafts#1")
	summary("forced back", "**2 protections weakened or removed** and **1 high concern**")

	_, rest, _ := strings.Cut(text, "surveillance/connection-log`, id `")
	id := rest[:16]
	e.call(t, "POST", "issues/1/comments", map[string]any{"body": fmt.Sprintf("Thanks.\n\n/rightsreview dismiss %s The law asks for it.", id)})
	out = pr(t, 0, "alice/drafts#1")
	summary("dismissed", "Dismissed: 1", "The law asks for it.", "**2 protections weakened or removed** in")
	if !strings.Contains(out, "1 dismissed here") {
		t.Errorf("dismissed: %s", out)
	}

	t.Setenv("GITHUB_TOKEN", "")
	if out := pr(t, 0, "--dry-run", "alice/drafts#1"); !strings.Contains(out, "POST /repos/alice/drafts/issues/1/comments") || !strings.Contains(out, "nothing was posted") {
		t.Errorf("dry run of somebody who has no token: %s", out)
	}
	t.Setenv("GITHUB_TOKEN", "ghp_reviewer")

	e.call(t, "PATCH", "pulls/1", map[string]any{"state": "closed"})
	before := summary("closed")
	pr(t, 0, "alice/drafts#1")
	if summary("closed") != before {
		t.Error("the summary of a closed pull request was edited")
	}
}
