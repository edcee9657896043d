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

// maxBody is the longest body of a comment that this program writes, in bytes. GitHub takes 65,536 characters ("Body is too
// long"); the rest is for what may be counted otherwise.
const maxBody = 65_000

// Report is all that a summary tells.
type Report struct {
	Decision
	State      State  // to be remembered; Said, Gone and Dismissed are filled in from the rest
	Page       string // of the repository, such as https://github.com/example/drafts
	Version    string // of the program
	Drafts     []Draft
	Suppressed []review.Finding // in the configuration or the draft, where the change touches them
	Left       []string         // changed files that were not reviewed although they look like drafts, and why
	Gaps       []string         // what could not be read or done
	Status     review.Status
	Ledger     Ledger
	Dismissed  []Dismissal
	Explained  []string
	Policy     Policy
	Dismiss    bool // somebody may dismiss findings by a comment
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

// Summary writes the comment that is kept up to date, within maxBody, and says what is finally in it: points for which it
// has no room at all have the route Overflow.
func (r Report) Summary(s Signer) (string, Report) {
	for {
		told := r.told()
		end := r.foot() + s.sign(markSummary, r.state().encode())
		if body, fits := r.body(told, maxBody-len(end)); fits {
			return body + end, r
		}
		if !r.drop(told) {
			return r.head(false) + end, r
		}
	}
}

// summaryTitle begins every summary.
const summaryTitle = "### Human-rights review"

// maxRows is how many points the table has; the others are folded.
const maxRows = 30

// body tells points in a table, in boxes with their text, and the rest in one box by rule, in at most some bytes.
func (r Report) body(told []int, room int) (body string, fits bool) {
	rows := r.rows()
	for n := min(len(told), maxRows); n >= 0; n -= 1 + n/4 {
		top := r.head(n > 0) + strings.Join(chosen(rows, told[:n]), "") + "\n"
		if left := room - len(top); left >= len(r.listed(told[n:])) {
			return top + r.boxes(told, told[n:], left), true
		}
	}
	return "", false
}

// told are the points that have a place in the summary, as indexes of Points, the most severe first.
func (r Report) told() (told []int) {
	for i, p := range r.Points {
		if p.Route == Summary || p.Route == Inline || p.Route == Standing {
			told = append(told, i)
		}
	}
	slices.SortStableFunc(told, func(a, b int) int { return r.Points[b].rank() - r.Points[a].rank() })
	return told
}

func chosen(rows []string, told []int) (some []string) {
	for _, i := range told {
		some = append(some, rows[i])
	}
	return some
}

// drop gives the least severe tenth of the points that are told in the summary only the route Overflow; it reports whether
// there were any.
func (r *Report) drop(told []int) bool {
	n := 0
	for k := len(told) - 1; k >= 0 && n <= len(told)/10; k-- {
		if p := &r.Points[told[k]]; p.Route == Summary {
			p.Route = Overflow
			n++
		}
	}
	return n > 0
}

// listed are points for which the table has no room, by rule.
func (r Report) listed(told []int) string {
	type group struct{ title, path string }
	var order []group
	places := map[group][]string{}
	for _, i := range told {
		p := r.Points[i]
		g := group{p.Title, p.Path}
		if places[g] == nil {
			order = append(order, g)
		}
		places[g] = append(places[g], fmt.Sprintf("line %d %s", p.PlaceInNew().StartLine, render.Code(p.ID)))
	}
	var lines []string
	for _, g := range order {
		line := render.Inline(g.title) + ": " + strings.Join(places[g], ", ")
		if len(r.Drafts) > 1 {
			line += " of " + render.Code(g.path)
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return ""
	}
	return render.Fold(fmt.Sprintf("%d more, without their text, which rightsreview review gives", len(told)), "- "+strings.Join(lines, "\n- ")) + "\n"
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
	return s.fewer(most)
}

// fewer leaves out of the dismissals what can be done without, until the state fits: reasons are cut, then quotes are left
// out, and then the oldest dismissals, whose findings are raised again.
func (s State) fewer(most int) State {
	s.Dismissed = slices.Clone(s.Dismissed)
	for step := 0; len(s.encode()) > most && len(s.Dismissed) > 0; step++ {
		for i := range s.Dismissed {
			s.Dismissed[i].Reason = Cut(s.Dismissed[i].Reason, maxReason/5)
			if step > 0 {
				s.Dismissed[i].Quote = ""
			}
		}
		if step > 1 {
			s.Dismissed = s.Dismissed[1:]
		}
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

// head says in a sentence what the change does, and begins the table if there is one.
func (r Report) head(table bool) string {
	text := summaryTitle + "\n\n" + r.sentence() + "\n\n"
	if r.Status != review.Complete {
		text += "**" + map[review.Status]string{
			review.Partial: "This review is partial: something could not be read or done, see below.",
			review.Failed:  "This review failed: nothing could be read, see below.",
		}[r.Status] + "**\n\n"
	}
	if table {
		text += "| | What | Where |\n| --- | --- | --- |\n"
	}
	return text
}

// sentence says what this change does to people's rights, as far as the checklist knows.
func (r Report) sentence() string {
	c := CountsOf(r.Points)
	var parts []string
	add := func(n int, one, many string) {
		if n > 0 {
			parts = append(parts, "**"+counted(n, one, many)+"**")
		}
	}
	add(c.Weakened, "protection weakened or removed", "protections weakened or removed")
	add(c.High, "high concern", "high concerns")
	add(c.Medium, "medium concern", "medium concerns")
	add(c.Low, "low concern", "low concerns")
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
		names = append(names[:3], counted(more, "other draft", "other drafts"))
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

// counted writes "1 concern" or "2 concerns".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// rows are those of the table, one a point.
func (r Report) rows() []string {
	rows := make([]string, len(r.Points))
	for i, p := range r.Points {
		said := ""
		if p.Comment.URL != "" {
			said = " ([comment](" + p.Comment.URL + "))"
		}
		rows[i] = "| " + p.Sign() + " | " + render.Inline(p.Rule.Title) + said + " | " + r.link(p) + " |\n"
	}
	return rows
}

// link leads to the passage.
func (r Report) link(p Point) string {
	side, place := p.Place()
	text := render.Inline(p.Remark().Where())
	if len(r.Drafts) > 1 {
		text = render.Code(strings.ReplaceAll(p.Path, "|", "\\|")) + ", " + text // a bar would end the cell, in code too
	}
	if place.StartLine == 0 || r.Page == "" || side == patch.Left {
		return text
	}
	return fmt.Sprintf("[%s](%s/blob/%s/%s?plain=1#L%d-L%d)", text, r.Page, r.State.Head, EscapePath(p.Path), place.StartLine, max(place.StartLine, place.EndLine))
}

// EscapePath writes the path of a file for an address, and so that it can stand in a link of Markdown.
func EscapePath(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		parts[i] = strings.NewReplacer("(", "%28", ")", "%29").Replace(url.PathEscape(part))
	}
	return strings.Join(parts, "/")
}

// boxes tell each point that has no comment of its own in a box, as many as there is room for, and what somebody wants
// explained before all others. Of rest, those that are in no box are listed.
func (r Report) boxes(told, rest []int, room int) string {
	var text strings.Builder
	list := r.listed(rest)
	for _, i := range r.boxed(told) {
		remark := r.Remark(r.Points[i], false)
		box := render.Fold(remark.Plain()+" ("+remark.Where()+")", remark.Comment()) + "\n"
		if text.Len()+len(box) > room {
			continue
		}
		others := slices.DeleteFunc(slices.Clone(rest), func(k int) bool { return k == i })
		if shorter := r.listed(others); text.Len()+len(box)+len(shorter) <= room {
			text.WriteString(box)
			rest, list = others, shorter
		}
	}
	return text.String() + list
}

// boxed are the points that should have a box, in order.
func (r Report) boxed(told []int) (some []int) {
	explained := func(i int) bool { return slices.Contains(r.Explained, r.Points[i].ID) }
	for _, i := range told {
		if r.Points[i].Route == Summary || explained(i) {
			some = append(some, i)
		}
	}
	slices.SortStableFunc(some, func(a, b int) int { return flag(!explained(a)) - flag(!explained(b)) })
	return some
}
