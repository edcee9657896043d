package document

import "bytes"

// scanASN1 reads ASN.1 (ITU-T X.680) and the macros of MIB modules (RFC 2578): type names, components with their
// type, OPTIONAL and DEFAULT, names of object identifiers, named numbers, and OBJECT-TYPEs with their clauses.
func scanASN1(s *fieldScan) {
	a := asnScan{fieldScan: s, last: -1, owner: -1}
	for s.space(); s.more(); s.space() {
		a.token()
	}
}

// asnBrace says what the braces of ASN.1 hold.
type asnBrace byte

const (
	asnOther      asnBrace = iota // a value or a macro's clause: nothing in it is a field
	asnComponents                 // SEQUENCE, SET, CHOICE
	asnNumbers                    // ENUMERATED, INTEGER, BIT STRING
)

type asnScan struct {
	*fieldScan
	stack []asnBrace
	deep  int
	next  asnBrace // what a brace opened now would hold
	item  bool     // an item of the open brace starts here
	last  int      // component or type whose clauses follow
	owner int      // macro (OBJECT-TYPE) whose clauses follow
}

func (a *asnScan) token() {
	s := a.fieldScan
	switch c := s.text[s.at]; {
	case c == '-' && s.peek(1) == '-':
		a.comment()
	case c == '{':
		a.open()
	case c == '}':
		a.close()
	case c == ',':
		s.at++
		a.item, a.next = true, asnOther
	case c == '"':
		s.plainQuoted()
	case c == ':' && s.peek(1) == ':' && s.peek(2) == '=':
		s.at += 3
		a.next, a.owner = asnOther, -1
	case c == '[':
		a.tag()
	case isAlpha(c):
		a.word()
	default:
		s.at++
	}
}

// comment ends at the end of the line or at the next pair of hyphens (X.680 section 12.6.3). What follows a component
// on its line describes it.
func (a *asnScan) comment() {
	s := a.fieldScan
	for s.peek(0) == '-' {
		s.at++
	}
	start, end := s.line()
	if i := bytes.Index(s.text[start:end], []byte("--")); i >= 0 {
		end = start + i
	}
	if a.last >= 0 && a.sink.language == LanguageASN1 && !bytes.HasPrefix(s.text[start:end], []byte("-")) {
		s.describe(a.last, start, end)
	}
}

func (a *asnScan) open() {
	a.at++
	if len(a.stack) >= maxFieldDepth {
		a.deep++
		return
	}
	a.stack = append(a.stack, a.next)
	a.item, a.next = true, asnOther
}

func (a *asnScan) close() {
	a.at++
	switch {
	case a.deep > 0:
		a.deep--
	case len(a.stack) > 0:
		a.stack = a.stack[:len(a.stack)-1]
	}
	a.item = false
}

// tag skips "[0]" and the like.
func (a *asnScan) tag() {
	limit := a.text[a.at:min(len(a.text), a.at+80)]
	if i := bytes.IndexByte(limit, ']'); i > 0 {
		a.at += i + 1
		return
	}
	a.at++
}

// plainQuoted skips a string in which a backslash means nothing and gives its inside.
func (s *fieldScan) plainQuoted() (start, end int) {
	s.at++
	start = s.at
	s.until("\"")
	return start, max(start, s.at-1)
}

func (a *asnScan) word() {
	s := a.fieldScan
	start := s.at
	for s.at < len(s.text) && (isAlpha(s.text[s.at]) || isDigit(s.text[s.at]) || s.text[s.at] == '-' && s.peek(1) != '-' || s.text[s.at] == '_') {
		s.at++
	}
	if a.keyword(s.text[start:s.at]) {
		return
	}
	inside := asnOther
	if len(a.stack) > 0 {
		inside = a.stack[len(a.stack)-1]
	}
	if len(a.stack) > 0 && inside != asnOther {
		if a.item && (isLower(s.text[start]) || inside == asnNumbers) {
			a.component(start, s.at, inside)
		}
		a.item = false
		return
	}
	if len(a.stack) == 0 {
		a.assignment(start, s.at)
	}
}

// keyword handles the reserved words that change what follows.
func (a *asnScan) keyword(word []byte) bool {
	switch string(word) {
	case "SEQUENCE", "SET", "CHOICE":
		a.next, a.item = asnComponents, false
	case "ENUMERATED", "INTEGER", "BITS", "Integer32", "Unsigned32":
		a.next, a.item = asnNumbers, false
	case "STRING", "OF", "SIZE":
		if string(word) == "STRING" {
			a.next = asnNumbers
		}
	case "OPTIONAL":
		a.field(a.last).Mandatory = false
	case "DEFAULT":
		a.field(a.last).Mandatory = false
		a.field(a.last).Default = a.restOfItem()
	case "SYNTAX":
		a.clause("SYNTAX")
	case "MAX-ACCESS", "ACCESS":
		a.clause("MAX-ACCESS")
	case "DESCRIPTION":
		a.clause("DESCRIPTION")
	case "DEFVAL":
		a.clause("DEFVAL")
	case "BEGIN", "END", "IMPORTS", "EXPORTS":
		a.last, a.owner = -1, -1
	default:
		return false
	}
	return true
}

// restOfItem gives the text up to the comma, brace, comment or end of line, without moving.
func (a *asnScan) restOfItem() string {
	at, end := a.at, a.at
	for end < len(a.text) && end-at < maxFieldType {
		c := a.text[end]
		if c == ',' || c == '\n' || c == '}' || c == '-' && end+1 < len(a.text) && a.text[end+1] == '-' {
			break
		}
		end++
	}
	return a.folded(at, end)
}

// component makes a field of an item of SEQUENCE, SET, CHOICE or of a named number.
func (a *asnScan) component(start, end int, inside asnBrace) {
	a.blanks()
	if inside == asnNumbers {
		if a.peek(0) == '(' {
			a.last = a.add(start, end, "named number")
		}
		return
	}
	if c := a.peek(0); c == ',' || c == '}' || c == '(' {
		return
	}
	a.last = a.add(start, end, a.asnType())
	a.field(a.last).Mandatory = true
}

// asnType gives the type after a component's name: up to the comma, brace, OPTIONAL, DEFAULT or comment.
func (a *asnScan) asnType() string {
	text := a.restOfItem()
	for _, stop := range []string{" OPTIONAL", " DEFAULT", "{"} {
		if i := indexString(text, stop); i > 0 {
			text = text[:i]
		}
	}
	return foldText([]byte(text))
}

func indexString(text, mark string) int { return bytes.Index([]byte(text), []byte(mark)) }

// clause writes what a clause of a macro says into the field that the macro defines.
func (a *asnScan) clause(name string) {
	if a.owner < 0 {
		return
	}
	a.space()
	f := a.field(a.owner)
	switch name {
	case "SYNTAX":
		f.Type = a.asnSyntax()
		a.next = asnOther
	case "MAX-ACCESS":
		start, end := a.fieldScan.word()
		f.Type += " MAX-ACCESS " + a.folded(start, end)
	case "DEFVAL":
		f.Default = a.braced()
	case "DESCRIPTION":
		if a.peek(0) == '"' {
			start, end := a.plainQuoted()
			f.Description = a.folded(start, end)
		}
	}
}

// asnSyntax gives the line after SYNTAX, up to a brace, without moving.
func (a *asnScan) asnSyntax() string {
	end := a.at
	for end < len(a.text) && end-a.at < maxFieldType && a.text[end] != '\n' && a.text[end] != '{' {
		end++
	}
	return a.folded(a.at, end)
}

// braced gives the inside of the braces that follow, without moving.
func (a *asnScan) braced() string {
	rest := a.text[a.at:min(len(a.text), a.at+maxFieldType)]
	open, shut := bytes.IndexByte(rest, '{'), bytes.IndexByte(rest, '}')
	if open < 0 || shut < open {
		return ""
	}
	return foldText(rest[open+1 : shut])
}

// assignment looks at what follows a name outside braces: "::=", a macro's name, or a type and "::=".
func (a *asnScan) assignment(start, end int) {
	a.space()
	rest := a.text[a.at:min(len(a.text), a.at+200)]
	switch {
	case bytes.HasPrefix(rest, []byte("::=")):
		a.at += 3
		a.define(start, end, a.asnType())
	case bytes.HasPrefix(rest, []byte("OBJECT IDENTIFIER")), bytes.HasPrefix(rest, []byte("OBJECT\n")):
		a.at += len("OBJECT")
		a.space()
		a.fieldScan.word()
		a.define(start, end, "OBJECT IDENTIFIER")
	default:
		if macro := macroName(rest); macro != "" {
			a.at += len(macro)
			a.owner = a.add(start, end, macro)
			a.last = -1
		}
	}
}

func (a *asnScan) define(start, end int, kind string) {
	if string(a.text[start:end]) == "DEFINITIONS" || kind == "BEGIN" {
		return
	}
	if bytes.HasPrefix([]byte(kind), []byte("TEXTUAL-CONVENTION")) {
		a.owner = a.add(start, end, kind)
		a.last = -1
		return
	}
	a.last = a.add(start, end, kind)
	a.owner = -1
}

// macroNames are the macros of SMIv2 (RFC 2578, RFC 2579, RFC 2580) and SMIv1 (RFC 1155, RFC 1215) and the information
// objects of X.681 that name something.
var macroNames = []string{"OBJECT-TYPE", "NOTIFICATION-TYPE", "TRAP-TYPE", "MODULE-IDENTITY", "OBJECT-IDENTITY",
	"OBJECT-GROUP", "NOTIFICATION-GROUP", "EXTENSION", "ATTRIBUTE"}

func macroName(rest []byte) string {
	if len(rest) == 0 || !isUpper(rest[0]) {
		return ""
	}
	for _, name := range macroNames {
		if bytes.HasPrefix(rest, []byte(name)) && (len(rest) == len(name) || !nameByte[rest[len(name)]]) {
			return name
		}
	}
	return ""
}
