package document

import (
	"fmt"
	"strings"
)

// xmlTarget is what a cross reference may point to.
type xmlTarget struct {
	label string // "Section 3.1", "Appendix A", "Figure 2", "[RFC7258]"
	count string // "3.1", "A", "2", "RFC7258"
	title string
}

// number gives every section, figure and table the number that the processor gives it (RFC 7991 section 2.46 and
// RFC 7998 section 5.4) and notes what each anchor stands for.
func (x *xmlReader) number(root int32) {
	n := numberer{x: x}
	back := x.find(root, "back")
	for c := x.nodes[back].first; back != 0 && c != 0; c = x.nodes[c].next {
		if x.nodes[c].name == "displayreference" {
			x.display[x.attrText(c, "target")] = x.attrText(c, "to")
		}
	}
	if front := x.find(root, "front"); front != 0 {
		n.walk(front, "")
	}
	top := 0
	if middle := x.find(root, "middle"); middle != 0 {
		top = n.sections(middle, "", false, 0)
	}
	if back != 0 {
		n.references(back, "", top)
		n.sections(back, "", true, 0)
	}
}

type numberer struct {
	x               *xmlReader
	figures, tables int
}

// sections numbers the section children of a node, counting on from count.
func (n *numberer) sections(node int32, prefix string, appendix bool, count int) int {
	x := n.x
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		if x.nodes[c].name != "section" {
			continue
		}
		number := ""
		if x.attrText(c, "numbered") != "false" && x.attrText(c, "numbered") != "no" {
			count++
			number = prefix + sectionOrdinal(count, appendix)
		}
		n.section(c, number)
	}
	return count
}

func sectionOrdinal(count int, appendix bool) string {
	if !appendix {
		return fmt.Sprint(count)
	}
	letters := ""
	for count > 0 {
		count--
		letters = string(rune('A'+count%26)) + letters
		count /= 26
	}
	return letters
}

func (n *numberer) section(node int32, number string) {
	x := n.x
	x.labels[node] = number
	title, _ := x.title(node)
	n.target(node, sectionTarget(number, title))
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		if name := x.nodes[c].name; name != "section" && name != "references" {
			n.walk(c, number)
		}
	}
	prefix := ""
	if number != "" {
		prefix = number + "."
	}
	count := n.sections(node, prefix, false, 0)
	n.references(node, prefix, count)
}

func sectionTarget(number, title string) xmlTarget {
	switch {
	case number == "":
		return xmlTarget{label: "\"" + title + "\"", count: title, title: title}
	case number[0] >= 'A' && number[0] <= 'Z':
		return xmlTarget{label: "Appendix " + number, count: number, title: title}
	}
	return xmlTarget{label: "Section " + number, count: number, title: title}
}

// references numbers the references children of a node. Several of them in the back get a section "References" around
// them, as RFC 7998 section 5.4.2 has it.
func (n *numberer) references(node int32, prefix string, count int) int {
	x := n.x
	var all []int32
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		if x.nodes[c].name == "references" {
			all = append(all, c)
		}
	}
	prepared := len(all) > 0 && x.attrText(all[0], "pn") != "" // then the section is there already if it is wanted
	if len(all) > 1 && x.nodes[node].name == "back" && !prepared {
		count++
		prefix = prefix + fmt.Sprint(count) + "."
		x.labels[node] = fmt.Sprint(count)
		for i, r := range all {
			n.referencesOne(r, prefix+fmt.Sprint(i+1))
		}
		return count
	}
	for _, r := range all {
		count++
		n.referencesOne(r, prefix+fmt.Sprint(count))
	}
	return count
}

func (n *numberer) referencesOne(node int32, number string) {
	x := n.x
	x.labels[node] = number
	title, _ := x.title(node)
	n.target(node, sectionTarget(number, title))
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		switch x.nodes[c].name {
		case "reference":
			n.reference(c)
		case "referencegroup":
			n.reference(c)
			for r := x.nodes[c].first; r != 0; r = x.nodes[r].next {
				if x.nodes[r].name == "reference" {
					n.reference(r)
				}
			}
		}
	}
	n.references(node, number+".", 0)
}

func (n *numberer) reference(node int32) {
	x := n.x
	name := x.shownAs(x.attrText(node, "anchor"))
	title := ""
	if front := x.find(node, "front"); front != 0 {
		title = x.plain(x.find(front, "title"))
	}
	n.target(node, xmlTarget{label: "[" + name + "]", count: name, title: title})
}

func (x *xmlReader) shownAs(anchor string) string {
	if to := x.display[anchor]; to != "" {
		return to
	}
	return strings.TrimPrefix(anchor, "_") // xml2rfc allows "_3GPP" where an anchor may not start with a digit
}

// walk numbers figures and tables in what stands inside a section, and notes the anchors of everything else there.
func (n *numberer) walk(node int32, section string) {
	x := n.x
	if x.nodes[node].kind != xmlElement {
		return
	}
	switch x.nodes[node].name {
	case "figure":
		if title, _ := x.title(node); !x.unnumbered(node, title) {
			n.figures++
			x.labels[node] = fmt.Sprint(n.figures)
			n.target(node, xmlTarget{label: "Figure " + x.labels[node], count: x.labels[node], title: title})
		}
	case "table", "texttable":
		if title, _ := x.title(node); !x.unnumbered(node, title) {
			n.tables++
			x.labels[node] = fmt.Sprint(n.tables)
			n.target(node, xmlTarget{label: "Table " + x.labels[node], count: x.labels[node], title: title})
		}
	case "section":
		n.section(node, "")
		return
	default:
		n.target(node, sectionTarget(section, ""))
	}
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		n.walk(c, section)
	}
}

// unnumbered reports whether a figure or table goes without a number: in v2, one that has neither anchor nor title
// (RFC 7749 sections 2.17 and 2.38).
func (x *xmlReader) unnumbered(node int32, title string) bool {
	_, anchored := x.attr(node, "anchor")
	return !anchored && title == "" && x.attrText(node, "suppress-title") != "false" && x.attrText(node, "pn") == ""
}

// target notes what the anchor of a node stands for, and its "pn" and slug of a prepared RFC.
func (n *numberer) target(node int32, t xmlTarget) {
	x := n.x
	for _, name := range []string{"anchor", "pn"} {
		if a := x.attrText(node, name); a != "" {
			if _, taken := x.anchors[a]; !taken {
				x.anchors[a] = t
			}
		}
	}
}

// title gives the title of a section, figure or table and where it stands: its name element (v3) or title attribute.
func (x *xmlReader) title(node int32) (string, Span) {
	if name := x.find(node, "name"); name != 0 {
		n := x.nodes[name]
		return x.plain(name), Span{int(n.start), int(n.end)}
	}
	if span, ok := x.attr(node, "title"); ok {
		return foldSpace(x.decode(span.Start, span.End)), span
	}
	n := x.nodes[node]
	return "", Span{int(n.start), int(n.body)}
}
