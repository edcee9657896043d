package review

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// fingerprintLength is the length of a fingerprint in hexadecimal digits: 64 bits, so that among a million findings
// the chance of two alike by accident is below one in ten million.
const fingerprintLength = 16

// Fingerprint names a finding by what it says, not by where it stands, so that it keeps its name when lines are added
// above it, when a section is renumbered, and in the next revision of the draft. It is 16 hexadecimal digits.
//
// rule is the rule's id, quote the passage, sectionTitle the title of its section without the number, document the
// name of the draft with or without its revision (its path if it has no name). occurrence tells apart findings of
// which all that is the same: 0 for the first in reading order, 1 for the next. Case and the amount of white space
// make no difference.
func Fingerprint(rule, quote, sectionTitle, document string, occurrence int) string {
	h := sha256.New()
	for _, part := range []string{rule, quote, sectionTitle, WithoutRevision(document), strconv.Itoa(occurrence)} {
		h.Write([]byte(fold(part)))
		h.Write([]byte{0}) // fold leaves no NUL in a part, so that parts cannot run together
	}
	return hex.EncodeToString(h.Sum(nil))[:fingerprintLength]
}

// fold writes text in lower case, with NUL and white space folded to one space.
func fold(text string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(text, "\x00", " "))), " ")
}

// WithoutRevision takes the two-digit revision off the name of an Internet-Draft: "draft-ietf-tls-esni-18" becomes
// "draft-ietf-tls-esni" (Guidelines to Authors of Internet-Drafts, section 7). Other names stay as they are.
func WithoutRevision(name string) string {
	base := len(name) - len("-00")
	if !strings.HasPrefix(strings.ToLower(name), "draft-") || base <= len("draft") || name[base] != '-' ||
		!digit(name[base+1]) || !digit(name[base+2]) {
		return name
	}
	return name[:base]
}

func digit(c byte) bool { return '0' <= c && c <= '9' }
