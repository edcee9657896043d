package render

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Schema is the JSON Schema (draft 2020-12) of what the json format writes.
//
//go:embed schema/review.schema.json
var Schema []byte

// SchemaURL is the $id of Schema, which stands in the field "schema" of every output.
const SchemaURL = "https://raw.githubusercontent.com/rightsreview/rightsreview/main/reviewer/render/schema/review.schema.json"

// toolName and toolURL say what wrote the output.
const (
	toolName = "rightsreview"
	toolURL  = "https://github.com/rightsreview/rightsreview"
)

// jsonRenderer writes one object: schema, tool, reviews with one review a line, then status, suppressions and ledger.
type jsonRenderer struct{ *jsonStream }

func newJSON(w io.Writer, o Options) Renderer {
	return jsonRenderer{newJSONStream(w, jsonHead(SchemaURL, o.Version, "reviews"))}
}

// jsonHead begins an object with its schema, the tool and a list.
func jsonHead(schema, version, list string) func() (string, error) {
	return func() (string, error) {
		tool, err := marshal(&bytes.Buffer{}, jsonTool{toolName, version})
		return fmt.Sprintf(`{"schema":%q,"tool":%s,%q:[`, schema, tool, list), err
	}
}

// The types below are the schema in Go; schema/review.schema.json says what each field means.
type (
	jsonTool struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	jsonReview struct {
		Status      review.Status    `json:"status"`
		Error       string           `json:"error,omitempty"`
		Document    jsonDocument     `json:"document"`
		Findings    []jsonFinding    `json:"findings"`
		Suppressed  []jsonFinding    `json:"suppressed"`
		Protections []jsonProtection `json:"protections"`
		Since       *jsonSince       `json:"since,omitempty"`
		RuledOut    []jsonProtection `json:"ruled_out"`
		Notes       []jsonNote       `json:"notes"`
		Gaps        []jsonGap        `json:"gaps"`
		Hidden      []jsonHidden     `json:"hidden"`
	}
	jsonHidden struct {
		Reason    string `json:"reason"`
		StartLine int    `json:"start_line"`
		EndLine   int    `json:"end_line"`
		Text      string `json:"text"`
	}
	jsonDocument struct {
		Path         string          `json:"path"`
		Name         string          `json:"name"`
		Title        string          `json:"title"`
		Format       document.Format `json:"format"`
		Lines        int             `json:"lines"`
		SHA256       string          `json:"sha256"`
		Date         string          `json:"date,omitempty"`
		Stream       string          `json:"stream,omitempty"`
		WorkingGroup string          `json:"working_group,omitempty"`
		Intended     string          `json:"intended,omitempty"`
	}
	jsonFinding struct {
		ID         string             `json:"id"`
		Rule       string             `json:"rule"`
		Title      string             `json:"title"`
		Category   catalogue.Category `json:"category"`
		Facet      string             `json:"facet,omitempty"`
		Severity   string             `json:"severity"`
		Stance     review.Stance      `json:"stance"`
		Confidence float64            `json:"confidence"`
		jsonPlace
		Message     string           `json:"message"`
		Question    string           `json:"question"`
		Mitigation  string           `json:"mitigation"`
		Rights      []string         `json:"rights"`
		Guidance    []string         `json:"guidance"`
		Links       []Link           `json:"links"`
		Further     []jsonPlace      `json:"further"`
		Also        []string         `json:"also"`
		Cues        []jsonCue        `json:"cues"`
		Assessment  *jsonAssessment  `json:"assessment,omitempty"`
		Change      review.Change    `json:"change,omitempty"`
		Suppression *jsonSuppression `json:"suppression,omitempty"`
	}
	jsonProtection struct {
		ID       string             `json:"id,omitempty"`
		Rule     string             `json:"rule"`
		Title    string             `json:"title"`
		Category catalogue.Category `json:"category"`
		Stance   review.Stance      `json:"stance"`
		Strength review.Strength    `json:"strength,omitempty"`
		jsonPlace
		Also []string  `json:"also,omitempty"`
		Cues []jsonCue `json:"cues"`
	}
	jsonPlace struct {
		Section      string     `json:"section"`
		SectionTitle string     `json:"section_title"`
		StartLine    int        `json:"start_line"`
		EndLine      int        `json:"end_line"`
		Page         int        `json:"page,omitempty"`
		Quote        string     `json:"quote"`
		Words        []jsonWord `json:"words"`
	}
	jsonWord struct {
		Start int    `json:"start"`
		End   int    `json:"end"`
		Text  string `json:"text"`
	}
	jsonCue struct {
		Name   string  `json:"name"`
		Effect float64 `json:"effect"`
	}
	jsonNote struct {
		Guideline string `json:"guideline"`
		Title     string `json:"title"`
		Coverage  string `json:"coverage"`
		Where     string `json:"where"`
		Text      string `json:"text"`
	}
	jsonGap struct {
		What      string `json:"what"`
		StartLine int    `json:"start_line"`
		EndLine   int    `json:"end_line"`
	}
	jsonSuppression struct {
		Rule    string `json:"rule"`
		ID      string `json:"id"`
		Path    string `json:"path"`
		Reason  string `json:"reason"`
		Owner   string `json:"owner"`
		Expires string `json:"expires"`
		Origin  string `json:"origin"`
	}
	jsonLedger struct {
		Drafts      int `json:"drafts"`
		Reviewed    int `json:"reviewed"`
		Made        int `json:"made"`
		Shown       int `json:"shown"`
		Below       int `json:"below"`
		Suppressed  int `json:"suppressed"`
		Protections int `json:"protections"`
		RuledOut    int `json:"ruled_out"`
		Gaps        int `json:"gaps"`

		Model *jsonModelLedger `json:"model,omitempty"`
	}
	jsonModelLedger struct {
		Name      string  `json:"name"`
		Calls     int     `json:"calls"`
		Kept      int     `json:"kept"`
		In        int     `json:"tokens_in"`
		Out       int     `json:"tokens_out"`
		CachedIn  int     `json:"tokens_cached"`
		Cost      float64 `json:"cost"`
		Priced    bool    `json:"priced"`
		Judged    int     `json:"judged"`
		Raised    int     `json:"raised"`
		Doubted   int     `json:"doubted"`
		Refuted   int     `json:"refuted"`
		Dropped   int     `json:"dropped"`
		Invalid   int     `json:"invalid"`
		Repaired  int     `json:"repaired"`
		Duplicate int     `json:"duplicate"`
		Unasked   int     `json:"unasked"`
	}
	jsonAssessment struct {
		Model           string         `json:"model"`
		PromptDigest    string         `json:"prompt_digest"`
		Verdict         review.Verdict `json:"verdict"`
		Stance          review.Stance  `json:"stance,omitempty"`
		Scale           string         `json:"scale,omitempty"`
		Scope           string         `json:"scope,omitempty"`
		Irremediability string         `json:"irremediability,omitempty"`
		Reason          string         `json:"reason"`
		Question        string         `json:"question,omitempty"`
		Evidence        *jsonPlace     `json:"evidence,omitempty"`
		Raised          bool           `json:"raised"`
		Refuted         bool           `json:"refuted"`
		Refutation      string         `json:"refutation,omitempty"`
	}
	jsonTail struct {
		Status  review.Status     `json:"status"`
		Unused  []jsonSuppression `json:"unused_suppressions"`
		Expired []jsonSuppression `json:"expired_suppressions"`
		Ledger  jsonLedger        `json:"ledger"`
	}
)

// Review writes one review on one line.
func (j jsonRenderer) Review(r review.Review) error { return j.item(jsonReviewOf(r)) }

// Close writes what is known only now.
func (j jsonRenderer) Close(s Summary) error { return j.end(jsonTailOf(s), "\n") }

func jsonTailOf(s Summary) jsonTail {
	return jsonTail{s.Status, mapped(s.Unused, jsonSuppressionOf), mapped(s.Expired, jsonSuppressionOf), jsonLedgerOf(s.Ledger)}
}

func jsonLedgerOf(l review.Ledger) jsonLedger {
	out := jsonLedger{
		Drafts: l.Drafts, Reviewed: l.Reviewed, Made: l.Made, Shown: l.Shown, Below: l.Below, Suppressed: l.Suppressed,
		Protections: l.Protections, RuledOut: l.RuledOut, Gaps: l.Gaps,
	}
	if l.Model != (review.ModelLedger{}) {
		m := jsonModelLedger(l.Model)
		m.Cost = round(m.Cost)
		out.Model = &m
	}
	return out
}

func jsonAssessmentOf(a *review.Assessment) *jsonAssessment {
	if a == nil {
		return nil
	}
	return &jsonAssessment{
		Model: a.Model, PromptDigest: a.Prompt, Verdict: a.Verdict, Stance: a.Stance, Scale: a.Scale, Scope: a.Scope,
		Irremediability: a.Irremediability, Reason: a.Reason, Question: a.Question, Evidence: jsonSideOf(a.Evidence),
		Raised: a.Raised, Refuted: a.Refuted, Refutation: a.Refutation,
	}
}

// marshal encodes a value without line end in the buffer, with every character that a terminal would obey or not show
// written as an escape: the value stays what the draft says, and the output is safe to look at.
func marshal(buf *bytes.Buffer, v any) ([]byte, error) {
	buf.Reset()
	e := json.NewEncoder(buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	return escapeUnseen(bytes.TrimSuffix(buf.Bytes(), []byte{'\n'})), nil
}

// escapeUnseen writes unseen characters of encoded JSON, which can only stand in its strings, as \u escapes. All below
// U+007F are escaped already.
func escapeUnseen(text []byte) []byte {
	at := 0
	for at < len(text) && text[at] < 0x7F {
		at++
	}
	first := bytes.IndexFunc(text[at:], unseen)
	if first < 0 {
		return text
	}
	out := slices.Clone(text[:at+first])
	for _, r := range string(text[at+first:]) {
		switch {
		case !unseen(r):
			out = utf8.AppendRune(out, r)
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out
}

func jsonReviewOf(r review.Review) jsonReview {
	doc := documentOf(r)
	out := jsonReview{
		Status: r.Status(), Document: jsonDocumentOf(doc), Findings: []jsonFinding{}, Suppressed: []jsonFinding{},
		Protections: mapped(r.Protections, jsonProtectionOf), RuledOut: mapped(r.RuledOut, jsonRuledOutOf),
		Since:  jsonSinceOf(r.Since),
		Notes:  mapped(r.Notes, func(n review.Note) jsonNote { return jsonNote(n) }),
		Gaps:   mapped(r.Gaps, func(g document.Gap) jsonGap { return jsonGapOf(doc, g) }),
		Hidden: mapped(doc.Hidden, func(h document.Hidden) jsonHidden { return jsonHiddenOf(doc, h) }),
	}
	if r.Err != nil {
		out.Error = r.Err.Error()
	}
	for _, f := range r.Findings {
		if f.Suppressed != nil {
			out.Suppressed = append(out.Suppressed, jsonFindingOf(f))
		} else {
			out.Findings = append(out.Findings, jsonFindingOf(f))
		}
	}
	return out
}

func jsonDocumentOf(d *document.Document) jsonDocument {
	m := d.Meta
	hash := sha256.Sum256(d.Source)
	return jsonDocument{
		Path: d.Path, Name: m.Name, Title: m.Title, Format: d.Format, Lines: d.LineCount(), SHA256: hex.EncodeToString(hash[:]),
		Date: m.Date, Stream: m.Stream, WorkingGroup: m.WorkingGroup, Intended: m.Intended,
	}
}

func jsonFindingOf(f review.Finding) jsonFinding {
	out := jsonFinding{
		ID: f.ID, Rule: f.Rule.ID, Title: f.Rule.Title, Category: f.Rule.Category, Facet: f.Rule.Facet,
		Severity: f.Severity.String(), Stance: f.Stance, Confidence: round(float64(f.Confidence)), jsonPlace: jsonPlaceOf(f.Place),
		Message: f.Rule.Message, Question: f.Rule.Question, Mitigation: f.Rule.Mitigation,
		Rights: present(f.Rule.Rights), Guidance: present(f.Rule.Guidance),
		Links:   append(linksOf(f.Rule.Rights), linksOf(f.Rule.Guidance)...),
		Further: mapped(f.Further, jsonPlaceOf), Also: present(f.Also), Cues: mapped(f.Cues, jsonCueOf),
		Assessment: jsonAssessmentOf(f.Assessment), Change: f.Change,
	}
	if f.Suppressed != nil {
		s := jsonSuppressionOf(*f.Suppressed)
		out.Suppression = &s
	}
	return out
}

func jsonProtectionOf(p review.Protection) jsonProtection {
	return jsonProtection{
		p.ID, p.Rule.ID, p.Rule.Title, p.Rule.Category, p.Stance, p.Strength, jsonPlaceOf(p.Place), p.Also, mapped(p.Cues, jsonCueOf),
	}
}

func jsonRuledOutOf(p review.RuledOut) jsonProtection {
	return jsonProtectionOf(review.Protection{Rule: p.Rule, Stance: p.Stance, Place: p.Place, Cues: p.Cues})
}

// jsonPlaceOf keeps the quote as the draft has it; bytes that are no UTF-8 become U+FFFD, which JSON cannot do
// without, and the words are counted in what is written.
func jsonPlaceOf(p review.Place) jsonPlace {
	const replacement = "\uFFFD"
	out := jsonPlace{p.Section, p.SectionTitle, p.StartLine, p.EndLine, p.Page, strings.ToValidUTF8(p.Quote, replacement), []jsonWord{}}
	for _, m := range marksOf(p) {
		start := len(strings.ToValidUTF8(p.Quote[:m[0]], replacement))
		word := strings.ToValidUTF8(p.Quote[m[0]:m[1]], replacement)
		out.Words = append(out.Words, jsonWord{start, start + len(word), word})
	}
	return out
}

func jsonCueOf(c review.Cue) jsonCue { return jsonCue{c.Name, round(c.Effect)} }

func jsonGapOf(d *document.Document, g document.Gap) jsonGap {
	if g.Source.Len() <= 0 {
		return jsonGap{What: g.What}
	}
	return jsonGap{g.What, d.Line(g.Source.Start), d.Line(g.Source.End - 1)}
}

func jsonHiddenOf(d *document.Document, h document.Hidden) jsonHidden {
	return jsonHidden{h.Reason, d.Line(h.Source.Start), d.Line(max(h.Source.Start, h.Source.End-1)), h.Text}
}

func jsonSuppressionOf(s review.Suppression) jsonSuppression { return jsonSuppression(s) }

// round keeps three decimals, so that processors that add in another order write the same.
func round(x float64) float64 { return math.Round(x*1000) / 1000 }

// present is never nil, since an array in the output is never null.
func present(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// mapped turns a list into another, which is never nil.
func mapped[A, B any](list []A, f func(A) B) []B {
	out := make([]B, len(list))
	for i, v := range list {
		out[i] = f(v)
	}
	return out
}
