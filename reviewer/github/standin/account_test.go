package standin

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

// sign makes a JSON web token.
func sign(t *testing.T, key *rsa.PrivateKey, algorithm string, claims object) string {
	t.Helper()
	part := func(value any) string {
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	text := part(object{"alg": algorithm, "typ": "JWT"}) + "." + part(claims)
	digest := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func TestApp(t *testing.T) {
	s, _, _ := example(t)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	app := s.App("rights", &key.PublicKey, Reviewer)
	now := time.Now()
	claims := func(issuer any, issued, expires time.Duration) object {
		return object{"iss": issuer, "iat": now.Add(issued).Unix(), "exp": now.Add(expires).Unix()}
	}
	for name, x := range map[string]struct {
		token  string
		status int
		want   string
	}{
		"right":             {sign(t, key, "RS256", claims(app.ID, -time.Minute, 9*time.Minute)), 200, `"slug":"rights"`},
		"issuer as text":    {sign(t, key, "RS256", claims(fmt.Sprint(app.ID), -time.Minute, 9*time.Minute)), 200, ""},
		"another key":       {sign(t, other, "RS256", claims(app.ID, -time.Minute, 9*time.Minute)), 401, "could not be decoded"},
		"another algorithm": {sign(t, key, "none", claims(app.ID, -time.Minute, 9*time.Minute)), 401, "could not be decoded"},
		"another App":       {sign(t, key, "RS256", claims(1, -time.Minute, 9*time.Minute)), 404, "Integration not found"},
		"expired":           {sign(t, key, "RS256", claims(app.ID, -9*time.Minute, -time.Minute)), 401, "exp"},
		"too far ahead":     {sign(t, key, "RS256", claims(app.ID, -time.Minute, 11*time.Minute)), 401, "too far in the future"},
		"of the future":     {sign(t, key, "RS256", claims(app.ID, time.Minute, 5*time.Minute)), 401, "iat"},
		"no token":          {"x", 401, ""},
	} {
		if got := as(t, s, x.token).get("/app"); got.status != x.status || !strings.Contains(got.text, x.want) {
			t.Errorf("%s: %d %s, want %d %q", name, got.status, got.text, x.status, x.want)
		}
	}
	c := as(t, s, sign(t, key, "RS256", claims(app.ID, -time.Minute, 9*time.Minute)))
	installation := c.get("/repos/example/drafts/installation")
	if installation.at("id") != float64(app.Installation) {
		t.Errorf("installation: %s", installation.text)
	}
	path := fmt.Sprintf("/app/installations/%d/access_tokens", app.Installation)
	made := c.do("POST", path, "null")
	token, _ := made.at("token").(string)
	if expires, err := time.Parse(time.RFC3339, fmt.Sprint(made.at("expires_at"))); err != nil || expires.Before(now.Add(50*time.Minute)) || !strings.HasPrefix(token, "ghs_") {
		t.Errorf("token: %s", made.text)
	}
	got := as(t, s, token).do("POST", "/repos/example/drafts/issues/1/comments", object{"body": "B"})
	if got.at("user", "login") != "rights[bot]" || got.at("user", "type") != "Bot" || got.at("performed_via_github_app", "slug") != "rights" {
		t.Errorf("comment of the App: %s", got.text)
	}
	narrow := c.do("POST", path, object{"permissions": object{"pull_requests": "read"}})
	token, _ = narrow.at("token").(string)
	if got := as(t, s, token).do("POST", "/repos/example/drafts/issues/1/comments", object{"body": "B"}); narrow.status != 201 || got.status != 403 {
		t.Errorf("token with less: %d, its comment: %d", narrow.status, got.status)
	}
	if got := c.do("POST", path, object{"permissions": object{"contents": "write"}}); got.status != 422 {
		t.Errorf("token with more than the App has: %d", got.status)
	}
	s.Repository("example", "other").Open(PR{Files: Files{"a.md": "A.\n"}})
	one := c.do("POST", path, object{"repositories": []string{"drafts"}})
	token, _ = one.at("token").(string)
	here, there := "/repos/example/drafts/issues/1/comments", "/repos/example/other/issues/1/comments"
	if got := as(t, s, token); one.at("repositories", 0, "full_name") != "example/drafts" || got.do("POST", here, object{"body": "B"}).status != 201 ||
		got.do("POST", there, object{"body": "B"}).status != 403 || got.get(there).status != 200 {
		t.Errorf("token for one repository: %s", one.text)
	}
	if got := c.do("POST", path, object{"repositories": []string{"nothing"}}); got.status != 422 {
		t.Errorf("token for a repository that is not there: %d", got.status)
	}
	if got := c.do("POST", "/app/installations/1/access_tokens", nil); got.status != 404 {
		t.Errorf("token of another installation: %d", got.status)
	}
}

func TestConditional(t *testing.T) {
	s, _, pull := example(t)
	c := as(t, s, s.WorkflowToken(Reviewer))
	first := c.get(pullPath)
	left := first.header.Get("X-RateLimit-Remaining")
	again := c.with("If-None-Match", first.header.Get("ETag")).get(pullPath)
	if again.status != 304 || again.text != "" || again.header.Get("X-RateLimit-Remaining") != left || left != "4999" {
		t.Errorf("asked again: %d %q, %s requests left before and %s after", again.status, again.text, left, again.header.Get("X-RateLimit-Remaining"))
	}
	pull.Push(Files{"draft.md": before})
	if got := c.with("If-None-Match", first.header.Get("ETag")).get(pullPath); got.status != 200 {
		t.Errorf("asked after a push: %d", got.status)
	}
	if got := c.get("/rate_limit"); got.at("resources", "core", "limit") != 5000.0 {
		t.Errorf("limits: %s", got.text)
	}
}
