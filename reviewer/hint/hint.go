// Package hint says what someone who mistyped a name may have meant.
package hint

import (
	"fmt"
	"strings"

	"github.com/agnivade/levenshtein"
)

// DidYouMean is ": did you mean "x"?" for the name nearest to a word, to be put at the end of an error; empty if none
// is near. Case makes no difference.
func DidYouMean(word string, names []string) string {
	if name := Nearest(word, names); name != "" {
		return fmt.Sprintf(": did you mean %q?", name)
	}
	return ""
}

// Nearest is the name with the fewest edits from a word, the first of equals; empty if none is within slips, since then
// the word is more likely to be something else. A name that begins with the word, or ends with it after a slash, is near
// in any case, so that "logging" finds "surveillance/logging".
func Nearest(word string, names []string) string {
	folded := strings.ToLower(word)
	best, least := "", slips(word)+1
	for _, name := range names {
		if d := levenshtein.ComputeDistance(folded, strings.ToLower(name)); d < least {
			best, least = name, d
		}
	}
	if best != "" || len(word) < 3 {
		return best
	}
	for _, name := range names {
		if strings.HasSuffix(strings.ToLower(name), "/"+folded) || strings.HasPrefix(strings.ToLower(name), folded) {
			return name
		}
	}
	return ""
}

// slips is how many edits away a name may be: a third of the word, and two letters swapped in a short one.
func slips(word string) int {
	letters := len([]rune(word))
	if letters < 4 {
		return 1
	}
	return max(2, letters/3)
}
