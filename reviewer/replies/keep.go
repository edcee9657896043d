package replies

import (
	"errors"

	"github.com/rightsreview/rightsreview/prompts"
)

// Has reports whether a question would be answered from the folder.
func (f Folder) Has(p prompts.Prompt) bool {
	_, ok := f.load(Key(f.Name, p))
	return ok
}

// keep puts a reply into the folder that came in another way than by Ask.
func (f Folder) keep(key, name string, r prompts.Reply) error {
	if f.Path == "" {
		return errors.New("there is no folder to keep replies in")
	}
	return f.save(kept{Key: key, Name: name, Text: r.Text, Model: r.Model, Usage: r.Usage})
}
