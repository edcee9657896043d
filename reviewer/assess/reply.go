package assess

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/rightsreview/rightsreview/prompts"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// The replies as prompts/*.json has them.
type (
	judgeReply struct {
		Claims []judgedClaim `json:"claims"`
	}
	judgedClaim struct {
		Number          int            `json:"number"`
		Verdict         review.Verdict `json:"verdict"`
		Stance          review.Stance  `json:"stance"`
		Scale           string         `json:"scale"`
		Scope           string         `json:"scope"`
		Irremediability string         `json:"irremediability"`
		Reason          string         `json:"reason"`
		Evidence        string         `json:"evidence"`
	}
	discoverReply struct {
		Passages []passage `json:"passages"`
	}
	passage struct {
		Category catalogue.Category `json:"category"`
		Quote    string             `json:"quote"`
		Reason   string             `json:"reason"`
		Question string             `json:"question"`
	}
	refuteReply struct {
		Claims []refutedClaim `json:"claims"`
	}
	refutedClaim struct {
		Number  int    `json:"number"`
		Verdict string `json:"verdict"`
		Reason  string `json:"reason"`
	}
)

var (
	verdicts = []review.Verdict{review.Holds, review.DoesNotHold, review.CannotTell}
	stances  = []review.Stance{
		review.Requires, review.Recommends, review.Permits, review.Introduces, review.Enables, review.SelfDeclared,
		review.Describes, review.Warns, review.Forbids, review.Mitigates, review.Cites,
	}
	grades      = []string{"low", "medium", "high"}
	refutations = []string{"refuted", "stands", "cannot-tell"}
)

// maxItems is how many claims or passages a reply may have; the largest question has six claims.
const maxItems = 40

// check tells whether a reply to a prompt is as asked for. The error is an invalid, and quotes nothing of the reply.
func check(name, text string) error {
	switch name {
	case "judge":
		return decode(text, &judgeReply{})
	case "discover":
		return decode(text, &discoverReply{})
	}
	return decode(text, &refuteReply{})
}

// decode reads a reply strictly.
func decode(text string, into any) error {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return invalid{problem(err)}
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return invalid{"something stands behind the JSON object"}
	}
	n := 0
	switch r := into.(type) {
	case *judgeReply:
		n = len(r.Claims)
	case *discoverReply:
		n = len(r.Passages)
	case *refuteReply:
		n = len(r.Claims)
	}
	if n > maxItems {
		return invalid{fmt.Sprintf("the list has over %d entries", maxItems)}
	}
	return nil
}

// problem says what is wrong with JSON without quoting it.
func problem(err error) string {
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		return fmt.Sprintf("the field %q has a value of the wrong type", wrong.Field)
	case errors.Is(err, io.EOF):
		return "it is empty"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "the JSON object is cut off"
	}
	return "it is not a JSON object of the schema"
}

// judged enters verdicts. A verdict whose evidence is not in the draft is none.
func (w *work) judged(findings []int, p prompts.Prompt, text string) error {
	var reply judgeReply
	if err := decode(text, &reply); err != nil {
		return err
	}
	for _, c := range reply.Claims {
		if c.Number < 1 || c.Number > len(findings) || w.review.Findings[findings[c.Number-1]].Assessment != nil || !c.valid() {
			w.ledger.Invalid++
			continue
		}
		f := &w.review.Findings[findings[c.Number-1]]
		f.Assessment = w.assessment(f, p, c)
		w.ledger.Judged++
	}
	for _, i := range findings {
		if w.review.Findings[i].Assessment == nil {
			w.ledger.Invalid++ // it was asked about, and nothing was said
		}
	}
	return nil
}

func (c judgedClaim) valid() bool {
	return slices.Contains(verdicts, c.Verdict) && slices.Contains(stances, c.Stance) && slices.Contains(grades, c.Scale) &&
		slices.Contains(grades, c.Scope) && slices.Contains(grades, c.Irremediability)
}

func (w *work) assessment(f *review.Finding, p prompts.Prompt, c judgedClaim) *review.Assessment {
	a := &review.Assessment{
		Model: w.Name, Prompt: p.Digest, Verdict: c.Verdict, Stance: c.Stance, Scale: c.Scale, Scope: c.Scope,
		Irremediability: c.Irremediability, Reason: w.prose(c.Reason),
	}
	if c.Verdict == review.CannotTell && c.Evidence == "" {
		return a
	}
	within := union(f.Text, w.doc.Blocks[w.doc.BlockAt(f.Text.Start)].Text)
	span, found := find(w.doc, within, c.Evidence, minEvidence)
	if !found {
		w.ledger.Dropped++
		a.Verdict, a.Reason = review.CannotTell, ""
		return a
	}
	a.Evidence = review.PlaceOf(w.doc, span, nil)
	return a
}

func union(a, b document.Span) document.Span {
	return document.Span{Start: min(a.Start, b.Start), End: max(a.End, b.End)}
}

// discovered enters what the model raised in a part, if it is there and not raised already.
func (w *work) discovered(at int, p prompts.Prompt, text string) error {
	var reply discoverReply
	if err := decode(text, &reply); err != nil {
		return err
	}
	for _, one := range reply.Passages {
		if !slices.Contains(catalogue.Categories(), one.Category) {
			w.ledger.Invalid++
			continue
		}
		span, found := find(w.doc, w.parts[at].text, one.Quote, minQuote)
		if !found {
			w.ledger.Dropped++
			continue
		}
		whole := sentencesAround(w.doc, span)
		if w.raisedAlready(one.Category, whole) {
			w.ledger.Duplicate++
			continue
		}
		w.review.Findings = append(w.review.Findings, w.raise(one, p, whole, span))
		w.ledger.Raised++
	}
	return nil
}

func (w *work) raisedAlready(c catalogue.Category, span document.Span) bool {
	overlaps := func(s document.Span) bool { return s.Start < span.End && span.Start < s.End }
	return slices.ContainsFunc(w.review.Findings, func(f review.Finding) bool {
		return f.Rule.Category == c && (overlaps(f.Text) ||
			slices.ContainsFunc(f.Parts, func(p review.Part) bool { return overlaps(p.Text) }))
	})
}

// raise makes a finding of what the model raised. Rights and guidance are those of the category; what the model may say
// about law is not asked.
func (w *work) raise(one passage, p prompts.Prompt, whole, words document.Span) review.Finding {
	k := w.about(one.Category)
	rule := catalogue.Rule{
		ID: "model/" + string(one.Category), Category: one.Category, Title: "Raised by a model: " + k.Title, Kind: catalogue.KindConcern,
		Severity: catalogue.Medium, Message: "The passage may be one in which " + fold(k.Concern) + ".", Question: k.Question,
		Rights: k.Rights, Guidance: k.Guidance,
	}
	return review.Finding{
		Rule: rule, Severity: catalogue.Low, Stance: review.Introduces, Confidence: raisedConfidence,
		Place: review.PlaceOf(w.doc, whole, []document.Span{words}),
		Parts: []review.Part{{Rule: rule.ID, Severity: catalogue.Low, Stance: review.Introduces, Text: whole}},
		Assessment: &review.Assessment{
			Model: w.Name, Prompt: p.Digest, Verdict: review.Holds, Raised: true, Reason: w.prose(one.Reason), Question: w.prose(one.Question),
			Evidence: review.PlaceOf(w.doc, words, nil),
		},
	}
}

// raisedConfidence is that of a finding for which nothing speaks but a model.
const raisedConfidence = 0.5

// refuted enters what the second look says. A finding that the model raised and that stands is worth more than a question.
func (w *work) refuted(findings []int, text string) error {
	var reply refuteReply
	if err := decode(text, &reply); err != nil {
		return err
	}
	seen := map[int]bool{}
	for _, c := range reply.Claims {
		if c.Number < 1 || c.Number > len(findings) || seen[c.Number] || !slices.Contains(refutations, c.Verdict) {
			w.ledger.Invalid++
			continue
		}
		seen[c.Number] = true
		f := &w.review.Findings[findings[c.Number-1]]
		a := *f.Assessment
		switch c.Verdict {
		case "refuted":
			a.Refuted, a.Refutation = true, w.prose(c.Reason)
		case "stands":
			if a.Raised {
				f.Severity = f.Rule.Severity
				f.Parts[0].Severity = f.Severity
			}
		}
		f.Assessment = &a
	}
	return nil
}
