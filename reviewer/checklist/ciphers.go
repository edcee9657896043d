package checklist

import (
	"bytes"
	"strings"
)

// cipherConcept gives the builtin concept that a TLS cipher suite name belongs to, empty if its strength is not in
// question here. The names are those of the IANA registry "TLS Cipher Suites"; what is weak follows RFC 9325 section 4.2.
func cipherConcept(name string) string {
	key, cipher, ok := strings.Cut(name, "_WITH_")
	if !ok {
		return ""
	}
	switch {
	case strings.Contains(cipher, "NULL") || strings.HasSuffix(key, "_NULL"):
		return "null-cipher-suite"
	case strings.Contains(key, "EXPORT") || strings.Contains(cipher, "_40"):
		return "export-cipher-suite"
	case strings.Contains(key, "anon"):
		return "anonymous-cipher-suite"
	case strings.HasPrefix(cipher, "RC4"):
		return "rc4-cipher-suite"
	case strings.HasPrefix(cipher, "DES_") || strings.HasPrefix(cipher, "DES40") || strings.HasPrefix(cipher, "RC2"):
		return "des-cipher-suite"
	case key == "TLS_RSA" || key == "SSL_RSA" || key == "TLS_DH_RSA" || key == "TLS_ECDH_RSA" || key == "TLS_ECDH_ECDSA":
		return "static-rsa-cipher-suite"
	}
	return ""
}

var withMark = []byte("_WITH_")

// ciphers finds the builtin concepts of cipher suite names in the scanned sentence.
func (s *scanner) ciphers(start, end int) {
	if !bytes.Contains(s.text[start:end], withMark) {
		return
	}
	for i, t := range s.tokens {
		raw := s.text[t.start:t.end]
		if !bytes.Contains(raw, withMark) {
			continue
		}
		if l, ok := s.phrases.builtin[cipherConcept(string(raw))]; ok {
			s.find(l, int32(i), int32(i))
		}
	}
}

// numbers finds the builtin concept {number}.
func (s *scanner) numbers() {
	l, ok := s.phrases.builtin["number"]
	if !ok {
		return
	}
	for i, t := range s.tokens {
		if c := s.text[t.start]; c >= '0' && c <= '9' {
			s.find(l, int32(i), int32(i))
		}
	}
}
