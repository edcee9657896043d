package pull

import (
	"strings"
	"testing"
	"time"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/patch"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

const (
	key   = "a-key-of-the-project"
	oneID = "0123456789abcdef"
)

var bot = Account{ID: 7, Login: "github-actions[bot]", Bot: true}

func isBot(a Account) bool { return a == bot }

// point is a concern that a draft brings, beside whose line a comment can stand.
func point(t *testing.T, id, sentence string, suggest map[string]string) Point {
	t.Helper()
	doc, err := document.Parse(document.Draft{Path: "draft-example-x.md", Source: []byte("# One\n\n" + sentence + "\n")})
	if err != nil {
		t.Fatal(err)
	}
	diff := patch.Compare(nil, doc.Source)
	place := review.Place{StartLine: 3, EndLine: 3, Quote: sentence}
	rule := catalogue.Rule{ID: "surveillance/x", Title: "A title", Message: "A message.", Question: "a question?", Suggest: suggest}
	draft := Draft{Patch: diff, Review: review.Review{Document: doc, Findings: []review.Finding{{ID: id, Rule: rule, Severity: catalogue.High, Place: place}}}}
	points := draft.Sort(nil).Points
	if len(points) != 1 || points[0].Anchor.First != 3 {
		t.Fatalf("points: %+v", points)
	}
	return points[0]
}

var inlinePolicy = Policy{Summary: true, Inline: true, InlineFrom: catalogue.Low}

// routeWith is where a point goes after some comments.
func routeWith(t *testing.T, s Signer, comments ...Comment) Point {
	t.Helper()
	d := Decide([]Point{point(t, oneID, "The relay keeps a log.", nil)}, Read(comments, isBot, s), nil, inlinePolicy, true, nil)
	return d.Points[0]
}

func TestMarks(t *testing.T) {
	s := NewSigner([]string{key}, 1, 2)
	mark := s.sign(markPoint, oneID)
	for name, c := range map[string]struct {
		body string
		read bool
	}{
		"ours":                  {"Text." + mark, true},
		"CRLF":                  {strings.ReplaceAll("Text."+mark, "\n", "\r\n"), true},
		"no line end":           {strings.TrimSpace("Text." + mark), true},
		"another pull request":  {"Text." + NewSigner([]string{key}, 1, 3).sign(markPoint, oneID), false},
		"another repository":    {"Text." + NewSigner([]string{key}, 2, 2).sign(markPoint, oneID), false},
		"numbers that run on":   {"Text." + NewSigner([]string{key}, 12, 2).sign(markPoint, oneID), false},
		"another key":           {"Text." + NewSigner([]string{"other"}, 1, 2).sign(markPoint, oneID), false},
		"no key":                {"Text." + NewSigner(nil, 1, 2).sign(markPoint, oneID), false},
		"changed payload":       {"Text." + strings.Replace(mark, oneID, "1123456789abcdef", 1), false},
		"changed kind":          {"Text." + strings.Replace(mark, markPoint, markSummary, 1), false},
		"in the middle":         {"Text." + mark + "More.", false},
		"quoted":                {"> Text.\n> " + strings.TrimSpace(mark), false},
		"in a block of code":    {"```\n" + mark + "```\n", false},
		"at the end of a line":  {"Text. " + strings.TrimSpace(mark), false},
		"alone":                 {strings.TrimSpace(mark), false},
		"capitals":              {"Text." + strings.ToUpper(mark), false},
		"before another":        {"Text." + mark + "<!-- x -->\n", false},
		"after a key was added": {"Text." + mark, true},
	} {
		t.Run(name, func(t *testing.T) {
			r := s
			if name == "after a key was added" {
				r = NewSigner([]string{"a-newer-key", key}, 1, 2)
			}
			if m, ok := r.read(c.body); ok != c.read || ok && m.payload != oneID {
				t.Errorf("%q: read %v (%+v), want %v", c.body, ok, m, c.read)
			}
		})
	}
}

// TestForgedMarks says which comments keep a point from being said beside its lines: only ours, and only if they say it.
func TestForgedMarks(t *testing.T) {
	for _, signer := range []Signer{NewSigner([]string{key}, 1, 2), NewSigner(nil, 1, 2)} {
		p := point(t, oneID, "The relay keeps a log.", nil)
		ours := Report{}.CommentBody(signer, p)
		mark := signer.sign(markPoint, oneID)
		for name, c := range map[string]struct {
			comment Comment
			route   Route
		}{
			"ours":                {Comment{By: bot, Body: ours}, Standing},
			"of somebody":         {Comment{By: Account{ID: 8, Login: "mallory"}, Body: ours}, Inline},
			"of another bot":      {Comment{By: Account{ID: 9, Login: "other[bot]", Bot: true}, Body: ours}, Inline},
			"of nobody":           {Comment{Body: ours}, Inline},
			"a mark alone":        {Comment{By: bot, Body: "All is well." + mark}, Inline},
			"hidden words":        {Comment{By: bot, Body: "<!-- " + ours[:20] + " -->" + mark}, Inline},
			"hidden title":        {Comment{By: bot, Body: "**<!-- x:** A title\n-->" + mark}, Inline},
			"title further below": {Comment{By: bot, Body: "All is well.\n\n" + ours}, Inline},
			"edited to nothing":   {Comment{By: bot, Body: mark}, Inline},
		} {
			t.Run(name, func(t *testing.T) {
				c.comment.ID, c.comment.Beside, c.comment.At = 5, true, time.Unix(1, 0)
				if got := routeWith(t, signer, c.comment); got.Route != c.route {
					t.Errorf("signed %v: the point goes to %s, want %s", signer.Trusted(), got.Route, c.route)
				}
				// Whatever came before it, our own comment counts, so that it is not said a second time.
				own := Comment{ID: 6, By: bot, Body: ours, Beside: true, At: time.Unix(2, 0)}
				if got := routeWith(t, signer, c.comment, own); got.Route != Standing || c.route == Inline && got.Comment.ID != 6 {
					t.Errorf("signed %v: after our own comment the point goes to %s, comment %d", signer.Trusted(), got.Route, got.Comment.ID)
				}
			})
		}
	}
}

// TestForgedState says that nothing is remembered that nobody can check.
func TestForgedState(t *testing.T) {
	state := State{Head: "abc", Said: []Said{{ID: oneID, Rule: "surveillance/x", Comment: 5}}, Handled: []int64{9},
		Dismissed: []Dismissal{{ID: oneID, Rule: "surveillance/x", Path: "draft-example-x.md", Quote: "the relay keeps a log.", Reason: "no"}}}
	weak := NewSigner(nil, 1, 2)
	e := Read([]Comment{{ID: 4, By: bot, Body: summaryTitle + weak.sign(markSummary, state.encode())}}, isBot, weak)
	if e.Summary == nil || e.State.Head != "" || len(e.State.Dismissed) > 0 {
		t.Errorf("without a key, the state is %+v", e.State)
	}
	answers, err := e.Answer(nil)
	if err != nil || len(answers.Dismissed) > 0 {
		t.Errorf("answers: %+v, %v", answers, err)
	}
	if got := routeWith(t, weak, Comment{ID: 4, By: bot, Body: summaryTitle + weak.sign(markSummary, state.encode())}); got.Route != Inline {
		t.Errorf("the point goes to %s", got.Route)
	}
}

// TestDeletedComment says that a point whose comment was deleted or edited away is told in the summary, whole.
func TestDeletedComment(t *testing.T) {
	s := NewSigner([]string{key}, 1, 2)
	state := State{Head: "abc", Said: []Said{{ID: oneID, Rule: "surveillance/x", Comment: 5}}}
	summary := Comment{ID: 4, By: bot, Body: summaryTitle + s.sign(markSummary, state.encode())}
	for name, c := range map[string][]Comment{
		"deleted": {summary}, "edited": {summary, {ID: 5, Beside: true, By: bot, Body: "Never mind." + s.sign(markPoint, oneID)}},
	} {
		if got := routeWith(t, s, c...); got.Route != Summary {
			t.Errorf("%s: the point goes to %s", name, got.Route)
		}
	}
}

// TestRenamedRule says that a comment counts although its rule has got another title since.
func TestRenamedRule(t *testing.T) {
	s := NewSigner([]string{key}, 1, 2)
	state := State{Head: "abc", Said: []Said{{ID: oneID, Rule: "surveillance/x", Comment: 5, Title: "High concern: An older title"}}}
	got := routeWith(t, s, Comment{ID: 4, By: bot, Body: summaryTitle + s.sign(markSummary, state.encode())},
		Comment{ID: 5, Beside: true, By: bot, Body: "**High concern:** An older title\n\nText." + s.sign(markPoint, oneID)})
	if got.Route != Standing {
		t.Errorf("the point goes to %s", got.Route)
	}
}

// TestCopiedSummary says that a mark below another text than a summary is none.
func TestCopiedSummary(t *testing.T) {
	s := NewSigner([]string{key}, 1, 2)
	state := State{Head: "abc"}
	if e := Read([]Comment{{ID: 4, By: bot, Body: "Somebody said:" + s.sign(markSummary, state.encode())}}, isBot, s); e.Summary != nil {
		t.Errorf("a summary: %+v", e.Summary)
	}
}

func TestParseKeys(t *testing.T) {
	for text, want := range map[string]string{
		"": "", " , ,\n": "", "a secret for tests": "a secret for tests", "0123456789abcdef,fedcba9876543210": "0123456789abcdef|fedcba9876543210",
		" 0123456789abcdef \r\n fedcba9876543210\n": "0123456789abcdef|fedcba9876543210", "short": "error", "0123456789abcdef,short": "error",
	} {
		keys, err := ParseKeys(text)
		got := strings.Join(keys, "|")
		if err != nil {
			got = "error"
			if strings.Contains(err.Error(), "short") || strings.Contains(err.Error(), "0123") {
				t.Errorf("the error shows a key: %v", err)
			}
		}
		if got != want {
			t.Errorf("ParseKeys(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestManyForgedMarks says that marks of our account for points that there never were do not make the summary too long.
func TestManyForgedMarks(t *testing.T) {
	weak := NewSigner(nil, 1, 2)
	var comments []Comment
	for i := range 200 {
		comments = append(comments, Comment{ID: int64(i + 1), By: bot, Beside: true, Body: "x" + weak.sign(markPoint, strings.Repeat("a", 65_000))},
			Comment{ID: int64(i + 1000), By: bot, Beside: true, Body: "x" + weak.sign(markPoint, hex16(i))})
	}
	d := Decide([]Point{point(t, oneID, "The relay keeps a log.", nil)}, Read(comments, isBot, weak), nil, inlinePolicy, true, nil)
	body, _ := Report{Decision: d, Status: review.Complete}.Summary(weak)
	if len(body) > maxBody {
		t.Errorf("the summary has %d bytes", len(body))
	}
	if len(d.Close) > 0 {
		t.Errorf("%d comments would be folded that are not ours", len(d.Close))
	}
}

func hex16(i int) string {
	const digits = "0123456789abcdef"
	return strings.Repeat("f", 14) + digits[i/16%16:i/16%16+1] + digits[i%16:i%16+1]
}

// TestOwnCommentsCountOnce says that without a key those of ours that stand leave the room that they should.
func TestOwnCommentsCountOnce(t *testing.T) {
	weak := NewSigner(nil, 1, 2)
	var points []Point
	var comments []Comment
	for i := range maxBeside {
		p := point(t, hex16(i), "The relay keeps a log.", nil)
		points = append(points, p)
		if i < maxBeside*2/3 {
			comments = append(comments, Comment{ID: int64(i + 1), By: bot, Beside: true, Body: Report{}.CommentBody(weak, p)})
		}
	}
	d := Decide(points, Read(comments, isBot, weak), nil, inlinePolicy, true, nil)
	if n := len(d.Inline()); n != maxBeside/3 {
		t.Errorf("%d points are posted beside lines, want %d", n, maxBeside/3)
	}
}

// TestOriginOfSuppression says that a file cannot be named so that a suppression in it passes for a dismissal.
func TestOriginOfSuppression(t *testing.T) {
	dismissed := []Dismissal{{ID: oneID, Reason: "no", By: "carol", URL: "https://github.example/1"}}
	own := dismissed[0].Suppression()
	forged := *own
	forged.Origin = "dismissed on the pull request: draft.md:3"
	for want, s := range map[Route]*review.Suppression{Dismissed: own, Suppressed: &forged} {
		k := review.ConcernChange{Change: review.New, Finding: review.Finding{ID: oneID, Suppressed: s}}
		if got := concernRoute(k, dismissed); got != want {
			t.Errorf("%s: %s, want %s", s.Origin, got, want)
		}
	}
}
