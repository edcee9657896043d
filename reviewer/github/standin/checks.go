package standin

import (
	"fmt"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"
)

// The limits of a check run: https://docs.github.com/rest/checks/runs#create-a-check-run
const (
	annotationsAtOnce = 50
	longestSummary    = 65535     // characters of the summary, and of the text
	longestMessage    = 64 * 1024 // bytes of an annotation
	longestTitle      = 255       // characters of the title of an annotation
)

var checkRoutes = []route{
	{"POST /repos/{owner}/{repo}/check-runs", "/checks/runs#create-a-check-run", writeChecks, createCheck},
	{"GET /repos/{owner}/{repo}/check-runs/{check}", "/checks/runs#get-a-check-run", readChecks, getCheck},
	{"PATCH /repos/{owner}/{repo}/check-runs/{check}", "/checks/runs#update-a-check-run", writeChecks, updateCheck},
	{"GET /repos/{owner}/{repo}/check-runs/{check}/annotations", "/checks/runs#list-check-run-annotations", readChecks, listAnnotations},
	{"GET /repos/{owner}/{repo}/commits/{ref}/check-runs", "/checks/runs#list-check-runs-for-a-git-reference", readChecks, listChecks},
}

// check is a check run.
type check struct {
	id         int64
	app        *App
	commit     *commit
	askedCheck        // as it was asked for last
	output     output // all annotations are in here
	started    time.Time
	completed  time.Time
}

// askedCheck is what a check run is made from.
type askedCheck struct {
	Name        string  `json:"name"`
	HeadSHA     string  `json:"head_sha"`
	Status      string  `json:"status"`
	Conclusion  string  `json:"conclusion"`
	ExternalID  string  `json:"external_id"`
	DetailsURL  string  `json:"details_url"`
	StartedAt   string  `json:"started_at"`
	CompletedAt string  `json:"completed_at"`
	Output      *output `json:"output"`
}

type output struct {
	Title       *string      `json:"title"`
	Summary     *string      `json:"summary"`
	Text        *string      `json:"text"`
	Annotations []Annotation `json:"annotations"`
}

// Annotation is a remark of a check run on lines of a file.
type Annotation struct {
	Path        string `json:"path"`
	StartLine   int    `json:"start_line"`
	EndLine     int    `json:"end_line"`
	StartColumn *int   `json:"start_column"`
	EndColumn   *int   `json:"end_column"`
	Level       string `json:"annotation_level"`
	Title       string `json:"title"`
	Message     string `json:"message"`
	RawDetails  string `json:"raw_details"`
}

// CheckRun is what a test sees of a check run.
type CheckRun struct {
	ID                     int64
	App                    string // the slug
	Name, HeadSHA          string
	Status, Conclusion     string
	ExternalID, DetailsURL string
	Title, Summary, Text   string
	Annotations            []Annotation
}

// CheckRuns are all of the repository, oldest first.
func (r *Repository) CheckRuns() (list []CheckRun) {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	for _, k := range r.checks {
		list = append(list, CheckRun{
			ID: k.id, App: k.app.Slug, Name: k.Name, HeadSHA: k.commit.sha, Status: k.Status, Conclusion: k.Conclusion, ExternalID: k.ExternalID,
			DetailsURL: k.DetailsURL, Title: text(k.output.Title), Summary: text(k.output.Summary), Text: text(k.output.Text),
			Annotations: slices.Clone(k.output.Annotations),
		})
	}
	return list
}

func createCheck(c *call) (reply, error) {
	if c.actor.app == nil {
		return reply{}, &refusal{status: http.StatusForbidden, message: "You must authenticate via a GitHub App."}
	}
	var asked askedCheck
	if err := c.decode(&asked); err != nil {
		return reply{}, err
	}
	if asked.Name == "" || asked.HeadSHA == "" {
		return reply{}, invalid(`"name" and "head_sha" must be supplied.`)
	}
	if err := asked.check(); err != nil {
		return reply{}, err
	}
	head := c.repo.objects.commits[asked.HeadSHA]
	if head == nil {
		return reply{}, &refusal{status: http.StatusUnprocessableEntity, message: "No commit found for SHA: " + asked.HeadSHA}
	}
	if asked.Output != nil && asked.Output.Title == nil {
		return reply{}, invalid(`"title" wasn't supplied.`)
	}
	k := &check{id: c.id("check run"), app: c.actor.app, commit: head, started: c.tick()}
	k.Status = "queued"
	k.take(asked, c)
	c.repo.checks = append(c.repo.checks, k)
	return reply{status: http.StatusCreated, value: c.showCheck(k)}, nil
}

func updateCheck(c *call) (reply, error) {
	k, err := c.check()
	if err != nil {
		return reply{}, err
	}
	if c.actor.app != k.app {
		return reply{}, &refusal{status: http.StatusForbidden, message: "Invalid app_id `" + fmt.Sprint(appID(c.actor.app)) + "` - check run can only be modified by the GitHub App that created it."}
	}
	var asked askedCheck
	if err := c.decode(&asked); err != nil {
		return reply{}, err
	}
	if err := asked.check(); err != nil {
		return reply{}, err
	}
	k.take(asked, c)
	return reply{value: c.showCheck(k)}, nil
}

func appID(a *App) int64 {
	if a == nil {
		return 0
	}
	return a.ID
}

var (
	statuses    = []string{"queued", "in_progress", "completed", "waiting", "requested", "pending"}
	conclusions = []string{"action_required", "cancelled", "failure", "neutral", "success", "skipped", "stale", "timed_out"}
	levels      = []string{"notice", "warning", "failure"}
)

// check refuses what is not in the form of the API.
func (a askedCheck) check() error {
	switch {
	case a.Status != "" && !slices.Contains(statuses, a.Status):
		return invalid("%s is not a member of %q.", a.Status, statuses)
	case a.Conclusion != "" && !slices.Contains(conclusions, a.Conclusion):
		return invalid("%s is not a member of %q.", a.Conclusion, conclusions)
	case a.Conclusion == "stale":
		return invalid("Only GitHub can set the conclusion stale.")
	case a.Status == "completed" && a.Conclusion == "":
		return invalid(`"conclusion" wasn't supplied.`)
	case a.Status != "" && a.Status != "completed" && a.Conclusion != "":
		return invalid("A check run that is %s has no conclusion.", a.Status)
	case a.Output != nil:
		return a.Output.check()
	}
	return nil
}

func (o *output) check() error {
	if o.Summary == nil {
		return invalid(`"summary" wasn't supplied.`)
	}
	for _, text := range []*string{o.Summary, o.Text} {
		if text != nil && utf8.RuneCountInString(*text) > longestSummary {
			return invalid("Only %d characters are allowed; %d were supplied.", longestSummary, utf8.RuneCountInString(*text))
		}
	}
	if n := len(o.Annotations); n > annotationsAtOnce {
		return invalid("No more than %d items are allowed; %d were supplied.", annotationsAtOnce, n)
	}
	for _, a := range o.Annotations {
		if err := a.check(); err != nil {
			return err
		}
	}
	return nil
}

func (a Annotation) check() error {
	switch {
	case a.Path == "" || a.Message == "" || a.StartLine == 0 || a.EndLine == 0:
		return invalid("An annotation needs path, start_line, end_line, annotation_level and message.")
	case !slices.Contains(levels, a.Level):
		return invalid("%s is not a member of %q.", a.Level, levels)
	case a.StartLine < 1 || a.EndLine < a.StartLine:
		return invalid("The lines %d to %d of an annotation are out of order.", a.StartLine, a.EndLine)
	case a.StartLine != a.EndLine && (a.StartColumn != nil || a.EndColumn != nil):
		return invalid("An annotation of several lines has no columns.")
	case len(a.Message) > longestMessage || len(a.RawDetails) > longestMessage:
		return invalid("Message and raw details of an annotation have at most %d bytes.", longestMessage)
	case utf8.RuneCountInString(a.Title) > longestTitle:
		return invalid("Only %d characters are allowed; %d were supplied.", longestTitle, utf8.RuneCountInString(a.Title))
	}
	return nil
}

// take changes a check run. Annotations are added to those that it has.
func (k *check) take(a askedCheck, c *call) {
	for _, field := range []struct {
		to   *string
		from string
	}{
		{&k.Name, a.Name}, {&k.Status, a.Status}, {&k.Conclusion, a.Conclusion}, {&k.ExternalID, a.ExternalID}, {&k.DetailsURL, a.DetailsURL},
	} {
		*field.to = or(field.from, *field.to)
	}
	if a.Conclusion != "" {
		k.Status, k.completed = "completed", c.tick()
	}
	if a.Status != "" && a.Status != "completed" {
		k.Conclusion, k.completed = "", time.Time{}
	}
	if a.Output == nil {
		return
	}
	annotations := append(k.output.Annotations, a.Output.Annotations...)
	title := k.output.Title
	k.output = *a.Output
	k.output.Annotations = annotations
	if k.output.Title == nil {
		k.output.Title = title
	}
}

func (c *call) check() (*check, error) {
	id := c.number("check")
	for _, k := range c.repo.checks {
		if k.id == id {
			return k, nil
		}
	}
	return nil, notFound()
}

func getCheck(c *call) (reply, error) {
	k, err := c.check()
	if err != nil {
		return reply{}, err
	}
	return reply{value: c.showCheck(k)}, nil
}

func listAnnotations(c *call) (reply, error) {
	k, err := c.check()
	if err != nil {
		return reply{}, err
	}
	return reply{value: each(page(c, k.output.Annotations), func(a Annotation) object {
		return object{
			"path": a.Path, "blob_href": c.repo.url() + "/git/blobs/" + k.commit.files[a.Path], "start_line": a.StartLine, "end_line": a.EndLine,
			"start_column": a.StartColumn, "end_column": a.EndColumn, "annotation_level": a.Level, "title": a.Title, "message": a.Message,
			"raw_details": a.RawDetails,
		}
	})}, nil
}

// listChecks gives the last run of every name and App, unless filter=all.
func listChecks(c *call) (reply, error) {
	ref, query := c.request.PathValue("ref"), c.request.URL.Query()
	at := c.repo.resolve(ref)
	if at == nil {
		return reply{}, &refusal{status: http.StatusUnprocessableEntity, message: "No commit found for SHA: " + ref}
	}
	var list []*check
	seen := map[string]bool{}
	for _, k := range slices.Backward(c.repo.checks) { // newest first
		key := fmt.Sprint(k.app.ID, k.Name)
		if k.commit != at || seen[key] && query.Get("filter") != "all" {
			continue
		}
		seen[key] = true
		if matches(query.Get("check_name"), k.Name) && matches(query.Get("status"), k.Status) && matches(query.Get("app_id"), fmt.Sprint(k.app.ID)) {
			list = append(list, k)
		}
	}
	return reply{value: object{"total_count": len(list), "check_runs": each(page(c, list), c.showCheck)}}, nil
}

func matches(wanted, got string) bool { return wanted == "" || wanted == got }

func (c *call) showCheck(k *check) object {
	url := fmt.Sprintf("%s/check-runs/%d", c.repo.url(), k.id)
	page := fmt.Sprintf("%s/runs/%d", c.repo.web(), k.id)
	shown := object{
		"id": k.id, "node_id": nodeID("CR", k.id), "head_sha": k.commit.sha, "name": k.Name, "url": url, "html_url": page,
		"details_url": or(k.DetailsURL, page), "status": k.Status, "conclusion": nil, "started_at": stamp(k.started),
		"completed_at": maybe(k.completed), "external_id": k.ExternalID, "check_suite": object{"id": k.id}, "app": c.showApp(k.app),
		"pull_requests": []object{},
		"output": object{
			"title": k.output.Title, "summary": k.output.Summary, "text": k.output.Text, "annotations_count": len(k.output.Annotations),
			"annotations_url": url + "/annotations",
		},
	}
	if k.Conclusion != "" {
		shown["conclusion"] = k.Conclusion
	}
	return shown
}
