package document

import (
	"bytes"
	"strings"
)

// citations are the references of a draft: those that its head lists and those that its text brings in.
type citations struct {
	known  map[string]string // the name that a reader sees, by each name that the draft uses
	groups [2]citationGroup  // normative and informative
}

type citationGroup struct {
	entries []citation
	have    map[string]bool
}

// citation is one entry of a list of references.
type citation struct {
	name  string
	at    int        // where it stands in the source
	parts []headPart // what the head says of it
}

// headPart is a text of the head of a draft and where it stands.
type headPart struct {
	text string
	at   int
}

const (
	normative = iota
	informative
)

// maxCitations is how many entries a list of references may have; the longest of an RFC has under 300.
const maxCitations = 5000

func newCitations() *citations {
	return &citations{known: map[string]string{}, groups: [2]citationGroup{{have: map[string]bool{}}, {have: map[string]bool{}}}}
}

// add lists an entry unless it is listed already.
func (c *citations) add(group int, entry citation) {
	g := &c.groups[group]
	if c.groups[normative].have[entry.name] || g.have[entry.name] || len(g.entries) >= maxCitations {
		return
	}
	g.have[entry.name] = true
	g.entries = append(g.entries, entry)
}

// crossReference gives what a reader sees of a reference in double braces, as kramdown-rfc renders it
// (github.com/cabo/kramdown-rfc, "Syntax": references, sections of references).
func (m *mdReader) crossReference(inside, format string) string {
	var where string // the section of another document, and how the two are put together
	if i := strings.LastIndex(inside, " of "); i > 0 {
		return sectionWords(inside[:i]) + " of " + m.citeOne(inside[i+4:], format)
	}
	if section, _, ok := strings.Cut(inside, "<"); ok && section != "" {
		return section // {{A.3<REFERENCE}}: the number alone
	}
	if name, rest, ok := strings.Cut(inside, ","); ok && !strings.Contains(name, " ") {
		inside, where = name, ","+rest
	} else if name, rest, ok := strings.Cut(inside, " ("); ok && strings.HasSuffix(rest, ")") {
		inside, where = name, " ("+rest
	}
	return m.citeOne(inside, format) + where
}

// sectionWords writes "Section A.2" as "Appendix A.2", as processors do.
func sectionWords(where string) string {
	if number, ok := strings.CutPrefix(where, "Section "); ok && number != "" && isUpper(number[0]) && (len(number) == 1 || number[1] == '.') {
		return "Appendix " + number
	}
	return where
}

// citeOne gives what a reader sees of one name: a label of this document, or the name of a reference in brackets.
func (m *mdReader) citeOne(name, format string) string {
	group := informative
	name = strings.TrimSpace(name)
	explicit := strings.HasPrefix(name, "!") || strings.HasPrefix(name, "?")
	if strings.HasPrefix(name, "!") {
		group = normative
	}
	switch {
	case strings.HasPrefix(name, "<<"):
		format = "title"
	case strings.HasPrefix(name, "<"):
		format = "counter"
	}
	name = strings.TrimLeft(name, "!?<&")
	shown, target, renamed := strings.Cut(name, "=")
	if !renamed {
		target = shown
	}
	if !explicit {
		if t, ok := m.anchors[shown]; ok {
			return labelAs(t, format)
		}
	}
	alias := strings.TrimPrefix(shown, "-")
	if k := m.cited.known[alias]; k != "" {
		shown = k
	} else if k := m.cited.known[shown]; k != "" {
		shown = k
	} else if t, ok := m.anchors[alias]; ok && !explicit {
		return labelAs(t, format)
	} else if i := strings.IndexByte(target, '-'); explicit && !renamed && strings.HasPrefix(target, "RFC") && i > 3 && allDigits(target[3:i]) {
		m.cited.known[target[i+1:]] = target[:i] // {{!RFC8949-cbor}} makes {{-cbor}} known
		shown, target = target[:i], target[:i]
	}
	shown = strings.TrimPrefix(shown, "-")
	if explicit || isReferenceName(target) {
		m.cited.known[shown] = shown
		m.cited.add(group, citation{name: shown, at: m.citing()})
	}
	if format == "none" {
		return ""
	}
	return "[" + shown + "]"
}

// citing is where in the source the text stands that is being read.
func (m *mdReader) citing() int {
	if len(m.inner.starts) == 0 {
		return 0
	}
	return m.inner.starts[0].source
}

func labelAs(t xmlTarget, format string) string {
	switch format {
	case "counter":
		return t.count
	case "title":
		return t.title
	case "none":
		return ""
	}
	return t.label
}

// isReferenceName tells names that kramdown-rfc looks up in the lists of references that the IETF keeps.
func isReferenceName(name string) bool {
	for _, prefix := range []string{"RFC", "BCP", "STD", "FYI"} {
		if rest, ok := strings.CutPrefix(name, prefix); ok && allDigits(rest) {
			return true
		}
	}
	return strings.HasPrefix(name, "I-D.")
}

// citation reads a citation of mmark: "[@!RFC2119]", "[@RFC1034, section 3; @?RFC1035]".
func (m *mdReader) citation(t *inlineText, i int) int {
	if m.dialect != FormatMmark || i+2 >= len(t.text) || t.text[i+1] != '@' && !bytes.HasPrefix(t.text[i+1:], []byte("-@")) {
		return 0
	}
	end := t.next("]", i) - i
	if end < 0 {
		return 0
	}
	var shown []string
	for _, part := range strings.Split(string(t.text[i+1:i+end]), ";") {
		name, where, _ := strings.Cut(strings.TrimLeft(strings.TrimSpace(part), "-@"), ",")
		group := informative
		if strings.HasPrefix(name, "!") {
			group = normative
		}
		name = strings.TrimLeft(foldSpace(name), "!?-#")
		name, _, _ = strings.Cut(name, "#")
		if name == "" {
			return 0
		}
		m.cited.add(group, citation{name: name, at: t.source(i)})
		text := "[" + name + "]"
		if where = foldSpace(where); where != "" {
			text += ", " + where
		}
		shown = append(shown, text)
	}
	t.show(i, i+end+1, strings.Join(shown, " "))
	return end + 1
}

// linkDefinition reads "[name]: address", which is not shown, and "[^name]: text", a footnote.
func (m *mdReader) linkDefinition(lines []mdLine, kind BlockKind, depth int) int {
	l := lines[0]
	at, _ := m.indent(l)
	head := m.src[at:min(int(l.end), at+maxReference)]
	end := bytes.Index(head, []byte("]:"))
	if end < 2 || m.row {
		return 0
	}
	if head[1] == '^' {
		lines[0].start = int32(at + end + 2)
		n := m.hanging(lines, 0, 4)
		m.stop()
		m.blocks(lines[:n], BlockNote, depth+1)
		m.stop()
		return n
	}
	if bytes.IndexByte(head[1:end], ']') >= 0 || end+2 < len(head) && !isSpace(head[end+2]) {
		return 0
	}
	if len(m.titles) < MaxEntities {
		m.titles[linkName(string(head[1:end]))] = ""
	}
	return 1
}

// references opens the section of references and copies its entries; processors put it at the end of the middle.
func (m *mdReader) references() {
	groups := m.cited.groups
	both := len(groups[normative].entries) > 0 && len(groups[informative].entries) > 0
	if len(groups[normative].entries)+len(groups[informative].entries) == 0 {
		return
	}
	level := 1
	if both {
		at := groups[normative].entries[0].at
		m.openSection(m.referencesNumber(1), "References", 1, mdLine{start: int32(at), end: int32(at)})
		level = 2
	}
	for i, title := range []string{"Normative References", "Informative References"} {
		entries := groups[i].entries
		if len(entries) == 0 {
			continue
		}
		at := entries[0].at
		m.openSection(m.referencesNumber(level), title, level, mdLine{start: int32(at), end: int32(at)})
		for _, c := range entries {
			m.entry(c)
		}
	}
}

// referencesNumber counts a section of references, unless the dialect leaves such sections without numbers.
func (m *mdReader) referencesNumber(level int) string {
	if m.dialect == FormatBikeshed {
		return ""
	}
	return m.nextNumber(level)
}

// entry copies one reference: its name, and what the head says of it.
func (m *mdReader) entry(c citation) {
	m.b.begin(BlockReference, "")
	m.b.literal(validText("["+c.name+"]"), c.at)
	list := listing{b: m.b}
	for _, p := range c.parts {
		list.add(p.text, p.at)
	}
	m.b.endBlock()
}
