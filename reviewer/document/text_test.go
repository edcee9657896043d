package document

import (
	"bytes"
	"fmt"
	"math/rand"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// blocksOf reads a text and lists its blocks, as "kind language: text".
func blocksOf(t *testing.T, text string) []string {
	t.Helper()
	d := readText(t, text)
	var list []string
	for _, b := range d.Blocks {
		kind := string(b.Kind)
		if b.Language != "" {
			kind += " " + b.Language
		}
		list = append(list, kind+": "+d.String(b.Text))
	}
	return list
}

func readText(t testing.TB, text string) *Document {
	t.Helper()
	d, err := parseText(Draft{Path: "draft.txt", Source: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	checkInvariants(t, d)
	return d
}

// body sets lines under a heading, in a text whose body is indented as in RFCs.
func body(lines ...string) string {
	return "Sensors Group                                                     A. Doe\n\n\n                         Sensor Text\n\nAbstract\n\n   This text says how a sensor on a wall sends what it has seen to a hub.\n\n1.  Introduction\n\n" +
		strings.Join(lines, "\n") + "\n"
}

const bodyBlocks = 3 // the blocks that body sets before its lines

func TestTextBlocks(t *testing.T) {
	tests := []struct {
		name  string
		lines []string
		want  []string
	}{
		{"paragraphs", []string{
			"   The hub keeps a list of all of the sensors that it has ever seen on",
			"   the wall.  It forgets none of them.",
			"",
			"   The list is never shown to anyone.",
		}, []string{
			"paragraph: The hub keeps a list of all of the sensors that it has ever seen on the wall. It forgets none of them.",
			"paragraph: The list is never shown to anyone.",
		}},
		{"broken words", []string{
			"   The hub offers end-",
			"   to-end encryption of the read/",
			"   write log and a pre-",
			"   and a post-check, and an IP-",
			"   TLS bridge.",
		}, []string{
			"paragraph: The hub offers end-to-end encryption of the read/write log and a pre- and a post-check, and an IP-TLS bridge.",
		}},
		{"bullets", []string{
			"   o  The first item runs over",
			"      two lines.",
			"",
			"      It has a second paragraph.",
			"",
			"   o  The second item.",
			"   *  A star.",
			"   -  A dash.",
			"   +  A plus.",
		}, []string{
			"list: o The first item runs over two lines.",
			"paragraph: It has a second paragraph.",
			"list: o The second item.",
			"list: * A star.",
			"list: - A dash.",
			"list: + A plus.",
		}},
		{"numbers and letters", []string{
			"   1.  Open the box.",
			"",
			"   (2) Shut the box.",
			"",
			"   a)  Throw it away.",
			"",
			"   iv. Take it back.",
		}, []string{
			"list: 1. Open the box.",
			"list: (2) Shut the box.",
			"list: a) Throw it away.",
			"list: iv. Take it back.",
		}},
		{"definitions", []string{
			"   Hub:  The box that all of the sensors on the wall report",
			"      to.",
			"",
			"   sensor",
			"      A thing on the wall that sees and reports.",
			"",
			"   Wall:  What it hangs on.",
		}, []string{
			"definition: Hub: The box that all of the sensors on the wall report to.",
			"definition: sensor A thing on the wall that sees and reports.",
			"definition: Wall: What it hangs on.",
		}},
		{"definitions in one run", []string{
			"   hub:  The box that all of the sensors on the wall",
			"      report to.",
			"   wall:  What the sensors hang on, and what the hub",
			"      hangs on too.",
		}, []string{
			"definition: hub: The box that all of the sensors on the wall report to.",
			"definition: wall: What the sensors hang on, and what the hub hangs on too.",
		}},
		{"notes", []string{
			"   NOTE: The hub is not in scope.",
			"",
			"   |  Note: This stands in an aside that runs over two lines of",
			"   |  the text.",
		}, []string{
			"note: NOTE: The hub is not in scope.",
			"note: Note: This stands in an aside that runs over two lines of the text.",
		}},
		{"indented prose", []string{
			"         A user of the hub walks by a sensor, and the sensor tells the",
			"         hub of it.",
		}, []string{
			"paragraph: A user of the hub walks by a sensor, and the sensor tells the hub of it.",
		}},
		{"packet", []string{
			"    0                   1",
			"    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5",
			"   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+",
			"   |     Kind      |    Length     |",
			"   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+",
		}, []string{
			"figure packet:     0                   1\n    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5\n   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+\n   |     Kind      |    Length     |\n   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+",
		}},
		{"message flow", []string{
			"       Sensor                      Hub",
			"         |                          |",
			"         |------ report ----------->|",
			"",
			"         |<----- thanks ------------|",
		}, []string{
			"figure:        Sensor                      Hub\n         |                          |\n         |------ report ----------->|\n\n         |<----- thanks ------------|",
		}},
		{"prose before a figure, without a blank line", []string{
			"   The sensor sends a report to the hub, and the hub thanks it as is",
			"   shown here:",
			"      +--------+      +-----+",
			"      | sensor |----->| hub |",
			"      +--------+      +-----+",
		}, []string{
			"paragraph: The sensor sends a report to the hub, and the hub thanks it as is shown here:",
			"figure:       +--------+      +-----+\n      | sensor |----->| hub |\n      +--------+      +-----+",
		}},
		{"grammar in parts", []string{
			"      report = kind SP 1*DIGIT",
			"      kind   = %x41-5A / %x61-7A",
			"",
			"      ; what the hub says",
			"      thanks = \"ok\" CRLF",
		}, []string{
			"code abnf:       report = kind SP 1*DIGIT\n      kind   = %x41-5A / %x61-7A\n\n      ; what the hub says\n      thanks = \"ok\" CRLF",
		}},
		{"object", []string{
			"   {",
			"     \"sensor\": 5,",
			"",
			"     \"seen\": [\"cat\", \"dog\"]",
			"   }",
			"",
			"   The hub reads the object and keeps all of it for ever.",
		}, []string{
			"code json:    {\n     \"sensor\": 5,\n\n     \"seen\": [\"cat\", \"dog\"]\n   }",
			"paragraph: The hub reads the object and keeps all of it for ever.",
		}},
		{"message", []string{
			"   GET /sensors/5 HTTP/1.1",
			"   Host: hub.example",
			"   Accept: text/plain;q=0.5",
		}, []string{
			"code http:    GET /sensors/5 HTTP/1.1\n   Host: hub.example\n   Accept: text/plain;q=0.5",
		}},
		{"module", []string{
			"   <CODE BEGINS> file \"hub.yang\"",
			"   module hub {",
			"     leaf sensor {",
			"       description",
			"         \"The number of the sensor on the wall that has seen the",
			"          person who walks by.\";",
			"     }",
			"",
			"   }",
			"   <CODE ENDS>",
			"",
			"   That is all.",
		}, []string{
			"code yang:    <CODE BEGINS> file \"hub.yang\"\n   module hub {\n     leaf sensor {\n       description\n         \"The number of the sensor on the wall that has seen the\n          person who walks by.\";\n     }\n\n   }\n   <CODE ENDS>",
			"paragraph: That is all.",
		}},
		{"drawn table", []string{
			"   +======+===========+",
			"   | Kind | What it   |",
			"   |      | means     |",
			"   +======+===========+",
			"   | cat  | A cat was |",
			"   |      | seen.     |",
			"   +------+-----------+",
			"   | dog  | A dog was |",
			"   |      | seen.     |",
			"   +------+-----------+",
			"",
			"   Table 1: Kinds",
		}, []string{
			"table-row: Kind | What it means",
			"table-row: cat | A cat was seen.",
			"table-row: dog | A dog was seen.",
			"paragraph: Table 1: Kinds",
		}},
		{"table in columns", []string{
			"      Kind     Meaning of it",
			"      ----     -------------",
			"      cat      A cat was seen",
			"               by the sensor",
			"      dog      A dog was seen",
		}, []string{
			"table-row: Kind | Meaning of it",
			"table-row: cat | A cat was seen by the sensor",
			"table-row: dog | A dog was seen",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := blocksOf(t, body(test.lines...))
			if diff := cmp.Diff(test.want, got[min(bodyBlocks, len(got)):]); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// paged is a small draft of our own, with pages.
const paged = `



Sensors Group                                                     A. Doe
Internet-Draft                                              Example Corp
Intended status: Standards Track                                  B. Roe
Expires: 1 March 2031                                   28 February 2030


                      How Sensors Talk to the Hub
                     draft-ietf-sensors-talking-07

Abstract

   This text says how a sensor on a wall sends what it has seen to a hub.

Status of This Memo

   Nobody has agreed to this text.

Table of Contents

   1. Introduction ....................................................2
      1.1. What the Hub Keeps, and for How
           Long .......................................................2
   2. Security Considerations .........................................2
   Appendix A. Walls ..................................................3




Doe & Roe                Expires 1 March 2031                   [Page 1]
` + "\f" + `
Internet-Draft               Sensor Talk                   February 2030


1.  Introduction

   The sensor speaks first.  Then the hub answers, and what it says is

   1. Introduction is not a heading here.

1.1.  What the Hub Keeps, and for How
      Long

   The hub keeps the name of the person that a sensor has seen, and the




Doe & Roe                Expires 1 March 2031                   [Page 2]
` + "\f" + `
Internet-Draft               Sensor Talk                   February 2030


   time of day.

2.  Security Considerations

   There are none.

Appendix A.  Walls

   Walls are flat.

References

   [BOX]      Doe, A., "A Box on a Wall", 2029.

   [WALL]     Roe, B., "The Wall: What It Is and
              Why", 2028.

Authors' Addresses

   A. Doe
   Example Corp

Doe & Roe                Expires 1 March 2031                   [Page 3]
`

func TestTextPages(t *testing.T) {
	for _, ending := range []string{"\n", "\r\n"} {
		d := readText(t, strings.ReplaceAll(paged, "\n", ending))
		var sections []string
		for _, s := range d.Sections {
			sections = append(sections, fmt.Sprintf("%d %s|%s|%s", s.Level, s.Number, s.Title, s.Kind))
		}
		want := []string{
			"1 |Abstract|abstract", "1 |Status of This Memo|boilerplate", "1 |Table of Contents|boilerplate",
			"1 1|Introduction|introduction", "2 1.1|What the Hub Keeps, and for How Long|body",
			"1 2|Security Considerations|security", "1 A|Walls|appendix", "1 |References|references", "1 |Authors' Addresses|authors",
		}
		if diff := cmp.Diff(want, sections); diff != "" {
			t.Error(diff)
		}
		meta := Metadata{Name: "draft-ietf-sensors-talking-07", Title: "How Sensors Talk to the Hub", WorkingGroup: "sensors",
			Intended: "Standards Track", Date: "28 February 2030", Stream: "IETF", Authors: 2}
		if diff := cmp.Diff(meta, d.Meta); diff != "" {
			t.Error(diff)
		}
		if bytes.Contains(d.Text, []byte("[Page")) || bytes.Contains(d.Text, []byte("Internet-Draft               Sensor")) {
			t.Error("a page header or footer is in the text")
		}
		checkPagedBlocks(t, d)
	}
}

func checkPagedBlocks(t *testing.T, d *Document) {
	t.Helper()
	found := map[string]BlockKind{}
	for _, b := range d.Blocks {
		found[d.String(b.Text)] = b.Kind
	}
	for text, kind := range map[string]BlockKind{
		"The hub keeps the name of the person that a sensor has seen, and the time of day.": BlockParagraph,
		"Nobody has agreed to this text.":                         BlockBoilerplate,
		"[BOX] Doe, A., \"A Box on a Wall\", 2029.":               BlockReference,
		"[WALL] Roe, B., \"The Wall: What It Is and Why\", 2028.": BlockReference,
		"1. Introduction is not a heading here.":                  BlockList,
		"A. Doe Example Corp":                                     BlockBoilerplate,
	} {
		if found[text] != kind {
			t.Errorf("%q is %q, want %q", text, found[text], kind)
		}
	}
	at := bytes.Index(d.Text, []byte("The hub keeps the name"))
	first, last := d.LineSpan(Span{at, at + len("The hub keeps the name of the person that a sensor has seen, and the time of day.")})
	if !strings.Contains(d.LineText(first), "The hub keeps") || !strings.Contains(d.LineText(last), "time of day.") {
		t.Errorf("lines %d to %d: %q to %q", first, last, d.LineText(first), d.LineText(last))
	}
	if got := d.Page(d.SourceSpan(Span{at, at + 1}).Start); got != 2 {
		t.Errorf("page %d, want 2", got)
	}
	if got := d.Page(len(d.Source) - 1); got != 3 {
		t.Errorf("last page %d, want 3", got)
	}
}

func TestTextFlushLeft(t *testing.T) {
	d := readText(t, `Network Group                    B. Roe
Request for Comments: 9999

A NOTE ON WALLS

INTRODUCTION

The wall is what all of the sensors hang on, and what the hub hangs on.
It does not move, and the sensors do not move.

1. THE WALL

The wall is old.  It was built in the year in which the first hub was
sold, and nobody knows who built it.

HOW TO PAINT IT

Use a brush and a bucket of paint for the wall, and paint it from the
top to the floor.
`)
	var titles []string
	for _, s := range d.Sections {
		titles = append(titles, s.Number+"|"+s.Title)
	}
	if diff := cmp.Diff([]string{"|INTRODUCTION", "1|THE WALL", "|HOW TO PAINT IT"}, titles); diff != "" {
		t.Error(diff)
	}
	if d.Meta.Name != "rfc9999" || d.Meta.Authors != 1 || d.Meta.Title != "A NOTE ON WALLS" {
		t.Errorf("metadata %+v", d.Meta)
	}
}

func TestTextUnpagedContents(t *testing.T) {
	d := readText(t, `Sensors Group                                                     A. Doe


                         Sensor Text

Abstract

   This text says how a sensor on a wall sends what it has seen to a hub.

Table of Contents

   1.  Introduction to the Hub
   2.  What the Sensors of the Wall
       Say to It
     2.1.  Of Walls and of the Use of Paint
   Acknowledgements
   Authors' Addresses

2.  What the Sensors of the Wall
    Say to It

   They say what they see.
`)
	last := d.Sections[len(d.Sections)-1]
	if last.Number != "2" || last.Title != "What the Sensors of the Wall Say to It" || len(d.Sections) != 3 {
		t.Errorf("%d sections, the last is %q %q", len(d.Sections), last.Number, last.Title)
	}
	table := d.Blocks[len(d.Blocks)-2]
	if table.Kind != BlockBoilerplate || !strings.Contains(d.String(table.Text), "Of Walls") {
		t.Errorf("the table of contents is %s: %q", table.Kind, d.String(table.Text))
	}
}

func TestTextHidden(t *testing.T) {
	d := readText(t, "\ufeff"+body("   The hub\u200b keeps \u202eall\u202c of the \x00names, caf\xe9 and caf\u00e9 alike, for ever."))
	var reasons []string
	for _, h := range d.Hidden {
		reasons = append(reasons, h.Reason)
	}
	want := []string{"zero-width character", "bidirectional control", "bidirectional control", "control character"}
	if diff := cmp.Diff(want, reasons); diff != "" {
		t.Error(diff)
	}
	last := d.Sentences[len(d.Sentences)-1]
	if got := d.String(last.Text); got != "The hub keeps all of the names, café and café alike, for ever." {
		t.Errorf("sentence %q", got)
	}
}

func TestLiteralControls(t *testing.T) {
	b := newBuilder(Draft{Source: []byte("ab&#x202e;cd")}, FormatXML)
	b.begin(BlockParagraph, "")
	b.prose(0, 2)
	b.literal("\u202e \x01é", 2)
	b.prose(10, 12)
	d := b.finish()
	if got := string(d.Text); got != "ab écd\n" {
		t.Errorf("text %q", got)
	}
	if len(d.Hidden) != 2 || d.Hidden[0].Reason != "bidirectional control" || d.Hidden[0].Source != (Span{2, 3}) || d.Hidden[1].Reason != "control character" {
		t.Errorf("hidden %+v", d.Hidden)
	}
}

func TestTextLongestControls(t *testing.T) {
	d := readText(t, "The hub is here.\n\n"+strings.Repeat("\u200b\u202e", 50_000))
	if len(d.Hidden) != maxHiddenControls {
		t.Errorf("%d records, want %d", len(d.Hidden), maxHiddenControls)
	}
}

// TestTextHostile reads what no author writes, and checks that it takes neither long nor much memory.
func TestTextHostile(t *testing.T) {
	const size = 4 << 20
	random := make([]byte, size)
	rand.New(rand.NewSource(1)).Read(random)
	fill := func(s string) []byte { return bytes.Repeat([]byte(s), size/len(s)) }
	for _, test := range []struct {
		name   string
		source []byte
	}{
		{"one line of words", fill("word ")}, {"one word", fill("x")}, {"blank lines", fill("\n")}, {"form feeds", fill("\f\n")},
		{"nul", fill("\x00")}, {"spaces", fill(" ")}, {"short lines", fill("a\n")}, {"short paragraphs", fill("a\n\n")},
		{"short sentences", fill("A b. ")}, {"dots", fill(".")}, {"strokes", fill("|")}, {"rules", fill("+-")}, {"table", fill("| a | b |\n")},
		{"wide table", fill("|\n+\n")}, {"braces", fill("{\n")}, {"open braces", fill("foo {\n\n")}, {"headings", fill("1.  Foo\n\n")}, {"named headings", fill("Abstract\n\n")},
		{"contents", append([]byte("Table of Contents\n\n"), fill("   1. Foo\n\n   1.1. Bar ... 3\n")...)},
		{"wrapped contents", append([]byte("Table of Contents\n\n   1. Foo\n"), fill("        bar baz\n")...)},
		{"pages", fill("a\n[Page 1]\n\f\nRFC 1   x   y 99\n")}, {"numbers", fill("1.1.1.1.1.1.1.1.1.1")}, {"controls", fill("a\u200b")},
		{"latin", fill("\xe9")}, {"continuation", fill("\x80")}, {"module", append([]byte("<CODE BEGINS>\n"), fill("x\n\n")...)},
		{"hyphens", fill("a-\n")}, {"quotes", fill(".\" ")}, {"tabs", fill("\t a")}, {"random", random},
	} {
		t.Run(test.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			d, err := parseText(Draft{Source: test.source})
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if err != nil {
				t.Fatal(err)
			}
			if took > 20*time.Second {
				t.Errorf("took %v", took)
			}
			// the most is what MaxBlocks blocks take, however long the text
			if used := after.TotalAlloc - before.TotalAlloc; used > 60*size+1<<30 {
				t.Errorf("allocated %d bytes for %d", used, size)
			}
			t.Logf("%v, %d MB, %d blocks, %d sentences", took, (after.TotalAlloc-before.TotalAlloc)>>20, len(d.Blocks), len(d.Sentences))
		})
	}
}

func TestLineIndex(t *testing.T) {
	for _, source := range []string{"", "a", "\n", "a\nb", "a\n\nb\n", strings.Repeat("line of some length\n", 3000), strings.Repeat("\n", 9000), strings.Repeat("x", 9000) + "\ny"} {
		d := &Document{Source: []byte(source), lines: indexLines([]byte(source))}
		lines := strings.SplitAfter(source, "\n")
		if lines[len(lines)-1] == "" {
			lines = lines[:len(lines)-1]
		}
		if got := d.LineCount(); got != len(lines) {
			t.Errorf("%d lines, want %d", got, len(lines))
		}
		at := 0
		for i, line := range lines {
			if got := d.Line(at); got != i+1 {
				t.Fatalf("offset %d is on line %d, want %d", at, got, i+1)
			}
			if got := d.Line(at + len(line) - 1); got != i+1 {
				t.Fatalf("offset %d is on line %d, want %d", at+len(line)-1, got, i+1)
			}
			if i%97 == 0 && d.LineText(i+1) != strings.TrimSuffix(line, "\n") {
				t.Fatalf("line %d is %q, want %q", i+1, d.LineText(i+1), line)
			}
			at += len(line)
		}
		if d.LineText(0) != "" || d.LineText(len(lines)+1) != "" {
			t.Error("a line outside has text")
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add([]byte(paged))
	f.Add([]byte(body("   o  A b.", "", "   +--+--+", "   | a| b|", "   +--+--+")))
	f.Add([]byte("\ufeff\x00\f\r\n\v\t x\u202e\xff"))
	f.Fuzz(func(t *testing.T, source []byte) {
		d, err := parseText(Draft{Path: "draft.txt", Source: source})
		if err != nil {
			t.Fatal(err)
		}
		checkInvariants(t, d)
		again, _ := parseText(Draft{Path: "draft.txt", Source: source})
		if !bytes.Equal(d.Text, again.Text) || len(d.Sentences) != len(again.Sentences) {
			t.Error("a second reading differs")
		}
	})
}

func BenchmarkText(b *testing.B) {
	source := []byte(strings.Repeat(paged, 200))
	b.SetBytes(int64(len(source)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parseText(Draft{Source: source}); err != nil {
			b.Fatal(err)
		}
	}
}
