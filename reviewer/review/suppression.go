package review

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/rightsreview/rightsreview/reviewer/document"
)

// Comment is a suppression that stands in the draft itself, as a comment before the block that it is about:
//
//	<!-- rightsreview: ignore surveillance/logging reason="the log holds no addresses" owner="ana@example.org" -->
//
// It has the fields of a suppression in the configuration file and follows the same rules, only that its path is the
// draft and its place is the next block.
type Comment struct {
	Suppression *Suppression
	Block       document.Span // in Document.Text
}

// commentMark opens the text of a comment that is meant for this program.
const commentMark = "rightsreview:"

// Comments finds the suppressions in a document, in order. A comment that is meant as one and cannot be read as one
// suppresses nothing and is a gap.
func Comments(doc *document.Document) (comments []Comment, unread []document.Gap) {
	for _, hidden := range doc.Hidden {
		text, ok := commentText(doc.Source[hidden.Source.Start:hidden.Source.End])
		if !ok {
			continue
		}
		s, err := ParseSuppression(text)
		if err != nil {
			what := fmt.Sprintf("the comment for rightsreview was not followed: %s", err)
			unread = append(unread, document.Gap{What: what, Source: hidden.Source})
			continue
		}
		s.Origin = fmt.Sprintf("%s:%d", doc.Path, doc.Line(hidden.Source.Start))
		comments = append(comments, Comment{s, blockAfter(doc, hidden.Source.End)})
	}
	return comments, unread
}

// commentText is what a comment says to this program.
func commentText(source []byte) (string, bool) {
	source = bytes.TrimSpace(source)
	source = bytes.TrimSuffix(bytes.TrimPrefix(source, []byte("<!--")), []byte("-->"))
	text, ok := bytes.CutPrefix(bytes.TrimSpace(source), []byte(commentMark))
	return string(bytes.TrimSpace(text)), ok
}

// blockAfter is the first block that begins at or after a place in the source; empty if there is none.
func blockAfter(doc *document.Document, source int) document.Span {
	for _, b := range doc.Blocks {
		if doc.SourceSpan(b.Text).Start >= source {
			return b.Text
		}
	}
	return document.Span{}
}

// suppressionField is one field of a suppression: key="value", with \" for a quotation mark, or key=value.
var suppressionField = regexp.MustCompile(`^([a-z]+)=(?:("(?:[^"\\]|\\.)*")|([^\s"]+))(?:\s+|$)`)

// ParseSuppression reads a suppression as it is written in a draft, after "rightsreview:":
//
//	ignore RULE reason="..." owner="..." expires=YYYY-MM-DD
//
// RULE is a rule's id, "category/*" or the id of a finding. The same grammar serves wherever people write a
// suppression in running text.
func ParseSuppression(text string) (*Suppression, error) {
	verb, rest := firstWord(text)
	if verb != "ignore" {
		return nil, fmt.Errorf("unknown instruction %q: write ignore RULE reason=\"...\" owner=\"...\"", verb)
	}
	rule, rest := firstWord(rest)
	if rule == "" || strings.Contains(rule, "=") {
		return nil, errors.New(`no rule to ignore: write ignore RULE reason="..." owner="..."`)
	}
	s := &Suppression{}
	if strings.Contains(rule, "/") {
		s.Rule = rule
	} else {
		s.ID = rule
	}
	if err := s.readFields(rest); err != nil {
		return nil, err
	}
	return s, s.Check()
}

// firstWord cuts a text at the first white space; neither part has any around it.
func firstWord(text string) (word, rest string) {
	text = strings.TrimSpace(text)
	if at := strings.IndexFunc(text, unicode.IsSpace); at >= 0 {
		return text[:at], strings.TrimSpace(text[at:])
	}
	return text, ""
}

func (s *Suppression) readFields(text string) error {
	fields := map[string]*string{"reason": &s.Reason, "owner": &s.Owner, "expires": &s.Expires}
	for text != "" {
		m := suppressionField.FindStringSubmatch(text)
		if m == nil {
			return fmt.Errorf("cannot read %q: write reason=\"...\" owner=\"...\" expires=YYYY-MM-DD", text)
		}
		field, ok := fields[m[1]]
		if !ok {
			return fmt.Errorf("unknown field %q: the fields are reason, owner and expires", m[1])
		}
		*field = m[3]
		if m[2] != "" {
			*field = unquote(m[2])
		}
		text = text[len(m[0]):]
	}
	return nil
}

func unquote(quoted string) string {
	if text, err := strconv.Unquote(quoted); err == nil {
		return text
	}
	return quoted[1 : len(quoted)-1]
}

// Check says what is missing from a suppression or wrong with it.
func (s *Suppression) Check() error {
	switch {
	case s.Rule == "" && s.ID == "":
		return errors.New("a suppression needs a rule or the id of a finding")
	case s.Rule != "" && s.ID != "":
		return errors.New("a suppression has a rule or the id of a finding, not both")
	case strings.TrimSpace(s.Reason) == "":
		return errors.New("a suppression needs a reason: say why this is not a concern")
	case strings.TrimSpace(s.Owner) == "":
		return errors.New("a suppression needs an owner: say who decided it")
	case s.Expires == "":
		return nil
	}
	if _, err := time.Parse(time.DateOnly, s.Expires); err != nil {
		return fmt.Errorf("%q is not a date: write YYYY-MM-DD", s.Expires)
	}
	return nil
}

// Expired reports whether the last day on which a suppression holds is over. Both dates are YYYY-MM-DD.
func (s *Suppression) Expired(today string) bool {
	return s.Expires != "" && s.Expires < today
}

// suppression is what suppresses a finding; nil if nothing does.
func (d Decisions) suppression(f Finding, comments []Comment) *Suppression {
	for _, c := range comments {
		if overlap(c.Block, f.Text) && c.Suppression.holds(f, d.Today) {
			return c.Suppression
		}
	}
	for _, s := range d.Suppressions {
		if s.holds(f, d.Today) {
			return s
		}
	}
	return nil
}

func (s *Suppression) holds(f Finding, today string) bool {
	if s.Expired(today) {
		return false
	}
	return s.ID != "" && s.ID == f.ID || s.Rule != "" && Matches(s.Rule, f.Rule.ID)
}

func overlap(a, b document.Span) bool { return a.Start < b.End && b.Start < a.End }
