package render

import (
	"fmt"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/review"
)

// said is what a model says of a finding, in the words that every format prints. Its strings are clean, and those that the
// model wrote stand between quotation marks wherever they are shown.
type said struct {
	Model    string // its name
	Headline string // "model NAME says: it holds": what can be said in our own words
	Reading  string // stance and grades, in our own words; empty if it was not asked
	Evidence string // words of the draft; empty if there are none
	Raised   bool   // the model raised the finding
	Words    []spoken
}

// spoken is something in a model's own words, with what it is.
type spoken struct{ Label, Text string }

// saidOf puts an assessment into words; nil if there is none.
func saidOf(a *review.Assessment) *said {
	if a == nil {
		return nil
	}
	s := &said{Model: modelWords(a.Model), Raised: a.Raised, Reading: reading(a), Evidence: line(a.Evidence.Quote)}
	s.Headline = "model " + s.Model + " says: " + verdictWords(a)
	if a.Raised {
		s.Headline = "raised by model " + s.Model
		if a.Refuted {
			s.Headline += ", which refutes it when asked again"
		}
	}
	for _, w := range []spoken{{"its reason", a.Reason}, {"its doubt", a.Refutation}, {"its question", a.Question}} {
		if w.Text = modelWords(w.Text); w.Text != "" {
			s.Words = append(s.Words, w)
		}
	}
	return s
}

func verdictWords(a *review.Assessment) string {
	switch {
	case a.Refuted:
		return "it holds, and when asked again: it does not"
	case a.Verdict == review.Holds:
		return "it holds"
	case a.Verdict == review.DoesNotHold:
		return "it does not hold"
	}
	return "it cannot tell"
}

// reading is what a model takes a passage to do, and how grave that is.
func reading(a *review.Assessment) string {
	var parts []string
	if a.Stance != "" {
		parts = append(parts, stanceText(a.Stance))
	}
	for _, g := range []struct{ name, grade string }{
		{"scale ", a.Scale}, {"scope ", a.Scope}, {"irremediability ", a.Irremediability},
	} {
		if g.grade != "" {
			parts = append(parts, g.name+line(g.grade))
		}
	}
	return strings.Join(parts, ", ")
}

// sentence is all that a model says, as one line of plain text.
func (s *said) sentence() string {
	text := s.Headline
	if s.Reading != "" {
		text += " (" + s.Reading + ")"
	}
	for _, w := range s.Words {
		text += "; " + w.Label + `: "` + w.Text + `"`
	}
	return text
}

// addresses are what programs make links of, with what they make none of. Mail readers, terminals and forges all look for
// them in plain text.
var addresses = strings.NewReplacer("://", ": ", "www.", "www ", "WWW.", "WWW ", "mailto:", "", "javascript:", "", `"`, "'")

// modelWords makes what a model wrote fit for every format: on one line, without signs of which a format or a reader's program
// could make markup, a link or a mention, and without the quotation mark that ends it.
func modelWords(text string) string {
	text = strings.Map(func(r rune) rune {
		if strings.ContainsRune("<>[]{}|`*\\~^#@", r) {
			return ' '
		}
		return r
	}, line(text))
	return line(addresses.Replace(text))
}

// modelQuoted is the same between quotation marks; nothing stays nothing.
func modelQuoted(text string) string {
	if text = modelWords(text); text == "" {
		return ""
	}
	return `"` + text + `"`
}

// doubtedTitle heads the findings that a model speaks against.
func doubtedTitle(v view) string { return fmt.Sprintf("Doubted by the model: %d", len(v.Doubted)) }

// Checklist is why the checklist raised a finding, for where the model's reason stands beside it.
func (e entry) Checklist() string {
	if e.Said != nil && e.Said.Raised {
		return "no rule raised it"
	}
	return e.Reason + fmt.Sprintf(" (confidence %.2f)", e.Confidence)
}

// counts says how much was found in a draft.
func (v view) counts() []string {
	counts := []string{countText(v.Findings), plural(len(v.Protections), "protection")}
	if n := len(v.Doubted); n > 0 {
		counts = append(counts, fmt.Sprintf("%d doubted by the model", n))
	}
	return counts
}

// Short is the headline after a badge that says "model".
func (s *said) Short() string { return strings.TrimPrefix(s.Headline, "model ") }
