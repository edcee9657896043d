package pull

import (
	"fmt"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/render"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Bounds on a folded list of the summary: entries, bytes in all, and bytes of an entry before it is written as Markdown. What
// people write into a draft or the name of a file must not take the room of the rest.
const (
	maxListed = 40
	maxList   = 5000
	maxEntry  = 500
)

// foot is what stands below the points: what became of earlier ones, what is not repeated, what could not be read, the
// ledger, and what to do.
func (r Report) foot() string {
	var text strings.Builder
	text.WriteString(r.list("No longer there", mapped(r.Gone, goneText)))
	text.WriteString(r.list("Raised before, and not found in what could be read now", mapped(r.Kept, goneText)))
	text.WriteString(r.list("Dismissed", mapped(r.Dismissed, dismissedText)))
	text.WriteString(r.list("Suppressed in the configuration or the draft", mapped(r.Suppressed, suppressedText)))
	text.WriteString(r.list("Not read or not done", escaped(append(append([]string{}, r.Gaps...), r.Left...))))
	for _, line := range r.asides() {
		text.WriteString(line + "\n\n")
	}
	return text.String()
}

// list folds lines of Markdown under a title; nothing if there are none.
func (r Report) list(title string, lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	body, some := "", 0
	for ; some < min(len(lines), maxListed) && (some == 0 || len(body)+len(lines[some]) <= maxList); some++ {
		body += "- " + lines[some] + "\n"
	}
	if more := len(lines) - some; more > 0 {
		body += fmt.Sprintf("- and %d more", more)
	}
	return render.Fold(fmt.Sprintf("%s: %d", title, len(lines)), body) + "\n"
}

func mapped[T any](items []T, text func(T) string) (out []string) {
	for _, i := range items {
		out = append(out, text(i))
	}
	return out
}

func escaped(lines []string) []string {
	return mapped(lines, func(line string) string { return render.Inline(Cut(line, maxEntry)) })
}

func goneText(s Said) string {
	text := render.Inline(s.Title)
	if s.Title == "" {
		text = "A comment"
	}
	if s.URL != "" {
		text += " ([comment](" + s.URL + "))"
	}
	return text + ", id " + render.Code(s.ID)
}

func dismissedText(d Dismissal) string {
	text := render.Inline(d.Title)
	if d.Title == "" {
		text = "A finding"
	}
	text += ", id " + render.Code(d.ID) + ": " + render.Inline(d.Reason) + " (" + render.Code("@"+d.By)
	if d.URL != "" {
		text += ", [comment](" + d.URL + ")"
	}
	if d.Expires != "" {
		text += ", until " + render.Inline(d.Expires)
	}
	return text + ")"
}

func suppressedText(f review.Finding) string {
	s := f.Suppressed
	return render.Inline(f.Rule.Title) + ", id " + render.Code(f.ID) + ": " + render.Inline(Cut(s.Reason, maxReason)) +
		" (" + render.Inline(Cut(s.Owner, 100)) + ", " + render.Code(Cut(s.Origin, maxEntry)) + ")"
}

// asides are single sentences.
func (r Report) asides() []string {
	var lines []string
	if n := r.Ledger.Routes[Untouched]; n > 0 {
		lines = append(lines, fmt.Sprintf("Not repeated here: %s in text that this pull request does not touch. %s lists them.",
			counted(n, "concern", "concerns"), render.Code("rightsreview review "+r.firstPath())))
	}
	if n := r.Ledger.Routes[Good]; n > 0 {
		lines = append(lines, fmt.Sprintf("For people's good: %s resolved, less grave, added or made stronger. Thank you.", counted(n, "concern or protection", "concerns or protections")))
	}
	ledger := "Ledger: " + r.Ledger.With(r.Points).String() + "."
	lines = append(lines, "<sub>"+ledger+" "+r.origin()+"</sub>")
	return lines
}

func (r Report) firstPath() string {
	if len(r.Drafts) == 0 {
		return ""
	}
	return r.Drafts[0].Review.Document.Path
}

// origin says who speaks and how to answer.
func (r Report) origin() string {
	text := "Raised by rightsreview " + render.Inline(r.Version) + " from a checklist"
	if r.model() {
		text += ", with a model asked beside it"
	}
	text += ", for commit " + render.Code(short(r.State.Head)) + "; no person has looked at it yet."
	if r.Dismiss {
		text += " Commands in a comment: " + render.Code(Mention+" dismiss ID reason") + ", " + render.Code(Mention+" explain ID") + ", " +
			render.Code(Mention+" recheck") + "."
	}
	return text
}

func (r Report) model() bool {
	for _, d := range r.Drafts {
		if d.Review.Model != nil {
			return true
		}
	}
	return false
}

// short is a commit as people write it.
func short(sha string) string { return sha[:min(len(sha), 7)] }

// ReviewBody is what a review says above its comments: GitHub asks for a text.
func (r Report) ReviewBody(s Signer, run string, comments int) string {
	return fmt.Sprintf("Human-rights review: %s about this change, beside the lines. The summary is in a comment of its own.\n",
		counted(comments, "question", "questions")) + s.sign(markReview, run)
}

// CommentBody is what stands beside lines.
func (r Report) CommentBody(s Signer, p Point) string {
	mark := s.sign(markPoint, p.ID)
	body := r.Remark(p, true).Comment()
	if len(body) > maxBody-len(mark) { // quotes are bounded, so that only a rule with a very long text comes here
		body = Cut(body, maxBody-len(mark)-100) + "\n\n</details>\n"
	}
	return body + mark
}

// StatusOf is what the reviews of all drafts come to: complete only if every one is.
func StatusOf(drafts []Draft, gaps int) review.Status {
	status := review.Complete
	failed := 0
	for _, d := range drafts {
		if d.Review.Status() != review.Complete {
			status = review.Partial
		}
		if d.Review.Err != nil {
			failed++
		}
	}
	if gaps > 0 {
		status = review.Partial
	}
	if failed > 0 && failed == len(drafts) {
		status = review.Failed
	}
	return status
}

// Check is the title and the text of a check run, at most some bytes long.
func (r Report) Check(most int) (title, text string) {
	c := CountsOf(r.Points)
	title = fmt.Sprintf("%d high, %d medium, %d low, %d weakened", c.High, c.Medium, c.Low, c.Weakened)
	text = r.sentence() + "\n\n" + r.foot()
	if len(text) > most {
		text = r.sentence() + "\n"
	}
	return title, text
}

// Whole is everything there is to say, in Markdown of at most some bytes, for where nothing is posted.
func (r Report) Whole(most int) string {
	var text strings.Builder
	text.WriteString("## Human-rights review\n\n" + r.sentence() + "\n\n")
	tail := r.foot()
	left := 0
	for _, p := range BySeverity(r.Points) {
		if p.Route == Dismissed {
			continue
		}
		remark := r.Remark(p, false)
		box := render.Fold(remark.Plain()+" ("+p.Path+", "+remark.Where()+")", remark.Comment()) + "\n"
		if text.Len()+len(box)+len(tail)+200 > most {
			left++
			continue
		}
		text.WriteString(box)
	}
	if left > 0 {
		fmt.Fprintf(&text, "There is no room for %d more.\n\n", left)
	}
	text.WriteString(tail)
	return text.String()
}
