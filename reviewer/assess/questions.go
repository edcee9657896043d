package assess

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/rightsreview/rightsreview/prompts"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// How much goes into one question.
const (
	claimsAtOnce = 6    // claims in one question
	lowAtOnce    = 24   // the same of low severity, which are told in few words
	maxContext   = 900  // bytes of a paragraph around a sentence
	maxAbstract  = 360  // bytes of the abstract
	listedWords  = 8    // words of a passage that is on the list already
	maxQuoted    = 1200 // bytes of a passage in a claim
	maxFurther   = 4    // further passages in a claim
	maxPassage   = 400  // bytes of a further passage in a claim
	maxLow       = 220  // bytes of a passage of low severity
	lowFurther   = 1    // further passages in it
)

// ranked is a question with how much is to be expected of it.
type ranked struct {
	question
	rank float64
}

// firstRound asks of each finding whether it holds, and of each part of the draft what else there is. The questions that
// promise most come first, so that a budget buys the most.
func (w *work) firstRound() []question {
	var all []ranked
	for _, group := range w.claims(func(review.Finding) bool { return true }) {
		all = append(all, ranked{w.judge(group), 10 + float64(w.gravest(group))})
	}
	for i, p := range w.parts {
		all = append(all, ranked{w.discover(i), w.promise(p)})
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return cmp.Compare(b.rank, a.rank) })
	questions := make([]question, len(all))
	for i, q := range all {
		questions[i] = q.question
	}
	return questions
}

// promise is how much is to be expected of a part: its kind, what the checklist found in it, how much it requires.
func (w *work) promise(p part) float64 {
	found := 0
	for _, f := range w.review.Findings {
		if p.holds(f.Text) {
			found += int(f.Severity)
		}
	}
	size := float64(p.text.Len()) / 1000
	return p.weight * (1 + (float64(found)+float64(requirementWords(p.content(w.doc)))/4)/(1+size)) / 2
}

func (w *work) gravest(findings []int) catalogue.Severity {
	most := catalogue.Low
	for _, i := range findings {
		most = max(most, w.review.Findings[i].Severity)
	}
	return most
}

// claims groups findings so that they can be asked about together, grave ones and those of low severity apart: so many at
// least as half of what one question may have, and then up to the end of their section of the top level, so that a change
// leaves most questions as they are.
func (w *work) claims(wanted func(review.Finding) bool) [][]int {
	var groups [][]int
	open := map[bool]int{} // by gravity: the group that is open, counted from 1
	for i, f := range w.review.Findings {
		if f.Text.Len() == 0 || !wanted(f) {
			continue // there is no passage to judge
		}
		grave := f.Severity > catalogue.Low
		at := open[grave] - 1
		if at < 0 || w.full(groups[at], i, grave) {
			groups = append(groups, nil)
			at = len(groups) - 1
			open[grave] = at + 1
		}
		groups[at] = append(groups[at], i)
	}
	return groups
}

// full reports whether a finding does not go into a group any more.
func (w *work) full(group []int, next int, grave bool) bool {
	most := lowAtOnce
	if grave {
		most = claimsAtOnce
	}
	before, after := w.review.Findings[group[len(group)-1]].Text, w.review.Findings[next].Text
	return len(group) >= most || len(group) >= most/2 && w.topAt(before) != w.topAt(after)
}

func (w *work) topAt(s document.Span) int {
	return w.doc.TopSection(w.doc.Blocks[w.doc.BlockAt(s.Start)].Section)
}

func (w *work) judge(findings []int) question {
	j := prompts.Judge{Draft: w.title(), Abstract: w.abstract()}
	section := ""
	for n, i := range findings {
		f := w.review.Findings[i]
		c := w.claim(n+1, f)
		if paragraph := w.around(f.Text); f.Severity > catalogue.Low && paragraph.Len() > len(c.Quote)+20 {
			c.Context = w.window(paragraph, f.Text, maxContext)
		}
		if path := pathOf(w.doc, w.doc.Blocks[w.doc.BlockAt(f.Text.Start)].Section); n == 0 {
			j.Section, section = path, path
		} else if path != section {
			c.Section, section = lastTitle(path), path
		}
		if like := slices.IndexFunc(j.Findings, func(o prompts.Claim) bool { return o.Concern == c.Concern }); like >= 0 {
			c.Like, c.Fires, c.LooksLike = j.Findings[like].Number, "", ""
		}
		j.Findings = append(j.Findings, c)
	}
	p := j.Prompt()
	return question{p, w.where("findings", w.review.Findings[findings[0]].Text), func(text string) int { return w.judged(findings, p, text) }}
}

// lastTitle is that of the section itself in a path of titles.
func lastTitle(path string) string {
	if i := strings.LastIndex(path, above); i >= 0 {
		return path[i+len(above):]
	}
	return path
}

// window is the text of a paragraph, of a long one what stands around a passage: at most limit bytes, but the whole passage.
func (w *work) window(paragraph, passage document.Span, limit int) string {
	if paragraph.Len() <= limit {
		return w.doc.String(paragraph)
	}
	beside := max(0, limit-passage.Len()) / 2
	from, to := max(paragraph.Start, passage.Start-beside), min(paragraph.End, passage.End+beside)
	text := strings.ToValidUTF8(w.doc.String(document.Span{Start: from, End: to}), "")
	if i := strings.IndexByte(text, ' '); from > paragraph.Start && i >= 0 && i < passage.Start-from {
		text = "..." + text[i:]
	}
	if i := strings.LastIndexByte(text, ' '); to < paragraph.End && i > len(text)-(to-passage.End) {
		text = text[:i] + " ..."
	}
	return text
}

// claim puts a finding into the words of its rule. One of low severity is told in few words: there are many, and little
// hangs on each.
func (w *work) claim(number int, f review.Finding) prompts.Claim {
	c := prompts.Claim{Number: number, Category: string(f.Rule.Category), Concern: fold(f.Rule.Message)}
	size, further := maxQuoted, maxPassage
	if f.Severity == catalogue.Low {
		size, further = maxLow, maxLow/2
	}
	places := asked(f)
	c.Quote = cut(w.doc.String(places[0].Text), size)
	for _, place := range places[1:] {
		c.Further = append(c.Further, cut(w.doc.String(place.Text), further))
	}
	switch e := f.Rule.Examples; {
	case f.Severity == catalogue.Low:
	case len(e.Fires) > 0 && len(e.Quiet) > 0:
		c.Fires, c.LooksLike = fold(e.Fires[0]), fold(e.Quiet[0])
	default:
		c.LooksLike = fold(w.about(f.Rule.Category).Not)
	}
	return c
}

// asked are the passages of a finding that a model is asked about: its place and some of the further ones.
func asked(f review.Finding) []review.Place {
	places, most := []review.Place{f.Place}, maxFurther
	if f.Severity == catalogue.Low {
		most = lowFurther
	}
	for _, p := range f.Further {
		if len(places) <= most && p.Text.Len() > 0 {
			places = append(places, p)
		}
	}
	return places
}

func (w *work) discover(at int) question {
	p := w.parts[at]
	d := prompts.Discover{Draft: w.title(), Section: p.title, Text: p.content(w.doc)}
	for _, c := range w.Categories {
		d.Categories = append(d.Categories, prompts.Category{Name: string(c.Category), Concern: fold(c.Concern), Not: fold(c.Not)})
	}
	for _, f := range w.review.Findings {
		for _, place := range asked(f) {
			if p.holds(place.Text) && place.Text.Len() > 0 {
				d.Listed = append(d.Listed, prompts.Claim{Category: string(f.Rule.Category), Quote: firstWords(place.Quote, listedWords)})
			}
		}
	}
	prompt := d.Prompt()
	return question{prompt, w.where("what else there is", p.text), func(text string) int { return w.discovered(at, prompt, text) }}
}

// secondRound tries to refute what holds and is more than a question, and all that the model raised.
func (w *work) secondRound() []question {
	var questions []question
	for _, group := range w.claims(func(f review.Finding) bool {
		a := f.Assessment
		return a != nil && (a.Raised || a.Verdict == review.Holds && f.Severity > catalogue.Low)
	}) {
		questions = append(questions, w.refute(group))
	}
	return questions
}

func (w *work) refute(findings []int) question {
	var r prompts.Refute
	for n, i := range findings {
		c := w.claim(n+1, w.review.Findings[i])
		c.Fires = ""
		r.Claims = append(r.Claims, c)
	}
	p := r.Prompt()
	return question{p, w.where("a second look at findings", w.review.Findings[findings[0]].Text), func(text string) int { return w.refuted(findings, text) }}
}

// where says what a question is about by the line, in words that are all ours: a title is the draft's.
func (w *work) where(what string, text document.Span) string {
	first, _ := w.doc.LineSpan(text)
	return fmt.Sprintf("%s from line %d on", what, first)
}

func (a Assessor) about(c catalogue.Category) catalogue.About {
	for _, k := range a.Categories {
		if k.Category == c {
			return k
		}
	}
	return catalogue.About{Category: c, Title: string(c)}
}

// title of the draft, without its revision, which changes every time.
func (w *work) title() string {
	if t := w.doc.Meta.Title; t != "" {
		return seen(t)
	}
	return review.WithoutRevision(w.doc.Meta.Name)
}

func (w *work) abstract() string {
	for i, s := range w.doc.Sections {
		if s.Kind == document.SectionAbstract {
			return cut(fold(w.doc.String(w.doc.Sections[i].Text)), maxAbstract)
		}
	}
	return ""
}

// seen is a title without characters that nobody sees, on one line.
func seen(title string) string { return fold(strings.Map(printable, title)) }

// fold writes text on one line.
func fold(text string) string { return strings.Join(strings.Fields(text), " ") }

func firstWords(text string, n int) string {
	words := strings.Fields(text)
	return strings.Join(words[:min(n, len(words))], " ")
}

// cut cuts text to at most limit bytes, at a space if there is one.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	text = strings.ToValidUTF8(text[:limit], "")
	if i := strings.LastIndexByte(text, ' '); i > limit/2 {
		text = text[:i]
	}
	return text + " ..."
}
