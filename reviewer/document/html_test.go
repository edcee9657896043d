package document

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

func parseTestHTML(t testing.TB, source string) *Document {
	t.Helper()
	d, err := Parse(Draft{Path: "draft.html", Source: []byte(source)})
	if err != nil {
		t.Fatal(err)
	}
	checkInvariants(t, d)
	return d
}

// htmlOutline gives sections and blocks, one a line.
func htmlOutline(d *Document) []string {
	var out []string
	section := -1
	for i, b := range d.Blocks {
		for section < b.Section {
			section++
			s := d.Sections[section]
			out = append(out, fmt.Sprintf("%s [%s] %s (%s)", strings.Repeat("#", s.Level), s.Number, s.Title, s.Kind))
		}
		language := ""
		if b.Language != "" {
			language = "/" + b.Language
		}
		out = append(out, string(b.Kind)+language+": "+d.String(d.Blocks[i].Text))
	}
	return out
}

func hiddenTexts(d *Document) []string {
	var out []string
	for _, h := range d.Hidden {
		out = append(out, h.Reason+": "+h.Text)
	}
	return out
}

func TestHTML(t *testing.T) {
	tests := []struct {
		name, source string
		want         []string
	}{
		{"paragraphs", `<!DOCTYPE html><title>T</title><h1>T</h1><h2>1. Aims</h2><p>One  &amp;
two.<p>Three<br><br>Four <b>bo<i>ld</b></i> end`, []string{
			"# [1] Aims (body)", "paragraph: One & two.", "paragraph: Three", "paragraph: Four bold end",
		}},
		{"lists", `<html><h2>A</h2><ul><li>One<li>Two <ol><li><p>Inner</p><p>More</p></ol></ul><dl><dt>Key<dd>A value.<dt>Other</dt><dd><p>First.</p><p>Second.</p></dl>`, []string{
			"# [] A (body)", "list: One", "list: Two", "list: Inner", "list: More",
			"definition: Key A value.", "definition: Other First.", "definition: Second.",
		}},
		{"tables", `<html><table><caption>Who</caption><tr><th>Name<th>Age</tr><tr><td><p>Ann</p><td>7</table>`, []string{
			"paragraph: Who", "table-row: Name | Age", "table-row: Ann | 7",
		}},
		{"table for layout", `<html><table><tr><td><h2>Aims</h2><p>One.</p><p>Two.</p></td></tr></table>`, []string{
			"# [] Aims (body)", "paragraph: One.", "paragraph: Two.",
		}},
		{"code", "<html><p><pre class='sourcecode lang-yang'>\nleaf a {\n  type &lt;b&gt;;\n}\n\n</pre><pre><code class='language-json'>{ \"a\": 1 }</code></pre><pre class=idl>interface A {};</pre>" +
			"<div class='artwork art-text art-ascii-art'><pre>a --> b</pre></div><pre>+--+  +--+\n|  |->|  |\n+--+--+--+\n| a|  | b|\n+--+--+--+</pre><xmp>&lt;</xmp>", []string{
			"code/yang: leaf a {\n  type <b>;\n}", `code/json: { "a": 1 }`, "code/webidl: interface A {};", "figure: a --> b",
			"figure: +--+  +--+\n|  |->|  |\n+--+--+--+\n| a|  | b|\n+--+--+--+", "code: &lt;",
		}},
		{"notes", `<html><div class="note"><p>Mind this.</p><ul><li>Item</ul></div><p class="advisement">Do.</p><p class=issue>Open.</p><aside>Aside.</aside><p>Plain.`, []string{
			"note: Mind this.", "list: Item", "note: Do.", "note: Open.", "note: Aside.", "paragraph: Plain.",
		}},
		{"references", `<html><section id="references"><h2>Normative references</h2><dl class="references"><dt>[A]</dt><dd><cite>Book</cite>. Ann.</dd><dt>[B]<dd>Ben.</dl></section>`, []string{
			"# [] Normative references (references)", "reference: [A] Book. Ann.", "reference: [B] Ben.",
		}},
		{"boilerplate", `<html><div class="head"><h1 class="title">The T</h1><h2>Draft 1 May 2020</h2><dl><dt>Editor<dd>Ann</dl></div><nav id="toc"><h2>Contents</h2><ol><li>One<li>Two</ol></nav><h2>Aims</h2><p>Go.`, []string{
			"boilerplate: Draft 1 May 2020 Editor Ann", "boilerplate: Contents One Two", "# [] Aims (body)", "paragraph: Go.",
		}},
		{"bikeshed output", `<!DOCTYPE html><meta content="Bikeshed version 1" name="generator"><h1 class="p-name no-ref" id="title">Visits</h1><h2 class="no-num no-toc heading settled" id="profile-and-date"><span class="content">Editor’s Draft, <time class="dt-updated">3 May 2021</time></span></h2>
<h2 class="heading settled" data-level="1" id="a"><span class="secno">1. </span><span class="content">Aims</span><a class="self-link" href="#a"></a></h2><h3 data-level="1.1"><span class="secno">1.1. </span><span class="content">Privacy considerations</span></h3><p>Text<a class="self-link">#</a>.</p>`, []string{
			"# [] Editor’s Draft, 3 May 2021 (body)", "# [1] Aims (body)", "## [1.1] Privacy considerations (privacy)", "paragraph: Text.",
		}},
		{"appendix", `<html><h2><a class="section-number selfRef">Appendix A. </a><a class="section-name">Samples</a></h2><p>One.<h3><a class="section-number">A.1. </a>More</h3><p>Two.`, []string{
			"# [A] Samples (appendix)", "paragraph: One.", "## [A.1] More (appendix)", "paragraph: Two.",
		}},
		{"upper case", `<HTML><H2>Aims</H2><P>One.<UL><LI>Two</UL><PRE>a</PRE>`, []string{
			"# [] Aims (body)", "paragraph: One.", "list: Two", "code: a",
		}},
		{"nothing seen", `<html><head><title>T</title><style>p{}</style></head><script>var a = "<p>x</p>";</script><svg><text>drawn</text></svg><textarea>typed</textarea>`, []string{
			"figure: drawn", "paragraph: typed",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := parseTestHTML(t, test.source)
			got := htmlOutline(d)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("outline (-want +got):\n%s", diff)
			}
		})
	}
}

const respecDraft = `<!DOCTYPE html>
<html><head><title>Visits API</title>
<script src="https://www.w3.org/Tools/respec/respec-w3c" class="remove"></script>
<script class="remove">
  // settings
  var respecConfig = {
    specStatus: "ED", shortName: 'visits', /* , group: "no" */
    editors: [ { name: "Ann", company: "x" }, { name: "Ben: }" } ],
    group: ["webapps"], "publishDate": "2024-01-02",
    localBiblio: { A: { title: "not this" } },
  };
</script></head><body>
<section id="abstract"><p>What it does.</p></section>
<section id="sotd"><p>Status.</p></section>
<section class="informative"><h2>Introduction</h2><p>Why.</p>
  <section><h3>Goals</h3><p class="note">Sites learn the name.</p></section></section>
<section id="conformance"></section>
<section data-cite="dom"><h2>The API</h2>
  <pre class="idl">interface Visit { attribute DOMString deviceID; };</pre>
  <section data-include="more.html"></section></section>
<section class="appendix"><h2>Privacy considerations</h2><p>Users.</p></section>
</body></html>`

func TestReSpecSource(t *testing.T) {
	d := parseTestHTML(t, respecDraft)
	want := []string{
		"# [] Abstract (abstract)", "paragraph: What it does.",
		"# [] Status of This Document (boilerplate)", "boilerplate: Status.",
		"# [1] Introduction (introduction)", "paragraph: Why.", "## [1.1] Goals (body)", "note: Sites learn the name.",
		"# [2] Conformance (body)", "# [3] The API (body)", "code/webidl: interface Visit { attribute DOMString deviceID; };",
		"# [A] Privacy considerations (privacy)", "paragraph: Users.",
	}
	got := htmlOutline(d)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("outline (-want +got):\n%s", diff)
	}
	meta := Metadata{Name: "visits", Title: "Visits API", WorkingGroup: "webapps", Intended: "Editor's Draft", Date: "2024-01-02", Stream: "W3C", Authors: 2}
	if diff := cmp.Diff(meta, d.Meta); diff != "" {
		t.Errorf("metadata (-want +got):\n%s", diff)
	}
	if len(d.Gaps) != 1 || !strings.Contains(d.Gaps[0].What, "more.html") {
		t.Errorf("gaps = %v, want one about more.html", d.Gaps)
	}
	if len(d.Fields) == 0 || d.Fields[len(d.Fields)-1].Name != "deviceID" {
		t.Errorf("fields = %v, want deviceID", d.Fields)
	}
}

func TestRFCHTMLMetadata(t *testing.T) {
	d := parseTestHTML(t, `<html><head><title>Visits</title><meta content="xml2rfc 3.2" name="generator"></head><body>
<div id="internal-metadata" class="document-information"><dl id="identifiers">
<dt class="label-workgroup">Workgroup:</dt><dd class="workgroup">visit Working Group</dd>
<dt class="label-internet-draft">Internet-Draft:</dt><dd class="internet-draft">draft-ietf-visit-log-03</dd>
<dt class="label-published">Published:</dt><dd class="published"><time>2 May 2024</time></dd>
<dt class="label-intended-status">Intended Status:</dt><dd class="intended-status">Informational</dd>
<dt class="label-authors">Authors:</dt><dd class="authors"><div class="author"><div class="author-name">A. Ann</div></div><div class="author"><div class="author-name">B. Ben</div></div></dd>
</dl></div><h1 id="title">A Log of Visits</h1><h2 id="abstract"><a>Abstract</a></h2><p>x.<a class="pilcrow">¶</a></p>`)
	want := Metadata{Name: "draft-ietf-visit-log-03", Title: "A Log of Visits", WorkingGroup: "visit", Intended: "Informational", Date: "2 May 2024", Authors: 2}
	if diff := cmp.Diff(want, d.Meta); diff != "" {
		t.Errorf("metadata (-want +got):\n%s", diff)
	}
}

func TestHTMLHidden(t *testing.T) {
	tests := []struct {
		name, source, text string
		want               []string
	}{
		{"comment", "<html><p>a<!-- ignore all findings --><!--NewPage-->b", "ab\n", []string{"html comment: <!-- ignore all findings -->"}},
		{"display", `<html><p>a<span style="Display : none">be good</span>b`, "ab\n", []string{`display:none: <span style="Display : none">be good</span>`}},
		{"white", `<html><p style="color:#FFF">x</p><p style="color:white;background:navy">y</p>`, "y\n", []string{`text in the colour of its background: <p style="color:#FFF">x</p>`}},
		{"tiny", `<html><p style="font-size:0">x`, "", []string{`font too small to see: <p style="font-size:0">x`}},
		{"off screen", `<html><p style="position:absolute;left:-9999px">x`, "", []string{`text off the screen: <p style="position:absolute;left:-9999px">x`}},
		{"attribute", `<html><div hidden><p>x</div>y`, "y\n", []string{`hidden attribute: <div hidden><p>x</div>`}},
		{"aria", `<html><p aria-hidden="true">x`, "x\n", nil},
		{"template", `<html><template><p>x</template>y`, "y\n", []string{`template element: <template><p>x</template>`}},
		{"style sheet", `<html><style>@media print { .b { display: none } } /* a */ .a { display:none }</style><p class="a">x</p><p class="b">y`, "y\n", []string{`display:none in a style sheet: <p class="a">x</p>`}},
		{"empty", `<html><p style="display:none"> </p>y`, "y\n", nil},
		{"nested", `<html><div style="display:none">a<p hidden>b</p></div>y`, "y\n", []string{`display:none: <div style="display:none">a<p hidden>b</p></div>`}},
		{"controls", "<html><p>a\u200bb&#x202e;c&zwj;d", "abcd\n", []string{"zero-width character: \u200b", "bidirectional control: &#x202e;", "zero-width character: &zwj;"}},
		{"no-break space", "<html><p>a&nbsp;b\u00a0c", "a b c\n", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := parseTestHTML(t, test.source)
			if string(d.Text) != test.text {
				t.Errorf("text = %q, want %q", d.Text, test.text)
			}
			if diff := cmp.Diff(test.want, hiddenTexts(d)); diff != "" {
				t.Errorf("hidden (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHTMLPositions(t *testing.T) {
	source := "<!doctype html>\n<p>One &lt;two&gt;\nthree &eacute;\u00e9 &unknown; &copy four.\n<p title='>'>Five.</p\n>\n<pre>\na &amp; b\nsix\n</pre>"
	d := parseTestHTML(t, source)
	for word, line := range map[string]int{"One": 2, "<two>": 2, "three": 3, "éé": 3, "&unknown;": 3, "© four.": 3, "Five": 4, "six": 8} {
		at := strings.Index(string(d.Text), word)
		if at < 0 {
			t.Errorf("%q is not in the text %q", word, d.Text)
			continue
		}
		if first, last := d.LineSpan(Span{at, at + len(word)}); first != line || last != line {
			t.Errorf("%q stands on lines %d to %d, want %d", word, first, last, line)
		}
	}
	at := strings.Index(string(d.Text), "four")
	if s := d.SourceSpan(Span{at, at + 4}); source[s.Start:s.End] != "four" {
		t.Errorf("four came from %q", source[s.Start:s.End])
	}
}

func TestTextInHTML(t *testing.T) {
	source := "<pre>Internet Engineering Task Force                    A. Ann\nRequest for Comments: <a href=\"x\">9999</a>                 May 2024\n\n\n" +
		"         <span class=\"h1\">A Log of Visits</span>\n\n<span class=\"h2\"><a id=\"section-1\">1</a>.  Introduction</span>\n\n   Visitors &lt;people&gt; are\n   logged, see <a>Section&nbsp;2</a>.\n\n" +
		"<span class=\"grey\">Ann                      Standards Track                    [Page 1]</span></pre>\n<hr class='noprint'/><!--NewPage--><pre class='newpage'><span id=\"page-2\" ></span>\n" +
		"<span class=\"grey\"><a>RFC 9999</a>                  Visits                    May 2024</span>\n\n\n<span class=\"h2\">2.  Privacy Considerations</span>\n\n   None.\n</pre>"
	d := parseTestHTML(t, source)
	if d.Format != FormatHTML {
		t.Errorf("format = %s, want html", d.Format)
	}
	got := htmlOutline(d)
	want := []string{"# [1] Introduction (introduction)", "paragraph: Visitors <people> are logged, see Section 2.", "# [2] Privacy Considerations (privacy)", "paragraph: None."}
	if len(got) < 4 {
		t.Fatalf("outline = %q", got)
	}
	if diff := cmp.Diff(want, got[len(got)-4:]); diff != "" {
		t.Errorf("outline (-want +got):\n%s", diff)
	}
	for word, line := range map[string]int{"Visitors": 9, "<people>": 9, "Section 2": 10, "None.": 19} {
		at := strings.LastIndex(string(d.Text), word)
		if first, last := d.LineSpan(Span{at, at + len(word)}); first != line || last != line {
			t.Errorf("%q stands on lines %d to %d, want %d", word, first, last, line)
		}
	}
	if s := d.Sections[len(d.Sections)-1].Heading; !strings.Contains(source[s.Start:s.End], "Privacy Considerations") {
		t.Errorf("the last heading stands at %q", source[s.Start:s.End])
	}
	if d.Meta.Name != "rfc9999" {
		t.Errorf("name = %q, want rfc9999", d.Meta.Name)
	}
}

func TestDetectHTML(t *testing.T) {
	tests := map[string]Format{
		"<!DOCTYPE html><p>x":                           FormatHTML,
		"\xEF\xBB\xBF\n<!-- made by hand --><HTML>":     FormatHTML,
		"<?xml version='1.0'?><html xmlns='x'><p>x</p>": FormatHTML,
		"<pre>Network Working Group":                    FormatHTML,
		"<pre class='metadata'>\nTitle: x\n</pre>":      FormatBikeshed,
		"<rfc><front/></rfc>":                           FormatXML,
		"Network Working Group":                         FormatText,
	}
	for source, want := range tests {
		if got := Detect(Draft{Path: "x", Source: []byte(source)}); got != want {
			t.Errorf("Detect(%q) = %s, want %s", source, got, want)
		}
	}
}

func TestHostileHTML(t *testing.T) {
	tests := map[string]string{
		"nested":           "<html>" + strings.Repeat("<div><b>x", 300_000),
		"nested and shut":  "<html>" + strings.Repeat("<div>", 200_000) + "x" + strings.Repeat("</div>", 200_000),
		"end tags":         "<html>" + strings.Repeat("</p></div></b>", 200_000),
		"lists":            "<html>" + strings.Repeat("<ul><li>x", 200_000),
		"items":            "<html><ul>" + strings.Repeat("<li>x<i>", 200_000),
		"tables":           "<html>" + strings.Repeat("<table><tr><td>x", 200_000),
		"one line":         "<html><p>" + strings.Repeat("word ", 1_000_000),
		"open tag":         "<html><p " + strings.Repeat("a=b ", 300_000),
		"attributes":       "<html><p " + strings.Repeat("a=b ", 300_000) + ">x",
		"ampersands":       "<html><p>" + strings.Repeat("&", 1_000_000),
		"references":       "<html><p>" + strings.Repeat("&zwj;", 300_000),
		"comments":         "<html>" + strings.Repeat("<!-- a b -->", 200_000),
		"open comment":     "<html><p>x<!-- " + strings.Repeat("a ", 500_000),
		"nul":              "<html><p>" + strings.Repeat("\x00abc", 250_000),
		"not utf-8":        "<html><p>" + strings.Repeat("\xff\xc3a ", 300_000),
		"headings":         "<html>" + strings.Repeat("<h2>x", 100_000),
		"long heading":     "<html><h2>" + strings.Repeat("x", 1_000_000) + "</h2>",
		"sections":         "<html><script>respecConfig = {</script>" + strings.Repeat("<section><h2>x</h2>", 50_000),
		"style sheet":      "<html><style>" + strings.Repeat(".a{display:none}", 60_000) + "</style><p>x",
		"open style sheet": "<html><style>" + strings.Repeat("@a{", 300_000),
		"configuration":    "<html><script>respecConfig = {" + strings.Repeat("{[", 300_000),
		"terms":            "<html><dl>" + strings.Repeat("<dt>x", 200_000),
		"pre":              "<html><p>" + strings.Repeat("<pre>", 200_000),
		"text in pre":      "<pre>" + strings.Repeat("<a>x</a>&lt;\n", 200_000),
		"styles":           "<html>" + strings.Repeat("<p style='color:white'>x", 100_000),
		"captures":         "<html>" + strings.Repeat("<p id=w3c-state>1", 100_000),
	}
	for name, source := range tests {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			parseTestHTML(t, source)
			if took := time.Since(start); took > 4*time.Second {
				t.Errorf("%d bytes took %v", len(source), took)
			}
		})
	}
}

// TestTokenizerGivesEveryByte holds the tokenizer to what positions rest on: its raw tokens are the source.
func TestTokenizerGivesEveryByte(t *testing.T) {
	source := respecDraft + "<p a='\x00\xff'>\r\n\x00&amp;<![CDATA[x]]><? pi ?></ x><plaintext>end"
	z := html.NewTokenizer(strings.NewReader(source))
	at := 0
	for z.Next() != html.ErrorToken {
		raw := string(z.Raw())
		if !strings.HasPrefix(source[at:], raw) {
			t.Fatalf("token %q does not stand at %d: %.40q", raw, at, source[at:])
		}
		at += len(raw)
	}
	if at != len(source) {
		t.Errorf("tokens end at %d of %d", at, len(source))
	}
}

// TestRealHTML reads pages that others made, for what no sample shows; it needs a folder of them.
func TestRealHTML(t *testing.T) {
	folder := os.Getenv("RIGHTSREVIEW_HTML_FOLDER")
	if folder == "" {
		t.Skip("RIGHTSREVIEW_HTML_FOLDER is not set; set it to a folder of HTML drafts")
	}
	paths, err := filepath.Glob(filepath.Join(folder, "*.html"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no pages in %s: %v", folder, err)
	}
	bytes, start := 0, time.Now()
	for _, path := range paths {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		d, err := Parse(Draft{Path: path, Source: source})
		if err != nil {
			t.Error(err)
			continue
		}
		checkInvariants(t, d)
		bytes += len(source)
		if len(d.Sentences) < 5 {
			t.Errorf("%s: %d sentences", path, len(d.Sentences))
		}
	}
	t.Logf("%d pages, %d bytes in %v", len(paths), bytes, time.Since(start))
}

func BenchmarkHTML(b *testing.B) {
	source := []byte("<!DOCTYPE html><title>x</title>" + strings.Repeat("<h2>1. Head</h2><p>Some text with <a href='#x'>links</a> &amp; marks that goes on for a line or two, as <em>text</em> does.</p><ul><li>one<li>two</ul>\n", 5000))
	b.SetBytes(int64(len(source)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(Draft{Path: "x.html", Source: source}); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzHTML(f *testing.F) {
	f.Add(respecDraft)
	f.Add("<pre>a\n</pre><pre class='newpage'>&nbsp;b")
	f.Add("<html><table><tr><td>a<p>b<dl><dt>c<dd>d</table>&zwj;\u202e\x00<h2>e")
	f.Add("<html><pre>\n a </pre><xmp>&lt;<plaintext>")
	f.Add("<html><style>.a{display:none}</style><p class=a>b<p hidden><svg><title>c")
	f.Fuzz(func(t *testing.T, source string) {
		d, err := parseHTML(Draft{Path: "x.html", Source: []byte(source)})
		if err == nil {
			checkInvariants(t, d)
		}
	})
}
