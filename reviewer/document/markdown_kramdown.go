package document

import (
	"bytes"
	"strings"
)

// looksLikeKramdown reports whether a draft is kramdown-rfc Markdown: a head between dashes that names a draft or an
// abstract, and the marks that part abstract, middle and back.
func looksLikeKramdown(source []byte) bool {
	source = bytes.TrimPrefix(source, []byte("\xEF\xBB\xBF"))
	if !bytes.HasPrefix(source, []byte("---")) && !bytes.HasPrefix(source, []byte("{::options")) && !bytes.HasPrefix(source, []byte("coding:")) && !bytes.HasPrefix(source, []byte("#")) {
		return false
	}
	head := source[:min(len(source), 256<<10)]
	return hasLine(head, "--- abstract") || hasLine(head, "--- middle")
}

// hasLine reports whether a line of the text is this one, white space at its end aside.
func hasLine(text []byte, line string) bool {
	for at := 0; ; {
		i := bytes.Index(text[at:], []byte(line))
		if i < 0 {
			return false
		}
		at += i
		end := at + len(line)
		rest := text[end:]
		if j := bytes.IndexByte(rest, '\n'); j >= 0 {
			rest = rest[:j]
		}
		if (at == 0 || text[at-1] == '\n') && len(bytes.TrimSpace(rest)) == 0 {
			return true
		}
		at = end
	}
}

// parseKramdown reads kramdown-rfc Markdown (github.com/cabo/kramdown-rfc): a head in YAML, then abstract, notes,
// middle and back, each opened by a line "--- name".
func parseKramdown(draft Draft) (*Document, error) {
	return readTwice(draft, FormatKramdown, (*mdReader).kramdown), nil
}

func (m *mdReader) kramdown() {
	parts := kramdownParts(m.src)
	for i, p := range parts {
		lines := m.split(p.body.Start, p.body.End)
		switch name := p.name; {
		case i == 0 && name == "":
			m.yamlHead(p.body)
		case name == "abstract":
			m.openSection("", "Abstract", 1, p.line)
			m.plain = true
			m.blocks(lines, BlockParagraph, 0)
		case name == "middle" || name == "fluff":
			m.plain = false
			m.blocks(lines, BlockParagraph, 0)
		case name == "back":
			m.blocks(nil, BlockParagraph, 0)
			m.stop()
			m.references()
			m.plain, m.appendix, m.level = false, true, 0
			clear(m.count[:])
			m.blocks(lines, BlockParagraph, 0)
		case strings.HasPrefix(name, "note_") || strings.HasPrefix(name, "to_be_removed_note_"):
			title := strings.TrimPrefix(strings.TrimPrefix(name, "to_be_removed_"), "note_")
			m.openSection("", strings.ReplaceAll(title, "_", " "), 1, p.line)
			m.plain = true
			m.blocks(lines, BlockParagraph, 0)
		default:
			m.blocks(lines, BlockParagraph, 0)
		}
		m.stop()
	}
	if !m.appendix {
		m.references()
	}
}

// kramdownPart is what stands between two lines "--- name".
type kramdownPart struct {
	name string // empty for the head
	line mdLine
	body Span
}

func kramdownParts(src []byte) []kramdownPart {
	parts := []kramdownPart{{}}
	for at := 0; at < len(src); {
		end, next := len(src), len(src)
		if i := bytes.IndexByte(src[at:], '\n'); i >= 0 {
			end, next = at+i, at+i+1
		}
		line := src[at:end]
		if bytes.HasPrefix(line, []byte("--- ")) && len(line) < 200 {
			name := string(bytes.TrimSpace(line[4:]))
			if name == "abstract" || name == "middle" || name == "back" || name == "fluff" || strings.Contains(name, "note_") {
				parts[len(parts)-1].body.End = at
				parts = append(parts, kramdownPart{name: name, line: mdLine{start: int32(at), end: int32(end)}, body: Span{next, len(src)}})
			}
		}
		if len(parts) > maxCitations {
			break
		}
		at = next
	}
	parts[len(parts)-1].body.End = len(src)
	return parts
}

// keyWords is what kramdown-rfc puts in the place of {::boilerplate bcp14}: the paragraph of RFC 8174 section 2.
const keyWords = `The key words "MUST", "MUST NOT", "REQUIRED", "SHALL", "SHALL NOT", "SHOULD", "SHOULD NOT", "RECOMMENDED", ` +
	`"NOT RECOMMENDED", "MAY", and "OPTIONAL" in this document are to be interpreted as described in BCP 14 [RFC2119] [RFC8174] ` +
	`when, and only when, they appear in all capitals, as shown here.`

// extension reads a line that speaks to the processor and returns how many lines it takes.
func (m *mdReader) extension(lines []mdLine) int {
	l := lines[0]
	text := m.text(l)
	word, argument, _ := strings.Cut(strings.Trim(string(text[:min(len(text), maxInfo)]), "{}:/ "), " ")
	switch {
	case word == "comment" && !bytes.HasSuffix(text, []byte("/}")):
		return m.commentBlock(lines)
	case word == "boilerplate" && strings.HasPrefix(argument, "bcp14"):
		m.stop()
		m.start(BlockParagraph)
		m.b.literal(keyWords, int(l.start))
		m.stop()
		for _, name := range []string{"RFC2119", "RFC8174"} {
			m.cited.add(normative, citation{name: name, at: int(l.start)})
		}
	case strings.HasPrefix(word, "include"):
		m.included(lines[:1])
	case word == "mainmatter":
		m.mainMatter()
	case word == "backmatter":
		m.backMatter()
	}
	return 1
}

// commentBlock hides what stands between {::comment} and {:/comment}.
func (m *mdReader) commentBlock(lines []mdLine) int {
	n := 1
	for n < len(lines) && !m.closesComment(lines[n]) {
		n++
	}
	n = min(n+1, len(lines))
	if !bytes.Contains(m.text(lines[0]), []byte("{:/")) {
		m.b.hide("kramdown comment", Span{int(lines[0].start), int(lines[n-1].end)})
		return n
	}
	m.b.hide("kramdown comment", Span{int(lines[0].start), int(lines[0].end)})
	return 1
}

func (m *mdReader) closesComment(l mdLine) bool {
	text := m.src[l.start:max(l.start, l.end)]
	return bytes.Contains(text, []byte("{:/comment}")) || bytes.Contains(text, []byte("{:/}"))
}

// included notes the parts of a draft that stand in other files. They are never opened.
func (m *mdReader) included(lines []mdLine) {
	for _, l := range lines {
		text := m.text(l)
		var name []byte
		switch {
		case m.dialect == FormatKramdown && bytes.HasPrefix(text, []byte("{::include")):
			name = bytes.Trim(text[len("{::include"):], "{} ")
			if i := bytes.LastIndexByte(name, ' '); i >= 0 {
				name = name[i+1:]
			}
		case m.dialect == FormatMmark && (bytes.HasPrefix(text, []byte("{{")) || bytes.HasPrefix(text, []byte("<{{"))):
			name = bytes.Trim(text, "<{} ")
		default:
			continue
		}
		m.gap("the draft includes \""+string(bytes.ToValidUTF8(name[:min(len(name), maxInfo)], nil))+"\", which was not read", int(l.start), int(l.end))
	}
}
