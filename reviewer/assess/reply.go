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

// maxItems is how many claims or passages a reply may have; the largest question has lowAtOnce claims.
const maxItems = 40

// check tells whether a reply to a prompt is as asked for. The error is an invalid, and quotes nothing of the reply. A reply
// is usable if it can be read, though entries are missing or wrong.
func check(p prompts.Prompt, text string) (usable bool, err error) {
	faults := 0
	switch q := p.About.(type) {
	case prompts.Judge:
		var r judgeReply
		err = decode(text, &r)
		_, faults = r.byNumber(len(q.Findings))
	case prompts.Refute:
		var r refuteReply
		err = decode(text, &r)
		_, faults = r.byNumber(len(q.Claims))
	default:
		var r discoverReply
		err = decode(text, &r)
		_, faults = r.valid()
	}
	if err == nil && faults > 0 {
		return true, invalid{entries(faults) + " missing, there twice, or with values that are not in the schema"}
	}
	return err == nil, err
}

// decode reads a reply strictly.
func decode(text string, into interface{ size() int }) error {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return invalid{problem(err)}
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return invalid{"something stands behind the JSON object"}
	}
	switch n := into.size(); {
	case n < 0:
		return invalid{"the list is missing"}
	case n > maxItems:
		return invalid{fmt.Sprintf("the list has over %d entries", maxItems)}
	}
	return nil
}

// size is the number of entries, -1 if there is no list.
func (r *judgeReply) size() int    { return sizeOf(r.Claims) }
func (r *refuteReply) size() int   { return sizeOf(r.Claims) }
func (r *discoverReply) size() int { return sizeOf(r.Passages) }

func sizeOf[T any](list []T) int {
	if list == nil {
		return -1
	}
	return len(list)
}

// byNumber gives the verdicts on claims that were asked about, numbered from 1, and how many are missing or too many.
func (r judgeReply) byNumber(asked int) (map[int]judgedClaim, int) {
	return byNumber(r.Claims, asked, func(c judgedClaim) (int, bool) { return c.Number, c.valid() })
}

func (r refuteReply) byNumber(asked int) (map[int]refutedClaim, int) {
	return byNumber(r.Claims, asked, func(c refutedClaim) (int, bool) { return c.Number, slices.Contains(refutations, c.Verdict) })
}

// byNumber takes the first valid entry for each number.
func byNumber[T any](list []T, asked int, read func(T) (number int, valid bool)) (map[int]T, int) {
	taken := map[int]T{}
	for _, c := range list {
		n, ok := read(c)
		if _, twice := taken[n]; ok && !twice && 1 <= n && n <= asked {
			taken[n] = c
		}
	}
	return taken, max(asked, len(list)) - len(taken)
}

// valid gives the passages of a category that there is, and how many are of another.
func (r discoverReply) valid() ([]passage, int) {
	var valid []passage
	for _, p := range r.Passages {
		if slices.Contains(catalogue.Categories(), p.Category) {
			valid = append(valid, p)
		}
	}
	return valid, len(r.Passages) - len(valid)
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
func (w *work) judged(findings []int, p prompts.Prompt, text string) int {
	var reply judgeReply
	_ = decode(text, &reply) // check has tried it
	verdicts, faults := reply.byNumber(len(findings))
	for n, i := range findings {
		if c, ok := verdicts[n+1]; ok {
			f := &w.review.Findings[i]
			f.Assessment = w.assessment(f, p, c)
			w.ledger.Judged++
		}
	}
	return faults
}

func (c judgedClaim) valid() bool {
	return slices.Contains(verdicts, c.Verdict) && slices.Contains(stances, c.Stance) && slices.Contains(grades, c.Scale) &&
		slices.Contains(grades, c.Scope) && slices.Contains(grades, c.Irremediability)
}

func (w *work) assessment(f *review.Finding, p prompts.Prompt, c judgedClaim) *review.Assessment {
	a := &review.Assessment{
		Model: w.Name, Prompt: p.Digest, Verdict: c.Verdict, Stance: c.Stance, Scale: c.Scale, Scope: c.Scope,
		Irremediability: c.Irremediability, Reason: w.prose(c.Reason, w.doc.String(f.Text), f.Rule),
	}
	if c.Verdict == review.CannotTell && c.Evidence == "" {
		return a
	}
	span, found := w.evidence(*f, c.Evidence)
	if !found {
		w.ledger.Dropped++
		a.Verdict, a.Reason = review.CannotTell, ""
		return a
	}
	a.Evidence = review.PlaceOf(w.doc, span, nil)
	return a
}

// evidence finds words in the passages of a finding that the model was asked about, or beside them.
func (w *work) evidence(f review.Finding, quote string) (document.Span, bool) {
	for _, place := range asked(f) {
		if span, found := find(w.doc, w.around(place.Text), quote, minEvidence); found {
			return span, true
		}
	}
	return document.Span{}, false
}

// around is the block or blocks that a passage stands in.
func (w *work) around(passage document.Span) document.Span {
	if at := w.doc.BlockAt(passage.Start); at >= 0 {
		return union(passage, w.doc.Blocks[at].Text)
	}
	return passage
}

func union(a, b document.Span) document.Span {
	return document.Span{Start: min(a.Start, b.Start), End: max(a.End, b.End)}
}

// discovered enters what the model raised in a part, if it is there and not raised already.
func (w *work) discovered(at int, p prompts.Prompt, text string) int {
	var reply discoverReply
	_ = decode(text, &reply) // check has tried it
	passages, faults := reply.valid()
	for _, one := range passages {
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
	return faults
}

// raisedAlready reports whether a finding of a category lies on a passage. One that the model speaks against covers only the
// passages that it was asked about.
func (w *work) raisedAlready(c catalogue.Category, span document.Span) bool {
	overlaps := func(s document.Span) bool { return s.Start < span.End && span.Start < s.End }
	return slices.ContainsFunc(w.review.Findings, func(f review.Finding) bool {
		return f.Rule.Category == c && (slices.ContainsFunc(asked(f), func(p review.Place) bool { return overlaps(p.Text) }) ||
			!f.Doubted() && slices.ContainsFunc(f.Parts, func(p review.Part) bool { return overlaps(p.Text) }))
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
			Model: w.Name, Prompt: p.Digest, Verdict: review.Holds, Raised: true,
			Reason: w.prose(one.Reason, w.doc.String(whole), rule), Question: w.prose(one.Question, w.doc.String(whole), rule),
			Evidence: review.PlaceOf(w.doc, words, nil),
		},
	}
}

// raisedConfidence is that of a finding for which nothing speaks but a model.
const raisedConfidence = 0.5

// refuted enters what the second look says. A finding that the model raised and that stands is worth more than a question.
func (w *work) refuted(findings []int, text string) int {
	var reply refuteReply
	_ = decode(text, &reply) // check has tried it
	verdicts, faults := reply.byNumber(len(findings))
	for n, i := range findings {
		f, c := &w.review.Findings[i], verdicts[n+1]
		a := *f.Assessment
		switch {
		case c.Verdict == "refuted":
			a.Refuted, a.Refutation = true, w.prose(c.Reason, w.doc.String(f.Text), f.Rule)
		case c.Verdict == "stands" && a.Raised:
			f.Severity = f.Rule.Severity
			f.Parts[0].Severity = f.Severity
		}
		f.Assessment = &a
	}
	return faults
}
