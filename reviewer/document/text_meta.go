package document

import (
	"bytes"
	"strings"
)

// frontMatter is what stands before the first section: the heading of the draft in two columns, and its title.
type frontMatter struct {
	done  bool
	lines []textLine // lines seen so far
	title []textLine
}

// maxFront bounds how many lines are taken for front matter.
const maxFront = 120

// frontChunk takes the chunk as front matter unless the text proper starts with it.
func (p *textParser) frontChunk() bool {
	f := &p.front
	if len(p.b.doc.Sections) > 0 || len(f.lines) > maxFront {
		f.done = true
		return false
	}
	last := p.src[p.lines[len(p.lines)-1].end-1]
	ended := last == '.' || last == ':' || len(p.lines) > 5
	if ended && (len(f.lines) > 0 || p.oneColumn()) && measure(p.src, p.lines).prose() {
		f.done = true
		return false
	}
	if len(f.lines) > 0 && len(f.title) == 0 && p.isTitle() {
		f.title = append(f.title, p.lines...)
	}
	f.lines = append(f.lines, p.lines...)
	p.whole(BlockBoilerplate)
	return true
}

// oneColumn reports whether no line of the chunk has the gap of the heading of a draft, which stands in two columns.
func (p *textParser) oneColumn() bool {
	for _, l := range p.lines {
		if wideGaps(p.src[l.start:l.end]) > 0 {
			return false
		}
	}
	return true
}

// maxTitleIndent is how far in the title of a draft may stand; further in is the right column of the heading.
const maxTitleIndent = 40

// isTitle reports whether the chunk may be the title of the draft: a few lines, set in from the margin, in one column.
func (p *textParser) isTitle() bool {
	if len(p.lines) > 5 {
		return false
	}
	for _, l := range p.lines {
		s := p.src[l.start:l.end]
		if l.indent > maxTitleIndent || isDate(string(s)) || isAuthor(string(s)) || wideGaps(s) > 0 || startsFold(s, "stream:") || startsFold(s, "request for comments") {
			return false
		}
	}
	return true
}

// finishFront reads the metadata from the front matter.
func (p *textParser) finishFront() {
	meta := &p.b.doc.Meta
	meta.Title = p.joined(p.front.title, true)
	for i, l := range p.front.lines {
		if contains(p.front.title, l) {
			p.draftName(l, meta)
			continue
		}
		left, right := columns(p.src[l.start:l.end], l.indent)
		p.frontLeft(left, meta)
		if meta.Date == "" && isDate(left) {
			meta.Date = left
		}
		p.frontRight(right, i, meta)
	}
	if group := groupOf(meta.Name); group != "" {
		meta.WorkingGroup = group
	}
	meta.Stream = p.stream()
}

func contains(lines []textLine, l textLine) bool {
	for _, t := range lines {
		if t == l {
			return true
		}
	}
	return false
}

// joined gives the text of lines, white space folded. The name of a draft below its title is left out.
func (p *textParser) joined(lines []textLine, title bool) string {
	var words []string
	for _, l := range lines {
		f := strings.Fields(string(bytes.ToValidUTF8(p.src[l.start:l.end], nil)))
		if title && len(f) == 1 && strings.HasPrefix(strings.Trim(f[0], "<"), "draft-") {
			continue
		}
		words = append(words, f...)
	}
	return strings.Join(words, " ")
}

// columns cuts a line of the heading of a draft at the widest gap. A line that is set far in has a right column only.
func columns(s []byte, indent int) (left, right string) {
	at, width := -1, 3
	for i := 0; i < len(s); i++ {
		if s[i] != ' ' {
			continue
		}
		from := i
		for i < len(s) && s[i] == ' ' {
			i++
		}
		if i-from >= width {
			at, width = from, i-from
		}
	}
	text := string(bytes.ToValidUTF8(s, nil))
	switch {
	case at >= 0:
		return strings.TrimSpace(string(bytes.ToValidUTF8(s[:at], nil))), strings.TrimSpace(string(bytes.ToValidUTF8(s[at:], nil)))
	case indent > 30:
		return "", text
	}
	return text, ""
}

func (p *textParser) draftName(l textLine, meta *Metadata) {
	s := strings.Trim(strings.TrimSpace(string(bytes.ToValidUTF8(p.src[l.start:l.end], nil))), "<>")
	if strings.HasPrefix(s, "draft-") && !strings.Contains(s, " ") && meta.Name == "" {
		meta.Name = strings.TrimSuffix(s, ".txt")
	}
}

func (p *textParser) frontLeft(left string, meta *Metadata) {
	low := strings.ToLower(left)
	value := ""
	if i := strings.IndexByte(left, ':'); i >= 0 {
		value = strings.TrimSpace(left[i+1:])
	}
	switch {
	case strings.HasPrefix(low, "request for comment"):
		if n := leadingDigits(value); n != "" && meta.Name == "" {
			meta.Name = "rfc" + n
		}
	case strings.HasPrefix(low, "rfc") && meta.Name == "":
		if n := leadingDigits(strings.TrimLeft(low[3:], " #:-")); n != "" {
			meta.Name = "rfc" + n
		}
	case strings.HasPrefix(low, "category:"), strings.HasPrefix(low, "intended status:"):
		meta.Intended = canonicalStatus(value)
	case strings.HasSuffix(low, "working group") || strings.HasSuffix(low, " wg"):
		if w := strings.Fields(low); len(w) < 4 && !strings.HasPrefix(low, "net") && meta.WorkingGroup == "" {
			meta.WorkingGroup = w[0]
		}
	case strings.HasPrefix(low, "draft-") && meta.Name == "":
		meta.Name = strings.TrimSuffix(strings.Fields(low)[0], ".txt")
	case strings.HasPrefix(strings.TrimPrefix(low, "internet-draft"), " draft-") && meta.Name == "":
		meta.Name = strings.TrimSuffix(strings.Fields(low)[1], ".txt")
	}
}

// frontRight reads the right column: authors, whose names have an initial with a full stop, and the date.
func (p *textParser) frontRight(right string, at int, meta *Metadata) {
	if isDate(right) {
		meta.Date = right
		return
	}
	if strings.HasPrefix(right, "draft-") && meta.Name == "" {
		meta.Name = strings.TrimSuffix(right, ".txt")
		return
	}
	if isAuthor(right) || at == 0 && len(right) > 5 && strings.Contains(right, " ") {
		meta.Authors++
	}
}

// isAuthor accepts "J. Doe, Ed." and "M. van Roe": names in the heading of a draft start with an initial (RFC 7322,
// section 4.1.1).
func isAuthor(s string) bool {
	dot := strings.IndexByte(s, '.')
	return dot > 0 && dot < 4 && dot+2 < len(s) && isUpper(s[0]) && (s[dot+1] == ' ' || isUpper(s[dot+1]) || s[dot+1] == '-')
}

var months = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}

// isDate accepts "May 2021", "7 April 1969", "March 7, 2023", "13-Nov-72".
func isDate(s string) bool {
	if len(s) < 6 || len(s) > 24 || !isDigit(s[len(s)-1]) {
		return false
	}
	low := strings.ToLower(s)
	for _, m := range months {
		if i := strings.Index(low, m[:3]); i == 0 || i > 0 && !isLower(low[i-1]) {
			return true
		}
	}
	return false
}

func leadingDigits(s string) string {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return strings.TrimLeft(s[:n], "0")
}

// canonicalStatus writes a status as RFC 7841 and the I-D guidelines do.
func canonicalStatus(s string) string {
	low := strings.ToLower(s)
	for _, k := range []struct{ word, status string }{
		{"standards track", "Standards Track"}, {"proposed", "Standards Track"}, {"informational", "Informational"},
		{"experimental", "Experimental"}, {"best current", "Best Current Practice"}, {"bcp", "Best Current Practice"},
		{"historic", "Historic"}, {"standard", "Standards Track"},
	} {
		if strings.Contains(low, k.word) {
			return k.status
		}
	}
	return s
}

// groupOf takes the working group from the name of its draft: draft-ietf-tls-esni-18.
func groupOf(name string) string {
	parts := strings.Split(name, "-")
	if len(parts) >= 4 && parts[0] == "draft" && (parts[1] == "ietf" || parts[1] == "irtf") {
		return parts[2]
	}
	return ""
}

// stream tells the stream (RFC 8729, section 5) from the first line of the heading, as RFC 7841, section 3 sets it.
func (p *textParser) stream() string {
	if len(p.front.lines) == 0 {
		return ""
	}
	for _, l := range p.front.lines[:min(8, len(p.front.lines))] {
		s := p.src[l.start:l.end]
		for _, k := range []struct{ start, stream string }{
			{"internet engineering task force", "IETF"}, {"internet research task force", "IRTF"},
			{"internet architecture board", "IAB"}, {"independent submission", "Independent"}, {"editorial stream", "Editorial"},
		} {
			if startsFold(s, k.start) {
				return k.stream
			}
		}
	}
	name := p.b.doc.Meta.Name
	switch {
	case strings.HasPrefix(name, "draft-ietf-"):
		return "IETF"
	case strings.HasPrefix(name, "draft-irtf-"):
		return "IRTF"
	case strings.HasPrefix(name, "draft-iab-"):
		return "IAB"
	}
	return ""
}
