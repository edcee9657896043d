package assess

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rightsreview/rightsreview/prompts"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// draftText is a draft with three concerns, of which a checklist would find two. Each section is a part of its own.
var draftText = strings.NewReplacer("FILLER", strings.Repeat("Lenders lend what they have, and no more.\n\n", 250)).Replace(`# Lending Addresses

## Abstract

This document says how addresses are lent.

## Introduction

A visitor asks for an address. Each lender counts its packets.

FILLER

## Records

A lender MUST keep the name of every visitor for two years. The records are kept in one place.

An agency can read the records at any time, and the visitor is not told.

FILLER
## Blocking

A lender MUST block the pages on the list of the ministry.

## References

A Book About Lending, 2024, which nobody is sent.
`)

func parse(t testing.TB, text string) *document.Document {
	t.Helper()
	doc, err := document.Parse(document.Draft{Path: "draft.md", Source: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// spanOf finds words in a document.
func spanOf(t testing.TB, doc *document.Document, words string) document.Span {
	t.Helper()
	at := strings.Index(string(doc.Text), words)
	if at < 0 {
		t.Fatalf("the draft has no %q", words)
	}
	return document.Span{Start: at, End: at + len(words)}
}

// finding is what a checklist would say of the sentence.
func finding(t testing.TB, doc *document.Document, sentence string, c catalogue.Category, s catalogue.Severity) review.Finding {
	t.Helper()
	span := spanOf(t, doc, sentence)
	rule := catalogue.Rule{ID: string(c) + "/rule", Category: c, Title: "A rule", Message: "What it says.", Severity: s}
	return review.Finding{
		Rule: rule, Severity: s, Stance: review.Requires, Place: review.PlaceOf(doc, span, nil),
		Parts: []review.Part{{Rule: rule.ID, Severity: s, Stance: review.Requires, Text: span}},
	}
}

const (
	keeps  = "A lender MUST keep the name of every visitor for two years."
	blocks = "A lender MUST block the pages on the list of the ministry."
	agency = "An agency can read the records at any time, and the visitor is not told."
)

// checked is the draft with two findings.
func checked(t testing.TB) review.Review {
	doc := parse(t, draftText)
	return review.Review{Document: doc, Findings: []review.Finding{
		finding(t, doc, keeps, "surveillance", catalogue.High), finding(t, doc, blocks, "censorship", catalogue.Medium),
	}}
}

// scripted answers with a function, and remembers what it was asked.
type scripted struct {
	answer func(prompts.Prompt) (string, error)

	mutex sync.Mutex
	asked []prompts.Prompt
}

func (s *scripted) Ask(_ context.Context, p prompts.Prompt) (prompts.Reply, error) {
	text, err := s.answer(p)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.asked = append(s.asked, p)
	return prompts.Reply{Text: text, Usage: prompts.Usage{In: 10, Out: 5}}, err
}

func (s *scripted) names() (names []string) {
	for _, p := range s.asked {
		names = append(names, p.Name)
	}
	return names
}

// sensible says that all holds and stands, with the first words of each quote, and raises agency.
func sensible(p prompts.Prompt) (string, error) {
	var claims, passages []string
	switch q := p.About.(type) {
	case prompts.Judge:
		for _, c := range q.Findings {
			claims = append(claims, verdict(c.Number, "holds", "The name is kept and can be read by others.", words(c.Quote, 5)))
		}
	case prompts.Refute:
		for _, c := range q.Claims {
			claims = append(claims, fmt.Sprintf(`{"number":%d,"verdict":"stands","reason":"Nothing in it limits who can see it."}`, c.Number))
		}
	case prompts.Discover:
		if strings.Contains(q.Text, agency) {
			passages = append(passages, raised("interception", agency))
		}
		return `{"passages":[` + strings.Join(passages, ",") + `]}`, nil
	}
	return `{"claims":[` + strings.Join(claims, ",") + `]}`, nil
}

func verdict(number int, verdict, reason, evidence string) string {
	return fmt.Sprintf(`{"number":%d,"verdict":%q,"stance":"requires","scale":"high","scope":"medium","irremediability":"low","reason":%s,"evidence":%s}`,
		number, verdict, quoted(reason), quoted(evidence))
}

func raised(category, quote string) string {
	return fmt.Sprintf(`{"category":%q,"quote":%s,"reason":"They can read what was kept.","question":"Could the visitor be told of it?"}`, category, quoted(quote))
}

func quoted(text string) string {
	b, _ := json.Marshal(text)
	return string(b)
}

func words(text string, n int) string {
	w := strings.Fields(text)
	return strings.Join(w[:min(n, len(w))], " ")
}

// assessed asks a scripted model about a review.
func assessed(t testing.TB, r review.Review, answer func(prompts.Prompt) (string, error)) (review.Review, *scripted) {
	t.Helper()
	s := &scripted{answer: answer}
	return assessor(t, s).Assess(t.Context(), r), s
}

var builtin = sync.OnceValues(catalogue.Builtin)

func assessor(t testing.TB, m Model) Assessor {
	t.Helper()
	rules, err := builtin()
	if err != nil {
		t.Fatal(err)
	}
	return Assessor{Model: m, Name: "scripted", Categories: rules.Categories, Guidelines: rules.Guidelines, Jobs: 1}
}

// ofRule gives the findings of a rule.
func ofRule(r review.Review, id string) (all []review.Finding) {
	for _, f := range r.Findings {
		if f.Rule.ID == id {
			all = append(all, f)
		}
	}
	return all
}

// addsUp holds what is always so: no finding of the checklist is gone, and everything that was asked is counted once.
func addsUp(t testing.TB, before, after review.Review, questions int) {
	t.Helper()
	for _, f := range before.Findings {
		if !slices.ContainsFunc(after.Findings, func(g review.Finding) bool {
			return g.Rule.ID == f.Rule.ID && g.Severity == f.Severity && g.Stance == f.Stance && g.Text == f.Text
		}) {
			t.Errorf("the finding %s is gone or changed", f.Rule.ID)
		}
	}
	l, judged, raised, doubted, refuted := after.Model, 0, 0, 0, 0
	for _, f := range after.Findings {
		switch a := f.Assessment; {
		case a == nil:
		case a.Raised:
			raised++
		default:
			judged++
		}
		if f.Doubted() {
			doubted++
		}
		if f.Assessment != nil && f.Assessment.Refuted {
			refuted++
		}
	}
	if l.Judged != judged || l.Raised != raised || l.Doubted != doubted || l.Refuted != refuted {
		t.Errorf("judged %d, raised %d, doubted %d, refuted %d, and the ledger has %+v", judged, raised, doubted, refuted, *l)
	}
	if questions >= 0 && l.Calls != questions {
		t.Errorf("%d questions came, and the ledger has %d", questions, l.Calls)
	}
	if (l.Unasked > 0 || l.Invalid > 0) != (len(after.Gaps) > len(before.Gaps)) {
		t.Errorf("%d questions not asked, %d replies not as asked for, and the gaps are %v", l.Unasked, l.Invalid, after.Gaps)
	}
}
