package document

// scanJSON reads JSON, its dialects with comments, and CBOR diagnostic notation: the names of members, in examples
// too, with the kind of their value. In a JSON Schema the "type", "description", "default" and "required" of a
// property are written into it.
func scanJSON(s *fieldScan) {
	j := jsonScan{fieldScan: s, member: -1}
	for s.comments(); s.more(); s.comments() {
		j.token()
	}
}

type jsonScan struct {
	*fieldScan
	stack  []jsonOpen
	deep   int // brackets open beyond the stack
	member int // field whose value comes next, -1 if none
	schema string
}

// jsonOpen is an open brace or bracket.
type jsonOpen struct {
	owner  int  // field whose value it is, -1 if none
	object bool // a brace
	first  int  // number of fields when it was opened
	// required says that the strings inside name mandatory members of the object around
	required bool
}

func (j *jsonScan) token() {
	s := j.fieldScan
	switch s.text[s.at] {
	case '{', '[':
		j.open(s.text[s.at] == '{')
		s.at++
	case '}', ']':
		j.close()
		s.at++
	case ',':
		j.member, j.schema = -1, ""
		s.at++
	case '"':
		start, end := s.quoted()
		j.text(start, end)
	case '#':
		s.line()
	default:
		s.at++
	}
}

func (j *jsonScan) open(object bool) {
	if len(j.stack) >= maxFieldDepth {
		j.deep++
		return
	}
	j.stack = append(j.stack, jsonOpen{owner: j.member, object: object, first: len(j.sink.fields), required: j.schema == "required" && !object})
	j.member, j.schema = -1, ""
}

func (j *jsonScan) close() {
	switch {
	case j.deep > 0:
		j.deep--
	case len(j.stack) > 0:
		j.stack = j.stack[:len(j.stack)-1]
	}
	j.member, j.schema = -1, ""
}

// text handles a string: the name of a member if a colon follows, else a value.
func (j *jsonScan) text(start, end int) {
	s := j.fieldScan
	s.comments()
	if s.peek(0) != ':' {
		j.value(start, end)
		return
	}
	s.at++
	s.comments()
	j.member = s.addOnce(start, end, jsonKind(s.peek(0)))
	j.schema = jsonSchemaWord(s.text[start:end])
}

// value handles a string that is a value: it may be what a schema says of the field around it.
func (j *jsonScan) value(start, end int) {
	if len(j.stack) == 0 {
		return
	}
	top := j.stack[len(j.stack)-1]
	if top.required {
		j.require(string(j.fieldScan.text[start:end]))
		return
	}
	if !top.object || top.owner < 0 {
		return
	}
	f := j.field(top.owner)
	switch j.schema {
	case "description":
		f.Description = j.folded(start, end)
	case "type":
		f.Type = j.folded(start, end)
	case "default":
		f.Default = j.folded(start, end)
	}
}

// require marks a member of the object around the open "required" array.
func (j *jsonScan) require(name string) {
	if len(j.stack) < 2 {
		return
	}
	fields := j.sink.fields[min(j.stack[len(j.stack)-2].first, len(j.sink.fields)):]
	for i := range fields[:min(len(fields), 256)] {
		if fields[i].Name == name {
			fields[i].Mandatory = true
			return
		}
	}
}

func jsonKind(c byte) string {
	switch {
	case c == '"' || c == '\'':
		return "string"
	case c == '{':
		return "object"
	case c == '[':
		return "array"
	case c == 't' || c == 'f':
		return "boolean"
	case isDigit(c) || c == '-':
		return "number"
	case c == 'n':
		return "null"
	}
	return ""
}

// jsonSchemaWord gives the name of a member if it is a word of JSON Schema that is read.
func jsonSchemaWord(name []byte) string {
	switch string(name) {
	case "description":
		return "description"
	case "type":
		return "type"
	case "default":
		return "default"
	case "required":
		return "required"
	}
	return ""
}
