package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/bradleyfalzon/ghinstallation/v2"
	"github.com/google/go-github/v60/github"
	"github.com/rightsreview/rightsreview/reviewer/pull"
)

// App logs in as a GitHub App: by a token that it signs (JWT), for which GitHub gives it one for the repository at hand.
type App struct {
	ID  int64
	Key []byte // private key in PEM

	apps  *ghinstallation.AppsTransport
	owner string // of the repository that the installation is for
	repo  string

	mu    sync.Mutex
	inner *ghinstallation.Transport
}

// transport signs what goes to GitHub.
func (a *App) transport(next http.RoundTripper, api string) (http.RoundTripper, error) {
	apps, err := ghinstallation.NewAppsTransport(next, a.ID, a.Key)
	if err != nil {
		return nil, errors.New("the private key of the App cannot be read: it must be RSA in PEM, as GitHub gives it")
	}
	apps.BaseURL = api
	a.apps = apps
	return a, nil
}

// RoundTrip sends a request with the token of the installation, which is looked up first.
func (a *App) RoundTrip(r *http.Request) (*http.Response, error) {
	a.mu.Lock()
	if a.inner == nil {
		if err := a.install(r.Context()); err != nil {
			a.mu.Unlock()
			return nil, err
		}
	}
	a.mu.Unlock()
	return a.inner.RoundTrip(r)
}

// client asks as the App itself.
func (a *App) client() (*github.Client, error) {
	c := github.NewClient(&http.Client{Transport: a.apps})
	api, err := apiURL(a.apps.BaseURL)
	c.BaseURL = api
	return c, err
}

func (a *App) install(ctx context.Context) error {
	c, err := a.client()
	if err != nil {
		return err
	}
	installation, _, err := c.Apps.FindRepositoryInstallation(ctx, a.owner, a.repo)
	if status(err) == http.StatusNotFound {
		return fmt.Errorf("the App %d is not installed on %s/%s, or there is no such repository", a.ID, a.owner, a.repo)
	}
	if err != nil {
		return explain("find the installation of the App", err)
	}
	a.inner = ghinstallation.NewFromAppsTransport(a.apps, installation.GetID())
	a.inner.BaseURL = a.apps.BaseURL
	a.inner.InstallationTokenOptions = &github.InstallationTokenOptions{Repositories: []string{a.repo}} // and no other that the App is installed on
	return nil
}

// account is that under which the App writes.
func (a *App) account(ctx context.Context) (pull.Account, error) {
	c, err := a.client()
	if err != nil {
		return pull.Account{}, err
	}
	app, _, err := c.Apps.Get(ctx, "")
	if err != nil {
		return pull.Account{}, explain("ask GitHub which App this is", err)
	}
	return pull.Account{Login: app.GetSlug() + "[bot]", Bot: true}, nil
}
