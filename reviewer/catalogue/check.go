package catalogue

import (
	"fmt"
	"slices"
	"strings"
)

// The closed lists that a rule may name. Package checklist tests that they agree with package document.
var (
	stances      = []string{"introduces", "enables", "describes"}
	strengths    = []string{"must", "should", "may", "none"}
	sectionKinds = []string{"body", "abstract", "introduction", "terminology", "security", "privacy", "human-rights", "operational", "iana", "appendix"}
	blockKinds   = []string{"paragraph", "list", "definition", "table-row", "note", "figure", "code"}
	languages    = []string{"abnf", "yang", "cddl", "asn.1", "json", "xml", "c", "http", "webidl", "packet"}
	builtins     = BuiltinConcepts()
)

// BuiltinConcepts names the concepts that the program recognises by itself rather than by phrases.
func BuiltinConcepts() []string {
	return []string{
		"null-cipher-suite", "export-cipher-suite", "anonymous-cipher-suite", "rc4-cipher-suite", "des-cipher-suite",
		"static-rsa-cipher-suite", "number",
	}
}

// check finds what is wrong in a catalogue that has been decoded.
func check(c *Catalogue) []error {
	k := checker{concepts: map[string]Concept{}}
	for _, name := range builtins {
		k.concepts[name] = Concept{Name: name}
	}
	for _, concept := range c.Concepts {
		k.concepts[concept.Name] = concept
	}
	for _, concept := range c.Concepts {
		k.concept(concept)
	}
	for _, r := range c.Rules {
		k.rule(r)
	}
	for _, cue := range c.Stance.Cues {
		k.file = "stance.yaml"
		if cue.Concept != "" && k.concepts[cue.Concept].Name == "" {
			k.fail("cue %q names the concept {%s}, which does not exist; add concepts/%s.yaml", cue.Name, cue.Concept, cue.Concept)
		}
	}
	return k.errs
}

type checker struct {
	concepts map[string]Concept
	errs     []error
	file     string
}

func (k *checker) fail(format string, args ...any) {
	k.errs = append(k.errs, fmt.Errorf("%s: %s", k.file, fmt.Sprintf(format, args...)))
}

func (k *checker) concept(c Concept) {
	k.file = c.File
	if c.Meaning == "" {
		k.fail("no meaning; say in one sentence what the concept covers")
	}
	if len(c.Phrases) == 0 {
		k.fail("no phrases; list at least one")
	}
	k.phrases("phrases", c.Phrases)
	if circle := k.circle(c.Name, nil); circle != "" {
		k.fail("the concepts refer to each other in a circle: %s; take one reference out", circle)
	}
}

func (k *checker) circle(name string, path []string) string {
	if slices.Contains(path, name) {
		return strings.Join(append(path, name), " -> ")
	}
	for _, ref := range References(k.concepts[name].Phrases) {
		if circle := k.circle(ref, append(slices.Clone(path), name)); circle != "" {
			return circle
		}
	}
	return ""
}

// References lists the concepts that phrases name, each once, in order. Phrases that cannot be parsed count for none.
func References(phrases []string) []string {
	var refs []string
	for _, source := range phrases {
		p, err := ParsePhrase(source)
		if err != nil {
			continue
		}
		for _, part := range p.Parts {
			for _, c := range part.Choices {
				if c.Concept != "" && !slices.Contains(refs, c.Concept) {
					refs = append(refs, c.Concept)
				}
			}
		}
	}
	return refs
}

func (k *checker) phrases(field string, phrases []string) {
	for _, entry := range phrases {
		for _, source := range Alternatives(entry) {
			p, err := ParsePhrase(source)
			if err != nil {
				k.fail("%s: %v", field, err)
				continue
			}
			for _, ref := range References([]string{p.Source}) {
				if _, ok := k.concepts[ref]; !ok {
					k.fail("%s: phrase %q names the concept {%s}, which does not exist; add concepts/%s.yaml or use one that `rightsreview rules concepts` lists", field, source, ref, ref)
				}
			}
		}
	}
}

// Alternatives splits an entry such as "MAC address / EUI-64" into its phrases.
func Alternatives(entry string) []string { return strings.Split(entry, " / ") }

func (k *checker) rule(r Rule) {
	k.file = r.File
	k.words("title", r.Title)
	if r.Kind != KindConcern && r.Kind != KindProtection {
		k.fail("kind is %q; write concern or protection", r.Kind)
	}
	if r.Broad && r.Kind != KindProtection {
		k.fail("broad is for rules of kind: protection; leave it out here")
	}
	k.words("message", r.Message)
	if r.Kind == KindConcern {
		k.words("question", r.Question)
		k.words("mitigation", r.Mitigation)
		if r.Severity == 0 {
			k.fail("no severity; write high, medium or low")
		}
	}
	k.among("stance", r.Stance, stances)
	k.rights(r)
	k.suggest(r)
	if len(r.Fires) == 0 {
		k.fail("fires is empty; a rule needs at least one way to fire")
	}
	for i, c := range r.Fires {
		k.clause(fmt.Sprintf("fires[%d]", i+1), c)
	}
	k.phrases("looks-like", r.LooksLike)
	k.phrases("answered", r.Answered)
	if len(r.Examples.Fires) == 0 || len(r.Examples.Quiet) == 0 {
		k.fail("examples needs at least one text under fires and one near miss under quiet")
	}
}

// suggest looks at the wording that a rule offers: in the text it is looked for in any case.
func (k *checker) suggest(r Rule) {
	for from, to := range r.Suggest {
		if strings.TrimSpace(from) == "" || from != strings.ToLower(from) || strings.TrimSpace(to) == "" || strings.Contains(from+to, "\n") {
			k.fail("suggest %q: %q: write words in lower case and what can take their place, each on one line", from, to)
		}
	}
}

func (k *checker) rights(r Rule) {
	if len(r.Rights) == 0 || len(r.Guidance) == 0 {
		k.fail("rights and guidance need at least one entry each, such as \"ICCPR 17\" and \"RFC 9620 section 4.14\"")
	}
	for _, right := range r.Rights {
		instrument, _, ok := strings.Cut(right, " ")
		if !ok || !slices.Contains([]string{"UDHR", "ICCPR", "ICESCR", "CRC", "CRPD", "CEDAW", "UNDRIP"}, instrument) {
			k.fail("right %q: write an instrument and an article, such as \"UDHR 12\", \"ICCPR 17\" or \"ICESCR 15\"", right)
		}
	}
}

func (k *checker) words(field, text string) {
	if strings.TrimSpace(text) == "" {
		k.fail("no %s; docs/catalogue.md says what to write", field)
	}
}

func (k *checker) among(field, value string, list []string) {
	if value != "" && !slices.Contains(list, value) {
		k.fail("%s %q is not known; write one of %s", field, value, strings.Join(list, ", "))
	}
}

func (k *checker) clause(at string, c Clause) {
	n := 0
	for _, own := range [][]string{c.Say, c.Field, c.Absent} {
		if len(own) > 0 {
			n++
		}
	}
	if n != 1 {
		k.fail("%s needs exactly one of say, field and absent", at)
	}
	for name, list := range map[string][]string{
		"say": c.Say, "with": c.With, "without": c.Without, "paragraph": c.Paragraph, "section": c.Section, "document": c.Document,
		"subject": c.Subject, "not-paragraph": c.NotParagraph, "not-section": c.NotSection, "not-document": c.NotDocument,
		"not-subject": c.NotSubject, "field": c.Field, "absent": c.Absent,
	} {
		k.phrases(at+" "+name, list)
	}
	for _, s := range c.Strength {
		k.among(at+" strength", s, strengths)
	}
	for _, s := range append(slices.Clone(c.Sections), c.NotSections...) {
		k.among(at+" sections", s, sectionKinds)
	}
	for _, b := range c.Blocks {
		k.among(at+" blocks", b, blockKinds)
	}
	for _, l := range c.Languages {
		k.among(at+" languages", l, languages)
	}
	k.among(at+" stance", c.Stance, stances)
	if c.Within < 0 || c.Within > 60 {
		k.fail("%s within is %d; write a number of words from 1 to 60", at, c.Within)
	}
}
