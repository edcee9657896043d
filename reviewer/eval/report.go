package eval

import (
	"cmp"
	"maps"
	"slices"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Share is a part of a whole: Hits of Total.
type Share struct {
	Hits  int `json:"hits"`
	Total int `json:"total"`
}

// Value is Hits/Total; 1 if there was nothing to hit.
func (s Share) Value() float64 {
	if s.Total == 0 {
		return 1
	}
	return float64(s.Hits) / float64(s.Total)
}

func (s *Share) add(hit bool) {
	s.Total++
	if hit {
		s.Hits++
	}
}

// Rate is a count over a number of lines.
type Rate struct {
	Count int `json:"count"`
	Lines int `json:"lines"`
}

// PerThousand is the count per 1,000 lines; 0 if there are no lines.
func (r Rate) PerThousand() float64 {
	if r.Lines == 0 {
		return 0
	}
	return float64(r.Count) * 1000 / float64(r.Lines)
}

// Tally counts what the findings of medium or higher of one rule are worth. Weak counts its low findings.
type Tally struct {
	Rule     string `json:"rule"`
	OnLabel  int    `json:"on-label"`
	OffLabel int    `json:"off-label"` // on no label, and no false alarm
	Alarms   int    `json:"false-alarms"`
	Weak     int    `json:"low"`
	WeakHits int    `json:"low-on-label"`
}

// Presence says how well the categories that a document is raised for fit the document.
type Presence struct {
	Precision Share `json:"precision"` // documents in which the category was raised at medium or higher: those that deserve it
	Recall    Share `json:"recall"`    // documents that deserve it: those in which it was raised
}

// Report is the measurement of one set of labelled documents.
type Report struct {
	Name      string       `json:"name"`
	Documents map[Kind]int `json:"documents"`
	Lines     int          `json:"lines"`

	Recall           Share                        `json:"recall"`
	RecallBySeverity map[string]Share             `json:"recall-by-severity"` // by labelled severity
	RecallByCategory map[catalogue.Category]Share `json:"recall-by-category"`
	RecallByKind     map[Kind]Share               `json:"recall-by-kind"`
	RecallPrimary    Share                        `json:"recall-primary"`  // by the first place of each finding alone
	RecallStrong     Share                        `json:"recall-strong"`   // by findings of medium or higher alone
	RecallAny        Share                        `json:"recall-any"`      // by findings of whatever category
	Precision        Share                        `json:"precision"`       // findings of medium or higher on a label of their category
	PrecisionAny     Share                        `json:"precision-any"`   // ... on a label of whatever category
	PrecisionHigh    Share                        `json:"precision-high"`  // high findings on a label of their category
	Alarms           Rate                         `json:"false-alarms"`    // in quiet categories or on lookalikes
	AlarmsOnLabel    int                          `json:"alarms-on-label"` // of these, those that lie on a label too
	Lookalikes       Share                        `json:"lookalikes"`      // labelled lookalikes that were not reported
	Quiet            Rate                         `json:"quiet"`           // findings of medium or higher in quiet categories
	QuietByKind      map[Kind]Rate                `json:"quiet-by-kind"`
	// Raised counts the labelled concerns by labelled severity and then by the highest severity of the findings that
	// are right for them, "none" if there is none.
	Raised         map[string]map[string]int       `json:"raised-severity"`
	Findings       map[string]int                  `json:"findings"` // by severity
	FindingsByKind map[Kind]map[string]int         `json:"findings-by-kind"`
	HighOffConcern int                             `json:"high-in-protective-or-neutral"`
	Presence       Presence                        `json:"documents-raised"`
	PresenceBy     map[catalogue.Category]Presence `json:"documents-raised-by-category"`
	LabelErrors    []string                        `json:"label-errors"`
	Rules          []Tally                         `json:"rules"`

	verdicts []Verdict
	misses   []Miss
	hits     []Hit
}

// Hit is a labelled concern with the findings that lie on it.
type Hit struct {
	Passage
	Document string
	Findings []review.Finding
}

// Measure counts what the reviews found against their labels.
func Measure(name string, all []Reviewed) Report {
	r := Report{
		Name: name, Documents: map[Kind]int{}, RecallBySeverity: map[string]Share{},
		RecallByCategory: map[catalogue.Category]Share{}, RecallByKind: map[Kind]Share{}, QuietByKind: map[Kind]Rate{},
		Findings: map[string]int{}, FindingsByKind: map[Kind]map[string]int{}, PresenceBy: map[catalogue.Category]Presence{},
		LabelErrors: []string{}, Raised: map[string]map[string]int{},
	}
	for _, d := range all {
		r.Documents[d.Kind]++
		r.Lines += d.Lines
		r.LabelErrors = append(r.LabelErrors, d.Errors...)
		r.addConcerns(d)
		r.addFindings(d)
		r.addLookalikes(d)
		r.addPresence(d)
	}
	r.Alarms.Lines, r.Quiet.Lines = r.Lines, r.Lines
	r.Rules = r.tallies()
	return r
}

func (r *Report) addConcerns(d Reviewed) {
	for _, c := range d.Concerns {
		hits := found(c, d.Findings)
		hit := len(hits) > 0
		r.Recall.add(hit)
		r.addRaised(c, hits)
		addTo(r.RecallBySeverity, c.Severity.String(), hit)
		addTo(r.RecallByCategory, c.Category, hit)
		addTo(r.RecallByKind, d.Kind, hit)
		r.RecallPrimary.add(slices.ContainsFunc(hits, func(f review.Finding) bool { return onLines(f.Place, c.Lines, Tolerance) }))
		r.RecallStrong.add(slices.ContainsFunc(hits, strong))
		r.RecallAny.add(slices.ContainsFunc(d.Findings, func(f review.Finding) bool { return overlaps(f, c.Lines, Tolerance) }))
		if hit {
			r.hits = append(r.hits, Hit{c, d.Document, hits})
		} else {
			r.misses = append(r.misses, Miss{c, d.Document})
		}
	}
}

func (r *Report) addRaised(c Passage, hits []review.Finding) {
	raised := "none"
	highest := catalogue.Severity(0)
	for _, f := range hits {
		if f.Severity > highest {
			highest, raised = f.Severity, f.Severity.String()
		}
	}
	if r.Raised[c.Severity.String()] == nil {
		r.Raised[c.Severity.String()] = map[string]int{}
	}
	r.Raised[c.Severity.String()][raised]++
}

func strong(f review.Finding) bool { return f.Severity >= catalogue.Medium }

func addTo[K comparable](shares map[K]Share, key K, hit bool) {
	s := shares[key]
	s.add(hit)
	shares[key] = s
}

func (r *Report) addFindings(d Reviewed) {
	quiet := r.QuietByKind[d.Kind]
	quiet.Lines += d.Lines
	if r.FindingsByKind[d.Kind] == nil {
		r.FindingsByKind[d.Kind] = map[string]int{}
	}
	for _, f := range d.Findings {
		v := judge(d.Label, f)
		r.verdicts = append(r.verdicts, v)
		r.Findings[f.Severity.String()]++
		r.FindingsByKind[d.Kind][f.Severity.String()]++
		if f.Severity == catalogue.High {
			r.PrecisionHigh.add(v.OnLabel)
			if d.Kind != KindConcern {
				r.HighOffConcern++
			}
		}
		if !strong(f) {
			continue
		}
		r.Precision.add(v.OnLabel)
		r.PrecisionAny.add(v.OnAny)
		if v.Alarm != "" {
			r.Alarms.Count++
			if v.OnLabel {
				r.AlarmsOnLabel++
			}
		}
		if slices.Contains(d.Quiet, f.Rule.Category) {
			r.Quiet.Count++
			quiet.Count++
		}
	}
	r.QuietByKind[d.Kind] = quiet
}

func (r *Report) addLookalikes(d Reviewed) {
	for _, p := range d.Lookalikes {
		r.Lookalikes.add(!slices.ContainsFunc(d.Findings, func(f review.Finding) bool {
			return strong(f) && p.accepts(f.Rule.Category) && overlaps(f, p.Lines, 0)
		}))
	}
}

// addPresence counts a category that stands only under `also` neither for nor against.
func (r *Report) addPresence(d Reviewed) {
	for _, c := range catalogue.Categories() {
		deserved := slices.ContainsFunc(d.Concerns, func(p Passage) bool { return p.Category == c })
		allowed := slices.ContainsFunc(d.Concerns, func(p Passage) bool { return p.accepts(c) })
		raised := slices.ContainsFunc(d.Findings, func(f review.Finding) bool { return strong(f) && f.Rule.Category == c })
		by := r.PresenceBy[c]
		if raised && (deserved || !allowed) {
			by.Precision.add(deserved)
			r.Presence.Precision.add(deserved)
		}
		if deserved {
			by.Recall.add(raised)
			r.Presence.Recall.add(raised)
		}
		r.PresenceBy[c] = by
	}
}

// tallies ranks the rules: the most hits first, then the fewest false alarms.
func (r *Report) tallies() []Tally {
	by := map[string]Tally{}
	for _, v := range r.verdicts {
		t := by[v.Rule.ID]
		t.Rule = v.Rule.ID
		switch {
		case !strong(v.Finding):
			t.Weak++
			if v.OnLabel {
				t.WeakHits++
			}
		case v.Alarm != "":
			t.Alarms++
		case v.OnLabel:
			t.OnLabel++
		default:
			t.OffLabel++
		}
		by[v.Rule.ID] = t
	}
	return slices.SortedFunc(maps.Values(by), func(a, b Tally) int {
		return cmp.Or(b.OnLabel-a.OnLabel, a.Alarms-b.Alarms, a.OffLabel-b.OffLabel, cmp.Compare(a.Rule, b.Rule))
	})
}
