package document

import (
	"bytes"
	"strings"

	"golang.org/x/net/html/atom"
)

// htmlKind says what made a page.
type htmlKind byte

const (
	htmlOther htmlKind = iota
	htmlReSpecSource
	htmlReSpec
	htmlBikeshed
	htmlXML2RFC
)

// htmlKindOf tells what made a page from the marks in its head.
func htmlKindOf(src []byte) htmlKind {
	head := src[:min(len(src), 256<<10)]
	switch {
	case hasGenerator(head, "ReSpec"):
		return htmlReSpec
	case hasGenerator(head, "Bikeshed"):
		return htmlBikeshed
	case hasGenerator(head, "xml2rfc"):
		return htmlXML2RFC
	case bytes.Contains(head, []byte("respecConfig")):
		return htmlReSpecSource
	}
	return htmlOther
}

// hasGenerator looks for a meta element of name generator whose content starts with a word, the attributes in any order.
func hasGenerator(head []byte, word string) bool {
	for {
		i := bytes.Index(head, []byte("<meta"))
		if i < 0 {
			return false
		}
		head = head[i+5:]
		tag := head
		if end := bytes.IndexByte(head, '>'); end >= 0 {
			tag = head[:end]
		}
		if bytes.Contains(tag, []byte("generator")) && bytes.Contains(tag, []byte(word)) {
			return true
		}
	}
}

// metaTag takes a meta element.
func (p *htmlParser) metaTag(name, content string) {
	meta := &p.b.doc.Meta
	content = foldSpace(strings.ToValidUTF8(content, ""))
	switch strings.ToLower(name) {
	case "rfc.number":
		if n := leadingDigits(content); n != "" {
			meta.Name = "rfc" + n
		}
	case "dcterms.title", "dc.title":
		meta.Title = content
	}
}

// htmlCapture is an element whose text goes into the metadata, beside where it goes anyway.
type htmlCapture struct {
	depth int // length of the stack with it, 0 if none is open
	what  string
	text  []byte
}

// startCapture begins to read the text of an element for the metadata, if it is one of those.
func (p *htmlParser) startCapture(n *htmlNode, a htmlAttrs) {
	if p.capture.depth > 0 || p.over > 0 {
		return
	}
	if what := captured(n, a); what != "" {
		p.capture = htmlCapture{depth: len(p.stack), what: what, text: p.capture.text[:0]}
	}
}

// captured names the element if the metadata stand in it.
func captured(n *htmlNode, a htmlAttrs) string {
	switch a.id {
	case "profile-and-date", "w3c-state":
		return "state"
	}
	if n.name == atom.Time && (hasWord(a.class, "dt-published") || hasWord(a.class, "dt-updated")) {
		return "published"
	}
	if !n.plate {
		return ""
	}
	switch n.name {
	case atom.Dd:
		for _, word := range strings.Fields(a.class) {
			switch word {
			case "stream", "category", "intended-status", "published", "workgroup", "internet-draft":
				return word
			case "editor", "p-author", "author":
				return "author"
			}
		}
	case atom.Div:
		if hasWord(a.class, "author-name") {
			return "author"
		}
	}
	return ""
}

// endCapture writes what was read into the metadata.
func (p *htmlParser) endCapture() {
	meta := &p.b.doc.Meta
	text := foldSpace(visibleRunes(string(bytes.ToValidUTF8(p.capture.text, nil))))
	what := p.capture.what
	p.capture.depth = 0
	switch what {
	case "title":
		p.numbers.pageTitle(meta, text)
	case "author":
		meta.Authors++
	case "state":
		meta.Intended, meta.Date = splitState(text)
	case "published":
		if meta.Date == "" || p.kind == htmlXML2RFC {
			meta.Date = text
		}
	case "category", "intended-status":
		meta.Intended = canonicalStatus(text)
	case "workgroup":
		meta.WorkingGroup = strings.ToLower(strings.TrimSuffix(text, " Working Group"))
	case "internet-draft":
		meta.Name = strings.TrimSuffix(text, ".txt")
	case "stream":
		meta.Stream = wordedStream(text)
	}
}

// pageTitle takes the title of the page, until a heading says better.
func (n *htmlNumbers) pageTitle(meta *Metadata, text string) {
	if meta.Title == "" && !n.first {
		meta.Title = cutText(text, maxHTMLTitle)
	}
}

func wordedStream(text string) string {
	for _, k := range []struct{ mark, stream string }{{"IETF", "IETF"}, {"IRTF", "IRTF"}, {"IAB", "IAB"}, {"Independent", "Independent"}, {"Editorial", "Editorial"}} {
		if strings.Contains(text, k.mark) {
			return k.stream
		}
	}
	return text
}

// splitState parts "W3C Working Draft, 3 May 2021" and "W3C Candidate Recommendation Snapshot 2 June 2022".
func splitState(text string) (state, date string) {
	for i := 0; i < len(text); i++ {
		if isDigit(text[i]) && i > 0 && (text[i-1] == ' ' || text[i-1] == ',') {
			return strings.TrimRight(text[:i], " ,"), cutText(text[i:], 40)
		}
	}
	return cutText(text, 100), ""
}

// finishMeta fills in what the page does not say in so many words.
func (p *htmlParser) finishMeta() {
	meta := &p.b.doc.Meta
	if meta.Stream == "" {
		switch p.kind {
		case htmlReSpec, htmlReSpecSource:
			meta.Stream = "W3C"
		case htmlBikeshed:
			meta.Stream = "W3C"
			if bytes.Contains(p.src[:min(len(p.src), 64<<10)], []byte("whatwg.org")) && !bytes.Contains(p.src[:min(len(p.src), 64<<10)], []byte("w3.org/StyleSheets")) {
				meta.Stream = "WHATWG"
			}
		}
	}
	if meta.WorkingGroup == "" {
		meta.WorkingGroup = groupOf(meta.Name)
	}
}

// script reads the configuration of ReSpec from a script.
func (p *htmlParser) script(start, end int) {
	if p.kind != htmlReSpecSource && p.kind != htmlReSpec {
		return
	}
	text := p.src[start:end]
	i := bytes.Index(text, []byte("respecConfig"))
	if i < 0 {
		return
	}
	open := bytes.IndexByte(text[i:], '{')
	if open < 0 {
		return
	}
	c := respecConfig{src: text[i+open+1:], meta: &p.b.doc.Meta}
	c.read()
}
