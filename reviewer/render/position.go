package render

import (
	"bytes"
	"net/url"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// position is a place in the source of a draft, for tools that open it there. Lines and columns are 1-based.
type position struct {
	line       int
	byteColumn int // counts bytes of UTF-8
	runeColumn int // counts Unicode code points
}

// positions gives where a place starts and where it ends; the end's columns are those after its last character. ok is
// false if the place is the whole draft. Columns are 0 if only the lines are known.
func positions(doc *document.Document, p review.Place) (start, end position, ok bool) {
	if p.StartLine == 0 {
		return position{}, position{}, false
	}
	if doc == nil || p.Text.Len() <= 0 || p.Text.Start < 0 || p.Text.End > len(doc.Text) {
		return position{line: p.StartLine}, position{line: max(p.StartLine, p.EndLine)}, true
	}
	span := doc.SourceSpan(p.Text)
	start, end = positionOf(doc, span.Start), positionOf(doc, span.End)
	if start.line > end.line || start.line == end.line && start.byteColumn >= end.byteColumn {
		return position{line: p.StartLine}, position{line: max(p.StartLine, p.EndLine)}, true
	}
	return start, end, true
}

// positionOf finds the place of an offset that is the end of a line, or inside it, never the start of the next.
func positionOf(doc *document.Document, offset int) position {
	offset = min(max(offset, 0), len(doc.Source))
	from := bytes.LastIndexByte(doc.Source[:offset], '\n') + 1
	before := doc.Source[from:offset]
	return position{doc.Line(max(from, offset-1)), len(before) + 1, utf8.RuneCount(before) + 1}
}

// fileURI writes a path as a URI reference (RFC 3986): relative paths stay relative.
func fileURI(path string) string {
	path = filepath.ToSlash(strings.ToValidUTF8(path, "\uFFFD"))
	u := url.URL{Path: path}
	if strings.HasPrefix(path, "/") {
		u.Scheme = "file"
	}
	return u.String()
}
