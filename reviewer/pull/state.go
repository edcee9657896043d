package pull

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// State is what the summary remembers for the next run, so that nothing is said twice.
type State struct {
	Head      string      `json:"head"`   // the commit that was reviewed
	Base      string      `json:"base"`   // that of the base branch
	Digest    string      `json:"digest"` // of rules, configuration, options and program: the same gives the same review
	Status    string      `json:"status"`
	Counts    Counts      `json:"counts"`
	Said      []Said      `json:"said,omitempty"`
	Gone      []Said      `json:"gone,omitempty"` // said once and no longer there, newest first
	Dismissed []Dismissal `json:"dismissed,omitempty"`
	Handled   []int64     `json:"handled,omitempty"`   // comments whose commands were followed
	Explained []string    `json:"explained,omitempty"` // ids of points that somebody wants explained
}

// Counts are what a run has to say, for those who act on numbers.
type Counts struct {
	High     int `json:"high"`
	Medium   int `json:"medium"`
	Low      int `json:"low"`
	Weakened int `json:"weakened"` // protections that are removed or weakened
}

// Said is a point that has been said.
type Said struct {
	ID      string `json:"id"`
	Rule    string `json:"rule"`
	Path    string `json:"path"`
	Quote   string `json:"quote"`          // at most maxSaidQuote bytes
	Back    bool   `json:"back,omitempty"` // the quote is of what was removed: the point is settled when it is back
	Title   string `json:"title"`
	Comment int64  `json:"comment,omitempty"` // beside the lines; 0 if it is in the summary only
	URL     string `json:"url,omitempty"`     // of the comment
	Closed  bool   `json:"closed,omitempty"`  // its thread is resolved or folded
}

// Bounds on the state, so that it fits into a comment with all else: about 150 bytes a point after compression.
const (
	maxSaidQuote = 160     // bytes of a quote, enough to know a passage again after small edits
	maxGone      = 40      // points that are told as gone
	maxHandled   = 500     // commands
	maxState     = 1 << 20 // bytes of a state that is read, after it was unpacked
)

// encode packs the state for a mark.
func (s State) encode() string {
	text, _ := json.Marshal(s) // strings and numbers can always be written
	var packed bytes.Buffer
	w, _ := flate.NewWriter(&packed, flate.BestCompression) // the error is for a level that does not exist
	_, _ = w.Write(text)
	_ = w.Close()
	return base64.RawURLEncoding.EncodeToString(packed.Bytes())
}

// decodeState unpacks a state; the error says what is wrong with it.
func decodeState(payload string) (s State, err error) {
	packed, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return s, fmt.Errorf("unpack the state: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), maxState+1))
	if err != nil {
		return s, fmt.Errorf("unpack the state: %w", err)
	}
	if len(text) > maxState {
		return s, errors.New("unpack the state: it is too large")
	}
	return s, json.Unmarshal(text, &s)
}

// saidOf is what is remembered of a point.
func saidOf(p Point) Said {
	return Said{
		ID: p.ID, Rule: p.Rule.ID, Path: p.Path, Quote: Cut(folded(p.Quote), maxSaidQuote), Title: p.Title,
		Back: p.back(), Comment: p.Comment.ID, URL: p.Comment.URL,
	}
}

// Cut cuts a text to at most some bytes, between characters.
func Cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && text[most]&0xC0 == 0x80 { // inside a character of UTF-8
		most--
	}
	return text[:most]
}

// handled reports whether the commands of a comment were followed before.
func (s State) handled(id int64) bool { return slices.Contains(s.Handled, id) }

// Expired reports whether a dismissal that the state remembers no longer holds on a day, YYYY-MM-DD.
func (s State) Expired(today string) bool {
	return len(Holding(s.Dismissed, today)) < len(s.Dismissed)
}
