package document

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// codeDocument makes a document of code blocks, cut at form feeds.
func codeDocument(language string, blocks ...string) *Document {
	source := []byte(strings.Join(blocks, "\f"))
	b := newBuilder(Draft{Path: "test", Source: source}, FormatText)
	b.section("1", "Code", 1, Span{})
	at := 0
	for _, text := range blocks {
		b.begin(BlockCode, language)
		b.code(at, at+len(text))
		at += len(text) + 1
	}
	return b.finish()
}

// brief gives the fields as "name|type|flags|default|description".
func brief(d *Document) []string {
	var out []string
	for _, f := range d.Fields {
		mark := ""
		if f.Mandatory {
			mark = "!"
		}
		out = append(out, strings.Join([]string{f.Name, f.Type, mark, f.Default, f.Description}, "|"))
	}
	return out
}

func TestFields(t *testing.T) {
	tests := []struct {
		name, language, text string
		want                 []string
	}{
		{"yang", LanguageYANG, `module visit-log {
  // who came
  container visitor {
    description "A person
                 who comes.";
    leaf mac-address {
      type yang:mac-address;
      mandatory true;
      description "Address " + "of the device.";
    }
    leaf-list badge { type string { length "1..20"; } }
    leaf keep { type boolean; default "true"; }
    choice proof { case passport { leaf passport-number { type string; } } }
  }
}`, []string{
			"visitor|container|||A person who comes.",
			`mac-address|yang:mac-address|!||Address " + "of the device.`,
			"badge|string|||", "keep|boolean||true|", "proof|choice|||", "passport-number|string|||",
		}},
		{"yang tree", languageYANGTree, `module: visit-log
  +--rw visitor
     +--rw mac-address     yang:mac-address
     +--rw badge*          string
     +--ro seen?           date-and-time {clock}?
     +--rw room* [name]
     +---x expel`, []string{
			"visitor||||", "mac-address|yang:mac-address|!||", "badge|string|||", "seen|date-and-time|||", "room||||", "expel||||",
		}},
		{"abnf", LanguageABNF, `access-param = "access-type" EQUAL token ; how the phone is joined
token-list   =/ 1*token
             ; at least one
Geo-Header   = "X-Geo-Cell:" SP value`, []string{
			`access-param|"access-type" EQUAL token|||how the phone is joined`, "access-type|literal|||",
			"token-list|1*token|||at least one", `Geo-Header|"X-Geo-Cell:" SP value|||`, "X-Geo-Cell|literal|||",
		}},
		{"bnf", LanguageABNF, "<mailbox name> ::= <user> \"at\" <host>", []string{`mailbox name|<user> "at" <host>|||`}},
		{"cddl", LanguageCDDL, `person = {
  ? serial-number: tstr .size 12,   ; of the device
  user-id: bstr
  ? keep: bool .default true,
  * tstr => any
  "phone" => text,
}
wrapped = #6.24(bytes)`, []string{
			"person||||", "serial-number|tstr .size 12|||of the device", "user-id|bstr|!||", "keep|bool .default true||true|",
			"phone|text|!||", "wrapped|#6.24(bytes)|||",
		}},
		{"asn.1", LanguageASN1, `id-at-visitor OBJECT IDENTIFIER ::= { id-at 99 }
Visitor ::= SEQUENCE {
  nationalNumber  [0] PrintableString OPTIONAL, -- from the card
  gender          Gender DEFAULT female,
  inner SEQUENCE { homeTown UTF8String },
  method          ENUMERATED { card(0), face(1) } }
gone INTEGER ::= 5`, []string{
			"id-at-visitor|OBJECT IDENTIFIER|||", "Visitor|SEQUENCE|||",
			"nationalNumber|[0] PrintableString|||from the card", "gender|Gender||female|",
			"inner|SEQUENCE|!||", "homeTown|UTF8String|!||", "method|ENUMERATED|!||",
			"card|named number|||", "face|named number|||",
		}},
		{"mib", LanguageASN1, `visitName OBJECT-TYPE
    SYNTAX      DisplayString (SIZE (0..64))
    MAX-ACCESS  read-only
    STATUS      current
    DESCRIPTION
        "Name of the
         subscriber."
    DEFVAL { "nobody" }
    ::= { visitEntry 2 }
VisitEntry ::= SEQUENCE { visitIndex Integer32, visitName DisplayString }`, []string{
			`visitName|DisplayString (SIZE (0..64)) MAX-ACCESS read-only||"nobody"|Name of the subscriber.`,
			"VisitEntry|SEQUENCE|||", "visitIndex|Integer32|!||", "visitName|DisplayString|!||",
		}},
		{"json", LanguageJSON, `{ "userLocation": { "lat": 1.5, "on": true }, "ids": ["a: b"], "lat": 2 }`,
			[]string{"userLocation|object|||", "lat|number|||", "on|boolean|||", "ids|array|||"}},
		{"json schema", LanguageJSON, `{ "properties": { "birthday": { "type": "string", "description": "Day of birth", "default": "none" } },
  "required": ["birthday"] }`, []string{
			"properties|object|||", "birthday|string|!|none|Day of birth", "type|string|||", "description|string|||",
			"default|string|||", "required|array|||"}},
		{"xml", LanguageXML, `<?xml version="1.0"?><p:presence xmlns:p="urn:x" entity="a"><p:deviceID kind='mac'>1</p:deviceID></p:presence>`,
			[]string{"p:presence|element|||", "entity|attribute|||", "p:deviceID|element|||", "kind|attribute|||"}},
		{"xml schema", LanguageXML, `<xs:element name="sex" type="xs:string" minOccurs="0"><xs:annotation><xs:documentation>As in
 the passport</xs:documentation></xs:annotation></xs:element>
<xs:attribute name="age" type="xs:int" use="required" default="18"/>`,
			[]string{"sex|xs:string|||As in the passport", "age|xs:int|!|18|"}},
		{"dtd", LanguageXML, "<!ELEMENT visit (who)>\n<!ATTLIST visit\n  room CDATA #REQUIRED\n  day CDATA #IMPLIED>",
			[]string{"visit|(who)|||", "room|CDATA #REQUIRED|!||", "day|CDATA #IMPLIED|||"}},
		{"packet", LanguagePacket, `
 0                   1                   2                   3
 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|V| Hop  Limit  |  Visitor      |         Total Length          |
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|                                                               |
+                         Source Address                        +
|                                                               |
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
| Device        | Reserved                                      |
| Serial        |                                               |
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+`, []string{
			"Hop Limit|7 bits|||", "Visitor|8 bits|||", "Total Length|16 bits|||", "Source Address|64 bits|||",
			"Device Serial||||", "Reserved||||",
		}},
		{"bit fields", LanguagePacket, "Visit Packet {\n  Header Form (1) = 1,\n  Visitor ID (0..160),\n  [Room (16)],\n}",
			[]string{"Header Form|1|!||", "Visitor ID|0..160|!||", "Room|16|||"}},
		{"webidl", LanguageWebIDL, `[Exposed=Window]
partial interface Navigator {
  [SameObject] readonly attribute DOMString deviceMemory;
  Promise<boolean> track(DOMString who, optional long n = 3);
};
dictionary TrackInit : Base {
  required sequence<DOMString> ids;
  boolean silent = true;
};
enum Gender { "female", "male" };`, []string{
			"Navigator|partial interface|||", "deviceMemory|readonly attribute DOMString|||", "track|Promise<boolean>|||",
			"TrackInit|dictionary|||", "ids|required sequence<DOMString>|!||", "silent|boolean||true|",
			"Gender|enum|||", "female|enum value|||", "male|enum value|||",
		}},
		{"tls", languageTLS, `enum { hello(1), visit(7), (255) } KindOfVisit;
struct {
    opaque visitor_id<0..255>;   // who
    uint8  flags[4];
    select (kind) {
        case hello: Hello;
        case visit: opaque room<1..2^16-1>;
    } body;
} Visit;`, []string{
			"hello|enum value|||", "visit|enum value|||", "KindOfVisit|enum|||", "visitor_id|opaque<0..255>|||who",
			"flags|uint8[4]|||", "room|opaque<1..2^16-1>|||", "body|struct|||", "Visit|struct|||",
		}},
		{"c", LanguageC, "#include <x.h>\nstruct visit {\n  char *who; /* the person */\n  unsigned int when : 4;\n};\nint main(void) { int x = 1; return x; }",
			[]string{"visit|struct|||", "who|char *|||the person", "when|unsigned int|||"}},
		{"protocol buffer", LanguageC, "message Visit {\n  string who = 1;\n  repeated int32 rooms = 2;\n}",
			[]string{"Visit|struct|||", "who|string|||", "rooms|repeated int32|||"}},
		{"http", LanguageHTTP, "GET /visit HTTP/1.1\nHost: a.example\nX-Device-ID: 7\n\n{ \"phone\": \"1\" }",
			[]string{"Host|header field|||", "X-Device-ID|header field|||", "phone|string|||"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := codeDocument(test.language, test.text)
			if diff := cmp.Diff(test.want, brief(d)); diff != "" {
				t.Errorf("fields (-want +got):\n%s", diff)
			}
			checkFieldSpans(t, d)
		})
	}
}

// checkFieldSpans fails if a field does not stand where it says.
func checkFieldSpans(t *testing.T, d *Document) {
	t.Helper()
	for _, f := range d.Fields {
		if f.Block < 0 || f.Block >= len(d.Blocks) {
			t.Fatalf("field %q: block %d of %d", f.Name, f.Block, len(d.Blocks))
		}
		b := d.Blocks[f.Block].Text
		if f.Text.Start < b.Start || f.Text.End > b.End || f.Text.Len() <= 0 {
			t.Fatalf("field %q stands at %v, outside its block %v", f.Name, f.Text, b)
		}
		if f.Language != LanguagePacket && !strings.Contains(f.Name, "\uFFFD") && f.Name != strings.ToValidUTF8(d.String(f.Text), "") {
			t.Fatalf("field %q stands at %q", f.Name, d.String(f.Text))
		}
	}
}

func TestSniffLanguage(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"module", "module x {\n  namespace \"urn:x\";", LanguageYANG},
		{"leaf", "   leaf mac {\n     type string;\n   }", LanguageYANG},
		{"tree", "module: x\n  +--rw a\n     +--rw b?   string", languageYANGTree},
		{"abnf", "foo = bar / \"baz\"", LanguageABNF},
		{"abnf again", "token = 1*tchar\ntchar =/ %x21", LanguageABNF},
		{"old bnf", "<user> ::= <string>", LanguageABNF},
		{"cddl", "foo = { ? bar: tstr }", LanguageCDDL},
		{"cddl lines", "foo = {\n  ? bar: text,\n}", LanguageCDDL},
		{"asn.1", "Foo ::= SEQUENCE {\n a INTEGER }", LanguageASN1},
		{"mib", "foo OBJECT-TYPE\n SYNTAX INTEGER", LanguageASN1},
		{"webidl", "interface Foo { attribute long a; };", LanguageWebIDL},
		{"webidl enum", "enum Foo {\n  \"a\", \"b\" };", LanguageWebIDL},
		{"packet", " 0   1\n+-+-+-+-+\n| a |\n", LanguagePacket},
		{"bit fields", "Foo Frame {\n  Type (i) = 0x02,\n", LanguagePacket},
		{"json", "{ \"a\": 1 }", LanguageJSON},
		{"json lines", "[\n  {\n   \"a\" : [] } ]", LanguageJSON},
		{"xml", "<a b='c'>d</a>", LanguageXML},
		{"xml opening", "<?xml version=\"1.0\"?>\n<a>", LanguageXML},
		{"c", "struct foo {\n  int a;\n};", LanguageC},
		{"tls", "struct {\n  opaque a<0..255>;\n} Foo;", languageTLS},
		{"request", "POST /a HTTP/1.1\nHost: b", LanguageHTTP},
		{"status", "HTTP/1.1 200 OK\n", LanguageHTTP},
		{"sip", "INVITE sip:a@b.example SIP/2.0\nVia: x", LanguageHTTP},
		{"header field", "Accept-Thing: yes", LanguageHTTP},
		{"attributes", "   minOccurs=\"0\"/>\n   type=\"a\" />", ""},
		{"ladder", "Client                Server\n  |  hello   |\n  |--------->|", ""},
		{"shell", "$ make x = y", ""},
		{"assignment", "x = y + 1;\nz = f(x);", ""},
		{"placeholder", "<your name here> follows", ""},
		{"prose", "This is a sentence: it has no code.", ""},
		{"table", "+----+----+\n| a  | b  |\n+----+----+", ""},
		{"empty", " \n", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := sniffLanguage([]byte(test.text)); got != test.want {
				t.Errorf("sniffLanguage(%q) = %q, want %q", test.text, got, test.want)
			}
		})
	}
}

func TestFieldsGoOnAcrossBlankLines(t *testing.T) {
	d := codeDocument("", "module x {\n  container a {", "    leaf b {\n      description \"First line.\n", "       Second; line.\";\n    }\n  }\n}")
	want := []string{"a|container|||", "b|leaf|||First line. Second; line."}
	if diff := cmp.Diff(want, brief(d)); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	for i, b := range d.Blocks {
		if b.Language != LanguageYANG {
			t.Errorf("block %d has language %q, want yang", i, b.Language)
		}
	}
	if d.Fields[1].Block != 1 {
		t.Errorf("the leaf is in block %d, want 1", d.Fields[1].Block)
	}
}

func TestFieldWords(t *testing.T) {
	tests := map[string][]string{
		"deviceSerialNumber": {"device", "serial", "number"},
		"mac-address":        {"mac", "address"},
		"MACAddress":         {"mac", "address"},
		"userIDs":            {"user", "ids"},
		"IPv6Address":        {"ipv6", "address"},
		"srcIPv4":            {"src", "ipv4"},
		"sha256_hash":        {"sha", "256", "hash"},
		"X-Geo-Cell":         {"x", "geo", "cell"},
		"Source Address":     {"source", "address"},
		"xs:deviceID":        {"xs", "device", "id"},
		"id-pkix":            {"id", "pkix"},
		"größe":              {"größe"},
		"--":                 nil,
		"":                   nil,
	}
	for name, want := range tests {
		if diff := cmp.Diff(want, Field{Name: name}.Words()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", name, diff)
		}
	}
}

func TestFieldsOfHostileCodeAreBounded(t *testing.T) {
	for _, unit := range []string{"{", "\"", "leaf a {", "a = (", "<a ", "Foo ::= SEQUENCE { a ", "|", "+-+-", "struct {", "a(", "[", "/*", "//", "'", "\x00", "\xff", "a: b\n", "/", "<!ATTLIST ", "leaf \"", "interface A {", "{\"a\":", "?", "$", "'\\"} {
		text := strings.Repeat(unit, 1<<20/len(unit))
		for _, language := range []string{LanguageYANG, languageYANGTree, LanguageABNF, LanguageCDDL, LanguageASN1, LanguageJSON, LanguageXML, LanguageC, LanguageHTTP, LanguageWebIDL, LanguagePacket, ""} {
			start := time.Now()
			checkFieldSpans(t, codeDocument(language, text))
			if took := time.Since(start); took > 3*time.Second {
				t.Errorf("%q as %q took %v for 1 MiB", unit, language, took)
			}
		}
	}
}

// rfcFolder is where Debian's doc-rfc packages were unpacked, for measurements on real text.
func rfcFolder(tb testing.TB) string {
	folder := os.Getenv("RIGHTSREVIEW_RFC_FOLDER")
	if folder == "" {
		tb.Skip("RIGHTSREVIEW_RFC_FOLDER is not set; set it to a folder of RFC texts")
	}
	return folder
}

// BenchmarkFields measures the scanners on whatever stands indented in real texts, all of it taken as code.
func BenchmarkFields(b *testing.B) {
	paths, _ := filepath.Glob(filepath.Join(rfcFolder(b), "rfc7[0-9]00.txt"))
	var text []string
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			b.Fatal(err)
		}
		text = append(text, strings.Split(string(data), "\n\n")...)
	}
	d := codeDocument("", text...)
	for i := range d.Blocks {
		d.Blocks[i].Language = ""
	}
	b.SetBytes(int64(len(d.Text)))
	b.ReportAllocs()
	for b.Loop() {
		for i := range d.Blocks {
			d.Blocks[i].Language = ""
		}
		extractFields(d)
	}
}

func FuzzFields(f *testing.F) {
	languages := []string{"", LanguageYANG, languageYANGTree, LanguageABNF, LanguageCDDL, LanguageASN1, LanguageJSON, LanguageXML, LanguageC, languageTLS, LanguageHTTP, LanguageWebIDL, LanguagePacket}
	f.Add(uint8(1), "leaf a { type b; description \"c\" + 'd'; }", "leaf e {")
	f.Add(uint8(5), "A ::= SEQUENCE { b [0] INTEGER (0..5) DEFAULT 3 -- c -- }", "x OBJECT-TYPE SYNTAX")
	f.Add(uint8(6), `{"a": {"type": "b", "required": ["c"]}}`, "[")
	f.Add(uint8(7), `<xs:element name="a" type='b'/><!ATTLIST a b CDATA #REQUIRED>`, "<a b=c>")
	f.Add(uint8(8), "struct { opaque a<0..5>; } B; enum { c(1) } D;", "typedef struct {")
	f.Add(uint8(10), "GET / HTTP/1.1\nA-B: c\n\n{\"d\":1}", ":path: /")
	f.Add(uint8(11), "interface A { readonly attribute B c; D e(F g); };", "dictionary H { required I j = {}; };")
	f.Add(uint8(12), "+-+-+-+-+\n| a  | b |\n+-+-+-+-+", "A {\n  Bc (8),\n}")
	f.Fuzz(func(t *testing.T, language uint8, first, second string) {
		if strings.Contains(first, "\f") || strings.Contains(second, "\f") {
			t.Skip()
		}
		d := codeDocument(languages[int(language)%len(languages)], first, second)
		checkFieldSpans(t, d)
		for _, field := range d.Fields {
			field.Words()
		}
	})
}

func TestCipherSuiteConstants(t *testing.T) {
	text := "A Draft\n\n1.  Suites\n\n   The suites are:\n\n      CipherSuite TLS_X_WITH_Y_SHA = { 0x00, 0x01 };\n" +
		"      CipherSuite TLS_X_WITH_Z_SHA = { 0x00, 0x02 };\n"
	d, err := Parse(Draft{Path: "draft-sample-00.txt", Source: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range d.Fields {
		got = append(got, f.Name+" "+f.Type)
	}
	want := []string{"TLS_X_WITH_Y_SHA CipherSuite", "TLS_X_WITH_Z_SHA CipherSuite"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}
