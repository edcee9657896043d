package review

import (
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
)

// Decisions are what people have settled before a draft is reviewed: what to show, how severe a rule is to them, and
// what is not to be raised. The zero value shows everything as the catalogue has it.
type Decisions struct {
	Least        catalogue.Severity            // findings below it are left out; zero keeps all
	Categories   []catalogue.Category          // findings of other categories are left out; empty keeps all
	Severities   map[string]catalogue.Severity // by rule id or "category/*"; the rule id wins
	Suppressions []*Suppression                // those that may apply to the draft; the first that matches is taken
	Broad        bool                          // keep protections of broad rules, for comparing versions
	Today        string                        // YYYY-MM-DD, the date of the run; empty lets nothing expire
}

// Matches reports whether a rule id, such as "surveillance/logging", is meant by a pattern: the id itself, or
// "surveillance/*" for all rules of a category.
func Matches(pattern, rule string) bool {
	if category, ok := strings.CutSuffix(pattern, "/*"); ok {
		return strings.HasPrefix(rule, category+"/")
	}
	return pattern == rule
}

// severity is that of a finding after people have had their say. What they set is the severity of a plain passage:
// strength, scale and context have moved the finding away from it, and go on doing so.
func (d Decisions) severity(f Finding) catalogue.Severity {
	base, ok := d.Severities[f.Rule.ID]
	if !ok {
		base, ok = d.Severities[string(f.Rule.Category)+"/*"]
	}
	if !ok {
		return f.Severity
	}
	return min(max(f.Severity+base-f.Rule.Severity, catalogue.Low), catalogue.High)
}

// keeps reports whether a finding is to be shown.
func (d Decisions) keeps(f Finding) bool {
	return f.Severity >= d.Least && d.wantsAny(f.Rule, f.Also)
}

// wantsAny reports whether the category of a rule, or of one of the others that say the same, is to be shown.
func (d Decisions) wantsAny(rule catalogue.Rule, also []string) bool {
	if d.wants(rule.Category) {
		return true
	}
	for _, other := range also {
		if d.wants(catalogue.CategoryOf(other)) {
			return true
		}
	}
	return false
}

func (d Decisions) wants(category catalogue.Category) bool {
	if len(d.Categories) == 0 {
		return true
	}
	for _, c := range d.Categories {
		if c == category {
			return true
		}
	}
	return false
}
