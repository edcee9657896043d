package standin

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

var accountRoutes = []route{
	{"GET /user", "/users/users#get-the-authenticated-user", nil, getSelf},
	{"GET /users/{login}", "/users/users#get-a-user", nil, getUser},
	{"GET /rate_limit", "/rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user", nil, getLimits},
	{"GET /repos/{owner}/{repo}/collaborators/{login}/permission", "/collaborators/collaborators#get-repository-permissions-for-a-user", nil, getPermission},
	{appPattern, "/apps/apps#get-the-authenticated-app", nil, getApp},
	{installationPattern, "/apps/apps#get-a-repository-installation-for-the-authenticated-app", nil, getInstallation},
	{tokenPattern, "/apps/apps#create-an-installation-access-token-for-an-app", nil, createToken},
	{"POST /graphql", "", nil, answerQuery},
}

// The operations that an App signs for itself.
const (
	appPattern          = "GET /app"
	installationPattern = "GET /repos/{owner}/{repo}/installation"
	tokenPattern        = "POST /app/installations/{installation}/access_tokens"
)

func byApp(pattern string) bool {
	return pattern == appPattern || pattern == installationPattern || pattern == tokenPattern
}

// getSelf refuses every token of an installation, that of a workflow too: https://github.com/danger/danger-js/issues/918
func getSelf(c *call) (reply, error) {
	if c.actor.installation {
		return reply{}, notAccessible()
	}
	return reply{value: c.showAccount(c.actor.user)}, nil
}

func getUser(c *call) (reply, error) {
	u := c.users[c.request.PathValue("login")]
	if u == nil {
		return reply{}, notFound()
	}
	return reply{value: c.showAccount(u)}, nil
}

func (c *call) showAccount(u *user) object {
	shown := c.showUser(u)
	for name, value := range (object{
		"name": nil, "company": nil, "blog": "", "location": nil, "email": nil, "hireable": nil, "bio": nil, "public_repos": 0,
		"public_gists": 0, "followers": 0, "following": 0, "created_at": stamp(u.created), "updated_at": stamp(u.created),
	}) {
		shown[name] = value
	}
	return shown
}

func getLimits(c *call) (reply, error) {
	used := int(c.used.Load())
	core := object{"limit": primaryLimit, "used": used, "remaining": max(0, primaryLimit-used), "reset": time.Now().Add(time.Hour).Unix()}
	return reply{value: object{"rate": core, "resources": object{"core": core, "search": core, "graphql": core}}}, nil
}

// permissions by role, as the older field of the reply has them.
var permissions = map[string]string{"admin": "admin", "maintain": "write", "write": "write", "triage": "read", "read": "read"}

func getPermission(c *call) (reply, error) {
	login := c.request.PathValue("login")
	u := c.users[login]
	if u == nil {
		return reply{}, &refusal{status: http.StatusNotFound, message: login + " is not a user"}
	}
	role := c.repo.role(u)
	shown := c.showUser(u)
	shown["role_name"] = role
	return reply{value: object{"permission": permissions[role], "role_name": role, "user": shown}}, nil
}

func getApp(c *call) (reply, error) {
	app, err := c.signer()
	if err != nil {
		return reply{}, err
	}
	return reply{value: c.showApp(app)}, nil
}

func getInstallation(c *call) (reply, error) {
	app, err := c.signer()
	if err != nil {
		return reply{}, err
	}
	return reply{value: object{
		"id": app.Installation, "app_id": app.ID, "app_slug": app.Slug, "account": c.showUser(c.user(c.repo.Owner)), "target_id": c.user(c.repo.Owner).id,
		"target_type": "User", "repository_selection": "all", "access_tokens_url": fmt.Sprintf("%s/app/installations/%d/access_tokens", c.URL, app.Installation),
		"repositories_url": c.URL + "/installation/repositories", "html_url": fmt.Sprintf("%s/settings/installations/%d", site, app.Installation),
		"permissions": app.permissions.names(), "events": []string{}, "created_at": stamp(c.repo.created), "updated_at": stamp(c.repo.created),
		"single_file_name": nil, "suspended_at": nil, "suspended_by": nil,
	}}, nil
}

// tokenLife is how long a token of an installation is good for. It is counted by the real clock, as clients do.
const tokenLife = time.Hour

func createToken(c *call) (reply, error) {
	app, err := c.signer()
	if err != nil {
		return reply{}, err
	}
	if app.Installation != c.number("installation") {
		return reply{}, notFound()
	}
	var asked struct {
		Permissions  map[string]string
		Repositories []string
	}
	if err := c.decode(&asked); err != nil {
		return reply{}, err
	}
	granted, err := app.permissions.narrow(asked.Permissions)
	if err != nil {
		return reply{}, err
	}
	only, err := c.named(asked.Repositories)
	if err != nil {
		return reply{}, err
	}
	shown := object{"expires_at": stamp(time.Now().Add(tokenLife).UTC()), "permissions": granted.names(), "repository_selection": "all"}
	token := c.installationToken(app, granted)
	shown["token"] = token
	if only != nil {
		shown["repository_selection"] = "selected"
		shown["repositories"] = each(only, c.showRepository)
		c.tokens[token].only = fullNames(only)
	}
	return reply{status: http.StatusCreated, value: shown}, nil
}

// named finds repositories by their names without the owner.
func (c *call) named(names []string) (list []*Repository, err error) {
	for _, name := range names {
		n := len(list)
		for _, full := range slices.Sorted(maps.Keys(c.repositories)) {
			if r := c.repositories[full]; r.Name == name && r.parent == nil { // Apps are not installed in forks
				list = append(list, r)
			}
		}
		if len(list) == n {
			return nil, &refusal{
				status:  http.StatusUnprocessableEntity,
				message: "There is at least one repository that does not exist or is not accessible to the parent installation.",
			}
		}
	}
	return list, nil
}

func fullNames(list []*Repository) (names []string) {
	for _, r := range list {
		names = append(names, r.FullName())
	}
	return names
}

// narrow gives the permissions that were asked for, of those that there are; all if none were.
func (p Permissions) narrow(asked map[string]string) (Permissions, error) {
	if len(asked) == 0 {
		return p, nil
	}
	var granted Permissions
	has := map[string]Access{"contents": p.Contents, "pull_requests": p.PullRequests, "issues": p.Issues, "checks": p.Checks, "metadata": Read}
	field := map[string]*Access{"contents": &granted.Contents, "pull_requests": &granted.PullRequests, "issues": &granted.Issues, "checks": &granted.Checks, "metadata": new(Access)}
	for name, text := range asked {
		access := map[string]Access{"read": Read, "write": Write}[text]
		if access == None || has[name] < access {
			return p, &refusal{status: http.StatusUnprocessableEntity, message: "The permissions requested are not granted to this installation."}
		}
		*field[name] = access
	}
	return granted, nil
}

// claims are what an App signs.
type claims struct {
	Issuer  json.RawMessage `json:"iss"`
	Issued  float64         `json:"iat"`
	Expires float64         `json:"exp"`
}

// longestClaim is how far in the future the end of a signature may be.
// https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
const longestClaim = 10 * time.Minute

func unsigned(message string) error {
	return &refusal{status: http.StatusUnauthorized, message: message, docs: docs}
}

// signer is the App that signed the request.
func (c *call) signer() (*App, error) {
	_, token, _ := strings.Cut(c.request.Header.Get("Authorization"), " ")
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, unsigned("A JSON web token could not be decoded")
	}
	var head struct{ Alg string }
	var says claims
	if decodePart(parts[0], &head) != nil || decodePart(parts[1], &says) != nil || head.Alg != "RS256" {
		return nil, unsigned("A JSON web token could not be decoded")
	}
	app := c.issuer(says)
	if app == nil {
		return nil, &refusal{status: http.StatusNotFound, message: "Integration not found"}
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err != nil || app.key == nil || rsa.VerifyPKCS1v15(app.key, crypto.SHA256, digest[:], signature) != nil {
		return nil, unsigned("A JSON web token could not be decoded")
	}
	if err := says.check(time.Now()); err != nil {
		return nil, err
	}
	c.entry(func(e *Request) { e.Actor = app.Slug })
	return app, nil
}

func decodePart(part string, into any) error {
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// issuer finds the App, by its number, which may be text.
func (c *call) issuer(says claims) *App {
	for _, app := range c.apps {
		if strings.Trim(string(says.Issuer), `"`) == fmt.Sprint(app.ID) {
			return app
		}
	}
	return nil
}

func (says claims) check(now time.Time) error {
	expires, issued := time.Unix(int64(says.Expires), 0), time.Unix(int64(says.Issued), 0)
	switch {
	case !expires.After(now):
		return unsigned("'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires")
	case expires.After(now.Add(longestClaim)):
		return unsigned("'Expiration time' claim ('exp') is too far in the future")
	case issued.After(now.Add(time.Second)):
		return unsigned("'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued")
	}
	return nil
}
