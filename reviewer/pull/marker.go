package pull

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Signer writes and reads the marks that this program leaves in its comments, in HTML comments that nobody sees. A mark
// holds for one pull request only, and for what it stands for. Without a key anybody could write one: Trusted says so.
type Signer struct {
	keys  []string // the first signs, and all are believed
	scope string
}

// NewSigner makes the signer of a pull request, given by the number of its repository on its GitHub and its own number.
// Without keys nothing is signed with a secret. Older keys may follow the one that signs, so that what was signed with them
// still counts; see ParseKeys.
func NewSigner(keys []string, repository int64, number int) Signer {
	return Signer{keys, fmt.Sprintf("%d#%d", repository, number)}
}

// minKey is the shortest key in bytes. Marks can be seen by all, so that a short key could be found by trying.
const minKey = 16

// ParseKeys reads keys as people write them: separated by commas, or on lines of their own. The error shows none of them.
func ParseKeys(text string) (keys []string, err error) {
	for _, key := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '\n' || r == '\r' }) {
		if key = strings.TrimSpace(key); key == "" {
			continue
		}
		if len(key) < minKey {
			return nil, fmt.Errorf("a key must have at least %d characters: make one with openssl rand -hex 32", minKey)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// Trusted reports whether marks are signed with a secret.
func (s Signer) Trusted() bool { return len(s.keys) > 0 }

// publicKey stands in for a secret where there is none: the sum then only tells a mark that was damaged or copied from
// elsewhere.
const publicKey = "rightsreview"

// The kinds of mark.
const (
	markPoint   = "point"   // payload: the id of a point
	markSummary = "summary" // payload: the state, see State
	markReview  = "review"  // payload: the id of a run
)

// mark is what a comment of ours says of itself to later runs.
type mark struct{ kind, payload string }

// markLine is the last line of a comment. What a draft says is never there, so that a draft cannot bring a mark with it.
var markLine = regexp.MustCompile(`\n<!-- rightsreview:v1 ([a-z]+) ([A-Za-z0-9_-]+) ([0-9a-f]{64}) -->\s*$`)

// sign gives the line with which a comment ends.
func (s Signer) sign(kind, payload string) string {
	return fmt.Sprintf("\n<!-- rightsreview:v1 %s %s %s -->\n", kind, payload, s.sum(s.believed()[0], kind, payload))
}

// believed are the keys whose marks count.
func (s Signer) believed() []string {
	if !s.Trusted() {
		return []string{publicKey}
	}
	return s.keys
}

func (s Signer) sum(key, kind, payload string) string {
	h := hmac.New(sha256.New, []byte(key))
	fmt.Fprintf(h, "rightsreview:v1\x00%s\x00%s\x00%s", s.scope, kind, payload)
	return hex.EncodeToString(h.Sum(nil))
}

// read gives the mark with which a comment ends; the zero mark if there is none. ours says that it is signed for this pull
// request, with a key that is believed.
func (s Signer) read(body string) (m mark, ours bool) {
	found := markLine.FindStringSubmatch(strings.ReplaceAll(body, "\r\n", "\n"))
	if found == nil {
		return mark{}, false
	}
	m = mark{found[1], found[2]}
	return m, slices.ContainsFunc(s.believed(), func(key string) bool {
		return hmac.Equal([]byte(found[3]), []byte(s.sum(key, m.kind, m.payload)))
	})
}

// payload is what a comment of ours says of itself in a mark of some kind; empty if it has none of ours.
func (s Signer) payload(kind, body string) string {
	if m, ours := s.read(body); ours && m.kind == kind {
		return m.payload
	}
	return ""
}

// RunID reads the id of a run from the body of a review; empty if it is not one of ours.
func (s Signer) RunID(body string) string { return s.payload(markReview, body) }

// IsSummary reports whether a body is a summary of ours.
func (s Signer) IsSummary(body string) bool { return s.payload(markSummary, body) != "" }

// PointID reads the id of the point from the body of a comment beside lines; empty if it is not one of ours.
func (s Signer) PointID(body string) string { return s.payload(markPoint, body) }
