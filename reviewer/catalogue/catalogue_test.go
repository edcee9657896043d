package catalogue

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const goodRule = `title: Keeping a record of people
severity: medium
fires:
  - say: ["{collect} .. address"]
message: The passage has connections recorded.
question: After how long is the record deleted?
mitigation: State a longest retention period.
rights: [UDHR 12]
guidance: [RFC 9620 section 4.14]
examples: {fires: [x], quiet: [y]}
`

const goodConcept = "meaning: To keep data.\nphrases: [log, store]\n"

func load(rule, concept string) (*Catalogue, error) {
	return Load(fstest.MapFS{
		"surveillance/record.yaml": {Data: []byte(rule)},
		"concepts/collect.yaml":    {Data: []byte(concept)},
	}, nil)
}

func TestBuiltinLoads(t *testing.T) {
	c, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Concepts) == 0 || len(c.Stance.Cues) == 0 {
		t.Errorf("%d concepts and %d cues, want some of each", len(c.Concepts), len(c.Stance.Cues))
	}
}

func TestLoadNamesTheRule(t *testing.T) {
	c, err := load(goodRule, goodConcept)
	if err != nil {
		t.Fatal(err)
	}
	r, ok := c.Rule("surveillance/record")
	if !ok || r.Category != Surveillance || r.Kind != KindConcern || r.Severity != Medium {
		t.Errorf("rule %+v", r)
	}
}

func TestLoadSaysWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"unknown field":     {"title:", "titel:", `[1:1] unknown field "titel"`},
		"no question":       {"question: After how long is the record deleted?\n", "", "no question"},
		"severity":          {"severity: medium", "severity: grave", `unknown severity "grave": write high, medium or low`},
		"no severity":       {"severity: medium\n", "", "no severity"},
		"unknown concept":   {"{collect}", "{colect}", "the concept {colect}, which does not exist"},
		"bad gap":           {"..", "..99", "write .. or ..N with N from 1 to 25"},
		"short stem":        {"address", "ip*", "at least 4 letters must stand before *"},
		"bad character":     {"address", "addr#", "the character '#' cannot stand in a word"},
		"stance":            {"severity:", "stance: forbids\nseverity:", `stance "forbids" is not known`},
		"right":             {"UDHR 12", "Magna Carta", `right "Magna Carta"`},
		"no near miss":      {"quiet: [y]", "quiet: []", "one near miss under quiet"},
		"two ways":          {"  - say:", "  - field: [x]\n    say:", "exactly one of say, field and absent"},
		"unknown section":   {"  - say:", "  - sections: [preface]\n    say:", `sections "preface" is not known`},
		"too far":           {"  - say:", "  - within: 500\n    say:", "write a number of words from 1 to 60"},
		"too many optional": {"address", "a? b? c? d? e? f? g? address", "7 words may be missing, over the limit of 6"},
		"wording":           {"severity:", "suggest: {First name: given name}\nseverity:", `suggest "First name": "given name": write words in lower case`},
		"starts with a gap": {"{collect} ..", "..", "it starts with a gap"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(strings.Replace(goodRule, c.from, c.to, 1), goodConcept)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "surveillance/record.yaml") {
				t.Errorf("error %v, want one that names the file and says %q", err, c.want)
			}
		})
	}
}

func TestLoadRefusesCirclesAndStrayFolders(t *testing.T) {
	if _, err := load(goodRule, "meaning: m\nphrases: [\"{collect} x\"]\n"); err == nil || !strings.Contains(err.Error(), "circle") {
		t.Errorf("a circle of concepts: error %v", err)
	}
	_, err := Load(fstest.MapFS{"surveilance/record.yaml": {Data: []byte(goodRule)}}, nil)
	if err == nil || !strings.Contains(err.Error(), "no such category") {
		t.Errorf("a misspelt folder: error %v", err)
	}
	if _, err := load("", goodConcept); err == nil || !strings.Contains(err.Error(), "empty") {
		t.Errorf("an empty file: error %v", err)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(goodRule, goodConcept)
	f.Add("title: !x", "meaning: !!binary x")
	f.Add("fires: [{say: [\"{collect}\"]}]", "phrases: [&a \"x\", *a]")
	f.Fuzz(func(t *testing.T, rule, concept string) {
		if c, err := load(rule, concept); err == nil && len(c.Rules) != 1 {
			t.Errorf("%d rules from one file", len(c.Rules))
		}
	})
}

func TestMergeReplacesByID(t *testing.T) {
	a, err := load(goodRule, goodConcept)
	if err != nil {
		t.Fatal(err)
	}
	b, err := load(strings.Replace(goodRule, "severity: medium", "severity: low", 1), goodConcept)
	if err != nil {
		t.Fatal(err)
	}
	m := a.Merge(b)
	if len(m.Rules) != 1 || m.Rules[0].Severity != Low || len(m.Concepts) != 1 {
		t.Errorf("merged %d rules and %d concepts, severity %v", len(m.Rules), len(m.Concepts), m.Rules[0].Severity)
	}
}

func TestForms(t *testing.T) {
	for word, want := range map[string][]string{
		"log":       {"logs", "logged", "logging"},
		"identify":  {"identifies", "identified", "identifying"},
		"anonymise": {"anonymises", "anonymized", "anonymizing"},
		"behaviour": {"behavior", "behaviors"},
		"address":   {"addresses", "addressed"},
		"keep":      {"keeps", "kept", "keeping"},
		"store":     {"stores", "stored", "storing"},
		"policy":    {"policies"},
		"person":    {"persons", "people"},
		"licence":   {"license", "licenses"},
	} {
		forms := Forms(word)
		for _, w := range want {
			if !slices.Contains(forms, w) {
				t.Errorf("%s: no form %q in %v", word, w, forms)
			}
		}
	}
	for word, not := range map[string]string{"must": "musted", "not": "nots", "of": "ofs"} {
		if slices.Contains(Forms(word), not) {
			t.Errorf("%s has the form %q", word, not)
		}
	}
}

func FuzzParsePhrase(f *testing.F) {
	for _, s := range []string{"log .. {person}", "=a|b* ?", "{x", "a..b", "..", "", "n't"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		p, err := ParsePhrase(source)
		if err == nil && len(p.Parts) == 0 {
			t.Errorf("%q: no error and no parts", source)
		}
	})
}
