package change_test

import (
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/review"
)

// reading frames statements in a draft that protects people throughout, in plain words too.
func reading(statements string) string {
	return `# Reading Rooms

## Introduction

This draft lets people read the books of a library. A library that knows what a person reads knows a lot about that person.

## Loans

The shelf MUST NOT learn who reads a book. A desk MUST NOT record the titles that a patron reads. A desk hands out vouchers that are not tied to the patron.

## Accessibility

The software MUST be usable with a screen reader. Every patron can enlarge the text of a book.

## Rules

A shelf MUST NOT ask for the name of a patron. ` + statements + `

Patrons can leave the service at any time.

## Privacy Considerations

What a person reads tells of their health. Desks and shelves keep no logs of who reads what.
`
}

func TestPlainPromises(t *testing.T) {
	for name, c := range map[string]struct{ old, new, how string }{
		"a condition behind":   {"A shelf answers every request.", "A shelf answers every request, as far as its contract allows.", "local policy"},
		"a condition before":   {"Titles are deleted at the end of a loan.", "Unless the publisher asks for them, titles are deleted at the end of a loan.", "exception"},
		"only for some":        {"Any publisher can offer books.", "Any publisher that the library has admitted can offer books.", "only for some"},
		"a shorter list":       {"The shelf MUST NOT store the address, the time or the software of a patron.", "The shelf MUST NOT store the address of a patron.", "speaks of less"},
		"a list that grants":   {"Patrons can see, correct and export what the desk holds about them.", "Patrons can see what the desk holds about them.", "speaks of less"},
		"a part with its rule": {"A shelf MUST NOT change a book, and in particular it does not leave out pages.", "A shelf MUST NOT change a book.", "a part is gone"},
		"somebody's condition": {"A teacher sees the marks of a pupil if the pupil has shared them.", "A teacher sees the marks of a pupil.", "condition is gone"},
		"somebody's choice":    {"The list of shelves is the choice of the patron.", "The list of shelves is the choice of the library.", "somebody else's"},
		"fewer people":         {"Figures are published for groups of 50 patrons or more.", "Figures are published for groups of 5 patrons or more.", "number is another"},
		"a notice":             {"Patrons are told two weeks before a shelf closes.", "Patrons are told two days before a shelf closes.", "time is shorter"},
		"each day":             {"Vouchers are renewed each day.", "Vouchers are renewed each month.", "time is longer"},
		"local policy":         {"Marks are kept for a week and then deleted.", "Marks are kept for a time that the library sets.", "limit of time is gone"},
		"removed":              {"A shelf that is ordered to withhold a book says so.", "", ""},
		"a licence":            {"", "Libraries are free to slow down patrons who read a lot.", "takes something from people"},
		"behind their back":    {"", "At the request of the police a desk hands out the list of loans, and the patron is not told.", "takes something from people"},
		"a role that records":  {"", "A desk notes the titles that a patron asks for.", "takes something from people"},
	} {
		t.Run(name, func(t *testing.T) {
			all := strings.Join(bad(compare(reading(c.old), reading(c.new))), "\n")
			if all == "" || !strings.Contains(all, c.how) {
				t.Errorf("reported %q, want something with %q", all, c.how)
			}
		})
	}
}

func TestHarmlessInPlainWords(t *testing.T) {
	for name, c := range map[string][2]string{
		"one permission for another": {"A shelf may serve books in pieces.", "A shelf can serve books in pieces."},
		"less is sent":               {"The desk sends a voucher, a signature and a date.", "The desk sends a voucher and a signature."},
		"by the way":                 {"A patron can see, on the screen, which books are on loan.", "A patron can see which books are on loan."},
		"however":                    {"However, a patron can ask again.", "A patron can ask again."},
		"a waiver":                   {"A desk does not need to check the voucher, the date and the name.", "A desk does not need to check the voucher."},
		"what people can":            {"", "Patrons can search the catalogue by author."},
		"told otherwise":             {"The address is held in memory while the connection lasts.", "The address is held in memory as long as the connection lasts."},
	} {
		t.Run(name, func(t *testing.T) {
			if all := bad(compare(reading(c[0]), reading(c[1]))); len(all) > 0 {
				t.Errorf("reported: %s", all)
			}
		})
	}
}

// TestPeopleOnly holds plain promises to drafts about people: elsewhere they are technical.
func TestPeopleOnly(t *testing.T) {
	frame := func(s string) string {
		return "# Frames\n\n## Introduction\n\nA switch forwards frames.\n\n## Rules\n\nA switch MUST NOT reorder frames. " + s + "\n"
	}
	for _, c := range [][2]string{
		{"A switch answers every request.", "A switch answers every request, unless the operator objects."},
		{"A server MUST send the address, the time or the name.", "A server MUST send the address."},
		{"", "A server may drop the request."},
	} {
		if all := bad(compare(frame(c[0]), frame(c[1]))); len(all) > 0 {
			t.Errorf("reported: %s", all)
		}
	}
}

// TestDefaultsOfAnyName flips switches whose names no rule knows.
func TestDefaultsOfAnyName(t *testing.T) {
	for name, text := range map[string]string{
		"WebIDL": "\n\n~~~ webidl\ndictionary LoanOptions {\n  boolean learnWords = false;\n};\n~~~\n",
		"CDDL":   "\n\n~~~ cddl\nloan = {\n  ? big-list: bool .default false,\n}\n~~~\n",
		"JSON":   "\n\n~~~ json\n{\n  \"shareMarks\": false,\n  \"language\": \"any\"\n}\n~~~\n",
	} {
		t.Run(name, func(t *testing.T) {
			if all := bad(compare(reading(text), reading(strings.Replace(text, "false", "true", 1)))); len(all) == 0 {
				t.Error("nothing is reported")
			}
		})
	}
}

func TestListMarkers(t *testing.T) {
	old := reading("\n\nA desk MUST:\n\n1. delete vouchers when they are used,\n2. delete requests after an hour.\n")
	for _, marks := range [][2]string{{"- ", "- "}, {"* ", "* "}} {
		new := strings.Replace(strings.Replace(old, "1. ", marks[0], 1), "2. ", marks[1], 1)
		if c := compare(old, new); c.Sentences.Changed+c.Sentences.Removed+c.Sentences.Added > 0 {
			t.Errorf("marks %q: %+v, want no change", marks, c.Sentences)
		}
	}
}

// changed gives the only bad change of a protection.
func changed(t *testing.T, old, new string) review.ProtectionChange {
	t.Helper()
	var list []review.ProtectionChange
	for _, k := range compare(old, new).Protections {
		if k.Change.Bad() {
			list = append(list, k)
		}
	}
	if len(list) != 1 {
		t.Fatalf("%d bad changes, want one", len(list))
	}
	return list[0]
}

func TestQuotes(t *testing.T) {
	t.Run("words are spelled as in the draft", func(t *testing.T) {
		old := reading("All letters to a patron MUST be sent over TLS 1.3.")
		k := changed(t, old, strings.Replace(old, "1.3", "1.2", 1))
		if how := strings.Join(k.How, "; "); !strings.Contains(how, `"TLS 1.3" is now "TLS 1.2"`) {
			t.Errorf("it says %q", how)
		}
	})
	t.Run("a long passage is quoted where it changed", func(t *testing.T) {
		long := "A desk MUST NOT record " + strings.Repeat("the shelf on which a book stands in one of the rooms of the house, ", 12) + "or the name of the patron within two hours."
		k := changed(t, reading(long), reading(strings.Replace(long, "two hours", "two years", 1)))
		for side, place := range map[string]review.Place{"two hours": k.Old, "two years": k.New} {
			if !strings.Contains(place.Quote, side) || len(place.Words) == 0 {
				t.Errorf("quoted %q with marks %v, want %q in it and marked", place.Quote, place.Words, side)
			}
		}
	})
	t.Run("the default of a field is marked", func(t *testing.T) {
		yang := reading("\n\n~~~ yang\nleaf share-location {\n  type boolean;\n  default \"false\";\n}\n~~~\n")
		k := changed(t, yang, strings.Replace(yang, `"false"`, `"true"`, 1))
		for value, place := range map[string]review.Place{"false": k.Old, "true": k.New} {
			if len(place.Words) != 1 || !strings.Contains(place.Quote[place.Words[0][0]:place.Words[0][1]], value) {
				t.Errorf("marks %v of %q, want %s", place.Words, place.Quote, value)
			}
		}
	})
}
