package pull

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/patch"
	"github.com/rightsreview/rightsreview/reviewer/render"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// MaxBody is the longest body of a comment that this program writes, in bytes. GitHub takes 65,536 characters ("Body is too
// long"); the rest is for what may be counted otherwise.
const MaxBody = 65_000

// Report is all that a summary tells.
type Report struct {
	Decision
	State     State  // to be remembered; Said, Gone and Dismissed are filled in from the rest
	Page      string // of the repository, such as https://github.com/example/drafts
	Version   string // of the program
	Drafts    []Draft
	Left      []string // changed files that were not reviewed although they look like drafts, and why
	Gaps      []string // what could not be read or done
	Status    review.Status
	Ledger    Ledger
	Dismissed []Dismissal
	Explained []string
	Policy    Policy
	Dismiss   bool // somebody may dismiss findings by a comment
}

// Silent reports whether there is nothing to say and nothing was said before.
func (r Report) Silent(e Earlier) bool {
	return e.Summary == nil && len(e.Beside) == 0 && len(r.Points) == 0 && r.Status == review.Complete && len(r.Dismissed) == 0
}

// Remark is a point as it is written, with what the policy allows.
func (r Report) Remark(p Point, beside bool) render.Remark {
	out := p.Remark()
	out.Beside, out.ModelText = beside, r.Policy.ModelText
	if r.Dismiss {
		out.Dismiss = "write " + render.Code(Mention+" dismiss "+p.ID+" because ...") + " as a comment."
	}
	if beside && r.Policy.Suggestions {
		out.Suggestion = p.suggestion()
	}
	return out
}

// Summary writes the comment that is kept up to date, within MaxBody, and says what is finally in it: points for which it
// has no room have the route Overflow.
func (r Report) Summary(s Signer) (string, Report) {
	rows, fixed := r.rows(), 0
	for {
		body := r.head() + r.foot() + s.sign(markSummary, r.state().encode())
		fixed = len(body)
		if !r.trim(rows, MaxBody-fixed) {
			break
		}
	}
	table := strings.Join(kept(rows, r.Points), "")
	boxes := r.boxes(MaxBody - fixed - len(table))
	return r.head() + table + "\n" + boxes + r.foot() + s.sign(markSummary, r.state().encode()), r
}

// trim takes the last of the least severe points out of the table until it has room; it reports whether it took any.
func (r *Report) trim(rows []string, room int) (trimmed bool) {
	size := 0
	for i := range r.Points {
		if r.Points[i].Route != Overflow {
			size += len(rows[i])
		}
	}
	order := make([]int, len(r.Points))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return r.Points[a].rank() - r.Points[b].rank() })
	for _, i := range order {
		if size <= room {
			break
		}
		if p := &r.Points[i]; p.Route == Summary {
			p.Route = Overflow
			size -= len(rows[i])
			trimmed = true
		}
	}
	return trimmed
}

// kept are the rows of the points that have a place in the summary.
func kept(rows []string, points []Point) (some []string) {
	for i, p := range points {
		if p.Route == Summary || p.Route == Inline || p.Route == Standing {
			some = append(some, rows[i])
		}
	}
	return some
}

// state is what is remembered.
func (r Report) state() State {
	s := r.State
	s.Status, s.Counts = string(r.Status), CountsOf(r.Points)
	s.Said, s.Gone, s.Dismissed, s.Explained = slices.Clone(r.Kept), r.Gone, r.Dismissed, r.Explained
	for _, p := range r.Points {
		if p.Route == Inline || p.Route == Standing || p.Route == Summary {
			s.Said = append(s.Said, saidOf(p))
		}
	}
	s.Handled = s.Handled[max(0, len(s.Handled)-maxHandled):]
	return s.within(maxMark)
}

// maxMark is the most that the state may take of the summary, in bytes.
const maxMark = 24_000

// within leaves out of a state what can be done without, until it fits: first the words of what is in the summary only, then
// those points, then the quotes of the others.
func (s State) within(most int) State {
	shorten := []func(*Said) bool{
		func(p *Said) bool {
			if p.Comment == 0 {
				p.Quote = ""
			}
			return true
		},
		func(p *Said) bool { p.Title = Cut(p.Title, 60); return true },
		func(p *Said) bool { return p.Comment != 0 },
		func(p *Said) bool { p.Quote = ""; return true },
	}
	for _, keep := range shorten {
		if len(s.encode()) <= most {
			break
		}
		s.Said = filtered(s.Said, keep)
		s.Gone = filtered(s.Gone, keep)
	}
	return s
}

func filtered(all []Said, keep func(*Said) bool) (some []Said) {
	for _, p := range all {
		if keep(&p) {
			some = append(some, p)
		}
	}
	return some
}

// CountsOf counts points by severity, without those that somebody has dismissed.
func CountsOf(points []Point) (c Counts) {
	for _, p := range points {
		switch {
		case p.Route == Dismissed:
		case p.protects():
			c.Weakened++
		case p.Severity.String() == "high":
			c.High++
		case p.Severity.String() == "medium":
			c.Medium++
		default:
			c.Low++
		}
	}
	return c
}

// head says in a sentence what the change does, and begins the table.
func (r Report) head() string {
	text := "### Human-rights review\n\n" + r.sentence() + "\n\n"
	if r.Status != review.Complete {
		text += "**" + map[review.Status]string{
			review.Partial: "This review is partial: something could not be read or done, see below.",
			review.Failed:  "This review failed: nothing could be read, see below.",
		}[r.Status] + "**\n\n"
	}
	if len(kept(make([]string, len(r.Points)), r.Points)) > 0 {
		text += "| | What | Where |\n| --- | --- | --- |\n"
	}
	return text
}

// sentence says what this change does to people's rights, as far as the checklist knows.
func (r Report) sentence() string {
	c := CountsOf(r.Points)
	var parts []string
	add := func(n int, what string) {
		if n > 0 {
			parts = append(parts, "**"+counted(n, what)+"**")
		}
	}
	add(c.Weakened, "protection weakened or removed")
	add(c.High, "high concern")
	add(c.Medium, "medium concern")
	add(c.Low, "low concern")
	names := r.names()
	switch {
	case len(parts) > 0:
		return "This change brings " + joined(parts) + " in " + names + ". Each is a question to the authors and no verdict."
	case len(r.Kept) > 0:
		return "Nothing new was found in " + names + ", but not all of it could be read."
	case r.Status != review.Complete:
		return "Nothing was found in what could be read of " + names + "."
	case len(r.Gone) > 0 || len(r.Dismissed) > 0:
		return "Nothing is left to ask about this change to " + names + "."
	}
	return "The checklist has nothing to ask about this change to " + names + ". That is no proof that there is nothing."
}

// names lists the drafts.
func (r Report) names() string {
	var names []string
	for _, d := range r.Drafts {
		names = append(names, render.Code(d.Review.Document.Path))
	}
	if more := len(names) - 3; more > 0 {
		names = append(names[:3], counted(more, "other draft"))
	}
	if len(names) == 0 {
		return "the drafts"
	}
	return joined(names)
}

// joined writes a list as people do.
func joined(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

// counted writes "1 concern", "2 concerns", "2 protections weakened or removed".
func counted(n int, what string) string {
	noun, rest, cut := strings.Cut(what, " ")
	if strings.HasSuffix(what, "concern") || strings.HasSuffix(what, "draft") {
		noun, rest, cut = what, "", false
	}
	if n != 1 {
		noun += "s"
	}
	if cut {
		noun += " " + rest
	}
	return fmt.Sprintf("%d %s", n, noun)
}

// rows are those of the table, one a point.
func (r Report) rows() []string {
	rows := make([]string, len(r.Points))
	for i, p := range r.Points {
		sign := "weaker"
		if !p.protects() {
			sign = p.Severity.String()
		}
		said := ""
		if p.Comment.URL != "" {
			said = " ([comment](" + p.Comment.URL + "))"
		}
		rows[i] = "| " + sign + " | " + cell(render.Inline(p.Rule.Title)) + said + " | " + r.link(p) + " |\n"
	}
	return rows
}

// cell makes Markdown fit for a cell of a table; Inline has escaped the bars already.
func cell(text string) string { return strings.ReplaceAll(text, "\n", " ") }

// link leads to the passage.
func (r Report) link(p Point) string {
	side, place := p.Place()
	text := cell(render.Inline(p.Remark().Where()))
	if len(r.Drafts) > 1 {
		text = cell(render.Code(strings.ReplaceAll(p.Path, "|", "\\|"))) + ", " + text
	}
	if place.StartLine == 0 || r.Page == "" || side == patch.Left {
		return text
	}
	return fmt.Sprintf("[%s](%s/blob/%s/%s?plain=1#L%d-L%d)", text, r.Page, r.State.Head, escapedPath(p.Path), place.StartLine, max(place.StartLine, place.EndLine))
}

// escapedPath is a path in an address; brackets would end the link.
func escapedPath(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		parts[i] = strings.NewReplacer("(", "%28", ")", "%29").Replace(url.PathEscape(part))
	}
	return strings.Join(parts, "/")
}

// boxes tell each point that has no comment of its own, folded, as many as there is room for, the most severe first, and
// what somebody wants explained before all others.
func (r Report) boxes(room int) string {
	order := make([]Point, 0, len(r.Points))
	for _, p := range r.Points {
		if p.Route == Summary || slices.Contains(r.Explained, p.ID) && p.Route != Overflow {
			order = append(order, p)
		}
	}
	slices.SortStableFunc(order, func(a, b Point) int {
		return flag(!slices.Contains(r.Explained, a.ID)) - flag(!slices.Contains(r.Explained, b.ID))
	})
	slices.SortStableFunc(order, func(a, b Point) int { return b.rank() - a.rank() })
	var text strings.Builder
	left := 0
	for _, p := range order {
		remark := r.Remark(p, false)
		box := render.Fold(remark.Plain()+" ("+remark.Where()+")", remark.Comment()) + "\n"
		if text.Len()+len(box) > room-200 {
			left++
			continue
		}
		text.WriteString(box)
	}
	if left > 0 {
		fmt.Fprintf(&text, "There is no room for the text of %s; the run of the review has it.\n\n", counted(left, "more of them"))
	}
	return text.String()
}
