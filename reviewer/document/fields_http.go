package document

import "bytes"

// scanHTTP reads messages of HTTP and of protocols shaped like it (SIP, RTSP, mail): the names of header fields, and
// the members of a JSON or the elements of an XML body.
func scanHTTP(s *fieldScan) {
	last := 0
	for s.more() {
		start, end := s.line()
		for start < end && isSpace(s.text[start]) {
			start++
		}
		if start == end {
			continue
		}
		if c := s.text[start]; c == '{' || c == '[' || c == '<' {
			if s.body(start, last) {
				return
			}
			continue
		}
		if name := headerName(s.text[start:end]); name > 0 {
			s.addOnce(start, start+name, "header field")
			last = s.at
		}
	}
}

// body reads the rest as JSON or XML.
func (s *fieldScan) body(start, headers int) bool {
	if headers == 0 {
		return false
	}
	rest := s.text[start:min(len(s.text), start+sniffBytes)]
	language, scan := LanguageXML, scanXML
	if rest[0] != '<' {
		if !looksLikeJSON(rest) {
			return false
		}
		language, scan = LanguageJSON, scanJSON
	} else if isPlaceholder(rest) {
		return false
	}
	message := s.sink.language
	s.sink.language, s.at = language, start
	scan(s)
	s.sink.language = message
	return true
}

// headerName is the length of the field name that opens a line, 0 if none does: a token (RFC 9110 section 5.1) of two
// bytes or more and a colon with white space or the end of the line after it.
func headerName(line []byte) int {
	at := 0
	if len(line) > 0 && line[0] == ':' { // a pseudo-header field (RFC 9113 section 8.3)
		at = 1
	}
	for at < len(line) && nameByte[line[at]] {
		at++
	}
	if at < 2 || at >= len(line) || line[1] == ':' || !isAlpha(bytes.TrimLeft(line, ":")[0]) {
		return 0
	}
	if line[0] == ':' {
		if bytes.HasPrefix(bytes.TrimSpace(line[at:]), []byte("=")) || line[at] == ' ' || line[at] == ':' {
			return at
		}
		return 0
	}
	if line[at] != ':' || at+1 < len(line) && !isSpace(line[at+1]) {
		return 0
	}
	return at
}

// methods open requests: RFC 9110 section 9.3, RFC 5789, RFC 4918, RFC 3261 and RFC 7826.
var methods = map[string]bool{
	"GET": true, "HEAD": true, "POST": true, "PUT": true, "DELETE": true, "CONNECT": true, "OPTIONS": true, "TRACE": true,
	"PATCH": true, "PROPFIND": true, "REPORT": true, "MKCOL": true, "INVITE": true, "REGISTER": true, "SUBSCRIBE": true,
	"NOTIFY": true, "MESSAGE": true, "PUBLISH": true, "BYE": true, "ACK": true, "CANCEL": true, "REFER": true,
	"DESCRIBE": true, "SETUP": true, "PLAY": true, "QUERY": true, "SEARCH": true, "BIND": true, "LOCK": true,
}

// startsMessage reports code that opens with a request line, a status line or header fields.
func startsMessage(code []byte) bool {
	line, rest, _ := bytes.Cut(code, []byte{'\n'})
	line = bytes.TrimSpace(line)
	first, target, _ := bytes.Cut(line, []byte{' '})
	switch {
	case bytes.HasPrefix(line, []byte("HTTP/")), bytes.HasPrefix(line, []byte("SIP/2.0 ")), bytes.HasPrefix(line, []byte("RTSP/")):
		return true
	case bytes.HasPrefix(line, []byte(":method")), bytes.HasPrefix(line, []byte(":status")):
		return true
	case methods[string(first)] && len(target) > 0:
		return bytes.Contains(line, []byte(" HTTP/")) || bytes.Contains(line, []byte("SIP/2.0")) || bytes.Contains(line, []byte("RTSP/")) ||
			target[0] == '/' || bytes.HasPrefix(target, []byte("http"))
	}
	name := headerName(line)
	if name == 0 || !isUpper(line[0]) {
		return false
	}
	if bytes.IndexByte(line[:name], '-') > 0 {
		return true
	}
	next, _, _ := bytes.Cut(rest, []byte{'\n'})
	next = bytes.TrimSpace(next)
	second := headerName(next)
	return second > 0 && isUpper(next[0]) && bytes.IndexByte(next[:second], '-') > 0
}
