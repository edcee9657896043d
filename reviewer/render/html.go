package render

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html"
	"html/template"
	"io"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

//go:embed page
var page embed.FS

// maxPage is how much the html format holds before it leaves out the drafts themselves and shows only the passages
// of those that follow, in bytes of page. Browsers cope with more, people do not, and it must fit in memory.
const maxPage = 32 << 20

// htmlRenderer writes one page that needs nothing else: no script, style, font or image from elsewhere. The page has
// the draft with its passages marked, and each finding beside its passage.
type htmlRenderer struct {
	w        io.Writer
	version  string
	limit    int // maxPage, or less in tests
	template *template.Template
	body     spool // the reviews; the index, which stands before them, is known at the end
	index    []htmlIndex
	findings int // numbers the entries of all reviews
	table    table
}

func newHTML(w io.Writer, o Options) Renderer {
	return &htmlRenderer{w: w, version: o.Version, limit: maxPage, template: pages()}
}

var htmlFuncs = template.FuncMap{
	"line":     line,
	"sentence": sentence,
	"plural":   plural,
	"note":     noteText,
	"where":    where,
	"suppress": suppressedText,
	"upper":    sentenceStart,
	"lines":    lineRange,
}

// htmlReview is one review as the page shows it.
type htmlReview struct {
	view
	Key      string // of the review in the page: "d1"
	Format   string
	Meta     string // date, status, stream, as far as known
	Verdict  string
	Failed   bool
	Sum      []htmlCount
	Sections []htmlSection
	Chunks   []htmlChunk
	Ticks    []htmlTick
	Omitted  bool        // the draft itself is left out
	Set      []htmlAside // findings that a model doubts
	Since    *htmlSince
	Others   []named
}

// htmlIndex is a row of the table of drafts.
type htmlIndex struct {
	Key, Name, Title, Failure string
	Status                    review.Status
	Sum                       []htmlCount
	Good                      int
}

// htmlCount is how many findings there are of one severity.
type htmlCount struct {
	Level
	N int
}

// Level is how a severity, or something done well, is told apart: by class, by shape and by word.
type Level struct{ Class, Shape, Word string }

var htmlLevels = map[catalogue.Severity]Level{
	catalogue.High:   {"high", "▲", "High"},
	catalogue.Medium: {"medium", "◆", "Medium"},
	catalogue.Low:    {"low", "●", "Low"},
}

var htmlGood = Level{"good", "✓", "Done well"}

// htmlEntry is a finding or protection as the page shows it.
type htmlEntry struct {
	entry
	Level
	Key   string // of the entry in the page: "f1"
	Lines string // "lines 3-4"; empty if about the whole draft
	Href  string // of its first line
	Good  bool   // a protection
	Steps []htmlPlace
}

// htmlAside is a finding that stands apart from the draft, with its passage.
type htmlAside struct {
	htmlEntry
	Passage string
}

// aside lays out the findings that a model doubts.
func (h *htmlRenderer) aside(out *htmlReview) []htmlAside {
	var all []htmlAside
	for _, e := range out.Doubted {
		all = append(all, htmlAside{h.entry(out, e, htmlLevels[e.Severity], false), line(e.Place.Quote)})
	}
	return all
}

// htmlPlace is a further passage.
type htmlPlace struct{ Href, Where string }

// Review adds one review to the page.
func (h *htmlRenderer) Review(r review.Review) error {
	v := viewOf(r)
	out := htmlReview{
		view: v, Key: fmt.Sprintf("d%d", len(h.index)+1), Format: string(v.doc.Format), Meta: metaText(v),
		Verdict: v.verdict(), Failed: v.Status == review.Failed, Omitted: h.body.size+3*len(v.doc.Source) > h.limit,
		Others: sortedGroups(v.RuledOut, func(e entry) string { return e.Category + ": " + stanceText(e.Stance) }),
	}
	for _, s := range severities {
		out.Sum = append(out.Sum, htmlCount{htmlLevels[s], countOf(v.Findings, s)})
	}
	h.layOut(&out)
	out.Set = h.aside(&out)
	out.Since = h.since(r)
	h.table.add(v.Findings)
	err := h.template.ExecuteTemplate(&h.body, "review.html", out)
	h.index = append(h.index, htmlIndex{out.Key, v.Name, v.Title, v.Failure, v.Status, out.Sum, len(v.Protections)})
	return err
}

// htmlSince is what a change from an earlier version does.
type htmlSince struct {
	Name, Headline string
	Boxes          []htmlChangeGroup
}

func (h *htmlRenderer) since(r review.Review) *htmlSince {
	v, ok := sinceView(r)
	if !ok {
		return nil
	}
	return &htmlSince{v.Old.Name, v.Headline, htmlChangeGroups(v, &h.findings)}
}

// metaText is what is known of the draft.
func metaText(v view) string {
	m := v.doc.Meta
	var parts []string
	for _, p := range []string{m.Date, m.Intended, m.Stream, m.WorkingGroup} {
		if p = line(p); p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

func countOf(entries []entry, s catalogue.Severity) int {
	n := 0
	for _, e := range entries {
		if e.Severity == s {
			n++
		}
	}
	return n
}

// Close writes the page.
func (h *htmlRenderer) Close(s Summary) error {
	style, script := pageStyle(), mustRead("page/script.js")
	title := "Human-rights review"
	if len(h.index) == 1 {
		title += ": " + h.index[0].Name
	}
	var head, foot bytes.Buffer
	_, _ = head.WriteString(pageHead(title, h.version, style, script))
	if err := h.template.ExecuteTemplate(&head, "top.html", h.top(title, s)); err != nil {
		return err
	}
	if err := h.template.ExecuteTemplate(&foot, "foot.html", htmlFoot{append(ledgerLines(s), suppressionLines(s)...), disclaimer(s)}); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(&foot, "<script>%s</script>\n</body>\n</html>\n", script)
	for _, part := range []io.WriterTo{&head, &h.body, &foot} {
		if _, err := part.WriteTo(h.w); err != nil {
			return err
		}
	}
	return nil
}

// htmlFoot is what the end of the page shows.
type htmlFoot struct {
	Ledger     []string
	Disclaimer string
}

// top is what the head of the page shows.
func (h *htmlRenderer) top(title string, s Summary) map[string]any {
	var categories []htmlCategory
	for _, c := range h.table.categories() {
		n := 0
		for _, of := range h.table.counts[c] {
			n += of
		}
		categories = append(categories, htmlCategory{string(c), categoryName(c), n})
	}
	sum := make([]htmlCount, len(severities))
	for i, sev := range severities {
		sum[i].Level = htmlLevels[sev]
		for _, counts := range h.table.counts {
			sum[i].N += counts[sev]
		}
	}
	return map[string]any{
		"Title": title, "Index": h.index, "Categories": categories, "Sum": sum, "Shown": s.Ledger.Shown, "Status": s.Status,
	}
}

// htmlCategory is one choice of the filter.
type htmlCategory struct {
	Value, Name string
	N           int
}

// pageStyle is the style of every page.
func pageStyle() string { return mustRead("page/style.css") + mustRead("page/change.css") }

// pageHead is a page up to its body.
func pageHead(title, version, style, script string) string {
	return fmt.Sprintf(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="%s">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="%s">
<title>%s</title>
<style>%s</style>
</head>
`, policy(style, script), html.EscapeString(strings.TrimSpace(toolName+" "+line(version))), html.EscapeString(title), style)
}

// policy allows the page's own style and script, by their hash, and nothing else (Content Security Policy Level 3). A page
// without script has an empty one.
func policy(style, script string) string {
	allowed := fmt.Sprintf("default-src 'none'; style-src '%s'", hashOf(style))
	if script != "" {
		allowed += fmt.Sprintf("; script-src '%s'", hashOf(script))
	}
	return allowed + "; base-uri 'none'; form-action 'none'"
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// mustRead reads an embedded file, which is there or the program does not build.
func mustRead(name string) string {
	text, err := page.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return string(text)
}
