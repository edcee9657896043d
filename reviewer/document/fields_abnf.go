package document

import "bytes"

// scanABNF reads rules of ABNF (RFC 5234, RFC 7405) and of older BNF: the name of each rule with its first line as
// type and the comment after it as description, and the words in quotes that are names themselves, such as
// "access-type".
func scanABNF(s *fieldScan) {
	last := -1
	for s.more() {
		start, end := s.line()
		body := start
		for body < end && isSpace(s.text[body]) {
			body++
		}
		if body < end && s.text[body] == ';' {
			s.describe(last, body+1, end)
			continue
		}
		comment := commentStart(s.text[body:end]) + body
		if from, to, rest := s.ruleName(body, comment); from < to {
			last = s.add(from, to, s.folded(rest, comment))
			body = rest
		}
		s.literals(body, comment)
		if comment < end {
			s.describe(last, comment+1, end)
		}
	}
}

// describe adds a comment to the description of a field.
func (s *fieldScan) describe(index, start, end int) {
	if index < 0 {
		return
	}
	f := s.field(index)
	text := s.folded(start, end)
	if f.Description == "" {
		f.Description = text
	} else if text != "" && len(f.Description)+len(text) < maxFieldText {
		f.Description += " " + text
	}
}

// commentStart is where the comment of a line starts, its length if it has none; semicolons in quotes do not count.
func commentStart(line []byte) int {
	quoted := false
	for i, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case c == ';' && !quoted:
			return i
		}
	}
	return len(line)
}

// ruleName finds the "name =" or "<name> ::=" that opens a line, and where the rest starts.
func (s *fieldScan) ruleName(at, end int) (from, to, rest int) {
	if at < end && s.text[at] == '<' {
		at++
	}
	from = at
	if at >= end || !isAlpha(s.text[at]) {
		return 0, 0, 0
	}
	for at < end && (nameByte[s.text[at]] || s.text[at] == ' ' && s.text[from-min(from, 1)] == '<') {
		at++
	}
	to = at
	for at < end && (isSpace(s.text[at]) || s.text[at] == '>' || s.text[at] == ':') {
		at++
	}
	if at >= end || s.text[at] != '=' {
		return 0, 0, 0
	}
	at++
	if at < end && s.text[at] == '/' {
		at++
	}
	return from, to, at
}

// literals makes fields of the quoted words in text[at:end] that are names.
func (s *fieldScan) literals(at, end int) {
	for {
		open := bytes.IndexByte(s.text[at:end], '"')
		if open < 0 {
			return
		}
		from := at + open + 1
		length := bytes.IndexByte(s.text[from:end], '"')
		if length < 0 {
			return
		}
		to := from + length
		at = to + 1
		for to > from && (s.text[to-1] == ':' || s.text[to-1] == '=' || s.text[to-1] == ' ') {
			to--
		}
		if isName(s.text[from:to]) {
			s.addOnce(from, to, "literal")
		}
	}
}

// isName reports a word of three bytes or more that starts with a letter and is made of the bytes of names.
func isName(word []byte) bool {
	if len(word) < 3 || !isAlpha(word[0]) {
		return false
	}
	for _, c := range word {
		if !nameByte[c] {
			return false
		}
	}
	return true
}
