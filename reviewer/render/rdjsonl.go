package render

import (
	"bufio"
	"bytes"
	"io"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// rdjsonl writes one Diagnostic of the Reviewdog Diagnostic Format a line (reviewdog, proto/rdf/reviewdog.proto).
// Findings that are suppressed are left out, because the format cannot say so. What could not be read is a diagnostic
// with the code "not-read", so that nothing found is never mistaken for nothing there.
type rdjsonl struct {
	w   *bufio.Writer
	buf bytes.Buffer
}

func newRDJSONL(w io.Writer, _ Options) Renderer {
	return &rdjsonl{w: bufio.NewWriterSize(w, 64<<10)}
}

type (
	rdDiagnostic struct {
		Message  string     `json:"message"`
		Location rdLocation `json:"location"`
		Severity string     `json:"severity"`
		Source   rdSource   `json:"source"`
		Code     rdCode     `json:"code"`
	}
	rdLocation struct {
		Path  string   `json:"path"`
		Range *rdRange `json:"range,omitempty"`
	}
	// rdRange ends before its end; without columns it is whole lines, the last included.
	rdRange struct {
		Start rdPosition `json:"start"`
		End   rdPosition `json:"end"`
	}
	rdPosition struct {
		Line   int `json:"line"`
		Column int `json:"column,omitempty"` // in bytes of UTF-8
	}
	rdSource struct {
		Name string `json:"name"`
		URL  string `json:"url"`
	}
	rdCode struct {
		Value string `json:"value"`
		URL   string `json:"url,omitempty"`
	}
)

// notRead is the code of what could not be read, in formats that give each message a code, and notAsked that of what a model
// was not asked, or did not answer.
const (
	notRead  = "not-read"
	notAsked = "not-asked"
)

// Review writes the findings and gaps of one review.
func (d *rdjsonl) Review(r review.Review) error {
	doc := documentOf(r)
	for _, f := range r.Findings {
		if f.Suppressed != nil {
			continue
		}
		if err := d.finding(doc, f); err != nil {
			return err
		}
	}
	if err := d.lost(doc, r.Since); err != nil {
		return err
	}
	return d.gaps(doc, r)
}

// lost writes the protections that a change took away or weakened.
func (d *rdjsonl) lost(doc *document.Document, since *review.Comparison) error {
	if since == nil {
		return nil
	}
	for _, k := range since.Protections {
		if !k.Change.Bad() {
			continue
		}
		out := rdDiagnostic{
			Message: lostText(k), Location: rdLocationOf(doc, k.PlaceInNew()), Severity: "WARNING",
			Source: rdSource{toolName, toolURL}, Code: rdCode{k.Rule.ID, helpURL(k.Rule)},
		}
		if err := d.put(out); err != nil {
			return err
		}
	}
	return nil
}

// Close flushes; the format has no place for a summary.
func (d *rdjsonl) Close(Summary) error { return d.w.Flush() }

func (d *rdjsonl) finding(doc *document.Document, f review.Finding) error {
	out := rdDiagnostic{
		Message: messageText(f), Location: rdLocationOf(doc, f.Place), Severity: "WARNING",
		Source: rdSource{toolName, toolURL}, Code: rdCode{f.Rule.ID, helpURL(f.Rule)},
	}
	if f.Severity == catalogue.Low || f.Doubted() {
		out.Severity = "INFO"
	}
	return d.put(out)
}

// gaps writes what was not read as diagnostics.
func (d *rdjsonl) gaps(doc *document.Document, r review.Review) error {
	messages := mapped(r.Gaps, missing)
	places := mapped(r.Gaps, func(g document.Gap) review.Place {
		gap := jsonGapOf(doc, g)
		return review.Place{StartLine: gap.StartLine, EndLine: gap.EndLine}
	})
	codes := mapped(r.Gaps, missingCode)
	if r.Err != nil {
		messages, places, codes = []string{"Not reviewed: " + r.Err.Error()}, []review.Place{{}}, []string{notRead}
	}
	for i, m := range messages {
		out := rdDiagnostic{m, rdLocationOf(doc, places[i]), "WARNING", rdSource{toolName, toolURL}, rdCode{Value: codes[i]}}
		if err := d.put(out); err != nil {
			return err
		}
	}
	return nil
}

func (d *rdjsonl) put(v rdDiagnostic) error {
	text, err := marshal(&d.buf, v)
	if err != nil {
		return err
	}
	_, _ = d.w.Write(text) // the buffer remembers its first error
	return d.w.WriteByte('\n')
}

func rdLocationOf(doc *document.Document, p review.Place) rdLocation {
	out := rdLocation{Path: doc.Path}
	if start, end, ok := positions(doc, p); ok {
		out.Range = &rdRange{rdPosition{start.line, start.byteColumn}, rdPosition{end.line, end.byteColumn}}
	}
	return out
}

// missing says what was not read, or what a model was not asked.
func missing(g document.Gap) string {
	if review.OfModel(g) {
		return "Not asked, or not answered: " + g.What
	}
	return "Not read: " + g.What
}

// missingCode is the code of that.
func missingCode(g document.Gap) string {
	if review.OfModel(g) {
		return notAsked
	}
	return notRead
}

// messageText is a finding in one paragraph, for formats that show one message.
func messageText(f review.Finding) string {
	text := f.Rule.Title + ". " + sentence(f.Rule.Message)
	if f.Rule.Question != "" {
		text += " " + sentence(f.Rule.Question)
	}
	if a := f.Assessment; a != nil && (f.Doubted() || a.Raised) {
		s := saidOf(a)
		text += " " + sentence(s.Headline)
		if q := modelQuoted(a.Question); q != "" {
			text += " Model " + s.Model + " asks: " + q
		}
	}
	return line(text)
}

// helpURL is where to read about a rule: its first guidance that leads somewhere.
func helpURL(r catalogue.Rule) string {
	for _, l := range append(linksOf(r.Guidance), linksOf(r.Rights)...) {
		if l.URL != "" {
			return l.URL
		}
	}
	return ""
}
