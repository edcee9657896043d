package render

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// shown writes rows as "line:text" with the words that decided in brackets.
func shown(rows []row) string {
	var lines []string
	for _, r := range rows {
		text := ""
		for _, p := range r.runs {
			if p.marked {
				text += "[" + p.text + "]"
			} else {
				text += p.text
			}
		}
		lines = append(lines, fmt.Sprintf("%d:%s", r.Line, text))
	}
	return strings.Join(lines, "\n")
}

func TestPassage(t *testing.T) {
	doc := readDocument(t, "a.txt", "   One two three\n   four   five six.\n\n   Seven\n   eight.\n", document.Metadata{})
	whole := document.Span{Start: 0, End: len(doc.Text)}
	for _, c := range []struct{ name, quote, want string }{
		{"over lines", "One two three four five six.", "1:One two three\n2:four five six."},
		{"with words", "One two three [four five] six.", "1:One two three\n2:[four five] six."},
		{"words over lines", "One two [three four] five", "1:One two [three]\n2:[four] five"},
		{"part of a word", "One t[w]o", "1:One t[w]o"},
		{"cut", "One two three four...", "1:One two three four..."},
		{"other white space", "One\ttwo three  four", "1:One two three\n2:four"},
		{"not there", "Nine ten", "1:Nine ten"},
		{"empty", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := review.Place{Text: whole, StartLine: 1, EndLine: 2}
			p.Quote, p.Words = unbracket(c.quote)
			if got := shown(passage(doc, p)); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
	t.Run("no document", func(t *testing.T) {
		if got := shown(passage(nil, review.Place{StartLine: 7, Quote: "One two"})); got != "7:One two" {
			t.Errorf("got %s", got)
		}
	})
}

// unbracket takes the brackets off and gives where they were.
func unbracket(text string) (quote string, words [][2]int) {
	before, rest, ok := strings.Cut(text, "[")
	if !ok {
		return text, nil
	}
	word, after, _ := strings.Cut(rest, "]")
	return before + word + after, [][2]int{{len(before), len(before) + len(word)}}
}

func TestWrapRow(t *testing.T) {
	r := row{5, []run{{"one two ", false}, {"three four", true}, {" fiiiiiiive", false}}}
	want := "5:one two\n0:[three]\n0:[four]\n0:fiiiiiii\n0:ve"
	var rows []row
	for _, w := range wrapRow(r, 8) {
		w.runs[len(w.runs)-1].text = strings.TrimRight(w.runs[len(w.runs)-1].text, " ")
		rows = append(rows, w)
	}
	got := strings.NewReplacer("[]", "", "] ", "]").Replace(shown(rows))
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestSourceSpans says that what stands between the words of a passage in the source is not marked.
func TestSourceSpans(t *testing.T) {
	source := "Some words that go\f\n   on and on."
	doc := readDocument(t, "a.txt", source, document.Metadata{})
	start := strings.Index(string(doc.Text), "words")
	quote, words := unbracket("words that [go on] and")
	passage, marked := sourceSpans(doc, review.Place{Text: document.Span{Start: start, End: len(doc.Text)}, Quote: quote, Words: words})
	text := func(spans []document.Span) (all []string) {
		for _, s := range spans {
			all = append(all, string(doc.Source[s.Start:s.End]))
		}
		return all
	}
	if got := text(passage); len(got) != 1 || strings.Join(strings.Fields(got[0]), " ") != "words that go on and" {
		t.Errorf("passage %q", got)
	}
	if got := text(marked); len(got) != 1 || strings.Join(strings.Fields(got[0]), " ") != "go on" {
		t.Errorf("words %q", got)
	}
}
