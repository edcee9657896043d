package render

import (
	"fmt"
	"html"
	"strings"
	"unicode/utf8"
)

// zeroWidth breaks what a forge would turn into a mention or a reference, and shows nothing.
const zeroWidth = "\u200b"

// inline writes text from a draft or a rule so that Markdown shows it as it is: it starts no markup, no HTML, no image
// and no link, and it pings nobody. Forges look for @name, #12, GH-12, !12 and bare addresses after Markdown is done
// with its escapes, so those are broken with a zero-width space.
func inline(text string) string {
	text = line(text)
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		if strings.IndexByte("\\`*_{}[]<>#!|~&$", c) >= 0 || i == 0 && (c == '+' || c == '-') || (c == '.' || c == ')') && numbered(text[:i]) {
			b.WriteByte('\\')
		}
		b.WriteByte(c)
		if breaks(text, i) {
			b.WriteString(zeroWidth)
		}
	}
	return b.String()
}

// numbered reports whether text would start a numbered list.
func numbered(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

// breaks reports whether a zero-width space must follow text[i].
func breaks(text string, i int) bool {
	after := text[i+1:]
	switch text[i] {
	case '@':
		return true
	case '#', '!', '~', '$', '%':
		return after != "" && (numbered(after[:1]) || letter(after[0]))
	case ':':
		return strings.HasPrefix(after, "//")
	case '.':
		return i >= 3 && strings.EqualFold(text[i-3:i], "www")
	case '-':
		return i >= 2 && strings.EqualFold(text[i-2:i], "GH")
	}
	return false
}

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// longestRun is the length of the longest run of a byte in text.
func longestRun(text string, c byte) int {
	longest, n := 0, 0
	for i := 0; i < len(text); i++ {
		if text[i] != c {
			n = 0
			continue
		}
		n++
		longest = max(longest, n)
	}
	return longest
}

// code writes text as a code span of Markdown, in which forges look for nothing.
func code(text string) string {
	text = line(text)
	if text == "" {
		return ""
	}
	ticks := strings.Repeat("`", longestRun(text, '`')+1)
	if text[0] == '`' || text[len(text)-1] == '`' {
		text = " " + text + " "
	}
	return ticks + text + ticks
}

// markdownLink writes a link, or the bare reference if it leads nowhere.
func markdownLink(l Link) string {
	if l.URL == "" {
		return inline(l.Ref)
	}
	return "[" + inline(l.Ref) + "](" + l.URL + ")"
}

func markdownLinks(links []Link) string {
	shown := make([]string, len(links))
	for i, l := range links {
		shown[i] = markdownLink(l)
	}
	return strings.Join(shown, ", ")
}

// markdownWidth is the width of a quoted line, so that a mail does not break it.
const markdownWidth = 76

// fence writes rows as a fenced code block with line numbers, marks under the words that decided, and a fence that
// is longer than any run of its kind inside.
func fence(rows []row) string {
	var b strings.Builder
	width := 1
	for _, r := range rows {
		width = max(width, len(fmt.Sprint(r.Line)))
	}
	for _, r := range rows {
		for _, r := range wrapRow(r, markdownWidth-width-3) {
			number := ""
			if r.Line > 0 {
				number = fmt.Sprint(r.Line)
			}
			fmt.Fprintf(&b, "%*s | %s\n", width, number, strings.TrimRight(r.text(), " "))
			if under := r.underline(); under != "" {
				fmt.Fprintf(&b, "%*s | %s\n", width, "", under)
			}
		}
	}
	ticks := strings.Repeat("`", max(3, longestRun(b.String(), '`')+1))
	return ticks + "text\n" + b.String() + ticks + "\n"
}

// underline is a line of ^ under the words that decided; empty if there are none.
func (r row) underline() string {
	var b strings.Builder
	for _, p := range r.runs {
		sign := " "
		if p.marked {
			sign = "^"
		}
		b.WriteString(strings.Repeat(sign, cells(p.text)))
	}
	return strings.TrimRight(b.String(), " ")
}

// sentence starts text with a capital and ends it with a full stop.
func sentence(text string) string {
	if text = line(text); text == "" {
		return ""
	}
	text = sentenceStart(text)
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") || strings.HasSuffix(text, "!") {
		return text
	}
	return text + "."
}

// inElement writes text for inside an HTML element of Markdown, where no other markup is read, and pings nobody.
func inElement(text string) string {
	text = line(text)
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		b.WriteByte(text[i])
		if breaks(text, i) {
			b.WriteString(zeroWidth)
		}
	}
	return html.EscapeString(b.String())
}

// sentenceStart starts text with a capital.
func sentenceStart(text string) string {
	_, size := utf8.DecodeRuneInString(text)
	return strings.ToUpper(text[:size]) + text[size:]
}
