package reviewer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/checklist"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/render"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// logRule fires once in each draft that drafts makes.
const logRule = `
title: Keeping a record of addresses
severity: high
fires:
  - say: ["log the source address"]
looks-like: ["log of wood"]
message: The passage has addresses recorded.
question: Is the record needed?
mitigation: Record counts instead.
rights: [UDHR 12]
guidance: [RFC 6973 section 7.1]
examples:
  fires: [Servers MUST log the source address.]
  quiet: [Servers MUST NOT log the source address.]
`

func compile(t *testing.T) *checklist.Checklist {
	t.Helper()
	builtin, err := catalogue.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	own, err := catalogue.Load(fstest.MapFS{"surveillance/log.yaml": {Data: []byte(logRule)}}, builtin)
	if err != nil {
		t.Fatal(err)
	}
	builtin.Rules = nil
	list, err := checklist.Compile(builtin.Merge(own))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// drafts is a source of n drafts that remembers how many were asked for.
type drafts struct {
	n      int
	asked  atomic.Int32
	before func(i int)        // called before each draft; may be nil
	change func(i int) []byte // source of a draft instead of the usual; nil for the usual
	errors map[int]error      // by number
}

func (d *drafts) Drafts(ctx context.Context) iter.Seq2[document.Draft, error] {
	return func(yield func(document.Draft, error) bool) {
		for i := range d.n {
			if ctx.Err() != nil {
				return
			}
			if d.before != nil {
				d.before(i)
			}
			d.asked.Add(1)
			source := []byte("---\ntitle: Example\n---\n\n# Logs\n\nServers MUST log the source address.\n")
			if d.change != nil {
				source = d.change(i)
			}
			if !yield(document.Draft{Path: fmt.Sprintf("draft-%03d.md", i), Source: source}, d.errors[i]) {
				return
			}
		}
	}
}

// shelf is a publisher that keeps what it is given.
type shelf struct {
	reviews []review.Review
	summary render.Summary
	closed  int
	publish func(i int) error // called with the number of the review; may be nil
}

func (s *shelf) Publish(_ context.Context, r review.Review) error {
	if s.publish != nil {
		if err := s.publish(len(s.reviews)); err != nil {
			return err
		}
	}
	s.reviews = append(s.reviews, r)
	return nil
}

func (s *shelf) Close(_ context.Context, summary render.Summary) error {
	s.closed++
	s.summary = summary
	return nil
}

func options(t *testing.T, jobs, n int, d review.Decisions) Options {
	t.Helper()
	return Options{
		Checklist: compile(t), Jobs: jobs, Drafts: n, Whole: true,
		Decisions: func(string) review.Decisions { return d },
	}
}

func TestRunKeepsTheOrder(t *testing.T) {
	to := &shelf{}
	o := options(t, 8, 100, review.Decisions{})
	o.Decisions = nil // nothing is settled
	summary, err := Run(context.Background(), &drafts{n: 100}, to, o)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range to.reviews {
		if want := fmt.Sprintf("draft-%03d.md", i); r.Document.Path != want {
			t.Fatalf("review %d is of %s", i, r.Document.Path)
		}
	}
	want := render.Summary{Status: review.Complete, Ledger: review.Ledger{Drafts: 100, Reviewed: 100, Made: 100, Shown: 100}}
	if diff := cmp.Diff(want, summary); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(summary, to.summary); diff != "" || to.closed != 1 {
		t.Errorf("closed %d times:\n%s", to.closed, diff)
	}
}

// printer is a publisher that renders.
type printer struct{ render.Renderer }

func (p printer) Publish(_ context.Context, r review.Review) error { return p.Review(r) }

func (p printer) Close(_ context.Context, s render.Summary) error { return p.Renderer.Close(s) }

func TestRunGivesTheSameBytes(t *testing.T) {
	output := func(jobs int) string {
		var out bytes.Buffer
		renderer, err := render.New("json", &out, render.Options{})
		if err != nil {
			t.Fatal(err)
		}
		from := &drafts{n: 60, errors: map[int]error{7: errors.New("gone")}}
		if _, err := Run(context.Background(), from, printer{renderer}, options(t, jobs, 60, review.Decisions{})); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if one, eight := output(1), output(8); one != eight || !strings.Contains(one, "draft-059.md") {
		t.Errorf("1 and 8 jobs differ:\n%s", cmp.Diff(one, eight))
	}
}

func TestRunHoldsFewDrafts(t *testing.T) {
	const jobs = 3
	o := options(t, jobs, 200, review.Decisions{})
	block, done := make(chan struct{}), make(chan error, 1)
	from := &drafts{n: 200}
	to := &shelf{publish: func(i int) error {
		<-block // the first review holds up all that come after it
		return nil
	}}
	go func() {
		_, err := Run(context.Background(), from, to, o)
		done <- err
	}()
	asked := int32(-1)
	for asked != from.asked.Load() || asked == 0 { // until no more are asked for
		asked = from.asked.Load()
		time.Sleep(100 * time.Millisecond)
	}
	if most := int32(2*jobs + 3); asked > most {
		t.Errorf("%d drafts were asked for while the first was held up, want at most %d", asked, most)
	}
	close(block)
	if err := <-done; err != nil || len(to.reviews) != 200 {
		t.Errorf("%d reviews, %v", len(to.reviews), err)
	}
}

func TestRunGoesOnAfterADraftThatCannotBeRead(t *testing.T) {
	for name, from := range map[string]*drafts{
		"not to be had": {n: 5, errors: map[int]error{2: errors.New("read draft-002.md: no such file")}},
		"empty": {n: 5, change: func(i int) []byte {
			if i == 2 {
				return nil
			}
			return []byte("# One\n\nText.\n")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			to := &shelf{}
			summary, err := Run(context.Background(), from, to, options(t, 2, 5, review.Decisions{}))
			if err != nil {
				t.Fatal(err)
			}
			if summary.Status != review.Partial || summary.Ledger.Reviewed != 4 || summary.Ledger.Drafts != 5 {
				t.Errorf("summary %+v", summary)
			}
			if r := to.reviews[2]; r.Err == nil || r.Document.Path != "draft-002.md" || to.reviews[3].Err != nil {
				t.Errorf("review %+v", r)
			}
		})
	}
	t.Run("all of them", func(t *testing.T) {
		from := &drafts{n: 1, errors: map[int]error{0: errors.New("no")}}
		summary, err := Run(context.Background(), from, &shelf{}, options(t, 1, 1, review.Decisions{}))
		if err != nil || summary.Status != review.Failed {
			t.Errorf("summary %+v, %v", summary, err)
		}
	})
}

func TestRunKeepsAFaultInItsDraft(t *testing.T) {
	o := options(t, 2, 3, review.Decisions{})
	o.Decisions = func(path string) review.Decisions {
		if path == "draft-001.md" {
			panic("a fault")
		}
		return review.Decisions{}
	}
	to := &shelf{}
	summary, err := Run(context.Background(), &drafts{n: 3}, to, o)
	if err != nil || summary.Ledger.Reviewed != 2 || len(to.reviews) != 3 {
		t.Fatalf("summary %+v, %v", summary, err)
	}
	if err := to.reviews[1].Err; err == nil || !strings.Contains(err.Error(), "draft-001.md: a fault in this program") {
		t.Errorf("error %v", err)
	}
}

func TestRunStops(t *testing.T) {
	t.Run("when it is interrupted", func(t *testing.T) {
		ctx, stop := context.WithCancel(context.Background())
		from := &drafts{n: 500, before: func(i int) {
			if i == 50 {
				stop()
			}
		}}
		to := &shelf{}
		summary, err := Run(ctx, from, to, options(t, 4, 500, review.Decisions{}))
		if !errors.Is(err, ErrInterrupted) || summary.Status != review.Partial || to.closed != 1 {
			t.Errorf("summary %+v, closed %d times, %v", summary, to.closed, err)
		}
		if n := summary.Ledger.Reviewed; n != len(to.reviews) || n < 50 || n > 60 || summary.Ledger.Drafts != 500 {
			t.Errorf("%d published, ledger %+v", len(to.reviews), summary.Ledger)
		}
	})
	t.Run("before it begins", func(t *testing.T) {
		ctx, stop := context.WithCancel(context.Background())
		stop()
		summary, err := Run(ctx, &drafts{n: 5}, &shelf{}, options(t, 4, 5, review.Decisions{}))
		if !errors.Is(err, ErrInterrupted) || summary.Status != review.Failed {
			t.Errorf("summary %+v, %v", summary, err)
		}
	})
	t.Run("not when the interrupt came after the last draft", func(t *testing.T) {
		ctx, stop := context.WithCancel(context.Background())
		to := &shelf{publish: func(i int) error {
			if i == 4 {
				stop()
			}
			return nil
		}}
		summary, err := Run(ctx, &drafts{n: 5}, to, options(t, 1, 5, review.Decisions{}))
		if err != nil || summary.Status != review.Complete {
			t.Errorf("summary %+v, %v", summary, err)
		}
	})
	t.Run("when reviews cannot be published", func(t *testing.T) {
		full := errors.New("no space left")
		to := &shelf{publish: func(i int) error {
			if i == 3 {
				return full
			}
			return nil
		}}
		from := &drafts{n: 500}
		summary, err := Run(context.Background(), from, to, options(t, 2, 500, review.Decisions{}))
		if !errors.Is(err, full) || errors.Is(err, ErrInterrupted) || !strings.Contains(err.Error(), "draft-003.md") {
			t.Errorf("error %v", err)
		}
		if len(to.reviews) != 3 || from.asked.Load() > 20 || to.closed != 1 || summary.Status != review.Partial {
			t.Errorf("%d published, %d asked for, closed %d times, %s", len(to.reviews), from.asked.Load(), to.closed, summary.Status)
		}
	})
}

func TestRunTellsOfSuppressions(t *testing.T) {
	used := review.Suppression{Rule: "surveillance/log", Path: "*.md"}
	unused := review.Suppression{Rule: "exclusion/*", Path: "*.md"}
	anywhere := review.Suppression{Rule: "censorship/*"}
	expired := review.Suppression{Rule: "surveillance/*", Expires: "2026-01-01"}
	d := review.Decisions{Today: "2026-11-24", Suppressions: []*review.Suppression{&expired, &used, &unused, &anywhere}}
	for name, c := range map[string]struct {
		whole  bool
		broken bool
		unused []review.Suppression
	}{
		"all drafts":         {whole: true, unused: []review.Suppression{unused, anywhere}},
		"some drafts":        {},
		"one cannot be read": {whole: true, broken: true},
	} {
		t.Run(name, func(t *testing.T) {
			from := &drafts{n: 3}
			if c.broken {
				from.errors = map[int]error{1: errors.New("no")}
			}
			o := options(t, 2, 3, d)
			o.Whole = c.whole
			summary, err := Run(context.Background(), from, &shelf{}, o)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.unused, summary.Unused); diff != "" {
				t.Errorf("unused (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]review.Suppression{expired}, summary.Expired); diff != "" {
				t.Errorf("expired (-want +got):\n%s", diff)
			}
			if l := summary.Ledger; l.Suppressed != l.Reviewed || l.Check() != nil {
				t.Errorf("ledger %+v", l)
			}
		})
	}
}

func TestRunReadsSuppressionsInTheText(t *testing.T) {
	comment := func(rule string) string {
		return "<!-- rightsreview: ignore " + rule + " reason=\"it is a test\" owner=\"ana@example.org\" -->\n"
	}
	from := &drafts{n: 1, change: func(int) []byte {
		return []byte("---\ntitle: Example\n---\n\n# Logs\n\n" + comment("surveillance/log") +
			"Servers MUST log the source address.\n\nClients MUST log the source address.\n\n" + comment("exclusion/*") + "The end.\n")
	}}
	to := &shelf{}
	summary, err := Run(context.Background(), from, to, options(t, 1, 1, review.Decisions{}))
	if err != nil {
		t.Fatal(err)
	}
	if l := summary.Ledger; l.Suppressed != 1 || l.Shown != 1 {
		t.Errorf("ledger %+v", l)
	}
	if f := to.reviews[0].Findings[0]; f.Suppressed == nil || f.Suppressed.Origin != "draft-000.md:7" {
		t.Errorf("suppressed by %+v", f.Suppressed)
	}
	if len(summary.Unused) != 1 || summary.Unused[0].Rule != "exclusion/*" {
		t.Errorf("unused %+v", summary.Unused)
	}
}
