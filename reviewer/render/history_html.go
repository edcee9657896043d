package render

import (
	"fmt"
	"html/template"
	"io"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// The chart of a history is drawn in a box of these units, and scaled by the browser.
const (
	chartHeight = 220
	chartTop    = 16 // room for the highest number
	chartFoot   = 28 // room for the labels
	barWidth    = 34
	barGap      = 26 // between versions
	chartLabel  = 8  // runes that a version has room for below its bars
)

// htmlHistory is a history as the page shows it.
type htmlHistory struct {
	historyView
	Width, Height, Base int
	Bars                []htmlBar
	Groups              []htmlStep
}

// htmlBar is one version in the chart: its concerns as one bar, cut by severity, and its protections as another.
type htmlBar struct {
	Label  string
	X      int // left edge of the first bar
	Middle int
	Parts  []htmlPart
	Said   string // what a pointer or a screen reader is told
}

// htmlPart is a rectangle of the chart.
type htmlPart struct {
	Class               string
	X, Y, Width, Height int
}

// htmlStep is what one version changed.
type htmlStep struct {
	Key, Label, Headline, Failure string
	Boxes                         []htmlChangeGroup
}

// writeHistoryHTML writes one page that needs nothing else.
func writeHistoryHTML(w io.Writer, o Options, v historyView) error {
	out := htmlHistory{historyView: v, Height: chartHeight, Base: chartHeight - chartFoot}
	entries := 0
	for i, one := range v.Versions {
		out.Bars = append(out.Bars, barOf(one, i, v.Most))
		if one.Step == nil {
			continue
		}
		out.Groups = append(out.Groups, htmlStep{
			Key: fmt.Sprintf("s%d", i), Label: one.Label, Headline: one.Step.Headline, Failure: one.Step.Failure,
			Boxes: htmlChangeGroups(*one.Step, &entries),
		})
	}
	out.Width = max(1, len(v.Versions)) * (barWidth + barGap)
	title := "Over its versions: " + v.name()
	return writePage(w, o.Version, title, func(t *template.Template, w io.Writer) error { return t.ExecuteTemplate(w, "history.html", out) })
}

// lastOf gives the end of a label that is longer than some runes: names of versions differ there.
func lastOf(label string, most int) string {
	runes := []rune(label)
	if len(runes) <= most {
		return label
	}
	return "…" + string(runes[len(runes)-most+1:])
}

// barOf lays one version out in the chart.
func barOf(one versionView, at, most int) htmlBar {
	bar := htmlBar{Label: lastOf(one.Label, chartLabel), X: barGap/2 + at*(barWidth+barGap)}
	bar.Middle = bar.X + barWidth/2
	bar.Said = fmt.Sprintf("%s: %s (%d high, %d medium, %d low), %s", one.Label, plural(one.Concerns, "concern"),
		one.Counts[0], one.Counts[1], one.Counts[2], plural(one.Protections, "protection"))
	if one.Status == review.Failed {
		bar.Said = one.Label + ": " + one.Failure
	}
	y := chartHeight - chartFoot
	for i := len(severities) - 1; i >= 0; i-- { // low at the foot
		h := heightOf(one.Counts[i], most)
		y -= h
		bar.Parts = append(bar.Parts, htmlPart{htmlLevels[severities[i]].Class, bar.X, y, barWidth/2 - 1, h})
	}
	h := heightOf(one.Protections, most)
	bar.Parts = append(bar.Parts, htmlPart{htmlGood.Class, bar.X + barWidth/2 + 1, chartHeight - chartFoot - h, barWidth/2 - 1, h})
	return bar
}

func heightOf(n, most int) int {
	if most == 0 {
		return 0
	}
	return n * (chartHeight - chartFoot - chartTop) / most
}

// Legend lists what the colours of the chart mean.
func (htmlHistory) Legend() []Level {
	return []Level{
		htmlLevels[catalogue.High], htmlLevels[catalogue.Medium], htmlLevels[catalogue.Low], {htmlGood.Class, htmlGood.Shape, "Protections"},
	}
}
