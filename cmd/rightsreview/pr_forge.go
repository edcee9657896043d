package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rightsreview/rightsreview/reviewer/config"
	"github.com/rightsreview/rightsreview/reviewer/github"
	"github.com/rightsreview/rightsreview/reviewer/pull"
	"github.com/spf13/pflag"
)

// The variables of the environment that secrets of GitHub are read from. None of them can be given on the command line.
const (
	appIDVariable  = "RIGHTSREVIEW_APP_ID"
	appKeyVariable = "RIGHTSREVIEW_APP_KEY"
	markVariable   = "RIGHTSREVIEW_KEY"
)

// forgeFlags say how GitHub is reached.
type forgeFlags struct {
	url     string
	bot     string
	maxWait time.Duration
	timeout time.Duration
}

func (f *forgeFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.url, "github-url", "", "the GitHub at `URL`, such as https://github.example.org (default: github.com, or that of the workflow)")
	flags.StringVar(&f.bot, "bot", "", "the token writes as the account `NAME`, such as our-app[bot] (default: asked, or the workflow's)")
	flags.DurationVar(&f.maxWait, "max-wait", github.UsualMaxWait, "wait `TIME` in all for rate limits to pass")
	flags.DurationVar(&f.timeout, "timeout", github.UsualTimeout, "wait `TIME` for one answer of GitHub")
}

// client makes the client for the GitHub that the flag or the workflow names. host is that of the page by which the pull request
// was given: it does not decide where the token goes. What is public can be read without a token; writes says that more is wanted.
func (f forgeFlags) client(host string, writes bool, o github.Options) (*github.Client, error) {
	o.Pace, o.Sleep, o.MaxWait, o.Timeout, o.Bot = forgeClock.pace, forgeClock.sleep, f.maxWait, f.timeout, f.bot
	o.API, o.GraphQL = environment("GITHUB_API_URL"), environment("GITHUB_GRAPHQL_URL")
	if err := f.serves(host); err != nil {
		return nil, err
	}
	if page := f.page(); page != "" {
		api, err := github.ServerAPI(page)
		if err != nil {
			return nil, fmt.Errorf("--github-url: %w", err)
		}
		o.API, o.GraphQL = api, ""
	}
	o.Token = environment("GITHUB_TOKEN", "GH_TOKEN")
	if o.App == nil && o.Token == "" && writes {
		return nil, errors.New("there is no token: set GITHUB_TOKEN, or " + appIDVariable + " and " + appKeyVariable + "; with --dry-run none is needed for what is public")
	}
	return github.New(o)
}

// page is the address of the GitHub, where the address of its API is not known by itself; empty for that or github.com.
func (f forgeFlags) page() string {
	if f.url != "" || environment("GITHUB_API_URL") != "" {
		return f.url
	}
	return environment("GITHUB_SERVER_URL")
}

// serves says what to do if a host is not that of the GitHub to which the token is sent. A link that somebody was given must not
// lead it elsewhere.
func (f forgeFlags) serves(host string) error {
	named := cmp.Or(f.url, environment("GITHUB_SERVER_URL"), "https://github.com")
	u, err := url.Parse(named)
	if host == "" || err == nil && strings.EqualFold(u.Host, host) {
		return nil
	}
	return fmt.Errorf("the pull request is on %s: if your token is for it, add --github-url https://%s", host, host)
}

// forgeClock is how time passes between requests. Tests, which talk to servers of their own, make it fast.
var forgeClock = struct {
	pace  time.Duration
	sleep func(context.Context, time.Duration) error // nil for the usual one
}{pace: github.UsualPace}

// app is the App that the environment names; nil if it names none.
func app() (*github.App, error) {
	id, key := environment(appIDVariable), environment(appKeyVariable)
	switch {
	case id == "" && key == "":
		return nil, nil
	case id == "" || key == "":
		return nil, fmt.Errorf("to log in as an App, both %s and %s are needed", appIDVariable, appKeyVariable)
	}
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("%s is the number of the App, as its settings show it", appIDVariable)
	}
	if strings.Contains(key, "PRIVATE KEY") {
		return &github.App{ID: number, Key: []byte(strings.ReplaceAll(key, `\n`, "\n"))}, nil
	}
	content, err := os.ReadFile(key)
	if err != nil { // the error could show the key, if somebody gave it without its first line
		return nil, fmt.Errorf("%s is neither a private key in PEM nor a file with one that can be read", appKeyVariable)
	}
	return &github.App{ID: number, Key: content}, nil
}

// markKeys are the secrets that marks are signed with: of their own, or else made from the key of the App, if there is one.
func markKeys(a *github.App) ([]string, error) {
	keys, err := pull.ParseKeys(os.Getenv(markVariable))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", markVariable, err)
	}
	if len(keys) == 0 && a != nil {
		sum := sha256.Sum256(append([]byte("rightsreview marks\x00"), bytes.TrimSpace(a.Key)...))
		keys = []string{hex.EncodeToString(sum[:])}
	}
	return keys, nil
}

// digestOf names all that a review depends on beside the drafts.
func digestOf(parts ...any) string {
	h := sha256.New()
	for _, p := range parts {
		text, err := json.Marshal(p)
		fmt.Fprintf(h, "%d %s %v\x00", len(text), text, err)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// ruleFolders copies the folders of rules that the configuration names from the base branch, and says how to remove the copy.
func (r *prRun) ruleFolders(ctx context.Context, conf *config.Config) (folders []string, drop func(), err error) {
	if len(conf.RuleFolders) == 0 {
		return nil, func() {}, nil
	}
	copied, err := os.MkdirTemp("", "rightsreview-rules-")
	if err != nil {
		return nil, func() {}, fmt.Errorf("copy the rules of the base branch: %w", err)
	}
	drop = func() { _ = os.RemoveAll(copied) }
	for i, folder := range conf.RuleFolders {
		files, err := r.pr.ReadFolder(ctx, filepath.ToSlash(folder))
		if err != nil {
			return nil, drop, err
		}
		to := filepath.Join(copied, strconv.Itoa(i))
		for name, content := range files {
			if err := writeBelow(to, name, content); err != nil {
				return nil, drop, fmt.Errorf("copy the rules of the base branch: %w", err)
			}
		}
		folders = append(folders, to)
	}
	return folders, drop, nil
}

// writeBelow writes a file below a folder and nowhere else.
func writeBelow(folder, name string, content []byte) error {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return fmt.Errorf("%q is no name of a file", name)
	}
	path := filepath.Join(folder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o600)
}
