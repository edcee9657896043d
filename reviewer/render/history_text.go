package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/review"
)

// historyColumns are the columns of counts, behind the revision and its date.
var historyColumns = []string{"high", "medium", "low", "protections"}

// writeHistoryText writes for a terminal: a table, a small chart, and what each revision changed.
func writeHistoryText(w io.Writer, o Options, v historyView) error {
	t := newText(w, o).(*text)
	t.said = map[string]bool{}
	t.prose("", "", fmt.Sprintf("%s: %s", v.name(), plural(len(v.Versions), "version")), styleBold)
	if v.Title != "" {
		t.prose("", "", v.Title, styleBold)
	}
	t.put("\n")
	t.historyTable(v)
	t.historyChart(v)
	for _, one := range v.Versions {
		t.step(one)
	}
	t.list("Note", indent, indent, v.Notes)
	return t.w.Flush()
}

func (t *text) historyTable(v historyView) {
	first, date := len("Revision"), len("Date")
	for _, one := range v.Versions {
		first, date = max(first, cells(one.Label)), max(date, cells(one.Date))
	}
	first, date = min(first, t.width/2), min(date, 20)
	t.put(t.paint(styleDim, pad("Revision", first)+"  "+pad("Date", date)))
	for _, c := range historyColumns {
		t.put(t.paint(styleDim, fmt.Sprintf("%*s", len(c)+2, c)))
	}
	t.put("\n")
	for _, one := range v.Versions {
		t.put(pad(one.Label, first) + "  " + pad(one.Date, date))
		if one.Status == review.Failed {
			t.put("  " + t.paint(styleFailed, one.Failure) + "\n")
			continue
		}
		for i, n := range one.Numbers() {
			t.put(fmt.Sprintf("%*s", len(historyColumns[i])+2, n))
		}
		t.put("\n")
	}
	t.put("\n")
}

// pad fills text with spaces to a number of columns, or cuts it.
func pad(text string, columns int) string {
	if n := cells(text); n <= columns {
		return text + strings.Repeat(" ", columns-n)
	}
	return cut(text, columns)[0]
}

// historyChart draws what the table counts, one character a version.
func (t *text) historyChart(v historyView) {
	var concerns, protections []int
	for _, one := range v.Versions {
		concerns, protections = append(concerns, one.Concerns), append(protections, one.Protections)
	}
	for _, row := range []struct {
		name   string
		counts []int
		style  style
	}{{"concerns", concerns, styleWarn}, {"protections", protections, styleGood}} {
		t.put(fmt.Sprintf("%-13s", row.name) + t.paint(row.style, spark(row.counts, v.Most)) + "\n")
	}
	t.put("\n")
}

// step writes what one version changed.
func (t *text) step(one versionView) {
	if one.Step == nil {
		return
	}
	t.rule(one.Label)
	if one.Step.Failure != "" {
		t.prose(indent, indent, one.Step.Failure, styleFailed)
		t.put("\n")
		return
	}
	t.prose("", "", one.Step.Headline, styleNone)
	for _, g := range one.Step.Groups {
		for _, e := range g.Entries {
			first, _ := t.badge(changeStyles[e.Change], string(e.Change))
			t.prose(first, indent+indent, stepLine(e), styleNone)
		}
	}
	t.put("\n")
}

// writeHistoryMarkdown writes for an issue or a mail.
func writeHistoryMarkdown(w io.Writer, o Options, v historyView) error {
	m := newMarkdown(w, o).(*markdown)
	m.heading(2, inline(fmt.Sprintf("%s: %s", v.name(), plural(len(v.Versions), "version"))))
	if v.Title != "" {
		m.put("**" + inline(v.Title) + "**\n\n")
	}
	m.put("| Revision | Date |")
	for _, c := range historyColumns {
		m.put(" " + c + " |")
	}
	m.put("\n| --- | --- |" + strings.Repeat(" ---: |", len(historyColumns)) + "\n")
	for _, one := range v.Versions {
		m.put("| " + inline(one.Label) + " | " + inline(one.Date) + " |")
		for _, n := range one.Numbers() {
			m.put(" " + n + " |")
		}
		m.put("\n")
	}
	for _, one := range v.Versions {
		m.step(one)
	}
	m.apart()
	m.put(comparisonNote + "\n")
	return m.w.Flush()
}

func (m *markdown) step(one versionView) {
	if one.Step == nil && one.Failure == "" {
		return
	}
	m.heading(3, inline(one.Label))
	switch {
	case one.Failure != "":
		m.put(inline(one.verdict()) + "\n")
		return
	case one.Step.Failure != "":
		m.put(inline(one.Step.Failure) + "\n")
		return
	}
	m.put(inline(one.Step.Headline) + "\n\n")
	for _, g := range one.Step.Groups {
		for _, e := range g.Entries {
			m.put("- **" + strings.ToUpper(string(e.Change)) + "** " + inline(stepLine(e)) + "\n")
		}
	}
}
