package document

import "bytes"

// openStatement is a brace that is open: the field it belongs to, -1 if none, and the keyword that opened it.
type openStatement struct {
	field   int
	keyword string
}

// scanYANG reads YANG (RFC 7950): data nodes, types, identities and operations, with the type, description, default
// and mandatory statements inside them. Fragments of modules are read too.
func scanYANG(s *fieldScan) {
	var stack []openStatement
	deep := 0
	for s.comments(); s.more(); s.comments() {
		switch s.text[s.at] {
		case '{':
			s.at++
			stack, deep = pushStatement(stack, deep, openStatement{field: -1})
		case '}':
			s.at++
			stack, deep = popStatement(stack, deep)
		case '"', '\'':
			s.quoted()
		default:
			if opened, ok := s.yangStatement(stack); ok {
				stack, deep = pushStatement(stack, deep, opened)
			}
		}
	}
}

func pushStatement(stack []openStatement, deep int, opened openStatement) ([]openStatement, int) {
	if len(stack) >= maxFieldDepth {
		return stack, deep + 1
	}
	return append(stack, opened), deep
}

func popStatement(stack []openStatement, deep int) ([]openStatement, int) {
	switch {
	case deep > 0:
		return stack, deep - 1
	case len(stack) > 0:
		return stack[:len(stack)-1], deep
	}
	return stack, deep
}

// yangStatement reads "keyword argument" and the brace or semicolon after it; ok says that a brace was opened.
func (s *fieldScan) yangStatement(stack []openStatement) (opened openStatement, ok bool) {
	start, end := s.yangToken()
	if start == end {
		s.at++
		return opened, false
	}
	keyword := yangKeyword(s.text[start:end])
	s.comments()
	from, to := s.yangArgument()
	opened = openStatement{field: -1, keyword: keyword}
	switch {
	case keyword == "":
	case yangNodes[keyword]:
		opened.field = s.add(from, to, keyword)
	default:
		s.yangFact(stack, keyword, from, to)
	}
	s.comments()
	if s.peek(0) == '{' {
		s.at++
		return opened, true
	}
	if s.peek(0) == ';' {
		s.at++
	}
	return opened, false
}

// yangToken reads an unquoted token.
func (s *fieldScan) yangToken() (start, end int) {
	start = s.at
	for s.at < len(s.text) {
		switch c := s.text[s.at]; {
		case isSpace(c), c == ';', c == '{', c == '}', c == '"', c == '\'':
			return start, s.at
		}
		s.at++
	}
	return start, s.at
}

// yangArgument reads a token or a string, of which further parts may follow after plus signs; they are inside the span.
func (s *fieldScan) yangArgument() (start, end int) {
	if c := s.peek(0); c != '"' && c != '\'' {
		return s.yangToken()
	}
	start, end = s.quoted()
	for {
		back := s.at
		s.comments()
		if s.peek(0) != '+' {
			s.at = back
			return start, end
		}
		s.at++
		s.comments()
		if c := s.peek(0); c != '"' && c != '\'' {
			return start, end
		}
		_, end = s.quoted()
	}
}

// yangNodes are the statements whose argument is the name of a field.
var yangNodes = map[string]bool{
	"leaf": true, "leaf-list": true, "container": true, "list": true, "choice": true, "anydata": true, "anyxml": true,
	"typedef": true, "grouping": true, "identity": true, "rpc": true, "action": true, "notification": true,
	"feature": true, "enum": true, "bit": true, "extension": true,
}

// yangKeyword gives the keyword as a string if it is one that matters, without allocating.
func yangKeyword(word []byte) string {
	switch string(word) {
	case "leaf":
		return "leaf"
	case "leaf-list":
		return "leaf-list"
	case "container":
		return "container"
	case "list":
		return "list"
	case "choice":
		return "choice"
	case "anydata":
		return "anydata"
	case "anyxml":
		return "anyxml"
	case "typedef":
		return "typedef"
	case "grouping":
		return "grouping"
	case "identity":
		return "identity"
	case "rpc":
		return "rpc"
	case "action":
		return "action"
	case "notification":
		return "notification"
	case "feature":
		return "feature"
	case "enum":
		return "enum"
	case "bit":
		return "bit"
	case "extension":
		return "extension"
	case "type":
		return "type"
	case "description":
		return "description"
	case "default":
		return "default"
	case "mandatory":
		return "mandatory"
	}
	return ""
}

// yangFact writes what a substatement says into the field that it stands in.
func (s *fieldScan) yangFact(stack []openStatement, keyword string, from, to int) {
	if len(stack) == 0 || stack[len(stack)-1].field < 0 {
		return
	}
	parent := stack[len(stack)-1]
	f := s.field(parent.field)
	switch keyword {
	case "type":
		if parent.keyword == "leaf" || parent.keyword == "leaf-list" || parent.keyword == "typedef" {
			f.Type = s.folded(from, to)
		}
	case "description":
		f.Description = s.folded(from, to)
	case "default":
		f.Default = s.folded(from, to)
	case "mandatory":
		f.Mandatory = string(s.text[from:to]) == "true"
	}
}

// scanYANGTree reads tree diagrams (RFC 8340): "+--rw name?  type". A node without a question mark, asterisk or
// exclamation mark that has a type is mandatory.
func scanYANGTree(s *fieldScan) {
	for s.more() {
		start, end := s.line()
		mark := bytes.Index(s.text[start:end], []byte("+--"))
		if mark < 0 {
			continue
		}
		s.treeNode(start+mark+3, end)
	}
}

// treeNode reads what follows "+--": flags, name, options, type.
func (s *fieldScan) treeNode(at, end int) {
	for at < end && nameOrDash(s.text[at]) {
		at++
	}
	for at < end && s.text[at] == ' ' {
		at++
	}
	open := at < end && s.text[at] == '('
	if open || at < end && s.text[at] == ':' {
		at++
	}
	if at < end && s.text[at] == '(' {
		at++
	}
	from := at
	for at < end && (nameByte[s.text[at]] || s.text[at] == ':') {
		at++
	}
	if at == from {
		return
	}
	node := s.field(s.add(from, at, ""))
	options := at
	for at < end && !isSpace(s.text[at]) {
		at++
	}
	optional := bytes.ContainsAny(s.text[options:at], "?*!")
	if i := bytes.IndexByte(s.text[options:end], '{'); i >= 0 {
		end = options + i
	}
	if bytes.HasPrefix(bytes.TrimSpace(s.text[at:end]), []byte("[")) {
		return
	}
	node.Type = s.folded(at, end)
	node.Mandatory = !optional && node.Type != "" && !open
}

func nameOrDash(c byte) bool { return isAlpha(c) || c == '-' }
