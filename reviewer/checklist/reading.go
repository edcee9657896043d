package checklist

import (
	"math"
	"math/bits"
	"slices"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// bitset remembers which atoms were found in a scope, by scope index.
type bitset []uint64

func (b bitset) has(i int) bool { return i >= 0 && i>>6 < len(b) && b[i>>6]&(1<<(i&63)) != 0 }
func (b bitset) set(i int)      { b[i>>6] |= 1 << (i & 63) }

// all lists what is set.
func (b bitset) all() []int {
	var list []int
	for i, word := range b {
		for ; word != 0; word &= word - 1 {
			list = append(list, i<<6+bits.TrailingZeros64(word))
		}
	}
	return list
}

func (b bitset) or(other bitset) {
	for i := range other {
		b[i] |= other[i]
	}
}

// reading is one document while it is read against the checklist.
type reading struct {
	list    *Checklist
	doc     *document.Document
	scan    *scanner
	cueBits []uint64 // by sentence: which neighbour cues it holds

	block    bitset   // of the block that is being read
	sections []bitset // by section
	whole    bitset
	subject  bitset
	title    bitset

	candidates []candidate
	about      map[catalogue.Category]topic // once the candidates are weighed
	looked     []uint32                     // by clause: the round in which it was looked at last
	round      uint32
}

// candidate is a passage that a rule matched, with all that speaks for and against it.
type candidate struct {
	clause   *clause
	sentence int // index in Document.Sentences, -1 for a field or the whole draft
	field    int // index in Document.Fields, -1 for a sentence
	block    int
	section  int
	words    []document.Span // the words that fired, in Document.Text
	cues     []review.Cue
	asks     bool // a question
	odds     float64
	stance   review.Stance
	level    catalogue.Severity
	refused  string // why a condition on the scope failed; empty if none did
}

func (l *Checklist) read(doc *document.Document) *reading {
	d := &reading{list: l, doc: doc, scan: l.scanners.Get().(*scanner)}
	d.looked = make([]uint32, l.clauses)
	d.cueBits = make([]uint64, len(doc.Sentences))
	words := (l.scopes + 63) / 64
	pool := make(bitset, words*(len(doc.Sections)+4))
	cut := func() bitset {
		b := pool[:words:words]
		pool = pool[words:]
		return b
	}
	d.block, d.whole, d.subject, d.title = cut(), cut(), cut(), cut()
	d.sections = make([]bitset, len(doc.Sections))
	for i := range d.sections {
		d.sections[i] = cut()
	}
	d.titles()
	for i := range doc.Blocks {
		d.readBlock(i)
	}
	for i := range doc.Fields {
		d.readField(i)
	}
	for _, s := range d.sections {
		d.whole.or(s)
	}
	l.scanners.Put(d.scan)
	d.scan = nil
	return d
}

func (d *reading) titles() {
	scan := func(text string) {
		d.scan.scan([]byte(text), document.Span{End: len(text)})
	}
	scan(d.doc.Meta.Title)
	d.note(d.title)
	d.subject.or(d.title)
	d.whole.or(d.title)
	for i, s := range d.doc.Sections {
		if s.Title == "" || skipped(s.Kind) {
			continue
		}
		scan(s.Title)
		d.note(d.sections[i])
	}
}

// note remembers what the scanned text holds, and gives the cues that it holds for its neighbours.
func (d *reading) note(b bitset) uint64 {
	var cues uint64
	for _, l := range d.scan.leaves {
		use := &d.list.byLeaf[l]
		cues |= use.cues
		for _, i := range use.scopes {
			b.set(i)
		}
	}
	return cues
}

// matching gives the clauses that match the scanned text, with their hits, each once.
func (d *reading) matching(yield func(*clause, []hit)) {
	d.round++
	for _, l := range d.scan.leaves {
		for _, cl := range d.list.byLeaf[l].clauses {
			if d.looked[cl.number] == d.round {
				continue
			}
			d.looked[cl.number] = d.round
			if hits := cl.match(d.scan); hits != nil {
				yield(cl, hits)
			}
		}
	}
}

// skipped are the sections that say nothing about what the draft does.
func skipped(kind document.SectionKind) bool {
	switch kind {
	case document.SectionReferences, document.SectionAcknowledgement, document.SectionAuthors, document.SectionBoilerplate, document.SectionChanges:
		return true
	}
	return false
}

func (d *reading) kind(section int) document.SectionKind {
	if section < 0 {
		return document.SectionBody
	}
	return d.doc.Sections[section].Kind
}

func (d *reading) readBlock(at int) {
	b := d.doc.Blocks[at]
	kind := d.kind(b.Section)
	if !b.Kind.Prose() || skipped(kind) || b.Sentences.Start == b.Sentences.End {
		return
	}
	clear(d.block)
	first := len(d.candidates)
	for i := b.Sentences.Start; i < b.Sentences.End; i++ {
		d.readSentence(i, at, b)
	}
	for i := first; i < len(d.candidates); i++ {
		d.inParagraph(&d.candidates[i])
	}
	if b.Section >= 0 {
		d.sections[b.Section].or(d.block)
	} else {
		d.whole.or(d.block)
	}
	if kind == document.SectionAbstract || kind == document.SectionIntroduction {
		d.subject.or(d.block)
	}
}

func (d *reading) readSentence(at, block int, b document.Block) {
	span := d.doc.Sentences[at].Text
	s := d.scan
	s.scan(d.doc.Text, span)
	d.cueBits[at] = d.note(d.block)
	kind := d.kind(b.Section)
	d.matching(func(cl *clause, hits []hit) {
		if cl.field || !cl.placed(kind, b.Kind) {
			return
		}
		c := candidate{clause: cl, sentence: at, field: -1, block: block, section: b.Section, words: d.spans(hits)}
		c.cues = d.list.judge.spoken(s, cl, hits)
		c.asks = d.doc.Text[span.End-1] == '?'
		if cl.source.Strength == nil || slices.Contains(cl.source.Strength, d.list.judge.strength(&c)) {
			d.candidates = append(d.candidates, c)
		}
	})
}

func (d *reading) spans(hits []hit) []document.Span {
	var spans []document.Span
	for _, h := range hits {
		spans = append(spans, d.scan.span(h))
	}
	slices.SortFunc(spans, func(a, b document.Span) int { return a.Start - b.Start })
	return slices.Compact(spans)
}

// readField matches the name of a structured field, cut into words.
func (d *reading) readField(at int) {
	f := d.doc.Fields[at]
	b := d.doc.Blocks[f.Block]
	if skipped(d.kind(b.Section)) {
		return
	}
	name := fieldText(f)
	d.scan.scan([]byte(name), document.Span{End: len(name)})
	d.matching(func(cl *clause, _ []hit) {
		if cl.field && cl.placed(d.kind(b.Section), b.Kind) && cl.fits(f) {
			d.candidates = append(d.candidates, candidate{
				clause: cl, sentence: -1, field: at, block: f.Block, section: b.Section, words: []document.Span{f.Text},
			})
		}
	})
}

// fits reports whether a field has the language and default that a clause asks for.
func (cl *clause) fits(f document.Field) bool {
	return (len(cl.source.Languages) == 0 || slices.Contains(cl.source.Languages, f.Language)) &&
		(len(cl.source.Default) == 0 || slices.Contains(cl.source.Default, f.Default))
}

func (d *reading) inParagraph(c *candidate) {
	for _, w := range c.clause.scopes {
		if w.scope == scopeParagraph && d.block.has(w.index) == w.absent {
			c.refused = refusal(w, "paragraph")
			return
		}
	}
}

func refusal(w wanted, where string) string {
	if w.absent {
		return "\"" + w.source + "\" in the " + where + " rules it out"
	}
	return "\"" + w.source + "\" is not in the " + where
}

// holds checks the conditions on wider scopes, once the whole draft has been read.
func (d *reading) holds(c *candidate) bool {
	if c.refused != "" {
		return false
	}
	for _, w := range c.clause.scopes {
		var b bitset
		var name string
		switch w.scope {
		case scopeSection:
			if b = d.whole; c.section >= 0 && d.doc.Sections[c.section].Title != "" {
				b = d.sections[c.section]
			}
			name = "section"
		case scopeDocument:
			b, name = d.whole, "draft"
		case scopeSubject:
			b, name = d.subject, "title, abstract or introduction"
		default:
			continue
		}
		if b.has(w.index) == w.absent {
			c.refused = refusal(w, name)
			return false
		}
	}
	return true
}

// neighbours is which cues the sentences before and after hold, in the same block.
func (d *reading) neighbours(sentence, block int) uint64 {
	if sentence < 0 {
		return 0
	}
	r := d.doc.Blocks[block].Sentences
	var cues uint64
	if sentence > r.Start {
		cues |= d.cueBits[sentence-1]
	}
	if sentence+1 < r.End {
		cues |= d.cueBits[sentence+1]
	}
	return cues
}

// firstClauses keeps the candidates whose conditions hold, one a rule in each sentence or field: that of its first
// clause, so that the order of clauses in a rule is the order of preference.
func (d *reading) firstClauses() []candidate {
	type place struct {
		rule            *rule
		sentence, field int
	}
	at := map[place]int{}
	kept := d.candidates[:0]
	for i := range d.candidates {
		c := d.candidates[i]
		if !d.holds(&c) {
			continue
		}
		p := place{c.clause.rule, c.sentence, c.field}
		k, seen := at[p]
		switch {
		case !seen:
			at[p] = len(kept)
			kept = append(kept, c)
		case c.clause.order < kept[k].clause.order:
			kept[k] = c
		}
	}
	return kept
}

// weigh decides every candidate: first each by itself, then again in the light of what else the draft does.
func (d *reading) weigh() {
	j := d.list.judge
	d.candidates = d.firstClauses()
	for i := range d.candidates {
		c := &d.candidates[i]
		j.place(d, c)
		j.around(d, c)
		c.odds = j.sum(c)
	}
	d.about = d.topics()
	said := map[string]int{}
	d.candidates = slices.DeleteFunc(d.candidates, func(c candidate) bool { return d.offTopic(&c) })
	for i := range d.candidates {
		c := &d.candidates[i]
		d.compare(c, d.about[c.clause.rule.Category], said[c.clause.rule.ID])
		said[c.clause.rule.ID]++
		c.odds = j.sum(c)
		c.stance = j.decide(c)
		if c.clause.rule.Kind == catalogue.KindProtection {
			c.stance = j.protects(c)
		}
	}
}

// offTopic refuses a candidate of a broad clause in a draft that is not about its category.
func (d *reading) offTopic(c *candidate) bool {
	return c.clause.source.Topic && d.about[c.clause.rule.Category].strength < minTopic
}

// Topic strengths: how much passages of a category show that a draft is about it. One broad passage shows little.
const (
	minTopic     = 2.0
	topicPlain   = 1.0 // a passage of severity medium or high
	topicBroad   = 0.5 // a passage of severity low
	topicSubject = 1.0 // share added for one in the abstract or introduction
)

// compare adds what the rest of the draft says about a candidate: how much of it has to do with the category, and how
// often the rule was met before.
func (d *reading) compare(c *candidate, t topic, before int) {
	j := d.list.judge
	more := math.Max(float64(t.passages-1), 0)
	j.fact(c, "the draft comes back to it", math.Min(math.Log2(more+1)/2, 2))
	j.fact(c, "much of the draft is about it", math.Min(20*more/float64(len(d.doc.Sentences)+20), 2))
	switch {
	case t.passages <= 1:
		j.fact(c, "the only passage of its kind", 1)
	case before == 0:
		j.fact(c, "the first of several passages", 1)
	}
	j.fact(c, "said before", math.Min(math.Log2(float64(before)+1)/2, 2))
	if t.subject {
		j.fact(c, "the abstract speaks of it", 1)
	}
	j.fact(c, "the draft speaks against it elsewhere", float64(t.against)/float64(t.against+t.passages+1))
}

// topic is how much a draft has to do with a category.
type topic struct {
	strength float64
	passages int // that look like a concern by themselves
	against  int // that do not
	subject  bool
}

func (d *reading) topicStrength(c *candidate) float64 {
	strength := topicPlain
	if c.clause.severity == catalogue.Low {
		strength = topicBroad
	}
	if kind := d.kind(c.section); kind == document.SectionAbstract || kind == document.SectionIntroduction {
		strength *= 1 + topicSubject
	}
	return strength
}

func (d *reading) topics() map[catalogue.Category]topic {
	topics := map[catalogue.Category]topic{}
	last := map[catalogue.Category]int{}
	for i := range d.candidates {
		c := &d.candidates[i]
		if c.clause.rule.Kind != catalogue.KindConcern || c.clause.source.Topic {
			continue
		}
		t := topics[c.clause.rule.Category]
		if c.odds < d.list.judge.model.Topic {
			t.against++
			topics[c.clause.rule.Category] = t
			continue
		}
		if at, seen := last[c.clause.rule.Category]; !seen || at != c.block {
			t.passages++
			t.strength += d.topicStrength(c)
			last[c.clause.rule.Category] = c.block
		}
		kind := d.kind(c.section)
		t.subject = t.subject || kind == document.SectionAbstract || kind == document.SectionIntroduction
		topics[c.clause.rule.Category] = t
	}
	return topics
}
