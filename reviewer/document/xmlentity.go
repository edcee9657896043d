package document

import (
	"bytes"
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// xmlEntity is what the document type of a draft declares under a name.
type xmlEntity struct {
	text     string // the replacement, if it is plain text
	external string // the address, if it stands outside the draft; it is never fetched
	refused  string // why the entity is left as it is, if it is
}

// doctype reads the internal subset of a document type declaration and returns where the declaration ends.
func (t *xmlTree) doctype(at, end int) int {
	i := at + len("<!DOCTYPE")
	inside := false
	for i < end {
		switch c := t.src[i]; {
		case c == '[':
			inside = true
			i++
		case c == ']':
			inside = false
			i++
		case c == '>' && !inside:
			return i + 1
		case c == '"' || c == '\'':
			i = t.skipPast(i+1, end, string(c))
		case bytes.HasPrefix(t.src[i:end], []byte("<!--")):
			i = t.skipPast(i+4, end, "-->")
		case bytes.HasPrefix(t.src[i:end], []byte("<!ENTITY")):
			i = t.entity(i+len("<!ENTITY"), end)
		default:
			i++
		}
	}
	t.gap("the document type is never closed; nothing after it was read", at, end)
	return end
}

func (t *xmlTree) skipPast(at, end int, mark string) int {
	i := bytes.Index(t.src[at:end], []byte(mark))
	if i < 0 {
		return end
	}
	return at + i + len(mark)
}

// entity reads one entity declaration from behind its keyword and returns where it ends.
func (t *xmlTree) entity(at, end int) int {
	i := at
	word := func() string {
		for i < end && isSpace(t.src[i]) {
			i++
		}
		from := i
		for i < end && !isSpace(t.src[i]) && t.src[i] != '>' && t.src[i] != '"' && t.src[i] != '\'' {
			i++
		}
		return string(t.src[from:min(i, from+maxEntityName+1)])
	}
	name := word()
	if name == "%" { // parameter entities work inside document types only
		return t.skipPast(i, end, ">")
	}
	external := word() // SYSTEM or PUBLIC, or nothing
	var values []string
	for i < end && t.src[i] != '>' {
		if c := t.src[i]; c == '"' || c == '\'' {
			stop := t.skipPast(i+1, end, string(c))
			values = append(values, validText(string(t.src[i+1:min(max(i+1, stop-1), i+2+MaxEntityText)])))
			i = stop
			continue
		}
		i++
	}
	i = min(i+1, end)
	if len(name) > maxEntityName || len(values) == 0 || t.entities[name] != (xmlEntity{}) {
		return i // XML 1.0 section 4.2: the first declaration binds
	}
	if len(t.entities) >= MaxEntities {
		t.gap("the document type declares too many entities", at, i)
		return i
	}
	if external != "" {
		t.entities[name] = xmlEntity{external: values[len(values)-1]}
		return i
	}
	t.entities[name] = internalEntity(values[0])
	return i
}

func internalEntity(value string) xmlEntity {
	switch {
	case len(value) > MaxEntityText:
		return xmlEntity{refused: "it is too long"}
	case strings.Contains(value, "<"):
		return xmlEntity{refused: "it holds markup"}
	}
	var text strings.Builder
	for i := 0; i < len(value); {
		if value[i] != '&' {
			text.WriteByte(value[i])
			i++
			continue
		}
		name, size := entityName([]byte(value), i)
		decoded, ok := predefinedEntity(name)
		if size == 0 || !ok {
			return xmlEntity{refused: "it refers to another entity"}
		}
		text.WriteString(decoded)
		i += size
	}
	if strings.Contains(text.String(), "<") && strings.Contains(value, "#") {
		return xmlEntity{refused: "it holds markup"} // XML 1.0 section 4.4.5: character references are expanded first
	}
	return xmlEntity{text: text.String()}
}

// maxEntityName is the longest name of an entity that is looked up, in bytes. The longest of HTML has 31.
const maxEntityName = 64

// entityName gives the name between "&" at src[i] and the next ";", and the length of the whole; 0 if there is none.
func entityName(src []byte, i int) (name string, size int) {
	for j := i + 1; j < len(src) && j-i <= maxEntityName; j++ {
		c := src[j]
		if c == ';' {
			return string(src[i+1 : j]), j + 1 - i
		}
		if !isNameByte(c) && c != '#' {
			return "", 0
		}
	}
	return "", 0
}

// predefinedEntity decodes character references, the five entities of XML and the names of HTML. Two names differ from
// HTML: "nbhy" is the no-break hyphen of RFCXML, shown as "-", and what has no width is shown as nothing.
func predefinedEntity(name string) (string, bool) {
	if strings.HasPrefix(name, "#") {
		return characterReference(name[1:])
	}
	switch name {
	case "nbhy":
		return "-", true
	case "zwsp", "wj", "zwnj", "shy":
		return "", true
	}
	text := html.UnescapeString("&" + name + ";")
	if name == "" || text == "&"+name+";" || strings.HasSuffix(text, ";") && name != "semi" {
		return "", false
	}
	return visibleRunes(text), true
}

func characterReference(digits string) (string, bool) {
	base := 10
	if strings.HasPrefix(digits, "x") || strings.HasPrefix(digits, "X") {
		base, digits = 16, digits[1:]
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n == 0 || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
		return "", false
	}
	return visibleRunes(string(rune(n))), true
}

// visibleRunes shows a no-break space as a space and a no-break hyphen as a hyphen, and drops what has no width.
func visibleRunes(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 0xA0 || r == 0x202F || r == 0x2007:
			return ' '
		case r == 0x2011:
			return '-'
		case r == 0xAD || r >= 0x200B && r <= 0x200F || r >= 0x2028 && r <= 0x202E || r >= 0x2060 && r <= 0x2064 || r >= 0x2066 && r <= 0x2069 || r == 0xFEFF:
			return -1
		case r < ' ' && r != '\n' && r != '\t' && r != '\r':
			return -1
		}
		return r
	}, text)
}
