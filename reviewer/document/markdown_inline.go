package document

import (
	"bytes"
	"sort"
	"strings"
)

// mdSink takes the text of a paragraph in reading order.
type mdSink struct {
	plain   func(from, to int)        // Source[from:to], as it is
	literal func(text string, at int) // text that stands for Source[at]
}

// inlineText is the text of one paragraph while it is read. Its slices are used again for the next.
type inlineText struct {
	text     []byte // the lines, joined by line ends
	starts   []inlineLine
	tokens   []mdToken
	brackets []int // open brackets, as indexes of tokens
	stars    []int // open emphasis, as indexes of tokens
	lines    []int // the same for underlines
	noTicks  [maxTicks + 1]bool
	found    map[string]mdSearch // the last search for each mark that closes something
}

// mdSearch is what is known of a mark: from from on, it is first at at, or, if it is missing, not before at.
type mdSearch struct {
	from, at int
	missing  bool
}

// next finds the first mark at or after i that is no further than maxReference; -1 if there is none. What was searched
// once is not searched again, so that all searches together take linear time.
func (t *inlineText) next(mark string, i int) int {
	last, known := t.found[mark]
	known = known && last.from <= i && i <= last.at
	if known && !last.missing {
		if last.at-i > maxReference {
			return -1
		}
		return last.at
	}
	from, end := i, min(len(t.text), i+maxReference)
	if known {
		from = last.at
	}
	if from >= end {
		return -1
	}
	if n := bytes.Index(t.text[from:end], []byte(mark)); n >= 0 {
		t.found[mark] = mdSearch{from: i, at: from + n}
		return from + n
	}
	t.found[mark] = mdSearch{from: i, at: max(i, end-len(mark)+1), missing: true}
	return -1
}

// inlineLine says where a line of the text stands in the source.
type inlineLine struct{ text, source int }

// mdToken is a run of the text, or a text that stands for one.
type mdToken struct {
	start, end int
	literal    string // shown in its place if instead
	instead    bool
	bracket    bool // an opening bracket, shown if no link comes of it
}

// maxTicks is the widest mark of a code span that is known; wider ones are text.
const maxTicks = 8

// maxReference is how long what stands in double braces, a tag or the address of a link may be, in bytes. The limit
// keeps the search for the end of one that has no end short.
const maxReference = 2000

// inline copies lines of text into the open block as a reader sees them.
func (m *mdReader) inline(lines []mdLine) {
	m.render(lines, mdSink{plain: m.b.readable, literal: m.b.literal})
}

// maxInlineText is how much of a paragraph is read at once, in bytes. Emphasis and links do not reach over the cut, which
// only paragraphs longer than whole drafts have.
const maxInlineText = 256 << 10

// render reads lines piece by piece, so that what has to be kept in memory is bounded.
func (m *mdReader) render(lines []mdLine, sink mdSink) {
	size, from := 0, 0
	for i := range lines {
		for lines[i].end-lines[i].start > maxInlineText {
			cut := int(lines[i].start) + maxInlineText
			if space := bytes.LastIndexByte(m.src[lines[i].start:cut], ' '); space > 0 {
				cut = int(lines[i].start) + space
			}
			m.renderPart(append(lines[from:i:i], mdLine{start: lines[i].start, end: int32(cut), kind: lines[i].kind}), sink)
			lines[i].start, lines[i].kind = int32(cut), mdRest
			size, from = 0, i
		}
		size += int(lines[i].end - lines[i].start)
		if size > maxInlineText {
			m.renderPart(lines[from:i+1], sink)
			sink.literal("\n", int(lines[i].end)-1)
			size, from = 0, i+1
		}
	}
	m.renderPart(lines[from:], sink)
}

func (m *mdReader) renderPart(lines []mdLine, sink mdSink) {
	t := &m.inner
	t.load(m.src, lines)
	if len(t.text) == 0 {
		return
	}
	m.tokenize(t)
	from, to := 0, 0 // the run that is not yet given out
	for _, k := range t.tokens {
		if !k.instead && k.start == to {
			to = k.end
			continue
		}
		t.give(from, to, sink)
		from, to = k.start, k.end
		if k.instead {
			if k.literal != "" {
				sink.literal(validText(k.literal), t.source(k.start))
			}
			from = to
		}
	}
	t.give(from, to, sink)
}

func (t *inlineText) load(src []byte, lines []mdLine) {
	t.text, t.starts, t.tokens = t.text[:0], t.starts[:0], t.tokens[:0]
	t.brackets, t.stars, t.lines = t.brackets[:0], t.stars[:0], t.lines[:0]
	t.noTicks = [maxTicks + 1]bool{}
	if t.found == nil {
		t.found = map[string]mdSearch{}
	}
	clear(t.found)
	for i, l := range lines {
		if i > 0 && l.kind != mdRest {
			t.text = append(t.text, '\n')
		}
		t.starts = append(t.starts, inlineLine{len(t.text), int(l.start)})
		t.text = append(t.text, src[l.start:max(l.start, l.end)]...)
	}
}

// line finds the line in which an offset of the text stands.
func (t *inlineText) line(at int) int {
	return max(0, sort.Search(len(t.starts), func(i int) bool { return t.starts[i].text > at })-1)
}

func (t *inlineText) source(at int) int {
	l := t.starts[t.line(at)]
	return l.source + at - l.text
}

// give hands a run of the text to the sink, line by line.
func (t *inlineText) give(from, to int, sink mdSink) {
	for i := t.line(from); from < to; i++ {
		end, next := to, to
		if i+1 < len(t.starts) && t.starts[i+1].text < to {
			next = t.starts[i+1].text
			end = next
			if t.text[next-1] == '\n' && next-1 >= from {
				end = next - 1
			}
		}
		source := t.starts[i].source + from - t.starts[i].text
		if end > from {
			trail := end
			if t.text[end-1] == '\n' {
				trail--
			}
			sink.plain(source, source+trail-from)
			if trail < end {
				sink.literal("\n", source+max(0, trail-from-1))
			}
		}
		if end < next {
			sink.literal("\n", source+max(0, end-from-1))
		}
		from = next
	}
}

// tokenize cuts the text at its marks. Every byte is looked at once; what may be looked for ahead is bounded.
func (m *mdReader) tokenize(t *inlineText) {
	from := 0
	for i := 0; i < len(t.text); {
		if !inlineMark[t.text[i]] {
			i++
			continue
		}
		if i > from {
			t.run(from, i)
		}
		n := m.mark(t, i)
		if n == 0 {
			t.run(i, i+1)
			n = 1
		}
		i += n
		from = i
	}
	if from < len(t.text) {
		t.run(from, len(t.text))
	}
}

var inlineMark = byteSet("\\`*_[]{<&!(|'")

func byteSet(chars string) (set [256]bool) {
	for i := 0; i < len(chars); i++ {
		set[chars[i]] = true
	}
	return set
}

func (t *inlineText) run(start, end int) {
	t.tokens = append(t.tokens, mdToken{start: start, end: end})
}
func (t *inlineText) show(start, end int, text string) {
	t.tokens = append(t.tokens, mdToken{start: start, end: end, literal: text, instead: true})
}
func (t *inlineText) drop(start, end int) { t.show(start, end, "") }

// mark reads the mark at i and returns how many bytes it took, 0 if it is only text.
func (m *mdReader) mark(t *inlineText, i int) int {
	if m.dialect == FormatBikeshed {
		if n := m.shorthandMark(t, i); n > 0 {
			return n
		}
	}
	switch t.text[i] {
	case '\\':
		return t.escape(i)
	case '`':
		return m.codeSpan(t, i)
	case '*', '_':
		return t.emphasis(i, m.dialect == FormatKramdown)
	case '!':
		if i+1 < len(t.text) && t.text[i+1] == '[' && m.dialect != FormatBikeshed {
			t.drop(i, i+1)
			return 1
		}
	case '[':
		return m.openBracket(t, i)
	case ']':
		return m.closeBracket(t, i)
	case '{':
		return m.brace(t, i)
	case '(':
		return m.parenthesis(t, i)
	case '<':
		return m.inlineTag(t, i)
	case '&':
		if name, size := entityName(t.text, i); size > 0 {
			if text, ok := predefinedEntity(name); ok {
				t.show(i, i+size, text)
				return size
			}
		}
	}
	return 0
}

// escape reads a backslash: two of them, or one, at the end of a line break it.
func (t *inlineText) escape(i int) int {
	rest := t.text[i+1:]
	if len(rest) > 0 && rest[0] == '\\' && (len(rest) == 1 || rest[1] == '\n') {
		t.drop(i, i+2)
		return 2
	}
	if len(rest) == 0 || rest[0] == '\n' {
		t.drop(i, i+1)
		return 1
	}
	if bytes.HasPrefix(rest, []byte("[[")) { // a slot of the ECMAScript specification, in Bikeshed
		t.drop(i, i+1)
		t.run(i+1, i+3)
		return 3
	}
	if c := rest[0]; c > ' ' && c < 0x7F && !isAlpha(c) && !isDigit(c) {
		t.drop(i, i+1)
		t.run(i+1, i+2)
		return 2
	}
	return 0
}

// codeSpan reads text between equal marks of backticks.
func (m *mdReader) codeSpan(t *inlineText, i int) int {
	n := 1
	for i+n < len(t.text) && t.text[i+n] == '`' {
		n++
	}
	if n > maxTicks || t.noTicks[n] {
		t.run(i, i+n)
		return n
	}
	for j := i + n; j < len(t.text); {
		k := bytes.IndexByte(t.text[j:], '`')
		if k < 0 {
			break
		}
		j += k
		w := 1
		for j+w < len(t.text) && t.text[j+w] == '`' {
			w++
		}
		if w == n {
			t.drop(i, i+n)
			t.run(i+n, j)
			t.drop(j, j+n)
			return j + n - i + t.spanAttributes(j+n)
		}
		j += w
	}
	t.noTicks[n] = true
	t.run(i, i+n)
	return n
}

// spanAttributes passes over attributes that hang on what was read: "**MUST**{: .word}".
func (t *inlineText) spanAttributes(i int) int {
	if i+1 >= len(t.text) || t.text[i] != '{' || t.text[i+1] != ':' {
		return 0
	}
	end := t.next("}", i)
	if end < 0 {
		return 0
	}
	t.drop(i, end+1)
	return end + 1 - i
}

// emphasis reads a run of stars or underlines: it closes what is open, opens something new, or is text. In kramdown
// underlines between letters are text; elsewhere, underlines between letters and digits.
func (t *inlineText) emphasis(i int, kramdown bool) int {
	c := t.text[i]
	n := 1
	for i+n < len(t.text) && t.text[i+n] == c {
		n++
	}
	stack := &t.stars
	if c == '_' {
		stack = &t.lines
	}
	before, after := byte(' '), byte(' ')
	if i > 0 {
		before = t.text[i-1]
	}
	if i+n < len(t.text) {
		after = t.text[i+n]
	}
	inWord := c == '_' && isWordByte(before) && isWordByte(after)
	if kramdown {
		inWord = c == '_' && isAlpha(before) && isAlpha(after)
	}
	closes := !isSpace(before) && !inWord && (c == '*' || !isWordByte(after))
	opens := !isSpace(after) && !inWord && (c == '*' || kramdown || !isWordByte(before)) && n <= 3
	left := n
	for closes && left > 0 && len(*stack) > 0 {
		open := &t.tokens[(*stack)[len(*stack)-1]]
		width := min(left, open.end-open.start)
		open.end -= width
		t.drop(i+n-left, i+n-left+width)
		left -= width
		if open := t.tokens[(*stack)[len(*stack)-1]]; open.end == open.start {
			*stack = (*stack)[:len(*stack)-1]
		}
	}
	if left > 0 {
		t.run(i+n-left, i+n)
		if opens && left == n {
			*stack = append(*stack, len(t.tokens)-1)
		}
	}
	if left < n {
		return n + t.spanAttributes(i+n)
	}
	return n
}

func isWordByte(c byte) bool { return isAlpha(c) || isDigit(c) || c == '_' || c >= 0x80 }

// openBracket notes a bracket that may open a link.
func (m *mdReader) openBracket(t *inlineText, i int) int {
	if n := m.citation(t, i); n > 0 {
		return n
	}
	if i+1 < len(t.text) && t.text[i+1] == '^' && m.dialect != FormatBikeshed { // a footnote
		if end := bytes.IndexByte(t.text[i:min(len(t.text), i+100)], ']'); end > 2 && bytes.IndexByte(t.text[i:i+end], ' ') < 0 {
			t.drop(i, i+end+1)
			return end + 1
		}
	}
	t.tokens = append(t.tokens, mdToken{start: i, end: i + 1, bracket: true})
	t.brackets = append(t.brackets, len(t.tokens)-1)
	return 1
}

// closeBracket makes a link of the text since the bracket that is open, if what follows says so.
func (m *mdReader) closeBracket(t *inlineText, i int) int {
	if len(t.brackets) == 0 {
		return 0
	}
	open := t.brackets[len(t.brackets)-1]
	t.brackets = t.brackets[:len(t.brackets)-1]
	inside := t.text[t.tokens[open].end:i]
	link := func(n int) int {
		t.tokens[open].instead = true
		t.drop(i, i+n)
		return n + t.spanAttributes(i+n)
	}
	if i+1 < len(t.text) {
		switch t.text[i+1] {
		case '(':
			if n, address := linkAddress(t.text, i+1); n > 0 {
				if len(bytes.TrimSpace(inside)) == 0 {
					t.tokens[open].instead = true
					t.show(i, i+1+n, m.shownAddress(address))
					return 1 + n
				}
				return link(1 + n)
			}
		case '[':
			if n := bytes.IndexByte(t.text[i+1:min(len(t.text), i+maxReference)], ']'); n > 0 {
				name := string(t.text[i+2 : i+1+n])
				if name == "" {
					name = string(inside)
				}
				if _, ok := m.titles[linkName(name)]; ok || m.dialect == FormatMarkdown && n > 1 && len(t.brackets) == 0 {
					return link(1 + n + 1)
				}
			}
		}
	}
	if len(inside) < maxReference {
		if _, ok := m.titles[linkName(string(inside))]; ok {
			return link(1)
		}
	}
	return 0
}

func linkName(name string) string { return strings.ToLower(foldSpace(name)) }

// maxLinkDepth is how deeply parentheses in the address of a link may nest, itself counted.
const maxLinkDepth = 8

// linkAddress reads "(address "title")" and gives its length; 0 if it is none.
func linkAddress(text []byte, i int) (n int, address string) {
	depth := 0
	end := min(len(text), i+maxReference)
	for j := i; j < end; j++ {
		switch text[j] {
		case '\\':
			j++
		case '(':
			if depth++; depth > maxLinkDepth {
				return 0, ""
			}
		case ')':
			if depth--; depth == 0 {
				address, _, _ = strings.Cut(strings.TrimSpace(string(text[i+1:j])), " ")
				return j + 1 - i, strings.Trim(address, "<>")
			}
		case '\n':
			if j+1 < end && text[j+1] == '\n' {
				return 0, ""
			}
		}
	}
	return 0, ""
}

// shownAddress is what stands for a link without text.
func (m *mdReader) shownAddress(address string) string {
	if name, ok := strings.CutPrefix(address, "#"); ok {
		if t, ok := m.anchors[name]; ok {
			return t.label
		}
		return "[" + name + "]"
	}
	return address
}

// brace reads what stands in braces: references, the names of people, attributes, words to the processor.
func (m *mdReader) brace(t *inlineText, i int) int {
	if m.dialect != FormatKramdown || i+1 >= len(t.text) {
		return 0
	}
	rest := t.text[i:]
	switch {
	case bytes.HasPrefix(rest, []byte("{{{")):
		if end := t.next("}}}", i); end > 0 {
			t.drop(i, i+3)
			t.run(i+3, end)
			t.drop(end, end+3)
			return end + 3 - i
		}
	case bytes.HasPrefix(rest, []byte("{{")):
		return m.doubleBraces(t, i)
	case rest[1] == ':':
		if end := t.next("}", i); end > 0 {
			t.drop(i, end+1)
			return end + 1 - i
		}
	}
	return 0
}

// doubleBraces reads a reference, and the attributes behind it that say how it is shown.
func (m *mdReader) doubleBraces(t *inlineText, i int) int {
	end := t.next("}}", i)
	if end < i+3 {
		return 0
	}
	n, format := end+2-i, ""
	if bytes.HasPrefix(t.text[i+n:], []byte("{:")) {
		if stop := t.next("}", i+n); stop > 0 {
			format = attribute(string(t.text[i+n:stop]), "format")
			n = stop + 1 - i
		}
	}
	t.show(i, i+n, m.crossReference(foldSpace(string(t.text[i+2:end])), format))
	return n
}

// parenthesis reads the entries of an index, which are not shown, and in mmark cross references: "(#anchor)".
func (m *mdReader) parenthesis(t *inlineText, i int) int {
	rest := t.text[i:]
	switch {
	case m.dialect != FormatKramdown && m.dialect != FormatMmark:
	case bytes.HasPrefix(rest, []byte("(((")):
		if end := t.next(")))", i); end > 0 {
			t.drop(i, end+3)
			return end + 3 - i
		}
	case m.dialect == FormatMmark && bytes.HasPrefix(rest, []byte("(#")):
		if end := t.next(")", i); end > i+2 {
			name, _, _ := strings.Cut(string(t.text[i+2:end]), ",")
			t.show(i, end+1, m.shownAddress("#"+strings.TrimSpace(name)))
			return end + 1 - i
		}
	}
	return 0
}

// inlineTags are the elements of HTML and RFCXML that are shown by their text.
var inlineTags = nameSet(`a abbr b bcp14 bdi bdo big br cite code contact data del dfn em eref i img ins iref kbd l10n link mark
	q relref rp rt ruby s samp small span spanx strong sub sup time tt u var wbr xref p div center font nobr cref t vspace`)

// inlineTag reads an address in angle brackets or a tag.
func (m *mdReader) inlineTag(t *inlineText, i int) int {
	end := t.next(">", i) - i
	if end < 2 {
		return 0
	}
	rest := t.text[i:min(len(t.text), i+end+8)]
	inside := rest[1:end]
	if isAddress(inside) {
		t.drop(i, i+1)
		t.run(i+1, i+end)
		t.drop(i+end, i+end+1)
		return end + 1
	}
	name := bytes.TrimPrefix(inside, []byte("/"))
	n := 0
	for n < len(name) && isNameByte(name[n]) {
		n++
	}
	word := strings.ToLower(string(name[:n]))
	if _, ok := inlineTags[word]; !ok || n < len(name) && !isSpace(name[n]) && name[n] != '/' {
		return 0
	}
	shown := ""
	switch word {
	case "br":
		shown = "\n"
	case "sup", "sub":
		if inside[0] != '/' && end+1 < len(rest) && !isRaisedOrdinal(rest[end+1:]) {
			shown = map[string]string{"sup": "^", "sub": "_"}[word]
		}
	case "xref":
		if span, ok := findAttr(rest, 1+n, end, "target"); ok && inside[len(inside)-1] == '/' {
			shown = m.shownAddress("#" + string(rest[span.Start:span.End]))
		}
	case "eref":
		if span, ok := findAttr(rest, 1+n, end, "target"); ok && inside[len(inside)-1] == '/' {
			shown = string(rest[span.Start:span.End])
		}
	case "contact":
		if span, ok := findAttr(rest, 1+n, end, "fullname"); ok {
			shown = string(rest[span.Start:span.End])
		}
	}
	t.show(i, i+end+1, shown)
	return end + 1
}

// isRaisedOrdinal reports the raised ending of an ordinal: 1st, 2nd, 3rd, 4th.
func isRaisedOrdinal(s []byte) bool {
	for _, ending := range []string{"st<", "nd<", "rd<", "th<"} {
		if startsFold(s, ending) {
			return true
		}
	}
	return false
}

// isAddress reports whether what stands in angle brackets is an address of the web or of mail.
func isAddress(inside []byte) bool {
	if bytes.ContainsAny(inside, " <\n\"") {
		return false
	}
	if i := bytes.IndexByte(inside, ':'); i > 1 && isWord(string(inside[:i])) && i < len(inside)-1 {
		return true
	}
	at := bytes.IndexByte(inside, '@')
	return at > 0 && bytes.IndexByte(inside[at:], '.') > 0
}
