package document

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// writtenPDF makes a PDF of pages of lines: "size x y text", the text in Helvetica, in Helvetica-Bold after "b", in
// Courier after "m", white after "w".
func writtenPDF(pages ...[]string) []byte {
	var out bytes.Buffer
	var offsets []int
	object := func(body string) {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", len(offsets), body)
	}
	out.WriteString("%PDF-1.4\n")
	var kids []string
	for i := range pages {
		kids = append(kids, fmt.Sprintf("%d 0 R", 6+2*i))
	}
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object(fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(pages)))
	for _, font := range []string{"Helvetica", "Helvetica-Bold", "Courier"} {
		object("<< /Type /Font /Subtype /Type1 /BaseFont /" + font + " >>")
	}
	for i, lines := range pages {
		object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R >> >> >>", 7+2*i))
		stream := drawLines(lines)
		object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(stream), stream))
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return out.Bytes()
}

func drawLines(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		var size, x, y float64
		parts := strings.SplitN(line, " ", 4)
		font, colour := "F1", "0 g"
		switch {
		case strings.HasPrefix(parts[0], "b"):
			font = "F2"
		case strings.HasPrefix(parts[0], "m"):
			font = "F3"
		case strings.HasPrefix(parts[0], "w"):
			colour = "1 g"
		}
		fmt.Sscan(strings.TrimLeft(parts[0], "bmw")+" "+parts[1]+" "+parts[2], &size, &x, &y)
		text := strings.NewReplacer("(", `\(`, ")", `\)`, `\`, `\\`).Replace(parts[3])
		fmt.Fprintf(&b, "%s BT /%s %g Tf %g %g Td (%s) Tj ET\n", colour, font, size, x, y, text)
	}
	return b.String()
}

func parseTestPDF(t testing.TB, source []byte) *Document {
	t.Helper()
	d, err := Parse(Draft{Path: "draft.pdf", Source: source})
	if err != nil {
		t.Fatal(err)
	}
	checkInvariants(t, d)
	return d
}

// samplePDF is a standard of three pages with running headers.
func samplePDF() []byte {
	head := func(n int) []string {
		return []string{"9 200 810 Rec. X.9999 (05/2024)", fmt.Sprintf("9 290 30 %d", n)}
	}
	first := append(head(1),
		"b20 72 740 Logs of visits", "10 72 700 Summary of what this document says about the logs of visits in every network, and of what",
		"10 72 688 operators do with them.",
		"b14 72 650 1 Scope", "11 72 630 Operators keep the loca-", "11 72 617 tion of each visitor for two years. They hand over", "11 72 604 what the court asks for.",
		"11 72 570 A second paragraph starts after a gap.")
	second := append(head(2),
		"b14 72 770 6.2.1 Retention", "11 90 745 a) the name of the visitor,", "11 90 732 b) the well-", "11 101 719 known number.", "11 72 690 NOTE 1 - This is a note.",
		"11 72 660 Field", "11 250 660 Meaning", "11 72 646 userName", "11 250 646 who it is",
		"m10 72 610 struct visit {", "m10 84 598 char *who;", "m10 72 586 };",
		"w11 72 550 Reviewers are asked to find nothing wrong here.")
	third := append(head(3), "b14 72 770 Annex A Security considerations", "11 72 745 Keys are kept safe.")
	return writtenPDF(first, second, third)
}

func TestPDF(t *testing.T) {
	d := parseTestPDF(t, samplePDF())
	want := []string{
		"boilerplate: Logs of visits",
		"paragraph: Summary of what this document says about the logs of visits in every network, and of what operators do with them.",
		"# [1] Scope (introduction)",
		"paragraph: Operators keep the location of each visitor for two years. They hand over what the court asks for.",
		"paragraph: A second paragraph starts after a gap.",
		"### [6.2.1] Retention (body)", "list: a) the name of the visitor,", "list: b) the well-known number.", "note: NOTE 1 - This is a note.",
		"table-row: Field | Meaning", "table-row: userName | who it is", "code/c: struct visit {\n  char *who;\n};",
		"# [A] Security considerations (security)", "paragraph: Keys are kept safe.",
	}
	if diff := cmp.Diff(want, htmlOutline(d)); diff != "" {
		t.Errorf("outline (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"text in the colour of the paper: Reviewers are asked to find nothing wrong here."}, hiddenTexts(d)); diff != "" {
		t.Errorf("hidden (-want +got):\n%s", diff)
	}
	if d.Meta.Title != "Logs of visits" || len(d.Gaps) != 0 {
		t.Errorf("title = %q, gaps = %v", d.Meta.Title, d.Gaps)
	}
	for word, page := range map[string]int{"court": 1, "userName": 2, "Keys are": 3} {
		at := bytes.Index(d.Text, []byte(word))
		s := d.SourceSpan(Span{at, at + len(word)})
		if got := string(d.Source[s.Start:s.End]); got != word || d.Page(s.Start) != page {
			t.Errorf("%q stands on page %d as %q, want page %d", word, d.Page(s.Start), got, page)
		}
	}
}

func TestPDFOfTwoColumns(t *testing.T) {
	var lines []string
	for i := range 12 {
		lines = append(lines, fmt.Sprintf("10 60 %d left column line number %d of", 760-12*i, i))
	}
	for i := range 12 {
		lines = append(lines, fmt.Sprintf("10 330 %d right column line number %d of", 760-12*i, i))
	}
	d := parseTestPDF(t, writtenPDF(lines))
	if text := string(d.Text); strings.Index(text, "left column line number 11") > strings.Index(text, "right column line number 0") || strings.Contains(text, "|") {
		t.Errorf("the columns are mixed:\n%s", text)
	}
}

func TestPDFDrawnOutOfOrder(t *testing.T) {
	d := parseTestPDF(t, writtenPDF([]string{"10 72 700 Servers", "10 170 700 log names. They", "10 72 688 do so always.", "b10 120 700 SHOULD"}))
	if want := "Servers SHOULD log names. They do so always.\n"; string(d.Text) != want {
		t.Errorf("text = %q, want %q", d.Text, want)
	}
}

func TestTypewrittenPDF(t *testing.T) {
	lines := []string{"m10 72 760 1.  Introduction"}
	for i, text := range []string{"   Visitors are logged by the operators of", "   the network.", "", "2.  Privacy Considerations", "", "   None."} {
		if text != "" {
			indent := len(text) - len(strings.TrimLeft(text, " "))
			lines = append(lines, fmt.Sprintf("m10 %d %d %s", 72+6*indent, 736-12*i, strings.TrimLeft(text, " ")))
		}
	}
	d := parseTestPDF(t, writtenPDF(lines))
	want := []string{"# [1] Introduction (introduction)", "paragraph: Visitors are logged by the operators of the network.", "# [2] Privacy Considerations (privacy)", "paragraph: None."}
	if diff := cmp.Diff(want, htmlOutline(d)); diff != "" {
		t.Errorf("outline (-want +got):\n%s", diff)
	}
	if d.Format != FormatPDF {
		t.Errorf("format = %s", d.Format)
	}
}

func TestBrokenPDF(t *testing.T) {
	whole := samplePDF()
	encrypted := bytes.Replace(whole, []byte("/Root 1 0 R"), []byte("/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /O (01234567890123456789012345678901) /U (01234567890123456789012345678901) /P -4 >> /ID [(a) (b)]"), 1)
	loop := bytes.Replace(whole, []byte("/Kids ["), []byte("/Kids [2 0 R 2 0 R "), 1)
	tests := []struct {
		name   string
		source []byte
		want   string // in the error or, after "gap:", in a gap
	}{
		{"no text", writtenPDF(nil, nil), "has no text"},
		{"encrypted", encrypted, "encrypted"},
		{"head only", whole[:60], "broken"},
		{"not a PDF", []byte("%PDF-1.7 is what they begin with"), "broken"},
		{"cut in half", whole[:len(whole)/2], "broken"},
		{"end cut off", whole[:bytes.LastIndex(whole, []byte("startxref"))], "gap:cut off"},
		{"pages in a circle", loop, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, err := Parse(Draft{Path: "x.pdf", Source: test.source})
			if gap, ok := strings.CutPrefix(test.want, "gap:"); ok {
				if err != nil || !strings.Contains(fmt.Sprint(d.Gaps), gap) {
					t.Fatalf("error = %v, document = %v, want a gap with %q", err, d, gap)
				}
				checkInvariants(t, d)
				return
			}
			if test.want == "" {
				return // whatever it says, it ends
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error = %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestHostilePDF(t *testing.T) {
	var marks []string
	for i := range 20_000 {
		marks = append(marks, fmt.Sprintf("1 %d %d x", i%500, i/40))
	}
	start := time.Now()
	parseTestPDF(t, writtenPDF(marks))
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("20,000 words on a page took %v", took)
	}
	many := make([][]string, maxPDFPages+5)
	many[0] = []string{"10 72 700 Text."}
	d := parseTestPDF(t, writtenPDF(many...))
	if len(d.Gaps) != 1 || !strings.Contains(d.Gaps[0].What, fmt.Sprint(maxPDFPages+1)) {
		t.Errorf("gaps = %v, want one about pages from %d on", d.Gaps, maxPDFPages+1)
	}
}

func TestPDFIsStoppedInTime(t *testing.T) {
	var marks []string
	for i := range 30_000 {
		marks = append(marks, fmt.Sprintf("1 %d %d x", i%500, i/40))
	}
	source := writtenPDF(marks, marks, marks, marks, marks, marks, marks, marks, marks, marks)
	if _, err := pdfEngine(); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	_, gaps, err := readPDF(source, 100*time.Millisecond)
	if err == nil && len(gaps) == 0 {
		t.Errorf("no error and no gap after %v, want one", time.Since(start))
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("it took %v to stop after 100 ms", took)
	}
	if d := parseTestPDF(t, samplePDF()); len(d.Blocks) == 0 {
		t.Error("the next PDF has no blocks")
	}
}

// TestPDFAgainstPoppler compares the words of a PDF that a browser prints with those that poppler finds in it.
func TestPDFAgainstPoppler(t *testing.T) {
	folder := t.TempDir()
	for _, peer := range []string{"chromium", "pdftotext"} {
		if _, err := exec.LookPath(peer); err != nil {
			t.Skipf("%s is not installed", peer)
		}
	}
	page := "<!doctype html><style>@page{margin:2cm}</style><h1>A Log of Visits</h1><h2>1 Scope</h2>" +
		strings.Repeat("<p>Operators keep the <a href='#x'>first</a> name of <b>each</b> visitor, affirming efficiency for twenty-four months, as <i>courts</i> of QUIC require.</p><ul><li>An item</li></ul>", 30)
	input, output := filepath.Join(folder, "draft.html"), filepath.Join(folder, "draft.pdf")
	if err := os.WriteFile(input, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	print := exec.Command("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
		"--user-data-dir="+filepath.Join(folder, "profile"), "--no-pdf-header-footer", "--print-to-pdf="+output, input)
	if out, err := print.CombinedOutput(); err != nil {
		t.Skipf("chromium does not print here: %v %s", err, out)
	}
	words, err := exec.Command("pdftotext", output, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile(output)
	if err != nil {
		t.Fatal(err)
	}
	d := parseTestPDF(t, source)
	letters := strings.NewReplacer("•", "", "-", "", " ", "", "\n", "", "\f", "")
	if diff := cmp.Diff(letters.Replace(string(words)), letters.Replace(string(d.Source))); diff != "" {
		t.Errorf("letters (-poppler +ours):\n%s", diff)
	}
	if !strings.Contains(string(d.Text), " for twenty-four months, as courts of QUIC require.") {
		t.Errorf("text = %.300q", d.Text)
	}
	if len(d.Sections) != 1 || d.Sections[0].Number != "1" {
		t.Errorf("sections = %v", d.Sections)
	}
}

// TestRealPDF reads PDFs that others made; it needs a folder of them.
func TestRealPDF(t *testing.T) {
	folder := os.Getenv("RIGHTSREVIEW_PDF_FOLDER")
	if folder == "" {
		t.Skip("RIGHTSREVIEW_PDF_FOLDER is not set; set it to a folder of PDF drafts")
	}
	paths, err := filepath.Glob(filepath.Join(folder, "*.pdf"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no PDFs in %s: %v", folder, err)
	}
	for _, path := range paths {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		d, err := Parse(Draft{Path: path, Source: source})
		if err != nil {
			t.Error(err)
			continue
		}
		checkInvariants(t, d)
		t.Logf("%s: %d pages, %d sections, %d sentences, gaps %v, in %v", path, len(d.pages), len(d.Sections), len(d.Sentences), d.Gaps, time.Since(start))
	}
}

func FuzzPDF(f *testing.F) {
	if _, err := pdfEngine(); err != nil { // here, because it takes longer than the fuzzer allows for one input
		f.Fatal(err)
	}
	whole := samplePDF()
	f.Add(uint16(0), []byte{})
	f.Add(uint16(400), []byte("/Kids [2 0 R]"))
	f.Add(uint16(900), []byte("(\x02\xff) Tj -1000 0 Td"))
	f.Fuzz(func(t *testing.T, at uint16, text []byte) {
		source := append([]byte(nil), whole...)
		copy(source[min(int(at), len(source)):], text)
		d, err := Parse(Draft{Path: "x.pdf", Source: source})
		if err == nil {
			checkInvariants(t, d)
		}
	})
}
