package document

import "bytes"

// scanXML reads XML and its schemas: element and attribute names of examples, the names that XML Schema and RELAX NG
// declare with their type, default, use and documentation, and the declarations of a DTD.
func scanXML(s *fieldScan) {
	x := xmlScan{fieldScan: s, last: -1}
	for {
		open := bytes.IndexByte(s.text[s.at:], '<')
		if open < 0 {
			return
		}
		s.at += open + 1
		x.markup()
	}
}

type xmlScan struct {
	*fieldScan
	last int // field that documentation would describe
}

func (x *xmlScan) markup() {
	rest := x.text[x.at:]
	switch {
	case bytes.HasPrefix(rest, []byte("!--")):
		x.until("-->")
	case bytes.HasPrefix(rest, []byte("![CDATA[")):
		x.until("]]>")
	case bytes.HasPrefix(rest, []byte("!ELEMENT")), bytes.HasPrefix(rest, []byte("!ATTLIST")):
		x.declaration(rest[1] == 'A')
	case len(rest) > 0 && isAlpha(rest[0]):
		x.element()
	case len(rest) > 0:
		x.at++
	}
}

// declaration reads "<!ELEMENT name" and the attributes of "<!ATTLIST element name type use".
func (x *xmlScan) declaration(attributes bool) {
	s := x.fieldScan
	end := bytes.IndexByte(s.text[s.at:], '>')
	if end < 0 {
		s.at = len(s.text)
		return
	}
	end += s.at
	s.at += len("!ELEMENT")
	s.space()
	start, stop := s.xmlName()
	if !attributes {
		s.addOnce(start, stop, s.folded(stop, end))
		s.at = end
		return
	}
	for s.at < end {
		s.space()
		start, stop = s.xmlName()
		if stop == start {
			break
		}
		from, to := s.line()
		to = min(to, end)
		f := s.field(s.addOnce(start, stop, s.folded(from, to)))
		f.Mandatory = bytes.Contains(s.text[min(from, to):to], []byte("#REQUIRED"))
	}
	s.at = end
}

// xmlName reads a name, with its prefix.
func (s *fieldScan) xmlName() (start, end int) {
	start = s.at
	for s.at < len(s.text) && (nameByte[s.text[s.at]] || s.text[s.at] == ':' || s.text[s.at] >= 0x80) {
		s.at++
	}
	return start, s.at
}

// xmlDeclared gathers what the attributes of a schema's element declare.
type xmlDeclared struct {
	start, end int
	kind       string
	value      string
	required   bool
}

func (x *xmlScan) element() {
	s := x.fieldScan
	start, end := s.xmlName()
	schema := schemaElement(localName(s.text[start:end]))
	if schema == "documentation" {
		x.documentation()
		return
	}
	if schema == "" {
		s.addOnce(start, end, "element")
	}
	declared := xmlDeclared{required: schema == "element"}
	x.attributes(schema, &declared)
	if declared.end > declared.start {
		x.last = s.add(declared.start, declared.end, declared.kind)
		f := s.field(x.last)
		f.Default, f.Mandatory = declared.value, declared.required
	}
}

func localName(name []byte) []byte { return name[bytes.IndexByte(name, ':')+1:] }

// schemaElement gives the local name of an element if it is one of XML Schema or RELAX NG that declares names.
func schemaElement(local []byte) string {
	switch string(local) {
	case "element":
		return "element"
	case "attribute":
		return "attribute"
	case "simpleType", "complexType", "group", "attributeGroup", "define":
		return "type"
	case "enumeration":
		return "enumeration"
	case "documentation":
		return "documentation"
	case "schema", "sequence", "choice", "all", "restriction", "extension", "complexContent", "simpleContent",
		"annotation", "any", "anyAttribute", "import", "include", "grammar", "start", "ref", "optional", "zeroOrMore",
		"oneOrMore", "data", "text", "value", "interleave", "union", "list", "pattern", "minInclusive", "maxInclusive":
		return "schema"
	}
	return ""
}

// attributes reads the attributes of a start tag up to its end.
func (x *xmlScan) attributes(schema string, declared *xmlDeclared) {
	s := x.fieldScan
	for s.space(); s.more(); s.space() {
		if c := s.text[s.at]; c == '>' || c == '<' {
			return
		}
		start, end := s.xmlName()
		if start == end {
			s.at++
			continue
		}
		s.space()
		if s.peek(0) != '=' {
			continue
		}
		s.at++
		s.space()
		from, to := s.at, s.at
		if c := s.peek(0); c == '"' || c == '\'' {
			from, to = s.xmlValue()
		}
		if schema != "" {
			x.declare(schema, string(s.text[start:end]), from, to, declared)
		} else if !bytes.HasPrefix(s.text[start:end], []byte("xml")) {
			s.addOnce(start, end, "attribute")
		}
	}
}

// xmlValue reads the value of an attribute: quotes without escapes, which do not hold a "<".
func (s *fieldScan) xmlValue() (start, end int) {
	quote := s.text[s.at]
	s.at++
	start = s.at
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case quote:
			s.at++
			return start, s.at - 1
		case '<':
			return start, s.at
		}
		s.at++
	}
	return start, s.at
}

// declare takes one attribute of a schema's element.
func (x *xmlScan) declare(schema, attribute string, from, to int, declared *xmlDeclared) {
	s := x.fieldScan
	value := func() string { return s.folded(from, to) }
	switch {
	case attribute == "name" && schema != "schema", attribute == "value" && schema == "enumeration":
		declared.start, declared.end = from, to
		if declared.kind == "" {
			declared.kind = schema
		}
	case attribute == "type":
		declared.kind = value()
	case attribute == "default" || attribute == "fixed":
		declared.value = value()
	case attribute == "minOccurs":
		declared.required = value() != "0"
	case attribute == "use":
		declared.required = value() == "required"
	}
}

// documentation writes the text up to the next tag into the last declared field.
func (x *xmlScan) documentation() {
	s := x.fieldScan
	s.until(">")
	start := s.at
	end := bytes.IndexByte(s.text[start:], '<')
	if end < 0 {
		s.at = len(s.text)
		return
	}
	s.at = start + end
	if f := s.field(x.last); f.Description == "" {
		f.Description = s.folded(start, s.at)
	}
}
