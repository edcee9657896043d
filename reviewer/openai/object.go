package openai

import (
	"encoding/json"
	"errors"
	"strings"
)

// Object cuts the first whole JSON object out of a reply: models like to say something before it, to fence it as Markdown
// does, and to think aloud between <think> and </think> first. Nothing is ever taken from within an object that is not
// whole: a reply that was cut has none.
//
// It tells whole from broken and no more. Whether it is the object that was asked for is for the caller to see.
func Object(text string) (string, bool) {
	text = afterThought(text)
	for {
		start := strings.IndexByte(text, '{')
		if start < 0 {
			return "", false
		}
		text = text[start:]
		inside := strings.TrimLeft(text[1:], " \t\r\n")
		if inside != "" && inside[0] != '"' && inside[0] != '}' { // a brace of prose
			text = inside
			continue
		}
		var object json.RawMessage
		err := json.NewDecoder(strings.NewReader(text)).Decode(&object)
		if err == nil {
			return string(object), true
		}
		wrong, ok := errors.AsType[*json.SyntaxError](err)
		if !ok { // the end came first
			return "", false
		}
		// Where it is wrong another may begin, and not before: so that every byte is looked at about once.
		text = text[min(max(1, int(wrong.Offset)-1), len(text)):]
	}
}

// afterThought leaves out what a model thought aloud, if it began with that.
func afterThought(text string) string {
	if !strings.HasPrefix(strings.TrimSpace(text), "<think>") {
		return text
	}
	_, after, _ := strings.Cut(text, "</think>")
	return after
}
