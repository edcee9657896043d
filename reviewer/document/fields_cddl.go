package document

// scanCDDL reads CDDL (RFC 8610): rules, and the members of maps, arrays and groups with their type, .default value
// and comment. A member without "?" or "*" before it is mandatory.
func scanCDDL(s *fieldScan) {
	c := cddlScan{fieldScan: s, last: -1}
	for s.space(); s.more(); s.space() {
		c.token()
	}
}

type cddlScan struct {
	*fieldScan
	depth    int
	optional bool // an occurrence that allows absence came before
	last     int  // field that a comment would describe
}

func (c *cddlScan) token() {
	s := c.fieldScan
	switch b := s.text[s.at]; {
	case b == ';':
		s.at++
		start, end := s.line()
		s.describe(c.last, start, end)
	case b == '{' || b == '[' || b == '(':
		c.depth, c.optional = c.depth+1, false
		s.at++
	case b == '}' || b == ']' || b == ')':
		c.depth, c.optional = max(0, c.depth-1), false
		s.at++
	case b == '?' || b == '*':
		c.optional = true
		s.at++
	case b == ',':
		c.optional = false
		s.at++
	case b == '"':
		start, end := s.quoted()
		c.name(start, end)
	case isAlpha(b) || b == '$' || b == '_' || b == '@':
		c.identifier()
	default:
		s.at++
	}
}

func (c *cddlScan) identifier() {
	s := c.fieldScan
	for s.peek(0) == '$' {
		s.at++
	}
	start := s.at
	for s.at < len(s.text) && (nameByte[s.text[s.at]] || s.text[s.at] == '$' || s.text[s.at] == '@') {
		s.at++
	}
	if s.at == start {
		s.at++
		return
	}
	c.name(start, s.at)
}

// name decides what a name is by what follows: "=" a rule, ":" or "=>" a member, anything else a use.
func (c *cddlScan) name(start, end int) {
	s := c.fieldScan
	back := s.at
	s.blanks()
	switch b, next := s.peek(0), s.peek(1); {
	case b == '=' && next == '>':
		s.at += 2
		c.member(start, end)
	case b == '^' && s.peek(2) == '=':
		s.at += 2
	case b == ':':
		s.at++
		c.member(start, end)
	case b == '=' && next != '=' || b == '/' && (next == '=' || next == '/' && s.peek(2) == '='):
		for s.peek(0) == '/' || s.peek(0) == '=' {
			s.at++
		}
		c.depth, c.optional = 0, false
		c.last = s.add(start, end, s.cddlType())
	default:
		s.at = back
	}
}

func (c *cddlScan) member(start, end int) {
	s := c.fieldScan
	if isPrelude(s.text[start:end]) {
		c.optional = false
		return // "tstr => any" has no name of its own
	}
	index := s.add(start, end, s.cddlType())
	f := s.field(index)
	f.Mandatory = !c.optional
	f.Default = s.cddlDefault()
	c.optional, c.last = false, index
}

func (s *fieldScan) blanks() {
	for s.at < len(s.text) && (s.text[s.at] == ' ' || s.text[s.at] == '\t') {
		s.at++
	}
}

// cddlType gives the type that follows, up to the comma, brace, comment or end of the line, without moving.
func (s *fieldScan) cddlType() string {
	at := s.at
	for at < len(s.text) && isSpace(s.text[at]) {
		at++
	}
	end := at
	for end < len(s.text) && end-at < maxFieldType {
		switch s.text[end] {
		case ',', ';', '\n', '{', '}':
			return s.folded(at, end)
		}
		end++
	}
	return s.folded(at, end)
}

// cddlDefault gives the value after .default on this line, without moving.
func (s *fieldScan) cddlDefault() string {
	line := s.text[s.at:min(len(s.text), s.at+maxFieldType)]
	for i, c := range line {
		if c == '\n' || c == ',' {
			return ""
		}
		if c == '.' && len(line)-i > 9 && string(line[i:i+8]) == ".default" {
			end := i + 8
			for end < len(line) && line[end] != ',' && line[end] != '\n' && line[end] != ';' && line[end] != '}' {
				end++
			}
			return s.folded(s.at+i+8, s.at+end)
		}
	}
	return ""
}

// isPrelude reports the types of the standard prelude (RFC 8610 appendix D) that serve as keys of maps.
func isPrelude(word []byte) bool {
	switch string(word) {
	case "tstr", "text", "bstr", "bytes", "uint", "int", "nint", "any", "float", "bool":
		return true
	}
	return false
}
