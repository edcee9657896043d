package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// view is one review in the words that every format for people prints. Its strings are clean.
type view struct {
	Path, Name, Title string
	Status            review.Status
	Failure           string  // why nothing was read; empty unless Status is failed
	Findings          []entry // but those that are doubted or suppressed
	Doubted           []entry // that a model speaks against
	Suppressed        []entry
	Protections       []entry
	RuledOut          []entry
	Notes             []review.Note
	Gaps              []string // parts of the draft that were not read
	Unsaid            []string // what a model was not asked, or did not answer
	Model             string   // that was asked; empty if none was
	Hidden            []string // by reason: how often, and where first
	Lines             int

	doc *document.Document // not nil
}

// entry is a finding, a protection or a passage that was ruled out, in the words that every format prints.
type entry struct {
	ID         string
	Rule       catalogue.Rule
	Category   string // in words
	Severity   catalogue.Severity
	Stance     review.Stance
	Confidence float64
	Place      review.Place
	Where      string // "section 3.1, lines 88-90, page 4"
	Reason     string // stance and cues as a sentence without full stop
	Rights     []Link
	Guidance   []Link
	Further    []review.Place
	Also       []string
	Suppressed *review.Suppression
	Said       *said         // by a model; nil if none was asked
	Became     review.Change // against an earlier version; empty if there is none
}

// viewOf turns a review into what formats for people print.
func viewOf(r review.Review) view {
	doc := documentOf(r)
	v := view{
		Path: line(doc.Path), Name: line(doc.Meta.Name), Title: line(doc.Meta.Title), Status: r.Status(),
		Notes: r.Notes, Lines: doc.LineCount(), doc: doc,
	}
	if r.Err != nil {
		v.Failure = line(r.Err.Error())
	}
	if v.Name == "" {
		v.Name = v.Path
	}
	for _, f := range r.Findings {
		switch e := entryOf(f); {
		case f.Suppressed != nil:
			v.Suppressed = append(v.Suppressed, e)
		case f.Doubted():
			v.Doubted = append(v.Doubted, e)
		default:
			v.Findings = append(v.Findings, e)
		}
	}
	if r.Model != nil {
		v.Model = modelWords(r.Model.Name)
	}
	for _, p := range r.Protections {
		v.Protections = append(v.Protections, entryOf(review.Finding{ID: p.ID, Rule: p.Rule, Stance: p.Stance, Place: p.Place, Cues: p.Cues}))
	}
	for _, p := range r.RuledOut {
		v.RuledOut = append(v.RuledOut, entry{
			Rule: p.Rule, Category: categoryName(p.Rule.Category), Stance: p.Stance, Place: p.Place, Where: where(p.Place), Reason: reason(p.Stance, p.Cues),
		})
	}
	for _, g := range r.Gaps {
		if review.OfModel(g) {
			v.Unsaid = append(v.Unsaid, gapText(doc, g))
		} else {
			v.Gaps = append(v.Gaps, gapText(doc, g))
		}
	}
	v.Hidden = hiddenText(doc)
	return v
}

// hiddenText says what a draft holds that a reader does not see, one line a reason, in order of first place.
func hiddenText(doc *document.Document) []string {
	counts, first := map[string]int{}, []document.Hidden{}
	for _, h := range doc.Hidden {
		if counts[h.Reason]++; counts[h.Reason] == 1 {
			first = append(first, h)
		}
	}
	return mapped(first, func(h document.Hidden) string {
		times := "once, on line"
		if n := counts[h.Reason]; n > 1 {
			times = fmt.Sprintf("%d times, first on line", n)
		}
		return fmt.Sprintf("%s: %s %d", line(h.Reason), times, doc.Line(h.Source.Start))
	})
}

func entryOf(f review.Finding) entry {
	return entry{
		ID: f.ID, Rule: f.Rule, Category: categoryName(f.Rule.Category), Severity: f.Severity, Stance: f.Stance,
		Confidence: float64(f.Confidence), Place: f.Place, Where: where(f.Place), Reason: reason(f.Stance, f.Cues),
		Rights: linksOf(f.Rule.Rights), Guidance: linksOf(f.Rule.Guidance),
		Further: f.Further, Also: f.Also, Suppressed: f.Suppressed, Said: saidOf(f.Assessment), Became: f.Change,
	}
}

// categoryName writes "weakened-encryption" as "Weakened encryption".
func categoryName(c catalogue.Category) string {
	name := strings.ReplaceAll(line(string(c)), "-", " ")
	if name == "" {
		return "Other"
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// where says in words where a place is.
func where(p review.Place) string {
	if p.StartLine == 0 {
		return "the draft as a whole"
	}
	parts := make([]string, 0, 3)
	if p.Section != "" {
		parts = append(parts, sectionWord(p.Section)+" "+line(p.Section))
	}
	parts = append(parts, lineRange(p.StartLine, p.EndLine))
	if p.Page > 0 {
		parts = append(parts, fmt.Sprintf("page %d", p.Page))
	}
	return strings.Join(parts, ", ")
}

// sectionWord is what a numbered part of a draft is called: appendices are lettered.
func sectionWord(number string) string {
	if number[0] >= 'A' {
		return "appendix"
	}
	return "section"
}

func lineRange(first, last int) string {
	if last <= first {
		return fmt.Sprintf("line %d", first)
	}
	return fmt.Sprintf("lines %d-%d", first, last)
}

// heading is the title of the section of a place.
func heading(p review.Place) string {
	title := line(p.Section + " " + p.SectionTitle)
	switch {
	case p.StartLine == 0:
		return "The draft as a whole"
	case title == "":
		return "Before the first section"
	}
	return title
}

// stances say what the draft does, in words.
var stances = map[review.Stance]string{
	review.Requires:     "the draft requires it",
	review.Recommends:   "the draft recommends it",
	review.Permits:      "the draft permits it",
	review.Introduces:   "the draft introduces it",
	review.Enables:      "the draft makes it possible",
	review.SelfDeclared: "the draft admits the risk and nothing in it answers",
	review.Describes:    "the draft only describes it",
	review.Warns:        "the draft warns of it",
	review.Forbids:      "the draft forbids it",
	review.Mitigates:    "the draft limits it",
	review.Cites:        "the draft only cites it",
}

func stanceText(s review.Stance) string {
	if text := stances[s]; text != "" {
		return text
	}
	return "the draft speaks of it"
}

// maxCues is how many cues are told on each side; the first weigh most.
const maxCues = 3

// reason puts the stance and the cues that weigh most into words.
func reason(s review.Stance, cues []review.Cue) string {
	text := stanceText(s)
	var towards, against []string
	for _, c := range cues {
		if c.Effect >= 0 {
			towards = append(towards, cueText(c))
		} else {
			against = append(against, cueText(c))
		}
	}
	if !s.Concern() {
		towards, against = against, towards
	}
	if len(towards) > 0 {
		text += ": " + strings.Join(towards[:min(maxCues, len(towards))], ", ")
	}
	if len(against) > 0 {
		text += "; against that: " + strings.Join(against[:min(maxCues, len(against))], ", ")
	}
	return text
}

// cueText quotes a cue that is words of the draft, and not one that is a fact about the place.
func cueText(c review.Cue) string {
	if c.Text.Len() > 0 {
		return `"` + line(c.Name) + `"`
	}
	return line(c.Name)
}

// gapText says what was not read, and where.
func gapText(doc *document.Document, g document.Gap) string {
	if g.Source.Len() == 0 {
		return line(g.What)
	}
	return line(g.What) + " (" + lineRange(doc.Line(g.Source.Start), doc.Line(g.Source.End-1)) + ")"
}

// severities lists them from high to low, the order in which they are counted and shown.
var severities = []catalogue.Severity{catalogue.High, catalogue.Medium, catalogue.Low}

// countText says "3 findings (1 high, 2 low)".
func countText(entries []entry) string {
	var parts []string
	for _, s := range severities {
		n := 0
		for _, e := range entries {
			if e.Severity == s {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	text := plural(len(entries), "finding")
	if len(parts) > 0 {
		text += " (" + strings.Join(parts, ", ") + ")"
	}
	return text
}

// plural counts things: "1 finding", "2 findings".
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// groups cuts entries into runs that stand in the same section.
func groups(entries []entry) [][]entry {
	var all [][]entry
	for i, e := range entries {
		if i == 0 || heading(e.Place) != heading(entries[i-1].Place) {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], e)
	}
	return all
}

// verdict is what a format for people says in place of findings when there are none.
func (v view) verdict() string {
	switch {
	case v.Status == review.Failed:
		return "Not reviewed: " + v.Failure
	case len(v.Findings) > 0:
		return ""
	case len(v.Gaps) > 0, v.Status == review.Partial && len(v.Unsaid) == 0:
		return "Nothing was found in what could be read, but parts of the draft were not read."
	case len(v.Doubted) > 0:
		return "No findings but those that a model doubts."
	case len(v.Unsaid) > 0:
		return "The checklist found nothing, and a model was not asked all there was to ask."
	case len(v.Suppressed) > 0:
		return "No findings that nobody has suppressed."
	}
	return "No findings."
}

// disclaimer is what every format for people says of findings that no one has judged.
func disclaimer(s Summary) string {
	const not = "each is a place to look at again and a question to ask, not a verdict."
	if s.Ledger.Model == (review.ModelLedger{}) {
		return "Findings come from a checklist, without a model: " + not
	}
	return "Findings come from a checklist. A model, " + modelWords(s.Ledger.Model.Name) + ", was asked whether they hold and what else " +
		"there is; whatever it says is marked as its own, and nobody has checked it. Of all findings: " + not
}

// table counts findings by category and severity over all reviews of a run.
type table struct {
	counts  map[catalogue.Category]map[catalogue.Severity]int
	doubted map[catalogue.Severity]int // in a row of their own
}

// doubt counts the findings of one review that a model doubts.
func (t *table) doubt(entries []entry) {
	if t.doubted == nil {
		t.doubted = map[catalogue.Severity]int{}
	}
	for _, e := range entries {
		t.doubted[e.Severity]++
	}
}

// add counts the other findings of one review.
func (t *table) add(entries []entry) {
	if t.counts == nil {
		t.counts = map[catalogue.Category]map[catalogue.Severity]int{}
	}
	for _, e := range entries {
		c := e.Rule.Category
		if t.counts[c] == nil {
			t.counts[c] = map[catalogue.Severity]int{}
		}
		t.counts[c][e.Severity]++
	}
}

// rows gives the categories that have findings, in the order of the catalogue and then by name, with the counts from
// high to low, then those that are doubted, and at last the sum.
func (t *table) rows() (names []string, counts [][]int) {
	sum := make([]int, len(severities))
	for _, c := range t.categories() {
		var row []int
		for i, s := range severities {
			row = append(row, t.counts[c][s])
			sum[i] += t.counts[c][s]
		}
		names, counts = append(names, categoryName(c)), append(counts, row)
	}
	row, any := make([]int, len(severities)), 0
	for i, s := range severities {
		row[i] = t.doubted[s]
		sum[i] += row[i]
		any += row[i]
	}
	if any > 0 {
		names, counts = append(names, "Doubted by the model"), append(counts, row)
	}
	return append(names, "All"), append(counts, sum)
}

func (t *table) categories() []catalogue.Category {
	var found []catalogue.Category
	for _, c := range catalogue.Categories() {
		if t.counts[c] != nil {
			found = append(found, c)
		}
	}
	return append(found, t.others()...)
}

// others gives the categories that are not among the catalogue's own, by name.
func (t *table) others() []catalogue.Category {
	known := catalogue.Categories()
	var others []catalogue.Category
	for c := range t.counts {
		if !slices.Contains(known, c) {
			others = append(others, c)
		}
	}
	slices.Sort(others)
	return others
}

// noteText says how far a consideration is covered.
func noteText(n review.Note) string {
	text := n.Guideline + ", " + n.Title + ": " + n.Coverage
	if n.Where != "" {
		text += " in " + n.Where
	}
	if n.Text != "" {
		text += ". " + n.Text
	}
	return line(text)
}
