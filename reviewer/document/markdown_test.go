package document

import "testing"

func FuzzMarkdown(f *testing.F) {
	seedFiles(f, "*.md")
	f.Fuzz(func(t *testing.T, source []byte) {
		for _, format := range []Format{FormatKramdown, FormatMmark, FormatMarkdown} {
			d, err := parsers[format](Draft{Path: "draft.md", Source: source})
			if err != nil {
				t.Fatal(err)
			}
			checkInvariants(t, d)
		}
	})
}
