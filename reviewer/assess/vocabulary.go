package assess

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
)

// wordList are plain words in which one can say what a draft does to people: words of the catalogue, of the reasons in the labels
// of reviewer/eval, and of specifications (those that stand there mostly with a small letter). It has no names, no words of abuse,
// and nothing by which one sends a reader somewhere.
//
//go:embed words.txt
var wordList string

// vocabulary is the words of the list in all their forms.
var vocabulary = sync.OnceValue(func() map[string]bool {
	all := wordSet("a s t d ll re ve don doesn didn isn aren wasn couldn wouldn shouldn")
	for _, word := range strings.Fields(wordList) {
		for _, form := range catalogue.Forms(word) {
			all[form] = true
		}
	}
	return all
})

// spoken is one word of prose, with the two abbreviations that have dots.
var spoken = regexp.MustCompile(`\b(?:e\.g|i\.e)\b|[\p{L}\p{M}\p{N}]+`)

// What may be left out of a text before all of it is: so many words, and so many of all, or it says nothing.
const (
	leftOut     = "…" // stands for a word that is left out
	mostLeftOut = 2
	leftOutOf   = 4 // one word in so many
)

// plain leaves out words that are neither plain nor known from the passage or the rule, and tells whether enough is left. So
// nothing comes through whose words cannot be foreseen: names in small letters, other languages and scripts, abuse, addresses
// that are spelled out, numbers.
func plain(text string, known map[string]bool) (string, bool) {
	cites := wordSet(strings.Join(cited.FindAllString(text, -1), " "))
	words, missing := 0, 0
	text = spoken.ReplaceAllStringFunc(text, func(word string) string {
		words++
		small := strings.ToLower(word)
		if known[word] || known[small] || cites[word] || ordinary[strings.TrimSuffix(word, "s")] || vocabulary()[small] || strings.Contains(word, ".") {
			return word
		}
		missing++
		return leftOut
	})
	return text, missing <= mostLeftOut && missing*leftOutOf <= words
}
