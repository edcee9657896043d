package pull

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/render"
)

// Earlier is what was said on the pull request before this run, and what people said to it.
type Earlier struct {
	Summary  *Comment           // ours; nil if there is none
	State    State              // what it remembers; zero if there is none, or nobody can be sure that it is ours
	Beside   map[string]Comment // ours beside lines, by id of the point
	Doubled  []Comment          // further summaries of ours, which an older run left by accident
	Answered map[int64]bool     // our comments beside lines, by ID, under which somebody else has written
	Commands []Command          // to this program, in order of time
	Strays   int                // comments of our account with marks that the key does not fit

	claims map[string][]Comment // ours beside lines with the mark of a point, oldest first: Beside has the first of each
}

// Read finds what was said before among all comments of a pull request. mine tells our own account; a mark in a comment of
// anybody else means nothing.
func Read(comments []Comment, mine func(Account) bool, s Signer) Earlier {
	e := Earlier{Beside: map[string]Comment{}, Answered: map[int64]bool{}, claims: map[string][]Comment{}}
	sorted := slices.Clone(comments)
	slices.SortStableFunc(sorted, func(a, b Comment) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	for _, c := range sorted {
		m, ours := s.read(c.Body)
		switch {
		case !mine(c.By):
			e.hear(c)
		case m.kind != "" && !ours: // signed with another key, or for another pull request
			e.Strays++
		case c.Beside && m.kind == markPoint && pointID.MatchString(m.payload):
			e.besideLines(c, m.payload)
		case !c.Beside && m.kind == markSummary && strings.HasPrefix(c.Body, summaryTitle): // a mark may have been copied below another text
			e.summary(c, m.payload, s.Trusted())
		default:
			e.hear(c)
		}
	}
	return e
}

// hear takes what somebody else has written, or the person whose token this is.
func (e *Earlier) hear(c Comment) {
	e.Answered[c.ReplyTo] = true
	if !c.By.Bot {
		e.Commands = append(e.Commands, commandsOf(c)...)
	}
}

// besideLines takes a comment of ours about a point.
func (e *Earlier) besideLines(c Comment, id string) {
	if _, known := e.Beside[id]; !known {
		e.Beside[id] = c
	}
	e.claims[id] = append(e.claims[id], c)
}

// sure keeps of our comments beside lines those that say what their marks claim, as far as it is known what that is. A mark
// alone is not enough: whoever writes under our account can copy one or, without a key, make one, and somebody may have edited
// the words away. What a comment claims and does not say has not been said.
func (e Earlier) sure(points []Point) Earlier {
	sure := map[string]Comment{}
	for id, claims := range e.claims {
		at := slices.IndexFunc(points, func(p Point) bool { return p.ID == e.current(id) })
		for _, c := range slices.Backward(claims) { // so that the oldest is kept
			if at < 0 || says(c, points[at].Rule.Title) || says(c, e.title(c)) {
				sure[id] = c
			}
		}
	}
	e.Beside = sure
	return e
}

// title is that of the rule of a comment when it was posted, as the signed state remembers it: rules get better titles, too.
// It is empty if nothing is remembered.
func (e Earlier) title(c Comment) string {
	for _, s := range slices.Concat(e.State.Said, e.State.Gone) {
		if s.Comment == c.ID {
			_, title, _ := strings.Cut(s.Title, ": ")
			return title
		}
	}
	return ""
}

// remarkLabel begins a comment of ours.
var remarkLabel = regexp.MustCompile(`^\*\*[A-Za-z, ]+:\*\* `)

// says reports whether a comment begins as one about a rule with a title does, for all to see.
func says(c Comment, title string) bool {
	first, _, _ := strings.Cut(c.Body, "\n")
	return title != "" && remarkLabel.ReplaceAllString(strings.TrimSpace(first), "") == render.Inline(title)
}

// summary takes the oldest summary for the one that is kept up to date. Its state counts only if the mark is signed: a
// state that somebody else could have written might say that everything was said already.
func (e *Earlier) summary(c Comment, payload string, signed bool) {
	if e.Summary != nil {
		e.Doubled = append(e.Doubled, c)
		return
	}
	e.Summary = &c
	if !signed {
		return
	}
	if state, err := decodeState(payload); err == nil {
		e.State = state
	}
}

// PointOf gives the id of the point that a thread of ours is about; empty if it is none of ours.
func (e Earlier) PointOf(thread int64) string {
	for id, c := range e.Beside {
		if c.ID == thread && thread != 0 {
			return e.current(id)
		}
	}
	return ""
}

// current is the name that a point has now: that of a comment beside lines is the one which it had when it was posted, and
// the passage may have been edited since.
func (e Earlier) current(id string) string {
	c, beside := e.Beside[id]
	if !beside {
		return id
	}
	for _, list := range [][]Said{e.State.Said, e.State.Gone} {
		for _, s := range list {
			if s.Comment == c.ID {
				return s.ID
			}
		}
	}
	return id
}

// alike is how much of the words of two quotes must be the same for them to be one passage that was edited.
const alike = 0.6

// sameWords is the share of the words of two texts that both have (Jaccard).
func sameWords(a, b string) float64 {
	as, bs := wordSet(a), wordSet(b)
	both := 0
	for w := range as {
		if bs[w] {
			both++
		}
	}
	if all := len(as) + len(bs) - both; all > 0 {
		return float64(both) / float64(all)
	}
	return 0
}

func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(folded(text)) {
		set[strings.Trim(w, ".,;:()\"'")] = true
	}
	return set
}

// successor finds among points the one that says of an edited passage what was said of it before; nil if there is none.
func successor(s Said, points []*Point) *Point {
	var best *Point
	most := alike
	for _, p := range points {
		if p.Rule.ID != s.Rule || p.Path != s.Path {
			continue
		}
		if share := sameWords(Cut(folded(p.Quote), maxSaidQuote), s.Quote); share >= most {
			best, most = p, share
		}
	}
	return best
}
