// Package reviewer carries drafts from where they are found to where their reviews are read.
package reviewer

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/rightsreview/rightsreview/reviewer/assess"
	"github.com/rightsreview/rightsreview/reviewer/change"
	"github.com/rightsreview/rightsreview/reviewer/checklist"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/render"
	"github.com/rightsreview/rightsreview/reviewer/review"
	"github.com/sourcegraph/conc/panics"
	"github.com/sourcegraph/conc/stream"
)

// Source is where drafts come from: files, a pull request, a registry of drafts.
type Source interface {
	// Drafts gives the drafts one after the other, in the order in which their reviews are to be read, each read when it
	// is asked for. An error is about the draft it comes with, whose path says what could not be had; the drafts after
	// it still follow. Once the context is done the sequence ends.
	Drafts(context.Context) iter.Seq2[document.Draft, error]
}

// Publisher is where reviews go to: a terminal, a file, a pull request. It is called from one goroutine at a time.
type Publisher interface {
	// Publish takes the next review, in the order of the drafts. After an error there is no other.
	Publish(context.Context, review.Review) error
	// Close is called once, at the end of every run, with what the run says of itself. The context may be done by then.
	Close(context.Context, render.Summary) error
}

// Options say how drafts are reviewed.
type Options struct {
	Checklist *checklist.Checklist
	// Decisions are what people have settled about the draft at a path; nil if nothing is settled. It is called from
	// several goroutines.
	Decisions func(path string) review.Decisions
	Jobs      int // drafts reviewed at a time, at least 1
	Drafts    int // drafts that the source has, 0 if that is not known beforehand
	// Assessor asks a model about each draft; nil if none is asked.
	Assessor *assess.Assessor
	// Base gives the earlier version of a draft, with which it is compared; nil for a draft that has none. It is nil if
	// nothing is compared; Comparer must be given otherwise. It is called from several goroutines.
	Base     func(draft document.Draft) *document.Draft
	Comparer *change.Comparer
	// Whole says that the drafts are all that the suppressions are about, so that one that has met nothing can be told to
	// be of no use.
	Whole bool
}

// ErrInterrupted is in the error of a run whose context was done before all drafts were reviewed.
var ErrInterrupted = errors.New("interrupted")

// Run reviews all drafts of a source. It holds no more than about twice Options.Jobs drafts at a time, and the same
// drafts give the same calls to the publisher in the same order, whatever the number of jobs.
//
// A draft that cannot be read is a review with an error in it and makes the run partial. The error of Run is for what
// stopped the run, or kept its reviews from being published; the summary says how far it came.
func Run(ctx context.Context, from Source, to Publisher, o Options) (render.Summary, error) {
	running, stop := context.WithCancel(ctx)
	defer stop()
	account := account{wanted: o.Drafts, used: map[*review.Suppression]bool{}}
	pipe := stream.New().WithMaxGoroutines(max(1, o.Jobs))
	for draft, err := range from.Drafts(running) {
		pipe.Go(func() stream.Callback {
			one := reviewDraft(running, draft, err, o)
			return func() { account.publish(ctx, to, one, stop) }
		})
		if running.Err() != nil {
			break
		}
	}
	pipe.Wait()
	summary := account.close(ctx)
	return summary, errors.Join(account.err, to.Close(ctx, summary))
}

// reviewed is a draft that has been through the checklist, on its way to the publisher.
type reviewed struct {
	review       review.Review
	ledger       review.Ledger
	suppressions []*review.Suppression // see judged
	today        string
}

// reviewDraft takes one draft, or the error that came in its place, through all steps. It does not fail: what goes
// wrong is in the review, a fault in a parser or a rule too, so that one draft cannot take the others with it.
func reviewDraft(ctx context.Context, draft document.Draft, err error, o Options) (one reviewed) {
	if err == nil {
		err = guarded(draft.Path, func() (err error) {
			one, err = checkDraft(ctx, draft, o)
			return err
		})
	}
	if err != nil {
		r := review.Review{Document: &document.Document{Path: draft.Path}, Err: err}
		return reviewed{review: r, ledger: r.Count()}
	}
	return one
}

// guarded does something with the draft at a path; that it panics is an error too.
func guarded(path string, do func() error) (err error) {
	if fault := panics.Try(func() { err = do() }); fault != nil {
		return fmt.Errorf("read %s: a fault in this program, please report it: %v", path, fault.Value)
	}
	return err
}

// examined is a draft that has been read and checked, before anything is decided about what was found.
type examined struct {
	found    review.Review
	comments []review.Comment
}

func examine(draft document.Draft, list *checklist.Checklist) (examined, error) {
	doc, err := document.Parse(draft)
	if err != nil {
		return examined{}, err
	}
	found := list.Check(doc)
	comments, unread := review.Comments(doc)
	return examined{review.Review{
		Document: doc, Findings: found.Findings, Protections: found.Protections, RuledOut: found.RuledOut,
		Notes: found.Notes, Gaps: slices.Concat(doc.Gaps, unread),
	}, comments}, nil
}

func checkDraft(ctx context.Context, draft document.Draft, o Options) (reviewed, error) {
	e, err := examine(draft, o.Checklist)
	if err != nil {
		return reviewed{}, err
	}
	found := e.found
	if o.Assessor != nil {
		found = o.Assessor.Assess(ctx, found)
	}
	decisions := o.decisions(draft.Path)
	r := review.Assemble(found, decisions, e.comments)
	if base := o.base(draft); base != nil {
		since := o.compareWithBase(*base, e, decisions)
		if since.Old.Err != nil {
			r.Gaps = append(r.Gaps, document.Gap{What: "the earlier version, so that nothing is known of the change: " + since.Old.Err.Error()})
		}
		r = review.Mark(r, since)
	}
	return reviewed{r, r.Count(), judged(decisions, e.comments, o.Whole), decisions.Today}, nil
}

// base is the earlier version of a draft; nil if there is none.
func (o Options) base(draft document.Draft) *document.Draft {
	if o.Base == nil {
		return nil
	}
	return o.Base(draft)
}

// decisions are what people have settled about the draft at a path.
func (o Options) decisions(path string) review.Decisions {
	if o.Decisions == nil {
		return review.Decisions{}
	}
	return o.Decisions(path)
}

// judged are the suppressions that can be told to be of no use if they meet no finding: those in the draft, and all
// others if the run is about the whole of what they are for. One that has expired is of no use in any case.
func judged(d review.Decisions, comments []review.Comment, whole bool) (all []*review.Suppression) {
	for _, c := range comments {
		all = append(all, c.Suppression)
	}
	for _, s := range d.Suppressions {
		if whole || s.Expired(d.Today) {
			all = append(all, s)
		}
	}
	return all
}
