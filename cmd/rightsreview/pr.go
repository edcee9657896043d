package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/rightsreview/rightsreview/reviewer"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/change"
	"github.com/rightsreview/rightsreview/reviewer/config"
	"github.com/rightsreview/rightsreview/reviewer/github"
	"github.com/rightsreview/rightsreview/reviewer/pull"
	"github.com/rightsreview/rightsreview/reviewer/render"
	"github.com/rightsreview/rightsreview/reviewer/review"
	"github.com/spf13/cobra"
)

type prCommand struct {
	common
	model modelFlags
	forge forgeFlags

	post, head, event            string
	dryRun, yes, checkRun, marks bool
	jobSummary, sarif            string
	artifact, fromArtifact       string
}

func newPRCommand() *cobra.Command {
	var c prCommand
	cmd := &cobra.Command{
		Use:   "pr [OWNER/REPO#NUMBER]",
		Short: "Review a pull request and say on it what there is to say",
		Long: `Review the drafts that a pull request on GitHub changes, and say on it what the change does: concerns that it brings
or worsens, and protections that it removes or weakens. Nothing is said about text that it does not touch.

The file .rightsreview.yml of the base branch says what may be posted: nothing, one summary that is kept up to date
(without the file), or comments beside the lines too. --post lowers that, and --dry-run prints what would be posted. A
later run says nothing twice, and one with nothing new says nothing at all. The review never approves, never requests
changes, and fails nothing unless --fail-on says so.

In a workflow the pull request is taken from the event, where none is named. People with write access answer with
comments: /rightsreview dismiss ID reason, /rightsreview explain ID, /rightsreview recheck.

The token comes from GITHUB_TOKEN or GH_TOKEN; --dry-run needs none for what is public. RIGHTSREVIEW_APP_ID and
RIGHTSREVIEW_APP_KEY (the private key, or the name of its file) log in as a GitHub App instead. RIGHTSREVIEW_KEY is a
secret of your own, with which the program signs what it remembers in its comments.

Exit codes: 0 all was done; 1 there are findings from --fail-on on; 2 the command line, the configuration or the
environment is wrong; 3 something could not be done.`,
		Example: `  rightsreview pr example/drafts#12 --dry-run
  rightsreview pr https://github.com/example/drafts/pull/12 --post summary
  rightsreview pr --github-url https://github.example.org example/drafts#12`,
		Args: onePull,
		RunE: func(cmd *cobra.Command, args []string) error {
			c.connect(cmd)
			if err := c.model.check(cmd.Flags()); err != nil {
				return err
			}
			return c.run(cmd.Context(), args)
		},
	}
	c.register(cmd)
	return cmd
}

func onePull(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return errors.New("name one pull request: OWNER/REPO#NUMBER, or the address of its page")
	}
	return nil
}

func (c *prCommand) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&c.post, "post", "", "post at most this `MUCH`: none, summary or inline (default: as the base branch allows)")
	f.BoolVar(&c.dryRun, "dry-run", false, "print what would be posted, and post nothing")
	f.BoolVarP(&c.yes, "yes", "y", false, "post without asking first, on a terminal")
	f.BoolVar(&c.checkRun, "check-run", false, "post a check run with annotations too (of an App or a workflow only)")
	f.BoolVar(&c.marks, "annotations", false, "write annotations of a workflow on standard output")
	f.StringVar(&c.jobSummary, "job-summary", "", "append a summary in Markdown to `FILE`, such as $GITHUB_STEP_SUMMARY")
	f.StringVar(&c.sarif, "sarif", "", "write SARIF to `FILE`, for code scanning")
	f.StringVar(&c.artifact, "artifact", "", "post nothing, and write what was found to `FILE`, for --from-artifact")
	f.StringVar(&c.fromArtifact, "from-artifact", "", "in a workflow_run: check what --artifact wrote to `FILE`, and post")
	f.StringVar(&c.head, "head", "", "review only if `COMMIT` is the newest one of the pull request")
	f.StringVar(&c.event, "event", "", "take the pull request from the event in `FILE` (default: $GITHUB_EVENT_PATH)")
	c.registerChoices(cmd)
	f.BoolVarP(&c.verbose, "verbose", "v", false, "say what is done")
	c.forge.register(f)
	c.model.register(cmd)
	cmd.MarkFlagsMutuallyExclusive("artifact", "from-artifact")
	cmd.MarkFlagsMutuallyExclusive("artifact", "dry-run")
	cmd.MarkFlagsMutuallyExclusive("quiet", "verbose")
	completeWith(cmd, "post", postNames())
}

func postNames() (names []string) {
	for _, p := range config.Posts() {
		names = append(names, string(p))
	}
	return names
}

// prRun is a review of a pull request under way.
type prRun struct {
	*prCommand
	client   *github.Client
	pr       *github.PullRequest
	request  request
	settled  settled
	policy   pull.Policy
	keys     []string // that marks are signed with
	signer   pull.Signer
	earlier  pull.Earlier
	answers  pull.Answers
	digest   string
	writes   []github.Request // of a dry run
	artifact *artifact        // that was handed in; nil if there is none
	asking   *asking          // nil if no model is asked
}

func (c *prCommand) run(ctx context.Context, args []string) error {
	if c.post != "" {
		if err := choose("word for --post", c.post, postNames()); err != nil {
			return err
		}
	}
	r := &prRun{prCommand: c}
	request, err := c.request(args)
	if err != nil {
		return usageError(err)
	}
	if request.nothing != "" {
		c.say("%s", request.nothing)
		return nil
	}
	r.request = request
	options := r.options()
	if options.App, err = app(); err != nil {
		return usageError(err)
	}
	if r.keys, err = markKeys(options.App); err != nil {
		return usageError(err)
	}
	if r.client, err = c.forge.client(request.host, !c.dryRun && c.post != string(config.PostNone), options); err != nil {
		return usageError(err)
	}
	return r.superseded(r.do(ctx))
}

func (r *prRun) do(ctx context.Context) error {
	if err := r.open(ctx); err != nil {
		return err
	}
	if known := r.nothingNew(); known {
		return r.still()
	}
	return r.review(ctx)
}

// superseded makes no failure of it that a run came too late: the pull request has moved on since the event, or was closed, and
// another run sees to that. Whoever has named the pull request or a commit gets the error.
func (r *prRun) superseded(err error) error {
	var moved *github.MovedError
	if err == nil || !r.request.event || !errors.As(err, &moved) && !errors.Is(err, github.ErrNoPull) {
		return err
	}
	r.say("%s", err)
	return nil
}

// options are those of the client that this run wants.
func (r *prRun) options() github.Options {
	o := github.Options{Version: version(), Tell: func(text string) { r.say("%s", text) }}
	if r.dryRun {
		o.DryRun = func(w github.Request) { r.writes = append(r.writes, w) }
	}
	return o
}

// open reads the pull request, what was said on it, and what its base branch allows.
func (r *prRun) open(ctx context.Context) (err error) {
	if err := r.derive(ctx); err != nil {
		return err
	}
	if r.pr, err = r.client.OpenPull(ctx, r.request.ref); err != nil {
		return err
	}
	if pinned := r.request.head; pinned != "" && pinned != r.pr.Head {
		return &github.MovedError{From: pinned, To: r.pr.Head}
	}
	if err := r.settle(ctx); err != nil {
		return err
	}
	r.signer = pull.NewSigner(r.keys, r.pr.Repository, r.pr.Number)
	comments, err := r.pr.Comments(ctx)
	if err != nil {
		return err
	}
	self, err := r.client.Self(ctx)
	if err != nil {
		return err
	}
	r.earlier = pull.Read(comments, func(a pull.Account) bool { return github.Same(a, self) }, r.signer)
	if n := r.earlier.Strays; n > 0 {
		r.say("%s of this account cannot be recognised with the key in %s, and count for nothing: if the key has changed, "+
			"give the old one after the new one, with a comma between", count(n, "comment"), markVariable)
	}
	r.tell("%s: %s, %s", r.pr.Ref, count(len(comments), "comment"), count(len(r.earlier.Beside), "comment")+" of ours beside lines")
	if r.answers, err = r.earlier.Answer(func(login string) (bool, error) { return r.mayCommand(ctx, login) }); err != nil {
		return err
	}
	for _, a := range r.answers.Answers {
		r.say("command of %s: %s: %s", a.Command.By.Login, a.Command.Verb, a.Why)
	}
	return nil
}

// mayCommand reports whether somebody may command the program.
func (r *prRun) mayCommand(ctx context.Context, login string) (bool, error) {
	if login == "" { // the account is gone
		return false, nil
	}
	if r.settled.config.Pull.AuthorMay && strings.EqualFold(login, r.pr.Author.Login) {
		return true, nil
	}
	return r.pr.MayWrite(ctx, login)
}

// settle reads what the base branch says, flags and rules.
func (r *prRun) settle(ctx context.Context) error {
	source, err := r.pr.ReadBase(ctx, config.FileName)
	if err != nil {
		return err
	}
	conf, err := config.Read(source)
	if err != nil {
		return usageError(fmt.Errorf("the configuration of the base branch %s is not in order:\n%w", r.pr.BaseBranch, err))
	}
	folders, drop, err := r.ruleFolders(ctx, conf)
	defer drop()
	if err != nil {
		return err
	}
	rules, err := r.catalogue(folders)
	if err != nil {
		return usageError(err)
	}
	if err := conf.CheckNames(ruleIDs(rules), nil); err != nil {
		return usageError(err)
	}
	if r.settled, err = r.settleWith(conf, kept(rules, conf), nil); err != nil {
		return err
	}
	r.policy = r.policyOf(conf.Pull)
	r.digest = digestOf(version(), source, r.settled.rules, r.policy, r.least, r.categories, r.model.identity())
	return nil
}

// policyOf is what may be said: the base branch's word, lowered by the flags, and nothing where the token cannot write.
func (r *prRun) policyOf(p config.Pull) pull.Policy {
	post := p.Post.AtMost(config.Post(r.post))
	if r.prCommand.artifact != "" || r.request.readOnly {
		post = config.PostNone
	}
	return pull.Policy{
		Summary: post != config.PostNone, Inline: post == config.PostInline, InlineFrom: p.InlineFrom, ModelText: p.ModelText && !r.model.noText,
		Suggestions: p.Suggestions,
	}
}

// nothingNew reports whether an earlier run has said all that this one could: the same commits, rules, configuration and
// options, and no command since. Only a signed state says so.
func (r *prRun) nothingNew() bool {
	s := r.earlier.State
	same := s.Head == r.pr.Head && s.Base == r.pr.Base && s.Digest == r.digest && s.Status == string(review.Complete)
	return same && len(r.answers.Answers) == 0 && !s.Expired(date()) &&
		!r.dryRun && !r.checkRun && !r.marks && r.sarif == "" && r.prCommand.artifact == "" && !r.model.asked()
}

// still ends a run that has nothing new to say.
func (r *prRun) still() error {
	r.say("nothing is new since the last review of %.7s: %s", r.pr.Head, r.earlier.Summary.URL)
	counts := r.earlier.State.Counts
	text := "## Human-rights review\n\nNothing is new since the last review of " + render.Code(fmt.Sprintf("%.7s", r.pr.Head)) + ": [its summary](" + r.earlier.Summary.URL + ").\n"
	if err := r.writeJobSummary(text); err != nil {
		return err
	}
	if err := r.outputs(outcome{counts: counts, status: review.Complete, url: r.earlier.Summary.URL}); err != nil {
		return err
	}
	return r.verdict(counts, review.Complete)
}

// review reviews the drafts and says what there is to say.
func (r *prRun) review(ctx context.Context) error {
	if err := r.confirm(ctx); err != nil {
		return err
	}
	conf := r.settled.config
	if err := r.pr.Find(ctx, github.Search{Draft: conf.Drafts, Ignored: conf.Ignored}); err != nil {
		return err
	}
	publisher := r.publisher()
	to, err := r.publishers(publisher)
	if err != nil {
		return err
	}
	defer to.drop()
	options := reviewer.Options{
		Checklist: r.settled.checklist, Decisions: r.decisions, Jobs: r.jobs, Base: r.pr.Earlier, Comparer: change.New(r.settled.rules.Wording),
	}
	if r.model.asked() {
		if r.asking, err = r.ask(r.model, r.settled.rules); err != nil {
			return err
		}
		defer r.asking.drop()
		options.Assessor = &r.asking.assessor
	}
	began := time.Now()
	summary, err := reviewer.Run(ctx, r.pr, to, options)
	if r.asking != nil {
		err = errors.Join(err, r.asking.keep())
	}
	r.tell("%s reviewed in %s, %s", count(summary.Ledger.Drafts, "draft"), time.Since(began).Round(time.Millisecond), count(r.client.Calls(), "request"))
	return r.finish(publisher, to, err)
}

// decisions are those of the base branch about a draft, with what people have dismissed on the pull request.
func (r *prRun) decisions(path string) review.Decisions {
	d := r.settled.decisions(path)
	d.Suppressions = slices.Clone(d.Suppressions)
	for _, one := range r.answers.Dismissed {
		d.Suppressions = append(d.Suppressions, one.Suppression())
	}
	return d
}

func (r *prRun) publisher() *github.Publisher {
	p := &github.Publisher{
		Pull: r.pr, Earlier: r.earlier, Answers: r.answers, Policy: r.policy, Signer: r.signer, Version: version(), Digest: r.digest,
		Today: date(), Dismiss: true, Check: r.checkRun && r.prCommand.artifact == "" && !r.request.readOnly,
	}
	if r.settled.failOn > 0 {
		p.Fails = func(c pull.Counts) bool { return meets(c, r.settled.failOn) }
	}
	return p
}

// meets reports whether something counts for --fail-on; a protection that is lost counts as medium.
func meets(c pull.Counts, from catalogue.Severity) bool {
	return c.High > 0 || c.Medium > 0 && from <= catalogue.Medium || c.Low > 0 && from <= catalogue.Low || c.Weakened > 0 && from <= lostProtection
}

// confirm asks somebody at a terminal before anything is written for all to see.
func (r *prRun) confirm(ctx context.Context) error {
	workflow := environment("GITHUB_ACTIONS", "CI") != "" // some give it a terminal, at which nobody sits
	if workflow || r.yes || r.dryRun || !r.policy.Summary || !r.pr.Open || !isTerminal(r.stdin) || !isTerminal(r.stderr) {
		return nil
	}
	what := "a summary"
	if r.policy.Inline {
		what = "a summary and comments beside lines"
	}
	fmt.Fprintf(r.stderr, "Post %s on %s (%s)? With --dry-run it is only printed. [y/N] ", what, r.pr.Ref, printable(r.pr.Title))
	answer := make(chan string, 1)
	go func() {
		var word string
		_, _ = fmt.Fscanln(r.stdin, &word) // an empty line is a no
		answer <- strings.ToLower(word)
	}()
	word := ""
	select {
	case word = <-answer:
	case <-ctx.Done():
	}
	if word != "y" && word != "yes" {
		return &failure{exitUsage, errors.New("nothing was posted: --yes posts without asking, --post none reviews and posts nothing")}
	}
	return nil
}

// verdict turns what the change brings into an exit code.
func (r *prRun) verdict(c pull.Counts, s review.Status) error {
	switch {
	case s == review.Failed:
		return &failure{exitUnfinished, errors.New("no draft could be read")}
	case r.settled.failOn > 0 && s != review.Complete:
		return &failure{exitUnfinished, errors.New("not all could be read, so that --fail-on cannot be decided")}
	case r.settled.failOn > 0 && meets(c, r.settled.failOn):
		return &failure{code: exitFindings}
	}
	return nil
}

// environment is a variable of the environment without white space around it, which pasted secrets often have.
func environment(names ...string) string {
	for _, name := range names {
		if value := strings.TrimSpace(os.Getenv(name)); value != "" {
			return value
		}
	}
	return ""
}
