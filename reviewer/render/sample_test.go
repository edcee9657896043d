package render

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

var update = flag.Bool("update", false, "write what the renderers give into testdata")

// sampleRules are rules written for these tests.
var sampleRules = map[string]catalogue.Rule{
	"record": {
		ID: "surveillance/connection-record", Category: catalogue.Surveillance, Title: "Keeping a record of who connected where",
		Severity: catalogue.High, Facet: "logs",
		Message:    "A record of every connection lets whoever holds it, or takes it, learn whom a person spoke with and when.",
		Question:   "Which of these fields are needed to run the service, and for how long?",
		Mitigation: "Give each customer a fixed range of ports, so that no record of single connections is needed (RFC 7422).",
		Rights:     []string{"UDHR 12", "ICCPR 17"}, Guidance: []string{"RFC 9620 section 4.14", "RFC 6973 section 7.1"},
	},
	"access": {
		ID: "interception/agency-interface", Category: catalogue.Interception, Title: "An interface through which agencies look at customers",
		Severity: catalogue.High,
		Message:  "An interface that is built for one agency is there for everyone who gets hold of it.",
		Question: "Who checks that a request is lawful, and who is told afterwards?",
		Rights:   []string{"ICCPR 17"}, Guidance: []string{"RFC 2804", "RFC 9620 section 4.12"},
	},
	"number": {
		ID: "persistent-identifiers/fixed-number", Category: catalogue.PersistentIdentifiers, Title: "A number that stays with a person",
		Severity: catalogue.Medium,
		Message:  "A number that does not change and is visible on the way links everything that a person does.",
		Question: "Could the number change with every session?", Mitigation: "Let the endpoint choose a fresh random value for each session.",
		Rights: []string{"UDHR 12", "ICCPR 17", "ICCPR 19"}, Guidance: []string{"RFC 9620 section 4.15", "W3C Questionnaire 2.13"},
	},
	"slow": {
		ID: "traffic-manipulation/by-application", Category: catalogue.TrafficManipulation, Title: "Treating traffic by application",
		Severity: catalogue.Low,
		Message:  "Slowing down applications by what somebody thinks they are worth takes the choice away from the people who use them.",
		Question: "Which measurable condition of the network allows it, and can customers see that it happened?",
		Rights:   []string{"UDHR 19"}, Guidance: []string{"RFC 9620 section 4.4", "BCP 200"},
	},
	"absent": {
		ID: "exclusion/no-words-on-language", Category: catalogue.Exclusion, Title: "Nothing said about languages",
		Severity: catalogue.Low, Message: "Text that people read or write is defined, and nothing is said about their languages.",
		Question: "In which languages and scripts can a customer be told what was recorded?",
		Rights:   []string{"ICESCR 15"}, Guidance: []string{"RFC 9620 section 4.5"},
	},
	"rest": {
		ID: "surveillance/encrypted-records", Category: catalogue.Surveillance, Title: "Records that are encrypted and deleted",
		Kind: catalogue.KindProtection, Guidance: []string{"RFC 9620 section 4.14"},
	},
	"without": {
		ID: "surveillance/no-records", Category: catalogue.Surveillance, Title: "Doing without records",
		Kind: catalogue.KindProtection, Guidance: []string{"RFC 9620 section 4.14"},
	},
}

// sampleDocument reads the draft of testdata.
func sampleDocument(t testing.TB) *document.Document {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("testdata", "draft.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return readDocument(t, "drafts/lend-address.txt", string(source), document.Metadata{
		Name: "draft-example-lend-address-02", Title: "Lending Addresses to Many People at Once", WorkingGroup: "example",
		Intended: "Standards Track", Date: "2 March 2026", Stream: "IETF", Authors: 1,
	})
}

// readDocument parses text and sets what is known of it, so that golden files do not depend on how titles are found.
func readDocument(t testing.TB, path, source string, meta document.Metadata) *document.Document {
	t.Helper()
	doc, err := document.Parse(document.Draft{Path: path, Source: []byte(source)})
	if err != nil {
		t.Fatal(err)
	}
	doc.Meta = meta
	return doc
}

// at makes the place of a passage; the words that decided stand between [ and ].
func at(t testing.TB, doc *document.Document, section, title, passage string) review.Place {
	t.Helper()
	var quote strings.Builder
	var words [][2]int
	for _, part := range strings.SplitAfter(passage, "]") {
		before, word, ok := strings.Cut(strings.TrimSuffix(part, "]"), "[")
		quote.WriteString(before)
		if ok {
			words = append(words, [2]int{quote.Len(), quote.Len() + len(word)})
			quote.WriteString(word)
		}
	}
	start := strings.Index(string(doc.Text), quote.String())
	if start < 0 {
		t.Fatalf("the draft does not say %q", quote.String())
	}
	span := document.Span{Start: start, End: start + quote.Len()}
	first, last := doc.LineSpan(span)
	return review.Place{
		Text: span, Section: section, SectionTitle: title, StartLine: first, EndLine: last, Quote: quote.String(), Words: words,
	}
}

// cue is a cue that is words of the draft.
func cue(name string, effect float64) review.Cue {
	return review.Cue{Name: name, Effect: effect, Text: document.Span{Start: 1, End: 2}}
}

// fact is a cue that is a fact about the place.
func fact(name string, effect float64) review.Cue { return review.Cue{Name: name, Effect: effect} }

// sample is a review in which every field is used.
func sample(t testing.TB) review.Review {
	doc := sampleDocument(t)
	find := func(rule string, stance review.Stance, confidence review.Confidence, place review.Place, cues ...review.Cue) review.Finding {
		r := sampleRules[rule]
		return review.Finding{
			ID:   review.Fingerprint(r.ID, place.Quote, place.SectionTitle, doc.Meta.Name, 0),
			Rule: r, Severity: r.Severity, Stance: stance, Confidence: confidence, Place: place, Cues: cues,
		}
	}
	protect := func(rule string, stance review.Stance, place review.Place, cues ...review.Cue) review.Protection {
		f := find(rule, stance, 0, place, cues...)
		return review.Protection{ID: f.ID, Rule: f.Rule, Stance: stance, Place: place, Cues: cues}
	}
	number := find("number", review.Requires, 0.94, at(t, doc, "2", "How a Lender Works",
		"A lender [MUST] give every customer a [number that never changes] and MUST put that number into each outgoing message, so that any party on the way can tell customers apart."),
		cue("must", 1.4), cue("never changes", 0.9), fact("in the body", 0.1))
	number.Also = []string{"surveillance/visible-number"}
	record := find("record", review.Requires, 0.9712345, at(t, doc, "3", "Records",
		"A lender [MUST write down], for each connection, the customer, the port and the time, and MUST [keep these records] for two years."),
		cue("must", 1.4), cue("keep", 0.6), fact("no end in sight", 0.2), fact("a fourth reason", 0.1), fact("operator is named", -0.3))
	record.Further = []review.Place{at(t, doc, "3", "Records", "An agency that has the right to do so can ask for the [records]")}
	record.Page = 1
	slow := find("slow", review.Permits, 0.61, at(t, doc, "2", "How a Lender Works",
		"Traffic of some applications [MAY be slowed down] when the lender considers them to be of low value."), cue("may", 0.5))
	slow.Suppressed = &review.Suppression{
		Rule: "traffic-manipulation/*", Path: "drafts/*", Reason: "out of scope, see the charter", Owner: "chairs",
		Expires: "2027-01-01", Origin: ".rightsreview.yaml:7",
	}
	return review.Review{
		Document: doc,
		Findings: []review.Finding{
			find("absent", review.Enables, 0.5, review.Place{}, fact("no section on languages", 0.4)),
			number, slow, record,
			find("access", review.Recommends, 0.83, at(t, doc, "4", "Interface for Agencies",
				"The interface [SHOULD] accept a range of addresses and answer with the customers behind it."), cue("should", 0.8)),
		},
		Protections: []review.Protection{
			protect("rest", review.Mitigates, at(t, doc, "5", "Security Considerations",
				"They MUST be [encrypted at rest] and MUST be deleted when the two years are over."), cue("encrypted", -1.2)),
			protect("without", review.Forbids, at(t, doc, "5", "Security Considerations",
				"Lenders that do not need records [SHOULD NOT keep any]."), cue("should not", -1)),
		},
		RuledOut: []review.RuledOut{{
			Rule: sampleRules["number"], Stance: review.Warns, Place: at(t, doc, "6", "Privacy Considerations",
				"An observer who sees the number in each message can [follow a customer] from place to place."),
			Cues: []review.Cue{fact("in privacy considerations", -1.5), cue("observer", -0.8)},
		}},
		Notes: []review.Note{
			{Guideline: "RFC 9620 section 4.13", Title: "Security", Coverage: "answered", Where: "Section 5"},
			{Guideline: "RFC 9620 section 4.14", Title: "Privacy", Coverage: "partly", Where: "Section 6", Text: "Names the risk and leaves it open"},
			{Guideline: "RFC 9620 section 4.18", Title: "Accessibility", Coverage: "not answered"},
		},
	}
}

// partial is a review with gaps and no findings.
func partial(t testing.TB) review.Review {
	doc := readDocument(t, "b.txt", "One line.\n\nTwo lines\nof text.\n", document.Metadata{Name: "draft-example-short-00"})
	return review.Review{Document: doc, Gaps: []document.Gap{
		{What: "a figure is an image, which was not read", Source: document.Span{Start: 11, End: 27}}, {What: "two pages have no text"},
	}}
}

// empty is a complete review with nothing to say.
func empty(t testing.TB) review.Review {
	return review.Review{Document: readDocument(t, "c.txt", "Nothing to see.\n", document.Metadata{Title: "Nothing"})}
}

// failed is the review of a draft that could not be read.
func failed() review.Review {
	return review.Review{Document: &document.Document{Path: "d.doc"}, Err: errors.New("read d.doc: the format is not known")}
}

// rendered writes reviews and their summary.
func rendered(t testing.TB, format string, o Options, reviews ...review.Review) string {
	t.Helper()
	var out bytes.Buffer
	r, err := New(format, &out, o)
	if err != nil {
		t.Fatal(err)
	}
	s := Summary{Status: review.Complete}
	for _, v := range reviews {
		s.Ledger = s.Ledger.Add(v.Count())
		if v.Status() != review.Complete {
			s.Status = review.Partial
		}
		if err := r.Review(v); err != nil {
			t.Fatal(err)
		}
	}
	if len(reviews) > 1 {
		s.Ledger.Below, s.Ledger.Made = 2, s.Ledger.Made+2
		s.Unused = []review.Suppression{{ID: "0123456789abcdef", Reason: "fixed in -01", Origin: ".rightsreview.yaml:12"}}
		s.Expired = []review.Suppression{{Rule: "censorship/*", Expires: "2020-01-01"}}
	}
	if err := r.Close(s); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// golden compares with a file of testdata, or writes it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs; run with -update if that is meant:\n%s", path, diff)
	}
}
