package change_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/change"
	"github.com/rightsreview/rightsreview/reviewer/checklist"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// built is the built-in catalogue made ready, once for all tests.
var built = sync.OnceValues(func() (*checklist.Checklist, *change.Comparer) {
	rules, err := catalogue.Builtin()
	if err != nil {
		panic(err)
	}
	list, err := checklist.Compile(rules)
	if err != nil {
		panic(err)
	}
	return list, change.New(rules.Wording)
})

const opening = "# Sealed Letters\n\n## Introduction\n\nThis draft is about the privacy of people who write letters.\n\n"

// reviewed reviews the text of a draft as a comparison wants it: broad protections are kept.
func reviewed(text string) review.Review {
	list, _ := built()
	doc, err := document.Parse(document.Draft{Path: "draft.md", Source: []byte(text)})
	if err != nil {
		return review.Review{Document: &document.Document{Path: "draft.md"}, Err: err}
	}
	found := list.Check(doc)
	r := review.Assemble(review.Review{Document: doc, Findings: found.Findings, Protections: found.Protections},
		review.Decisions{Broad: true}, nil)
	return r
}

func compare(old, new string) review.Comparison {
	_, comparer := built()
	return comparer.Compare(reviewed(old), reviewed(new))
}

// bad gives the bad changes of a comparison in words.
func bad(c review.Comparison) []string {
	var all []string
	for _, k := range c.Concerns {
		if k.Change.Bad() {
			all = append(all, string(k.Change)+" "+k.Finding.Rule.ID+" "+strings.Join(k.How, "; "))
		}
	}
	for _, k := range c.Protections {
		if k.Change.Bad() {
			all = append(all, string(k.Change)+" "+k.Rule.ID+" "+strings.Join(k.How, "; "))
		}
	}
	return all
}

// rules is a draft that the tests of alignment change.
const rules = opening + `## Storage

A relay MUST NOT record the network address from which a letter came. Notes on failures MUST be erased within 15 minutes of the end of the failure.

## Keys

The seal key is never sent to a relay. A writer can choose another relay at any time.
`

func TestUnchanged(t *testing.T) {
	storage, keys, _ := strings.Cut(strings.TrimPrefix(rules, opening), "## Keys")
	keys = "## Keys" + keys
	for name, new := range map[string]string{
		"the same":           rules,
		"moved":              opening + keys + "\n" + storage,
		"retitled":           strings.Replace(rules, "## Storage", "## What Is Kept", 1),
		"renumbered":         strings.NewReplacer("## Storage", "## 7. Storage", "## Keys", "## 8. Keys").Replace(rules),
		"reflowed":           strings.ReplaceAll(rules, " a ", " a\n"),
		"split":              strings.Replace(rules, "MUST be erased within 15 minutes of the end of the failure.", "MUST be erased. This is done within 15 minutes of the end of the failure.", 1),
		"joined":             strings.Replace(rules, "to a relay. A writer can", "to a relay, and a writer can", 1),
		"a term renamed":     strings.NewReplacer("relay", "post", "Relay", "Post").Replace(rules),
		"a slip of the pen":  strings.Replace(rules, "network address", "netwrok address", 1),
		"other words":        strings.Replace(rules, "MUST be erased", "SHALL be deleted", 1),
		"the time in words":  strings.Replace(rules, "15 minutes", "a quarter: fifteen minutes", 1),
		"a stronger promise": strings.Replace(rules, "15 minutes", "5 minutes", 1),
		"more said":          rules + "\nLetters have a stamp.\n",
	} {
		t.Run(name, func(t *testing.T) {
			if all := bad(compare(rules, new)); len(all) > 0 {
				t.Errorf("reported: %s", strings.Join(all, "\n"))
			}
		})
	}
}

// weakenings are sentences that get weaker, with a word of what is said about it.
var weakenings = []struct{ name, old, new, how string }{
	{"requirement", "A relay MUST NOT record the address of a writer.", "A relay SHOULD NOT record the address of a writer.", "requirement is lowered"},
	{"requirement dropped", "A relay MUST encrypt the letters of a person.", "A relay encrypts the letters of a person.", "requirement is lowered"},
	{"fewer cases", "A relay deletes all records of people after a day.", "A relay deletes some records of people after a day.", "fewer cases"},
	{"all narrowed", "All letters of people MUST be encrypted.", "Letters of people marked as secret MUST be encrypted.", "fewer cases"},
	{"only tried", "A relay MUST delete the records of people.", "A relay MUST delete the records of people where possible.", "only tried"},
	{"kept", "A relay MUST delete the records of a person after a day.", "A relay MUST archive the records of a person after a day.", "deleted is kept"},
	{"let through", "A relay MUST refuse letters that are not encrypted.", "A relay MUST accept letters that are not encrypted.", "let through"},
	{"longer", "Records of people MUST be erased within 15 minutes.", "Records of people MUST be erased within 2 days.", "time is longer"},
	{"no limit", "Records of people MUST be erased within 15 minutes.", "Records of people MUST be erased.", "limit of time is gone"},
	{"at once", "The address of a person is deleted at once.", "The address of a person is deleted.", "at once"},
	{"only", "The address of a person is shared only with the recipient.", "The address of a person is shared with the recipient.", "limit is gone"},
	{"alone", "Decisions about credit of people are not based on records.", "Decisions about credit of people are not based on records alone.", "one ground alone"},
	{"exception", "A relay MUST NOT record the address of a writer.", "A relay MUST NOT record the address of a writer, unless the operator has asked for it.", "exception"},
	{"condition", "A relay MUST delete the records of a person.", "A relay MUST delete the records of a person if the vendor of the relay wants it.", "condition"},
	{"exactly", "A relay delivers letters of people exactly as they were sent.", "A relay delivers letters of people much as they were sent.", "same"},
	{"consent", "The location of a person is sent only after the person has agreed to it.", "The location of a person is sent only after the person has signed in to it.", "consent is dropped"},
	{"default", "Sharing of the location is off until the person turns it on.", "Sharing of the location is on until the person turns it off.", "turned round"},
	{"version", "A relay MUST use TLS 1.3 for the letters of people.", "A relay MUST use TLS 1.1 for the letters of people.", "weaker algorithm"},
	{"negation", "A relay does not require an account of a person.", "A relay requires an account of a person.", "negation"},
	{"removed", "A relay MUST NOT record the address of a writer.", "", ""},
}

func TestWeakened(t *testing.T) {
	for _, w := range weakenings {
		t.Run(w.name, func(t *testing.T) {
			frame := func(s string) string {
				return opening + "## Rules\n\nLetters have a stamp. " + s + " The stamp is blue.\n"
			}
			all := strings.Join(bad(compare(frame(w.old), frame(w.new))), "\n")
			if all == "" || !strings.Contains(all, w.how) {
				t.Errorf("reported %q, want something with %q", all, w.how)
			}
			if w.new == "" {
				return
			}
			if back := bad(compare(frame(w.new), frame(w.old))); len(back) > 0 {
				t.Errorf("the way back is reported as bad: %s", back)
			}
		})
	}
}

func TestInversion(t *testing.T) {
	old := opening + "## Rules\n\nA relay MUST NOT use RC4 for the letters of people.\n"
	new := strings.Replace(old, "RC4", "TLS 1.2", 1)
	if all := bad(compare(new, old)); strings.Contains(strings.Join(all, " "), "weaker algorithm") {
		t.Errorf("another algorithm that must not be used is reported as weaker: %s", all)
	}
}

func TestLists(t *testing.T) {
	old := opening + `## Closing

A relay that refuses the letters of a person MUST state, and publish with the reason:

- the law,
- the party at whose wish it was done,
- the date.
`
	t.Run("an item is taken out", func(t *testing.T) {
		new := strings.Replace(old, "- the party at whose wish it was done,\n", "", 1)
		if all := strings.Join(bad(compare(old, new)), "\n"); !strings.Contains(all, "item of the list is gone") {
			t.Errorf("reported %q, want that an item is gone", all)
		}
	})
	t.Run("the sentence before it is lowered", func(t *testing.T) {
		if all := bad(compare(old, strings.Replace(old, "MUST", "MAY", 1))); len(all) == 0 {
			t.Error("nothing is reported")
		}
	})
}

func TestDefaults(t *testing.T) {
	yang := opening + "## Model\n\n~~~ yang\nleaf share-location {\n  type boolean;\n  default \"false\";\n}\nleaf retention {\n  type uint16;\n  default \"72\";\n}\n~~~\n"
	row := opening + "## Settings\n\nThe settings have these defaults.\n\n| Setting | Default | Effect |\n|---|---|---|\n| read-notices | off | others learn that a letter was read |\n"
	for name, c := range map[string]struct{ text, old, new string }{
		"a switch in YANG":  {yang, `"false"`, `"true"`},
		"a number in YANG":  {yang, `"72"`, `"720"`},
		"a row of settings": {row, "| off", "| on"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(c.text, c.old, c.new, 1)
			if all := bad(compare(c.text, changed)); len(all) == 0 {
				t.Error("nothing is reported")
			}
		})
	}
	t.Run("a shorter time", func(t *testing.T) {
		if all := bad(compare(yang, strings.Replace(yang, `"72"`, `"24"`, 1))); len(all) > 0 {
			t.Errorf("reported: %s", all)
		}
	})
}

func TestSectionEmptied(t *testing.T) {
	old := rules + "\n## Privacy Considerations\n\nA relay MUST NOT record who writes to whom. The records of people MUST be deleted after a day, and a person can ask for them at any time without giving a reason.\n"
	new := rules + "\n## Privacy Considerations\n\nNone.\n"
	c := compare(old, new)
	if all := strings.Join(bad(c), "\n"); strings.Count(all, "whole section") != 1 {
		t.Errorf("reported %q, want the section, once", all)
	}
}

func TestConcerns(t *testing.T) {
	worry := "The operator MUST keep a log of the source address of every user for two years."
	milder := strings.Replace(worry, "MUST", "MAY", 1)
	for name, c := range map[string]struct {
		old, new string
		want     review.Change
	}{
		"new":      {"", worry, review.New},
		"resolved": {worry, "", review.Resolved},
		"worse":    {milder, worry, review.Worse},
		"better":   {worry, milder, review.Better},
		"moved":    {worry + "\n\nA letter has a stamp.", "A letter has a stamp.\n\n" + worry, review.Unchanged},
	} {
		t.Run(name, func(t *testing.T) {
			frame := func(s string) string { return "# Logs\n\n## Rules\n\nThe box is red.\n\n" + s + "\n" }
			for _, k := range compare(frame(c.old), frame(c.new)).Concerns {
				if k.Finding.Rule.Category == "surveillance" && k.Change == c.want {
					return
				}
			}
			t.Errorf("no concern is %s", c.want)
		})
	}
}

func FuzzCompare(f *testing.F) {
	f.Add(rules, strings.Replace(rules, "MUST", "SHOULD", 1))
	for _, w := range weakenings {
		f.Add(opening+w.old, opening+w.new)
	}
	f.Add("", "")
	f.Fuzz(func(t *testing.T, old, new string) {
		if len(old)+len(new) > 1<<16 {
			return
		}
		compare(old, new)
		c := compare(old, old)
		if all := bad(c); len(all) > 0 || c.Sentences.Changed+c.Sentences.Removed+c.Sentences.Added > 0 {
			t.Errorf("a text compared with itself has changed: %s", all)
		}
	})
}
