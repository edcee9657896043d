package change

import (
	"strings"
)

// typo is the least length of a word of which one letter may differ without making it another word.
const typo = 5

// spelledAlike reports whether a word is among others but for one letter: a slip of the pen, or its repair.
func spelledAlike(w word, others []word) bool {
	for _, o := range others {
		if w.key == o.key || len(w.key) >= typo && len(o.key) >= typo && !numeric(w.key) && oneEdit(w.key, o.key) {
			return true
		}
	}
	return false
}

func numeric(key string) bool { return strings.ContainsAny(key, "0123456789") }

// oneEdit reports whether one letter more, less, other or two exchanged makes a word of the other.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	j := 0
	for j < len(a)-i && a[len(a)-1-j] == b[len(b)-1-j] {
		j++
	}
	left := len(a) - i - j
	swapped := left == 2 && len(a) == len(b) && a[i] == b[i+1] && a[i+1] == b[i]
	return left <= 0 || left == 1 && len(a) == len(b) || swapped
}
