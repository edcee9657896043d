package review

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
)

// concern makes a finding of a rule at an offset of the text.
func concern(rule string, at int, severity catalogue.Severity) Finding {
	category := catalogue.Category(rule[:slices.Index([]byte(rule), '/')])
	return Finding{
		Rule:     catalogue.Rule{ID: rule, Category: category, Severity: catalogue.Medium},
		Severity: severity,
		Place:    Place{Text: document.Span{Start: at, End: at + 10}, StartLine: at, Quote: "quote", SectionTitle: "Logs"},
	}
}

func draft(findings ...Finding) Review {
	return Review{Document: &document.Document{Path: "draft.md"}, Findings: findings}
}

func TestAssembleOrders(t *testing.T) {
	whole := Finding{Rule: catalogue.Rule{ID: "exclusion/absent"}, Severity: catalogue.Low}
	made := draft(
		whole, concern("surveillance/log", 50, catalogue.Low), concern("surveillance/log", 10, catalogue.Low),
		concern("exclusion/cost", 50, catalogue.Low), concern("surveillance/log", 50, catalogue.High),
	)
	given := slices.Clone(made.Findings)
	r := Assemble(made, Decisions{}, nil)
	var got []string
	for _, f := range r.Findings {
		got = append(got, f.Rule.ID)
	}
	if diff := cmp.Diff([]string{"surveillance/log", "exclusion/cost", "surveillance/log", "exclusion/absent"}, got); diff != "" {
		t.Errorf("order by place, then by rule, the whole draft last, none twice (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(given, made.Findings); diff != "" {
		t.Errorf("what was given has changed:\n%s", diff)
	}
}

func TestAssembleNames(t *testing.T) {
	made := draft(concern("surveillance/log", 10, catalogue.High), concern("surveillance/log", 50, catalogue.Low))
	all := Assemble(made, Decisions{}, nil)
	if all.Findings[0].ID == all.Findings[1].ID || len(all.Findings[0].ID) != 16 {
		t.Errorf("ids %q and %q of two findings with the same words", all.Findings[0].ID, all.Findings[1].ID)
	}
	few := Assemble(draft(made.Findings[1], made.Findings[0]), Decisions{Least: catalogue.High}, nil)
	if few.Below != 1 || len(few.Findings) != 1 || few.Findings[0].ID != all.Findings[0].ID {
		t.Errorf("the id depends on what is shown: %+v, %d below", few.Findings, few.Below)
	}
}

func TestAssembleDecides(t *testing.T) {
	made := draft(
		concern("surveillance/log", 10, catalogue.High), concern("exclusion/cost", 20, catalogue.Low),
		concern("censorship/block", 30, catalogue.Medium),
	)
	made.Findings[1].Also = []string{"surveillance/log"}
	made.Protections = []Protection{{Rule: catalogue.Rule{ID: "exclusion/open", Category: catalogue.Exclusion}}}
	for name, c := range map[string]struct {
		decisions Decisions
		want      []string // rule and severity of what is shown
		below     int
	}{
		"nothing": {Decisions{}, []string{"surveillance/log high", "exclusion/cost low", "censorship/block medium"}, 0},
		"least":   {Decisions{Least: catalogue.Medium}, []string{"surveillance/log high", "censorship/block medium"}, 1},
		"category, also by another rule": {
			Decisions{Categories: []catalogue.Category{catalogue.Surveillance}},
			[]string{"surveillance/log high", "exclusion/cost low"}, 1,
		},
		"severity of a rule wins over that of its category": {
			Decisions{Severities: map[string]catalogue.Severity{
				"surveillance/*": catalogue.High, "surveillance/log": catalogue.Low, "exclusion/*": catalogue.High,
			}},
			[]string{"surveillance/log medium", "exclusion/cost medium", "censorship/block medium"}, 0,
		},
		"severity before least": {
			Decisions{Least: catalogue.High, Severities: map[string]catalogue.Severity{"censorship/*": catalogue.High}},
			[]string{"surveillance/log high", "censorship/block high"}, 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := Assemble(made, c.decisions, nil)
			var got []string
			for _, f := range r.Findings {
				got = append(got, f.Rule.ID+" "+f.Severity.String())
			}
			if diff := cmp.Diff(c.want, got); diff != "" || r.Below != c.below {
				t.Errorf("below %d, want %d (-want +got):\n%s", r.Below, c.below, diff)
			}
			if shown := len(r.Protections); (shown == 1) != (len(c.decisions.Categories) == 0) {
				t.Errorf("%d protections", shown)
			}
		})
	}
}

func TestAssembleSuppresses(t *testing.T) {
	first := Assemble(draft(concern("surveillance/log", 10, catalogue.High)), Decisions{}, nil)
	id := first.Findings[0].ID
	block := document.Span{Start: 5, End: 30}
	for name, c := range map[string]struct {
		suppression Suppression
		comment     bool
		today       string
		want        bool
	}{
		"by rule":                {Suppression{Rule: "surveillance/log"}, false, "", true},
		"by category":            {Suppression{Rule: "surveillance/*"}, false, "", true},
		"by id":                  {Suppression{ID: id}, false, "", true},
		"by another id":          {Suppression{ID: "0123456789abcdef"}, false, "", false},
		"another rule":           {Suppression{Rule: "surveillance/logs"}, false, "", false},
		"another category":       {Suppression{Rule: "surveil/*"}, false, "", false},
		"on its last day":        {Suppression{Rule: "surveillance/*", Expires: "2026-11-24"}, false, "2026-11-24", true},
		"after its last day":     {Suppression{Rule: "surveillance/*", Expires: "2026-11-24"}, false, "2026-11-25", false},
		"in the text":            {Suppression{Rule: "surveillance/*"}, true, "", true},
		"in the text, by id":     {Suppression{ID: id}, true, "", true},
		"in the text, too late":  {Suppression{Rule: "surveillance/*", Expires: "2020-01-01"}, true, "2026-11-24", false},
		"in the text, elsewhere": {Suppression{Rule: "exclusion/*"}, true, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			d, comments := Decisions{Today: c.today, Least: catalogue.High}, []Comment(nil)
			if c.comment {
				comments = []Comment{{&c.suppression, block}}
			} else {
				d.Suppressions = []*Suppression{&c.suppression}
			}
			made := draft(concern("surveillance/log", 10, catalogue.High), concern("surveillance/other", 40, catalogue.Low))
			r := Assemble(made, d, comments)
			if got := r.Findings[0].Suppressed == &c.suppression; got != c.want {
				t.Errorf("suppressed: %v, want %v", got, c.want)
			}
		})
	}
}

// TestLedgerAddsUp makes reviews and decisions at random.
func TestLedgerAddsUp(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	rules := []string{"surveillance/log", "surveillance/track", "exclusion/cost", "censorship/block"}
	for range 500 {
		var made []Finding
		for range random.IntN(20) {
			made = append(made, concern(rules[random.IntN(len(rules))], 1+random.IntN(9), catalogue.Severity(1+random.IntN(3))))
		}
		d := Decisions{Least: catalogue.Severity(random.IntN(4))}
		if random.IntN(2) == 0 {
			d.Categories = []catalogue.Category{catalogue.Exclusion}
		}
		if random.IntN(2) == 0 {
			d.Suppressions = []*Suppression{{Rule: rules[random.IntN(len(rules))]}}
		}
		all := Assemble(draft(made...), Decisions{}, nil)
		r := Assemble(draft(made...), d, nil)
		l := r.Count()
		if err := l.Check(); err != nil {
			t.Fatal(err)
		}
		if l.Made != len(all.Findings) {
			t.Fatalf("%d made with %+v, %d without", l.Made, d, len(all.Findings))
		}
	}
}
