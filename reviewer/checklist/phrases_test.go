package checklist

import (
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
)

var testConcepts = []catalogue.Concept{
	{Name: "person", Phrases: []string{"user", "subscriber", "calling party"}},
	{Name: "record", Phrases: []string{"log", "keep .. record", "store"}},
	{Name: "recorded-person", Phrases: []string{"{record} .. {person}", "{person} {record}"}},
	{Name: "weak", Phrases: []string{"{null-cipher-suite}"}},
}

// finds reports whether a phrase is found in a text, and the words it was found in.
func finds(t *testing.T, phrase, text string) (string, bool) {
	t.Helper()
	p := newPhrases(testConcepts)
	a, err := p.list([]string{phrase})
	if err != nil {
		t.Fatalf("compile %q: %v", phrase, err)
	}
	p.freeze()
	s := newScanner(p)
	s.scan([]byte(text), document.Span{End: len(text)})
	if !s.has(a) {
		return "", false
	}
	return s.words(a), true
}

func TestPhrases(t *testing.T) {
	for _, c := range []struct{ phrase, text, found string }{
		{"retain log", "It retains logs for a year.", "retains logs"},
		{"retain log", "It retains\nthe logs for a year.", "retains\nthe logs"},
		{"retain log", "It retains all logs.", ""},
		{"end to end", "This is end-to-end encrypted.", "end-to-end"},
		{"end-to-end", "end to end", "end to end"},
		{"=log", "It logs all.", ""},
		{"=log", "The LOG is kept.", "LOG"},
		{"surveil*", "Mass surveillance harms.", "surveillance"},
		{"surveil*", "A survey.", ""},
		{"IMEI", "The IMEIs of phones", "IMEIs"},
		{"IMEI", "the imei of phones", ""},
		{"MAC address", "a MAC addresses list", "MAC addresses"},
		{"MAC address", "a mac addresses list", ""},
		{"log|record|store", "It was stored.", "stored"},
		{"source ip? address", "the source address", "source address"},
		{"source ip? address", "the source IP address", "source IP address"},
		{"log .. address", "logs the source port and then the address", "logs the source port and then the address"},
		{"log ..2 address", "logs one two three address", ""},
		{"log ..3 address", "logs one the two three address", "logs one the two three address"},
		{"{person} identifier", "a subscriber identifier", "subscriber identifier"},
		{"{person} identifier", "the calling party's identifiers", "calling party's identifiers"},
		{"{recorded-person}", "Servers keep a full record of each user.", "keep a full record of each user"},
		{"{recorded-person}", "user logs are rotated", "user logs"},
		{"not {record}|hoard", "They do not hoard.", "not hoard"},
		{"{weak}", "TLS_RSA_WITH_NULL_SHA is defined.", "TLS_RSA_WITH_NULL_SHA"},
		{"{weak}", "TLS_RSA_WITH_AES_128_CBC_SHA is defined.", ""},
		{"anonymise", "Data were anonymized.", "anonymized"},
		{"behaviour", "Behavior of users", "Behavior"},
		{"don't store", "They don't store it.", "don't store"},
		{"doesnt log", "It doesn't log.", "doesn't log"},
		{"identity of person", "the identities of people", "identities of people"},
	} {
		found, ok := finds(t, c.phrase, c.text)
		if found != c.found || ok != (c.found != "") {
			t.Errorf("%q in %q: found %q, want %q", c.phrase, c.text, found, c.found)
		}
	}
}

func TestLongSentenceStaysLinear(t *testing.T) {
	p := newPhrases(testConcepts)
	if _, err := p.list([]string{"{recorded-person}"}); err != nil {
		t.Fatal(err)
	}
	p.freeze()
	s := newScanner(p)
	text := []byte(strings.Repeat("keep user log subscriber record ", 200_000))
	s.scan(text, document.Span{End: len(text)})
	if a, ok := p.byName["person"]; !ok || len(s.hits(a)) != maxHits {
		t.Errorf("{person} has %d hits, want the limit of %d", len(s.hits(a)), maxHits)
	}
}

func TestConceptErrors(t *testing.T) {
	for phrase, want := range map[string]string{
		"{nobody} logs": "no concept {nobody}",
		"a|b|c|d|e|f|g a|b|c|d|e|f|g a|b|c|d|e|f|g a|b|c|d|e|f|g a|b|c|d|e|f|g": "word sequences",
	} {
		_, err := newPhrases(testConcepts).list([]string{phrase})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", phrase, err, want)
		}
	}
	circle := []catalogue.Concept{{Name: "a", Phrases: []string{"{b} x"}}, {Name: "b", Phrases: []string{"{a} y"}}}
	if _, err := newPhrases(circle).list([]string{"{a}"}); err == nil {
		t.Error("a circle of concepts compiles")
	}
}

// TestArticleOfAnotherPhrase holds that a phrase with an article in it takes nothing from one without.
func TestArticleOfAnotherPhrase(t *testing.T) {
	l := listOf(t, map[string]string{
		"plain": ruleText(`  - say: ["protect address"]`), "article": ruleText(`  - say: ["protect the cat"]`),
	})
	r := l.Check(draft(t, "Servers protect the address of users.\n"))
	if len(r.Findings) != 1 || r.Findings[0].Rule.ID != "surveillance/plain" {
		t.Errorf("want one finding of surveillance/plain: %+v", r.Findings)
	}
}
