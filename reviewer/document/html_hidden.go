package document

import (
	"bytes"
	"strings"

	"golang.org/x/net/html/atom"
)

// hiddenReason says why a reader does not see an element; empty if they do. What aria-hidden marks is seen.
func (p *htmlParser) hiddenReason(name atom.Atom, a htmlAttrs) string {
	switch {
	case name == atom.Template:
		return "template element"
	case name == atom.Noscript && !p.top().skip:
		return "noscript element"
	case name == atom.Dialog && !a.open:
		return "closed dialog"
	case a.hidden:
		return "hidden attribute"
	case a.style != "":
		if reason := hiddenStyle(strings.ToLower(a.style)); reason != "" {
			return reason
		}
	}
	return p.styles.reason(name, a)
}

// hiddenStyle says how a style attribute or rule, in lower case, hides text; empty if it does not.
func hiddenStyle(style string) string {
	var color, background, position, size string
	for _, declaration := range strings.Split(style, ";") {
		property, value, ok := strings.Cut(declaration, ":")
		if !ok {
			continue
		}
		property = strings.TrimSpace(property)
		value = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "!important"))
		switch property {
		case "display":
			if value == "none" {
				return "display:none"
			}
		case "visibility":
			if value == "hidden" || value == "collapse" {
				return "visibility:hidden"
			}
		case "opacity":
			if isZero(value) {
				return "opacity:0"
			}
		case "font-size":
			if isTiny(value) {
				return "font too small to see"
			}
		case "color":
			color = value
		case "background", "background-color":
			background = value
		case "text-indent", "left", "top", "margin-left":
			if isFarOff(value) {
				position = value
			}
		case "width", "height", "max-height", "max-width":
			if isZero(value) {
				size = value
			}
		case "clip":
			if strings.Contains(value, "rect(0") {
				position = value
			}
		}
	}
	switch {
	case isWhite(color) && (background == "" || isWhite(background)), color == "transparent":
		return "text in the colour of its background"
	case position != "":
		return "text off the screen"
	case size != "" && strings.Contains(style, "overflow"):
		return "box of no size"
	}
	return ""
}

func isZero(value string) bool {
	value = strings.TrimRight(value, "pxemtrvwh% ")
	return value != "" && strings.Trim(value, "0.") == ""
}

// isTiny reports a font of less than two pixels or points.
func isTiny(value string) bool {
	return isZero(value) || value == "1px" || value == "1pt" || strings.HasPrefix(value, "0.") && (strings.HasSuffix(value, "px") || strings.HasSuffix(value, "pt"))
}

// isFarOff reports a shift of a thousand or more of any unit to the left or upwards.
func isFarOff(value string) bool {
	digits, ok := strings.CutPrefix(value, "-")
	if !ok {
		return false
	}
	n := 0
	for n < len(digits) && isDigit(digits[n]) {
		n++
	}
	return n >= 4
}

func isWhite(color string) bool {
	switch strings.ReplaceAll(color, " ", "") {
	case "white", "#fff", "#ffffff", "rgb(255,255,255)", "#fefefe", "rgba(255,255,255,1)", "rgba(255,255,255,0)", "snow":
		return true
	}
	return false
}

// htmlStyles are the rules of style sheets in the page that hide what a class, id or element names. Selectors with more
// than one part, and rules for one medium only, are left out.
type htmlStyles struct {
	hides map[string]string // ".class", "#id" to reason
	size  int               // bytes read
}

// maxStyles is how many bytes of style sheets are read; ReSpec and xml2rfc put about 60 kB into a page.
const maxStyles = 1 << 20

// read takes the rules of a style sheet.
func (s *htmlStyles) read(sheet []byte) {
	if s.size += len(sheet); s.size > maxStyles {
		return
	}
	for len(sheet) > 0 {
		open := bytes.IndexByte(sheet, '{')
		if open < 0 {
			return
		}
		selector := cssSelector(sheet[:open])
		if strings.HasPrefix(selector, "@") {
			sheet = sheet[open+cssBlock(sheet[open:]):]
			continue
		}
		shut := bytes.IndexByte(sheet[open:], '}')
		if shut < 0 {
			return
		}
		s.rule(selector, strings.ToLower(string(sheet[open+1:open+shut])))
		sheet = sheet[open+shut+1:]
	}
}

// cssSelector gives what stands before a brace, without the comments and statements before it.
func cssSelector(text []byte) string {
	if i := bytes.LastIndex(text, []byte("*/")); i >= 0 {
		text = text[i+2:]
	}
	if i := bytes.LastIndexByte(text, ';'); i >= 0 {
		text = text[i+1:]
	}
	return strings.TrimSpace(string(text[:min(len(text), maxAttr)]))
}

// cssBlock is the length of a block in braces with blocks in it.
func cssBlock(text []byte) int {
	depth := 0
	for i, c := range text {
		switch c {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

func (s *htmlStyles) rule(selectors, declarations string) {
	reason := hiddenStyle(declarations)
	shows := reason == "" && (strings.Contains(declarations, "display") || strings.Contains(declarations, "visibility"))
	if reason == "" && !shows {
		return
	}
	for _, selector := range strings.Split(selectors, ",") {
		selector = strings.TrimSpace(selector)
		if len(selector) < 2 || selector[0] != '.' && selector[0] != '#' || strings.ContainsAny(selector[1:], " .#>+~:[*") {
			continue
		}
		if shows {
			delete(s.hides, selector)
			continue
		}
		if s.hides == nil {
			s.hides = map[string]string{}
		}
		s.hides[selector] = reason + " in a style sheet"
	}
}

// reason gives why a style sheet hides an element; empty if none does.
func (s *htmlStyles) reason(name atom.Atom, a htmlAttrs) string {
	if len(s.hides) == 0 || a.class == "" && a.id == "" {
		return ""
	}
	if reason := s.hides["#"+a.id]; reason != "" {
		return reason
	}
	for _, word := range strings.Fields(a.class) {
		if reason := s.hides["."+word]; reason != "" {
			return reason
		}
	}
	return ""
}
