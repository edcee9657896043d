package document

import "bytes"

// scanWebIDL reads Web IDL (https://webidl.spec.whatwg.org/): names of definitions, attributes, methods, and the
// members of dictionaries and enumerations, with type, default and "required".
func scanWebIDL(s *fieldScan) {
	w := idlScan{fieldScan: s}
	for s.comments(); s.more(); s.comments() {
		w.statement()
	}
}

type idlScan struct {
	*fieldScan
	stack []bool // for each open brace: it holds the strings of an enumeration
	deep  int
}

// idlStatement is what was seen since the last semicolon or brace.
type idlStatement struct {
	start      int // first byte after extended attributes
	name       Span
	before     Span // the name before that
	equals     int  // where the default starts, -1 if there is none
	frozen     bool // a parenthesis or equals sign ended the search for the name
	method     bool
	required   bool
	definition bool
	enum       bool
}

// statement reads up to the next semicolon or brace.
func (w *idlScan) statement() {
	s := w.fieldScan
	st := idlStatement{start: -1, equals: -1}
	for s.comments(); s.more(); s.comments() {
		switch c := s.text[s.at]; {
		case c == ';':
			w.end(&st, s.at)
			s.at++
			return
		case c == '{':
			if st.equals >= 0 { // "= {}" is a default
				s.at++
				s.until("}")
				continue
			}
			w.open(&st)
			return
		case c == '}':
			s.at++
			w.close()
			return
		case c == '"':
			start, end := s.quoted()
			w.value(start, end)
		default:
			w.part(&st, c)
		}
	}
	w.end(&st, s.at)
}

// part reads one token of a statement.
func (w *idlScan) part(st *idlStatement, c byte) {
	s := w.fieldScan
	switch {
	case c == '[':
		s.until("]")
	case c == '(':
		if st.name.Len() > 0 && !st.frozen {
			st.method, st.frozen = true, true
			s.parenthesis()
			return
		}
		if st.start < 0 {
			st.start = s.at
		}
		s.parenthesis()
	case c == '=':
		s.at++
		st.equals, st.frozen = s.at, true
	case isAlpha(c) || c == '_':
		if st.start < 0 {
			st.start = s.at
		}
		w.name(st)
	case c == ':':
		st.frozen = st.definition // "interface A : B"
		s.at++
	default:
		s.at++
	}
}

func (w *idlScan) name(st *idlStatement) {
	start, end := w.word()
	if start == end {
		w.at++
		return
	}
	switch string(w.text[start:end]) {
	case "required":
		st.required = true
	case "interface", "dictionary", "namespace", "mixin", "callback", "typedef":
		st.definition = true
	case "enum":
		st.definition, st.enum = true, true
	}
	if !st.frozen {
		st.before, st.name = st.name, Span{start, end}
	}
}

// parenthesis skips to the closing parenthesis of the one here; quotes are not looked at.
func (s *fieldScan) parenthesis() {
	depth := 0
	for ; s.at < len(s.text); s.at++ {
		switch s.text[s.at] {
		case '(':
			depth++
		case ')':
			depth--
			if depth <= 0 {
				s.at++
				return
			}
		case ';', '{', '}':
			return
		}
	}
}

// open handles the brace that ends the head of a definition.
func (w *idlScan) open(st *idlStatement) {
	s := w.fieldScan
	if st.name.Len() > 0 && st.definition {
		s.add(st.name.Start, st.name.End, s.folded(st.start, st.name.Start))
	}
	s.at++
	if len(w.stack) >= maxFieldDepth {
		w.deep++
		return
	}
	w.stack = append(w.stack, st.enum)
}

func (w *idlScan) close() {
	switch {
	case w.deep > 0:
		w.deep--
	case len(w.stack) > 0:
		w.stack = w.stack[:len(w.stack)-1]
	}
}

// end makes a field of a finished member.
func (w *idlScan) end(st *idlStatement, at int) {
	s := w.fieldScan
	if st.name.Len() == 0 || st.before.Len() == 0 && !(st.start >= 0 && st.start < st.name.Start) || idlReserved(s.text[st.name.Start:st.name.End]) {
		return
	}
	if len(w.stack) == 0 && !st.definition && !bytes.Contains(s.text[st.start:st.name.Start], []byte("attribute")) && st.equals < 0 && !st.method {
		return
	}
	f := s.field(s.add(st.name.Start, st.name.End, s.folded(st.start, st.name.Start)))
	f.Mandatory = st.required
	if st.equals >= 0 {
		f.Default = s.folded(st.equals, at)
	}
}

func idlReserved(word []byte) bool {
	switch string(word) {
	case "iterable", "maplike", "setlike", "getter", "setter", "deleter", "stringifier", "constructor", "includes":
		return true
	}
	return false
}

// value makes a field of a string of an enumeration.
func (w *idlScan) value(start, end int) {
	if n := len(w.stack); n > 0 && w.stack[n-1] {
		w.add(start, end, "enum value")
	}
}
