package checklist

import (
	"fmt"
	"math"
	"slices"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
)

// atom is something that can be found in a sentence: a concept, or a list of phrases that some rule asks for.
type atom = int32

// leaf is what is found by reading: the end of a phrase in the tree, a composite, or a concept that the program
// recognises by itself. An atom is found where one of its leaves is; it is asked for only when a rule needs it.
type leaf = int32

// phrases is every phrase of a catalogue in one matcher. Words that stand together are found by one walk through a
// tree that all phrases share; phrases with gaps and concepts are put together from what that walk found, and only
// when their rarest part was found. So the cost of reading hardly depends on how many phrases there are.
type phrases struct {
	words *vocabulary

	roots   []int32          // by pattern: the node after it, or -1
	edges   map[uint64]int32 // while compiling: node<<32 | pattern to node
	ends    [][]atom         // while compiling, by node: the atoms found when a phrase ends here
	nodes   []node           // by node, when ready
	steps   []step           // the edges of all nodes, those of one node side by side
	byKey   map[string]atom  // atoms of word sequences and lists, by what they are made of
	feeds   [][]atom         // by atom: the atoms that have it as one of their phrases
	rank    []int            // by atom: after how many rounds of composites it is complete
	common  []float64        // by atom: how common it is, in a million words; an estimate
	byName  map[string]atom  // concepts
	name    []string         // by atom, for explanations
	defined map[string]catalogue.Concept
	pending map[string]bool

	composites []composite
	triggers   []atom    // by composite: the atom that makes it worth trying
	leaves     [][]atom  // by leaf: all atoms that it is found for
	wakes      [][]int32 // by leaf: the composites to try when it is found
	members    []bitset  // by atom: its leaves
	// firstComposite is the leaf of the first composite; those of the others follow in order.
	firstComposite int
	builtin        map[string]leaf
	maxRank        int
	article        []bool // by form: whether it is a, an or the
}

// node is a place in the tree of phrases.
type node struct {
	first, last int32  // its edges in steps
	leaf        leaf   // found when a phrase ends here, -1 if none does
	filter      uint64 // which patterns lead on from it, modulo 64
}

// step is an edge of the tree.
type step struct{ pattern, to int32 }

// composite is a phrase made of atoms in order, with gaps between.
type composite struct {
	parts  []atom
	gaps   []int // before each part; of the first it is not used
	target atom
	leaf   leaf
	rank   int
}

func newPhrases(concepts []catalogue.Concept) *phrases {
	p := &phrases{
		words: newVocabulary(), edges: map[uint64]int32{}, byKey: map[string]atom{}, byName: map[string]atom{},
		defined: map[string]catalogue.Concept{}, pending: map[string]bool{},
	}
	for _, c := range concepts {
		p.defined[c.Name] = c
	}
	p.newNode()
	return p
}

func (p *phrases) newNode() int32 {
	p.ends = append(p.ends, nil)
	return int32(len(p.ends) - 1)
}

func (p *phrases) newAtom(name string) atom {
	p.feeds = append(p.feeds, nil)
	p.rank = append(p.rank, 0)
	p.common = append(p.common, 0)
	p.name = append(p.name, name)
	return atom(len(p.feeds) - 1)
}

// concept gives the atom of a named concept, compiling its phrases when it is first used.
func (p *phrases) concept(name string) (atom, error) {
	if a, ok := p.byName[name]; ok {
		return a, nil
	}
	if p.pending[name] {
		return 0, fmt.Errorf("the concept {%s} refers to itself", name)
	}
	c, ok := p.defined[name]
	if !ok && !slices.Contains(catalogue.BuiltinConcepts(), name) {
		return 0, fmt.Errorf("no concept {%s}", name)
	}
	p.pending[name] = true
	a := p.newAtom("{" + name + "}")
	if name == "number" {
		p.common[a] = numbersInAMillion
	}
	if err := p.fill(a, c.Phrases); err != nil {
		return 0, fmt.Errorf("concept {%s}: %w", name, err)
	}
	delete(p.pending, name)
	p.byName[name] = a
	return a, nil
}

// list gives the atom that is found when one of the phrases is.
func (p *phrases) list(sources []string) (atom, error) {
	if len(sources) == 1 {
		if ph, err := catalogue.ParsePhrase(sources[0]); err == nil && len(ph.Parts) == 1 && len(ph.Parts[0].Choices) == 1 && ph.Parts[0].Choices[0].Concept != "" {
			return p.concept(ph.Parts[0].Choices[0].Concept)
		}
	}
	key := "list:" + fmt.Sprint(sources)
	if a, ok := p.byKey[key]; ok {
		return a, nil
	}
	name := sources[0]
	if len(sources) > 1 {
		name += " / ..."
	}
	a := p.newAtom(name)
	p.byKey[key] = a
	return a, p.fill(a, sources)
}

func (p *phrases) fill(target atom, sources []string) error {
	for _, source := range sources {
		ph, err := catalogue.ParsePhrase(source)
		if err != nil {
			return err
		}
		for _, variant := range variants(ph.Parts) {
			if err := p.add(target, variant); err != nil {
				return fmt.Errorf("phrase %q: %w", source, err)
			}
		}
	}
	return nil
}

// variants gives a phrase with and without each of its optional parts. A gap before a part that is left out passes to
// the part behind it.
func variants(parts []catalogue.Part) [][]catalogue.Part {
	if len(parts) == 0 {
		return [][]catalogue.Part{nil}
	}
	part, rest := parts[0], parts[1:]
	var all [][]catalogue.Part
	for _, v := range variants(rest) {
		all = append(all, append([]catalogue.Part{part}, v...))
	}
	if !part.Optional {
		return all
	}
	if len(rest) > 0 && part.Gap > rest[0].Gap {
		rest = slices.Clone(rest)
		rest[0].Gap = part.Gap
	}
	return append(all, variants(rest)...)
}

// add makes target found when the parts are. Parts without concepts and gaps go into the tree; the rest is composed.
func (p *phrases) add(target atom, parts []catalogue.Part) error {
	segments := split(parts)
	if len(segments) == 1 && !hasConcept(segments[0][0]) {
		return p.sequence(segments[0], target)
	}
	c := composite{target: target}
	for _, segment := range segments {
		a, err := p.segment(segment)
		if err != nil {
			return err
		}
		c.parts = append(c.parts, a)
		c.gaps = append(c.gaps, segment[0].Gap)
		c.rank = max(c.rank, p.rank[a]+1)
	}
	if len(c.parts) == 1 {
		p.feed(c.parts[0], target)
		return nil
	}
	p.compose(c)
	return nil
}

func (p *phrases) compose(c composite) {
	p.rank[c.target] = max(p.rank[c.target], c.rank)
	p.maxRank = max(p.maxRank, c.rank)
	trigger, least := c.parts[0], math.Inf(1)
	for _, a := range c.parts {
		if p.common[a] < least {
			trigger, least = a, p.common[a]
		}
	}
	p.common[c.target] += least / 3
	p.triggers = append(p.triggers, trigger)
	p.composites = append(p.composites, c)
}

func (p *phrases) feed(from, to atom) {
	p.feeds[from] = append(p.feeds[from], to)
	p.rank[to] = max(p.rank[to], p.rank[from])
	p.common[to] += p.common[from]
}

func hasConcept(part catalogue.Part) bool {
	return slices.ContainsFunc(part.Choices, func(c catalogue.Choice) bool { return c.Concept != "" })
}

// split cuts parts into runs of words that stand together; a part with a concept is a run of its own.
func split(parts []catalogue.Part) [][]catalogue.Part {
	var segments [][]catalogue.Part
	for i, part := range parts {
		if i > 0 && part.Gap == 0 && !hasConcept(part) && !hasConcept(parts[i-1]) {
			segments[len(segments)-1] = append(segments[len(segments)-1], part)
			continue
		}
		segments = append(segments, []catalogue.Part{part})
	}
	return segments
}

// segment gives the atom of one run.
func (p *phrases) segment(parts []catalogue.Part) (atom, error) {
	if len(parts) == 1 && len(parts[0].Choices) == 1 && parts[0].Choices[0].Concept != "" {
		return p.concept(parts[0].Choices[0].Concept)
	}
	key := "run:" + runKey(parts)
	if a, ok := p.byKey[key]; ok {
		return a, nil
	}
	a := p.newAtom(runKey(parts))
	p.byKey[key] = a
	if !hasConcept(parts[0]) {
		return a, p.sequence(parts, a)
	}
	for _, c := range parts[0].Choices {
		one := catalogue.Part{Choices: []catalogue.Choice{c}}
		if c.Concept == "" {
			if err := p.sequence([]catalogue.Part{one}, a); err != nil {
				return 0, err
			}
			continue
		}
		from, err := p.concept(c.Concept)
		if err != nil {
			return 0, err
		}
		p.feed(from, a)
	}
	return a, nil
}

func runKey(parts []catalogue.Part) string {
	key := ""
	for i, part := range parts {
		if i > 0 {
			key += " "
		}
		for j, c := range part.Choices {
			if j > 0 {
				key += "|"
			}
			switch {
			case c.Concept != "":
				key += "{" + c.Concept + "}"
			case c.Exact:
				key += "=" + c.Word
			case c.Prefix:
				key += c.Word + "*"
			default:
				key += c.Word
			}
		}
	}
	return key
}

// numbersInAMillion is how many words in a million of the RFC series start with a digit.
const numbersInAMillion = 40_000

// maxSequences is how many word sequences one phrase may stand for; more is a slip of the pen, not a phrase.
const maxSequences = 5000

// sequence puts every choice of words into the tree.
func (p *phrases) sequence(parts []catalogue.Part, target atom) error {
	ways := 1
	for _, part := range parts {
		ways *= len(part.Choices)
	}
	if ways > maxSequences {
		return fmt.Errorf("it stands for %d word sequences, over the limit of %d; make concepts of its choices", ways, maxSequences)
	}
	least := math.Inf(1)
	for _, part := range parts {
		sum := 0.0
		for _, c := range part.Choices {
			sum += float64(p.words.common[p.words.pattern(c)])
		}
		least = min(least, sum)
	}
	if len(parts) > 1 {
		least /= 4
	}
	p.common[target] += least
	p.insert(0, parts, target)
	return nil
}

func (p *phrases) insert(node int32, parts []catalogue.Part, target atom) {
	if len(parts) == 0 {
		if !slices.Contains(p.ends[node], target) {
			p.ends[node] = append(p.ends[node], target)
		}
		return
	}
	for _, c := range parts[0].Choices {
		p.insert(p.step(node, p.words.pattern(c)), parts[1:], target)
	}
}

func (p *phrases) step(node, pattern int32) int32 {
	key := uint64(node)<<32 | uint64(uint32(pattern))
	if next, ok := p.edges[key]; ok {
		return next
	}
	next := p.newNode()
	p.edges[key] = next
	return next
}

// freeze makes the phrases ready to match: what a word sequence ends is spread to all that it is part of.
func (p *phrases) freeze() {
	for _, word := range []string{"a", "an", "the"} {
		p.words.pattern(catalogue.Choice{Word: word, Exact: true})
	}
	p.words.freeze()
	p.roots = make([]int32, len(p.words.all))
	for id := range p.roots {
		p.roots[id] = -1
	}
	p.layEdges()
	p.article = make([]bool, len(p.words.patterns))
	for _, word := range []string{"a", "an", "the"} {
		p.article[p.words.forms[word]] = true
	}
	p.settleRanks()
	p.layLeaves()
}

// layLeaves gives every way of being found a number, and tells which atoms and composites wait for it.
func (p *phrases) layLeaves() {
	byAtoms := map[string]leaf{}
	for at, ends := range p.ends {
		p.nodes[at].leaf = none
		if len(ends) > 0 {
			p.nodes[at].leaf = p.leafOf(byAtoms, ends)
		}
	}
	p.firstComposite = len(p.leaves)
	for i := range p.composites {
		p.composites[i].leaf = p.newLeaf([]atom{p.composites[i].target})
	}
	p.builtin = map[string]leaf{}
	for _, name := range catalogue.BuiltinConcepts() {
		if a, ok := p.byName[name]; ok {
			p.builtin[name] = p.newLeaf([]atom{a})
		}
	}
	p.members = make([]bitset, len(p.feeds))
	for a := range p.members {
		p.members[a] = make(bitset, (len(p.leaves)+63)/64)
	}
	for l, atoms := range p.leaves {
		for _, a := range atoms {
			p.members[a].set(l)
		}
	}
	waiting := make([][]int32, len(p.feeds))
	for i, a := range p.triggers {
		waiting[a] = append(waiting[a], int32(i))
	}
	p.wakes = make([][]int32, len(p.leaves))
	for l, atoms := range p.leaves {
		for _, a := range atoms {
			p.wakes[l] = append(p.wakes[l], waiting[a]...)
		}
	}
}

// wordsOf gives the leaves in the tree that an atom is made of, through all composites.
func (p *phrases) wordsOf(a atom) bitset {
	own := make(bitset, (len(p.leaves)+63)/64)
	p.addWords(own, a, map[atom]bool{})
	return own
}

func (p *phrases) addWords(own bitset, a atom, seen map[atom]bool) {
	if seen[a] {
		return
	}
	seen[a] = true
	for _, l := range p.members[a].all() {
		c := l - p.firstComposite
		if c < 0 || c >= len(p.composites) {
			own.set(l)
			continue
		}
		for _, part := range p.composites[c].parts {
			p.addWords(own, part, seen)
		}
	}
}

func (p *phrases) leafOf(byAtoms map[string]leaf, ends []atom) leaf {
	key := fmt.Sprint(ends)
	l, ok := byAtoms[key]
	if !ok {
		l = p.newLeaf(ends)
		byAtoms[key] = l
	}
	return l
}

func (p *phrases) newLeaf(ends []atom) leaf {
	p.leaves = append(p.leaves, p.closure(ends))
	return leaf(len(p.leaves) - 1)
}

// layEdges puts the edges of each node side by side.
func (p *phrases) layEdges() {
	keys := make([]uint64, 0, len(p.edges))
	for key := range p.edges {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	p.nodes = make([]node, len(p.ends))
	for _, key := range keys {
		at, pattern := int32(key>>32), int32(uint32(key))
		if at == 0 {
			p.roots[pattern] = p.edges[key]
			continue
		}
		n := &p.nodes[at]
		if n.first == n.last {
			n.first = int32(len(p.steps))
		}
		p.steps = append(p.steps, step{pattern, p.edges[key]})
		n.last = int32(len(p.steps))
		n.filter |= 1 << (pattern & 63)
	}
	p.edges = nil
}

// settleRanks repeats until every composite comes after its parts: a concept may have grown after it was used.
func (p *phrases) settleRanks() {
	for changed := true; changed; {
		changed = false
		for a := range p.feeds {
			for _, to := range p.feeds[a] {
				if p.rank[to] < p.rank[a] {
					p.rank[to], changed = p.rank[a], true
				}
			}
		}
		for i := range p.composites {
			c := &p.composites[i]
			for _, part := range c.parts {
				if c.rank <= p.rank[part] {
					c.rank, changed = p.rank[part]+1, true
				}
			}
			if p.rank[c.target] < c.rank {
				p.rank[c.target], changed = c.rank, true
			}
			p.maxRank = max(p.maxRank, c.rank)
		}
	}
}

// closure adds to atoms all that they are phrases of.
func (p *phrases) closure(atoms []atom) []atom {
	all := slices.Clone(atoms)
	for i := 0; i < len(all); i++ {
		for _, to := range p.feeds[all[i]] {
			if !slices.Contains(all, to) {
				all = append(all, to)
			}
		}
	}
	return all
}
