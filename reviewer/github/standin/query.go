package standin

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// selection is a field that a query asks for, or a fragment that asks for fields of a type.
type selection struct {
	alias, name string
	on          string // of a fragment in place: the type; the name is empty then
	spread      string // of a named fragment
	args        object
	set         []selection
}

// operation is a query or mutation. Its variables are in the arguments already.
type operation struct {
	mutation  bool
	set       []selection
	fragments map[string]selection
}

// queryReader reads as much of GraphQL as clients write: no directives and no subscriptions.
type queryReader struct {
	tokens    []string
	variables object
}

// readQuery reads a document with one operation.
func readQuery(document string, variables object) (op operation, err error) {
	q := &queryReader{tokens: tokens(document), variables: variables}
	op.fragments = map[string]selection{}
	for len(q.tokens) > 0 {
		switch q.peek() {
		case "fragment":
			q.next()
			name := q.next()
			q.next() // on
			on := q.next()
			set, err := q.set()
			if err != nil {
				return op, err
			}
			op.fragments[name] = selection{on: on, set: set}
		case "query", "mutation", "{":
			if op.set != nil {
				return op, notParsed("An operation name is required")
			}
			op.mutation = q.peek() == "mutation"
			q.skipHead()
			if op.set, err = q.set(); err != nil {
				return op, err
			}
		default:
			return op, q.unexpected()
		}
	}
	return op, nil
}

// notParsed is what GitHub says of a document that is not GraphQL.
func notParsed(format string, args ...any) error {
	return &queryError{message: fmt.Sprintf(format, args...), code: "parseError"}
}

// tokens cuts a document. Strings stay quoted.
func tokens(document string) (list []string) {
	text := []rune(document)
	for i := 0; i < len(text); {
		from := i
		switch r := text[i]; {
		case unicode.IsSpace(r) || r == ',' || r == '\ufeff':
			i++
			continue
		case r == '#':
			for i < len(text) && text[i] != '\n' {
				i++
			}
			continue
		case r == '"':
			i = endOfString(text, i)
		case strings.HasPrefix(string(text[i:min(i+3, len(text))]), "..."):
			i += 3
		case wordly(r):
			for i < len(text) && wordly(text[i]) {
				i++
			}
		default:
			i++
		}
		list = append(list, string(text[from:i]))
	}
	return list
}

func wordly(r rune) bool {
	return r == '_' || r == '-' || r == '.' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

func endOfString(text []rune, i int) int {
	for i++; i < len(text) && text[i] != '"'; i++ {
		if text[i] == '\\' {
			i++
		}
	}
	return min(i+1, len(text))
}

func (q *queryReader) peek() string {
	if len(q.tokens) == 0 {
		return ""
	}
	return q.tokens[0]
}

func (q *queryReader) next() string {
	token := q.peek()
	if len(q.tokens) > 0 {
		q.tokens = q.tokens[1:]
	}
	return token
}

func (q *queryReader) unexpected() error {
	if len(q.tokens) == 0 {
		return notParsed("Unexpected end of document")
	}
	return notParsed("Parse error on %q", q.peek())
}

func (q *queryReader) expect(token string) error {
	if q.peek() != token {
		return q.unexpected()
	}
	q.next()
	return nil
}

// skipHead goes to the first "{" outside of the declarations of variables, whose defaults are kept.
func (q *queryReader) skipHead() {
	for depth := 0; len(q.tokens) > 0; {
		switch token := q.peek(); {
		case token == "{" && depth == 0:
			return
		case token == "(":
			depth++
		case token == ")":
			depth--
		case token == "$" && depth > 0 && len(q.tokens) > 1:
			q.keepDefault()
		}
		q.next()
	}
}

// keepDefault looks for the value after "=" of the variable that begins here.
func (q *queryReader) keepDefault() {
	name := q.tokens[1]
	for i := 2; i+1 < len(q.tokens) && q.tokens[i] != "$" && q.tokens[i] != ")"; i++ {
		if q.tokens[i] != "=" {
			continue
		}
		ahead := &queryReader{tokens: q.tokens[i+1:], variables: q.variables}
		if value, err := ahead.value(); err == nil {
			if _, given := q.variables[name]; !given {
				q.variables[name] = value
			}
		}
	}
}

// set reads what stands between braces.
func (q *queryReader) set() (list []selection, err error) {
	if err := q.expect("{"); err != nil {
		return nil, err
	}
	for q.peek() != "}" {
		if len(q.tokens) == 0 {
			return nil, q.unexpected()
		}
		s, err := q.selection()
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	q.next()
	return list, nil
}

func (q *queryReader) selection() (s selection, err error) {
	if q.peek() == "..." {
		return q.fragment()
	}
	s.name = q.next()
	if !wordly([]rune(s.name)[0]) {
		return s, notParsed("Parse error on %q", s.name)
	}
	s.alias = s.name
	if q.peek() == ":" {
		q.next()
		s.name = q.next()
	}
	if q.peek() == "(" {
		if s.args, err = q.pairs("(", ")"); err != nil {
			return s, err
		}
	}
	if q.peek() == "{" {
		s.set, err = q.set()
	}
	return s, err
}

func (q *queryReader) fragment() (s selection, err error) {
	q.next()
	switch q.peek() {
	case "on":
		q.next()
		s.on = q.next()
	case "{":
	default:
		return selection{spread: q.next()}, nil
	}
	s.set, err = q.set()
	return s, err
}

// pairs reads arguments or the fields of an object.
func (q *queryReader) pairs(open, end string) (object, error) {
	if err := q.expect(open); err != nil {
		return nil, err
	}
	found := object{}
	for q.peek() != end {
		name := q.next()
		if err := q.expect(":"); err != nil {
			return nil, err
		}
		value, err := q.value()
		if err != nil {
			return nil, err
		}
		found[name] = value
	}
	q.next()
	return found, nil
}

// value reads a value. Enumerations are text.
func (q *queryReader) value() (any, error) {
	switch token := q.peek(); {
	case token == "":
		return nil, q.unexpected()
	case token == "$":
		q.next()
		return q.variables[q.next()], nil
	case token == "{":
		return q.pairs("{", "}")
	case token == "[":
		return q.list()
	case token[0] == '"':
		var text string
		err := json.Unmarshal([]byte(q.next()), &text)
		return text, err
	default:
		return constant(q.next()), nil
	}
}

func (q *queryReader) list() (any, error) {
	q.next()
	values := []any{}
	for q.peek() != "]" {
		value, err := q.value()
		if err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	q.next()
	return values, nil
}

func constant(token string) any {
	switch token {
	case "null":
		return nil
	case "true", "false":
		return token == "true"
	}
	if n, err := strconv.ParseFloat(token, 64); err == nil {
		return n
	}
	return token
}
