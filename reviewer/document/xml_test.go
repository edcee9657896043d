package document

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// blockTexts gives the texts of all blocks.
func blockTexts(d *Document) []string {
	var all []string
	for _, b := range d.Blocks {
		all = append(all, d.String(b.Text))
	}
	return all
}

// TestXMLText reads one paragraph each.
func TestXMLText(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"entities of XML", `a &lt;b&gt; &amp; &quot;c&quot; &apos;d&apos;`, `a <b> & "c" 'd'`},
		{"characters by number", `&#65;&#x42;&#x1F56F;`, `AB🕯`},
		{"no-break space and hyphen", "a&nbsp;b&#xA0;c\u00a0d e&nbhy;f\u2011g&zwsp;h&wj;i", "a b c d e-f-ghi"},
		{"names of HTML", `&mdash;&hellip;`, `—…`},
		{"no entities", `AT&T & &; &unknown; &#xFFFFFFFF;`, `AT&T & &; &unknown; &#xFFFFFFFF;`},
		{"CDATA", `<![CDATA[a <b> &amp;]]> c`, `a <b> &amp; c`},
		{"comment", `a<!-- not <t>this</t> -->b`, `ab`},
		{"white space", "a\n   b<em> c</em>\td", "a b c d"},
		{"stray marks", `1 < 2 <3 and </b> more`, `1 < 2 <3 and more`},
		{"unclosed element", `a <em>b <strong>c`, `a b c`},
		{"Latin-1", "Gr\xfc\xdfe", "Grüße"},
		{"exponents", `2<sup>n-1</sup>, 2<sup>64</sup>, x<sub>i</sub>, 1<sup>st</sup>`, `2^(n-1), 2^64, x_i, 1st`},
		{"unknown element", `a <blink>b</blink> c`, `a b c`},
		{"link", `<eref target="https://example.org/"/> <eref target="https://example.org/">here</eref>`, `https://example.org/ here`},
		{"references", `<xref target="R"/>, <xref target="R" section="2"/>, <xref target="R" section="A.1" sectionFormat="comma"/>, <xref target="R" section="2" sectionFormat="parens"/>, <xref target="R" section="2" sectionFormat="bare"/>`,
			`[R], Section 2 of [R], [R], Appendix A.1, [R] (Section 2), 2`},
		{"references with text", `<xref target="s">here</xref>, <xref target="s" format="none">there</xref>, <xref target="s" format="counter"/>, <xref target="s" format="title"/>`,
			`here (Section 1), there, 1, The Section`},
	} {
		t.Run(test.name, func(t *testing.T) {
			source := "<rfc><middle><section anchor='s' title='The Section'><t>" + test.source + "</t></section></middle></rfc>"
			d, err := parseXML(Draft{Path: "draft.xml", Source: []byte(source)})
			if err != nil {
				t.Fatal(err)
			}
			checkInvariants(t, d)
			if diff := cmp.Diff([]string{test.want}, blockTexts(d)); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
		})
	}
}

// TestXMLMisplaced reads elements where they may not stand: no text is lost and nothing breaks.
func TestXMLMisplaced(t *testing.T) {
	for _, test := range []struct {
		name, source string
		want         []string
	}{
		{"section in a cell", `<table><tr><td>a<section title="S"><t>b</t></section>c</td><td>d</td></tr></table>`, []string{"a bc | d"}},
		{"table in a cell", `<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td><td>d</td></tr></table>`, []string{"a b c | d"}},
		{"list in a reference", `<t>a <xref target="R">b<ul><li>c</li></ul></xref> d</t>`, []string{"a b", "c", "d"}},
		{"list in a link", `<t><eref target="x"><ul><li></li></ul></eref></t>`, []string{"x"}},
		{"paragraph in a paragraph", `<t>a<t>b</t>c</t>`, []string{"a", "b", "c"}},
		{"two terms, and one without definition", `<dl><dt>a</dt><dt>b</dt><dd>c</dd><dt>d</dt></dl><t>e</t>`, []string{"a b c", "d", "e"}},
		{"text in a section", `a <em>b</em><t>c</t>d`, []string{"a b", "c", "d"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := parseXML(Draft{Path: "draft.xml", Source: []byte("<rfc><middle><section>" + test.source + "</section></middle></rfc>")})
			if err != nil {
				t.Fatal(err)
			}
			checkInvariants(t, d)
			if diff := cmp.Diff(test.want, blockTexts(d)); diff != "" {
				t.Errorf("blocks (-want +got):\n%s", diff)
			}
		})
	}
}

// TestXMLGaps names what is left out of a review, and only that.
func TestXMLGaps(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"nothing", `<rfc><middle><section title="S"><t>a</t></section></middle></rfc>`, ""},
		{"reference in another file", `<!DOCTYPE rfc [<!ENTITY R SYSTEM "bibxml/reference.RFC.1.xml">]><rfc><back><references>&R;</references></back></rfc>`, ""},
		{"section in another file", `<!DOCTYPE rfc [<!ENTITY s SYSTEM "s.xml">]><rfc><middle>&s;</middle></rfc>`, `the entity "s" stands in another file`},
		{"inclusion of a section", `<rfc><middle><xi:include href="s.xml"/></middle></rfc>`, `the draft includes "s.xml"`},
		{"entity bomb", `<!DOCTYPE rfc [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rfc><middle><section><t>&b;</t></section></middle></rfc>`, `the entity "b" was not expanded: it refers to another entity`},
		{"entity with markup", `<!DOCTYPE rfc [<!ENTITY a "<t>b</t>">]><rfc><middle><section>&a;</section></middle></rfc>`, `it holds markup`},
		{"markup by number", `<!DOCTYPE rfc [<!ENTITY a "&#60;t>">]><rfc><middle><section>&a;</section></middle></rfc>`, `it holds markup`},
		{"long entity", `<!DOCTYPE rfc [<!ENTITY a "` + strings.Repeat("a", MaxEntityText+1) + `">]><rfc><middle><section>&a;</section></middle></rfc>`, `it is too long`},
		{"many entities", `<!DOCTYPE rfc [<!ENTITY a "` + strings.Repeat("a", MaxEntityText) + `">]><rfc><middle><section>` + strings.Repeat("&a;", MaxExpansion/MaxEntityText+1) + `</section></middle></rfc>`, `entities add too much text`},
		{"depth", `<rfc><middle>` + strings.Repeat("<section>", MaxDepth) + `</middle></rfc>`, `elements nest too deeply`},
		{"truncated comment", `<rfc><middle><!-- <section>`, `never closed by "-->"`},
		{"truncated tag", `<rfc><middle><section title="a`, `a tag is never closed`},
		{"encoding", `<?xml version="1.0" encoding="Shift_JIS"?><rfc/>`, `the encoding "shift_jis" is not known`},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := parseXML(Draft{Path: "draft.xml", Source: []byte(test.source)})
			if err != nil {
				t.Fatal(err)
			}
			checkInvariants(t, d)
			switch {
			case test.want == "" && len(d.Gaps) > 0:
				t.Errorf("gaps %v, want none", d.Gaps)
			case test.want != "" && (len(d.Gaps) != 1 || !strings.Contains(d.Gaps[0].What, test.want)):
				t.Errorf("gaps %v, want one with %q", d.Gaps, test.want)
			}
		})
	}
}

// seedFiles adds the test files of a pattern to a corpus.
func seedFiles(f *testing.F, pattern string) {
	f.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata/parse", pattern))
	if err != nil || len(paths) == 0 {
		f.Fatalf("no test files fit %s", pattern)
	}
	for _, path := range paths {
		source, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(source)
	}
}

func FuzzXML(f *testing.F) {
	seedFiles(f, "*.xml")
	f.Fuzz(func(t *testing.T, source []byte) {
		d, err := parseXML(Draft{Path: "draft.xml", Source: source})
		if err == nil {
			checkInvariants(t, d)
		}
	})
}
