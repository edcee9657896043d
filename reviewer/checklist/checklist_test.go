package checklist

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// ruleText is a rule file with the given way to fire.
func ruleText(fires string) string {
	return "title: Keeping a record of people\nseverity: medium\nfires:\n" + fires + `
looks-like: ["change log"]
answered: ["delete .. log"]
message: The passage has people's connections recorded.
question: After how long is the record deleted?
mitigation: State a longest retention period.
rights: [UDHR 12]
guidance: [RFC 9620 section 4.14]
examples: {fires: [x], quiet: [y]}
`
}

// listOf makes a checklist of rules in the category surveillance, with the concepts and cues that come with the program.
func listOf(t testing.TB, rules map[string]string) *Checklist {
	t.Helper()
	builtin, err := catalogue.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for name, text := range rules {
		files["surveillance/"+name+".yaml"] = &fstest.MapFile{Data: []byte(text)}
	}
	c, err := catalogue.Load(files, builtin)
	if err != nil {
		t.Fatal(err)
	}
	c.Stance = builtin.Stance
	l, err := Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

const logAddress = `  - say: ["log .. address"]`

// draft is a small draft in the text format with the given body.
func draft(t testing.TB, body string) *document.Document {
	t.Helper()
	text := "A Sample Protocol\n\nAbstract\n\n   This document defines a protocol.\n\n1.  Operation\n\n" + indent(body)
	doc, err := document.Parse(document.Draft{Path: "draft-sample-00.txt", Source: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func indent(body string) string {
	var b strings.Builder
	for _, line := range strings.SplitAfter(body, "\n") {
		if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "#") {
			b.WriteString("   ")
		}
		b.WriteString(strings.TrimPrefix(line, "#"))
	}
	return b.String()
}

func TestStance(t *testing.T) {
	l := listOf(t, map[string]string{"log": ruleText(logAddress)})
	for _, c := range []struct {
		text   string
		stance review.Stance
	}{
		{"Servers MUST log the source address of each user.", review.Requires},
		{"Servers SHOULD log the source address of each user.", review.Recommends},
		{"Servers MAY log the source address of each user.", review.Permits},
		{"The server logs the source address of each user.", review.Introduces},
		{"Servers MUST NOT log the source address of users.", review.Forbids},
		{"Servers SHOULD NOT log the source address of users.", review.Forbids},
		{"Logging the source address of users is prohibited.", review.Forbids},
		{"An attacker could log the source address of each user.", review.Warns},
	} {
		r := l.Check(draft(t, c.text+"\n"))
		if got := stancesOf(r); !slices.Equal(got, []review.Stance{c.stance}) {
			t.Errorf("%s: stances %v, want %s", c.text, got, c.stance)
		}
	}
}

func stancesOf(r Result) []review.Stance {
	var all []review.Stance
	for _, f := range r.Findings {
		all = append(all, f.Stance)
	}
	for _, p := range r.Protections {
		all = append(all, p.Stance)
	}
	for _, p := range r.RuledOut {
		all = append(all, p.Stance)
	}
	return all
}

func TestConditions(t *testing.T) {
	const yes, no = "Servers log the address of users.\n", "Servers count packets.\n"
	for name, c := range map[string]struct {
		fires, text string
		want        bool
	}{
		"say":                 {logAddress, yes, true},
		"say not there":       {logAddress, no, false},
		"looks like":          {logAddress, "The change log is at the address of the server; servers log no address.\n", false},
		"with":                {logAddress + "\n    with: [\"{person} / host\"]", yes, true},
		"with missing":        {logAddress + "\n    with: [\"{person} / host\", \"colour\"]", yes, false},
		"without":             {logAddress + "\n    without: [\"users\"]", yes, false},
		"within":              {logAddress + "\n    with: [\"timestamp\"]\n    within: 4", "They log the address, and much later in that place a timestamp.\n", false},
		"paragraph":           {logAddress + "\n    paragraph: [\"timestamp\"]", "They have a timestamp. " + yes, true},
		"paragraph elsewhere": {logAddress + "\n    paragraph: [\"timestamp\"]", "They have a timestamp.\n\n" + yes, false},
		"section":             {logAddress + "\n    section: [\"timestamp\"]", "They have a timestamp.\n\n" + yes, true},
		"section title":       {logAddress + "\n    section: [\"operation\"]", yes, true},
		"section elsewhere":   {logAddress + "\n    section: [\"timestamp\"]", yes + "\n#2.  Other\n\nThey have a timestamp.\n", false},
		"document":            {logAddress + "\n    document: [\"timestamp\"]", yes + "\n#2.  Other\n\nThey have a timestamp.\n", true},
		"not document":        {logAddress + "\n    not-document: [\"timestamp\"]", yes + "\n#2.  Other\n\nThey have a timestamp.\n", false},
		"subject":             {logAddress + "\n    subject: [\"defines a protocol\"]", yes, true},
		"subject missing":     {logAddress + "\n    subject: [\"timestamp\"]", yes + "It has a timestamp.\n", false},
		"strength":            {logAddress + "\n    strength: [must]", "They MUST log the address of users.\n", true},
		"strength missing":    {logAddress + "\n    strength: [must]", yes, false},
		"sections":            {logAddress + "\n    sections: [security]", yes, false},
		"blocks":              {logAddress + "\n    blocks: [list]", yes, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := listOf(t, map[string]string{"log": ruleText(c.fires)}).Check(draft(t, c.text))
			if got := len(r.Findings)+len(r.Protections)+len(r.RuledOut) > 0; got != c.want {
				t.Errorf("matched %v, want %v: %+v", got, c.want, stancesOf(r))
			}
		})
	}
}

func TestAbsent(t *testing.T) {
	l := listOf(t, map[string]string{"log": ruleText("  - absent: [\"retention\"]\n    sections: [privacy]\n    document: [\"log .. address\"]")})
	r := l.Check(draft(t, "Servers log the address of users.\n"))
	if len(r.Findings) != 1 || r.Findings[0].StartLine != 0 || r.Findings[0].Quote != "" {
		t.Errorf("findings %+v, want one about the whole draft", r.Findings)
	}
	for _, answered := range []string{
		"Servers log the address of users. Retention is a week.\n",
		"Servers log the address of users.\n\n#2.  Privacy Considerations\n\nNone.\n",
		"Servers count packets.\n",
	} {
		if r := l.Check(draft(t, answered)); len(r.Findings) != 0 {
			t.Errorf("%q: findings %+v, want none", answered, r.Findings)
		}
	}
}

func TestOneConcernInOnePlaceIsOneFinding(t *testing.T) {
	l := listOf(t, map[string]string{"log": ruleText(logAddress), "store": ruleText("  - say: [\"store .. port\"]")})
	r := l.Check(draft(t, "Servers MUST log the address of users. Servers store the port.\nThey log the address again.\n"))
	if len(r.Findings) != 1 {
		t.Fatalf("%d findings, want one: %+v", len(r.Findings), r.Findings)
	}
	f := r.Findings[0]
	if f.Rule.ID != "surveillance/log" || !slices.Equal(f.Also, []string{"surveillance/store"}) {
		t.Errorf("led by %s, also %v", f.Rule.ID, f.Also)
	}
	if f.StartLine != 9 || f.EndLine != 10 {
		t.Errorf("lines %d to %d, want 9 to 10", f.StartLine, f.EndLine)
	}
}

func TestRepeatsBecomeFurtherPlaces(t *testing.T) {
	const passages = maxPerRule + maxQuestions + 3
	l := listOf(t, map[string]string{"log": ruleText(logAddress)})
	r := l.Check(draft(t, strings.Repeat("Servers log the address of users.\n\n", passages)))
	further := 0
	for _, f := range r.Findings {
		further += len(f.Further)
	}
	if further == 0 || len(r.Findings)+further != passages {
		t.Errorf("%d findings with %d further places, want some of each and %d in all", len(r.Findings), further, passages)
	}
}

func TestQuoteMarksTheWords(t *testing.T) {
	l := listOf(t, map[string]string{"log": ruleText(logAddress)})
	f := l.Check(draft(t, "Each server will log\nthe source address of users.\n")).Findings[0]
	if f.Quote != "Each server will log the source address of users." {
		t.Errorf("quote %q", f.Quote)
	}
	if len(f.Words) != 1 || f.Quote[f.Words[0][0]:f.Words[0][1]] != "log the source address" {
		t.Errorf("words %v of %q", f.Words, f.Quote)
	}
}

func TestLongQuoteIsCut(t *testing.T) {
	l := listOf(t, map[string]string{"log": ruleText(logAddress)})
	f := l.Check(draft(t, "Servers log an address "+strings.Repeat("of users ", 200)+".\n")).Findings[0]
	if len(f.Quote) > review.MaxQuote || !strings.HasSuffix(f.Quote, "...") {
		t.Errorf("quote of %d bytes, want at most %d: %q", len(f.Quote), review.MaxQuote, f.Quote)
	}
}

func TestNotesSayWhatIsConsideredWhere(t *testing.T) {
	l := listOf(t, map[string]string{"log": ruleText(logAddress)})
	r := l.Check(draft(t, "It works.\n\n#2.  Security Considerations\n\nThere are some.\n\n#3.  Privacy Considerations\n\n#4.  Other\n\nMore.\n"))
	got := map[string]string{}
	for _, n := range r.Notes {
		got[n.Title] = n.Coverage + " " + n.Where
	}
	want := map[string]string{
		"Security considerations": "answered Section 2", "Privacy considerations": "partly Section 3",
		"Human-rights considerations": "not answered ", "Internationalisation considerations": "not answered ",
	}
	if !maps.Equal(got, want) {
		t.Errorf("notes %v, want %v", got, want)
	}
}

func TestExplain(t *testing.T) {
	l := listOf(t, map[string]string{"log": ruleText(logAddress + "\n    with: [\"{person}\"]")})
	for text, want := range map[string]string{
		"Servers log the address of users.\n":                                 "the cues speak for a concern",
		"Servers log the address.\n":                                          "\"{person}\" is not in the sentence",
		"A change log has the address of users where they log the address.\n": "it only looks like it: \"change log\"",
	} {
		doc := draft(t, text)
		all := l.Explain(doc, 9)
		if len(all) != 1 || !strings.Contains(all[0].Reason, want) {
			t.Errorf("%q: %+v, want the reason %q", text, all, want)
		}
	}
}

func TestCheckIsDeterministic(t *testing.T) {
	builtin, err := catalogue.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	doc := draft(t, "Servers MUST log the IP address of users.\n\nThe proxy modifies the responses of users without their knowledge.\n")
	var first string
	for range 3 {
		l, err := Compile(builtin)
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprintf("%+v", l.Check(doc))
		if first == "" {
			first = got
		}
		if got != first {
			t.Fatalf("two checks differ:\n%s\n%s", first, got)
		}
	}
}

// TestClosedLists holds the lists of package catalogue, which may not import package document, against it.
func TestClosedLists(t *testing.T) {
	for _, kind := range []document.BlockKind{document.BlockParagraph, document.BlockList, document.BlockDefinition, document.BlockTableRow, document.BlockNote} {
		listOf(t, map[string]string{"log": ruleText(logAddress + "\n    blocks: [" + string(kind) + "]")})
	}
	for _, kind := range []document.SectionKind{
		document.SectionBody, document.SectionAbstract, document.SectionIntroduction, document.SectionTerminology, document.SectionSecurity,
		document.SectionPrivacy, document.SectionHumanRights, document.SectionOperational, document.SectionIANA, document.SectionAppendix,
	} {
		listOf(t, map[string]string{"log": ruleText(logAddress + "\n    sections: [" + string(kind) + "]")})
	}
	for _, language := range []string{
		document.LanguageABNF, document.LanguageYANG, document.LanguageCDDL, document.LanguageASN1, document.LanguageJSON,
		document.LanguageXML, document.LanguageC, document.LanguageHTTP, document.LanguageWebIDL, document.LanguagePacket,
	} {
		listOf(t, map[string]string{"log": ruleText("  - field: [\"address\"]\n    languages: [" + language + "]")})
	}
}

// BenchmarkRules shows that the cost of reading does not grow with the number of rules.
func BenchmarkRules(b *testing.B) {
	body := strings.Repeat("The client sends a request to the server, and the server returns a response with a status.\n\n", 400)
	doc := draft(b, body)
	for _, n := range []int{90, 900} {
		rules := map[string]string{}
		for i := range n {
			rules[fmt.Sprintf("r%d", i)] = ruleText(fmt.Sprintf("  - say: [\"concern%d .. address\", \"server hoards%d\"]\n    with: [\"{person}\"]", i, i))
		}
		l := listOf(b, rules)
		b.Run(fmt.Sprintf("rules=%d", n), func(b *testing.B) {
			b.SetBytes(int64(len(doc.Source)))
			for b.Loop() {
				l.Check(doc)
			}
		})
	}
}

// TestGraveWhereTheDraftIsForIt holds that a grave passage is high in a draft that says at its head that it is for the harm,
// and not in one that comes to it by the way.
func TestGraveWhereTheDraftIsForIt(t *testing.T) {
	l := listOf(t, map[string]string{"log": strings.Replace(ruleText(logAddress), "severity: medium", "severity: high", 1)})
	body := "1.  Operation\n\n   Servers log the address of users.\n\n2.  Storage\n\n   Relays log the address of users.\n\n" +
		"3.  Reports\n\n   Gateways log the address of users by default.\n"
	for _, c := range []struct {
		abstract string
		want     catalogue.Severity
	}{
		{"This document defines how servers log the address of users.", catalogue.High},
		{"This document defines a protocol.", catalogue.Medium},
	} {
		doc, err := document.Parse(document.Draft{Path: "draft-sample-00.txt", Source: []byte(
			"A Sample Protocol\n\nAbstract\n\n   " + c.abstract + "\n\n" + body)})
		if err != nil {
			t.Fatal(err)
		}
		most := catalogue.Low
		for _, f := range l.Check(doc).Findings {
			most = max(most, f.Severity)
		}
		if most != c.want {
			t.Errorf("%s: the gravest finding is %s, want %s", c.abstract, most, c.want)
		}
	}
}
