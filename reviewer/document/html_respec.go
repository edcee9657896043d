package document

import (
	"bytes"
	"strings"
)

// respecConfig reads the object that configures ReSpec (https://respec.org/docs/#configuration-options). It is
// JavaScript, which is looked at and never run: keys of the object itself, strings, and how many people are listed.
type respecConfig struct {
	src   []byte
	at    int
	depth int    // brackets open inside the object
	key   string // last key of the object itself
	meta  *Metadata
}

// maxConfig is how much of a configuration is read, in bytes; those with a local bibliography run to 50 kB.
const maxConfig = 256 << 10

func (c *respecConfig) read() {
	c.src = c.src[:min(len(c.src), maxConfig)]
	for c.at < len(c.src) {
		switch b := c.src[c.at]; {
		case b == '{' || b == '[' || b == '(':
			if b == '{' && c.depth == 1 && (c.key == "editors" || c.key == "authors") {
				c.meta.Authors++
			}
			c.depth++
			c.at++
		case b == '}' || b == ']' || b == ')':
			if c.depth--; c.depth < 0 {
				return
			}
			c.at++
		case b == '"' || b == '\'' || b == '`':
			c.text()
		case b == '/':
			c.comment()
		case isAlpha(b) || b == '_' || b == '$':
			c.word()
		default:
			c.at++
		}
	}
}

func (c *respecConfig) comment() {
	switch rest := c.src[c.at:]; {
	case bytes.HasPrefix(rest, []byte("//")):
		c.skip("\n")
	case bytes.HasPrefix(rest, []byte("/*")):
		c.skip("*/")
	default:
		c.at++
	}
}

func (c *respecConfig) skip(mark string) {
	if i := bytes.Index(c.src[c.at:], []byte(mark)); i >= 0 {
		c.at += i + len(mark)
		return
	}
	c.at = len(c.src)
}

func (c *respecConfig) word() {
	start := c.at
	for c.at < len(c.src) && (isAlpha(c.src[c.at]) || isDigit(c.src[c.at]) || c.src[c.at] == '_' || c.src[c.at] == '$') {
		c.at++
	}
	c.named(string(c.src[start:min(c.at, start+64)]))
}

// text reads a string: a key if a colon follows, else a value.
func (c *respecConfig) text() {
	quote := c.src[c.at]
	c.at++
	start := c.at
	for c.at < len(c.src) && c.src[c.at] != quote {
		if c.src[c.at] == '\\' {
			c.at++
		}
		c.at++
	}
	end := min(c.at, len(c.src))
	c.at = min(end+1, len(c.src))
	value := string(c.src[start:min(end, start+maxHTMLTitle)])
	if c.colon() {
		c.named(value)
		return
	}
	c.value(value)
}

func (c *respecConfig) colon() bool {
	i := c.at
	for i < len(c.src) && isSpace(c.src[i]) {
		i++
	}
	return i < len(c.src) && c.src[i] == ':'
}

func (c *respecConfig) named(name string) {
	if c.depth == 0 && c.colon() {
		c.key = name
	}
}

// respecStatus are the states that specStatus stands for (https://respec.org/docs/#specStatus).
var respecStatus = map[string]string{
	"ed": "Editor's Draft", "wd": "Working Draft", "fpwd": "First Public Working Draft", "lc": "Last Call Working Draft",
	"cr": "Candidate Recommendation Snapshot", "crd": "Candidate Recommendation Draft", "pr": "Proposed Recommendation",
	"per": "Proposed Edited Recommendation", "rec": "Recommendation", "note": "Group Note", "dnote": "Group Draft Note",
	"cg-draft": "Draft Community Group Report", "cg-final": "Final Community Group Report", "bg-draft": "Draft Business Group Report",
	"bg-final": "Final Business Group Report", "unofficial": "Unofficial Draft", "finding": "TAG Finding",
	"draft-finding": "Draft TAG Finding", "statement": "Statement", "ry": "Registry", "dry": "Draft Registry", "cry": "Candidate Registry",
}

func (c *respecConfig) value(text string) {
	text = cutText(foldSpace(strings.ToValidUTF8(text, "")), maxHTMLTitle)
	if c.depth > 0 {
		if (c.key == "group" || c.key == "wg") && c.depth == 1 && c.meta.WorkingGroup == "" {
			c.meta.WorkingGroup = strings.ToLower(text)
		}
		return
	}
	switch c.key {
	case "shortName":
		c.meta.Name = text
	case "specStatus":
		c.meta.Intended = text
		if s := respecStatus[strings.ToLower(text)]; s != "" {
			c.meta.Intended = s
		}
	case "group", "wg":
		c.meta.WorkingGroup = strings.ToLower(text)
	case "title":
		c.meta.Title = text
	case "publishDate":
		c.meta.Date = text
	}
}
