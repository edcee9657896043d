package document

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestKramdownText reads one paragraph each, in a draft with a section 1, "The Section", of the anchor "s".
func TestKramdownText(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"emphasis", "*a* **b** _c_ __d__ ***e*** a*b*c", "a b c d e abc"},
		{"no emphasis", "2 * 3 * 4, snake_case_word, * a, **, _", "2 * 3 * 4, snake_case_word, * a, **, _"},
		{"unclosed emphasis", "*a **b", "*a **b"},
		{"code", "`a*b*` ``c`d`` `e", "a*b* c`d `e"},
		{"links", "[a](b) [c](d \"e\") [](#s) [f](<g h>) ![i](j.svg)", "a c Section 1 f i"},
		{"no links", "[a] (b) [c][d] a[0] [RFC2119]", "[a] (b) [c][d] a[0] [RFC2119]"},
		{"addresses", "<https://example.org/> <a@example.org> <mailto:b@example.org>", "https://example.org/ a@example.org mailto:b@example.org"},
		{"references", "{{RFC1}} {{!RFC2}} {{?A=RFC3}} {{A}} {{Section 4 of RFC5}} {{RFC6, Section 7}} {{RFC8 (Appendix A)}}",
			"[RFC1] [RFC2] [A] [A] Section 4 of [RFC5] [RFC6], Section 7 [RFC8] (Appendix A)"},
		{"own sections", "{{s}} {{<s}} {{<<s}} {{s}}{: format=\"counter\"} {{the-section}}", "Section 1 1 The Section 1 [the-section]"},
		{"people and index", "{{{Ada}}} (((lamp, old)))wrote", "Ada wrote"},
		{"escapes", "\\*a\\* \\{b\\} c\\\\", "*a* {b} c"},
		{"attributes", "**a**{: .b} `c`{:d} e{:f}", "a c e"},
		{"tags", "a <br/> b 2<sup>8</sup> <xref target=\"s\"/> <em>c</em> <key> x<y", "a b 2^8 Section 1 c <key> x<y"},
		{"entities", "a&nbsp;b &lt;c&gt; &amp; AT&T", "a b <c> & AT&T"},
		{"comment", "a <!-- b --> c `<!-- d -->`", "a c <!-- d -->"},
		{"long comment", "a <!-- b\n\nc --> d", "a d"},
		{"no-break", "a\u00a0b c\u2011d", "a b c-d"},
		{"Latin-1", "Gr\xfc\xdfe", "Grüße"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := parseKramdown(Draft{Path: "draft.md", Source: []byte("---\ntitle: T\n--- middle\n\n# The Section {#s}\n\n" + test.source + "\n")})
			if err != nil {
				t.Fatal(err)
			}
			checkInvariants(t, d)
			texts := blockTexts(d)
			if diff := cmp.Diff(test.want, texts[0]); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
		})
	}
}

// TestMarkdownBlocks gives the kind and text of each block.
func TestMarkdownBlocks(t *testing.T) {
	for _, test := range []struct {
		name, source string
		want         []string
	}{
		{"list", "* a\n* b\n\n  c\n\nd", []string{"list a", "list b", "list c", "paragraph d"}},
		{"nested list", "1. a\n   * b\n     c\n2. d", []string{"list a", "list b c", "list d"}},
		{"list below a line that announces it", "a:\n- b\n- c", []string{"paragraph a:", "list b", "list c"}},
		{"no list", "a\n- b\n1986. c", []string{"paragraph a - b 1986. c"}},
		{"definitions", "a\n: b\n\nc\nd:\n\n: e\n\n  f\n: g", []string{"definition a b", "definition c d: e", "definition f", "definition g"}},
		{"list in a definition", "a\n: * b\n  * c", []string{"definition a", "list b", "list c"}},
		{"quote", "> a\nb\n>\n> * c", []string{"note a b", "list c"}},
		{"code", "~~~ yang\nleaf a;\n\n  # b\n~~~\n\n    c", []string{"code leaf a;\n\n  # b", "figure c"}},
		{"fence in a list", "* a\n\n  ~~~\n  b\n  ~~~\n* c", []string{"list a", "figure b", "list c"}},
		{"open fence", "~~~\na\n# b", []string{"figure a\n# b"}},
		{"table", "| a | b |\n|---|---|\n| c | `d|e` |\n| f \\| g | |", []string{"table-row a | b", "table-row c | d|e", "table-row f | g |"}},
		{"rule", "a\n\n* * *\n\nb", []string{"paragraph a", "paragraph b"}},
		{"element", "<aside><t>a {{s}}</t></aside>\n\n<aside markdown=\"block\">\n**b**\n</aside>\n\nc", []string{"note a Section 1", "note b", "paragraph c"}},
		{"comment", "{::comment}\na\n\n# b\n{:/comment}\nc", []string{"paragraph c"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := parseKramdown(Draft{Path: "draft.md", Source: []byte("---\ntitle: T\n--- middle\n\n# The Section {#s}\n\n" + test.source + "\n")})
			if err != nil {
				t.Fatal(err)
			}
			checkInvariants(t, d)
			var got []string
			for _, b := range d.Blocks {
				got = append(got, string(b.Kind)+" "+d.String(b.Text))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("blocks (-want +got):\n%s", diff)
			}
		})
	}
}

// TestKramdownNumbers counts sections as the processor does.
func TestKramdownNumbers(t *testing.T) {
	const source = `---
title: T
normative:
  A:
    title: A
informative:
  RFC7258:
--- abstract

Text.

--- middle

# One
## One One
#### Too Deep
# Two {#two}
# Unnumbered
{:numbered="false"}
## Below It
{:numbered="false"}

Setext
======

--- back

# First
## Below
# Second
`
	d, err := parseKramdown(Draft{Path: "draft.md", Source: []byte(strings.ReplaceAll(source, "\n#", "\n\n#"))})
	if err != nil {
		t.Fatal(err)
	}
	checkInvariants(t, d)
	var got []string
	for _, s := range d.Sections {
		got = append(got, strings.TrimSpace(s.Number+" "+s.Title))
	}
	want := []string{"Abstract", "1 One", "1.1 One One", "1.1.1 Too Deep", "2 Two", "Unnumbered", "Below It", "3 Setext", "4 References",
		"4.1 Normative References", "4.2 Informative References", "A First", "A.1 Below", "B Second"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sections (-want +got):\n%s", diff)
	}
}

// TestKramdownHead reads heads that are broken: what can be read is, the rest is a gap.
func TestKramdownHead(t *testing.T) {
	for _, test := range []struct {
		name, head string
		want       Metadata
		gaps       int
	}{
		{"usual", "title: >\n  A long\n  title\ndocname: draft-x-y-latest\ncat: bcp\nwg: Lamps WG\nauthor:\n- ins: A\n- ins: B\n",
			Metadata{Name: "draft-x-y", Title: "A long title", WorkingGroup: "lamps", Intended: "Best Current Practice", Authors: 2}, 0},
		{"one author", "title: 'It''s'\nauthor:\n  ins: A\n  org: B\nsubmissiontype: independent # or IETF\n",
			Metadata{Title: "It's", Stream: "Independent", Authors: 1}, 0},
		{"group from the name", "title: T\ndocname: draft-ietf-lamps-oil-03\nworkgroup: Lamps and Candles\n",
			Metadata{Name: "draft-ietf-lamps-oil-03", Title: "T", WorkingGroup: "lamps", Stream: "IETF"}, 0},
		{"broken", "title: \"T\n}{ not yaml\nauthor: [a, b]\n\t- x\n", Metadata{Title: "T }{ not yaml", Authors: 1}, 0},
		{"not a head", "no yaml at all\ntitle: T\n", Metadata{Title: "T"}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := parseKramdown(Draft{Path: "draft.md", Source: []byte("---\n" + test.head + "--- middle\n\n# A\n\nText.\n")})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, d.Meta); diff != "" {
				t.Errorf("metadata (-want +got):\n%s", diff)
			}
			if len(d.Gaps) != test.gaps || len(d.Blocks) != 1 {
				t.Errorf("gaps %v, want %d; blocks %q", d.Gaps, test.gaps, d.Text)
			}
		})
	}
}

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
