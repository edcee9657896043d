package catalogue

import (
	"fmt"
	"strconv"
	"strings"
)

// Phrase is a phrase of the catalogue's language, taken apart. docs/catalogue.md explains the language.
type Phrase struct {
	Source string
	Parts  []Part
}

// Part is one place in a phrase: a word, a choice of words, or a concept.
type Part struct {
	Choices  []Choice
	Optional bool
	// Gap is the most words that may stand between the part before and this one; articles are not counted.
	Gap int
}

// Choice is one way to fill a part.
type Choice struct {
	Concept string // name of a concept; empty for a word
	Word    string // as written, without its marks
	Exact   bool   // no inflections: written =word
	Prefix  bool   // any ending: written word*
	Cased   bool   // has capital letters, so it matches only as written
}

const (
	// DefaultGap is how many words ".." lets pass: about a noun phrase with its modifiers.
	DefaultGap = 6
	// MaxGap is the widest gap. Beyond it the words are no longer about each other; use "with".
	MaxGap = 25
	// MaxOptional is how many words of a phrase may be missing. Each doubles the phrases that it stands for.
	MaxOptional = 6
	// MinPrefix is the shortest stem before "*", in letters. A shorter one matches accidents.
	MinPrefix = 4
)

// ParsePhrase reads a phrase. The error says which word is wrong and what to write instead.
func ParsePhrase(source string) (Phrase, error) {
	p := Phrase{Source: source}
	gap := 0
	for _, w := range strings.Fields(splitHyphens(source)) {
		if n, ok, err := parseGap(w); err != nil {
			return p, fmt.Errorf("phrase %q: %w", source, err)
		} else if ok {
			if len(p.Parts) == 0 {
				return p, fmt.Errorf("phrase %q: it starts with a gap; start with a word or a {concept}", source)
			}
			gap = n
			continue
		}
		part, err := parsePart(w)
		if err != nil {
			return p, fmt.Errorf("phrase %q: %w", source, err)
		}
		part.Gap, gap = gap, 0
		p.Parts = append(p.Parts, part)
	}
	return p, checkPhrase(p, gap)
}

func checkPhrase(p Phrase, gap int) error {
	if gap != 0 {
		return fmt.Errorf("phrase %q: it ends with a gap; end with a word or a {concept}", p.Source)
	}
	optional := 0
	for _, part := range p.Parts {
		if part.Optional {
			optional++
		}
	}
	switch {
	case optional == len(p.Parts):
		return fmt.Errorf("phrase %q: it has no word that must be there", p.Source)
	case optional > MaxOptional:
		return fmt.Errorf("phrase %q: %d words may be missing, over the limit of %d; write two phrases", p.Source, optional, MaxOptional)
	}
	return nil
}

// splitHyphens makes "end-to-end" three words, as the text of a draft is cut; names of concepts stay whole.
func splitHyphens(s string) string {
	var b strings.Builder
	inConcept := false
	for i, r := range s {
		switch {
		case r == '{':
			inConcept = true
		case r == '}':
			inConcept = false
		case !inConcept && separates(s, i):
			r = ' '
		}
		b.WriteRune(r)
	}
	return b.String()
}

// separates reports whether the byte at i stands between words, as it does in the text of a draft. An = at the start
// of a word and the full stops of a gap are marks of the phrase language.
func separates(s string, i int) bool {
	switch s[i] {
	case '-', '/':
		return true
	case '.':
		return !gapAt(s, i)
	case '=':
		return i > 0 && s[i-1] != ' ' && s[i-1] != '|'
	}
	return false
}

// gapAt reports whether the full stop at i belongs to a gap such as ".." or "..4".
func gapAt(s string, i int) bool {
	return i+1 < len(s) && s[i+1] == '.' || i > 0 && s[i-1] == '.'
}

func parseGap(w string) (int, bool, error) {
	if !strings.HasPrefix(w, "..") {
		return 0, false, nil
	}
	if w == ".." || w == "..." {
		return DefaultGap, true, nil
	}
	n, err := strconv.Atoi(w[2:])
	if err != nil || n < 1 || n > MaxGap {
		return 0, false, fmt.Errorf("gap %q: write .. or ..N with N from 1 to %d", w, MaxGap)
	}
	return n, true, nil
}

func parsePart(w string) (Part, error) {
	var part Part
	if strings.HasSuffix(w, "?") {
		part.Optional = true
		w = strings.TrimSuffix(w, "?")
	}
	for _, alt := range strings.Split(w, "|") {
		c, err := parseChoice(alt)
		if err != nil {
			return part, err
		}
		part.Choices = append(part.Choices, c)
	}
	return part, nil
}

func parseChoice(w string) (Choice, error) {
	if strings.HasPrefix(w, "{") {
		name := strings.TrimSuffix(strings.TrimPrefix(w, "{"), "}")
		if !strings.HasSuffix(w, "}") || name == "" {
			return Choice{}, fmt.Errorf("concept %q: write {name}", w)
		}
		return Choice{Concept: name}, nil
	}
	c := Choice{Word: w}
	if strings.HasPrefix(c.Word, "=") {
		c.Exact, c.Word = true, c.Word[1:]
	}
	if strings.HasSuffix(c.Word, "*") {
		c.Prefix, c.Word = true, strings.TrimSuffix(c.Word, "*")
		if len(c.Word) < MinPrefix {
			return c, fmt.Errorf("word %q: at least %d letters must stand before *", w, MinPrefix)
		}
	}
	c.Word = strings.TrimSuffix(strings.ReplaceAll(strings.TrimSuffix(c.Word, "'s"), "n't", "nt"), "'")
	c.Cased = strings.ToLower(c.Word) != c.Word
	if c.Word == "" {
		return c, fmt.Errorf("an empty choice: write words between the bars")
	}
	for _, r := range c.Word {
		if !isWordRune(r) {
			return c, fmt.Errorf("word %q: the character %q cannot stand in a word; words have letters, digits and _", w, r)
		}
	}
	return c, nil
}

func isWordRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r > 127
}
