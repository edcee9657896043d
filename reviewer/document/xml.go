package document

import (
	"bytes"
	"fmt"
	"strings"
)

// xmlReader copies an RFCXML tree into a builder.
type xmlReader struct {
	*xmlTree
	b        *builder
	expanded int                        // bytes that entities have added so far
	anchors  map[string]xmlTarget       // what cross references may point to
	labels   map[int32]string           // the number of each section, figure and table, by node
	display  map[string]string          // names that references are shown under (RFC 7991 section 2.17)
	carry    bool                       // the open block waits for its next paragraph: a term for its definition
	kind     BlockKind                  // what text in the open paragraph is, before and after a list in it
	row      bool                       // inside a table row all text goes into one block
	plate    bool                       // inside boilerplate
	cite     func(inside string) string // renders references in double braces, in Markdown; nil in XML
}

// looksLikeXML reports whether a draft is RFCXML: an rfc or document type tag stands near the start.
func looksLikeXML(source []byte) bool {
	head := bytes.TrimLeft(bytes.TrimPrefix(source[:min(len(source), 64<<10)], []byte("\xEF\xBB\xBF")), " \t\r\n")
	if !bytes.HasPrefix(head, []byte("<")) {
		return false
	}
	for len(head) > 0 {
		switch {
		case bytes.HasPrefix(head, []byte("<rfc")) && len(head) > 4 && !isNameByte(head[4]):
			return true
		case bytes.HasPrefix(head, []byte("<!DOCTYPE rfc")):
			return true
		case bytes.HasPrefix(head, []byte("<!--")):
			head = afterMark(head, "-->")
		case bytes.HasPrefix(head, []byte("<?")):
			head = afterMark(head, "?>")
		default:
			return false
		}
	}
	return false
}

func afterMark(s []byte, mark string) []byte {
	i := bytes.Index(s, []byte(mark))
	if i < 0 {
		return nil
	}
	return bytes.TrimLeft(s[i+len(mark):], " \t\r\n")
}

// parseXML reads RFCXML, vocabulary v2 (RFC 7749) or v3 (RFC 7991), prepared (RFC 7998) or not. Entities that stand
// outside the draft and inclusions are never fetched.
func parseXML(draft Draft) (*Document, error) {
	b := newBuilder(draft, FormatXML)
	b.hideControls(0, len(draft.Source))
	x := newXMLReader(b, parseXMLTree(draft.Source, 0, len(draft.Source)))
	root := x.find(0, "rfc")
	if root == 0 {
		return nil, fmt.Errorf("read %s: the draft starts like XML but has no <rfc> element", draft.Path)
	}
	x.encoding()
	x.number(root)
	x.metadata(root)
	x.comments(0)
	for c := x.nodes[root].first; c != 0; c = x.nodes[c].next {
		switch x.nodes[c].name {
		case "front":
			x.front(c)
		case "middle":
			x.sections(c, 1)
		case "back":
			x.back(c)
		}
	}
	b.doc.Gaps = append(b.doc.Gaps, x.gaps...)
	return b.finish(), nil
}

// encoding notes an encoding that is not read: bytes that are not UTF-8 are taken for Latin-1.
func (x *xmlReader) encoding() {
	first := x.nodes[x.nodes[0].first]
	if x.nodes[0].first == 0 || first.kind != xmlInstruction {
		return
	}
	span, ok := findAttr(x.src, int(first.start), int(first.end), "encoding")
	if !ok {
		return
	}
	switch name := strings.ToLower(string(x.src[span.Start:min(span.End, span.Start+maxEntityName)])); name {
	case "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252":
	default:
		x.gap("the encoding \""+validText(name)+"\" is not known; convert the draft to UTF-8", span.Start, span.End)
	}
}

func newXMLReader(b *builder, tree *xmlTree) *xmlReader {
	return &xmlReader{xmlTree: tree, b: b, anchors: map[string]xmlTarget{}, labels: map[int32]string{}, display: map[string]string{}, kind: BlockParagraph}
}

// find gives the first child of a name, 0 if there is none.
func (x *xmlReader) find(node int32, name string) int32 {
	for c := x.nodes[node].first; c != 0; c = x.nodes[c].next {
		if x.nodes[c].name == name {
			return c
		}
	}
	return 0
}

// attrText gives the value of an attribute with its entities decoded and white space folded; empty if absent.
func (x *xmlReader) attrText(node int32, name string) string {
	span, ok := x.attr(node, name)
	if !ok {
		return ""
	}
	return foldSpace(x.decode(span.Start, span.End))
}

func foldSpace(s string) string { return strings.Join(strings.Fields(s), " ") }

// metadata reads the attributes of rfc and the front matter (RFC 7991 sections 2.45 and 2.26).
func (x *xmlReader) metadata(root int32) {
	meta := &x.b.doc.Meta
	if n := x.attrText(root, "number"); n != "" {
		meta.Name = "rfc" + strings.TrimLeft(n, "0")
	} else {
		meta.Name = strings.TrimSuffix(x.attrText(root, "docName"), ".xml")
	}
	meta.Intended = categoryStatus(x.attrText(root, "category"))
	meta.Stream = streamName(x.attrText(root, "submissionType"))
	front := x.find(root, "front")
	if front == 0 {
		return
	}
	for c := x.nodes[front].first; c != 0; c = x.nodes[c].next {
		switch x.nodes[c].name {
		case "title":
			meta.Title = x.plain(c)
		case "workgroup":
			if meta.WorkingGroup == "" {
				meta.WorkingGroup = groupName(x.plain(c))
			}
		case "author":
			meta.Authors++
		case "date":
			meta.Date = foldSpace(x.attrText(c, "day") + " " + monthName(x.attrText(c, "month")) + " " + x.attrText(c, "year"))
		case "seriesInfo":
			x.seriesMeta(c, meta)
		}
	}
	if meta.WorkingGroup == "" || strings.Contains(meta.WorkingGroup, " ") {
		if g := groupOf(strings.ToLower(x.attrText(root, "docName"))); g != "" {
			meta.WorkingGroup = g
		}
	}
	meta.Stream = firstSet(meta.Stream, streamOf(meta.Name), "IETF") // the default of submissionType, RFC 7991 section 2.45.12
}

func (x *xmlReader) seriesMeta(node int32, meta *Metadata) {
	value := x.attrText(node, "value")
	switch x.attrText(node, "name") {
	case "RFC":
		if meta.Name == "" && value != "" {
			meta.Name = "rfc" + value
		}
	case "Internet-Draft":
		if meta.Name == "" {
			meta.Name = value
		}
	}
	if meta.Stream == "" {
		meta.Stream = streamName(x.attrText(node, "stream"))
	}
	if meta.Intended == "" {
		meta.Intended = categoryStatus(x.attrText(node, "status"))
	}
}

// categoryStatus spells out the categories of RFC 7991 section 2.45.1 and those that authors write at length.
func categoryStatus(category string) string {
	switch strings.ToLower(category) {
	case "std":
		return "Standards Track"
	case "info":
		return "Informational"
	case "exp":
		return "Experimental"
	case "":
		return ""
	}
	return canonicalStatus(category)
}

// streamName spells the streams of RFC 8729 section 5 in one way.
func streamName(stream string) string {
	for _, name := range []string{"IETF", "IRTF", "IAB", "Independent", "Editorial"} {
		if strings.EqualFold(stream, name) {
			return name
		}
	}
	return stream
}

// streamOf tells the stream from the name of a draft; empty if it does not say.
func streamOf(name string) string {
	for _, s := range []struct{ prefix, stream string }{{"draft-ietf-", "IETF"}, {"draft-irtf-", "IRTF"}, {"draft-iab-", "IAB"}} {
		if strings.HasPrefix(name, s.prefix) {
			return s.stream
		}
	}
	return ""
}

// groupName gives a working group as its acronym if the draft writes one: "TLS Working Group" is "tls".
func groupName(group string) string {
	words := strings.Fields(group)
	for len(words) > 1 {
		last := strings.ToLower(words[len(words)-1])
		if last != "group" && last != "working" && last != "wg" && last != "research" {
			break
		}
		words = words[:len(words)-1]
	}
	name := strings.Join(words, " ")
	if strings.EqualFold(name, "Network") || strings.EqualFold(name, "Internet Engineering Task Force") || strings.HasPrefix(name, "Independent") {
		return "" // what drafts of no group have in its place
	}
	if len(words) == 1 {
		return strings.ToLower(name)
	}
	return name
}

var monthNames = []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

// monthName spells out a month that is given as a number.
func monthName(month string) string {
	m := strings.TrimLeft(month, "0")
	for i, name := range monthNames {
		if m == fmt.Sprint(i+1) {
			return name
		}
	}
	return month
}

// comments hides every comment of the draft. The source that kramdown-rfc appends to its output says nothing of its
// own and is told apart.
func (x *xmlReader) comments(from int) {
	for i := from; i < len(x.nodes); i++ {
		if n := &x.nodes[i]; n.kind == xmlComment && says(x.src[n.start:n.end]) {
			reason := "xml comment"
			if bytes.Contains(x.src[n.start:min(n.end, n.start+80)], []byte("##markdown-source")) {
				reason = "embedded markdown source"
			}
			x.b.hide(reason, Span{int(n.start), int(n.end)})
		}
	}
}

// says reports whether a comment says anything: rows of dashes and the like do not.
func says(comment []byte) bool {
	for _, c := range comment {
		if isAlpha(c) || isDigit(c) || c >= 0x80 {
			return true
		}
	}
	return false
}
