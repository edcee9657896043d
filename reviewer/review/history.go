package review

import "github.com/rightsreview/rightsreview/reviewer/catalogue"

// History is a draft over its versions, from old to new.
type History struct {
	Versions []Review
	Steps    []Comparison // Steps[i] is from Versions[i] to Versions[i+1]
}

// Limit leaves out of every step what the decisions about its new version do not want to see.
func (h History) Limit(decisions func(path string) Decisions) History {
	steps := make([]Comparison, len(h.Steps))
	for i, c := range h.Steps {
		steps[i] = c.Limit(decisions(h.Versions[i+1].Document.Path))
	}
	h.Steps = steps
	return h
}

// Status of a history: that of its worst version.
func (h History) Status() Status {
	status := Complete
	for _, r := range h.Versions {
		switch s := r.Status(); {
		case s == Failed:
			return Failed
		case s == Partial:
			status = Partial
		}
	}
	return status
}

// Standing is how many concerns and protections a version has.
type Standing struct {
	Concerns    map[catalogue.Severity]int // those that nobody has suppressed
	Protections int                        // without those of broad rules
}

// Standing counts what a version has, as far as the decisions want to see it.
func (r Review) Standing(d Decisions) Standing {
	s := Standing{Concerns: map[catalogue.Severity]int{}}
	for _, f := range r.Findings {
		if f.Suppressed == nil && d.keeps(f) {
			s.Concerns[f.Severity]++
		}
	}
	for _, p := range r.Protections {
		if !p.Rule.Broad && d.wantsAny(p.Rule, p.Also) {
			s.Protections++
		}
	}
	return s
}
