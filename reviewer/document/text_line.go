package document

import "bytes"

// textLine is one line of text that holds something: where its first and one past its last visible byte stand, where
// the white space before the first starts, and the column of the first, from 0, with tab stops every 8 columns.
type textLine struct{ from, start, end, indent int }

// lineReader gives the lines of a text one by one, without blank lines, page headers and page footers.
type lineReader struct {
	src    []byte
	at     int            // first byte not yet read
	pages  []int          // offsets of the form feeds not yet passed
	tops   map[uint64]int // how often a line opens a page, by its fold
	feeds  int            // number of form feeds in all
	line   textLine       // the line last read by next
	blanks int            // blank lines before it
	page   bool           // a page ended between the line before and it

	// running reports whether a line is the title of a section that has been read: some texts set it atop each page.
	running func(textLine) bool
}

// newLineReader reads src. Pages are told by form feeds (RFC 2223, section 3) and by footers that end with "[Page n]".
func newLineReader(src []byte) *lineReader {
	r := &lineReader{src: src}
	for at := 0; ; {
		i := bytes.IndexByte(src[at:], '\f')
		if i < 0 {
			break
		}
		r.pages = append(r.pages, at+i)
		at += i + 1
	}
	r.feeds = len(r.pages)
	r.countTops()
	return r
}

// countTops learns the running headers: the first lines of pages that come again and again.
func (r *lineReader) countTops() {
	if r.feeds < 2 {
		return
	}
	r.tops = make(map[uint64]int)
	for _, feed := range r.pages[:min(maxPages, len(r.pages))] {
		at := feed + 1
		for n := 0; n < maxHeaderLines; n++ {
			line, next := nonBlank(r.src, at, min(len(r.src), feed+maxHeaderReach))
			if next < 0 {
				break
			}
			if key := foldKey(r.src[line.start:line.end]); len(r.tops) < maxTops || r.tops[key] > 0 {
				r.tops[key]++
			}
			at = next
		}
	}
}

const (
	maxHeaderLines = 3    // lines that a running header may take
	maxHeaderReach = 800  // bytes after a form feed in which it stands
	maxTops        = 4096 // different lines that are counted
	maxPages       = 4096 // pages on which they are counted
)

// nonBlank finds the first line in src[at:end] that holds something, and where the line after it starts; -1 if none.
func nonBlank(src []byte, at, end int) (textLine, int) {
	for at < end {
		next := end
		if i := bytes.IndexByte(src[at:end], '\n'); i >= 0 {
			next = at + i + 1
		}
		if line := trimLine(src, at, next); line.end > line.start {
			return line, next
		}
		at = next
	}
	return textLine{}, -1
}

// foldKey hashes a line without its white space and digits, so that the headers of all pages are alike.
func foldKey(line []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range line {
		if isSpace(c) || c >= '0' && c <= '9' {
			continue
		}
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}

func trimLine(src []byte, start, end int) textLine {
	for end > start && isSpace(src[end-1]) {
		end--
	}
	from, indent := start, 0
	for ; start < end; start++ {
		switch src[start] {
		case ' ':
			indent++
		case '\t':
			indent += 8 - indent%8
		case '\f', '\r':
			from, indent = start+1, 0
		case '\v', 0:
		default:
			return textLine{from, start, end, indent}
		}
	}
	return textLine{end, end, end, indent}
}

// next reads the next line that holds something into line; false at the end.
func (r *lineReader) next() bool {
	r.blanks, r.page = 0, false
	headers := 0 // lines of a running header that may still come
	for r.at < len(r.src) {
		start, end := r.at, len(r.src)
		if i := bytes.IndexByte(r.src[start:], '\n'); i >= 0 {
			end = start + i
		}
		r.at = end + 1
		for len(r.pages) > 0 && r.pages[0] <= end {
			r.pages = r.pages[1:]
			r.page, headers = true, maxHeaderLines
		}
		line := trimLine(r.src, start, end)
		switch {
		case line.end == line.start:
			r.blanks++
		case r.isFooter(line):
			r.page, headers = true, maxHeaderLines
		case headers > 0 && r.isHeader(line, headers):
			headers--
		default:
			r.line = line
			return true
		}
	}
	return false
}

// isFooter reports whether a line closes a page: "Crocker   [Page 1]", or a bare page number before a form feed.
func (r *lineReader) isFooter(l textLine) bool {
	s := r.src[l.start:l.end]
	if l.indent == 0 && startsFold(s, "[page ") && len(s) < 200 {
		close := bytes.IndexByte(s, ']')
		return close > 6 && close < 14 && (close+1 == len(s) || s[close+1] == ' ')
	}
	if s[len(s)-1] == ']' {
		open := bytes.LastIndexByte(s[max(0, len(s)-16):], '[')
		if open < 0 {
			return false
		}
		mark := s[max(0, len(s)-16)+open+1:]
		return len(mark) > 5 && (mark[0] == 'P' || mark[0] == 'p') && (string(mark[1:4]) == "age" || string(mark[1:4]) == "AGE") && mark[4] == ' ' && len(s) < 200
	}
	if len(s) > 12 || len(r.pages) == 0 && r.at < len(r.src) {
		return false
	}
	if !isPageNumber(s) {
		return false
	}
	feed := len(r.src)
	if len(r.pages) > 0 {
		feed = r.pages[0]
	}
	return r.feeds > 0 && feed-l.end < maxHeaderReach && len(bytes.TrimSpace(r.src[l.end:feed])) == 0
}

// isPageNumber accepts "7", "-7-", "- 7 -", "Page 7" and "iv".
func isPageNumber(s []byte) bool {
	s = bytes.Trim(s, "- []")
	if len(s) > 5 && (string(s[:5]) == "Page " || string(s[:5]) == "PAGE ") {
		s = s[5:]
	}
	if len(s) == 0 || len(s) > 4 {
		return false
	}
	for _, c := range s {
		if (c < '0' || c > '9') && c != 'i' && c != 'v' && c != 'x' {
			return false
		}
	}
	return true
}

// isHeader reports whether the line at the top of a page is a running header.
func (r *lineReader) isHeader(l textLine, left int) bool {
	s := r.src[l.start:l.end]
	if len(s) > 200 {
		return false
	}
	if n := r.tops[foldKey(s)]; n >= 3 && n*5 >= r.feeds {
		_, numbered := readNumber(r.src, l)
		return !numbered || wideGaps(s) > 0
	}
	if left < maxHeaderLines {
		return r.running(l)
	}
	if l.indent == 0 && (startsFold(s, "rfc ") && hasDigit(s[4:min(len(s), 12)]) || startsFold(s, "internet-draft") || startsFold(s, "internet draft") || startsFold(s, "draft-")) {
		return wideGaps(s) >= 1 || len(s) < 16
	}
	return l.indent == 0 && wideGaps(s) >= 2 && hasYear(s)
}

// wideGaps counts the runs of three and more spaces.
func wideGaps(s []byte) int {
	n := 0
	for i := 0; i+2 < len(s); i++ {
		if s[i] == ' ' && s[i+1] == ' ' && s[i+2] == ' ' {
			n++
			for i < len(s) && s[i] == ' ' {
				i++
			}
		}
	}
	return n
}

func hasDigit(s []byte) bool {
	for _, c := range s {
		if c >= '0' && c <= '9' {
			return true
		}
	}
	return false
}

// hasYear reports whether the line ends with a year from 1960 to 2059, perhaps in two digits.
func hasYear(s []byte) bool {
	n := len(s)
	return n >= 2 && isDigit(s[n-1]) && isDigit(s[n-2])
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }
func isLower(c byte) bool { return c >= 'a' && c <= 'z' }
func isAlpha(c byte) bool { return isUpper(c) || isLower(c) }

// startsFold reports whether s starts with prefix, which is lower case, whatever the case of s.
func startsFold(s []byte, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := 0; i < len(prefix); i++ {
		c := s[i]
		if isUpper(c) {
			c += 'a' - 'A'
		}
		if c != prefix[i] {
			return false
		}
	}
	return true
}
