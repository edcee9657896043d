package document

import (
	"bytes"
	"strings"
)

// headNode is a key of the head of a draft with what stands below it. The reader of it knows the plain part of YAML that
// drafts use: keys, lists, quoted, folded and plain scalars. It has no anchors, tags or references, so nothing in it
// can grow, and it gives the place of every value, which the common YAML libraries do not.
type headNode struct {
	key    string
	value  string
	at     int // where the value stands, or the key if it has none
	item   bool
	indent int
	kids   []*headNode
}

// maxHeadNodes is how many keys a head may have; the longest among drafts have under 2,000.
const maxHeadNodes = 50_000

// yamlHead reads the metadata and the references of the head. What is broken in it becomes a gap, not an error.
func (m *mdReader) yamlHead(at Span) {
	root, broken := readHead(m.src, at)
	if broken >= 0 {
		m.gap("a line of the head of the draft could not be read", broken, min(broken+1, len(m.src)))
	}
	m.headMetadata(root)
	for i, name := range []string{"normative", "informative"} {
		if n := root.child(name); n != nil {
			for _, entry := range n.entries() {
				m.headReference(i, entry)
			}
		}
	}
}

func (m *mdReader) headMetadata(root *headNode) {
	meta := &m.b.doc.Meta
	meta.Title = root.text("title")
	meta.Name = strings.TrimSuffix(strings.TrimSuffix(root.text("docname"), "-latest"), ".md")
	if n := root.text("number"); meta.Name == "" && allDigits(n) {
		meta.Name = "rfc" + n
	}
	meta.Date = root.text("date")
	if meta.Date == "false" || meta.Date == "[]" || meta.Date == "{DATE}" {
		meta.Date = ""
	}
	meta.Intended = categoryStatus(firstSet(root.text("category"), root.text("cat"), root.text("status")))
	meta.Stream = streamName(firstSet(root.text("submissiontype"), root.text("stream"), streamOf(meta.Name)))
	meta.WorkingGroup = groupName(firstSet(root.text("wg"), root.text("workgroup")))
	if g := groupOf(meta.Name); g != "" && (meta.WorkingGroup == "" || strings.Contains(meta.WorkingGroup, " ")) {
		meta.WorkingGroup = g
	}
	for _, key := range []string{"author", "authors"} {
		if a := root.child(key); a != nil {
			meta.Authors += a.count()
		}
	}
}

func firstSet(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// headReference lists a reference of the head: "RFC8949: cbor" makes {{-cbor}} known, "LABEL: I-D.name" and a block of
// keys describe a work.
func (m *mdReader) headReference(group int, entry *headNode) {
	name := entry.key
	if entry.item && name == "" {
		name = entry.value
	}
	name = strings.TrimSuffix(name, ":")
	if name == "" || len(name) > maxEntityName {
		return
	}
	c := citation{name: name, at: entry.at}
	if shown := entry.text("display"); shown != "" {
		c.name = shown
	}
	m.cited.known[name] = c.name
	if v := entry.value; v != "" && !entry.item && isWord(strings.ReplaceAll(v, "/", ".")) {
		m.cited.known[v] = c.name
		if isReferenceName(v) || strings.ContainsAny(v, ".") {
			c.parts = append(c.parts, headPart{v, entry.at})
		}
	}
	if a := entry.child("author"); a != nil {
		c.parts = append(c.parts, a.names()...)
	}
	for _, key := range []string{"title", "seriesinfo", "date", "target"} {
		n := entry.child(key)
		if n == nil || n.value == "" || n.value == "false" {
			continue
		}
		text := n.value
		switch key {
		case "title":
			text = "\"" + text + "\""
		case "target":
			text = "<" + text + ">"
		}
		c.parts = append(c.parts, headPart{text, n.at})
	}
	m.cited.add(group, c)
}

// readHead reads the lines of a head by their indent. Broken is the offset of the first line that is none of YAML, -1
// if there is no such line.
func readHead(src []byte, at Span) (root *headNode, broken int) {
	root = &headNode{indent: -1}
	open := []*headNode{root}
	broken = -1
	nodes := 0
	for i := at.Start; i < at.End && nodes < maxHeadNodes; {
		end, next := at.End, at.End
		if j := bytes.IndexByte(src[i:at.End], '\n'); j >= 0 {
			end, next = i+j, i+j+1
		}
		line := bytes.TrimRight(src[i:end], " \t\r")
		text := bytes.TrimLeft(line, " \t\xEF\xBB\xBF")
		indent := len(line) - len(text)
		start := i + indent
		i = next
		if len(text) == 0 || text[0] == '#' || bytes.HasPrefix(text, []byte("---")) || bytes.HasPrefix(text, []byte("...")) || bytes.HasPrefix(text, []byte("{::")) || bytes.HasPrefix(text, []byte("coding:")) {
			continue
		}
		for len(text) > 0 && text[0] == '-' && (len(text) == 1 || text[1] == ' ' || text[1] == '\t') {
			nodes++
			open = push(open, &headNode{item: true, indent: indent, at: start})
			rest := bytes.TrimLeft(text[1:], " \t")
			indent += len(text) - len(rest)
			start += len(text) - len(rest)
			text = rest
			if len(open) > maxMarkdownDepth {
				break
			}
		}
		if len(text) == 0 {
			continue
		}
		key, value, ok := headKey(text)
		if !ok {
			if !continueScalar(open[len(open)-1], text, start) && broken < 0 {
				broken = start
			}
			continue
		}
		nodes++
		n := &headNode{key: key, indent: indent, at: start}
		open = push(open, n)
		n.setValue(value, start+len(text)-len(value))
		if v := n.value; v == "|" || v == ">" || v == "|-" || v == ">-" || v == "|+" || v == ">+" {
			n.value, i = foldedScalar(src, i, at.End, indent)
		}
	}
	return root, broken
}

// push hangs a node below the last one that is set in less. A list may stand at the indent of its key.
func push(open []*headNode, n *headNode) []*headNode {
	for len(open) > 1 {
		top := open[len(open)-1]
		if top.indent < n.indent || n.item && !top.item && top.indent == n.indent {
			break
		}
		open = open[:len(open)-1]
	}
	if len(open) > maxMarkdownDepth {
		open = open[:maxMarkdownDepth]
	}
	top := open[len(open)-1]
	top.kids = append(top.kids, n)
	return append(open, n)
}

// headKey cuts "key: value". A key is plain or quoted and has no white space around its colon.
func headKey(text []byte) (key string, value []byte, ok bool) {
	if text[0] == '"' || text[0] == '\'' {
		end := bytes.IndexByte(text[1:], text[0])
		if end < 0 || end+2 >= len(text) || text[end+2] != ':' {
			return "", nil, false
		}
		return string(text[1 : end+1]), bytes.TrimLeft(text[end+3:], " \t"), true
	}
	for i := 0; i < len(text) && i < 200; i++ {
		if text[i] == ':' && (i+1 == len(text) || text[i+1] == ' ' || text[i+1] == '\t') {
			return strings.TrimSpace(string(bytes.ToValidUTF8(text[:i], nil))), bytes.TrimLeft(text[i+1:], " \t"), i > 0
		}
		if text[i] == '{' || text[i] == '[' {
			break
		}
	}
	return "", nil, false
}

func (n *headNode) setValue(value []byte, at int) {
	if len(value) > 0 {
		n.at = at
	}
	n.value = scalar(value)
}

// scalar gives a value without quotes and without a comment behind it.
func scalar(value []byte) string {
	value = value[:min(len(value), MaxEntityText)]
	s := string(bytes.ToValidUTF8(value, nil))
	if s == "" {
		return ""
	}
	if q := s[0]; q == '"' || q == '\'' {
		if end := strings.LastIndexByte(s[1:], q); end >= 0 {
			s = s[1 : end+1]
			if q == '"' {
				return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(s)
			}
			return strings.ReplaceAll(s, "''", "'")
		}
		return s[1:]
	}
	if s[0] == '#' {
		return ""
	}
	if i := strings.Index(s, " #"); i >= 0 {
		s = s[:i]
	}
	return strings.TrimSpace(s)
}

// continueScalar adds a line to the value above it, or takes it as the value of a list item.
func continueScalar(n *headNode, text []byte, at int) bool {
	s := scalar(text)
	switch {
	case n.item && n.value == "" && len(n.kids) == 0:
		n.value, n.at = s, at
	case n.key == "" && !n.item:
		return false
	case len(n.value) < MaxEntityText:
		n.value = strings.TrimSpace(n.value + " " + strings.TrimRight(s, "\"'"))
	}
	return true
}

// foldedScalar reads the lines of a block scalar, which are set in more than its key, and folds them.
func foldedScalar(src []byte, i, limit, indent int) (string, int) {
	var s strings.Builder
	for i < limit {
		end, next := limit, limit
		if j := bytes.IndexByte(src[i:limit], '\n'); j >= 0 {
			end, next = i+j, i+j+1
		}
		line := bytes.TrimRight(src[i:end], " \t\r")
		text := bytes.TrimLeft(line, " \t")
		if len(text) > 0 && len(line)-len(text) <= indent {
			break
		}
		if s.Len() < MaxEntityText {
			s.WriteByte(' ')
			s.Write(bytes.ToValidUTF8(text[:min(len(text), MaxEntityText)], nil))
		}
		i = next
	}
	return foldSpace(s.String()), i
}

// child gives the first child with a key, nil if there is none. The case of keys does not matter.
func (n *headNode) child(key string) *headNode {
	if n == nil {
		return nil
	}
	for _, k := range n.kids {
		if strings.EqualFold(k.key, key) {
			return k
		}
	}
	return nil
}

func (n *headNode) text(key string) string {
	if c := n.child(key); c != nil {
		return c.value
	}
	return ""
}

// entries gives the keys below a node, be they listed or not.
func (n *headNode) entries() []*headNode {
	var all []*headNode
	for _, k := range n.kids {
		if k.item && len(k.kids) > 0 {
			all = append(all, k.kids...)
			continue
		}
		all = append(all, k)
	}
	return all
}

// count says how many people a node names: its items, or one if it is a block of keys or a value.
func (n *headNode) count() int {
	items := 0
	for _, k := range n.kids {
		if k.item {
			items++
		}
	}
	switch {
	case items > 0:
		return items
	case strings.HasPrefix(n.value, "["):
		return strings.Count(n.value, ",") + 1
	case len(n.kids) > 0 || n.value != "":
		return 1
	}
	return 0
}

// names gives the names of people below a node.
func (n *headNode) names() []headPart {
	name := func(k *headNode) headPart {
		for _, key := range []string{"ins", "name", "org"} {
			if c := k.child(key); c != nil && c.value != "" {
				return headPart{c.value, c.at}
			}
		}
		return headPart{k.value, k.at}
	}
	var all []headPart
	for _, k := range n.kids {
		if k.item {
			if p := name(k); p.text != "" {
				all = append(all, p)
			}
		}
	}
	if len(all) == 0 {
		if p := name(n); p.text != "" {
			all = append(all, p)
		}
	}
	return all
}
