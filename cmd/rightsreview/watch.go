package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/rightsreview/rightsreview/reviewer"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/render"
	"github.com/rightsreview/rightsreview/reviewer/review"
	"github.com/schollz/progressbar/v3"
)

// manyDrafts is from how many drafts on a progress bar is of use.
const manyDrafts = 20

// lostProtection is what a protection that a change removed or weakened counts as for --fail-on.
const lostProtection = catalogue.Medium

// watch is a publisher that looks at what it hands on to the next.
type watch struct {
	to     reviewer.Publisher
	bar    *progressbar.ProgressBar // nil if there is none
	shown  map[catalogue.Severity]int
	worst  catalogue.Severity // of the findings shown
	errors []error            // of drafts that could not be read
	unread bool               // parts of a draft, or a whole one, could not be read
	asking *asking            // nil if no model is asked
	noText bool               // take out what a model wrote
}

// watch puts itself before a publisher, with a progress bar where it disturbs nothing.
func (c *reviewCommand) watch(to reviewer.Publisher, p plan) *watch {
	w := &watch{to: to, shown: map[catalogue.Severity]int{}, asking: p.asking, noText: c.model.noText}
	if w.asking != nil {
		return w // it has a line of its own
	}
	many := len(p.files.Paths) >= manyDrafts && !c.quiet
	if many && isTerminal(c.stderr) && (c.output != "" || !isTerminal(c.stdout)) {
		w.bar = newBar(len(p.files.Paths), c.stderr, colour(c.stderr, c.noColour))
	}
	return w
}

func newBar(drafts int, to io.Writer, colour bool) *progressbar.ProgressBar {
	return progressbar.NewOptions(drafts,
		progressbar.OptionSetWriter(to),
		progressbar.OptionSetDescription("Reviewing"),
		progressbar.OptionSetWidth(30),
		progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionEnableColorCodes(colour),
		progressbar.OptionClearOnFinish(),
	)
}

// Publish hands a review on and counts what is in it.
func (w *watch) Publish(ctx context.Context, r review.Review) error {
	if r.Err != nil {
		w.errors = append(w.errors, r.Err)
	}
	for _, f := range r.Findings {
		if f.Suppressed == nil {
			w.shown[f.Severity]++
			w.worst = max(w.worst, f.Severity)
		}
	}
	if r.Since != nil && slices.ContainsFunc(r.Since.Protections, func(k review.ProtectionChange) bool { return k.Change.Bad() }) {
		w.worst = max(w.worst, lostProtection)
	}
	w.unread = w.unread || r.Err != nil || slices.ContainsFunc(r.Gaps, func(g document.Gap) bool { return !review.OfModel(g) })
	if w.noText {
		r = r.WithoutModelText()
	}
	if w.asking != nil {
		return w.asking.progress.aside(func() error { return w.to.Publish(ctx, r) })
	}
	err := w.to.Publish(ctx, r)
	if w.bar != nil {
		_ = w.bar.Add(1)
	}
	return err
}

// Close hands the end on.
func (w *watch) Close(ctx context.Context, s render.Summary) error { return w.to.Close(ctx, s) }

// done takes the progress bar away.
func (w *watch) done() {
	if w.asking != nil {
		w.asking.progress.finish()
	}
	if w.bar != nil {
		_ = w.bar.Finish()
	}
}

// report says on standard error what was done. On a terminal the text format has said the same, and better.
func (c *reviewCommand) report(w *watch, p plan, s render.Summary, interrupted bool, took time.Duration) {
	said := p.format == "text" && c.output == "" && isTerminal(c.stdout)
	if !said {
		for _, err := range w.errors {
			printError(c.stderr, err)
		}
		for _, one := range s.Unused {
			c.say("%s: this suppression met no finding: remove it, or mend it", one.Origin)
		}
		for _, one := range s.Expired {
			c.say("%s: this suppression expired on %s: remove it, or renew it", one.Origin, one.Expires)
		}
		if !interrupted { // then the last line says how far it came
			c.say("%s", w.line(s))
		}
		if w.asking != nil {
			c.say("%s", w.asking.line(s.Ledger.Model))
		}
		if c.output != "" {
			c.say("wrote %s", c.output)
		}
	}
	if w.asking != nil && w.asking.progress.spent > 0 {
		c.say("the budget is spent: %s not asked, and the review is partial; raise --max-tokens or --max-cost to go on from here",
			count(w.asking.progress.spent, "question"))
	}
	c.tell("took %s with %s at a time", took.Round(time.Millisecond), count(c.jobs, "draft"))
}

// line is the run in one sentence.
func (w *watch) line(s render.Summary) string {
	l := s.Ledger
	text := fmt.Sprintf("%s reviewed, %s", count(l.Reviewed, "draft"), count(l.Shown, "finding"))
	if l.Reviewed < l.Drafts {
		text = fmt.Sprintf("%d of %s reviewed, %s", l.Reviewed, count(l.Drafts, "draft"), count(l.Shown, "finding"))
	}
	var parts []string
	for severity := catalogue.High; severity >= catalogue.Low; severity-- {
		if n := w.shown[severity]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, severity))
		}
	}
	if len(parts) > 0 {
		text += " (" + strings.Join(parts, ", ") + ")"
	}
	if l.Below > 0 {
		text += fmt.Sprintf(", %d left out", l.Below)
	}
	if l.Suppressed > 0 {
		text += fmt.Sprintf(", %d suppressed", l.Suppressed)
	}
	text += ", " + count(l.Protections, "protection")
	if l.Gaps > 0 {
		text += ", " + w.missing(l.Gaps)
	}
	return text + ": " + string(s.Status)
}

// missing says how much is missing, of the draft or of what a model would say.
func (w *watch) missing(gaps int) string {
	if w.asking != nil {
		return count(gaps, "gap")
	}
	return count(gaps, "part") + " not read"
}

// count writes a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
