package assess

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rightsreview/rightsreview/reviewer/document"
)

// long is a draft of sections of about 4,000 bytes, with words of its own for each.
func long(sections int) string {
	var b strings.Builder
	b.WriteString("# Long\n\n")
	for i := range sections {
		fmt.Fprintf(&b, "## Chapter %c\n\n", 'A'+i)
		for j := range 20 {
			fmt.Fprintf(&b, "In chapter %c the sentence %d of many says that a lender lends an address to a visitor. "+
				"A visitor brings it back when the lease number %d%d ends, and not before.\n\n", 'A'+i, j, i, j)
		}
	}
	return b.String()
}

// chapters are the names of the sections of long.
func chapters(n int) (names []string) {
	for i := range n {
		names = append(names, string(rune('A'+i)))
	}
	return names
}

func contents(doc *document.Document) (all []string) {
	for _, p := range partsOf(doc) {
		all = append(all, p.title+"\n"+p.content(doc))
	}
	return all
}

// TestPartsStayTheSame holds that an edit changes no part but that in which it is, and the next where small sections are put
// together anew.
func TestPartsStayTheSame(t *testing.T) {
	text := long(24)
	before := contents(parse(t, text))
	if len(before) < 6 {
		t.Fatalf("the draft has only %d parts", len(before))
	}
	for name, edited := range map[string]string{
		"a sentence more in one chapter": strings.Replace(text, "In chapter C the sentence 3", "Something is new here. In chapter C the sentence 3", 1),
		"a chapter in front":             strings.Replace(text, "# Long\n\n", "# Long\n\n## Foreword\n\nA chapter that was not there before.\n\n", 1),
		"a chapter less":                 text[:strings.Index(text, "## Chapter X")],
	} {
		t.Run(name, func(t *testing.T) {
			changed := 0
			for _, p := range contents(parse(t, edited)) {
				if !slices.Contains(before, p) {
					changed++
				}
			}
			if changed == 0 || changed > 2 {
				t.Errorf("%d of %d parts have changed, want one or two", changed, len(before))
			}
		})
	}
}

func TestPartsSize(t *testing.T) {
	for name, text := range map[string]string{
		"small sections":      long(3),
		"one long paragraph":  "# A\n\n" + strings.Repeat("A sentence that ends like all others do. ", 3000),
		"one sentence":        "# A\n\n" + strings.Repeat("word and ", 9000),
		"one word":            "# A\n\n" + strings.Repeat("wördchen", 9000),
		"one figure":          "# A\n\n~~~\n" + strings.Repeat("line of a figure that is long\n", 3000) + "~~~\n",
		"many short sections": "# A\n\n" + strings.Repeat("## B\n\nIt is so.\n\n", 500),
	} {
		t.Run(name, func(t *testing.T) {
			doc := parse(t, text)
			sent := 0
			for _, p := range partsOf(doc) {
				content := p.content(doc)
				sent += len(strings.ReplaceAll(content, "\n\n", ""))
				if len(content) > largePart {
					t.Errorf("a part has %d bytes", len(content))
				}
				if strings.ToValidUTF8(content, "?") != content {
					t.Error("a part is cut inside a character")
				}
			}
			if all := len(strings.ReplaceAll(string(doc.Text), "\n", "")); sent < all*9/10 {
				t.Errorf("%d of %d bytes are in parts", sent, all)
			}
		})
	}
}

func TestPartsLeaveOut(t *testing.T) {
	doc := parse(t, strings.Replace(draftText, "## Blocking", "## Acknowledgements\n\nMany people are thanked here.\n\n<!-- a comment -->\n\n## Blocking", 1))
	all := strings.Join(contents(doc), "\n")
	for _, not := range []string{"which nobody is sent", "people are thanked", "a comment"} {
		if strings.Contains(all, not) {
			t.Errorf("%q is sent", not)
		}
	}
	for _, want := range []string{keeps, blocks, agency, "how addresses are lent"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not sent", want)
		}
	}
}

// TestPartsSpanSections holds that small sections of the top level make one part, and that none goes over what is not sent.
func TestPartsSpanSections(t *testing.T) {
	section := func(title string) string {
		return "## " + title + "\n\nThis is what " + title + " says of lending.\n\n"
	}
	text := "# Lending\n\n" + section("Asking") + section("Giving") + "### Back\n\nIt comes back.\n\n" + section("Keeping") +
		"## Acknowledgements\n\nThanks to everyone.\n\n" + section("Ending") + "## References\n\nA book.\n\n" + section("Moving")
	doc := parse(t, text)
	parts := partsOf(doc)
	var got [][]string
	for _, p := range parts {
		content := p.content(doc)
		var in []string
		for _, title := range []string{"Asking", "Giving", "It comes back", "Keeping", "Ending", "Moving"} {
			if strings.Contains(content, title) {
				in = append(in, title)
			}
		}
		got = append(got, in)
		for _, unsent := range []string{"Thanks to", "A book"} {
			if strings.Contains(content, unsent) || strings.Contains(doc.String(p.text), unsent) {
				t.Errorf("the part %q goes over %q, which is not sent", p.title, unsent)
			}
		}
		if !strings.HasSuffix(p.title, in[0]) {
			t.Errorf("the part of %q is called %q", in, p.title)
		}
	}
	if diff := cmp.Diff([][]string{{"Asking", "Giving", "It comes back", "Keeping"}, {"Ending"}, {"Moving"}}, got); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
}

func TestPartsOfNothing(t *testing.T) {
	for _, text := range []string{"# Only a heading\n", "## References\n\nA book.\n"} {
		if got := strings.Join(contents(parse(t, text)), "\n"); got != "" {
			t.Errorf("%q: %q is a part", text, got)
		}
	}
	if got := partsOf(&document.Document{}); got != nil {
		t.Errorf("an empty document has %d parts", len(got))
	}
}

func TestPath(t *testing.T) {
	doc := parse(t, "# A\n\n## 1. B\u200bC\n\n### 1.1. D\n\nText of it.\n")
	parts := partsOf(doc)
	if len(parts) == 0 {
		t.Fatal("there is no part")
	}
	if got := parts[len(parts)-1].title; !strings.HasSuffix(got, "BC > D") {
		t.Errorf("the path is %q", got)
	}
	if diff := cmp.Diff("", pathOf(doc, -1)); diff != "" {
		t.Error(diff)
	}
}
