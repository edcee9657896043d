package document

import "bytes"

// scanStructs reads struct, union and enum definitions of C, XDR (RFC 4506), protocol buffers and the presentation
// language of TLS (RFC 8446 section 3): members with their type, members of enumerations, and the names of the types.
// Code of functions is passed over.
func scanStructs(s *fieldScan) {
	c := structScan{fieldScan: s}
	for {
		c.comment()
		if !s.more() {
			return
		}
		c.token()
	}
}

// braceKind says what the braces of a struct language hold.
type braceKind byte

const (
	braceOther   braceKind = iota // code
	braceMembers                  // struct, union, message, select
	braceEnum
)

type structScan struct {
	*fieldScan
	stack []braceKind
	deep  int
	start int  // first byte of the statement, -1 if none is begun
	name  Span // last name outside brackets
	words int  // names seen
	kind  braceKind
	tag   bool // the statement has a type keyword
	done  bool // the name is settled: an equals sign or bracket came
	fresh bool // start is set
	last  int
}

// comment skips comments; the text of one that follows a member on its line describes it.
func (c *structScan) comment() {
	s := c.fieldScan
	for {
		s.space()
		if s.peek(0) != '/' || s.peek(1) != '/' && s.peek(1) != '*' {
			return
		}
		start := s.at
		end := start
		if s.peek(1) == '/' {
			_, end = s.line()
		} else {
			s.at += 2
			s.until("*/")
			end = max(start+2, s.at-2)
		}
		if c.last > 0 {
			if f := s.field(c.last - 1); f.Description == "" && s.sameLine(f.Text.End-s.base, start) {
				f.Description = s.folded(start+2, end)
			}
		}
	}
}

// sameLine reports whether the line of a does not end before b; what is further than maxFieldType is not the same.
func (s *fieldScan) sameLine(a, b int) bool {
	return b-a <= maxFieldType && bytes.IndexByte(s.text[a:b], '\n') < 0
}

func (c *structScan) top() braceKind {
	if len(c.stack) == 0 {
		return braceOther
	}
	return c.stack[len(c.stack)-1]
}

func (c *structScan) reset() {
	c.name, c.words, c.kind, c.tag, c.done, c.fresh = Span{}, 0, braceOther, false, false, false
}

func (c *structScan) token() {
	s := c.fieldScan
	if !c.fresh {
		c.start, c.fresh = s.at, true
	}
	switch b := s.text[s.at]; {
	case isAlpha(b) || b == '_':
		c.identifier()
	case b == '{':
		c.open()
	case b == '}':
		s.at++
		c.shut()
	case b == ';':
		c.finish(s.at)
		s.at++
		c.reset()
	case b == ',':
		if c.top() == braceEnum {
			c.finish(s.at)
		}
		s.at++
		if c.top() == braceEnum {
			c.reset()
		}
	case b == ':':
		s.at++
		if c.tag { // "case x:" opens a statement
			c.reset()
		} else {
			c.done = true // a bit field
		}
	case b == '=' || b == '[' || b == '(' || b == '<':
		c.done = c.done || c.words > 0
		s.bracket()
	case b == '"' || b == '\'':
		s.quoted()
	case b == '#':
		s.line()
		c.reset()
	default:
		s.at++
	}
}

// bracket skips what is between brackets on the same line.
func (s *fieldScan) bracket() {
	open := s.text[s.at]
	s.at++
	shut := map[byte]byte{'[': ']', '(': ')', '<': '>'}[open]
	if shut == 0 {
		return
	}
	for i, c := range s.text[s.at:min(len(s.text), s.at+maxFieldType)] {
		if c == shut {
			s.at += i + 1
			return
		}
		if c == '\n' || c == ';' || c == '{' || c == '}' {
			return
		}
	}
}

func (c *structScan) identifier() {
	s := c.fieldScan
	start := s.at
	for s.at < len(s.text) && (nameByte[s.text[s.at]] && s.text[s.at] != '-' || s.text[s.at] == '-' && s.at+1 < len(s.text) && isAlpha(s.text[s.at+1])) {
		s.at++
	}
	if s.at == start {
		s.at++
		return
	}
	switch string(s.text[start:s.at]) {
	case "struct", "union", "message", "select", "switch", "oneof":
		c.kind = braceMembers
		return
	case "enum":
		c.kind = braceEnum
		return
	case "case", "default":
		c.tag = true
		return
	case cipherSuiteType:
		if c.cipherSuite() {
			return
		}
	case "return", "goto", "if", "while", "for", "else":
		c.done, c.name = true, Span{}
		c.words = 0
		return
	}
	if !c.done {
		c.name = Span{start, s.at}
		c.words++
	}
}

// cipherSuiteType is the type whose constants are fields: the suites that a draft defines (RFC 5246 appendix A.5).
const cipherSuiteType = "CipherSuite"

// cipherSuite reads the constant after the type name, "NAME = { 0x00, 0x2C };", and reports whether there was one.
func (c *structScan) cipherSuite() bool {
	s := c.fieldScan
	from := s.at
	s.space()
	start, end := s.word()
	s.space()
	if end == start || s.peek(0) != '=' {
		s.at = from
		return false
	}
	c.last = 1 + s.add(start, end, cipherSuiteType)
	for s.at < len(s.text) && s.text[s.at] != ';' && s.text[s.at] != '\n' {
		s.at++
	}
	c.reset()
	return true
}

func (c *structScan) open() {
	c.at++
	kind := c.kind
	if c.top() == braceMembers && kind == braceOther {
		kind = braceOther
	}
	if kind != braceOther && c.name.Len() > 0 && !c.done {
		c.add(c.name.Start, c.name.End, typeKeyword(kind))
	}
	if len(c.stack) >= maxFieldDepth {
		c.deep++
	} else {
		c.stack = append(c.stack, kind)
	}
	c.reset()
}

func typeKeyword(kind braceKind) string {
	if kind == braceEnum {
		return "enum"
	}
	return "struct"
}

// shut handles a closing brace; a name between it and the semicolon is that of the type or member.
func (c *structScan) shut() {
	kind := c.top()
	if kind == braceEnum {
		c.finish(c.at - 1)
	}
	switch {
	case c.deep > 0:
		c.deep--
	case len(c.stack) > 0:
		c.stack = c.stack[:len(c.stack)-1]
	}
	c.reset()
	if kind == braceOther {
		return
	}
	s := c.fieldScan
	s.space()
	if start, end := s.word(); end > start {
		c.last = 1 + s.add(start, end, typeKeyword(kind))
		for s.at < len(s.text) && s.text[s.at] != ';' && s.text[s.at] != '\n' {
			s.at++
		}
	}
}

// finish makes a field of a finished member.
func (c *structScan) finish(at int) {
	s := c.fieldScan
	if c.name.Len() == 0 {
		return
	}
	switch c.top() {
	case braceEnum:
		c.last = 1 + s.add(c.name.Start, c.name.End, "enum value")
	case braceMembers:
		if c.words >= 2 || c.kind != braceOther {
			c.last = 1 + s.add(c.name.Start, c.name.End, c.memberType(at))
		}
	}
}

// memberType gives what stands before the name, and the bounds after it.
func (c *structScan) memberType(at int) string {
	s := c.fieldScan
	kind := s.folded(c.start, c.name.Start)
	after := bytes.TrimSpace(s.text[c.name.End:at])
	if len(after) > 0 && (after[0] == '<' || after[0] == '[') {
		kind += foldText(after)
	}
	return kind
}
