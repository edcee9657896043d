package change

import "strings"

// roots gives words that say the same one root: those of one step of a ladder, and the forms of one word. Statements are
// matched by roots, so that one that is told in other words is known again; they are weighed by the words themselves.
type roots map[string]string

// of gives the root of a word.
func (r roots) of(key string) string {
	if root, known := r[key]; known {
		return root
	}
	return stem(key)
}

// endings are those that a stem lacks, the longer before the shorter.
var endings = []string{"ings", "ing", "ies", "ied", "ed", "es", "s", "e", "y"}

// leastStem is the least length of what is left of a word without its ending.
const leastStem = 3

// stem takes the ending from a word. Words of four letters and numbers are left alone.
func stem(key string) string {
	if len(key) <= leastStem+1 || numeric(key) || requirement[key] {
		return key
	}
	for _, ending := range endings {
		if left, cut := strings.CutSuffix(key, ending); cut && len(left) >= leastStem {
			return left
		}
	}
	return key
}
