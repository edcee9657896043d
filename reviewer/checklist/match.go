package checklist

import (
	"github.com/rightsreview/rightsreview/reviewer/document"
)

// hit is a run of tokens in which an atom was found: first and last, inclusive.
type hit struct{ first, last int32 }

// maxHits is how many hits of one atom are kept in one sentence. Real sentences have a handful; a sentence of a
// megabyte must not cost the square of its length.
const maxHits = 16

// scanner finds the atoms in one sentence after the other. It is used by one goroutine at a time.
type scanner struct {
	phrases *phrases
	text    []byte
	tokens  []token
	store   []hit   // maxHits places for each atom
	counts  []uint8 // by atom: how many of them are filled
	touched []atom  // atoms with hits
	rounds  [][]int32
}

func newScanner(p *phrases) *scanner {
	return &scanner{phrases: p, store: make([]hit, maxHits*len(p.feeds)), counts: make([]uint8, len(p.feeds)), rounds: make([][]int32, p.maxRank+1)}
}

// scan finds every atom in text[span]. What it found stands until the next scan.
func (s *scanner) scan(text []byte, span document.Span) {
	for _, a := range s.touched {
		s.counts[a] = 0
	}
	for i := range s.rounds {
		s.rounds[i] = s.rounds[i][:0]
	}
	s.touched = s.touched[:0]
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
	for _, a := range p.ends[at] {
		s.found(a, first, last)
	}
	n := &p.nodes[at]
	next := last + 1
	if n.first == n.last || int(next) >= len(s.tokens) {
		return
	}
	if s.walk(n, first, next) || int(next)+1 >= len(s.tokens) {
		return
	}
	if f := s.tokens[next].form; f > 0 && p.article[f] {
		s.walk(n, first, next+1)
	}
}

// walk follows the edges of a node over one token, and reports whether there was one.
func (s *scanner) walk(n *node, first, at int32) bool {
	p := s.phrases
	t := s.tokens[at]
	if p.words.filter(t)&n.filter == 0 {
		return false
	}
	any := false
	for _, id := range p.words.matching(t, s.text) {
		if n.filter&(1<<(id&63)) == 0 {
			continue
		}
		for _, e := range p.steps[n.first:n.last] {
			if e.pattern == id && p.words.asWritten(id, t, s.text) {
				any = true
				s.arrive(e.to, first, at)
			}
		}
	}
	return any
}

func (s *scanner) found(a atom, first, last int32) {
	n := int(s.counts[a])
	if n == 0 {
		s.touched = append(s.touched, a)
		for _, c := range s.phrases.triggers[a] {
			round := s.phrases.composites[c].rank
			s.rounds[round] = append(s.rounds[round], c)
		}
	}
	at := int(a)*maxHits + n
	if n >= maxHits || n > 0 && s.store[at-1] == (hit{first, last}) {
		return
	}
	s.store[at] = hit{first, last}
	s.counts[a]++
}

// compose finds the places where the parts of a composite follow each other.
func (s *scanner) compose(c *composite) {
	for _, a := range c.parts {
		if !s.has(a) {
			return
		}
	}
	found := 0
	for _, h := range s.hits(c.parts[0]) {
		if last, ok := s.follow(c, 1, h.last); ok {
			for _, a := range c.targets {
				s.found(a, h.first, last)
			}
			if found++; found == maxHits {
				return
			}
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

// near reports whether at most gap words, articles not counted, stand between two tokens.
func (s *scanner) near(last, first int32, gap int) bool {
	between := int(first - last - 1)
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

// span is the text of a hit.
func (s *scanner) span(h hit) document.Span {
	return document.Span{Start: int(s.tokens[h.first].start), End: int(s.tokens[h.last].end)}
}

// has reports whether an atom was found.
func (s *scanner) has(a atom) bool { return s.counts[a] > 0 }

// hits is where an atom was found.
func (s *scanner) hits(a atom) []hit {
	at := int(a) * maxHits
	return s.store[at : at+int(s.counts[a])]
}
