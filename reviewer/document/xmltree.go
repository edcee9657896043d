package document

import (
	"bytes"
)

// xmlKind is what a node of the tree stands for.
type xmlKind uint8

const (
	xmlElement xmlKind = iota
	xmlText
	xmlCData
	xmlComment
	xmlInstruction
)

// xmlNode is one node of a tree over the source. Nothing is copied: names come from the vocabulary, the rest are
// offsets. Nodes refer to each other by index in xmlTree.nodes; 0 is the root and therefore "none" as first or next.
type xmlNode struct {
	name        string // of an element in the vocabulary; "?" for any other element; empty for other nodes
	start, end  int32  // an element with its tags; the inside of text, CDATA, a comment or an instruction
	attrs       int32  // where the attributes of an element start
	body        int32  // where the start tag of an element ends
	first, next int32  // first child and next sibling
	kind        xmlKind
}

// xmlTree is a tolerant reading of XML: an end tag that fits nothing is passed over, an element that is never closed
// ends with its parent.
type xmlTree struct {
	src      []byte
	nodes    []xmlNode
	entities map[string]xmlEntity
	gaps     []Gap

	stack   []int32         // open elements, the root first
	last    []int32         // last child of each open element, 0 if none
	open    map[string]int  // how many elements of a name are open
	skipped int             // open elements that were too deep to be kept
	noClose map[string]bool // closing marks that do not come again
	capped  map[string]bool // gaps that were already recorded
}

// parseXMLTree reads source[start:end] in one pass; the time is linear in its length.
func parseXMLTree(src []byte, start, end int) *xmlTree {
	t := &xmlTree{
		src: src[:end], nodes: make([]xmlNode, 1, 64+(end-start)/64), entities: map[string]xmlEntity{},
		stack: []int32{0}, last: []int32{0}, open: map[string]int{}, noClose: map[string]bool{}, capped: map[string]bool{},
	}
	t.nodes[0] = xmlNode{name: "#root", start: int32(start), end: int32(end), attrs: int32(start), body: int32(start)}
	for at := start; at < end; {
		if len(t.nodes) >= MaxElements {
			t.gap("the draft has too many elements; the rest was not read", at, end)
			break
		}
		at = t.step(at, end)
	}
	for len(t.stack) > 1 {
		t.pop(end)
	}
	return t
}

// step reads what starts at at and returns where it ends.
func (t *xmlTree) step(at, end int) int {
	if t.src[at] != '<' || t.noClose["tag"] {
		return t.text(at, end)
	}
	rest := t.src[at:end]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		return t.delimited(xmlComment, at, 4, "-->", end)
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return t.delimited(xmlCData, at, 9, "]]>", end)
	case bytes.HasPrefix(rest, []byte("<?")):
		return t.delimited(xmlInstruction, at, 2, "?>", end)
	case len(rest) > 9 && bytes.EqualFold(rest[:9], []byte("<!DOCTYPE")):
		return t.doctype(at, end)
	case len(rest) > 2 && rest[1] == '/' && isNameStart(rest[2]):
		return t.endTag(at, end)
	case len(rest) > 1 && isNameStart(rest[1]):
		return t.startTag(at, end)
	}
	return t.text(at, end)
}

// text reads up to the next mark; the byte at at is part of it even if it is "<".
func (t *xmlTree) text(at, end int) int {
	stop := end
	if !t.noClose["tag"] {
		if i := bytes.IndexByte(t.src[at+1:end], '<'); i >= 0 {
			stop = at + 1 + i
		}
	}
	t.add(xmlNode{kind: xmlText, start: int32(at), end: int32(stop)})
	return stop
}

// delimited reads a comment, CDATA section or instruction. One that never closes reaches to the end.
func (t *xmlTree) delimited(kind xmlKind, at, open int, closing string, end int) int {
	from := at + open
	if from > end {
		from = end
	}
	i := bytes.Index(t.src[from:end], []byte(closing))
	if i < 0 {
		t.gap("a mark is never closed by \""+closing+"\"; the rest was not read as text", at, end)
		t.add(xmlNode{kind: kind, start: int32(from), end: int32(end)})
		return end
	}
	t.add(xmlNode{kind: kind, start: int32(from), end: int32(from + i)})
	return from + i + len(closing)
}

func (t *xmlTree) startTag(at, end int) int {
	nameEnd := at + 1
	for nameEnd < end && isNameByte(t.src[nameEnd]) {
		nameEnd++
	}
	stop := t.tagEnd(nameEnd, end)
	if stop < 0 {
		t.noClose["tag"] = true
		t.gap("a tag is never closed by \">\"; the rest was read as text", at, end)
		return t.text(at, end)
	}
	name, known := rfcxmlNames[string(t.src[at+1:nameEnd])]
	if !known {
		name = "?"
	}
	node := t.add(xmlNode{name: name, start: int32(at), end: int32(stop), attrs: int32(nameEnd), body: int32(stop)})
	if t.src[stop-2] == '/' {
		return stop
	}
	if len(t.stack) >= MaxDepth {
		t.skipped++
		t.gap("elements nest too deeply; the structure inside was not read", at, stop)
		return stop
	}
	t.stack = append(t.stack, node)
	t.last = append(t.last, 0)
	t.open[name]++
	return stop
}

// tagEnd finds the byte after the ">" that closes a tag, -1 if there is none. A ">" in quotes does not close it.
func (t *xmlTree) tagEnd(at, end int) int {
	for i := at; i < end; i++ {
		switch c := t.src[i]; c {
		case '>':
			return i + 1
		case '"', '\'':
			if t.noClose[quoteName(c)] {
				continue
			}
			j := bytes.IndexByte(t.src[i+1:end], c)
			if j < 0 {
				t.noClose[quoteName(c)] = true
				continue
			}
			i += 1 + j
		}
	}
	return -1
}

func quoteName(c byte) string {
	if c == '"' {
		return "double quote"
	}
	return "single quote"
}

func (t *xmlTree) endTag(at, end int) int {
	nameEnd := at + 2
	for nameEnd < end && isNameByte(t.src[nameEnd]) {
		nameEnd++
	}
	stop := end
	if i := bytes.IndexByte(t.src[nameEnd:end], '>'); i >= 0 {
		stop = nameEnd + i + 1
	}
	if t.skipped > 0 {
		t.skipped--
		return stop
	}
	name, known := rfcxmlNames[string(t.src[at+2:nameEnd])]
	if !known {
		name = "?"
	}
	if t.open[name] == 0 {
		return stop
	}
	for t.nodes[t.stack[len(t.stack)-1]].name != name {
		t.pop(at)
	}
	t.pop(stop)
	return stop
}

func (t *xmlTree) pop(end int) {
	top := len(t.stack) - 1
	node := &t.nodes[t.stack[top]]
	node.end = int32(end)
	t.open[node.name]--
	t.stack, t.last = t.stack[:top], t.last[:top]
}

// add appends a node as the last child of the open element.
func (t *xmlTree) add(node xmlNode) int32 {
	index := int32(len(t.nodes))
	t.nodes = append(t.nodes, node)
	top := len(t.stack) - 1
	if prev := t.last[top]; prev != 0 {
		t.nodes[prev].next = index
	} else {
		t.nodes[t.stack[top]].first = index
	}
	t.last[top] = index
	return index
}

// gap records each kind of damage once.
func (t *xmlTree) gap(what string, start, end int) {
	if !t.capped[what] {
		t.capped[what] = true
		t.gaps = append(t.gaps, Gap{What: what, Source: Span{start, end}})
	}
}

// attr finds the value of an attribute of an element, as a span of the source.
func (t *xmlTree) attr(node int32, name string) (Span, bool) {
	n := &t.nodes[node]
	if n.kind != xmlElement || node == 0 {
		return Span{}, false
	}
	return findAttr(t.src, int(n.attrs), int(n.body), name)
}

// findAttr looks for an attribute in src[at:end], the inside of a tag after its name. Unquoted values are taken too.
func findAttr(src []byte, at, end int, name string) (Span, bool) {
	for i := at; i < end; {
		for i < end && !isNameStart(src[i]) && src[i] != '"' && src[i] != '\'' {
			i++
		}
		from := i
		for i < end && isNameByte(src[i]) {
			i++
		}
		key := src[from:i]
		for i < end && isSpace(src[i]) {
			i++
		}
		value := Span{i, i}
		switch {
		case i < end && src[i] == '=':
			value, i = attrValue(src, i+1, end)
		case len(key) == 0 && i < end && (src[i] == '"' || src[i] == '\''):
			_, i = attrValue(src, i, end) // a value that belongs to no name
		}
		if len(key) > 0 && string(key) == name {
			return value, true
		}
	}
	return Span{}, false
}

func attrValue(src []byte, i, end int) (value Span, next int) {
	for i < end && isSpace(src[i]) {
		i++
	}
	if i < end && (src[i] == '"' || src[i] == '\'') {
		j := bytes.IndexByte(src[i+1:end], src[i])
		if j < 0 {
			return Span{i + 1, end}, end
		}
		return Span{i + 1, i + 1 + j}, i + j + 2
	}
	from := i
	for i < end && !isSpace(src[i]) && src[i] != '>' {
		i++
	}
	if i > from && i == end-1 && src[i-1] == '/' {
		return Span{from, i - 1}, i
	}
	return Span{from, i}, i
}

func isNameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}

func isNameByte(c byte) bool {
	return isNameStart(c) || c >= '0' && c <= '9' || c == '-' || c == '.' || c == ':' || c >= 0x80
}

// rfcxmlNames is the vocabulary: RFC 7991 section 2 and 3 (v3 and what it deprecates from v2), RFC 7749 section 2 (v2),
// what xml2rfc adds in published RFCs (boilerplate, toc, artset, u, contact, referencegroup), and XInclude.
var rfcxmlNames = nameSet(`rfc front middle back abstract note boilerplate toc section name t ul ol dl li dt dd
	list vspace figure artwork artset sourcecode preamble postamble table texttable ttcol c thead tbody tfoot tr th td
	aside blockquote references reference referencegroup refcontent seriesInfo displayreference annotation title author
	organization address date area workgroup keyword xref relref eref iref cref bcp14 em strong tt spanx sub sup u br
	contact format link svg xi:include include text tspan desc style month year day svg:svg`)

func nameSet(words string) map[string]string {
	set := map[string]string{}
	for _, w := range bytes.Fields([]byte(words)) {
		set[string(w)] = string(w)
	}
	return set
}
