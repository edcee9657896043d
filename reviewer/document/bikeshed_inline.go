package document

import (
	"bytes"
	"strings"
)

// shorthand is a pair of marks around the name of something that Bikeshed links to
// (speced.github.io/bikeshed, "Definitions and Autolinks").
var shorthands = []struct{ open, close string }{
	{"[=", "=]"}, {"[$", "$]"}, {"[^", "^]"}, {"{{", "}}"}, {"<{", "}>"}, {"''", "''"},
}

// shorthandMark reads a shorthand at i: what a reader sees is the text after "|" if there is one, and otherwise the name
// without what it belongs to.
func (m *mdReader) shorthandMark(t *inlineText, i int) int {
	rest := t.text[i:]
	switch {
	case bytes.HasPrefix(rest, []byte("[[")):
		return m.bikeshedReference(t, i)
	case bytes.HasPrefix(rest, []byte("<<")):
		if end := t.next(">>", i); end > i+2 && bytes.IndexByte(t.text[i:end], '\n') < 0 {
			t.show(i, end+2, "<"+string(t.text[i+2:end])+">")
			return end + 2 - i
		}
		return 0
	case rest[0] == '|':
		return variable(t, i)
	}
	for _, s := range shorthands {
		if !bytes.HasPrefix(rest, []byte(s.open)) {
			continue
		}
		from := i + len(s.open)
		to := t.next(s.close, from)
		if to <= from {
			return 0
		}
		start, stop := shownName(t.text, from, to)
		t.drop(i, start)
		t.run(start, stop)
		t.drop(stop, to+len(s.close))
		return to + len(s.close) - i
	}
	return 0
}

// shownName finds what is shown of "for/name!type|text".
func shownName(text []byte, from, to int) (start, stop int) {
	if bar := bytes.LastIndexByte(text[from:to], '|'); bar >= 0 && from+bar+1 < to {
		return from + bar + 1, to
	}
	start, stop = from, to
	if slash := bytes.LastIndexByte(text[from:to], '/'); slash >= 0 && from+slash+1 < to {
		start = from + slash + 1
	}
	if bang := bytes.LastIndexByte(text[start:to], '!'); bang > 0 {
		stop = start + bang
	}
	return start, stop
}

// variable reads "|name|".
func variable(t *inlineText, i int) int {
	end := t.next("|", i+1)
	if end <= i+1 || end-i > maxEntityName || isSpace(t.text[i+1]) || isSpace(t.text[end-1]) {
		return 0
	}
	t.drop(i, i+1)
	t.run(i+1, end)
	t.drop(end, end+1)
	return end + 1 - i
}

// bikeshedReference reads "[[NAME]]", "[[!NAME]]", "[[#anchor]]", each with "|text" if the author wants another text.
func (m *mdReader) bikeshedReference(t *inlineText, i int) int {
	end := t.next("]]", i) - i
	if end < 3 {
		return 0
	}
	inside := string(t.text[i+2 : i+end])
	name, text, other := strings.Cut(inside, "|")
	name = foldSpace(name)
	group := informative
	if strings.HasPrefix(name, "!") {
		group = normative
	}
	name = strings.TrimLeft(name, "!?")
	key, anchor, inDocument := strings.Cut(name, "#")
	key, _, _ = strings.Cut(key, " ")
	if key != "" {
		m.cited.add(group, citation{name: key, at: t.source(i)})
	}
	switch {
	case other && strings.TrimSpace(text) != "":
		start := i + 2 + len(inside) - len(text)
		t.drop(i, start)
		t.run(start, i+end)
		t.drop(i+end, i+end+2)
	case key == "" && inDocument:
		t.show(i, i+end+2, m.sectionSign(anchor))
	case key == "":
		return 0
	default:
		t.show(i, i+end+2, "["+key+"]")
	}
	return end + 2
}

// sectionSign shows a section as Bikeshed does: its number and title.
func (m *mdReader) sectionSign(anchor string) string {
	t, ok := m.anchors[anchor]
	switch {
	case !ok:
		return "§ " + anchor
	case t.count == t.title:
		return "§ " + t.title
	}
	return "§ " + t.count + " " + t.title
}
