package pull

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/review"
)

var noises uint64

// noise is text that cannot be packed, of printable characters that Markdown has to escape.
func noise(n int) string {
	noises++
	r := rand.New(rand.NewPCG(noises, uint64(n)))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('!' + r.IntN(94))
	}
	return string(b)
}

// TestBounds fills everything that a summary tells with as much as there can be: it still has the points, and can be posted.
func TestBounds(t *testing.T) {
	s := NewSigner([]string{key}, 1, 2)
	var r Report
	for i := range 200 {
		said := Said{ID: hex16(i), Rule: "surveillance/x", Path: noise(100), Quote: noise(maxSaidQuote), Title: "High concern: A title"}
		if i < maxBeside {
			said.Comment, said.URL = rand.Int64(), "https://github.com/example/drafts/pull/1#discussion_r"+fmt.Sprint(i)
		}
		r.Gone, r.Kept = append(r.Gone, said), append(r.Kept, said)
		r.Gaps, r.Left = append(r.Gaps, noise(5000)), append(r.Left, noise(5000))
		r.Dismissed = append(r.Dismissed, Dismissal{ID: hex16(i), Reason: noise(maxReason), By: noise(39), Quote: noise(maxSaidQuote), Path: noise(100), Title: "A title"})
		r.State.Handled = append(r.State.Handled, rand.Int64())
	}
	r.Gone = r.Gone[:maxGone]
	p := point(t, oneID, "The relay keeps a log.", nil)
	p.Route = Summary
	r.Points, r.Status = []Point{p}, review.Partial
	body, final := r.Summary(s)
	if len(body) > maxBody || final.Points[0].Route != Summary || !strings.Contains(body, "A title") {
		t.Errorf("the summary has %d bytes, and its point the route %s", len(body), final.Points[0].Route)
	}
	if m, ok := s.read(body); !ok || m.kind != markSummary {
		t.Error("the summary has no mark")
	}
	if e := Read([]Comment{{By: bot, Body: body}}, isBot, s); len(e.State.Dismissed) < 20 {
		t.Errorf("%d dismissals are remembered", len(e.State.Dismissed))
	}
}

// TestReworded says that no words of a draft, and no words of a rule of a project's own, end the program.
func TestReworded(t *testing.T) {
	words := map[string]string{"surname": "family name", "Master": "main", "whitelist": "", "slave": "élan", "first name": "given name"}
	for text, want := range map[string]string{
		"The surname.": "The family name.", "The Surname.": "The Family name.", "Firſt name": "Firſt name", "a ſurname, aſurname": "a ſurname, aſurname",
		"Master": "Master", "whitelist Whitelist": " ", "Slave": "Élan", "surnames": "surnames", "\xc5surname": "\xc5family name", "": "",
	} {
		if got := reworded(text, words); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// TestSuggestion says that a suggestion stays in its fence, whatever the line has.
func TestSuggestion(t *testing.T) {
	for _, line := range []string{"The surname ``` here.", "The surname ```` ~~~ </details>.", "````suggestion surname"} {
		p := point(t, oneID, line, map[string]string{"surname": "family name"})
		body := Report{Policy: Policy{Suggestions: true}}.CommentBody(NewSigner([]string{key}, 1, 2), p)
		want := strings.Replace(line, "surname", "family name", 1)
		_, rest, ok := strings.Cut(body, "suggestion\n"+want+"\n")
		fence, _, _ := strings.Cut(rest, "\n")
		if !ok || strings.Trim(fence, "`") != "" || strings.Contains(line, fence) || !strings.Contains(body, "\n"+fence+"suggestion\n") {
			t.Errorf("%q: the suggestion is not as it should be:\n%s", line, body)
		}
	}
}
