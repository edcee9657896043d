package document

import (
	"bytes"
	"strings"
)

// Languages that have no exported name because nothing outside asks for them.
const (
	languageTLS      = "tls-presentation" // RFC 8446 section 3
	languageYANGTree = "yangtree"         // RFC 8340
)

// languageWords are the names that drafts give to languages, after the sourcecode types of the RFC Editor
// (https://www.rfc-editor.org/rpc/wiki/doku.php?id=sourcecode-types) and the class names of ReSpec and Bikeshed.
var languageWords = map[string]string{
	"abnf": LanguageABNF, "abnf9110": LanguageABNF, "bnf": LanguageABNF, "ebnf": LanguageABNF,
	"yang": LanguageYANG, "yangtree": languageYANGTree, "yang-tree": languageYANGTree, "yang tree": languageYANGTree,
	"cddl":  LanguageCDDL,
	"asn.1": LanguageASN1, "asn1": LanguageASN1, "asn": LanguageASN1, "mib": LanguageASN1, "smi": LanguageASN1,
	"smiv2": LanguageASN1,
	"json":  LanguageJSON, "jsonc": LanguageJSON, "json5": LanguageJSON, "json-ld": LanguageJSON, "jsonld": LanguageJSON,
	"json-schema": LanguageJSON, "cbor-diag": LanguageJSON, "cbordiag": LanguageJSON, "edn": LanguageJSON,
	"cbor-edn": LanguageJSON, "yang-json": LanguageJSON,
	"xml": LanguageXML, "xsd": LanguageXML, "rng": LanguageXML, "dtd": LanguageXML, "html": LanguageXML,
	"svg": LanguageXML, "relax-ng": LanguageXML,
	"c": LanguageC, "c++": LanguageC, "cpp": LanguageC, "h": LanguageC, "xdr": LanguageC, "protobuf": LanguageC,
	"proto": LanguageC, "rpc": LanguageC,
	"tls": languageTLS, "tls-presentation": languageTLS, "tls-syntax": languageTLS, "tlspres": languageTLS,
	"http": LanguageHTTP, "http-message": LanguageHTTP, "http/1.1": LanguageHTTP, "http2": LanguageHTTP,
	"sip": LanguageHTTP, "rtsp": LanguageHTTP, "message": LanguageHTTP,
	"webidl": LanguageWebIDL, "idl": LanguageWebIDL,
	"packet": LanguagePacket, "bits": LanguagePacket, "pdu": LanguagePacket,
}

// canonicalLanguage gives the language that a draft's word for it means, empty if it is none that is read.
func canonicalLanguage(word string) string {
	if word == "" {
		return ""
	}
	if l, ok := languageWords[word]; ok {
		return l
	}
	return languageWords[strings.ToLower(strings.TrimSpace(word))]
}

// carriesOver reports whether code without marks of its own may go on in a language: those with long modules, which
// blank lines cut up.
func carriesOver(language string) bool {
	switch language {
	case LanguageYANG, LanguageASN1, LanguageC, LanguageCDDL, LanguageABNF, LanguageWebIDL, languageTLS:
		return true
	}
	return false
}

// goesOn reports whether code without marks of its own goes on in the language of the code before it.
func goesOn(before string, text []byte) bool {
	if before == LanguageXML {
		return bytes.Contains(text, []byte("/>")) || bytes.Contains(text, []byte("</"))
	}
	return carriesOver(before)
}

// sniffBytes is how much of a block is looked at to tell its language.
const sniffBytes = 4096

// sniffLanguage tells the language of code or a figure from its content, empty if it has the marks of none.
func sniffLanguage(text []byte) string {
	head := text[:min(len(text), sniffBytes)]
	code := bytes.TrimLeft(head, " \t\r\n\f")
	if len(code) == 0 {
		return ""
	}
	if bytes.Contains(head, []byte("+-+-+-+")) {
		return LanguagePacket
	}
	if l := sniffOpening(code); l != "" {
		return l
	}
	if bytes.Contains(head, []byte("::=")) {
		return sniffAssignment(head)
	}
	if bytes.Contains(head, []byte(" OBJECT-TYPE")) && bytes.Contains(head, []byte("SYNTAX")) {
		return LanguageASN1
	}
	return sniffLines(code)
}

// sniffOpening judges by the first line.
func sniffOpening(code []byte) string {
	switch code[0] {
	case '<':
		if len(code) > 2 && (isAlpha(code[1]) || code[1] == '?' || code[1] == '!' || code[1] == '/') && !isPlaceholder(code) {
			return LanguageXML
		}
		return ""
	case '{', '[':
		if looksLikeJSON(code) {
			return LanguageJSON
		}
		if isExtendedAttribute(code) {
			return LanguageWebIDL
		}
	case '"':
		if end := bytes.IndexByte(code[1:], '"'); end > 0 && end < maxFieldName && startsWithColon(code[end+2:]) {
			return LanguageJSON
		}
	}
	if startsMessage(code) {
		return LanguageHTTP
	}
	if bytes.HasPrefix(code, []byte(cipherSuiteType+" ")) {
		return languageTLS
	}
	return ""
}

// isPlaceholder reports a "<name>" that stands for something or opens a rule of old BNF: no element of this name is
// ever closed, and it has no attributes.
func isPlaceholder(code []byte) bool {
	end := bytes.IndexByte(code, '>')
	if end < 0 {
		return true
	}
	if code[1] == '?' || code[1] == '!' || code[1] == '/' || bytes.IndexByte(code[:end], '=') > 0 || code[end-1] == '/' {
		return false
	}
	name := code[1:end]
	if bytes.ContainsAny(name, " \n\t") {
		return true
	}
	return !bytes.Contains(code[end:], append([]byte("</"), name...)) && bytes.Count(code[end:], []byte("</")) == 0 &&
		bytes.Count(code[end:], []byte("/>")) == 0
}

// looksLikeJSON reports a brace or bracket with a quoted name and a colon soon after.
func looksLikeJSON(code []byte) bool {
	head := code[:min(len(code), 600)]
	for i := 1; i < len(head); {
		open := bytes.IndexByte(head[i:], '"')
		if open < 0 {
			return false
		}
		open += i + 1
		length := bytes.IndexByte(head[open:], '"')
		if length < 0 {
			return false
		}
		i = open + length + 1
		if startsWithColon(head[i:]) {
			return true
		}
	}
	return false
}

func startsWithColon(text []byte) bool {
	text = bytes.TrimLeft(text[:min(len(text), 8)], " \t")
	return len(text) > 0 && text[0] == ':'
}

// isExtendedAttribute reports the "[Exposed=Window]" and its like that open definitions of WebIDL.
func isExtendedAttribute(code []byte) bool {
	for _, mark := range []string{"[Exposed", "[SecureContext", "[Constructor", "[NoInterfaceObject", "[Global", "[SameObject", "[LegacyNoInterfaceObject", "[Serializable", "[LegacyTreatNonObjectAsNull"} {
		if bytes.HasPrefix(code, []byte(mark)) {
			return true
		}
	}
	return false
}

// sniffAssignment tells ASN.1 from BNF; both write "::=".
func sniffAssignment(head []byte) string {
	for _, mark := range []string{"SEQUENCE", "CHOICE", "OBJECT", "INTEGER", "ENUMERATED", "STRING", "SET", "TEXTUAL-CONVENTION", "MODULE", "NOTIFICATION", "EXTENSION", "ATTRIBUTE", "DEFINITIONS", "String", "BOOLEAN", "CLASS", "TRAP-TYPE", "NULL"} {
		if bytes.Contains(head, []byte(mark)) {
			return LanguageASN1
		}
	}
	if bytes.Contains(head, []byte("::= {")) {
		return LanguageASN1
	}
	return LanguageABNF
}

// sniffLines judges line by line: the first line that only one language would have decides; rules with an equals
// sign are weighed, because ABNF, CDDL and pseudocode all have them.
func sniffLines(code []byte) string {
	abnf, cddl := 0, 0
	for n := 0; n < 60 && len(code) > 0; n++ {
		line := code
		if i := bytes.IndexByte(code, '\n'); i >= 0 {
			line, code = code[:i], code[i+1:]
		} else {
			code = nil
		}
		line = bytes.TrimSpace(line)
		if len(line) < 4 {
			continue
		}
		if l := sniffLine(line, code); l != "" {
			return l
		}
		a, c := weighRule(line, code)
		abnf, cddl = abnf+a, cddl+c
	}
	switch {
	case cddl > 0 && cddl >= abnf:
		return LanguageCDDL
	case abnf > 0:
		return LanguageABNF
	}
	return ""
}

// sniffLine judges one line by its first word and its end.
func sniffLine(line, after []byte) string {
	if line[0] == '+' && (bytes.HasPrefix(line, []byte("+--r")) || bytes.HasPrefix(line, []byte("+---"))) && isTreeLine(line) {
		return languageYANGTree
	}
	end := 0
	for end < len(line) && nameByte[line[end]] {
		end++
	}
	opens := line[len(line)-1] == '{'
	switch string(line[:end]) {
	case "module", "submodule", "leaf", "leaf-list", "container", "list", "choice", "grouping", "augment", "rpc",
		"notification", "identity", "feature", "revision", "case":
		if opens && end < len(line) && isSpace(line[end]) && bytes.Count(line, []byte{' '}) <= 3 {
			return LanguageYANG
		}
		if string(line) == "module:" {
			return languageYANGTree
		}
	case "typedef":
		return sniffTypedef(line, opens)
	case "interface", "dictionary", "partial", "callback", "namespace", "mixin":
		if opens || bytes.HasSuffix(line, []byte("};")) {
			return LanguageWebIDL
		}
	case "struct", "union", "enum", "message":
		return sniffStruct(line, after)
	}
	if opens && isBitFieldOpening(line, after) {
		return LanguagePacket
	}
	return ""
}

func isTreeLine(line []byte) bool {
	for _, mark := range []string{"+--rw ", "+--ro ", "+---x ", "+---n ", "+---w ", "+--rpc "} {
		if bytes.HasPrefix(line, []byte(mark)) {
			return true
		}
	}
	return false
}

func sniffTypedef(line []byte, opens bool) string {
	fields := bytes.Fields(line)
	if len(fields) < 2 {
		return ""
	}
	switch string(fields[1]) {
	case "struct", "enum", "union", "unsigned", "opaque", "string":
		return LanguageC
	}
	if opens && len(fields) == 3 {
		return LanguageYANG
	}
	return ""
}

// sniffStruct tells C and its like from the presentation language of TLS and enumerations of WebIDL.
func sniffStruct(line, after []byte) string {
	brace := bytes.IndexByte(line, '{')
	if brace < 0 {
		next := bytes.TrimLeft(after, " \t\r\n")
		if len(next) == 0 || next[0] != '{' || bytes.Count(line, []byte{' '}) > 2 {
			return ""
		}
		brace = len(line)
	}
	if line[0] == 'e' && bytes.HasPrefix(bytes.TrimLeft(append(line[min(brace+1, len(line)):len(line):len(line)], after[:min(len(after), 200)]...), " \t\r\n"), []byte{'"'}) {
		return LanguageWebIDL
	}
	head := after[:min(len(after), 1500)]
	for _, mark := range []string{"opaque ", "select (", "select(", "..2^", "<0..", "<1..", "uint8 ", "uint16 ", "uint24 ", "(255)", "(65535)"} {
		if bytes.Contains(head, []byte(mark)) || bytes.Contains(line, []byte(mark)) {
			if !bytes.Contains(head, []byte("<>")) {
				return languageTLS
			}
		}
	}
	return LanguageC
}

// isBitFieldOpening reports the "Name {" that opens a layout as RFC 9000 section 1.3 writes it, with "Field (8)," next.
func isBitFieldOpening(line, after []byte) bool {
	if !isUpper(line[0]) {
		return false
	}
	next := after
	if i := bytes.IndexByte(after, '\n'); i >= 0 {
		next = after[:i]
	}
	next = bytes.TrimSpace(next)
	open := bytes.IndexByte(next, '(')
	return open > 1 && isUpper(next[0]) && bytes.IndexByte(next[open:], ')') > 0 && next[len(next)-1] == ','
}

// weighRule says how much a line looks like a rule of ABNF (RFC 5234) and of CDDL (RFC 8610).
func weighRule(line, after []byte) (abnf, cddl int) {
	end := 0
	for end < len(line) && nameByte[line[end]] {
		end++
	}
	if end == 0 || !isAlpha(line[0]) {
		return 0, 0
	}
	if bytes.HasPrefix(line[end:], []byte("=\"")) || bytes.HasPrefix(line[end:], []byte("='")) {
		return 0, 0 // an attribute of XML
	}
	rest := bytes.TrimLeft(line[end:], " \t")
	if bytes.HasPrefix(rest, []byte("/=")) || bytes.HasPrefix(rest, []byte("//=")) {
		return 0, 2
	}
	if len(rest) == 0 || rest[0] != '=' || bytes.HasPrefix(rest, []byte("==")) {
		return 0, 0
	}
	if bytes.HasPrefix(rest, []byte("=/")) {
		return 2, 0
	}
	rest = bytes.TrimSpace(rest[1:])
	return weighABNF(rest), weighCDDL(rest, after)
}

var abnfMarks = [][]byte{[]byte("%x"), []byte("%d"), []byte("%s\""), []byte("*("), []byte("1*"), []byte("ALPHA"),
	[]byte("DIGIT"), []byte("CRLF"), []byte("HCOLON"), []byte("EQUAL"), []byte(" / "), []byte("OCTET"), []byte("\" ")}

func weighABNF(rest []byte) int {
	if len(rest) == 0 || rest[len(rest)-1] == ';' {
		return 0
	}
	for _, mark := range abnfMarks {
		if bytes.Contains(rest, mark) {
			return 1
		}
	}
	if rest[0] == '"' && rest[len(rest)-1] == '"' || rest[0] == '*' || rest[0] == '/' {
		return 1
	}
	return 0
}

var cddlMarks = [][]byte{[]byte("tstr"), []byte("bstr"), []byte("=>"), []byte("#6."), []byte(".size"), []byte(".cbor"),
	[]byte(".within"), []byte(".default"), []byte(".and"), []byte("[*"), []byte("[+"), []byte("uint"), []byte("[ *"), []byte("[ +")}

func weighCDDL(rest, after []byte) int {
	for _, mark := range cddlMarks {
		if bytes.Contains(rest, mark) {
			return 2
		}
	}
	if len(rest) == 0 {
		return 0
	}
	switch string(rest) {
	case "{", "[", "(", "text", "bytes", "int", "any", "bool", "float":
		if len(rest) > 1 || opensCDDL(after) {
			return 2
		}
	}
	if rest[0] == '{' && rest[len(rest)-1] == '}' && bytes.IndexByte(rest, ':') > 0 {
		return 1
	}
	return 0
}

// opensCDDL reports whether what follows an opening brace is a member of CDDL rather than a line of a program.
func opensCDDL(after []byte) bool {
	next := bytes.TrimLeft(after[:min(len(after), 400)], " \t\r\n")
	if i := bytes.IndexByte(next, '\n'); i >= 0 {
		next = next[:i]
	}
	next = bytes.TrimSpace(next)
	if len(next) == 0 || bytes.ContainsAny(next, ";") && !bytes.Contains(next, []byte(" ;")) {
		return false
	}
	return next[0] == '?' || next[0] == '*' || next[0] == '+' || bytes.Contains(next, []byte(": ")) || bytes.Contains(next, []byte("=>"))
}
