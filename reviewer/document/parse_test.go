package document

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what the parsers give into testdata/parse")

// TestParseFiles compares what is read from each file in testdata/parse with the file beside it that ends in ".want".
func TestParseFiles(t *testing.T) {
	paths, err := filepath.Glob("testdata/parse/*.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, ".want") {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			d, err := Parse(Draft{Path: path, Source: source})
			if err != nil {
				t.Fatal(err)
			}
			checkInvariants(t, d)
			got := outline(d)
			if *update {
				if err := os.WriteFile(path+".want", []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path + ".want")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("run go test -update if this is right (-want +got):\n%s", diff)
			}
		})
	}
}

// outline writes a document down: metadata, gaps, hidden text, then each section and block with the lines of its source.
func outline(d *Document) string {
	var s strings.Builder
	m := d.Meta
	fmt.Fprintf(&s, "%s %s: %q by %d, group %q, stream %q, %q, %q\n", d.Format, m.Name, m.Title, m.Authors, m.WorkingGroup, m.Stream, m.Intended, m.Date)
	for _, g := range d.Gaps {
		fmt.Fprintf(&s, "gap %d: %s\n", d.Line(g.Source.Start), g.What)
	}
	for _, h := range d.Hidden {
		fmt.Fprintf(&s, "hidden %d: %s: %q\n", d.Line(h.Source.Start), h.Reason, h.Text)
	}
	section := -1
	for _, b := range d.Blocks {
		for section < b.Section {
			section++
			h := d.Sections[section]
			fmt.Fprintf(&s, "\n%d: %s [%s] %s (%s)\n", d.Line(h.Heading.Start), strings.Repeat("#", h.Level), h.Number, h.Title, h.Kind)
		}
		first, last := d.LineSpan(b.Text)
		fmt.Fprintf(&s, "%d-%d %s", first, last, b.Kind)
		if b.Language != "" {
			fmt.Fprintf(&s, " (%s)", b.Language)
		}
		fmt.Fprintf(&s, ": %s\n", strings.ReplaceAll(d.String(b.Text), "\n", "\n    | "))
	}
	return s.String()
}

// TestDetect tells formats from the first bytes, and from the name of the file only where they do not tell.
func TestDetect(t *testing.T) {
	for _, test := range []struct {
		path, source string
		want         Format
	}{
		{"a", "<?xml version='1.0'?>\n<!-- x -->\n<!DOCTYPE rfc SYSTEM 'rfc2629.dtd'>\n<rfc>", FormatXML},
		{"a.txt", "\xEF\xBB\xBF<rfc category='std'>", FormatXML},
		{"a.txt", "<rfcs>\n", FormatText},
		{"a.xml", "<note/>", FormatXML},
		{"a", "---\ntitle: T\n\n--- abstract\n\nA.\n\n--- middle\n", FormatKramdown},
		{"a.txt", "---\r\ntitle: T\r\n\r\n--- abstract \r\n\r\nA.\r\n", FormatKramdown},
		{"a.md", "---\ntitle: T\n---\n\nsee --- abstract thought\n", FormatMarkdown},
		{"a", "%%%\ntitle = \"T\"\n%%%\n", FormatMmark},
		{"a.md", "# One\n\n{mainmatter}\n", FormatMmark},
		{"a", "<h1>T</h1>\n<pre class='metadata'>\nTitle: T\n</pre>\n", FormatBikeshed},
		{"a", "<pre class=\"metadata\">", FormatBikeshed},
		{"a.bs", "# Only Markdown\n", FormatBikeshed},
		{"a", "# One\n\n## Two\n\nText.\n", FormatMarkdown},
		{"a.MD", "Only text.\n", FormatMarkdown},
		{"rfc1.txt", "Network Working Group\n\n# not a heading of Markdown\n", FormatText},
		{"-", "1.  Introduction\n\n   A text.\n", FormatText},
	} {
		if got := Detect(Draft{Path: test.path, Source: []byte(test.source)}); got != test.want {
			t.Errorf("Detect(%s, %.40q) = %s, want %s", test.path, test.source, got, test.want)
		}
	}
}

// hostile are drafts that are made to take long or to fill the memory, in as many bytes as are asked for.
var hostile = []struct {
	name   string
	source func(size int) string
}{
	{"xml one line", func(n int) string { return "<rfc><middle><t>" + strings.Repeat("a ", n/2) }},
	{"xml nested", func(n int) string { return "<rfc><middle>" + strings.Repeat("<section><t>", n/12) }},
	{"xml siblings", func(n int) string { return "<rfc><middle>" + strings.Repeat("<t>", n/3) }},
	{"xml end tags", func(n int) string {
		return "<rfc>" + strings.Repeat("<t>", 400) + strings.Repeat("</section></x>", n/14)
	}},
	{"xml unclosed tags", func(n int) string { return "<rfc><middle>" + strings.Repeat("<t a='", n/6) }},
	{"xml unclosed comments", func(n int) string { return "<rfc><middle>" + strings.Repeat("<!-- ", n/5) }},
	{"xml ampersands", func(n int) string { return "<rfc><middle><t>" + strings.Repeat("&", n) }},
	{"xml attributes", func(n int) string {
		return "<rfc><middle><section " + strings.Repeat("a='' ", n/5) + "><t>x</t></section>"
	}},
	{"xml entity bomb", func(n int) string {
		return "<!DOCTYPE rfc [<!ENTITY a \"" + strings.Repeat("a", 1000) + "\"><!ENTITY b \"&a;&a;\">]><rfc><middle><t>" + strings.Repeat("&a;&b;", n/6)
	}},
	{"xml entities", func(n int) string { return "<!DOCTYPE rfc [" + strings.Repeat("<!ENTITY a 'b'>", n/15) + "]><rfc/>" }},
	{"xml cells", func(n int) string { return "<rfc><middle><texttable>" + strings.Repeat("<c>x</c>", n/8) }},
	{"xml tables in cells", func(n int) string { return "<rfc><middle>" + strings.Repeat("<table><tr><td>", n/15) }},
	{"xml terms", func(n int) string { return "<rfc><middle><section><dl>" + strings.Repeat("<dt>", n/4) }},
	{"xml raised", func(n int) string { return "<rfc><middle><section><t>" + strings.Repeat("<sup>", n/5) }},
	{"xml references", func(n int) string { return "<rfc><middle><t>" + strings.Repeat("<xref target='a'>", n/17) }},
	{"kramdown one line", func(n int) string { return kramdownHead + strings.Repeat("a ", n/2) }},
	{"kramdown lists", func(n int) string { return kramdownHead + strings.Repeat("* ", n/2) }},
	{"kramdown deep lists", func(n int) string {
		var s strings.Builder
		for i := 0; s.Len() < n; i++ {
			s.WriteString(strings.Repeat(" ", 2*(i%1000)) + "* a\n")
		}
		return kramdownHead + s.String()
	}},
	{"kramdown quotes", func(n int) string { return kramdownHead + strings.Repeat(">", n) }},
	{"kramdown quoted lines", func(n int) string { return kramdownHead + strings.Repeat(strings.Repeat("> ", 100)+"a\n", n/202) }},
	{"kramdown stars", func(n int) string { return kramdownHead + strings.Repeat("*a **b ", n/7) }},
	{"kramdown underlines", func(n int) string { return kramdownHead + strings.Repeat("_a", n/2) + strings.Repeat("a_ ", 10) }},
	{"kramdown brackets", func(n int) string { return kramdownHead + strings.Repeat("[", n/2) + strings.Repeat("]", n/2) }},
	{"kramdown links", func(n int) string { return kramdownHead + strings.Repeat("[a](", n/4) }},
	{"kramdown ticks", func(n int) string {
		var s strings.Builder
		for i := 1; s.Len() < n; i++ {
			s.WriteString(strings.Repeat("`", 1+i%20) + " ")
		}
		return kramdownHead + s.String()
	}},
	{"kramdown braces", func(n int) string { return kramdownHead + strings.Repeat("{{", n/2) }},
	{"kramdown attributes", func(n int) string { return kramdownHead + strings.Repeat("{: #a}\n", n/7) }},
	{"kramdown names of attributes", func(n int) string { return kramdownHead + strings.Repeat("{:a: a a a a a}\n", n/16) + "# A\n{:a}\n" }},
	{"kramdown tables", func(n int) string { return kramdownHead + strings.Repeat("|", n) }},
	{"kramdown cells", func(n int) string { return kramdownHead + "|`" + strings.Repeat("|", n) + "`|" }},
	{"kramdown elements", func(n int) string { return kramdownHead + strings.Repeat("<figure>\n", n/9) }},
	{"kramdown tags", func(n int) string { return kramdownHead + strings.Repeat("a <b ", n/5) }},
	{"kramdown comments", func(n int) string { return kramdownHead + strings.Repeat("<!-- ", n/5) }},
	{"kramdown blank lines", func(n int) string { return kramdownHead + strings.Repeat("\n", n) }},
	{"kramdown definitions", func(n int) string { return kramdownHead + strings.Repeat("a\n: ", n/4) }},
	{"kramdown nested definitions", func(n int) string { return kramdownHead + "a\n" + strings.Repeat(": ", n/2) }},
	{"kramdown fences", func(n int) string { return kramdownHead + strings.Repeat("~~~\n", n/4) }},
	{"kramdown fences in lists", func(n int) string { return kramdownHead + strings.Repeat("* ~~~\n", n/6) }},
	{"kramdown headings", func(n int) string { return kramdownHead + strings.Repeat("# A\n\n", n/5) }},
	{"kramdown underlined", func(n int) string { return kramdownHead + strings.Repeat("A\n---\n", n/6) }},
	{"kramdown parts", func(n int) string { return kramdownHead + strings.Repeat("--- back\n", n/9) }},
	{"kramdown citations", func(n int) string { return kramdownHead + strings.Repeat("{{?RFC1}} ", n/10) }},
	{"kramdown head", func(n int) string { return "---\n" + strings.Repeat("a:\n", n/3) + "--- abstract\n\n" }},
	{"kramdown deep head", func(n int) string { return "---\n" + strings.Repeat("- ", n/2) + "\n--- abstract\n\n" }},
	{"markdown tags", func(n int) string { return "# A\n\n## B\n\n" + strings.Repeat("<div>\n", n/6) }},
	{"markdown footnotes", func(n int) string { return "# A\n\n## B\n\n" + strings.Repeat("[^a]: ", n/6) }},
	{"mmark citations", func(n int) string { return "%%%\n%%%\n" + strings.Repeat("[@a", n/3) }},
	{"mmark asides", func(n int) string { return "%%%\n%%%\n" + strings.Repeat("A>", n/2) }},
	{"bikeshed tags", func(n int) string {
		return bikeshedHead + strings.Repeat("<div><p>", n/8) + strings.Repeat("</div>", 100)
	}},
	{"bikeshed end tags", func(n int) string {
		return bikeshedHead + strings.Repeat("<div>", 500) + strings.Repeat("</p></li>", n/9)
	}},
	{"bikeshed raw", func(n int) string { return bikeshedHead + strings.Repeat("<pre>", n/5) }},
	{"bikeshed unclosed", func(n int) string { return bikeshedHead + strings.Repeat("<div a='", n/8) }},
	{"bikeshed ticks", func(n int) string { return bikeshedHead + "`" + strings.Repeat("<p>", n/3) }},
	{"bikeshed shorthands", func(n int) string { return bikeshedHead + strings.Repeat("[= {{ <{ '' [[ |", n/16) }},
	{"bikeshed terms", func(n int) string { return bikeshedHead + strings.Repeat("<dt>a<td>", n/9) }},
	{"bikeshed rows", func(n int) string { return bikeshedHead + strings.Repeat("<tr><td>a", n/9) }},
	{"bikeshed code", func(n int) string { return bikeshedHead + "<pre>" + strings.Repeat("<", n) + "</pre>" }},
	{"bikeshed heading", func(n int) string { return bikeshedHead + strings.Repeat("<h2>a\n", n/6) }},
}

const (
	kramdownHead = "---\ntitle: T\n\n--- abstract\n\nA.\n\n--- middle\n\n"
	bikeshedHead = "<pre class=metadata>\nTitle: T\n</pre>\n\n"
)

// TestParseHostile reads drafts that would take minutes if the time were not linear.
func TestParseHostile(t *testing.T) {
	size := 1 << 18
	if s, err := strconv.Atoi(os.Getenv("RIGHTSREVIEW_HOSTILE_BYTES")); err == nil {
		size = s
	}
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			source := []byte(h.source(size))
			start := time.Now()
			d, err := Parse(Draft{Path: "draft", Source: source})
			if took, limit := time.Since(start), time.Duration(size)*10*time.Microsecond; took > limit {
				t.Errorf("%d bytes took %v, want at most %v", len(source), took, limit)
			}
			if err != nil {
				t.Fatal(err)
			}
			if len(d.Blocks) < 20_000 {
				checkInvariants(t, d)
			}
		})
	}
}

// TestParseRefuses names what cannot be read at all.
func TestParseRefuses(t *testing.T) {
	for _, test := range []struct{ path, source, want string }{
		{"empty.md", " \n\t", "empty.md: the draft is empty"},
		{"feed.xml", "<feed/>", "feed.xml: the draft starts like XML but has no <rfc> element"},
	} {
		_, err := Parse(Draft{Path: test.path, Source: []byte(test.source)})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Parse(%s) = %v, want an error with %q", test.path, err, test.want)
		}
	}
}
