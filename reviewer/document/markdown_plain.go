package document

import "bytes"

// looksLikeMarkdown reports whether a text has the marks of Markdown: a head in YAML or several headings, and links,
// fences or lists. Text drafts have none of these at the margin.
func looksLikeMarkdown(source []byte) bool {
	head := bytes.TrimPrefix(source[:min(len(source), 64<<10)], []byte("\xEF\xBB\xBF"))
	headings, marks := 0, 0
	for _, line := range bytes.SplitN(head, []byte("\n"), 2000) {
		switch {
		case bytes.HasPrefix(line, []byte("# ")) || bytes.HasPrefix(line, []byte("## ")) || bytes.HasPrefix(line, []byte("### ")):
			headings++
		case bytes.HasPrefix(line, []byte("```")) || bytes.HasPrefix(line, []byte("~~~")) || bytes.HasPrefix(line, []byte("* ")) ||
			bytes.HasPrefix(line, []byte("- ")) || bytes.Contains(line, []byte("](")) || bytes.HasPrefix(line, []byte("> ")):
			marks++
		}
	}
	return headings >= 2 || headings == 1 && marks > 0
}

// parseMarkdown reads Markdown that is none of the dialects with a head of their own (spec.commonmark.org, with the
// tables and footnotes of GitHub).
func parseMarkdown(draft Draft) (*Document, error) {
	return readTwice(draft, FormatMarkdown, (*mdReader).markdown), nil
}

func (m *mdReader) markdown() {
	start := m.frontMatter()
	m.blocks(m.split(start, len(m.src)), BlockParagraph, 0)
	m.stop()
}

// frontMatter reads a head in YAML between lines of three dashes and returns where it ends.
func (m *mdReader) frontMatter() int {
	src := m.src
	start := 0
	if bytes.HasPrefix(src, []byte("\xEF\xBB\xBF")) {
		start = 3
	}
	if !bytes.HasPrefix(src[start:], []byte("---\n")) && !bytes.HasPrefix(src[start:], []byte("---\r\n")) {
		return start
	}
	n := bytes.Index(src[start+3:], []byte("\n---"))
	if n < 0 {
		return start
	}
	end := start + 3 + n
	if first := bytes.TrimSpace(src[start+3 : end]); bytes.IndexByte(first, ':') < 0 {
		return start
	}
	root, _ := readHead(src, Span{start + 4, end})
	m.headMetadata(root)
	end += 4
	if i := bytes.IndexByte(src[end:], '\n'); i >= 0 {
		return end + i + 1
	}
	return len(src)
}
