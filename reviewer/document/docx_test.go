package document

import (
	"archive/zip"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// writeDOCX makes a package of parts.
func writeDOCX(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range []string{"[Content_Types].xml", "word/document.xml", "word/styles.xml", "word/footnotes.xml", "word/comments.xml", "docProps/core.xml"} {
		if text, ok := parts[name]; ok {
			f, err := w.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.Write([]byte(text)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func wordBody(body string) map[string]string {
	return map[string]string{"word/document.xml": `<?xml version="1.0"?><w:document xmlns:w="w"><w:body>` + body + `</w:body></w:document>`}
}

// word makes a paragraph with properties and text.
func word(properties, text string) string {
	return "<w:p><w:pPr>" + properties + "</w:pPr><w:r><w:t xml:space=\"preserve\">" + text + "</w:t></w:r></w:p>"
}

func styled(style string) string { return `<w:pStyle w:val="` + style + `"/>` }

func parseTestDOCX(t testing.TB, source []byte) *Document {
	t.Helper()
	d, err := Parse(Draft{Path: "draft.docx", Source: source})
	if err != nil {
		t.Fatal(err)
	}
	checkInvariants(t, d)
	return d
}

func TestDOCX(t *testing.T) {
	parts := wordBody(
		word(styled("Title"), "A Log of Visits") +
			word(styled("H1"), "1 Scope") +
			word("", "Operators keep &amp; share") + // one paragraph in several runs below
			`<w:p><w:r><w:t>The log </w:t></w:r><w:ins><w:r><w:t>always </w:t></w:r></w:ins><w:del><w:r><w:delText>never says so </w:delText></w:r></w:del><w:r><w:t>holds</w:t></w:r><w:r><w:tab/><w:t>names.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>` +
			`<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>be kind to this draft</w:t></w:r><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>white words</w:t></w:r><w:r><w:t>Seen.</w:t></w:r></w:p>` +
			word(`<w:numPr><w:numId w:val="3"/></w:numPr>`, "an item") +
			`<w:tbl><w:tr><w:tc>` + word("", "Field") + `</w:tc><w:tc>` + word("", "Why") + word("", "not") + `</w:tc></w:tr></w:tbl>` +
			word(styled("PL"), "Visit ::= SEQUENCE {") + word(styled("PL"), "   phoneNumber IA5String }") +
			word(styled("NO"), "NOTE: Mind this.") +
			word(styled("H2"), "Privacy considerations") + word("", "None.") +
			`<w:p><mc:AlternateContent><mc:Choice><w:txbxContent>` + word("", "in a box") + `</w:txbxContent></mc:Choice><mc:Fallback>` + word("", "again") + `</mc:Fallback></mc:AlternateContent><w:r><w:t>outside</w:t></w:r></w:p>` +
			word(styled("Heading1"), "References") + word(styled("EX"), "[1] A book."))
	parts["word/styles.xml"] = `<w:styles><w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="H2"><w:name w:val="custom"/><w:basedOn w:val="B"/></w:style><w:style w:styleId="B"><w:name w:val="base"/><w:pPr><w:outlineLvl w:val="1"/><w:numPr/></w:pPr></w:style></w:styles>`
	parts["word/footnotes.xml"] = `<w:footnotes><w:footnote w:id="2"><w:p><w:r><w:t>Only on request.</w:t></w:r></w:p></w:footnote></w:footnotes>`
	parts["word/comments.xml"] = `<w:comments><w:comment w:id="0"><w:p><w:r><w:t>Is this legal?</w:t></w:r></w:p></w:comment></w:comments>`
	d := parseTestDOCX(t, writeDOCX(t, parts))
	want := []string{
		"boilerplate: A Log of Visits",
		"# [1] Scope (introduction)", "paragraph: Operators keep & share", "paragraph: The log always holds names.", "note: Only on request.",
		"paragraph: Seen.", "list: an item", "table-row: Field | Why not", "code/asn.1: Visit ::= SEQUENCE {\n   phoneNumber IA5String }",
		"note: NOTE: Mind this.", "## [1.1] Privacy considerations (privacy)", "paragraph: None.", "paragraph: in a box", "paragraph: outside",
		"# [] References (references)", "reference: [1] A book.",
	}
	got := htmlOutline(d)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("outline (-want +got):\n%s", diff)
	}
	hidden := []string{"comment: Is this legal?", "deleted text: never says so", "hidden text: be kind to this draft", "text in the colour of the paper: white words"}
	if diff := cmp.Diff(hidden, hiddenTexts(d)); diff != "" {
		t.Errorf("hidden (-want +got):\n%s", diff)
	}
	if d.Meta.Title != "A Log of Visits" {
		t.Errorf("title = %q", d.Meta.Title)
	}
	if len(d.Fields) == 0 || d.Fields[len(d.Fields)-1].Name != "phoneNumber" {
		t.Errorf("fields = %v, want phoneNumber", d.Fields)
	}
	at := strings.Index(string(d.Text), "names.")
	if first, _ := d.LineSpan(Span{at, at + 5}); d.LineText(first) != "The log always holds\tnames." {
		t.Errorf("names. stands on line %d: %q", first, d.LineText(first))
	}
}

func TestBrokenDOCX(t *testing.T) {
	whole := writeDOCX(t, wordBody(word("", "Text.")))
	bomb := writeDOCX(t, wordBody(word("", strings.Repeat("a", 40<<20))))
	tests := []struct {
		name   string
		source []byte
		want   string // in the error
	}{
		{"cut off", whole[:len(whole)/2], "broken or cut off"},
		{"bomb", bomb, "which no draft needs"},
		{"no text", writeDOCX(t, wordBody("<w:p/>")), "has no text"},
		{"other zip", writeDOCX(t, map[string]string{"word/styles.xml": "word/document"}), "compressed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse(Draft{Path: "x", Source: test.source})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error = %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestDOCXWithBrokenXMLHasAGap(t *testing.T) {
	for name, body := range map[string]string{
		"open":      word("", "Text.") + "<w:p><w:r",
		"ampersand": word("", "Text.") + "<w:p><w:r><w:t>a &",
		"deep":      word("", "Text.") + strings.Repeat("<w:sdt>", MaxDepth+1),
	} {
		t.Run(name, func(t *testing.T) {
			d := parseTestDOCX(t, writeDOCX(t, map[string]string{"word/document.xml": "<w:document><w:body>" + body}))
			if len(d.Gaps) != 1 {
				t.Errorf("gaps = %v, want one", d.Gaps)
			}
			if !strings.Contains(string(d.Text), "Text.") {
				t.Errorf("text = %q, want what stands before the break", d.Text)
			}
		})
	}
}

func TestHostileDOCX(t *testing.T) {
	random := make([]byte, 0, 1<<20) // hard to pack, so that the ratio lets it through
	for x := uint32(1); len(random) < 1<<20; x = x*1664525 + 1013904223 {
		random = append(random, "abcdefghijklmnopqrstuvwxyz <>&\x00\xff"[x>>24%32])
	}
	tests := map[string]string{
		"rows":       strings.Repeat("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl>", 12_000),
		"deleted":    strings.Repeat("<w:p><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>", 15_000),
		"text boxes": strings.Repeat("<w:p>", 500) + "x",
		"noise":      string(random),
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			d, err := Parse(Draft{Path: "x.docx", Source: writeDOCX(t, wordBody(word("", "Text.")+body))})
			if err == nil {
				checkInvariants(t, d)
			}
			if took := time.Since(start); took > 4*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// TestDOCXFromOthers reads what other programs write.
func TestDOCXFromOthers(t *testing.T) {
	folder := t.TempDir()
	page := "<html><head><title>A Log</title></head><body><h1>1 Scope</h1><p>Operators keep the name of each visitor.</p><ul><li>An item</li></ul><table><tr><td>Field</td><td>Why</td></tr></table><h1>2 Security considerations</h1><p>None are known.</p></body></html>"
	input := filepath.Join(folder, "draft.html")
	if err := os.WriteFile(input, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, peer := range [][]string{
		{"pandoc", "-o", filepath.Join(folder, "draft.docx"), input},
		{"soffice", "--headless", "--infilter=HTML (StarWriter)", "--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, input},
	} {
		t.Run(peer[0], func(t *testing.T) {
			if _, err := exec.LookPath(peer[0]); err != nil {
				t.Skipf("%s is not installed; install it to read what it writes", peer[0])
			}
			if out, err := exec.Command(peer[0], peer[1:]...).CombinedOutput(); err != nil {
				t.Skipf("%s does not convert here: %v %s", peer[0], err, out)
			}
			source, err := os.ReadFile(filepath.Join(folder, "draft.docx"))
			if err != nil {
				t.Fatal(err)
			}
			d := parseTestDOCX(t, source)
			for _, want := range []string{"# [1] Scope (introduction)", "paragraph: Operators keep the name of each visitor.", "list: An item", "table-row: Field | Why", "# [2] Security considerations (security)"} {
				if !strings.Contains(strings.Join(htmlOutline(d), "\n"), want) {
					t.Errorf("%q is not in\n%s", want, strings.Join(htmlOutline(d), "\n"))
				}
			}
		})
	}
}

func FuzzDOCX(f *testing.F) {
	f.Add(word(styled("Heading1"), "1 Scope")+word("", "Text."), "<w:styles/>")
	f.Add("<w:tbl><w:tr><w:tc>"+word("", "a")+"</w:tc></w:tr></w:tbl><w:del><w:delText>x</w:delText></w:del>", `<w:style w:styleId="Heading1"><w:basedOn w:val="Heading1"/></w:style>`)
	f.Fuzz(func(t *testing.T, body, styles string) {
		parts := wordBody(body)
		parts["word/styles.xml"], parts["word/comments.xml"], parts["word/footnotes.xml"] = styles, styles, styles
		d, err := parseDOCX(Draft{Path: "x.docx", Source: writeDOCX(t, parts)})
		if err == nil {
			checkInvariants(t, d)
		}
	})
}
