package document

import (
	"strings"
	"testing"
)

func TestParagraphWithoutHeadingIsText(t *testing.T) {
	for name, source := range map[string]string{
		"one paragraph": "Servers MUST record the address of each client that asks for the page.\n",
		"two":           "Servers MUST record the address of each client that asks for the page.\n\nThey keep it for a year and a day.\n",
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := Parse(Draft{Path: "-", Source: []byte(source)})
			if err != nil {
				t.Fatal(err)
			}
			if want := strings.Count(source, ".\n"); len(doc.Sentences) != want {
				t.Errorf("%d sentences, want %d: %+v", len(doc.Sentences), want, doc.Blocks)
			}
		})
	}
}
