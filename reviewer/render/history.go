package render

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/review"
)

// historyFormats lists every format of histories with what writes it.
var historyFormats = formatTable[func(io.Writer, Options, historyView) error]{
	{"text", writeHistoryText},
	{"markdown", writeHistoryMarkdown},
	{"json", writeHistoryJSON},
	{"html", writeHistoryHTML},
}

// HistoryFormats lists the names that History knows.
func HistoryFormats() []string { return historyFormats.names() }

// History writes a draft over its versions in a format. decisions say what is counted. The error is one of the writer, or
// for a name that is no format.
func History(format string, w io.Writer, o Options, h review.History, decisions func(path string) review.Decisions) error {
	write, err := historyFormats.find(format)
	if err != nil {
		return err
	}
	return write(w, o, historyViewOf(h, decisions))
}

// historyView is a history in the words that every format prints. Its strings are clean.
type historyView struct {
	Title    string
	Status   review.Status
	Versions []versionView
	Most     int // the highest count of concerns or protections in a version
	Notes    []string

	history review.History
}

// versionView is one version of a history.
type versionView struct {
	view
	Label       string // "-03", or the name where that does not tell versions apart
	Date        string
	Counts      []int // of concerns by severity, from high to low
	Concerns    int
	Protections int
	Step        *changeView // from the version before; nil for the first
}

func historyViewOf(h review.History, decisions func(path string) review.Decisions) historyView {
	v := historyView{Status: h.Status(), history: h, Notes: []string{comparisonNote}}
	labels := labelsOf(h.Versions)
	for i, r := range h.Versions {
		one := versionView{view: viewOf(r), Label: labels[i]}
		one.Date = line(one.doc.Meta.Date)
		standing := r.Standing(decisions(one.doc.Path))
		for _, s := range severities {
			one.Counts = append(one.Counts, standing.Concerns[s])
			one.Concerns += standing.Concerns[s]
		}
		one.Protections = standing.Protections
		if i > 0 {
			step := changeViewOf(h.Steps[i-1])
			one.Step = &step
		}
		v.Most = max(v.Most, one.Concerns, one.Protections)
		v.Versions = append(v.Versions, one)
		if one.Title != "" {
			v.Title = one.Title
		}
	}
	return v
}

// labelsOf names versions as shortly as tells them apart: by revision if they are revisions of one draft, else by name,
// else by path.
func labelsOf(versions []review.Review) []string {
	label := func(name func(review.Review) string) []string {
		return mapped(versions, func(r review.Review) string { return line(name(r)) })
	}
	base := map[string]bool{}
	for _, r := range versions {
		base[review.WithoutRevision(documentOf(r).Meta.Name)] = true
	}
	if len(base) == 1 {
		revisions := label(func(r review.Review) string {
			name := documentOf(r).Meta.Name
			return strings.TrimPrefix(name, review.WithoutRevision(name))
		})
		if distinct(revisions) {
			return revisions
		}
	}
	if names := label(func(r review.Review) string { return documentOf(r).Meta.Name }); distinct(names) {
		return names
	}
	return unlike(label(func(r review.Review) string { return documentOf(r).Path }))
}

// unlike takes off labels what all of them begin and end with, up to a mark between words: of "a/draft-x-03.md" and
// "a/draft-x-04.md" it leaves "03" and "04".
func unlike(labels []string) []string {
	if len(labels) < 2 || !distinct(labels) {
		return labels
	}
	const marks = "-_./ "
	first, last := labels[0], labels[0]
	for _, l := range labels[1:] {
		for !strings.HasPrefix(l, first) {
			first = first[:len(first)-1]
		}
		for !strings.HasSuffix(l, last) {
			last = last[1:]
		}
	}
	first = first[:strings.LastIndexAny(first, marks)+1]
	if i := strings.IndexAny(last, marks); i >= 0 {
		last = last[i:]
	} else {
		last = ""
	}
	short := mapped(labels, func(l string) string { return strings.TrimSuffix(strings.TrimPrefix(l, first), last) })
	if !distinct(short) {
		return labels
	}
	return short
}

// distinct reports whether all labels say something, each something else.
func distinct(labels []string) bool {
	seen := map[string]bool{"": true}
	for _, l := range labels {
		if seen[l] {
			return false
		}
		seen[l] = true
	}
	return true
}

// Numbers are the counts of a version, in the order of historyColumns; of one that was not read they are not known.
func (v versionView) Numbers() []string {
	return mapped(append(slices.Clone(v.Counts), v.Protections), func(n int) string {
		if v.Status == review.Failed {
			return "?"
		}
		return strconv.Itoa(n)
	})
}

// name of the history: that of its last version.
func (v historyView) name() string {
	if len(v.Versions) == 0 {
		return ""
	}
	return v.Versions[len(v.Versions)-1].Name
}

// stepLine is one change of a step in one line.
func stepLine(e changeEntry) string {
	text := e.categoryText() + line(e.Rule.Title) + e.severityText() + ", "
	switch {
	case e.Whole():
		text += "the draft as a whole"
	case e.After.StartLine == 0:
		text += e.WhereOld + ` of the version before: "` + short(line(e.Before.Quote)) + `"`
	default:
		text += e.WhereNew + `: "` + short(line(e.After.Quote)) + `"`
	}
	if len(e.How) > 0 {
		text += "; " + strings.Join(e.How, "; ")
	}
	return text
}

// shortQuote is the longest quote in a line of a history, in bytes.
const shortQuote = 160

func short(quote string) string {
	if len(quote) <= shortQuote {
		return quote
	}
	cut := strings.ToValidUTF8(quote[:shortQuote], "")
	if i := strings.LastIndexByte(cut, ' '); i > shortQuote/2 {
		cut = cut[:i]
	}
	return cut + "..."
}

// blocks are the heights of a bar in a terminal, from an eighth to the whole of a line (Unicode, Block Elements).
var blocks = []rune("▁▂▃▄▅▆▇█")

// spark draws counts as bars of one line each; a dot is nothing.
func spark(counts []int, most int) string {
	var b strings.Builder
	for _, n := range counts {
		if n == 0 || most == 0 {
			b.WriteRune('·')
			continue
		}
		b.WriteRune(blocks[(n*len(blocks)-1)/most])
	}
	return b.String()
}
