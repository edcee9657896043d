package document

import (
	"bytes"
	"strings"
)

// references copies a group of references: one block for each entry.
func (x *xmlReader) references(node int32, level int) {
	title, heading := x.title(node)
	if title == "" {
		title = "References"
	}
	x.openSection(x.labels[node], title, level, heading)
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		switch n := x.nodes[c]; {
		case n.name == "references":
			x.references(c, level+1)
		case n.name == "reference":
			x.referenceEntry(c)
		case n.name == "referencegroup":
			x.referenceGroup(c)
		case n.name == "xi:include" || n.name == "include":
			if span, ok := x.attr(c, "href"); ok {
				x.namedReference(span)
			}
		case n.kind == xmlText:
			x.entityReferences(int(n.start), int(n.end))
		case n.kind == xmlInstruction:
			x.instructionReference(int(n.start), int(n.end))
		}
	}
	x.stop()
}

func (x *xmlReader) referenceGroup(node int32) {
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		if x.nodes[c].name == "reference" {
			x.referenceEntry(c)
		}
		if span, ok := x.attr(c, "href"); ok && x.nodes[c].name == "xi:include" {
			x.namedReference(span)
		}
	}
}

// referenceEntry copies one entry in the order in which it is printed: label, authors, title, series, date, address.
func (x *xmlReader) referenceEntry(node int32) {
	x.stop()
	n := x.nodes[node]
	x.b.begin(BlockReference, "")
	x.b.literal("["+x.shownAs(x.attrText(node, "anchor"))+"]", int(n.start))
	list := listing{b: x.b}
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		at := int(x.nodes[c].start)
		switch x.nodes[c].name {
		case "front":
			x.referenceFront(c, &list)
		case "seriesInfo":
			list.add(foldSpace(x.attrText(c, "name")+" "+x.attrText(c, "value")), at)
		case "refcontent", "annotation":
			list.add(x.plain(c), at)
		}
	}
	if front := x.find(node, "front"); front != 0 {
		if date := x.find(front, "date"); date != 0 {
			list.add(foldSpace(monthName(x.attrText(date, "month"))+" "+x.attrText(date, "year")), int(x.nodes[date].start))
		}
	}
	if span, ok := x.attr(node, "target"); ok {
		list.add("<"+x.attrText(node, "target")+">", span.Start)
	}
	x.b.endBlock()
}

func (x *xmlReader) referenceFront(front int32, list *listing) {
	for c := x.nodes[front].first; c != 0; c = x.nodes[c].next {
		if x.nodes[c].name == "author" {
			list.add(x.authorName(c), int(x.nodes[c].start))
		}
	}
	if title := x.find(front, "title"); title != 0 {
		list.add("\""+x.plain(title)+"\"", int(x.nodes[title].body))
	}
}

func (x *xmlReader) authorName(node int32) string {
	name := foldSpace(x.attrText(node, "initials") + " " + x.attrText(node, "surname"))
	if x.attrText(node, "surname") == "" {
		name = x.attrText(node, "fullname")
	}
	if org := x.find(node, "organization"); name == "" && org != 0 {
		name = x.plain(org)
	}
	return name
}

// authorEntry copies an author in a section, as published RFCs have them at the end.
func (x *xmlReader) authorEntry(node int32) {
	x.stop()
	x.b.begin(BlockBoilerplate, "")
	x.b.literal(x.attrText(node, "fullname"), int(x.nodes[node].start))
	if org := x.find(node, "organization"); org != 0 {
		x.b.fold()
		x.inlines(org)
	}
	x.b.endBlock()
}

// namedReference copies an entry that stands in another file under the name that the file has: the address
// ".../bibxml/reference.RFC.2119.xml" is shown as "[RFC2119]".
func (x *xmlReader) namedReference(address Span) {
	name := referenceName(validText(string(x.src[address.Start:address.End])))
	if name == "" {
		return
	}
	x.b.begin(BlockReference, "")
	x.b.literal("["+x.shownAs(name)+"]", address.Start)
	x.b.endBlock()
}

func referenceName(address string) string {
	name := address[strings.LastIndexByte(address, '/')+1:]
	name = strings.TrimSuffix(strings.TrimPrefix(name, "reference."), ".xml")
	if strings.HasPrefix(name, "RFC.") || strings.HasPrefix(name, "BCP.") || strings.HasPrefix(name, "STD.") || strings.HasPrefix(name, "FYI.") {
		return name[:3] + strings.TrimLeft(name[4:], "0")
	}
	if rest, ok := strings.CutPrefix(name, "I-D.draft-"); ok {
		return "I-D." + rest
	}
	return name
}

// entityReferences copies the entries that entities stand for.
func (x *xmlReader) entityReferences(start, end int) {
	for i := start; i < end; i++ {
		if x.src[i] != '&' {
			continue
		}
		name, size := entityName(x.src[:end], i)
		if size == 0 {
			continue
		}
		if entity := x.entities[name]; entity.external != "" {
			x.b.begin(BlockReference, "")
			x.b.literal("["+x.shownAs(referenceName(entity.external))+"]", i)
			x.b.endBlock()
		}
		i += size - 1
	}
}

// instructionReference copies the entry that <?rfc include="reference.RFC.2119"?> stands for.
func (x *xmlReader) instructionReference(start, end int) {
	if !bytes.HasPrefix(x.src[start:end], []byte("rfc")) {
		return
	}
	if span, ok := findAttr(x.src, start+3, end, "include"); ok {
		x.namedReference(span)
	}
}
