package document

import (
	"bytes"
	"strings"
)

// text copies source text into the open block with its entities decoded.
func (x *xmlReader) text(start, end int) {
	x.pieces(start, end, x.b.readable, x.b.literal)
}

// verbatim copies source text as it is, with its entities decoded.
func (x *xmlReader) verbatim(start, end int) {
	x.pieces(start, end, x.b.code, x.b.codeLiteral)
}

// decode gives source text with its entities decoded.
func (x *xmlReader) decode(start, end int) string {
	var s strings.Builder
	x.pieces(start, end,
		func(from, to int) { s.Write(x.src[from:to]) },
		func(text string, _ int) { s.WriteString(text) })
	return strings.ToValidUTF8(s.String(), "\uFFFD")
}

// pieces cuts source text at its entities.
func (x *xmlReader) pieces(start, end int, plain func(from, to int), decoded func(text string, at int)) {
	from := start
	for i := start; i < end; {
		if x.src[i] != '&' && (x.src[i] != '{' || x.cite == nil) {
			i++
			continue
		}
		text, size := x.standIn(i, end)
		if size == 0 {
			i++
			continue
		}
		plain(from, i)
		decoded(text, i)
		i += size
		from = i
	}
	plain(from, end)
}

// standIn gives the text that stands for an entity, or in Markdown for a reference in double braces.
func (x *xmlReader) standIn(i, end int) (text string, size int) {
	if x.src[i] == '&' {
		return x.entityAt(i, end)
	}
	rest := x.src[i:min(end, i+maxReference)]
	if stop := bytes.Index(rest, []byte("}}")); stop > 2 && rest[1] == '{' {
		return x.cite(string(rest[2:stop])), stop + 2
	}
	return "", 0
}

// entityAt decodes the entity at src[i]; the size is 0 if it is to be left as it is.
func (x *xmlReader) entityAt(i, end int) (text string, size int) {
	name, size := entityName(x.src[:end], i)
	if size == 0 {
		return "", 0
	}
	entity, declared := x.entities[name]
	if text, ok := predefinedEntity(name); ok && (!declared || entity.external == "") {
		return text, size
	}
	switch {
	case !declared:
		return "", 0
	case entity.external != "":
		if !isReferenceAddress(entity.external) {
			x.gap("the entity \""+name+"\" stands in another file and was not read", i, i+size)
		}
		return "", size
	case entity.refused != "":
		x.gap("the entity \""+name+"\" was not expanded: "+entity.refused, i, i+size)
		return "", 0
	case x.expanded+len(entity.text) > MaxExpansion:
		x.gap("entities add too much text to the draft; the rest were not expanded", i, i+size)
		return "", 0
	}
	x.expanded += len(entity.text)
	return visibleRunes(entity.text), size
}

// isReferenceAddress tells the address of a bibliographic entry, which is no part of the text of a draft.
func isReferenceAddress(address string) bool { return strings.Contains(address, "reference.") }

// plain gives the text of a node with white space folded.
func (x *xmlReader) plain(node int32) string {
	var s strings.Builder
	if node != 0 {
		x.gather(&s, node)
	}
	return foldSpace(visibleRunes(s.String()))
}

func (x *xmlReader) gather(s *strings.Builder, node int32) {
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		switch n := &x.nodes[c]; {
		case n.kind == xmlText:
			s.WriteString(x.decode(int(n.start), int(n.end)))
		case n.kind == xmlCData:
			s.Write(x.src[n.start:n.end])
		case n.kind != xmlElement || n.name == "cref" || n.name == "iref":
		case n.name == "xref" || n.name == "relref":
			s.WriteString(x.xrefText(c))
		case n.name == "br" || n.name == "vspace":
			s.WriteByte(' ')
		case n.name == "contact":
			s.WriteString(x.attrText(c, "fullname"))
		case n.name == "sup" || n.name == "sub":
			before, after := x.raisedMarks(c)
			s.WriteString(before)
			x.gather(s, c)
			s.WriteString(after)
		default:
			x.gather(s, c)
		}
	}
}

// inline copies one inline node into the open block.
func (x *xmlReader) inline(node int32) {
	n := x.nodes[node]
	start, end := int(n.start), int(n.end)
	switch n.kind {
	case xmlText:
		x.text(start, end)
		return
	case xmlCData:
		x.b.prose(start, end)
		return
	case xmlComment, xmlInstruction:
		return
	}
	switch n.name {
	case "xref", "relref":
		x.xref(node)
	case "eref":
		x.linked(node, "target")
	case "contact":
		x.linked(node, "fullname")
	case "cref":
		x.b.hide("editorial comment", Span{int(n.body), end})
	case "iref":
	case "br", "vspace":
		x.b.fold()
	case "sup", "sub":
		x.raised(node)
	default:
		x.inlines(node)
	}
}

func (x *xmlReader) inlines(node int32) {
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		if x.isBlock(c) && !x.row {
			x.block(c, x.kind)
			continue
		}
		if x.isBlock(c) {
			x.b.fold()
		}
		x.resume()
		x.inline(c)
	}
}

// literal appends text that stands for Source[at], in a new block if an element inside the paragraph has closed it.
func (x *xmlReader) literal(text string, at int) {
	if text != "" {
		x.resume()
		x.b.literal(text, at)
	}
}

// linked copies the text of a node, or an attribute of it if there is no text.
func (x *xmlReader) linked(node int32, attr string) {
	before := len(x.b.doc.Text)
	x.inlines(node)
	if len(x.b.doc.Text) > before {
		return
	}
	if span, ok := x.attr(node, attr); ok {
		x.resume()
		x.text(span.Start, span.End)
	}
}

// raised shows an exponent or index as the text output of xml2rfc does: 2^128, x_(i+1).
func (x *xmlReader) raised(node int32) {
	n := x.nodes[node]
	before, after := x.raisedMarks(node)
	x.literal(before, int(n.start))
	x.inlines(node)
	x.literal(after, int(n.end)-1)
}

// raisedMarks gives what stands around an exponent or index in text. Ordinals have nothing. Only the text before the
// first element in it is looked at.
func (x *xmlReader) raisedMarks(node int32) (before, after string) {
	text := ""
	if c := x.nodes[x.nodes[node].first]; x.nodes[node].first != 0 && c.kind == xmlText {
		text = strings.ToLower(foldSpace(string(x.src[c.start:min(c.end, c.start+maxEntityName)])))
	}
	switch {
	case text == "" || text == "st" || text == "nd" || text == "rd" || text == "th":
		return "", ""
	case x.nodes[node].name == "sup":
		before = "^"
	default:
		before = "_"
	}
	if strings.ContainsAny(text, " +-*/^") {
		return before + "(", ")"
	}
	return before, ""
}

// xref copies what a reader sees of a cross reference. Text of its own keeps its place; a rendering stands for the tag.
func (x *xmlReader) xref(node int32) {
	n := x.nodes[node]
	before := len(x.b.doc.Text)
	x.inlines(node)
	if len(x.b.doc.Text) == before {
		x.literal(x.rendered(node), int(n.start))
		return
	}
	if shown := x.renderedBeside(node); shown != "" {
		x.b.fold()
		x.literal(shown, int(n.start))
	}
}

// renderedBeside gives what is printed behind the text of a cross reference: the label of a reference, or a section in
// parentheses.
func (x *xmlReader) renderedBeside(node int32) string {
	t, ok := x.anchors[x.attrText(node, "target")]
	section, format := x.attrText(node, "section"), x.attrText(node, "sectionFormat")
	switch {
	case !ok || x.attrText(node, "format") == "none" || x.attrText(node, "format") == "title" || section != "" && format == "bare":
		return ""
	case section != "":
		return "(" + x.rendered(node) + ")"
	case strings.HasPrefix(t.label, "["):
		return t.label
	case !strings.HasPrefix(t.label, "\""):
		return "(" + t.label + ")"
	}
	return ""
}

func (x *xmlReader) xrefText(node int32) string {
	var s strings.Builder
	x.gather(&s, node)
	if strings.TrimSpace(s.String()) != "" {
		return s.String()
	}
	return x.rendered(node)
}

// rendered gives the text of an empty cross reference (RFC 7991 sections 2.66 and, for sections of other documents,
// 2.66.3 with the values that xml2rfc takes).
func (x *xmlReader) rendered(node int32) string {
	target := x.attrText(node, "target")
	t, ok := x.anchors[target]
	if !ok {
		if derived := x.attrText(node, "derivedContent"); derived != "" && !strings.HasPrefix(derived, "[") {
			t = xmlTarget{label: derived, count: derived, title: derived}
		} else {
			t = xmlTarget{label: "[" + x.shownAs(target) + "]", count: x.shownAs(target), title: x.shownAs(target)}
		}
	}
	shown := t.label
	switch x.attrText(node, "format") {
	case "counter":
		shown = t.count
	case "title":
		shown = t.title
	case "none":
		shown = ""
	}
	section := x.attrText(node, "section")
	if section == "" {
		return shown
	}
	word := sectionTarget(section, "").label
	switch x.attrText(node, "sectionFormat") {
	case "comma":
		return shown + ", " + word
	case "parens":
		return shown + " (" + word + ")"
	case "bare":
		return section
	}
	return word + " of " + shown
}

// trimRight gives where src[start:end] ends without trailing white space.
func trimRight(src []byte, start, end int) int {
	for end > start && isSpace(src[end-1]) {
		end--
	}
	return end
}
