package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// changeView is a comparison in the words that every format for people prints. Its strings are clean.
type changeView struct {
	Old, New  view
	Headline  string
	Groups    []changeGroup // only those that have something in them
	Gaps      []string      // what was not read of either version
	Sentences string
	Tally     review.Tally
	Failure   string // why nothing was compared; empty if it was
}

// changeGroup is changes that are told under one title.
type changeGroup struct {
	Title   string
	Entries []changeEntry
}

// changeEntry is one change of a concern or a protection.
type changeEntry struct {
	entry
	Change     review.Change
	Protection bool
	How        []string
	Before     review.Place // zero if the old version does not have it
	After      review.Place // zero if the new version does not have it
	WhereOld   string       // empty if the old version does not have it
	WhereNew   string
	Near       int            // line of the new version after which it stood, if it is gone; 0 if not known
	Gone       []review.Place // further passages, of the version that has them
}

// changeGroups are the titles under which changes are told, in this order, and what belongs under each.
var changeGroups = []struct {
	title      string
	protection bool
	changes    []review.Change
}{
	{"Protections removed or weakened", true, []review.Change{review.Removed, review.Weakened}},
	{"Concerns that are new or worse", false, []review.Change{review.New, review.Worse}},
	{"Protections added or strengthened", true, []review.Change{review.Added, review.Strengthened}},
	{"Concerns that are resolved or better", false, []review.Change{review.Resolved, review.Better}},
}

// changeViewOf turns a comparison into what formats for people print.
func changeViewOf(c review.Comparison) changeView {
	v := changeView{Old: viewOf(c.Old), New: viewOf(c.New), Tally: c.Tally(), Sentences: sentencesText(c.Sentences)}
	v.Gaps = append(gapsOf("Old version", v.Old), gapsOf("New version", v.New)...)
	for _, side := range []view{v.Old, v.New} {
		if side.Failure != "" && v.Failure == "" {
			v.Failure = "Not compared: " + side.Failure
		}
	}
	v.Groups = changeGroupsOf(c)
	v.Headline = headline(v.Tally, c.Status())
	return v
}

// changeGroupsOf lists what changed under the titles that have something.
func changeGroupsOf(c review.Comparison) (groups []changeGroup) {
	entries := changeEntries(c)
	for _, g := range changeGroups {
		group := changeGroup{Title: g.title}
		for _, change := range g.changes {
			for _, e := range entries {
				if e.Protection == g.protection && e.Change == change {
					group.Entries = append(group.Entries, e)
				}
			}
		}
		if len(group.Entries) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

func gapsOf(name string, v view) []string {
	return mapped(v.Gaps, func(gap string) string { return name + ": " + gap })
}

// changeEntries lists what changed: not the suppressed, and not the unchanged.
func changeEntries(c review.Comparison) []changeEntry {
	var list []changeEntry
	for _, k := range c.Concerns {
		if k.Change == review.Unchanged || k.Finding.Suppressed != nil {
			continue
		}
		list = append(list, concernEntry(k))
	}
	for _, k := range c.Protections {
		list = append(list, protectionEntry(k))
	}
	return list
}

func concernEntry(k review.ConcernChange) changeEntry {
	return changeEntryOf(entryOf(k.Finding), k.Change, k.How, k.Old, k.New, nil)
}

func protectionEntry(k review.ProtectionChange) changeEntry {
	e := changeEntryOf(entryOf(review.Finding{ID: k.ID, Rule: k.Rule, Also: k.Also}), k.Change, k.How, k.Old, k.New, k.Further)
	e.Protection, e.Near = true, k.Near
	return e
}

func changeEntryOf(e entry, change review.Change, how []string, old, new review.Place, further []review.Place) changeEntry {
	out := changeEntry{entry: e, Change: change, How: mapped(how, line), Before: old, After: new, Gone: further}
	if old.StartLine > 0 {
		out.WhereOld = where(old)
	}
	if new.StartLine > 0 {
		out.WhereNew = where(new)
	}
	return out
}

// Kind is what an entry is about, in words.
func (e changeEntry) Kind() string {
	if e.Protection {
		return "protection"
	}
	return e.Severity.String() + " concern"
}

// Bad reports whether the change takes something from people.
func (e changeEntry) Bad() bool { return e.Change.Bad() }

// goneText says where in the new version to look for what it no longer has; empty if it has it, or that is not known.
func (e changeEntry) goneText() string {
	if e.Near == 0 || e.After.StartLine > 0 {
		return ""
	}
	return fmt.Sprintf("not there, gone after line %d", e.Near)
}

// Whole reports whether an entry is about a draft as a whole, so that it has no passage in either version.
func (e changeEntry) Whole() bool { return e.Before.StartLine == 0 && e.After.StartLine == 0 }

// messageLabel is what the message of the rule says: what is wrong with a concern, or what a protection is good for.
func (e changeEntry) messageLabel() string {
	if e.Protection {
		return "Meaning"
	}
	return "Concern"
}

// Further is what further passages are called.
func (e changeEntry) Further() string {
	if e.Change == review.Removed {
		return "Also gone from the old version"
	}
	return "Also in the new version"
}

// furtherDoc is the document in which the further passages of an entry stand.
func (v changeView) furtherDoc(e changeEntry) *document.Document {
	if e.Change == review.Removed {
		return v.Old.doc
	}
	return v.New.doc
}

// headline says in one sentence what the change does.
func headline(t review.Tally, s review.Status) string {
	var parts []string
	add := func(change review.Change, what string) {
		if n := t.Shown[change]; n > 0 {
			parts = append(parts, plural(n, what)+" "+string(change))
		}
	}
	add(review.Removed, "protection")
	add(review.Weakened, "protection")
	add(review.New, "concern")
	add(review.Worse, "concern")
	add(review.Added, "protection")
	add(review.Strengthened, "protection")
	add(review.Resolved, "concern")
	add(review.Better, "concern")
	if len(parts) == 0 {
		return nothing(t, s)
	}
	return sentence(strings.Join(parts, ", "))
}

// nothing says that the change does nothing, as far as that is known.
func nothing(t review.Tally, s review.Status) string {
	text := "The change does nothing to concerns or protections"
	if t.Below > 0 {
		text += " of the chosen severity and category"
	}
	if t.Suppressed > 0 {
		text += " that nobody has suppressed"
	}
	if s != review.Complete {
		text += ", as far as both versions could be read"
	}
	return text + "."
}

// sentencesText says how much of the text changed.
func sentencesText(s review.Sentences) string {
	return fmt.Sprintf("%s the same, %d changed, %d removed, %d added", plural(s.Same, "statement"), s.Changed, s.Removed, s.Added)
}

// tallyLines put the ledger of a comparison into sentences.
func tallyLines(t review.Tally) []string {
	lines := []string{fmt.Sprintf("%s made: %d shown as changed, %d unchanged, %d left out by the chosen severity or category, %d suppressed.",
		plural(t.Made, "comparison"), changedCount(t), t.Shown[review.Unchanged], t.Below, t.Suppressed)}
	if err := t.Check(); err != nil {
		lines = append(lines, "Fault: "+err.Error()+".")
	}
	return lines
}

func changedCount(t review.Tally) int {
	n := 0
	for change, count := range t.Shown {
		if change != review.Unchanged {
			n += count
		}
	}
	return n
}

// comparisonNote is what every format for people says of a comparison.
const comparisonNote = "A comparison finds what a change of words does to what the checklist knows. It is a help to look, not a verdict; what only moved or was written anew in the same words is not told."

// categoryText is the category of an entry in words; empty if it has none.
func (e changeEntry) categoryText() string {
	if e.Rule.Category == catalogue.Category("") {
		return ""
	}
	return e.Category + ": "
}

// sinceView is what a review that was compared with an earlier version tells beside its findings: the groups of
// protections, and of concerns that are gone. ok is false if there was no comparison.
func sinceView(r review.Review) (v changeView, ok bool) {
	if r.Since == nil || r.Since.Old.Err != nil {
		return changeView{}, false
	}
	c := *r.Since
	v = changeViewOf(c)
	c.Concerns = slices.DeleteFunc(slices.Clone(c.Concerns), func(k review.ConcernChange) bool { return k.Change != review.Resolved })
	v.Groups = changeGroupsOf(c)
	return v, true
}

// becameText is what became of a finding, in brackets; empty if there is no earlier version.
func (e entry) becameText() string {
	if e.Became == "" {
		return ""
	}
	return " (" + string(e.Became) + ")"
}
