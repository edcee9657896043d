package document

// shape counts what kinds of lines a chunk has.
type shape struct {
	lines           int
	sentence        int // lines of running text
	aside           int // lines with a stroke before running text
	rule            int // lines drawn with dashes and the like
	bar             int // lines with vertical strokes
	arrow           int
	gap             int // lines in columns
	code            int // lines that look like a formal language
	comment         int // lines that start as comments of formal languages do
	words, function int // words, and such words as "the" and "of" among them
	plain, solid    int // letters in words that stand free, and all bytes but white space
	minIndent       int
}

// lineClass says what one line looks like.
type lineClass byte

const (
	classOther lineClass = iota
	classSentence
	classRule
	classBar
	classArrow
	classGap
	classCode
	classComment
)

// measure looks at the lines of a chunk.
func measure(src []byte, lines []textLine) shape {
	s := shape{lines: len(lines), minIndent: 1 << 30}
	running := 0 // lines of running text right before
	for i, l := range lines {
		s.minIndent = min(s.minIndent, l.indent)
		line := src[l.start:l.end]
		if running > 1 && isPlainLine(line) {
			s.addPlain(len(line))
			continue
		}
		if s.add(line, i == 0) == classSentence {
			running++
		} else {
			running = 0
		}
	}
	return s
}

// addPlain counts a line that goes on with running text, without a closer look; its words are an estimate.
func (s *shape) addPlain(length int) {
	s.sentence++
	s.words += length / 7
	s.function += length / 24
	s.solid += length
	s.plain += length - length/4
}

// isPlainLine reports whether a line has nothing but letters, digits, punctuation and single spaces in it.
func isPlainLine(line []byte) bool {
	for i, c := range line {
		if !plainBytes[c] {
			return false
		}
		if c == ' ' && line[i-1] == ' ' && (i < 2 || !isSentenceEnd(line[i-2])) {
			return false
		}
	}
	return true
}

var plainBytes = markPlain()

func markPlain() (plain [256]bool) {
	for i := range plain {
		c := byte(i)
		plain[i] = isAlpha(c) || isDigit(c) || c == ' ' || c == '.' || c == ',' || c == ';' || c == ':' || c == '(' || c == ')' || c == '"' ||
			c == '\'' || c == '-' || c == '[' || c == ']' || c == '?'
	}
	return plain
}

// prose reports whether the chunk is mostly running text.
func (s shape) prose() bool {
	return s.sentence*2 >= s.lines && s.function >= 2
}

// dense reports whether hardly a word in the chunk stands free, as in messages, hexadecimal and grammars.
func (s shape) dense() bool {
	return s.function*12 <= s.words && s.solid >= 20 && s.plain*100 < s.solid*45
}

func (s *shape) add(line []byte, first bool) lineClass {
	k := lineTraits(line)
	s.words += k.words
	s.function += k.function
	s.plain += k.plain
	s.solid += k.letters + k.digits + k.symbols
	if isAside(line) {
		s.aside++
	}
	class := k.class(line, first)
	switch class {
	case classSentence:
		s.sentence++
	case classRule:
		s.rule++
	case classBar:
		s.bar++
	case classArrow:
		s.arrow++
	case classGap:
		s.gap++
	case classCode:
		s.code++
	case classComment:
		s.comment++
	}
	return class
}

func (k *traits) class(line []byte, first bool) lineClass {
	gaps := k.gaps
	if first && gaps > 0 && markerLen(line) > 0 {
		gaps--
	}
	switch {
	case line[0] == '>':
	case k.letters+k.digits == 0 && len(line) >= 3 && k.strokes > 1, k.ruled:
		return classRule
	case k.bars >= 2 || line[0] == '|' && len(line) > 1 || k.bars == 1 && line[len(line)-1] == '|':
		return classBar
	case isComment(line):
		return classComment
	case k.arrow && k.function < 3:
		return classArrow
	}
	switch {
	case k.function >= 2 && gaps <= 1 || k.function >= 1 && gaps == 0 && k.words >= 4:
		return classSentence
	case k.code:
		return classCode
	case gaps > 0:
		return classGap
	case k.words >= 5 && k.symbols*6 < len(line):
		return classSentence
	}
	return classOther
}

// isComment reports whether a line starts as comments do in ABNF, ASN.1, C, shell and XML.
func isComment(s []byte) bool {
	if s[0] == ';' || s[0] == '#' && len(s) > 1 && s[1] == ' ' {
		return true
	}
	if len(s) < 3 {
		return false
	}
	return s[0] == '/' && (s[1] == '/' || s[1] == '*') || s[0] == '-' && s[1] == '-' && s[2] == ' ' || s[0] == '<' && s[1] == '!' && s[2] == '-'
}

// traits are what is counted in one line.
type traits struct {
	letters, digits, symbols, bars, gaps int
	strokes                              int // dashes, bars and what else figures are drawn with
	words, function, plain               int // words that stand free, function words among them, letters in words
	arrow, ruled, code                   bool
}

func lineTraits(line []byte) traits {
	var k traits
	for i := 0; i < len(line); {
		from := i
		switch textBytes[line[i]] {
		case byteLetter:
			for i < len(line) && textBytes[line[i]] == byteLetter {
				i++
			}
			k.letters += i - from
			k.word(line, from, i)
		case byteDigit:
			k.digits++
			i++
		case byteSpace:
			for i < len(line) && textBytes[line[i]] == byteSpace {
				i++
			}
			if n := i - from; (n > 1 || line[from] == '\t') && (n > 2 || from == 0 || !isCloser(line[from-1]) && !isSentenceEnd(line[from-1]) && line[from-1] != ':') {
				k.gaps++
			}
		default:
			k.symbol(line, i)
			i++
		}
	}
	k.code = looksCode(line, &k)
	return k
}

// textByte says what a byte is in a line of text.
type textByte byte

const (
	byteSymbol textByte = iota
	byteLetter
	byteDigit
	byteSpace
)

var textBytes = markTextBytes()

func markTextBytes() (classes [256]textByte) {
	for i := range classes {
		switch c := byte(i); {
		case isAlpha(c) || c >= 0x80:
			classes[i] = byteLetter
		case isDigit(c):
			classes[i] = byteDigit
		case isSpace(c):
			classes[i] = byteSpace
		}
	}
	return classes
}

func (k *traits) word(line []byte, from, to int) {
	if from > 0 && line[from-1] != ' ' && line[from-1] != '(' && line[from-1] != '"' && line[from-1] != '-' {
		return
	}
	if to < len(line) && !afterWord(line, to) {
		return
	}
	k.words++
	if to-from > 2 {
		k.plain += to - from
	}
	if to-from <= 6 && isFunctionWord(line[from:to]) {
		k.function++
	}
}

// afterWord reports whether a word that stands free may end before line[at].
func afterWord(line []byte, at int) bool {
	switch line[at] {
	case ' ', '-', ')', '"', '\'':
		return true
	case '.', ',', ';', ':', '?', '!':
		return at+1 == len(line) || line[at+1] == ' ' || isCloser(line[at+1])
	}
	return false
}

// isFunctionWord tells the words that running text is full of and formal languages are not.
func isFunctionWord(w []byte) bool {
	switch string(w) {
	case "the", "of", "to", "is", "a", "and", "in", "that", "be", "for", "are", "this", "by", "with", "as", "it", "an", "on",
		"which", "can", "from", "if", "not", "or", "will", "may", "has", "when", "at", "was", "but", "have", "they", "its",
		"The", "This", "If", "A", "In", "It", "For", "An", "should", "must", "MUST", "SHOULD", "MAY", "these", "such", "than",
		"any", "all", "been", "their", "there", "we", "does", "so", "into", "then", "only", "no", "were", "use":
		return true
	}
	return false
}

func (k *traits) symbol(line []byte, i int) {
	k.symbols++
	c := line[i]
	next := byte(0)
	if i+1 < len(line) {
		next = line[i+1]
	}
	switch c {
	case '_', '~', '+', '*', '/', '\\', '^':
		k.strokes++
	case '|':
		k.strokes++
		if next != '|' && (i == 0 || line[i-1] != '|') {
			k.bars++
		}
	case '-', '=':
		k.strokes++
		if next == '>' && i > 0 && line[i-1] == c || i > 0 && line[i-1] == '<' && next == c {
			k.arrow = true
		}
		if i >= 3 && c == '-' && line[i-1] == '-' && line[i-2] == '-' && line[i-3] == '-' || c == '-' && i > 0 && line[i-1] == '+' && next == '+' {
			k.ruled = true
		}
	}
}

// looksCode reports whether a line has the marks of a formal language.
func looksCode(line []byte, k *traits) bool {
	last := line[len(line)-1]
	if k.function >= 3 {
		return false
	}
	if last == '{' || last == '}' || line[0] == '}' {
		return true
	}
	if last == ';' && k.function == 0 && (k.symbols > 1 || k.digits > 0) {
		return true // but "date of birth;" stands in a list of such
	}
	if len(line) > 2 && (line[1] == '=' && isLower(line[0]) && line[2] != ' ' || line[1] == ':' && (line[0] == 'C' || line[0] == 'S')) {
		return true // SDP, or what a client and a server say in turn
	}
	switch line[0] {
	case '<':
		return len(line) > 2 && (isAlpha(line[1]) || line[1] == '/' || line[1] == '?' || line[1] == '!') && k.function < 2
	case '#', '/', ';', '%', '{', '$', '&':
		return true
	}
	for i := 0; i+2 < len(line); i++ {
		if line[i] == '=' && k.function < 2 {
			if i > 0 && (line[i-1] == ':' || line[i-1] == ' ' || line[i+1] == '"' || line[i+1] == '=') {
				return true
			}
		}
		if k.function == 0 && (line[i] == '(' && line[i+1] == ')' || line[i] == '-' && line[i+1] == '>') {
			return true
		}
	}
	return false
}
