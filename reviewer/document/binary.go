package document

import "bytes"

// The share of text that control characters may be, one in so many bytes. No RFC has one in 500 other than NUL, and
// those that were padded with NUL (RFC 734, RFC 736, RFC 752) have one in seven. Compressed data has one in ten of the
// others; UTF-16 is NUL in every second byte.
const (
	maxControls = 50
	maxPadding  = 3
)

// looked is how much of a source is looked at to tell whether it is text, in bytes.
const looked = 64 << 10

// notText says why a source that should be text is none, and what to do; empty if it is text. Some control characters in
// a text are for hideControls.
func notText(source []byte) string {
	head := source[:min(len(source), looked)]
	controls, padding := 0, bytes.Count(head, []byte{0})
	for _, c := range head {
		if 0 < c && c < ' ' && !isSpace(c) {
			controls++
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return "it is UTF-16: save it as UTF-8"
	case bytes.HasPrefix(head, []byte{0x1F, 0x8B}), bytes.HasPrefix(head, []byte("BZh")) && controls > 0,
		bytes.HasPrefix(head, []byte("\xFD7zXZ")), bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return "it is compressed: unpack it first"
	case controls > len(head)/maxControls, padding > len(head)/maxPadding:
		return "it is not text"
	}
	return ""
}
