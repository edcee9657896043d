package checklist

import (
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
)

// pattern is a word as phrases write it.
type pattern struct {
	word   string // as written
	cased  bool   // matches only as written, or with a plural s
	exact  bool   // no inflections
	prefix bool
}

// vocabulary knows every spelling that some phrase matches. Looking a word up costs the same however many there are.
type vocabulary struct {
	ids      map[pattern]int32
	patterns [][]int32 // by form: the patterns that its spelling matches; form 0 is the unknown word
	filters  []uint64  // by form: those patterns modulo 64
	all      []pattern // by pattern id
	forms    map[string]int32
	common   []int // by pattern id: how common its spellings are, in a million words

	table  []entry // open addressing, a power of two long
	stems  map[string][]int32
	stemAt [1 << 16]bool // whether a stem starts with bytes of this hash
}

type entry struct {
	hash uint64
	form int32
}

func newVocabulary() *vocabulary {
	return &vocabulary{ids: map[pattern]int32{}, patterns: make([][]int32, 1), forms: map[string]int32{}, stems: map[string][]int32{}}
}

// pattern gives the id of a word of a phrase, the same for the same word.
func (v *vocabulary) pattern(c catalogue.Choice) int32 {
	p := pattern{word: c.Word, cased: c.Cased, exact: c.Exact, prefix: c.Prefix}
	if id, ok := v.ids[p]; ok {
		return id
	}
	id := int32(len(v.all))
	v.ids[p] = id
	v.all = append(v.all, p)
	v.common = append(v.common, 0)
	lower := strings.ToLower(p.word)
	switch {
	case p.prefix:
		v.stems[lower[:catalogue.MinPrefix]] = append(v.stems[lower[:catalogue.MinPrefix]], id)
		v.common[id] = 50
	case p.exact:
		v.form(lower, id)
	case p.cased:
		v.form(lower, id)
		v.form(lower+"s", id)
	default:
		for _, f := range catalogue.Forms(lower) {
			v.form(f, id)
		}
	}
	return id
}

func (v *vocabulary) form(spelling string, id int32) {
	f, ok := v.forms[spelling]
	if !ok {
		f = int32(len(v.patterns))
		v.forms[spelling] = f
		v.patterns = append(v.patterns, nil)
	}
	v.patterns[f] = append(v.patterns[f], id)
	v.common[id] += howCommon(spelling)
}

// freeze makes the vocabulary ready to look up. A spelling that also has the stem of a prefix pattern gets that one too.
func (v *vocabulary) freeze() {
	for spelling, f := range v.forms {
		v.patterns[f] = append(v.patterns[f], v.stemsOf(spelling)...)
	}
	v.filters = make([]uint64, len(v.patterns))
	for f, ids := range v.patterns {
		for _, id := range ids {
			v.filters[f] |= 1 << (id & 63)
		}
	}
	size := 1024
	for size < 4*len(v.forms) {
		size *= 2
	}
	v.table = make([]entry, size)
	for spelling, f := range v.forms {
		h := hashWord(spelling)
		i := int(h) & (size - 1)
		for v.table[i].form != 0 {
			i = (i + 1) & (size - 1)
		}
		v.table[i] = entry{h, f}
	}
	for stem := range v.stems {
		v.stemAt[stemHash(stem)] = true
	}
}

func (v *vocabulary) stemsOf(spelling string) []int32 {
	if len(spelling) < catalogue.MinPrefix {
		return nil
	}
	var ids []int32
	for _, id := range v.stems[spelling[:catalogue.MinPrefix]] {
		if strings.HasPrefix(spelling, strings.ToLower(v.all[id].word)) {
			ids = append(ids, id)
		}
	}
	return ids
}

func stemHash(word string) uint16 {
	return uint16(word[0])*31 + uint16(word[1])*1021 + uint16(word[2])*4093 + uint16(word[3])*257
}

// stemForm marks a token whose spelling is not in the table but has the stem of a prefix pattern.
const stemForm = -1

func (v *vocabulary) lookup(h uint64, raw []byte) int32 {
	mask := len(v.table) - 1
	for i := int(h) & mask; v.table[i].form != 0; i = (i + 1) & mask {
		if v.table[i].hash == h {
			return v.table[i].form
		}
	}
	if len(raw) >= catalogue.MinPrefix {
		s := uint16(wordByte[raw[0]])*31 + uint16(wordByte[raw[1]])*1021 + uint16(wordByte[raw[2]])*4093 + uint16(wordByte[raw[3]])*257
		if v.stemAt[s] {
			return stemForm
		}
	}
	return 0
}

// filter is which patterns a token may match, modulo 64.
func (v *vocabulary) filter(t token) uint64 {
	if t.form >= 0 {
		return v.filters[t.form]
	}
	return ^uint64(0)
}

// matching gives the patterns that a token matches.
func (v *vocabulary) matching(t token, text []byte) []int32 {
	if t.form >= 0 {
		return v.patterns[t.form]
	}
	return v.stemsOf(strings.ToLower(string(text[t.start:t.end])))
}

// asWritten reports whether a token has the capitals that a cased pattern asks for.
func (v *vocabulary) asWritten(id int32, t token, text []byte) bool {
	p := &v.all[id]
	if !p.cased {
		return true
	}
	raw := text[t.start:t.end]
	if p.prefix {
		return len(raw) >= len(p.word) && string(raw[:len(p.word)]) == p.word
	}
	return string(raw) == p.word || !p.exact && len(raw) == len(p.word)+1 && raw[len(raw)-1] == 's' && string(raw[:len(p.word)]) == p.word
}
