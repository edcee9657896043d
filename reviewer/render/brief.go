package render

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/review"
)

// brief writes a review in the form in which people publish them: guideline by guideline, with concern and
// recommendation, for a person to check, edit, sign and send. It is Markdown.
type brief struct {
	markdown
}

func newBrief(w io.Writer, _ Options) Renderer {
	return &brief{markdown{w: bufio.NewWriterSize(w, 64<<10)}}
}

// Review writes one written review.
func (b *brief) Review(r review.Review) error {
	v := viewOf(r)
	if b.any {
		b.apart()
		b.put("---\n\n")
	}
	b.heading(1, "Human-rights review of "+inline(v.Name))
	if v.Status == review.Failed {
		b.put(inline(v.verdict()) + "\n")
		return b.w.Flush()
	}
	b.put("Reviewer: [your name]\n")
	b.introduction(v)
	b.concerns(v)
	b.doubted(v)
	b.lost(r)
	b.strengths(v)
	b.ruledOut(v)
	b.quiet(v)
	b.conclusion(v)
	return b.w.Flush()
}

// Close adds what the person who sends the review must know and the reader need not.
func (b *brief) Close(s Summary) error {
	b.heading(2, "For the reviewer: delete this section before you send")
	b.put("- Read every passage in its place. " + inline(disclaimer(s)) + " Strike what does not hold.\n")
	b.put("- Check that the venue accepts text that a tool has prepared.\n")
	if s.Ledger.Model != (review.ModelLedger{}) {
		b.put("- What a model wrote is in the boxes that open: take them out, or say in your own words what you agree with. " +
			"With --no-model-text there is none.\n")
	}
	for _, l := range append(ledgerLines(s), suppressionLines(s)...) {
		b.put("- " + inline(l) + "\n")
	}
	return b.w.Flush()
}

// introduction says what was read, how, and what came of it.
func (b *brief) introduction(v view) {
	b.heading(2, "Introduction")
	b.put("This is a review of " + subject(v) + ". " +
		"It looks at how the draft may affect people's rights, along the guidelines in section 4 of " +
		"[RFC 9620](" + rfcURL("9620", "", "") + ").\n\n")
	if len(v.Gaps) == 0 {
		b.put(fmt.Sprintf("The whole draft was read (%s; lines are counted in the file %s).\n\n", plural(v.Lines, "line"), code(v.Path)))
	} else {
		b.put("The draft could not be read as a whole. Not read:\n\n")
		for _, g := range v.Gaps {
			b.put("- " + inline(g) + "\n")
		}
		b.put("\n")
	}
	b.put(outcome(v) + "\n")
	for i, text := range v.Unsaid {
		if i == 0 {
			b.put("\nA model was not asked everything, or did not answer:\n\n")
		}
		b.put("- " + inline(text) + "\n")
	}
}

// subject names the draft with its title, date and standing, as far as the draft tells.
func subject(v view) string {
	text := inline(v.Name)
	if v.Title != "" {
		text = `"` + inline(v.Title) + `", ` + text
	}
	meta := v.doc.Meta
	for _, p := range []struct{ before, text string }{
		{"of ", meta.Date}, {"intended status ", meta.Intended}, {"stream ", meta.Stream}, {"working group ", meta.WorkingGroup},
	} {
		if p.text != "" {
			text += ", " + p.before + inline(p.text)
		}
	}
	return text
}

// outcome says in a sentence or two how much there is to say.
func outcome(v view) string {
	if text := v.verdict(); text != "" {
		if v.Status == review.Complete && len(v.Doubted) == 0 {
			return "The checklist found no passage that raises a question. That is not proof that there is none."
		}
		return inline(text)
	}
	text := "There are questions about " + plural(len(v.Findings), "passage")
	if n := len(v.Doubted); n > 0 {
		text += fmt.Sprintf(" (and %d that a model doubts)", n)
	}
	if n := len(v.Protections); n > 0 {
		text += ", and " + plural(n, "passage") + " to commend"
	}
	return text + "."
}

// concerns writes the findings, guideline by guideline.
func (b *brief) concerns(v view) {
	if len(v.Findings) == 0 {
		return
	}
	b.heading(2, "Questions, by guideline")
	for i, g := range guidelines {
		first := true
		for _, e := range v.Findings {
			if guidelineOf(e.Rule) != i {
				continue
			}
			if first {
				b.heading(3, g.number+" "+g.title)
				b.put("*" + g.question + "* ([RFC 9620, section " + g.number + "](" + rfcURL("9620", "section", g.number) + "))\n")
				first = false
			}
			b.concern(v, e)
		}
	}
}

// concern writes one finding as Concern and Recommendation.
func (b *brief) concern(v view, e entry) {
	b.heading(4, inline(e.Rule.Title+e.becameText()))
	b.put(inline(sentence(e.Where)) + "\n\n")
	b.quote(v, e.Place)
	for _, p := range e.Further {
		b.put("See also " + inline(where(p)) + ":\n\n")
		b.quote(v, p)
	}
	b.put("**Concern.** " + inline(sentence(e.Rule.Message)))
	if len(e.Rights) > 0 {
		b.put(" This bears on " + markdownLinks(e.Rights) + ".")
	}
	recommendation := "Answer the question below in the draft."
	if e.Rule.Mitigation != "" {
		recommendation = inline(sentence(e.Rule.Mitigation))
	}
	b.put("\n\n**Recommendation.** " + recommendation)
	if others := otherGuidance(e); len(others) > 0 {
		b.put(" See " + markdownLinks(others) + ".")
	}
	b.put("\n")
	if e.Rule.Question != "" {
		b.put("\n**Question to the authors.** " + inline(sentence(e.Rule.Question)) + "\n")
	}
	b.model(e.Said)
}

// otherGuidance is the guidance of a finding without the guideline under which it is filed.
func otherGuidance(e entry) []Link {
	own := guidelines[guidelineOf(e.Rule)].number
	return slices.DeleteFunc(slices.Clone(e.Guidance), func(l Link) bool {
		m := guidelineRef.FindStringSubmatch(l.Ref)
		return m != nil && m[1] == own
	})
}

// lost tells of the protections that an earlier version had.
func (b *brief) lost(r review.Review) {
	v, ok := sinceView(r)
	if !ok {
		return
	}
	for _, g := range v.Groups {
		if !g.Entries[0].Protection || !g.Entries[0].Bad() {
			continue
		}
		b.heading(2, "What "+inline(v.Old.Name)+" did better")
		for _, e := range g.Entries {
			b.lostOne(v, e)
		}
	}
}

// lostOne tells of one protection that an earlier version had.
func (b *brief) lostOne(v changeView, e changeEntry) {
	b.heading(3, inline(sentence(e.Rule.Title+": "+string(e.Change))))
	for _, how := range e.How {
		b.put(inline(sentence(how)) + "\n\n")
	}
	b.side("Before", v.Old.doc, e.Before, e.WhereOld)
	b.side("Now", v.New.doc, e.After, e.WhereNew)
	for _, p := range e.Gone {
		b.side(e.Further(), v.furtherDoc(e), p, where(p))
	}
	b.put("**Question to the authors.** What is the reason for this change, and what protects people instead?\n")
}

func (b *brief) strengths(v view) {
	if len(v.Protections) == 0 {
		return
	}
	b.heading(2, "What the draft does well")
	for _, e := range v.Protections {
		b.put("**" + inline(e.Rule.Title) + "** (" + inline(e.Where) + ").\n\n")
		b.quote(v, e.Place)
	}
}

// ruledOut tells, by category and stance, which passages were looked at and are no concern, and what was suppressed.
func (b *brief) ruledOut(v view) {
	if len(v.RuledOut)+len(v.Suppressed) == 0 {
		return
	}
	b.heading(2, "Looked at and ruled out")
	for _, group := range sortedGroups(v.RuledOut, func(e entry) string { return e.Category + ": " + stanceText(e.Stance) }) {
		places := mapped(group.Entries, func(e entry) string { return lineRange(e.Place.StartLine, e.Place.EndLine) })
		more := ""
		if n := len(places) - maxPlaces; n > 0 {
			places, more = places[:maxPlaces], fmt.Sprintf(" and %d more", n)
		}
		b.put("- " + inline(group.Name) + " (" + strings.Join(places, "; ") + more + ")\n")
	}
	for _, e := range v.Suppressed {
		b.put("- Not raised: " + inline(suppressedText(e)) + "\n")
	}
}

// maxPlaces is how many places of passages that were ruled out for the same reason are listed.
const maxPlaces = 8

// named is a group of entries with what they have in common.
type named struct {
	Name    string
	Entries []entry
}

// sortedGroups puts entries with the same name together, in order of their first.
func sortedGroups(entries []entry, name func(entry) string) []named {
	var all []named
	for _, e := range entries {
		n := name(e)
		i := slices.IndexFunc(all, func(g named) bool { return g.Name == n })
		if i < 0 {
			i, all = len(all), append(all, named{Name: n})
		}
		all[i].Entries = append(all[i].Entries, e)
	}
	return all
}

// quiet lists the guidelines under which there is nothing to say.
func (b *brief) quiet(v view) {
	var quiet []string
	for i, g := range guidelines {
		if !slices.ContainsFunc(v.Findings, func(e entry) bool { return guidelineOf(e.Rule) == i }) {
			quiet = append(quiet, g.number+" "+g.title)
		}
	}
	if len(quiet) == 0 {
		return
	}
	b.heading(2, "Guidelines under which no passage was found")
	b.put(strings.Join(quiet, ", ") + ".\n\nThat no passage was found does not mean that the question is answered.\n")
	for i, n := range v.Notes {
		if i == 0 {
			b.put("\n")
		}
		b.put("- " + inline(noteText(n)) + "\n")
	}
}

// conclusion says what was not done and in whose name this is.
func (b *brief) conclusion(v view) {
	b.heading(2, "What this review did not do")
	b.put("It is a reading of the text. The other ways of reviewing that RFC 9620 describes were not used: nobody was interviewed, " +
		"neither experts ([section 3.3](" + rfcURL("9620", "section", "3.3") + ")) nor people and communities who are affected " +
		"([section 3.4](" + rfcURL("9620", "section", "3.4") + ")), and the effects of implementations were not traced " +
		"([section 3.5](" + rfcURL("9620", "section", "3.5") + ")).\n")
	b.heading(2, "Disclaimer")
	b.put("This is an individual contribution. It does not speak for the IETF, the IRTF, a working or research group, or an employer. " +
		"Passages were found with " + toolName + ", a checklist" + asked(v) + ", and the wording was prepared with it; a person has read and edited the result.\n\n" +
		"[your name]\n")
}

// asked says that a model was asked, and which; nothing if none was.
func asked(v view) string {
	if v.Model == "" {
		return ""
	}
	return ", and the model " + inline(v.Model) + " was asked about them"
}
