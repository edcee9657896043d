package render

import (
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// hostileText is what somebody may put into a draft to reach through the review at its reader.
const hostileText = "<script>alert(1)</script> ]]> --> <!-- \x1b[31mred\x1b]8;;http://x\x07 \u009b31m @team/sec @user #12 " +
	"![](http://x/i.png) [a](javascript:alert(1)) ``` ```` ~~~ | pipe | **bold** _it_ \u202eevil\u202c \u2066x\u2069 \u200bz " +
	"http://evil.example/x www.evil.example mail@evil.example GH-12 \" ' onload=\"x\" </textarea></style> {{.}} $x$ \\ \xff\xfe " +
	"1. - + > # = & &amp; &#64;you"

// hostile is a review of a draft that attacks in every field that comes from it.
func hostile(t testing.TB) review.Review {
	long := strings.Repeat("w", 10_000)
	source := "Title\n\n   " + hostileText + "\n   " + long + " end\n\n" + hostileText + "\n"
	doc := readDocument(t, "a/"+hostileText+".md", source, document.Metadata{
		Name: hostileText, Title: hostileText, WorkingGroup: hostileText, Date: hostileText, Stream: hostileText, Intended: hostileText,
	})
	place := review.Place{
		Text: document.Span{Start: 6, End: len(doc.Text)}, Section: "<1>", SectionTitle: hostileText, StartLine: 3, EndLine: 6,
		Quote: hostileText + " " + long, Words: [][2]int{{0, 8}, {30, 70}, {500, 20_000}},
	}
	rule := catalogue.Rule{
		ID: "censorship/" + hostileText, Category: "cat<egory>", Title: hostileText, Message: hostileText, Question: hostileText,
		Mitigation: hostileText, Rights: []string{hostileText}, Guidance: []string{hostileText, "javascript:alert(1)"},
	}
	cues := []review.Cue{{Name: hostileText, Effect: 1}, {Name: hostileText, Effect: -1, Text: document.Span{Start: 0, End: 1}}}
	return review.Review{
		Document: doc,
		Findings: []review.Finding{
			{ID: "0", Rule: rule, Severity: catalogue.High, Stance: review.Requires, Place: place, Cues: cues,
				Further: []review.Place{place}, Also: []string{hostileText}},
			{ID: "1", Rule: rule, Severity: catalogue.Low, Stance: "odd", Place: place, Suppressed: &review.Suppression{Reason: hostileText}},
		},
		Protections: []review.Protection{{ID: "2", Rule: rule, Stance: review.Forbids, Place: place, Cues: cues}},
		RuledOut:    []review.RuledOut{{Rule: rule, Stance: review.Describes, Place: place, Cues: cues}},
		Notes:       []review.Note{{Guideline: hostileText, Title: hostileText, Coverage: hostileText, Where: hostileText, Text: hostileText}},
		Gaps:        []document.Gap{{What: hostileText, Source: document.Span{Start: 0, End: 9}}},
	}
}

// TestUnseen says that no format lets a character through that a terminal obeys or that hides or turns others.
func TestUnseen(t *testing.T) {
	for _, format := range Formats() {
		// Markdown has zero-width spaces of our own; those of the draft are gone before.
		out := strings.NewReplacer("\n", " ", zeroWidth, "").Replace(rendered(t, format, Options{}, hostile(t), hostileModel(t)))
		if i := strings.IndexFunc(out, unseen); i >= 0 {
			t.Errorf("%s: %q", format, out[max(0, i-40):min(len(out), i+40)])
		}
	}
}

func TestTextWidth(t *testing.T) {
	for _, width := range []int{40, 80, 100} {
		for _, r := range []review.Review{sample(t), hostile(t), assessed(t), hostileModel(t)} {
			for _, l := range strings.Split(rendered(t, "text", Options{Width: width}, r), "\n") {
				if cells(l) > width {
					t.Errorf("width %d: a line has %d columns: %q", width, cells(l), l)
				}
			}
		}
	}
}

// hostileModel is the same after a model has obeyed it.
func hostileModel(t testing.TB) review.Review {
	r := hostile(t)
	one := r.Findings[0]
	for i, v := range []review.Verdict{review.Holds, review.DoesNotHold, review.CannotTell} {
		one.ID, one.Assessment = string(rune('a'+i)), hostileAssessment(one.Place, v)
		r.Findings = append(r.Findings, one)
	}
	r.Model = &review.ModelLedger{Name: hostileText, Calls: 1}
	r.Gaps = append(r.Gaps, document.Gap{What: review.ModelGap + ": " + hostileText})
	return r
}

// hostileAssessment is what a model says that the draft has turned against its readers.
func hostileAssessment(place review.Place, v review.Verdict) *review.Assessment {
	return &review.Assessment{
		Model: hostileText, Prompt: hostileText, Verdict: v, Stance: "odd", Scale: "high", Scope: "low", Irremediability: "low",
		Reason: hostileText, Question: hostileText, Evidence: place, Raised: v == review.Holds, Refutation: hostileText,
	}
}
