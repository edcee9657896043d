package document

import (
	"bytes"
	"sort"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// isTextInHTML reports a page that is the text of an RFC or draft in pre elements, with links set in, as the RFC Editor
// and the IETF's tools make them: pages of class newpage, or pre elements and no paragraphs or headings.
func isTextInHTML(src []byte) bool {
	pre := indexFold(src, "<pre", 0)
	if pre < 0 {
		return false
	}
	if bytes.Contains(src, []byte("class='newpage'")) || bytes.Contains(src, []byte(`class="newpage"`)) {
		return true
	}
	for _, tag := range []string{"<p>", "<p ", "<P>", "<h2", "<H2", "<li>", "<section"} {
		if bytes.Contains(src, []byte(tag)) {
			return false
		}
	}
	return true
}

// indexFold finds a lower-case ASCII mark, whatever the case of its letters in text.
func indexFold(text []byte, mark string, from int) int {
	for at := from; ; {
		i := bytes.IndexByte(text[at:], mark[0])
		if i < 0 {
			return -1
		}
		at += i
		if startsFold(text[at:], mark) {
			return at
		}
		at++
	}
}

// textInHTML is the text in the pre elements of a page, and where each run of it came from.
type textInHTML struct {
	b      *builder // of the page: what is hidden goes there
	text   []byte
	pieces []piece
	pre    int
	skip   atom.Atom
}

// parseTextInHTML reads a page of text in pre elements as text, with positions in the page.
func parseTextInHTML(draft Draft) (*Document, error) {
	page := textInHTML{b: newBuilder(Draft{Path: draft.Path, Source: draft.Source}, FormatHTML)}
	page.strip()
	if len(bytes.TrimSpace(page.text)) == 0 {
		page.text, page.pieces = []byte{' '}, []piece{{0, 0}}
	}
	d, err := parseText(Draft{Path: draft.Path, Source: page.text})
	if err != nil {
		return nil, err
	}
	page.relocate(d, draft.Source)
	return d, nil
}

// strip takes the tags out.
func (t *textInHTML) strip() {
	src := t.b.doc.Source
	z := html.NewTokenizer(bytes.NewReader(src))
	at := 0
	for {
		kind := z.Next()
		start := at
		at = min(len(src), at+len(z.Raw()))
		switch kind {
		case html.ErrorToken:
			return
		case html.TextToken:
			if t.pre > 0 && t.skip == 0 {
				t.copy(start, at)
			}
		case html.StartTagToken:
			name, more := z.TagName()
			t.open(atom.Lookup(name), z, more, start)
		case html.EndTagToken:
			name, _ := z.TagName()
			t.shut(atom.Lookup(name), start)
		case html.CommentToken:
			p := htmlParser{b: t.b, src: src}
			p.comment(start, at)
		}
	}
}

func (t *textInHTML) open(name atom.Atom, z *html.Tokenizer, more bool, at int) {
	switch name {
	case atom.Pre:
		newPage := false
		for more {
			var key, value []byte
			key, value, more = z.TagAttr()
			newPage = newPage || string(key) == "class" && string(value) == "newpage"
		}
		if newPage {
			t.literal("\f", at)
		}
		t.pre++
	case atom.Script, atom.Style:
		t.skip = name
	}
}

func (t *textInHTML) shut(name atom.Atom, at int) {
	switch name {
	case atom.Pre:
		t.pre = max(0, t.pre-1)
		t.literal("\n", at)
	case t.skip:
		t.skip = 0
	}
}

func (t *textInHTML) copy(start, end int) {
	src := t.b.doc.Source
	for start < end {
		i := bytes.IndexByte(src[start:end], '&')
		if i < 0 {
			break
		}
		t.run(start, start+i)
		start += i
		decoded, n := decodeReference(src[start:min(end, start+40)])
		if n == 0 {
			t.run(start, start+1)
			n = 1
		} else if decoded == "\u00a0" {
			t.literal(" ", start)
		} else {
			t.literal(decoded, start)
		}
		start += n
	}
	t.run(start, end)
}

func (t *textInHTML) run(start, end int) {
	if end > start {
		t.piece(start)
		t.text = append(t.text, t.b.doc.Source[start:end]...)
	}
}

func (t *textInHTML) literal(text string, at int) {
	t.piece(at)
	t.text = append(t.text, text...)
}

func (t *textInHTML) piece(source int) {
	if n := len(t.pieces); n > 0 && int(t.pieces[n-1].text) == len(t.text) {
		t.pieces[n-1].source = int32(source)
		return
	}
	t.pieces = append(t.pieces, piece{int32(len(t.text)), int32(source)})
}

// source finds where a byte of the text came from.
func (t *textInHTML) source(offset int) int {
	i := t.pieceAt(offset)
	if i < 0 {
		return 0
	}
	at := int(t.pieces[i].source) + offset - int(t.pieces[i].text)
	if i+1 < len(t.pieces) { // a decoded reference may be longer than what it stands for
		at = min(at, max(int(t.pieces[i].source), int(t.pieces[i+1].source)-1))
	}
	return min(at, max(0, len(t.b.doc.Source)-1))
}

// pieceAt is the index of the piece that a byte of the text stands in, -1 if there are none.
func (t *textInHTML) pieceAt(offset int) int {
	return sort.Search(len(t.pieces), func(i int) bool { return int(t.pieces[i].text) > offset }) - 1
}

func (t *textInHTML) span(s Span) Span {
	if s.Len() <= 0 {
		at := t.source(s.Start)
		return Span{at, at}
	}
	start := t.source(s.Start)
	return Span{start, max(start, t.source(s.End-1)) + 1}
}

// relocate makes the positions of a document that was read from the text positions in the page.
func (t *textInHTML) relocate(d *Document, source []byte) {
	d.Format, d.Source, d.lines = FormatHTML, source, indexLines(source)
	d.pieces = t.compose(d.pieces, len(d.Text))
	for i := range d.Sections {
		d.Sections[i].Heading = t.span(d.Sections[i].Heading)
	}
	for i := range d.Hidden {
		d.Hidden[i].Source = t.span(d.Hidden[i].Source)
	}
	for i := range d.Gaps {
		d.Gaps[i].Source = t.span(d.Gaps[i].Source)
	}
	for i := range d.pages {
		d.pages[i] = t.source(d.pages[i])
	}
	d.Hidden = append(d.Hidden, t.b.doc.Hidden...)
	sort.SliceStable(d.Hidden, func(i, j int) bool { return d.Hidden[i].Source.Start < d.Hidden[j].Source.Start })
}

// compose turns pieces that point into the text into pieces that point into the page.
func (t *textInHTML) compose(pieces []piece, end int) []piece {
	out := make([]piece, 0, 2*len(pieces))
	for i, p := range pieces {
		limit := end
		if i+1 < len(pieces) {
			limit = int(pieces[i+1].text)
		}
		out = append(out, piece{p.text, int32(t.source(int(p.source)))})
		last := int(p.source) + limit - int(p.text) // one past the last byte of the text that is copied
		for j := t.pieceAt(int(p.source)) + 1; j > 0 && j < len(t.pieces) && int(t.pieces[j].text) < last; j++ {
			out = append(out, piece{p.text + t.pieces[j].text - p.source, t.pieces[j].source})
		}
	}
	return out
}
