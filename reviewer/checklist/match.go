package checklist

import (
	"github.com/rightsreview/rightsreview/reviewer/document"
)

// hit is a run of tokens in which an atom was found: first and last, inclusive.
type hit struct{ first, last int32 }

// Limits on what is kept of one sentence. Real sentences have a handful of hits of one atom and a few hundred in all; a
// sentence of a megabyte must not cost the square of its length.
const (
	maxHits  = 16   // of one atom
	maxFound = 4096 // of all leaves
)

// found is a leaf with the tokens in which it was found.
type found struct {
	leaf leaf
	hit
}

// asked reports whether a word of a hit is one that the leaves of own ask for, rather than one in a gap between them.
func (s *scanner) asked(own bitset, h hit) bool {
	for i := range s.found {
		f := &s.found[i]
		if own.has(int(f.leaf)) && f.first <= h.last && f.last >= h.first {
			return true
		}
	}
	return false
}

// answer is what is known about an atom in a sentence.
type answer struct {
	sentence    uint32 // for which it is known
	first, last int32  // its hits in scanner.hitStore
}

// scanner finds the atoms in one sentence after the other. It is used by one goroutine at a time.
type scanner struct {
	phrases  *phrases
	text     []byte
	tokens   []token
	found    []found
	leaves   []leaf   // those found, each once
	seen     []uint32 // by leaf: the sentence in which it was found last
	tried    []uint32 // by composite: the sentence in which it was put to the test last
	rounds   [][]int32
	sentence uint32 // counts up

	present  []uint32 // by atom: the sentence in which it was found last
	known    []answer // by atom
	hitStore []hit
}

func newScanner(p *phrases) *scanner {
	return &scanner{
		phrases: p, seen: make([]uint32, len(p.leaves)), tried: make([]uint32, len(p.composites)),
		rounds: make([][]int32, p.maxRank+1), known: make([]answer, len(p.feeds)), present: make([]uint32, len(p.feeds)),
	}
}

// scan reads text[span]. What it found stands until the next scan.
func (s *scanner) scan(text []byte, span document.Span) {
	for i := range s.rounds {
		s.rounds[i] = s.rounds[i][:0]
	}
	s.sentence++
	s.found, s.leaves, s.hitStore = s.found[:0], s.leaves[:0], s.hitStore[:0]
	s.text = text
	s.tokens = s.phrases.words.tokenise(s.tokens[:0], text, span)
	for i := range s.tokens {
		if s.tokens[i].form != 0 {
			s.from(int32(i))
		}
	}
	s.ciphers(span.Start, span.End)
	s.numbers()
	for round := 1; round < len(s.rounds); round++ {
		for i := 0; i < len(s.rounds[round]); i++ {
			s.compose(&s.phrases.composites[s.rounds[round][i]])
		}
	}
}

// from walks the tree of phrases from one token on.
func (s *scanner) from(at int32) {
	p := s.phrases
	t := s.tokens[at]
	for _, id := range p.words.matching(t, s.text) {
		if to := p.roots[id]; to >= 0 && p.words.asWritten(id, t, s.text) {
			s.arrive(to, at, at)
		}
	}
}

func (s *scanner) arrive(at, first, last int32) {
	p := s.phrases
	n := &p.nodes[at]
	if n.leaf != none {
		s.find(n.leaf, first, last)
	}
	next := last + 1
	if n.first == n.last || int(next) >= len(s.tokens) {
		return
	}
	s.walk(n, first, next)
	// another phrase may ask for the article itself; that must not keep this one from passing over it
	if f := s.tokens[next].form; f > 0 && p.article[f] && int(next)+1 < len(s.tokens) {
		s.walk(n, first, next+1)
	}
}

// walk follows the edges of a node over one token.
func (s *scanner) walk(n *node, first, at int32) {
	p := s.phrases
	t := s.tokens[at]
	if t.after != markNone || p.words.filter(t)&n.filter == 0 {
		return
	}
	for _, id := range p.words.matching(t, s.text) {
		if n.filter&(1<<(id&63)) == 0 {
			continue
		}
		for _, e := range p.steps[n.first:n.last] {
			if e.pattern == id && p.words.asWritten(id, t, s.text) {
				s.arrive(e.to, first, at)
			}
		}
	}
}

// find notes that a leaf was found, and which composites are worth trying for it.
func (s *scanner) find(l leaf, first, last int32) {
	if len(s.found) >= maxFound {
		return
	}
	s.found = append(s.found, found{l, hit{first, last}})
	if s.seen[l] == s.sentence {
		return
	}
	s.seen[l] = s.sentence
	s.leaves = append(s.leaves, l)
	for _, a := range s.phrases.leaves[l] {
		s.present[a] = s.sentence
	}
	for _, c := range s.phrases.wakes[l] {
		if s.tried[c] != s.sentence {
			s.tried[c] = s.sentence
			round := s.phrases.composites[c].rank
			s.rounds[round] = append(s.rounds[round], c)
		}
	}
}

// hits is where an atom was found, in the order of finding. It may be asked once all composites of lower rank were tried.
func (s *scanner) hits(a atom) []hit {
	if s.present[a] != s.sentence {
		return nil
	}
	k := &s.known[a]
	if k.sentence != s.sentence {
		*k = answer{s.sentence, int32(len(s.hitStore)), 0}
		s.gather(a, int(k.first))
		k.last = int32(len(s.hitStore))
	}
	return s.hitStore[k.first:k.last]
}

func (s *scanner) gather(a atom, first int) {
	members := s.phrases.members[a]
	for i := range s.found {
		f := &s.found[i]
		if !members.has(int(f.leaf)) {
			continue
		}
		if n := len(s.hitStore); n > first && s.hitStore[n-1] == f.hit {
			continue
		}
		s.hitStore = append(s.hitStore, f.hit)
		if len(s.hitStore)-first == maxHits {
			return
		}
	}
}

// compose finds the places where the parts of a composite follow each other.
func (s *scanner) compose(c *composite) {
	for _, a := range c.parts {
		if !s.has(a) {
			return
		}
	}
	for _, h := range s.hits(c.parts[0]) {
		if last, ok := s.follow(c, 1, h.last); ok {
			s.find(c.leaf, h.first, last)
		}
	}
}

// follow finds part i and all after it, from behind the token last on.
func (s *scanner) follow(c *composite, i int, last int32) (int32, bool) {
	if i == len(c.parts) {
		return last, true
	}
	for _, h := range s.hits(c.parts[i]) {
		if h.first <= last || !s.near(last, h.first, c.gaps[i]) {
			continue
		}
		if end, ok := s.follow(c, i+1, h.last); ok {
			return end, true
		}
	}
	return 0, false
}

// near reports whether at most gap words, articles not counted, stand between two tokens. Words side by side must not
// be parted by punctuation: "over TLS, the proxy" is no TLS proxy.
func (s *scanner) near(last, first int32, gap int) bool {
	between := int(first - last - 1)
	if gap == 0 && s.parted(last, first) {
		return false
	}
	if between <= gap {
		return true
	}
	if between > 2*gap+2 {
		return false
	}
	for i := last + 1; i < first; i++ {
		if f := s.tokens[i].form; f > 0 && s.phrases.article[f] {
			between--
		}
	}
	return between <= gap
}

// parted reports whether punctuation stands between two tokens.
func (s *scanner) parted(last, first int32) bool {
	for i := last + 1; i <= first; i++ {
		if s.tokens[i].after != markNone {
			return true
		}
	}
	return false
}

// span is the text of a hit.
func (s *scanner) span(h hit) document.Span {
	return document.Span{Start: int(s.tokens[h.first].start), End: int(s.tokens[h.last].end)}
}

// has reports whether an atom was found.
func (s *scanner) has(a atom) bool { return s.present[a] == s.sentence }
